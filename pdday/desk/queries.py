"""What the pages that look across read; each a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from sqlalchemy import Select, bindparam, func, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Load

from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.desk.rules import Placed, Run, Wish, why_these_places
from pdday.desk.stops import MyDay, Stop, whole
from pdday.preferences.models import Preference, PreferenceList
from pdday.preferences.rules import suits
from pdday.programme.models import Away, LunchWave, Room, Slot
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember, Travel
from pdday.staff.queries import is_named
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, OfferingSlot, Timetable
from pdday.timetable.seat_models import SeatChange, SeatChangeKind
from pdday.words import Sentence


def my_day(person: StaffMember, timetable: Timetable) -> MyDay:
    """The person's day in this timetable, each place with its reason."""
    places = _places(person, timetable)
    chosen = _list(person, timetable)
    wishes = _wishes(chosen, timetable, {place.session_id for place in places})
    away = _away(person, timetable.day_id)
    attendances = _attendances(person, timetable)
    credited = _credited(attendances.values())
    how = _how_seats_changed(person, timetable)
    placed = [_placed(place, person, how.get(place.offering_id)) for place in places]
    has_list = chosen is not None or any(place.source is EnrolmentSource.WISH for place in places)
    reasons = why_these_places(placed, wishes, away=away, sent_a_list=has_list)
    stops = []
    for place, why in zip(places, reasons, strict=True):
        attendance = attendances.pop(_what_and_when(place.offering), None)
        stops.append(_stop(place.offering, attendance, credited, why=why, place=place))
    for attendance in attendances.values():
        missed = next((stop for stop in stops if _took_its_place(attendance, stop)), None)
        stops = [stop for stop in stops if stop is not missed]
        stops.append(_stop(attendance.offering, attendance, credited, why=_why_there(missed)))
    lunch_ids = _lunch_ids(person, timetable.day_id)
    full = whole(stops, timetable.day.slots, lunch_ids=lunch_ids, away=away, minutes=_minutes_between_sites())
    return MyDay(full, has_list, wishes=tuple(wishes), places=tuple(placed), away=away)


def people_to_look_up(words: str, *, limit: int = 20) -> Sequence[StaffMember]:
    """Colleagues of these names, also those who have left since, for "everyone's day", by last name."""
    return db.session.scalars(
        select(StaffMember)
        .where(is_named(words))
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
        .limit(limit)
    ).all()


def _places(person: StaffMember, timetable: Timetable) -> Sequence[Enrolment]:
    return db.session.scalars(_places_of(), {"timetable_id": timetable.id, "staff_id": person.id}).unique().all()


@cache
def _places_of() -> Select[Enrolment]:
    return (
        select(Enrolment)
        .join(Enrolment.offering)
        .join(Slot, Offering.slot_id == Slot.id)
        .where(Enrolment.timetable_id == bindparam("timetable_id"), Enrolment.staff_id == bindparam("staff_id"))
        .order_by(Slot.position)
        .options(*_whole(contains_eager(Enrolment.offering)))
    )


def _whole(offering: Load) -> tuple[Load, ...]:
    """Load with an offering all that a stop shows: room, slots, strand and who leads it."""
    session = offering.joinedload(Offering.session)
    content = session.joinedload(Session.proposal)
    people = session.joinedload(Session.presenters).joinedload(SessionPresenter.staff)
    return (
        offering.joinedload(Offering.room).joinedload(Room.school),
        offering.joinedload(Offering.slots).joinedload(OfferingSlot.slot),
        content.load_only(
            Proposal.title, Proposal.strand_id, Proposal.audience_roles, Proposal.grade_bands, Proposal.language
        ),
        content.joinedload(Proposal.strand),
        people.load_only(StaffMember.first_name, StaffMember.last_name),
    )


def _list(person: StaffMember, timetable: Timetable) -> PreferenceList | None:
    """The person's list; one that was changed after the timetable was published explains nothing of it."""
    facts = {"day_id": timetable.day_id, "staff_id": person.id, "published_at": timetable.published_at}
    return db.session.scalar(_list_before(is_published=timetable.published_at is not None), facts)


