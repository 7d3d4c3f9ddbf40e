"""Questions about the frame of a day: does a slot fit in, do phases follow each other? Pure, but for their rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import pairwise
from zoneinfo import available_timezones

from pdday import words
from pdday.clock import minutes_between, on_the_wall, school_time
from pdday.programme.models import Day, Slot, Strand
from pdday.programme.vocabulary import PhaseKind, RoomSetup, SlotKind
from pdday.staff.models import School
from pdday.words import CalendarDay, Sentence

#: In these everyone has one place, so no two of them may be at the same time.
ATTENDED = frozenset({SlotKind.PLENARY, SlotKind.BREAKOUT, SlotKind.REFLECTION})
#: So many days after a day what comes of it matters more than the next one.
FORTNIGHT = 14
#: As many colours and pictures as there are for strands.
MOST_STRANDS = 12


@dataclass(frozen=True)
class PlannedDay:
    """A day as its coordinator describes it."""

    name: str
    date: date
    time_zone: str
    host_school: School


@dataclass(frozen=True)
class PlannedSlot:
    """A slot as its coordinator describes it, in school time."""

    label: str
    kind: SlotKind
    begins: time
    ends: time
    credit_minutes: int
    feedback_minutes: int
    block: str | None


@dataclass(frozen=True)
class PlannedGoal:
    """A goal as its coordinator describes it, and the strands that work towards it."""

    words: str
    outcome: str
    strand_ids: tuple[int, ...]


@dataclass(frozen=True)
class PlannedRoom:
    """A room as its coordinator describes it; `closures` gives the reason by slot id."""

    name: str
    seats: int
    posted_limit: int | None
    area_square_feet: int | None
    setup: RoomSetup
    features: tuple[str, ...]
    holds_sessions: bool
    closures: Mapping[int, str]


@dataclass(frozen=True)
class Line:
    """A slot in the order of the day, and the minutes between the end of all before it and its beginning."""

    slot: Slot
    gap_minutes: int


def current_day(days: Sequence[Day], *, now: datetime) -> Day | None:
    """The day that people speak of: the one nearest to today, be it behind us or ahead; of two, the later one.

    So colleagues find their certificates for weeks after a day. From a fortnight after it they are led to the next one
    as soon as its phases have begun, however far ahead it is: else nobody would find where to propose for it.
    """
    nearest = min(reversed(days), key=lambda day: abs(_days_until(day, now)), default=None)
    if nearest is None or _days_until(nearest, now) > -FORTNIGHT:
        return nearest
    return next((day for day in days if _days_until(day, now) > 0 and _has_begun(day, now)), nearest)


def _days_until(day: Day, now: datetime) -> int:
    return (day.date - on_the_wall(now, day.time_zone).date()).days


def _has_begun(day: Day, now: datetime) -> bool:
    return any(phase.begins_on <= on_the_wall(now, day.time_zone).date() for phase in day.phases)


def is_time_zone(name: str) -> bool:
    """Whether this is the name of a place's clock, such as America/Chicago; short names such as EST are none."""
    return "/" in name and name in available_timezones()


def why_not_wall_time(on: date, wall: time, zone: str) -> Sentence | None:
    """Why no clock shows this time on that day: the spring clock change leaves it out."""
    try:
        school_time(on, wall, zone)
    except ValueError:
        return Sentence(
            "On this day the clocks change, and {wall} is left out. Choose an earlier or a later time.",
            {"wall": f"{wall:%H:%M}"},
        )
    return None


