"""What can happen to credit."""

from __future__ import annotations

from datetime import datetime

from pdday.credit import queries
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import DISTRICT_DEFAULT, CreditRule, credited_minutes
from pdday.db import db, lock
from pdday.programme.models import Day


def award(day: Day, *, now: datetime, rule: CreditRule = DISTRICT_DEFAULT) -> int:
    """Credit every attendance of the day by `rule`; return how many awards are new or changed.

    Asked again it changes nothing, unless an attendance was corrected or the rule is another one since.
    """
    lock(day)
    awarded = queries.awards_by_attendance(day)
    changed = 0
    for presences in queries.presences_by_staff(day).values():
        for attendance_id, credited in credited_minutes(presences, rule).items():
            row = awarded.get(attendance_id)
            decided = (credited.minutes, str(rule), credited.explanation)
            if row is None:
                row = CreditedMinutes(attendance_id=attendance_id)
                db.session.add(row)
            elif (row.minutes, row.rule, row.explanation) == decided:
                continue
            row.minutes, row.rule, row.explanation = decided
            row.decided_at = now
            changed += 1
    db.session.flush()
    return changed