@cache
def _list_before(*, is_published: bool) -> Select[PreferenceList]:
    content = selectinload(PreferenceList.preferences).joinedload(Preference.session).joinedload(Session.proposal)
    return (
        select(PreferenceList)
        .where(PreferenceList.day_id == bindparam("day_id"), PreferenceList.staff_id == bindparam("staff_id"))
        .where(PreferenceList.saved_at <= bindparam("published_at") if is_published else true())
        .options(content.load_only(Proposal.title))
    )


def _wishes(chosen: PreferenceList | None, timetable: Timetable, got: set[int | None]) -> list[Wish]:
    """The person's list against the timetable: where each session runs, how many asked, how many seats."""
    if chosen is None:
        return []
    sessions = [wish.session_id for wish in chosen.preferences]
    facts = {"day_id": timetable.day_id, "timetable_id": timetable.id, "session_ids": sessions}
    asked = dict(db.session.execute(_asked_by_session(), facts).all())
    taken = dict(db.session.execute(_taken_by_offering(), facts).all())
    runs: dict[int | None, list[Run]] = defaultdict(list)
    seats: dict[int | None, int] = defaultdict(int)
    for session_id, offering_id, there, letters in _runs_of(sessions, timetable):
        runs[session_id].append(Run(letters, taken.get(offering_id, 0) >= there))
        seats[session_id] += there
    return [
        Wish(
            title=wish.session.title,
            rank=wish.rank,
            got=wish.session_id in got,
            runs=tuple(runs[wish.session_id]),
            asked=asked.get(wish.session_id, 0),
            seats=seats[wish.session_id],
        )
        for wish in chosen.preferences
    ]


def _runs_of(
    session_ids: Collection[int], timetable: Timetable
) -> Iterable[tuple[int | None, int, int, tuple[str, ...]]]:
    """Session, id, seats and letters of every run of these sessions, in the order of the day."""
    rows = db.session.execute(_slots_of_runs(), {"timetable_id": timetable.id, "session_ids": session_ids})
    letters: dict[tuple[int | None, int, int], list[str]] = defaultdict(list)
    for session_id, offering_id, seats, label in rows:
        letters[session_id, offering_id, seats].append(label)
    return [(*run, tuple(each)) for run, each in letters.items()]


@cache
def _asked_by_session() -> Select[int, int]:
    return (
        select(Preference.session_id, func.count())
        .join(PreferenceList, Preference.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == bindparam("day_id"))
        .where(Preference.session_id.in_(bindparam("session_ids", expanding=True)))
        .group_by(Preference.session_id)
    )


@cache
def _taken_by_offering() -> Select[int, int]:
    return (
        select(Enrolment.offering_id, func.count())
        .where(Enrolment.timetable_id == bindparam("timetable_id"))
        .where(Enrolment.session_id.in_(bindparam("session_ids", expanding=True)))
        .where(Enrolment.source != EnrolmentSource.PRESENTING)
        .group_by(Enrolment.offering_id)
    )


@cache
def _slots_of_runs() -> Select[int | None, int, int, str]:
    return (
        select(Offering.session_id, Offering.id, Offering.seats, Slot.label)
        .join(OfferingSlot, OfferingSlot.offering_id == Offering.id)
        .join(Slot, OfferingSlot.slot_id == Slot.id)
        .where(Offering.timetable_id == bindparam("timetable_id"))
        .where(Offering.session_id.in_(bindparam("session_ids", expanding=True)))
        .order_by(Slot.position, Offering.id)
    )


def _attendances(person: StaffMember, timetable: Timetable) -> dict[tuple[int | str, int], Attendance]:
    """Where the person was on this day, also before the timetable was changed during it."""
    rows = db.session.scalars(_attendances_of(), {"day_id": timetable.day_id, "staff_id": person.id}).unique()
    return {_what_and_when(attendance.offering): attendance for attendance in rows}


@cache
def _attendances_of() -> Select[Attendance]:
    return (
        select(Attendance)
        .join(Attendance.offering)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(Timetable.day_id == bindparam("day_id"), Attendance.staff_id == bindparam("staff_id"))
        .order_by(Attendance.id)
        .options(*_whole(contains_eager(Attendance.offering)))
    )


