"""A door with people before it, in as few words as possible."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from pdday.checkin import actions
from pdday.checkin.actions import Verdict
from pdday.checkin.models import Badge, ScanMethod
from pdday.checkin.rules import Passing
from pdday.clock import now
from pdday.db import db
from pdday.programme.models import Day, Room, Slot
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable
from tests.factories import at, keep, make_day, make_offering, make_room, make_session, make_timetable, slot_of

_scans = count(1)


@dataclass
class TheDay:
    """A day with its published timetable."""

    day: Day
    timetable: Timetable


def make_published_day() -> TheDay:
    day = make_day()
    return TheDay(day=day, timetable=make_timetable(day))


def make_door(
    the_day: TheDay,
    slot: str = "A",
    *,
    seats: int = 30,
    room: Room | None = None,
    presenters: tuple[StaffMember, ...] = (),
) -> Offering:
    """An offering in its own room, from 9:15 to 10:15 if nothing else is said."""
    session = make_session(the_day.day, presenters=presenters)
    room = room or make_room(the_day.day.host_school, seats=seats)
    return make_offering(the_day.timetable, session, slot_of(the_day.day, slot), room, seats=seats)


def begin_now(the_day: TheDay, label: str = "A", *, minutes_ago: int = 1) -> Slot:
    """Let a slot have begun so many minutes ago by the wall's clock, for an hour; a page's own scans are at `now()`."""
    slot = slot_of(the_day.day, label)
    slot.begins_at = now() - timedelta(minutes=minutes_ago)
    slot.ends_at = slot.begins_at + timedelta(hours=1)
    db.session.flush()
    return slot


def end(door: Offering, *, minutes_ago: int = 1) -> None:
    """Let the hour of an offering have ended so many minutes ago, by the wall's clock."""
    door.slot.ends_at = now() - timedelta(minutes=minutes_ago)
    door.slot.begins_at = door.slot.ends_at - timedelta(hours=1)
    db.session.flush()


def make_badge(the_day: TheDay, person: StaffMember) -> Badge:
    return keep(
        Badge(
            day_id=the_day.day.id, staff_id=person.id, token=f"token-{next(_scans)}", made_at=at("7:00"), staff=person
        )
    )


def scan_name(
    door: Offering,
    person: StaffMember,
    when: str,
    *,
    scan_id: str | None = None,
    passing: Passing = Passing.ARRIVING,
    heard: str | None = None,
) -> Verdict:
    """The steward finds `person` by name at `when`; `heard` is when the server is told, if later."""
    return actions.scan(
        door,
        scan_id=scan_id or f"scan-{next(_scans)}",
        staff=person,
        method=ScanMethod.NAME,
        scanned_at=at(when),
        by=None,
        now=at(heard or when),
        passing=passing,
    )


def scan_token(door: Offering, token: str, when: str, *, scan_id: str | None = None) -> Verdict:
    return actions.scan(
        door,
        scan_id=scan_id or f"scan-{next(_scans)}",
        token=token,
        method=ScanMethod.BADGE,
        scanned_at=at(when),
        by=None,
        now=at(when),
    )


def forget() -> None:
    """Read every row afresh, as the next request would."""
    db.session.commit()
    db.session.expire_all()
