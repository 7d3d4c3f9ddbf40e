"""What can happen at a door. Everything flushes; the edge commits, once per scan.

Two locks make the door safe, always taken in this order: the person (so that nobody gets into two rooms at
once) and then the offering (so that a seat is given once). That the same scan twice is one scan, and that
somebody is in an offering once, UNIQUE constraints decide.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from pdday.checkin import queries, rules
from pdday.checkin.models import LETS_IN, Attendance, Scan, ScanMethod, ScanOutcome
from pdday.checkin.rules import AtTheDoor, Passing, Recognised, Standing, Stay
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, TimetableState
from pdday.trail import record


@dataclass(frozen=True)
class Verdict:
    """What the door says: what the scan came to, about whom, and what the steward needs to tell them."""

    outcome: ScanOutcome
    staff_id: int | None = None
    #: Since when they are in this room: on a second scan, the time of the first.
    since: datetime | None = None
    #: The offering that the timetable gives them in this slot instead of this one.
    belongs_in_id: int | None = None


def scan(
    door: Offering,
    *,
    scan_id: str,
    token: str | None = None,
    staff: StaffMember | None = None,
    method: ScanMethod,
    scanned_at: datetime,
    by: StaffMember | None,
    now: datetime,
    passing: Passing = Passing.ARRIVING,
) -> Verdict:
    """Try to go through the door of an offering, by badge (`token`) or known by name (`staff`).

    Writes a Scan always, and an Attendance where the outcome lets the person in. A scan id that was seen
    before writes nothing and gives the first verdict again. `scanned_at`, the device's time, decides (a door
    that was offline tells later); one that runs ahead is taken back to `now`. `by` is the steward, None at a
    kiosk. Raises Refused at the door of a draft, ValueError unless one of token and staff is given.
    """
    hours = _hours_of_open_door(door)
    person, recognised = _recognise(token, staff, hours.day_id)
    if person:
        lock(person)
    lock(door)
    first = queries.find_scan(scan_id)
    if first:
        return verdict_of(first)
    sight = _look(door, hours, person, recognised, at=min(scanned_at, now), passing=passing)
    written = Scan(
        scan_id=scan_id,
        offering_id=door.id,
        token=token,
        staff_id=person.id if person else None,
        method=method,
        outcome=rules.read_scan(sight.facts),
        scanned_at=scanned_at,
        received_at=now,
        steward_id=by.id if by else None,
    )
    return _keep(written, door, person, sight)


def verdict_of(written: Scan) -> Verdict:
    """What the door said to a scan that was decided before."""
    person = db.session.get(StaffMember, written.staff_id) if written.staff_id else None
    if person is None:
        return Verdict(written.outcome)
    door = db.session.get_one(Offering, written.offering_id)
    attendance = queries.find_attendance(door.id, person.id)
    return _verdict(written, attendance, queries.place_in_time(person, door, queries.hours_of(door)))


def record_by_hand(
    offering: Offering,
    staff: StaffMember,
    *,
    arrived_at: datetime,
    left_at: datetime | None = None,
    by: StaffMember,
    why: str,
    now: datetime,
) -> Attendance:
    """Record that a colleague was there, or correct from when until when; the old values stay in the trail.

    A fact needs no free seat. Raises Refused when the times cannot be.
    """
    hours = queries.hours_of(offering)
    reason = rules.why_not_present(arrived_at, left_at, begins_at=hours.begins_at, ends_at=hours.ends_at)
    if reason:
        raise Refused(reason.pattern, reason.facts)
    lock(staff)
    lock(offering)
    attendance = queries.find_attendance(offering.id, staff.id)
    former = _times(attendance) if attendance else None
    stays = queries.other_stays(staff.id, offering, hours)
    gone_on_at = _settle_other_rooms(stays, arrived_at, hours.ends_at)
    if attendance is None:
        standing = queries.place_in_time(staff, offering, hours).standing
        attendance = _attendance(offering, staff, standing, recorded_by_id=by.id)
    attendance.arrived_at, attendance.left_at = arrived_at, left_at or gone_on_at
    attendance.minutes_away = 0
    db.session.flush()
    facts = {"staff_id": staff.id, "offering_id": offering.id, "former": former, "now": _times(attendance)}
    record("record_attendance_by_hand", attendance, by=by, at=now, why=why, facts=facts)
    return attendance


def undo(attendance: Attendance, *, by: StaffMember, why: str, now: datetime) -> None:
    """Take back that somebody was there, such as after a slip at the wrong door. The scan itself is kept.

    If that arrival was what ended a stay in another room, they are in that room again. Raises TooLate when
    somebody else took it back first.
    """
    hours = queries.hours_of(attendance.offering)
    lock(attendance.staff)
    lock(attendance)
    for stay in queries.other_stays(attendance.staff_id, attendance.offering, hours):
        if stay.left_at == attendance.arrived_at:
            db.session.get_one(Attendance, stay.attendance_id).left_at = attendance.left_at
    record(
        "undo_attendance",
        attendance,
        by=by,
        at=now,
        why=why,
        facts={"staff_id": attendance.staff_id, "offering_id": attendance.offering_id, "former": _times(attendance)},
    )
    db.session.delete(attendance)
    db.session.flush()


def _hours_of_open_door(door: Offering) -> queries.Hours:
    if door.timetable.state is TimetableState.DRAFT:
        raise Refused("“{title}” is in a draft: its door opens when the timetable is published.", {"title": door.title})
    return queries.hours_of(door)


def _recognise(token: str | None, staff: StaffMember | None, day_id: int) -> tuple[StaffMember | None, Recognised]:
    """Who is at the door, and whether their badge is good; a steward who knows somebody needs none."""
    if (token is None) == (staff is None):
        raise ValueError("a scan reads either a badge or a name")
    badge = queries.find_badge(token, day_id) if token is not None else None
    if badge:
        return badge.staff, Recognised.REVOKED if badge.revoked_at else Recognised.KNOWN
    return staff, Recognised.KNOWN if staff else Recognised.UNKNOWN


@dataclass(frozen=True)
class _Sight:
    """What was found about a person at a door: the facts to decide by, and the rows behind them."""

    facts: AtTheDoor
    place: queries.PlaceInTime
    attendance: Attendance | None
    stays: tuple[Stay, ...]


def _look(
    door: Offering,
    hours: queries.Hours,
    person: StaffMember | None,
    recognised: Recognised,
    *,
    at: datetime,
    passing: Passing,
) -> _Sight:
    """Everything `read_scan` needs, read under both locks."""
    place = queries.place_in_time(person, door, hours) if person else queries.NO_PLACE
    attendance = queries.find_attendance(door.id, person.id) if person else None
    stays = queries.other_stays(person.id, door, hours) if person else ()
    seen_in_these_slots = any(rules.overlaps(stay, hours.begins_at, hours.ends_at) for stay in stays)
    facts = AtTheDoor(
        at=at,
        begins_at=hours.begins_at,
        ends_at=hours.ends_at,
        recognised=recognised,
        passing=passing,
        standing=place.standing,
        is_in=attendance is not None and attendance.left_at is None,
        is_awaited=(
            place.standing is Standing.ENROLLED
            and not place.on_leave
            and attendance is None
            and not seen_in_these_slots
        ),
        seats=min(door.seats, door.room.capacity),
        present=queries.present_count(door),
        awaited=queries.awaited_count(door, hours),
    )
    return _Sight(facts, place, attendance, stays)


def _keep(written: Scan, door: Offering, person: StaffMember | None, sight: _Sight) -> Verdict:
    """Write the scan and what it means; if another door was first with its id, give that one's verdict."""
    try:
        with db.session.begin_nested():
            db.session.add(written)
    except IntegrityError:
        return verdict_of(queries.scan_of(written.scan_id))
    attendance = _go_through(door, person, sight, written) if person else None
    return _verdict(written, attendance, sight.place)


