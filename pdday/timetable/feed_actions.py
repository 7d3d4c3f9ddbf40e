"""The private address at which somebody's calendar reads their day: made, made anew, taken away."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import delete

from pdday.db import db, lock
from pdday.staff.models import StaffMember
from pdday.timetable.seat_models import CalendarFeed
from pdday.trail import record

#: Bytes of chance in an address; nobody guesses it, and it stands for nothing else.
TOKEN_BYTES = 32


def open_feed(*, by: StaffMember, now: datetime) -> CalendarFeed:
    """An address for the calendar of `by`; the one there was ends at once."""
    lock(by)
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.staff_id == by.id))
    db.session.expire_all()
    feed = CalendarFeed(staff_id=by.id, token=token_urlsafe(TOKEN_BYTES), made_at=now)
    db.session.add(feed)
    db.session.flush()
    record("open_calendar_feed", by, by=by, at=now)
    return feed


def close_feed(*, by: StaffMember, now: datetime) -> None:
    """End the address: calendars that read it get nothing any more."""
    lock(by)
    db.session.execute(delete(CalendarFeed).where(CalendarFeed.staff_id == by.id))
    record("close_calendar_feed", by, by=by, at=now)
