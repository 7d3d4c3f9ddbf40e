"""A room as its form sends it, and a day that nobody has lived through yet."""

from __future__ import annotations

from datetime import timedelta

from pdday.programme.models import Day
from tests.factories import keep

ROOM = {"name": "101", "seats": "30", "posted_limit": "", "area_square_feet": "", "setup": "pods"}


def put_far_ahead(day: Day) -> None:
    """End its slots so late that no wall clock is past them."""
    for slot in day.slots:
        slot.ends_at += timedelta(days=36500)
    keep(day)
