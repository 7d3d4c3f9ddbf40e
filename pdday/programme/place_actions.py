"""What can happen to sites and rooms: added, changed, removed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, or_

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.programme import queries, registers
from pdday.programme.actions import refuse_while_needed
from pdday.programme.models import Day, Room, RoomClosure
from pdday.programme.registers import Capacity, News, Over
from pdday.programme.rules import PlannedRoom
from pdday.staff.models import School, StaffMember, Travel
from pdday.staff.queries import find_district
from pdday.staff.vocabulary import SchoolLevel
from pdday.words import Sentence


def set_site(
    school: School | None,
    *,
    name: str,
    short_name: str,
    level: SchoolLevel,
    minutes_to: Mapping[int, int],
    by: StaffMember,
    now: datetime,
) -> School:
    """Keep a site, new or known, and how many minutes it is from others (by their id)."""
    lock(find_district() or by)
    for word in (name, short_name):
        if queries.is_school_named(word, but=school):
            raise Refused("Another site is called “{name}” already.", {"name": word})
    kept = school or School()
    kept.name, kept.short_name, kept.level = name, short_name, level
    db.session.add(kept)
    db.session.flush()
    db.session.execute(delete(Travel).where(or_(Travel.from_school_id == kept.id, Travel.to_school_id == kept.id)))
    db.session.add_all(
        Travel(from_school_id=min(kept.id, other), to_school_id=max(kept.id, other), minutes=minutes)
        for other, minutes in sorted(minutes_to.items())
        if other != kept.id
    )
    db.session.flush()
    facts = {"name": name, "minutes_to": {str(other): minutes for other, minutes in sorted(minutes_to.items())}}
    trail.record("set_site", kept, by=by, at=now, facts=facts)
    return kept


def remove_site(school: School, *, by: StaffMember, now: datetime) -> None:
    """Take away a site that nothing and nobody belongs to."""
    lock(school)
    refuse_while_needed(school, Sentence("{name} can't be removed.", {"name": school.name}))
    trail.record("remove_site", school, by=by, at=now, facts={"name": school.name})
    db.session.execute(delete(Travel).where(or_(Travel.from_school_id == school.id, Travel.to_school_id == school.id)))
    db.session.delete(school)
    db.session.flush()


def add_room(day: Day | None, school: School, planned: PlannedRoom, *, by: StaffMember, now: datetime) -> Room:
    """A new room at a site."""
    lock(school)
    _refuse_second_room(school, planned.name)
    room = Room(school=school)
    _describe(room, day, planned)
    trail.record("add_room", room, by=by, at=now, facts=_facts(room))
    return room


def change_room(day: Day | None, room: Room, planned: PlannedRoom, *, by: StaffMember, now: datetime) -> list[Over]:
    """Describe a room anew. It may shrink under people who have a place in it: returns which runnings are over."""
    lock(room)
    _refuse_second_room(room.school, planned.name, but=room)
    before, held = _facts(room), room.capacity
    _describe(room, day, planned)
    trail.record("change_room", room, by=by, at=now, facts={"before": before, **_facts(room)})
    if room.name != before["name"]:
        told = Sentence("{room} is called {name} now.", {"room": before["name"], "name": room.name})
        registers.changed.ask(News(room, told, now))
    if room.capacity >= held:
        return []
    registers.shrunk.ask(Capacity(room, now))
    return registers.over.ask(Capacity(room, now))


def remove_room(room: Room, *, by: StaffMember, now: datetime) -> None:
    """Take away a room that nothing needs."""
    lock(room)
    refuse_while_needed(room, Sentence("{name} can't be removed.", {"name": room.name}))
    trail.record("remove_room", room, by=by, at=now, facts=_facts(room))
    db.session.delete(room)
    db.session.flush()


def _describe(room: Room, day: Day | None, planned: PlannedRoom) -> None:
    room.name, room.seats, room.posted_limit = planned.name, planned.seats, planned.posted_limit
    room.area_square_feet, room.setup = planned.area_square_feet, planned.setup
    room.features, room.holds_sessions = planned.features, planned.holds_sessions
    db.session.add(room)
    db.session.flush()
    slots = {slot.id for slot in day.slots} if day else set()
    db.session.execute(
        delete(RoomClosure).where(RoomClosure.room_id == room.id, RoomClosure.slot_id.in_(sorted(slots)))
    )
    db.session.add_all(
        RoomClosure(room_id=room.id, slot_id=slot_id, reason=reason)
        for slot_id, reason in sorted(planned.closures.items())
        if slot_id in slots
    )
    db.session.flush()


def _refuse_second_room(school: School, name: str, *, but: Room | None = None) -> None:
    if queries.is_room_named(school, name, but=but):
        raise Refused("{school} has a room “{name}” already.", {"school": school.name, "name": name})


def _facts(room: Room) -> dict[str, object]:
    return {"name": room.name, "seats": room.seats, "posted_limit": room.posted_limit}
