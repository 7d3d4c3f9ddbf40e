"""The long job of the timetable: solve a day, keep the checked plan as its next draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pdday.clock import now
from pdday.db import db
from pdday.errors import NotReady
from pdday.jobs import Job, JobKind
from pdday.programme.models import Day
from pdday.solver import Plan, Problem, Status
from pdday.solver.plan import Conflict, relative_gap
from pdday.timetable import actions
from pdday.timetable.names import by_name
from pdday.timetable.problem_from_rows import problem_of
from pdday.words import one_after_the_other
from pdday.work import Tools, work

if TYPE_CHECKING:
    from pdday.solver.solve import Progress

#: Threads of the search; one host's worker has two cores in the smallest installation we prove.
THREADS = 2


@work(JobKind.SOLVE)
def solve(job_id: int, tools: Tools) -> Mapping[str, Any]:
    """Solve the job's day. The result names the draft, or says why there is none.

    Raises NotReady when the day lacks something. No transaction is open while the solver computes.
    """
    # The engine (PuLP, numba) is loaded in the worker's child only: web processes know this file by its register.
    from pdday.solver.solve import solve as solve_problem

    job = db.session.get_one(Job, job_id)
    day = db.session.get_one(Day, job.day_id)
    if reasons := actions.why_not_draft(day):
        told = one_after_the_other(reasons)
        raise NotReady(told.pattern, told.facts, reasons=tuple(reasons))
    problem, asked_by_id = problem_of(day), job.asked_by_id
    seconds, seed = float(job.wants["seconds"]), int(job.wants["seed"])
    db.session.rollback()
    plan = solve_problem(
        problem,
        seconds=seconds,
        seed=seed,
        threads=THREADS,
        progress=lambda told: tools.progress(as_told(told)),
        cancelled=tools.cancelled,
    )
    if tools.cancelled():
        return {}
    return _outcome(day.id, problem, plan, asked_by_id=asked_by_id, job_id=job_id)


def _outcome(day_id: int, problem: Problem, plan: Plan, *, asked_by_id: int | None, job_id: int) -> dict[str, Any]:
    match plan.status:
        case Status.IMPOSSIBLE:
            names = actions.names(db.session.get_one(Day, day_id))
            return {"conflict": [_in_names(part, names) for part in plan.conflict]}
        case Status.NONE_FOUND:
            return {"none_found": True}
        case _:
            day = db.session.get_one(Day, day_id)
            timetable = actions.draft(day, problem, plan, by_id=asked_by_id, now=now(), job_id=job_id)
            return {"timetable_id": timetable.id}


def _in_names(part: Conflict, names: Mapping[str, str]) -> dict[str, str]:
    return {"rule": part.rule, "sentence": by_name(part.sentence, names), "relax": by_name(part.relax, names)}


def as_told(progress: Progress) -> dict[str, Any]:
    """The solver's progress as the job's row keeps it."""
    return {
        "phase": progress.phase,
        "score": progress.score,
        "bound": progress.bound,
        "seconds": progress.seconds,
        "first_choices": progress.first_choices,
        "top_threes": progress.top_threes,
        "none_of_top_three": progress.none_of_top_three,
        "gap": _gap(progress.score, progress.bound),
    }


def _gap(score: float | None, bound: float | None) -> float | None:
    return None if score is None or bound is None else relative_gap(score, bound)
