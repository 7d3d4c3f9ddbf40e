"""The report as rows: one for each figure, the same in the CSV and on the sheets of the XLSX."""

from __future__ import annotations

from pdday.reports.pages import Entry, Page, Report, entries
from pdday.web.downloads import Cell, Sheet, csv_bytes, xlsx_bytes
from pdday.words import Sentence

HEADS = (
    Sentence("Page"),
    Sentence("Table"),
    Sentence("Group"),
    Sentence("Figure"),
    Sentence("In words"),
    Sentence("Value"),
    Sentence("Count"),
    Sentence("Out of"),
    Sentence("From"),
    Sentence("To"),
    Sentence("Basis"),
    Sentence("What it says"),
)
#: Places of the numbers that are shares where the figure is one: value, from, to.
SHARE_COLUMNS = frozenset({5, 8, 9})


def report_csv(report: Report, *, locale: str) -> bytes:
    """Every figure of the report, one a line."""
    rows = [_row(entry, locale) for page in report.pages for entry in entries(page)]
    return csv_bytes(_heads(locale), rows)


def report_xlsx(report: Report, *, locale: str) -> bytes:
    """Every figure of the report, one a line, one sheet a page."""
    return xlsx_bytes([_sheet(page, locale) for page in report.pages], title=f"{report.district}, {report.day_name}")


def _sheet(page: Page, locale: str) -> Sheet:
    listed = list(entries(page))
    return Sheet(
        name=f"{page.number} {page.title.said(locale)}",
        heads=_heads(locale),
        rows=[_row(entry, locale) for entry in listed],
        share_rows=frozenset(place for place, entry in enumerate(listed) if entry.figure.numbers.is_share),
        share_columns=SHARE_COLUMNS,
    )


def _heads(locale: str) -> list[str]:
    return [head.said(locale) for head in HEADS]


def _row(entry: Entry, locale: str) -> list[Cell]:
    """A withheld figure has its word and no number at all."""
    figure, numbers = entry.figure, entry.figure.numbers
    return [
        entry.page.number,
        entry.table.said(locale),
        entry.group.said(locale),
        entry.name.said(locale),
        figure.said.said(locale),
        numbers.value,
        numbers.count,
        numbers.of,
        numbers.low,
        numbers.high,
        figure.basis.said(locale) if figure.basis else None,
        entry.definition.said(locale) if entry.definition else None,
    ]
