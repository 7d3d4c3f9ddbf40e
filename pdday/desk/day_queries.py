"""What somebody's day is made of, read as plain rows: on the morning of the day no page is asked for more often."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Text, bindparam, cast, exists, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from pdday.checkin.models import Attendance
from pdday.credit.models import CreditedMinutes
from pdday.db import rows
from pdday.desk.rules import Run, Wish
from pdday.desk.stops import Hour, Running, Site
from pdday.preferences.catalogue import StrandSign
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Away, LunchWave, Room, Slot, Strand
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import School, StaffMember, Travel
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, OfferingSlot, Timetable
from pdday.timetable.seat_models import SeatChange, SeatChangeKind
from pdday.words import Sentence


@dataclass(frozen=True)
class Place:
    """A place of somebody's own in the timetable, and how they came by it."""

    running: Running
    source: EnrolmentSource
    rank: int | None
    #: How they took it after publication, if they did; the latest counts.
    how: SeatChangeKind | None


@dataclass(frozen=True)
class Presence:
    """That somebody was somewhere, and what it was credited with, once that is decided."""

    running: Running
    arrived_at: datetime
    minutes: int | None
    explanation: Sentence | None


def places(person: StaffMember, timetable: Timetable) -> list[Place]:
    """Where the person has a place, in the order of the day."""
    found = rows(_places(), {"timetable_id": timetable.id, "staff_id": person.id})
    return [Place(running, *own) for running, own in _with_running(found, 3)]


def places_in(person: StaffMember, timetables: Sequence[Timetable]) -> list[Place]:
    """Where the person has a place in any of these."""
    facts = {"timetable_ids": [timetable.id for timetable in timetables], "staff_id": person.id}
    return [Place(running, *own) for running, own in _with_running(rows(_places_in(), facts), 3)]


def places_before(person: StaffMember, timetable: Timetable) -> list[Running]:
    """Where the person had a place until this timetable was published, if another was before it."""
    facts = {"day_id": timetable.day_id, "published_at": timetable.published_at, "staff_id": person.id}
    return [running for running, _own in _with_running(rows(_places_before(), facts), 3)]


def presences(person: StaffMember, timetable: Timetable) -> list[Presence]:
    """Where the person was on this day, also before the timetable was changed during it."""
    found = rows(_presences(), {"day_id": timetable.day_id, "staff_id": person.id})
    return [Presence(running, *own) for running, own in _with_running(found, 3)]


def presences_on(person: StaffMember, day_ids: Sequence[int]) -> list[Presence]:
    """Where the person was on any of these days."""
    found = rows(_presences_on(), {"day_ids": day_ids, "staff_id": person.id})
    return [Presence(running, *own) for running, own in _with_running(found, 3)]


def hours(person: StaffMember, day_id: int) -> list[Hour]:
    """The slots of the day, in order, as they are for this person."""
    facts = {"day_id": day_id, "staff_id": person.id, "school_id": person.home_school_id}
    return [Hour(*tuple(row)) for row in rows(_hours(), facts)]


def hours_on(person: StaffMember, day_ids: Sequence[int]) -> list[Hour]:
    """The slots of these days, day by day, as they are for this person."""
    facts = {"day_ids": day_ids, "staff_id": person.id, "school_id": person.home_school_id}
    return [Hour(*tuple(row)) for row in rows(_hours_on(), facts)]


def find_wishes(person: StaffMember, timetable: Timetable, *, got: set[int | None]) -> list[Wish] | None:
    """The person's list against the timetable: where each session runs, how many asked, how many seats.

    None for no list; one that was changed after the timetable was published explains nothing of it.
    """
    facts = {"day_id": timetable.day_id, "staff_id": person.id, "published_at": timetable.published_at}
    listed = rows(_list_before(is_published=timetable.published_at is not None), facts)
    if not listed:
        return None
    wished = [row for row in listed if row.session_id is not None]
    runs, seats = _runs_and_seats([row.session_id for row in wished], timetable)
    return [
        Wish(
            title=row.title,
            rank=row.rank,
            got=row.session_id in got,
            runs=tuple(runs[row.session_id]),
            asked=row.asked,
            seats=seats[row.session_id],
        )
        for row in wished
    ]


def minutes_between_sites() -> dict[tuple[int, int], int]:
    """Travel from door to door by both schools' ids, the smaller first."""
    return {(one, other): minutes for one, other, minutes in rows(_travels())}


