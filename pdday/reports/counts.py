"""What the report is computed from: counts of rows, and nothing about any single person. Pure.

`queries` fills these from the database; `figures` turns them into rates. Tests fill them by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import TypeVar

from pdday.feedback.models import UseInPractice
from pdday.reports.statistics import SMALLEST_GROUP
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel


@dataclass(frozen=True)
class Who:
    """The four ways in which the report sorts colleagues; no page shows one crossed with another."""

    employee_group: EmployeeGroup
    role_group: RoleGroup
    level: SchoolLevel
    site: str


@dataclass(frozen=True)
class Turnout:
    """Colleagues by what the day's records say of them.

    `invited`: on the roster on the day, guests left out. `credited`: earned at least one minute.
    `excused`: reported leave and earned none; whoever came in spite of it counts as there.
    `presenters`: lead at least one session of the published timetable.
    """

    invited: int = 0
    credited: int = 0
    excused: int = 0
    presenters: int = 0


@dataclass(frozen=True)
class Choosing:
    """What colleagues asked for and what the published timetable gives them, in people and in slots.

    `people` are invited and not on leave. A *free slot* is a breakout slot in which a person is not away, does
    not present and has no session that is required of them. `choosers` are people with at least one wish and
    one free slot; all counts from `top_three` to `rank_sum` are about them and their free slots.
    Top three: a rank no higher than that of a person's third wish, so ties at the third count as in.
    """

    people: int = 0
    #: People who sent a list, whatever was on it.
    lists: int = 0
    choosers: int = 0
    #: Choosers with at least one of their top three.
    top_three: int = 0
    free_slots: int = 0
    #: Free slots by what fills them; the five add up to `free_slots`.
    first_slots: int = 0
    second_third_slots: int = 0
    lower_slots: int = 0
    unlisted_slots: int = 0
    empty_slots: int = 0
    #: Sum of the ranks of all free slots filled from the list.
    rank_sum: int = 0
    #: Breakout slots of all `people` in which they are not away, and those with a required session in them.
    slots: int = 0
    required_slots: int = 0

    @property
    def top_three_slots(self) -> int:
        """Free slots filled by one of the top three."""
        return self.first_slots + self.second_third_slots

    @property
    def listed_slots(self) -> int:
        """Free slots filled from the person's list."""
        return self.top_three_slots + self.lower_slots


Sums = TypeVar("Sums", Turnout, Choosing)


def total(kind: type[Sums], rows: list[Sums]) -> Sums:
    """The rows added up, column by column."""
    return kind(**{each.name: sum(getattr(row, each.name) for row in rows) for each in fields(kind)})


@dataclass(frozen=True)
class Answered:
    """How many released exit tickets gave this combination of answers; None is a skipped item."""

    good_use: int | None
    confidence_before: int | None
    confidence_now: int | None
    times: int


@dataclass(frozen=True)
class Response:
    """One offering of a session: attendees present (its presenters left out), and how many of them answered."""

    present: int
    answered: int


@dataclass(frozen=True)
class Demand:
    """A session: how many put it among their top three, and how many of those have a place in it."""

    title: str
    asked: int
    seated: int


@dataclass(frozen=True)
class Plan:
    """What the solver said of the published timetable: its score, and what no timetable can exceed."""

    number: int
    status: str
    score: float
    bound: float
    #: (bound − score) / max(1, |bound|), so 0.014 means at most 1.4 % from the best there is.
    gap: float
    seed: int


@dataclass(frozen=True)
class Counts:
    """Everything that the report counts, read at one moment."""

    day_name: str
    district: str
    date: date
    time_zone: str
    read_at: datetime
    #: Groups with fewer people are withheld.
    smallest_group: int = SMALLEST_GROUP
    turnout: tuple[tuple[Who, Turnout], ...] = ()
    choosing: tuple[tuple[Who, Choosing], ...] = ()
    answers: tuple[Answered, ...] = ()
    responses: tuple[Response, ...] = ()
    commitments: int = 0
    #: Replies by days after the day, then by what they say.
    uses: Mapping[int, Mapping[UseInPractice, int]] = field(default_factory=dict)
    demand: tuple[Demand, ...] = ()
    plan: Plan | None = None