def _what_and_when(offering: Offering) -> tuple[int | str, int]:
    """The same for a run and for what it became in a later timetable: what it is, and its first slot."""
    return offering.session_id or str(offering.plenary_title), offering.slot_id


def _credited(attendances: Iterable[Attendance]) -> dict[int, CreditedMinutes]:
    ids = [attendance.id for attendance in attendances]
    if not ids:  # until the first door
        return {}
    rows = db.session.scalars(select(CreditedMinutes).where(CreditedMinutes.attendance_id.in_(ids)))
    return {each.attendance_id: each for each in rows}


def _away(person: StaffMember, day_id: int) -> frozenset[str]:
    """The labels of the slots in which somebody is not available."""
    labels = select(Slot.label).join(Away, Away.slot_id == Slot.id)
    return frozenset(db.session.scalars(labels.where(Away.staff_id == person.id, Slot.day_id == day_id)))


def _lunch_ids(person: StaffMember, day_id: int) -> frozenset[int]:
    """The lunch slot of the person's school."""
    mine = select(LunchWave.slot_id).where(LunchWave.day_id == day_id, LunchWave.school_id == person.home_school_id)
    return frozenset(db.session.scalars(mine))


def _minutes_between_sites() -> dict[tuple[int, int], int]:
    """Travel from door to door by both schools' ids, the smaller first."""
    rows = db.session.execute(select(Travel.from_school_id, Travel.to_school_id, Travel.minutes))
    return {(one, other): minutes for one, other, minutes in rows}


def _slots(offering: Offering) -> list[Slot]:
    return sorted((each.slot for each in offering.slots), key=lambda slot: slot.position)


def _letters(offering: Offering) -> tuple[str, ...]:
    return tuple(slot.label for slot in _slots(offering))


def _how_seats_changed(person: StaffMember, timetable: Timetable) -> dict[int, SeatChangeKind]:
    """How the person came by what they took after publication, by offering id; the latest counts."""
    changes = select(SeatChange.taken_id, SeatChange.kind).where(
        SeatChange.timetable_id == timetable.id, SeatChange.staff_id == person.id, SeatChange.taken_id.is_not(None)
    )
    rows = db.session.execute(changes.order_by(SeatChange.id))
    return {taken_id: kind for taken_id, kind in rows if taken_id is not None}


def _placed(place: Enrolment, person: StaffMember, how: SeatChangeKind | None) -> Placed:
    session = place.offering.session
    fits = session is None or suits(session, person)
    return Placed(place.source, place.rank, _letters(place.offering), suits=fits, how=how)


def _stop(
    offering: Offering,
    attendance: Attendance | None,
    credited: Mapping[int, CreditedMinutes],
    *,
    why: Sentence | None,
    place: Enrolment | None = None,
) -> Stop:
    slots = _slots(offering)
    counted = credited.get(attendance.id) if attendance else None
    is_less = counted is not None and counted.minutes < sum(slot.credit_minutes for slot in slots)
    return Stop(
        label="".join(slot.label for slot in slots) if offering.session_id else slots[0].label,
        title=offering.title,
        kind=slots[0].kind,
        slot_id=slots[0].id,
        begins_at=slots[0].begins_at,
        ends_at=slots[-1].ends_at,
        offering=offering,
        source=place.source if place else None,
        rank=place.rank if place else None,
        why=why,
        attendance=attendance,
        credited_minutes=counted.minutes if counted else None,
        why_minutes=counted.explanation if counted and is_less else None,
    )


def _took_its_place(attendance: Attendance, stop: Stop) -> bool:
    """Whether somebody was elsewhere for the whole of a stop, and never there."""
    if stop.attendance or stop.offering is None:
        return False
    return set(_letters(stop.offering)) <= set(_letters(attendance.offering))


def _why_there(missed: Stop | None) -> Sentence:
    """Where somebody was without a place: they moved, or walked in."""
    if missed is None:
        return Sentence("You were here without a place of your own; it counts the same.")
    return Sentence("You went here instead of “{title}”; it counts the same.", {"title": missed.title})
