"""What is held on one person, as files that they can keep: one JSON for machines, one CSV a section for people."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import date, datetime

from pdday import persons
from pdday.clock import on_the_wall
from pdday.persons import Cell, Section
from pdday.staff.models import StaffMember
from pdday.web.downloads import csv_bytes, zip_bytes
from pdday.words import Sentence

#: What a download leaves out, whoever asks: the list says nothing about whether there is any.
LEFT_OUT = (
    Sentence(
        "Ratings that reviewers gave your proposals. They were given in confidence; what was meant for you came "
        "with the decision."
    ),
    Sentence("Instructions about who is not to sit with whom: they would tell about somebody else."),
    Sentence("Who counts on you as an interpreter or companion: that is theirs to tell."),
    Sentence("Your answers on exit tickets. They are by nobody, so nobody can find them, not even you."),
    Sentence("Backups of the whole district, which hold the same as this page did on their day."),
)
_YES, _NO = Sentence("yes"), Sentence("no")


def held_sections(person: StaffMember, *, now: datetime) -> list[Section]:
    """Everything that is held on `person` and is theirs to read, sections with nothing in them included."""
    return persons.sections.ask(person.id, now=now)


def archive(person: StaffMember, *, now: datetime, zone: str, locale: str) -> bytes:
    """A zip with everything: `everything.json`, and each section that holds something as a CSV."""
    sections = held_sections(person, now=now)
    files = {"everything.json": _json(sections, now=now, locale=locale)}
    for number, section in enumerate((each for each in sections if each.rows), 1):
        name = re.sub(r"\W+", "-", section.title.said(locale).lower()).strip("-")
        files[f"{number:02}-{name}.csv"] = section_csv(section, zone=zone, locale=locale)
    return zip_bytes(files)


def section_csv(section: Section, *, zone: str, locale: str) -> bytes:
    """One section as a CSV, times as the school's clock shows them."""
    heads = [head.said(locale) for head in section.heads]
    return csv_bytes(heads, [[_word(cell, zone, locale) for cell in row] for row in section.rows])


def record_of_hours(person: StaffMember, *, now: datetime, zone: str, locale: str) -> bytes:
    """The hours that `person` earned, with their name, for the district's own file."""
    who: Sequence[tuple[Sentence, str]] = (
        (Sentence("Name"), person.legal_name or person.name),
        (Sentence("Number in the district"), person.employee_id),
    )
    kept = [each for each in held_sections(person, now=now) if each.is_record_of_hours]
    return b"".join(
        section_csv(
            Section(
                each.title,
                (*(head for head, _ in who), *each.heads),
                [(*(value for _, value in who), *row) for row in each.rows],
            ),
            zone=zone,
            locale=locale,
        )
        for each in kept
    )


def _json(sections: Sequence[Section], *, now: datetime, locale: str) -> bytes:
    told = {
        "made_at": now.isoformat(),
        "sections": [
            {
                "title": each.title.said(locale),
                "columns": [head.said(locale) for head in each.heads],
                "rows": [[_plain(cell, locale) for cell in row] for row in each.rows],
            }
            for each in sections
        ],
        "left_out": [each.said(locale) for each in LEFT_OUT],
    }
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def _plain(cell: Cell, locale: str) -> str | int | float | bool | None:
    match cell:
        case datetime() | date():
            return cell.isoformat()
        case Sentence():
            return cell.said(locale)
        case _:
            return cell


def _word(cell: Cell, zone: str, locale: str) -> str | int | float | None:
    match cell:
        case bool():
            return (_YES if cell else _NO).said(locale)
        case datetime():
            return on_the_wall(cell, zone).strftime("%Y-%m-%d %H:%M")
        case _:
            return _plain(cell, locale)
