"""Repair: after something changed, a new draft from a timetable in which as little as possible is different."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from pdday import jobs
from pdday.db import db
from pdday.errors import TooLate
from pdday.jobs import Job, JobKind
from pdday.solver import Plan, Problem
from pdday.solver.draft import with_bound
from pdday.solver.score import everyone_perfect, score
from pdday.solver.standing import people_forced
from pdday.staff.models import StaffMember
from pdday.timetable.models import Timetable, TimetableState
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of

#: The most seconds for the bound of a repaired day.
BOUND_SECONDS = 20.0


def ask(timetable: Timetable, *, others: bool, seconds: int, why: str, by: StaffMember, now: datetime) -> Job:
    """Ask for a draft that repairs the timetable; a worker makes it. With `others`, more people may move.

    Raises TooLate when another took its place, or while a draft of the day is being made.
    """
    if timetable.state is TimetableState.SUPERSEDED:
        raise TooLate(
            "Draft {number} has been replaced meanwhile. Repair the one that took its place.",
            {"number": timetable.number},
        )
    wants = {
        "seconds": seconds,
        "seed": timetable.seed or 1,
        "aims": timetable.aims,
        "repairs": timetable.id,
        "others": others,
        "why": why,
    }
    return jobs.ask(JobKind.SOLVE, day=timetable.day, wants=wants, by=by, now=now)


def count_without_place(timetable: Timetable) -> int:
    """How many people cannot keep what the timetable gave them, as today's rows are."""
    return len(people_forced(_to_repair(problem_behind(timetable), timetable, others=True)))


def is_repair(wants: Mapping[str, Any]) -> bool:
    """Whether a job repairs a timetable instead of making one anew."""
    return "repairs" in wants


def problem_wanted(problem: Problem, wants: Mapping[str, Any]) -> Problem:
    """The day's problem as a job wants it solved: anew, or starting from the timetable that it repairs."""
    if not is_repair(wants):
        return problem
    timetable = db.session.get_one(Timetable, int(wants["repairs"]))
    return _to_repair(problem, timetable, others=bool(wants["others"]))


def by_itself(problem: Problem, plan: Plan) -> Plan:
    """A repair as the plan of its day: with a score and a bound that know nothing of what the changes cost."""
    # PuLP is loaded in the worker's child only: web processes know this file by its questions.
    from pdday.solver.bound import quick_bound
    from pdday.solver.until import Limits

    counted = score(problem, plan).total
    proved = quick_bound(problem, Limits(deadline=time.monotonic() + BOUND_SECONDS))
    bound = min(proved, everyone_perfect(problem))
    alone = replace(plan, problem=problem.fingerprint, score=counted)
    return with_bound(alone, max(bound, counted), seconds=plan.seconds or 0.0, seed=plan.seed or 1)


def note_what_it_repairs(draft: Timetable, wants: Mapping[str, Any]) -> None:
    """Write on a draft from which timetable it was made, and why; nothing on one made anew."""
    if is_repair(wants):
        draft.made_from_id, draft.why = int(wants["repairs"]), wants["why"]
        db.session.flush()


def _to_repair(problem: Problem, timetable: Timetable, *, others: bool) -> Problem:
    """The problem with the timetable as what changes are counted from.

    Unless `others` may move, a change costs as much as a person without a place: nobody's wish is worth that.
    """
    plan = plan_of(timetable, problem)
    known = {slot.id for slot in problem.slots}
    runs = tuple(run for run in plan.runs if run.slot in known)
    left = {run.id for run in runs}
    seats = tuple(seat for seat in plan.seats if seat.run in left)
    weights = problem.weights
    if not others:
        weights = replace(weights, change=max(weights.change, weights.unplaced))
    return replace(problem, previous=replace(plan, runs=runs, seats=seats), weights=weights)
