"""What people hear about their hours by mail."""

from __future__ import annotations

from datetime import datetime

from pdday import outbox
from pdday.credit.record_queries import Record
from pdday.words import Sentence, SoMany

_SUBJECT = Sentence("Your record of “{title}”")
_BODY = Sentence(
    "Hello {first_name},\n\nthe coordinator looked at your record of “{title}”. {stands}\n\nThe reason:\n{why}\n\n"
    "Every change is kept. If it is still not right, say so in pdday under “My day”.\n"
)
_NOT_THERE = Sentence("It says that you were not there, so no minutes of it count.")


def tell_record(stands: Record, *, why: str, now: datetime) -> None:
    """The person hears what is on record now, and why; once for each change."""
    staff, title = stands.staff, stands.offering.title
    if staff.email is None:
        return
    counted = _counted(stands.award.minutes) if stands.award else _NOT_THERE
    facts = {"first_name": staff.first_name, "title": title, "stands": counted, "why": why}
    outbox.put(
        once=f"record-{stands.offering.id}:{now.isoformat()}:staff-{staff.id}",
        staff=staff,
        to=staff.email,
        subject=Sentence(_SUBJECT.pattern, facts).said(staff.language),
        body=Sentence(_BODY.pattern, facts).said(staff.language),
        now=now,
    )


def _counted(minutes: int) -> SoMany:
    return SoMany("{count} minute of it counts now.", "{count} minutes of it count now.", minutes)
