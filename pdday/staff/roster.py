"""A roster file → what it says, line by line, and what is wrong with it; nothing else. Pure.

The simple template: employee_id, first, last, preferred, email, site, role, grades, subjects, group, fte.
Other columns (a password, say) are not read, and the page says so.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdday.staff.models import School
from pdday.staff.vocabulary import EmployeeGroup, GradeBand, StaffRole, Subject
from pdday.words import Sentence

MOST_LINES, MOST_BYTES, LONGEST_CELL = 20_000, 6 * 1024 * 1024, 120
REQUIRED = ("employee_id", "first", "last", "site", "role", "group")
COLUMNS = (*REQUIRED, "preferred", "email", "grades", "subjects", "fte", "language")
#: What districts call the same columns.
OTHER_NAMES = {
    "first_name": "first",
    "last_name": "last",
    "preferred_name": "preferred",
    "school": "site",
    "title": "role",
    "employee_group": "group",
    "preferred_language": "language",
    "e_mail": "email",
    "mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "work_e_mail": "email",
    "work_email": "email",
}
#: How districts write the languages that pdday speaks; any other is read as English.
_LANGUAGES = {"en": "en", "eng": "en", "english": "en", "es": "es", "spa": "es", "spanish": "es", "español": "es"}
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_BANDS = {"pk": GradeBand.PK, "kg": GradeBand.K_2, "k": GradeBand.K_2} | {
    str(grade): band
    for band, grades in (
        (GradeBand.K_2, (1, 2)),
        (GradeBand.GRADES_3_5, (3, 4, 5)),
        (GradeBand.GRADES_6_8, (6, 7, 8)),
        (GradeBand.GRADES_9_12, (9, 10, 11, 12)),
    )
    for grade in grades
}


@dataclass(frozen=True, order=True)
class Fault:
    """Something wrong in the file, by line and column; line 1 holds the names of the columns."""

    line: int
    column: str
    sentence: Sentence = field(compare=False)


@dataclass(frozen=True)
class Entry:
    """One colleague as the file describes them: the row's columns by the model's own names."""

    line: int
    employee_id: str
    facts: Mapping[str, Any]
    #: The job as the file words it, where no role is known for it yet.
    unknown_title: str | None = None


@dataclass
class Roster:
    """A file that was read."""

    entries: list[Entry] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    #: Columns that are not read.
    ignored: tuple[str, ...] = ()


class _Wrong(Exception):
    """A cell that can't be read; the sentence says what would cure it."""

    def __init__(self, pattern: str, **facts: object) -> None:
        self.sentence = Sentence(pattern, facts)


def read(raw: bytes, *, schools: Sequence[School], titles: Mapping[str, StaffRole]) -> Roster:
    """What a roster file says. `titles` gives the role for a job title in small letters."""
    roster = Roster()
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = raw[: wrong.start].count(b"\n") + 1
        roster.faults.append(
            Fault(line, "", Sentence("This is not UTF-8. Save the file as “CSV UTF-8” and try again."))
        )
        return roster
    if not text.strip():
        roster.faults.append(
            Fault(1, "", Sentence("The file is empty. Choose the one with a line for each colleague."))
        )
        return roster
    try:
        _read_lines(roster, text, _Words(schools, titles))
    except csv.Error:
        roster.faults.append(Fault(1, "", Sentence("This is not a table. Save the roster as CSV and try again.")))
    roster.faults += _twice(roster.entries)
    roster.faults.sort()
    return roster


def _read_lines(roster: Roster, text: str, words: _Words) -> None:
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header = [_column(name) for name in next(lines, [])]
    missing = [name for name in REQUIRED if name not in header]
    if missing:
        facts = {"missing": ", ".join(missing)}
        roster.faults.append(Fault(1, "", Sentence("The first line must name these columns too: {missing}.", facts)))
        return
    roster.ignored = tuple(dict.fromkeys(name for name in header if name and name not in COLUMNS))
    for count, cells in enumerate(lines):
        if count >= MOST_LINES:
            told = Sentence("A roster has at most {most} lines. Import it in parts.", {"most": MOST_LINES})
            roster.faults.append(Fault(lines.line_num, "", told))
            return
        if any(cell.strip() for cell in cells):
            _read_line(roster, lines.line_num, dict(zip(header, cells, strict=False)), words)


def _read_line(roster: Roster, line: int, cells: Mapping[str, str], words: _Words) -> None:
    facts: dict[str, Any] = {}
    sound = True
    for name in (name for name in COLUMNS if name in cells):
        try:
            facts[name] = words.reader(name)(_plain(cells[name], required=name in REQUIRED))
        except _Wrong as wrong:
            sound = False
            roster.faults.append(Fault(line, name, wrong.sentence))
    for name in (name for name in REQUIRED if name not in cells):
        sound = False
        roster.faults.append(Fault(line, name, Sentence("The line ends before this column.")))
    if sound:
        roster.entries.append(_entry(line, facts))


