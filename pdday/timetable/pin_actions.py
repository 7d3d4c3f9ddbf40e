"""What coordinators fix before the next draft, each with its reason: pinned, and taken away again."""

from __future__ import annotations

from datetime import datetime

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.programme.models import Day, Room, Slot
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable import queries
from pdday.timetable.models import Pin, PinKind


def pin(
    day: Day,
    session: Session,
    *,
    slot: Slot | None,
    room: Room | None,
    person: StaffMember | None,
    kind: PinKind,
    reason: str,
    by: StaffMember,
    now: datetime,
) -> Pin:
    """Hold a run of the session there, seat a person in it, or keep it out of a slot. Sent twice, it is one pin.

    Nothing is asked of the other pins: a set that no timetable can keep is told by the next draft, rule by rule.
    """
    lock(day)
    if kind is PinKind.NEVER and (slot is None or room is not None or person is not None):
        raise Refused("“Never” keeps a session out of a slot: choose the slot, and neither room nor person.")
    if slot is None and room is None and person is None:
        raise Refused("Say where “{title}” is pinned, or who sits in it.", {"title": session.title})
    if person is not None and room is not None:
        raise Refused("A person is pinned to a session and a slot; the room goes with the session.")
    wanted = Pin(
        kind=kind,
        session_id=session.id,
        slot_id=None if slot is None else slot.id,
        room_id=None if room is None else room.id,
        staff_id=None if person is None else person.id,
        reason=reason,
        made_by_id=by.id,
        made_at=now,
    )
    for each in queries.pins(day):
        if _what(each) == _what(wanted):
            return each
    db.session.add(wanted)
    db.session.flush()
    trail.record("pin", wanted, by=by, at=now, why=reason, facts=_facts(wanted))
    return wanted


def unpin(day: Day, pin_id: int, *, by: StaffMember, now: datetime) -> bool:
    """Take a pin away; what was drafted with it stays as it is. False where it is gone already."""
    lock(day)
    pin = next((each for each in queries.pins(day) if each.id == pin_id), None)
    if pin is None:
        return False
    trail.record("unpin", pin, by=by, at=now, why=pin.reason, facts=_facts(pin))
    db.session.delete(pin)
    db.session.flush()
    return True


def _what(pin: Pin) -> tuple[object, ...]:
    return pin.kind, pin.session_id, pin.slot_id, pin.room_id, pin.staff_id


def _facts(pin: Pin) -> dict[str, object]:
    return {
        "kind": pin.kind.value,
        "session_id": pin.session_id,
        "slot_id": pin.slot_id,
        "room_id": pin.room_id,
        "staff_id": pin.staff_id,
    }
