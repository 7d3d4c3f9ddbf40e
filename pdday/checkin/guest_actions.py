"""Guests: whoever comes to a door and is on no roster is let in by name, and later somebody says who it was."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from pdday.checkin import actions, doors, queries, rules
from pdday.checkin.models import Guest, ScanOutcome
from pdday.checkin.names import LOOKS
from pdday.checkin.rules import AtTheDoor, Passing, Recognised, Standing
from pdday.db import db, lock
from pdday.errors import Refused, TooLate
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.timetable.rules import full
from pdday.trail import record
from pdday.words import Sentence


def let_in(door: Offering, *, guest_key: str, name: str, comes_from: str, by: StaffMember, now: datetime) -> Guest:
    """Let a guest in if the door's rules do: the seats are the same for everyone. The same key twice is one guest."""
    lock(door)
    known = db.session.scalar(select(Guest).where(Guest.guest_key == guest_key))
    if known is not None:
        return known
    outcome = rules.read_scan(_as_seen(door, now=now))
    if outcome is ScanOutcome.FULL:
        others = doors.ways_on(door, None, at=now)
        raise _refused(full(door, others=[each.offering for each in others]))
    if outcome is not ScanOutcome.WALK_IN:
        raise _refused(LOOKS[outcome].headline_for(name))
    guest = Guest(
        guest_key=guest_key, offering_id=door.id, name=name, comes_from=comes_from, arrived_at=now, steward_id=by.id
    )
    db.session.add(guest)
    db.session.flush()
    return guest


def was(guest: Guest, person: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Say that a guest was this colleague: they were there from when the guest came. Twice is once."""
    lock(guest)
    if guest.staff_id == person.id:
        return
    _refuse_if_settled(guest)
    why = Sentence("Came as a guest: {name}.", {"name": guest.name})
    actions.record_by_hand(guest.offering, person, arrived_at=guest.arrived_at, by=by, why=str(why), now=now)
    _settle(guest, person, by=by, why="", now=now)


def leave_a_guest(guest: Guest, *, by: StaffMember, why: str, now: datetime) -> None:
    """Say that no colleague of the roster was this guest, and what they were. Twice is once."""
    lock(guest)
    if guest.settled_at is not None and guest.staff_id is None:
        return
    _refuse_if_settled(guest)
    _settle(guest, None, by=by, why=why, now=now)


def _as_seen(door: Offering, *, now: datetime) -> AtTheDoor:
    """What the door knows of somebody whom nobody expected."""
    hours = queries.hours_of(door)
    return AtTheDoor(
        at=now,
        begins_at=hours.begins_at,
        ends_at=hours.ends_at,
        recognised=Recognised.KNOWN,
        passing=Passing.ARRIVING,
        standing=Standing.FREE,
        is_in=False,
        is_awaited=False,
        seats=min(door.seats, door.room.capacity),
        present=queries.present_count(door),
        awaited=queries.awaited_count(door, hours),
    )


def _settle(guest: Guest, person: StaffMember | None, *, by: StaffMember, why: str, now: datetime) -> None:
    guest.staff_id = person.id if person else None
    guest.settled_at, guest.settled_by_id, guest.settled_why = now, by.id, why
    db.session.flush()
    facts = {"staff_id": guest.staff_id, "offering_id": guest.offering_id}
    record("settle_guest", guest, by=by, at=now, why=why or None, facts=facts)


def _refuse_if_settled(guest: Guest) -> None:
    if guest.settled_at is not None:
        raise TooLate("Somebody has said already who {name} was.", {"name": guest.name})


def _refused(sentence: Sentence) -> Refused:
    return Refused(sentence.pattern, sentence.facts)
