"""What can happen to a badge: it is made for a day, and made worthless when it is lost. The edge commits."""

from __future__ import annotations

import secrets
from datetime import datetime

from pdday.checkin import badge_queries
from pdday.checkin.models import Badge
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.trail import record

#: 16 characters, 96 random bits: nobody guesses one, and the QR code stays coarse enough for a cheap camera.
TOKEN_BYTES = 12


def issue_badges(day: Day, *, now: datetime) -> list[Badge]:
    """Make a badge for everybody who has no valid one for this day; return the new ones."""
    lock(day)
    badges = [_new_badge(day, person, now=now) for person in badge_queries.staff_without_badge(day)]
    db.session.add_all(badges)
    db.session.flush()
    return badges


def issue_badge(day: Day, *, to: StaffMember, now: datetime) -> Badge:
    """The valid badge of one colleague for this day, made if there is none."""
    lock(day)
    badge = badge_queries.find_valid_badge(to, day)
    if badge is None:
        badge = _new_badge(day, to, now=now)
        db.session.add(badge)
        db.session.flush()
    return badge


def _new_badge(day: Day, person: StaffMember, *, now: datetime) -> Badge:
    return Badge(day_id=day.id, staff_id=person.id, token=secrets.token_urlsafe(TOKEN_BYTES), made_at=now)


def revoke_badge(badge: Badge, *, by: StaffMember, why: str, now: datetime) -> None:
    """Make a lost badge worthless. `issue_badges` then makes a new one. Raises Refused if it was revoked before."""
    lock(badge)
    if badge.revoked_at:
        raise Refused("This badge of {name} was revoked before.", {"name": badge.staff.name})
    badge.revoked_at = now
    db.session.flush()
    record("revoke_badge", badge, by=by, at=now, why=why, facts={"staff_id": badge.staff_id})
