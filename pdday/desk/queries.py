"""What the pages that look across read; each a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Load

from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.desk.rules import Placed, Wish, why_these_places
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import LunchWave, Room, Slot
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, Offering, OfferingSlot, Timetable
from pdday.words import Sentence


@dataclass(frozen=True)
class Stop:
    """One thing in somebody's day: a place in an offering, or lunch."""

    label: str
    title: str
    begins_at: datetime
    ends_at: datetime
    offering: Offering | None = None
    why: Sentence | None = None
    attendance: Attendance | None = None
    credited_minutes: int | None = None

    @property
    def is_breakout(self) -> bool:
        """Whether it has a letter on the signs."""
        return self.offering is not None and self.offering.session_id is not None


@dataclass(frozen=True)
class MyDay:
    """Somebody's whole day in a timetable, in order."""

    stops: tuple[Stop, ...]
    sent_a_list: bool

    def next_at(self, now: datetime) -> Stop | None:
        """What comes next, or is going on: the first stop with a door after all that was attended or has ended."""
        seen_until = max((stop.ends_at for stop in self.stops if stop.attendance), default=now)
        later = (stop for stop in self.stops if stop.offering and not stop.attendance and stop.ends_at > now)
        return next((stop for stop in later if stop.ends_at > seen_until), None)

    @property
    def credited_minutes(self) -> int:
        """Minutes credited so far."""
        return sum(stop.credited_minutes or 0 for stop in self.stops)


def my_day(person: StaffMember, timetable: Timetable) -> MyDay:
    """The person's day in this timetable, each place with its reason."""
    places = _places(person, timetable)
    chosen = _list(person, timetable.day_id)
    wishes = _wishes(chosen, timetable, {place.session_id for place in places})
    attendances = _attendances(person, timetable)
    minutes = _minutes(attendances.values())
    slots = [sorted((each.slot for each in place.offering.slots), key=_position) for place in places]
    placed = [
        Placed(place.source, place.rank, tuple(slot.label for slot in taken))
        for place, taken in zip(places, slots, strict=True)
    ]
    reasons = why_these_places(placed, wishes, sent_a_list=chosen is not None)
    stops = [_lunch(wave.slot) for wave in _lunch_waves(person, timetable.day_id)]
    for place, taken, why in zip(places, slots, reasons, strict=True):
        attendance = attendances.get(place.offering_id)
        stops.append(
            Stop(
                label="".join(slot.label for slot in taken) if place.session_id else taken[0].label,
                title=place.offering.title,
                begins_at=taken[0].begins_at,
                ends_at=taken[-1].ends_at,
                offering=place.offering,
                why=why,
                attendance=attendance,
                credited_minutes=minutes.get(attendance.id) if attendance else None,
            )
        )
    enrolled = {place.offering_id for place in places}
    stops += [
        _instead(attendance, minutes.get(attendance.id))
        for offering_id, attendance in attendances.items()
        if offering_id not in enrolled
    ]
    return MyDay(tuple(sorted(stops, key=lambda stop: stop.begins_at)), sent_a_list=chosen is not None)


def people_to_look_up(words: str, *, limit: int = 20) -> Sequence[StaffMember]:
    """Colleagues whose name holds these words, for "everyone's day", by last name."""
    name = StaffMember.first_name + " " + StaffMember.last_name
    statement = select(StaffMember).options(joinedload(StaffMember.home_school))
    for word in words.split():
        statement = statement.where(name.icontains(word, autoescape=True))
    return db.session.scalars(
        statement.order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id).limit(limit)
    ).all()


def _places(person: StaffMember, timetable: Timetable) -> Sequence[Enrolment]:
    return db.session.scalars(
        select(Enrolment)
        .join(Offering, Enrolment.offering_id == Offering.id)
        .join(Slot, Offering.slot_id == Slot.id)
        .where(Enrolment.timetable_id == timetable.id, Enrolment.staff_id == person.id)
        .order_by(Slot.position)
        .options(*_whole(joinedload(Enrolment.offering)))
    ).all()


