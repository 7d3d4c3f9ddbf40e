"""The job behind “why not I?”: what it would take to give somebody one seat, found out in the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pdday.db import db
from pdday.errors import NotReady
from pdday.jobs import Job, JobKind
from pdday.solver import Claim, Plan, Problem, Rule, check
from pdday.timetable import costs, queries, run_queries
from pdday.timetable.models import Timetable
from pdday.timetable.problem_from_rows import problem_behind, session_key, staff_key
from pdday.timetable.rows_from_plan import plan_of
from pdday.work import Tools, work

#: A district's seats are solved in two or three; a slow machine may need more.
SECONDS = 60.0


@work(JobKind.COST)
def find_cost(job_id: int, tools: Tools) -> Mapping[str, Any]:
    """Find out what the seat that the job wants would take. No transaction is open while the solver computes."""
    # PuLP is loaded in the worker's child only: web processes know this file by its register.
    from pdday.solver.cost import cost_of

    wants = db.session.get_one(Job, job_id).wants
    timetable = queries.find_timetable(wants["timetable_id"])
    offering = run_queries.find_offering(timetable, wants["offering_id"]) if timetable else None
    if timetable is None or offering is None or offering.session_id is None:
        raise NotReady("That run is not in the draft any more.")
    problem = problem_behind(timetable)
    plan = plan_of(timetable, problem)
    _refuse_what_broke(timetable, problem, plan)
    who, what, slot = staff_key(wants["staff_id"]), session_key(offering.session_id), offering.slot.label
    if who not in problem.attendee_by_id:
        raise NotReady("This person is not part of the day any more.")
    db.session.rollback()
    cost = cost_of(problem, plan, who, what, slot, seconds=SECONDS)
    if cost is None:
        raise NotReady("It could not be found out in a minute. Ask again when less is going on.")
    return costs.kept(cost)


def _refuse_what_broke(timetable: Timetable, problem: Problem, plan: Plan) -> None:
    """What a seat would take can be said only of a timetable that keeps the day's rules as they are now."""
    kinds = (*Rule, Claim.REFERENCES)
    if any(broken.rule in kinds for broken in check(problem, plan)):
        raise NotReady(
            "Draft {number} does not keep today's rules any more. Make a new draft, and ask there.",
            {"number": timetable.number},
        )
