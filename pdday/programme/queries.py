"""What can be asked about a day's frame."""

from __future__ import annotations

from sqlalchemy import select

from pdday.db import db
from pdday.programme.models import Day


def find_current_day() -> Day | None:
    """The day that people speak of: the latest one there is. None before the first is made."""
    return db.session.scalar(select(Day).order_by(Day.date.desc(), Day.id.desc()).limit(1))
