"""What coordinators changed by hand in a timetable, as the trail keeps it: when, who, what and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from pdday.db import db
from pdday.programme.models import Day, Room
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Timetable
from pdday.timetable.problem_from_rows import room_key, row_id, session_key, staff_key
from pdday.timetable.versions import COPIED
from pdday.trail import STRUCK_WHY, Trail
from pdday.words import Sentence

#: The trail's name of a change by hand.
CHANGED = "change_timetable"


@dataclass(frozen=True)
class HandChange:
    """One change by hand."""

    at: datetime
    #: None where the trail names nobody.
    by: str | None
    what: Sentence
    #: None for none, and where it was struck.
    why: str | None


def changes_in(timetable: Timetable) -> list[HandChange]:
    """Every change by hand in this timetable, the first one first; those in the one it was made from are told there."""
    entries = db.session.execute(
        select(Trail, StaffMember)
        .outerjoin(StaffMember, StaffMember.id == Trail.by_id)
        .where(Trail.did == CHANGED, Trail.thing == Timetable.__tablename__, Trail.thing_id == timetable.id)
        .order_by(Trail.id)
    ).all()
    names = _names(entry.facts for entry, _by in entries)
    return [_hand_change(entry, by, names) for entry, by in entries]


def changed_by_hand(day: Day) -> set[int]:
    """Ids of the day's timetables in which something was changed by hand."""
    changed = (
        select(Trail.thing_id)
        .join(Timetable, Timetable.id == Trail.thing_id)
        .where(Trail.did == CHANGED, Trail.thing == Timetable.__tablename__, Timetable.day_id == day.id)
    )
    return set(db.session.scalars(changed))


def was_changed(timetable: Timetable) -> bool:
    """Whether it was made, by a repair or by hand, from one that people had read as their day, and not as that was."""
    each, as_it_was = timetable, brought_back(timetable.day) if timetable.made_from else set()
    while former := each.made_from:
        if former.published_at is not None and each.id not in as_it_was:
            return True
        each = former
    return False


def brought_back(day: Day) -> set[int]:
    """Ids of the day's timetables that hold another of them as it was: copied, and not changed by hand since."""
    copied = (
        select(Trail.thing_id)
        .join(Timetable, Timetable.id == Trail.thing_id)
        .where(Trail.did == COPIED, Trail.thing == Timetable.__tablename__, Timetable.day_id == day.id)
    )
    return set(db.session.scalars(copied)) - changed_by_hand(day)


def _hand_change(entry: Trail, by: StaffMember | None, names: Mapping[str, str]) -> HandChange:
    why = None if entry.why == STRUCK_WHY else entry.why
    return HandChange(entry.at, by.name if by else None, _told(entry.facts, names), why)


def _told(facts: Mapping[str, Any], names: Mapping[str, str]) -> Sentence:
    """One change in a sentence. Of an entry that named somebody who was purged nothing is left to tell."""

    def name(key: str) -> str:
        return names.get(key, key)

    def place(run: str) -> dict[str, object]:
        session, _, label = run.rpartition(":")[0].partition("@")
        return {"title": name(session), "slot": label}

    match facts:
        case {"change": "MoveRun", "run": run, "slot": slot, "room": room, "from_room": former}:
            told = {**place(run), "room": name(former), "other": slot, "there": name(room)}
            return Sentence("“{title}” moved from slot {slot}, {room}, to slot {other}, {there}.", told)
        case {"change": "MoveRun", "run": run, "slot": slot, "room": room}:
            told = {**place(run), "other": slot, "there": name(room)}
            return Sentence("“{title}” moved from slot {slot} to slot {other}, {there}.", told)
        case {"change": "AddRun", "session": session, "slot": slot, "room": room}:
            told = {"title": name(session), "slot": slot, "room": name(room)}
            return Sentence("“{title}” runs once more, in slot {slot}, {room}.", told)
        case {"change": "DropRun", "run": run}:
            return Sentence("“{title}” is not held in slot {slot}.", place(run))
        case {"change": "MovePerson", "attendee": person, "into": run}:
            return Sentence("{who} has a place in “{title}” in slot {slot}.", {"who": name(person), **place(run)})
        case {"change": "MovePerson", "attendee": person, "leaves": run}:
            told = {"who": name(person), **place(run)}
            return Sentence("{who} has no place any more in “{title}” in slot {slot}.", told)
        case _:
            return Sentence("What it was is struck: it named somebody whose data are gone.")


def _names(told: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Titles, rooms and people that these changes name, by their ids in the problem; the withdrawn and gone too."""
    keys = {key for facts in told for key in _keys(facts)}
    names: dict[str, str] = {}
    if ids := _ids(keys, "S"):
        titles = select(Session.id, Proposal.title).join(Session.proposal).where(Session.id.in_(ids))
        names |= {session_key(number): title for number, title in db.session.execute(titles)}
    if ids := _ids(keys, "R"):
        rooms = select(Room.id, Room.name).where(Room.id.in_(ids))
        names |= {room_key(number): name for number, name in db.session.execute(rooms)}
    if ids := _ids(keys, "P"):
        people = select(StaffMember).where(StaffMember.id.in_(ids))
        names |= {staff_key(person.id): person.name for person in db.session.scalars(people)}
    return names


def _keys(facts: Mapping[str, Any]) -> Iterable[str]:
    for name in ("attendee", "session", "room", "from_room", "run", "into", "leaves"):
        if key := facts.get(name):
            yield str(key).partition("@")[0]


def _ids(keys: Iterable[str], kind: str) -> list[int]:
    return [row_id(key) for key in keys if key.startswith(kind)]
