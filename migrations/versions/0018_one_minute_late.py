"""0018: why somebody's minutes were credited is told with “1 minute”, where it said “1 minutes”."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

#: What was kept, and what is kept now; numbers become a number with its noun.
PATTERNS = {
    "Came {late} minutes after the beginning: {minutes} of {credit} credit minutes.": (
        "Came {late} after the beginning: {minutes} of {credit} credit minutes."
    ),
    "Left {early} minutes before the end: {minutes} of {credit} credit minutes.": (
        "Left {early} before the end: {minutes} of {credit} credit minutes."
    ),
    "Came {late} minutes after the beginning and left {early} minutes before the end: "
    "{minutes} of {credit} credit minutes.": (
        "Came {late} after the beginning and left {early} before the end: {minutes} of {credit} credit minutes."
    ),
}
COUNTED = ("late", "early")
AWARDS = sa.table("credited_minutes", sa.column("attendance_id", sa.Integer), sa.column("explanation", sa.JSON))


def upgrade() -> None:
    _tell(PATTERNS, lambda count: {"one": "{count} minute", "many": "{count} minutes", "count": count})


def downgrade() -> None:
    _tell({now: before for before, now in PATTERNS.items()}, lambda counted: counted["count"])


def _tell(patterns: dict[str, str], anew: Any) -> None:
    database = op.get_bind()
    for attendance_id, told in database.execute(sa.select(AWARDS.c.attendance_id, AWARDS.c.explanation)).all():
        facts = {name: anew(fact) if name in COUNTED else fact for name, fact in told["facts"].items()}
        if facts != told["facts"]:
            pattern = patterns.get(told["pattern"], told["pattern"])
            values = {"explanation": {"pattern": pattern, "facts": facts}}
            database.execute(sa.update(AWARDS).where(AWARDS.c.attendance_id == attendance_id).values(values))
