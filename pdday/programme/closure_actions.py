"""What can happen to a room at short notice: lost in some slots or all day, and there again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from pdday import trail
from pdday.db import db, lock
from pdday.programme import queries
from pdday.programme.models import Day, Room, RoomClosure
from pdday.staff.models import StaffMember


def close_room(room: Room, slot_ids: Collection[int], *, why: str, by: StaffMember, now: datetime) -> None:
    """Note that a room can't be used in these slots. One that was closed before keeps its reason."""
    lock(room)
    closing = sorted(set(slot_ids) - queries.closures_by_slot(room).keys())
    db.session.add_all(RoomClosure(room_id=room.id, slot_id=slot_id, reason=why) for slot_id in closing)
    db.session.flush()
    if closing:
        trail.record("close_room", room, by=by, at=now, why=why, facts={"slot_ids": closing})


def open_room(day: Day, room: Room, *, by: StaffMember, now: datetime) -> None:
    """Note that a room can be used all day again."""
    lock(room)
    opening = sorted(queries.closures_by_slot(room).keys() & {slot.id for slot in day.slots})
    db.session.execute(delete(RoomClosure).where(RoomClosure.room_id == room.id, RoomClosure.slot_id.in_(opening)))
    db.session.flush()
    if opening:
        trail.record("open_room", room, by=by, at=now, facts={"slot_ids": opening})