def _go_through(door: Offering, person: StaffMember, sight: _Sight, written: Scan) -> Attendance | None:
    """Write what the scan's outcome means for where the person is."""
    at, attendance = sight.facts.at, sight.attendance
    match written.outcome:
        case ScanOutcome.LEFT if attendance:
            attendance.left_at = max(at, attendance.arrived_at)
        case ScanOutcome.ALREADY_IN if attendance:
            # A door that was offline may tell of the first arrival last.
            attendance.arrived_at = min(at, attendance.arrived_at)
        case outcome if outcome in LETS_IN:
            left_at = _settle_other_rooms(sight.stays, at, sight.facts.ends_at)
            if attendance is None:
                attendance = _attendance(door, person, sight.place.standing, scan_id=written.id)
                attendance.arrived_at = at
            elif attendance.left_at:
                attendance.minutes_away += rules.minutes_away(attendance.left_at, at, sight.facts.begins_at)
            attendance.left_at = left_at
    db.session.flush()
    return attendance


def _attendance(
    offering: Offering,
    staff: StaffMember,
    standing: Standing,
    *,
    scan_id: int | None = None,
    recorded_by_id: int | None = None,
) -> Attendance:
    """A new attendance with what proves it; its times are for the caller to set."""
    attendance = Attendance(
        offering_id=offering.id,
        staff_id=staff.id,
        kind=rules.kind_of_attendance(standing),
        scan_id=scan_id,
        recorded_by_id=recorded_by_id,
    )
    db.session.add(attendance)
    return attendance


def _settle_other_rooms(stays: Iterable[Stay], arrival: datetime, ends_at: datetime) -> datetime | None:
    """End the stays that this arrival ends; return when the person is known to have gone on, if they have."""
    for stay in rules.stays_ended_by(arrival, stays):
        db.session.get_one(Attendance, stay.attendance_id).left_at = arrival
    return rules.left_for_another_room(arrival, ends_at, stays)


def _verdict(written: Scan, attendance: Attendance | None, place: queries.PlaceInTime) -> Verdict:
    known_here = LETS_IN | {ScanOutcome.ALREADY_IN, ScanOutcome.LEFT}
    return Verdict(
        outcome=written.outcome,
        staff_id=written.staff_id,
        since=attendance.arrived_at if attendance and written.outcome in known_here else None,
        belongs_in_id=place.elsewhere_id,
    )


def _times(attendance: Attendance) -> dict[str, str | None]:
    left_at = attendance.left_at
    return {"arrived_at": attendance.arrived_at.isoformat(), "left_at": left_at.isoformat() if left_at else None}
