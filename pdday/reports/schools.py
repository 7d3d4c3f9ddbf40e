"""What a principal reads: their own school beside the whole district, from the same figures as the report. Pure.

Only lines that the report itself shows to coordinators: a school withheld there is withheld here, and so are the
schools that keep it company. Never a colleague, a list, an answer or a commitment.
"""

from __future__ import annotations

from dataclasses import replace

from pdday.reports.grouping import BY_SITE, site_key
from pdday.reports.pages import Page, Report, Table
from pdday.words import Sentence


def page(report: Report, school: str) -> Page:
    """The lines of one school, page by page, each above what everyone comes to."""
    tables = ((each.title, table) for each in report.pages for table in each.tables)
    return Page(
        key="my_school",
        number=0,
        title=Sentence("My school"),
        headline=Sentence("{school} beside the whole district", {"school": school}),
        tables=tuple(
            _of_school(table, title, school)
            for title, table in tables
            if table.groups == BY_SITE.name and any(line.key == site_key(school) for line in table.lines)
        ),
    )


def _of_school(table: Table, title: Sentence, school: str) -> Table:
    lines = tuple(line for line in table.lines if line.key == site_key(school))
    return replace(table, title=title, lines=lines, note=table.definition)