def _whole(offering: Load) -> tuple[Load, ...]:
    """Load with an offering all that a stop shows: room, slots, strand and who leads it."""
    session = offering.joinedload(Offering.session)
    return (
        offering.joinedload(Offering.room).joinedload(Room.school),
        offering.selectinload(Offering.slots).joinedload(OfferingSlot.slot),
        session.joinedload(Session.proposal).joinedload(Proposal.strand),
        session.selectinload(Session.presenters).joinedload(SessionPresenter.staff),
    )


def _list(person: StaffMember, day_id: int) -> PreferenceList | None:
    wishes = selectinload(PreferenceList.preferences)
    return db.session.scalar(
        select(PreferenceList)
        .where(PreferenceList.day_id == day_id, PreferenceList.staff_id == person.id)
        .options(wishes.joinedload(Preference.session).joinedload(Session.proposal))
    )


def _wishes(chosen: PreferenceList | None, timetable: Timetable, got: set[int | None]) -> list[Wish]:
    """The person's list against the timetable: where each session runs, how many asked, how many seats."""
    if chosen is None:
        return []
    sessions = [wish.session_id for wish in chosen.preferences]
    asked = _counts(
        select(Preference.session_id, func.count())
        .join(PreferenceList, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == timetable.day_id, Preference.session_id.in_(sessions))
        .group_by(Preference.session_id)
    )
    runs: dict[int | None, list[str]] = defaultdict(list)
    seats: dict[int | None, int] = defaultdict(int)
    for session_id, label, free in db.session.execute(
        select(Offering.session_id, Slot.label, Offering.seats)
        .join(Slot, Offering.slot_id == Slot.id)
        .where(Offering.timetable_id == timetable.id, Offering.session_id.in_(sessions))
        .order_by(Slot.position)
    ):
        runs[session_id].append(label)
        seats[session_id] += free
    return [
        Wish(
            title=wish.session.title,
            rank=wish.rank,
            got=wish.session_id in got,
            runs_in=tuple(runs[wish.session_id]),
            asked=asked.get(wish.session_id, 0),
            seats=seats[wish.session_id],
        )
        for wish in chosen.preferences
    ]


def _counts(statement: Select[int, int]) -> dict[int, int]:
    return dict(db.session.execute(statement).all())


def _attendances(person: StaffMember, timetable: Timetable) -> dict[int, Attendance]:
    rows = db.session.scalars(
        select(Attendance)
        .join(Offering, Attendance.offering_id == Offering.id)
        .where(Offering.timetable_id == timetable.id, Attendance.staff_id == person.id)
        .options(*_whole(joinedload(Attendance.offering)))
    )
    return {attendance.offering_id: attendance for attendance in rows}


def _minutes(attendances: Iterable[Attendance]) -> dict[int, int]:
    ids = [attendance.id for attendance in attendances]
    return _counts(
        select(CreditedMinutes.attendance_id, CreditedMinutes.minutes).where(CreditedMinutes.attendance_id.in_(ids))
    )


def _lunch_waves(person: StaffMember, day_id: int) -> Sequence[LunchWave]:
    return db.session.scalars(
        select(LunchWave)
        .where(LunchWave.day_id == day_id, LunchWave.school_id == person.home_school_id)
        .options(joinedload(LunchWave.slot))
    ).all()


def _position(slot: Slot) -> int:
    return slot.position


def _instead(attendance: Attendance, credited_minutes: int | None) -> Stop:
    """Where somebody was without a place: they moved, or walked in."""
    offering = attendance.offering
    slots = sorted((each.slot for each in offering.slots), key=_position)
    return Stop(
        label="".join(slot.label for slot in slots) if offering.session_id else slots[0].label,
        title=offering.title,
        begins_at=slots[0].begins_at,
        ends_at=slots[-1].ends_at,
        offering=offering,
        why=Sentence("You were here without a place of your own; it counts the same."),
        attendance=attendance,
        credited_minutes=credited_minutes,
    )


def _lunch(slot: Slot) -> Stop:
    return Stop(label="", title=slot.label, begins_at=slot.begins_at, ends_at=slot.ends_at)
