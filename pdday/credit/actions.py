"""Minutes become credit: counted for everyone who was there, and counted anew where a record was corrected."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pdday.checkin.models import Attendance
from pdday.credit import queries
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import DISTRICT_DEFAULT, Credited, CreditRule, credited_minutes
from pdday.db import db, lock
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.trail import record


def award(
    day: Day,
    *,
    now: datetime,
    rule: CreditRule = DISTRICT_DEFAULT,
    staff: StaffMember | None = None,
    by: StaffMember | None = None,
) -> int:
    """Credit every attendance of the day (or of one colleague) by `rule`; return how many awards are new or changed.

    Asked again it changes nothing, unless an attendance was corrected or the rule is another one since. A changed
    award is the next version; what the former one said stays in the trail.
    """
    lock(day)
    awarded = queries.awards_by_attendance(day)
    changed = 0
    for presences in queries.presences_by_staff(day, staff).values():
        for attendance_id, credited in credited_minutes(presences, rule).items():
            former = awarded.get(attendance_id)
            if former is None:
                _issue(CreditedMinutes(attendance_id=attendance_id), credited, rule, now=now)
            elif (former.minutes, former.rule, former.explanation) != (
                credited.minutes,
                str(rule),
                credited.explanation,
            ):
                _issue_anew(former, credited, rule, by=by, now=now)
            else:
                continue
            changed += 1
    db.session.flush()
    return changed


def _issue(award: CreditedMinutes, credited: Credited, rule: CreditRule, *, now: datetime) -> None:
    award.minutes, award.rule, award.explanation = credited.minutes, str(rule), credited.explanation
    award.decided_at = now
    db.session.add(award)


def _issue_anew(
    award: CreditedMinutes, credited: Credited, rule: CreditRule, *, by: StaffMember | None, now: datetime
) -> None:
    former = _told(award)
    award.version += 1
    _issue(award, credited, rule, now=now)
    attendance = db.session.get_one(Attendance, award.attendance_id)
    whose = {"staff_id": attendance.staff_id, "offering_id": attendance.offering_id}
    record("reissue_credit", attendance, by=by, at=now, facts={**whose, "former": former, "now": _told(award)})


def _told(award: CreditedMinutes) -> dict[str, Any]:
    """What an award says, for the trail."""
    return {"minutes": award.minutes, "rule": award.rule, "version": award.version}