def _entry(line: int, facts: dict[str, Any]) -> Entry:
    """The row in the model's own words. A preferred name is what colleagues read; the other goes on certificates."""
    first, last = facts.pop("first"), facts.pop("last")
    said = {"first_name": first, "last_name": last}
    preferred = facts.pop("preferred", "")
    if preferred and preferred != first:
        said |= {"first_name": preferred, "legal_name": f"{first} {last}"}
    role, unknown = facts.pop("role"), None
    if isinstance(role, StaffRole):
        facts["role"] = role
    else:
        unknown = role
    names = {"site": "home_school_id", "group": "employee_group", "grades": "grade_bands"}
    employee_id = facts.pop("employee_id")
    return Entry(line, employee_id, said | {names.get(name, name): value for name, value in facts.items()}, unknown)


class _Words:
    """How each column's cell becomes a value."""

    def __init__(self, schools: Sequence[School], titles: Mapping[str, StaffRole]) -> None:
        self.sites = {word.casefold(): school.id for school in schools for word in (school.name, school.short_name)}
        self.titles = {str(role.value): role for role in StaffRole} | dict(titles)

    def reader(self, column: str) -> Callable[[str], Any]:
        return {
            "email": self.email,
            "site": self.site,
            "role": self.role,
            "group": self.group,
            "grades": self.grades,
            "subjects": self.subjects,
            "fte": self.fte,
            "language": self.language,
        }.get(column, str)

    def email(self, cell: str) -> str | None:
        if cell and not _EMAIL.fullmatch(cell):
            raise _Wrong("“{cell}” is not an e-mail address.", cell=cell)
        return cell.lower() or None

    def site(self, cell: str) -> int:
        if cell.casefold() not in self.sites:
            raise _Wrong("There is no site “{cell}”. Add it, or write its name as on the page of sites.", cell=cell)
        return self.sites[cell.casefold()]

    def role(self, cell: str) -> StaffRole | str:
        return self.titles.get(_word(cell)) or self.titles.get(cell.casefold()) or cell

    def group(self, cell: str) -> EmployeeGroup:
        try:
            return EmployeeGroup(_word(cell))
        except ValueError:
            raise _Wrong("“{cell}” is none of: {known}.", cell=cell, known=", ".join(EmployeeGroup))

    def grades(self, cell: str) -> tuple[str, ...]:
        return tuple(sorted({_band(part) for part in _parts(cell)}))

    def subjects(self, cell: str) -> tuple[str, ...]:
        parts = [_word(part) for part in _parts(cell) if _word(part) != "none"]
        for part in parts:
            if part not in set(Subject):
                raise _Wrong("“{cell}” is none of: {known}.", cell=part, known=", ".join(Subject))
        return tuple(sorted(set(parts)))

    def language(self, cell: str) -> str:
        return _LANGUAGES.get(cell.casefold().split("-")[0], "en")

    def fte(self, cell: str) -> float:
        number = cell.replace(",", ".") or "1"
        if not re.fullmatch(r"[0-9]*\.?[0-9]+", number) or not 0 < float(number) <= 1:
            raise _Wrong("Write the share of a full post, above 0 and at most 1, such as 0.5.")
        return float(number)


def _band(part: str) -> str:
    named = {band.value.casefold(): band.value for band in GradeBand}
    word = part.casefold()
    known = named.get(word) or _BANDS.get(word.lstrip("0") or word)
    if known is None:
        raise _Wrong("“{cell}” is not a grade: write PK, KG, 01 to 12, or a band such as 3-5.", cell=part)
    return str(known)


def _plain(cell: str, *, required: bool) -> str:
    """The cell's text without blanks around it. What looks like a formula is text like any other."""
    text = " ".join(cell.split())
    if required and not text:
        raise _Wrong("This cell is empty.")
    if len(text) > LONGEST_CELL:
        raise _Wrong("This is longer than {most} characters.", most=LONGEST_CELL)
    if not text.isprintable():
        raise _Wrong("This contains characters that can't be printed.")
    return text


def _twice(entries: Sequence[Entry]) -> Iterator[Fault]:
    """Numbers and addresses that stand in two lines, each told with the line it stood in first."""
    for column in ("employee_id", "email"):
        first: dict[str, int] = {}
        for entry in entries:
            value = entry.employee_id if column == "employee_id" else entry.facts.get("email")
            if value and value in first:
                facts = {"value": value, "first": first[value], "line": entry.line}
                told = Sentence("“{value}” is in lines {first} and {line}. Each may be there once.", facts)
                yield Fault(entry.line, column, told)
            elif value:
                first[value] = entry.line


def _delimiter(text: str) -> str:
    """What parts the cells of the first line most often."""
    first = text.split("\n", 1)[0]
    return max((",", ";", "\t"), key=first.count)


def _column(name: str) -> str:
    word = _word(name)
    return OTHER_NAMES.get(word, word)


def _word(cell: str) -> str:
    return re.sub(r"[\s_-]+", "_", cell.strip().casefold())


def _parts(cell: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;,|]", cell) if part.strip()]