# --- what a place or a presence is in ---


@cache
def _places() -> Select[*tuple[Any, ...]]:
    """Put together once, as all here."""
    return _places_where(Enrolment.timetable_id == bindparam("timetable_id"))


@cache
def _places_in() -> Select[*tuple[Any, ...]]:
    return _places_where(Enrolment.timetable_id.in_(bindparam("timetable_ids", expanding=True)))


@cache
def _places_before() -> Select[*tuple[Any, ...]]:
    former = (
        select(Timetable.id)
        .where(Timetable.day_id == bindparam("day_id"), Timetable.published_at < bindparam("published_at"))
        .order_by(Timetable.published_at.desc(), Timetable.id.desc())
        .limit(1)
    )
    return _places_where(Enrolment.timetable_id == former.scalar_subquery())


def _places_where(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    change = (
        select(SeatChange.kind)
        .where(SeatChange.timetable_id == Enrolment.timetable_id, SeatChange.staff_id == Enrolment.staff_id)
        .where(SeatChange.taken_id == Enrolment.offering_id)
        .order_by(SeatChange.id.desc())
        .limit(1)
    )
    chosen = select(Enrolment.source, Enrolment.rank, change.scalar_subquery(), *_shown()).select_from(Enrolment)
    theirs = chosen.join(Enrolment.offering).where(which, Enrolment.staff_id == bindparam("staff_id"))
    return _in_order(theirs, Enrolment.id)


@cache
def _presences() -> Select[*tuple[Any, ...]]:
    return _presences_where(Timetable.day_id == bindparam("day_id"))


@cache
def _presences_on() -> Select[*tuple[Any, ...]]:
    return _presences_where(Timetable.day_id.in_(bindparam("day_ids", expanding=True)))


def _presences_where(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    credited = (CreditedMinutes.minutes, CreditedMinutes.explanation)
    return _in_order(
        select(Attendance.arrived_at, *credited, *_shown())
        .select_from(Attendance)
        .join(Attendance.offering)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .outerjoin(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .where(which, Attendance.staff_id == bindparam("staff_id")),
        Attendance.id,
    )


def _shown() -> tuple[Any, ...]:
    """What a day shows of a running; words come as their text, which costs less to compare than to read."""
    return (
        Offering.id, Offering.session_id, Offering.plenary_title, OfferingSlot.slot_id,
        Room.name, School.id, School.short_name, School.name,
        Proposal.title, Proposal.language, cast(Proposal.audience_roles, Text), cast(Proposal.grade_bands, Text),
        Strand.id, Strand.number, Strand.name, Session.cancelled_at,
        SessionPresenter.staff_id, StaffMember.first_name, StaffMember.last_name,
    )  # fmt: skip


def _in_order(chosen: Select[*tuple[Any, ...]], id: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    """With all that `_shown` names, a row for each slot and leader; by first slot, then by `id`."""
    first, each = aliased(Slot), aliased(Slot)
    return (
        chosen.join(first, Offering.slot_id == first.id)
        .join(Offering.slots)
        .join(each, OfferingSlot.slot_id == each.id)
        .join(Room, Offering.room_id == Room.id)
        .join(School, Room.school_id == School.id)
        .outerjoin(Session, Offering.session_id == Session.id)
        .outerjoin(Proposal, Session.proposal_id == Proposal.id)
        .outerjoin(Strand, Proposal.strand_id == Strand.id)
        .outerjoin(SessionPresenter, SessionPresenter.session_id == Session.id)
        .outerjoin(StaffMember, SessionPresenter.staff_id == StaffMember.id)
        .order_by(first.position, id, each.position, SessionPresenter.position)
    )


def _with_running(found: Sequence[Row[*tuple[Any, ...]]], own: int) -> Iterable[tuple[Running, tuple[Any, ...]]]:
    """Each running once, with the first `own` columns of its rows."""
    for _id, of_one in groupby(found, key=lambda row: row[own]):
        together = [tuple(row) for row in of_one]
        yield _running(tuple(row[own:] for row in together)), together[0][:own]


@lru_cache(maxsize=4_000)
def _running(shown: tuple[tuple[Any, ...], ...]) -> Running:
    """A running, kept under all that was read of it, so that it cannot be out of date."""
    id, session_id, plenary, _slot, room, *site, title, language, roles, bands, strand_id, number, strand, gone = shown[
        0
    ][:16]
    led_by = {staff_id: f"{first_name} {last_name}" for *_, staff_id, first_name, last_name in shown if staff_id}
    return Running(
        id=id,
        session_id=session_id,
        title=plenary if session_id is None else title,
        slot_ids=tuple(dict.fromkeys(row[3] for row in shown)),
        room=room,
        site=Site(*site),
        strand=None if session_id is None else StrandSign(strand_id, number, strand),
        language=language or "",
        audience_roles=tuple(json.loads(roles or "[]")),
        grade_bands=tuple(json.loads(bands or "[]")),
        leaders=tuple(led_by.values()),
        is_withdrawn=gone is not None,
    )


# --- the slots of a day ---


@cache
def _hours() -> Select[*tuple[Any, ...]]:
    return _hours_where(Slot.day_id == bindparam("day_id"))


@cache
def _hours_on() -> Select[*tuple[Any, ...]]:
    return _hours_where(Slot.day_id.in_(bindparam("day_ids", expanding=True)))


def _hours_where(which: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    is_away = exists().where(Away.slot_id == Slot.id, Away.staff_id == bindparam("staff_id"))
    is_lunch = exists().where(LunchWave.slot_id == Slot.id, LunchWave.school_id == bindparam("school_id"))
    return (
        select(
            Slot.id, Slot.day_id, Slot.label, Slot.kind, Slot.begins_at, Slot.ends_at, Slot.credit_minutes,
            is_away, is_lunch,
        )
        .where(which)
        .order_by(Slot.day_id, Slot.position)
    )  # fmt: skip


@cache
def _travels() -> Select[int, int, int]:
    return select(Travel.from_school_id, Travel.to_school_id, Travel.minutes)


# --- a list against the timetable ---


@cache
def _list_before(*, is_published: bool) -> Select[*tuple[Any, ...]]:
    """A row for each wish, or one without a session for an empty list."""
    other = aliased(Preference)
    asked = select(func.count()).where(other.session_id == Preference.session_id).scalar_subquery()
    lists = (
        select(Preference.session_id, Preference.rank, Proposal.title, asked.label("asked"))
        .select_from(PreferenceList)
        .outerjoin(PreferenceList.preferences)
        .outerjoin(Session, Preference.session_id == Session.id)
        .outerjoin(Proposal, Session.proposal_id == Proposal.id)
        .where(PreferenceList.day_id == bindparam("day_id"), PreferenceList.staff_id == bindparam("staff_id"))
        .order_by(Preference.rank, Preference.position, Preference.session_id)
    )
    return lists.where(PreferenceList.saved_at <= bindparam("published_at")) if is_published else lists


def _runs_and_seats(
    session_ids: Sequence[int], timetable: Timetable
) -> tuple[Mapping[int, list[Run]], Mapping[int, int]]:
    """The runs of these sessions in the order of the day, and the seats of all of them, by session id."""
    runs: dict[int, list[Run]] = defaultdict(list)
    seats: dict[int, int] = defaultdict(int)
    found = rows(_runs(), {"timetable_id": timetable.id, "session_ids": session_ids}) if session_ids else ()
    for run, of_one in _by_run(found).items():
        session_id, offering_id, there, taken = run
        runs[session_id].append(Run(tuple(of_one), taken >= there, offering_id))
        seats[session_id] += there
    return runs, seats


def _by_run(found: Iterable[Row[*tuple[Any, ...]]]) -> dict[tuple[int, int, int, int], list[str]]:
    """The letters of each run; a long one takes two slots."""
    letters: dict[tuple[int, int, int, int], list[str]] = defaultdict(list)
    for row in found:
        letters[tuple(row[:4])].append(row[4])
    return letters


@cache
def _runs() -> Select[*tuple[Any, ...]]:
    taken = (
        select(func.count())
        .where(Enrolment.offering_id == Offering.id, Enrolment.source != EnrolmentSource.PRESENTING)
        .scalar_subquery()
    )
    return (
        select(Offering.session_id, Offering.id, Offering.seats, taken, Slot.label)
        .join(OfferingSlot, OfferingSlot.offering_id == Offering.id)
        .join(Slot, OfferingSlot.slot_id == Slot.id)
        .where(Offering.timetable_id == bindparam("timetable_id"))
        .where(Offering.session_id.in_(bindparam("session_ids", expanding=True)))
        .order_by(Slot.position, Offering.id)
    )
