"""What the database holds after a page was sent."""

from __future__ import annotations

from sqlalchemy import select

from pdday.db import db
from pdday.trail import Trail


def fresh(row):
    db.session.expire_all()
    return row


def did() -> list[str]:
    return list(db.session.scalars(select(Trail.did).order_by(Trail.id)))
