"""Until when a colleague may say that a record is not right. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta

from pdday.words import Sentence

#: Ten working days, as sign-in sheets are kept open for.
DISPUTE_WINDOW = timedelta(days=14)


def why_not_dispute(ends_at: datetime, *, now: datetime) -> Sentence | None:
    """Why nobody can dispute what is on record of an offering that ends then; None while they can."""
    if now < ends_at:
        return Sentence("It is not over yet. Tell the steward at the door if something is wrong now.")
    if now > ends_at + DISPUTE_WINDOW:
        return Sentence("Two weeks have passed since then. Ask the coordinator of the day.")
    return None