def why_not_slot(day: Day, planned: PlannedSlot, *, instead_of: Slot | None = None) -> dict[str, Sentence]:
    """What keeps this slot out of the day, by the field that would cure it; empty when nothing."""
    others = [slot for slot in day.slots if slot is not instead_of]
    wrong: dict[str, Sentence] = {}
    for field, wall in (("begins", planned.begins), ("ends", planned.ends)):
        if skipped := why_not_wall_time(day.date, wall, day.time_zone):
            wrong[field] = skipped
    if any(other.label.casefold() == planned.label.casefold() for other in others):
        wrong["label"] = Sentence(
            "There is a slot “{label}” already. Give this one another name.", {"label": planned.label}
        )
    if planned.kind is SlotKind.BREAKOUT and not planned.block:
        wrong["block"] = Sentence("Name the block, such as morning: a long session may fill slots of one block.")
    if not wrong.keys() & {"begins", "ends"}:
        wrong |= _why_not_times(day, planned, others)
    return wrong


def _why_not_times(day: Day, planned: PlannedSlot, others: Sequence[Slot]) -> dict[str, Sentence]:
    begins, ends = (school_time(day.date, wall, day.time_zone) for wall in (planned.begins, planned.ends))
    minutes = minutes_between(begins, ends)
    if minutes <= 0:
        return {"ends": Sentence("The slot must end after it begins.")}
    wrong = {}
    if clash := _first_clash(planned.kind, begins, ends, others):
        wrong["begins"] = Sentence(
            "At this time everyone is in “{label}”, from {begins} to {ends}. Choose another time.",
            {
                "label": clash.label,
                "begins": f"{on_the_wall(clash.begins_at, day.time_zone):%H:%M}",
                "ends": f"{on_the_wall(clash.ends_at, day.time_zone):%H:%M}",
            },
        )
    for field, of_those in (
        ("credit_minutes", planned.credit_minutes),
        ("feedback_minutes", planned.feedback_minutes),
    ):
        if of_those > minutes:
            facts = {"long": words.minutes(minutes), "minutes": minutes}
            wrong[field] = Sentence("The slot is {long} long. Enter {minutes} or fewer.", facts)
    return wrong


def _first_clash(kind: SlotKind, begins: datetime, ends: datetime, others: Sequence[Slot]) -> Slot | None:
    if kind not in ATTENDED:
        return None
    return next(
        (other for other in others if other.kind in ATTENDED and other.begins_at < ends and begins < other.ends_at),
        None,
    )


def lines(slots: Sequence[Slot]) -> list[Line]:
    """The slots in order, each with the gap before it; parallel ones (lunch waves) have none."""
    found: list[Line] = []
    latest: datetime | None = None
    for slot in slots:
        gap = 0 if latest is None else max(0, minutes_between(latest, slot.begins_at))
        found.append(Line(slot, gap))
        latest = slot.ends_at if latest is None else max(latest, slot.ends_at)
    return found


def why_not_phases(planned: Mapping[PhaseKind, tuple[date | None, date | None]]) -> dict[str, Sentence]:
    """What is wrong with the phases' dates, by field (`proposing_begins`); phases without dates are left out."""
    wrong: dict[str, Sentence] = {}
    for kind, (begins, ends) in planned.items():
        if begins and not ends:
            wrong[f"{kind.value}_ends"] = Sentence("Give the last day too, or clear the first.")
        elif ends and not begins:
            wrong[f"{kind.value}_begins"] = Sentence("Give the first day too, or clear the last.")
        elif begins and ends and ends < begins:
            wrong[f"{kind.value}_ends"] = Sentence("The last day is before the first.")
    dated = [(kind, *planned[kind]) for kind in PhaseKind if kind in planned and all(planned[kind])]
    for (_, _, before_ends), (kind, begins, _) in pairwise(dated):
        if before_ends and begins and begins <= before_ends:
            wrong.setdefault(
                f"{kind.value}_begins",
                Sentence("The phase before lasts until {date}. Begin a day later.", {"date": CalendarDay(before_ends)}),
            )
    return wrong


def first_free_number(strands: Sequence[Strand]) -> int | None:
    """The lowest number that no strand has; None when all twelve are taken."""
    taken = {strand.number for strand in strands}
    return next((number for number in range(1, MOST_STRANDS + 1) if number not in taken), None)
