"""Going back: an earlier timetable is published again, as a new version made from it."""

from __future__ import annotations

from datetime import datetime

from pdday.db import db, lock
from pdday.errors import NotReady, TooLate
from pdday.staff.models import StaffMember
from pdday.timetable import actions, versions
from pdday.timetable.models import Timetable, TimetableState
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of


def bring_back(
    timetable: Timetable,
    *,
    by: StaffMember,
    now: datetime,
    why: str,
    over: int | None = None,
    after_arrivals: bool = False,
) -> Timetable:
    """Publish a superseded timetable again: a new version with its runs and people, checked by today's rows.

    Nothing is overwritten, and only people whose day changes hear of it. `over` and `after_arrivals` as in
    `publish`; of two clicks the second is told that the first was there.
    """
    lock(timetable.day)
    lock(timetable)
    if timetable.state is not TimetableState.SUPERSEDED:
        raise TooLate("Draft {number} was never replaced; there is nothing to go back from.", _number(timetable))
    actions.refuse_when_another_was_published(timetable.day, over=over)
    if reasons := actions.what_breaks_today(timetable):
        raise NotReady("Draft {number} can't be brought back.", _number(timetable), reasons=tuple(reasons))
    again, _twins = versions.copy_of(timetable, by=by, now=now, why=why)
    db.session.expire_all()
    problem = problem_behind(again)
    versions.judge_anew(again, problem, plan_of(again, problem))
    return actions.publish(again, by=by, now=now, over=over, after_arrivals=after_arrivals)


def _number(timetable: Timetable) -> dict[str, object]:
    return {"number": timetable.number}
