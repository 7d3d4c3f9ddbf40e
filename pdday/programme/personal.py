"""What the frame of the day holds on one person: when they are away, and leave they reported."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from pdday import persons
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Away, Day, Leave, Slot
from pdday.words import Sentence


def is_ahead(now: datetime) -> ColumnElement[bool]:
    """Whether a day is not over yet."""
    return Day.date >= now.date()


@persons.sections.answer(Away, Leave)
def when_you_are_away(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Slots and whole days; reasons are never kept."""
    away = select(Day.name, Day.date, Slot.label).join(Slot, Slot.day_id == Day.id).join(Away, Away.slot_id == Slot.id)
    yield Section(
        Sentence("When you are away"),
        (Sentence("Day"), Sentence("Date"), Sentence("Slot")),
        persons.rows(away.where(Away.staff_id == staff_id).order_by(Day.date, Slot.position)),
    )
    leave = select(Day.name, Day.date, Leave.reported_at).join(Leave, Leave.day_id == Day.id)
    yield Section(
        Sentence("Leave you reported"),
        (Sentence("Day"), Sentence("Date"), Sentence("Reported")),
        persons.rows(leave.where(Leave.staff_id == staff_id).order_by(Day.date)),
    )


@persons.fates.answer(Away, Leave)
def what_becomes_of_absences(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """The report of a day that is over counts them; those of a day ahead are of no use to anyone."""
    ahead = select(Day.id).where(is_ahead(now))
    away, leave = Away.staff_id == staff_id, Leave.staff_id == staff_id
    slots_ahead = Away.slot_id.in_(select(Slot.id).where(Slot.day_id.in_(ahead)))
    if count := persons.count(away, slots_ahead) + persons.count(leave, Leave.day_id.in_(ahead)):
        gone = (delete(Away).where(away, slots_ahead), delete(Leave).where(leave, Leave.day_id.in_(ahead)))
        yield Step(Fate.GOES, Sentence("When they are away on days ahead: {count} entries.", {"count": count}), gone)
    if count := persons.count(away, ~slots_ahead) + persons.count(leave, Leave.day_id.not_in(ahead)):
        pattern = "When they were away on days that are over: {count} entries; rates are counted by them."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))
