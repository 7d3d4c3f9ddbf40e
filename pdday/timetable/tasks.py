"""The long job of the timetable: solve a day, keep the checked plan as its next draft."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from pdday.clock import now
from pdday.db import db
from pdday.errors import NotReady
from pdday.jobs import Job, JobKind
from pdday.programme.models import Day
from pdday.solver import BadFile, Plan, Problem, Status, check, read_plan
from pdday.solver.precheck import precheck
from pdday.timetable import actions, repair_actions, ways_out
from pdday.timetable.aims import aims_of
from pdday.timetable.by_hand import by_hand
from pdday.timetable.live import Live
from pdday.timetable.problem_from_rows import problem_of
from pdday.words import one_after_the_other
from pdday.work import Tools, work

#: Threads of the search; one host's worker has two cores in the smallest installation we prove.
THREADS = 2
#: The best plan so far, in the folder of the attempt.
BEST = "best-plan.json"
#: After so many seconds no other plain timetable is tried for sign-up by hand.
BY_HAND_SECONDS = 8.0
#: How long it may take after a solve to find what would help most.
HELP_SECONDS = 10.0
#: Of each of the two no more than so many seconds once the best plan so far is wanted now.
A_MOMENT = 2.0
#: How long it may take to find the least that would make an impossible day possible.
RELAX_SECONDS = 15.0


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
    problem, asked_by_id = problem_of(day, aims=aims_of(job.wants.get("aims", {}))), job.asked_by_id
    wants = dict(job.wants)
    wanted = repair_actions.problem_wanted(problem, wants)
    seconds, seed = float(job.wants["seconds"]), int(job.wants["seed"])
    db.session.rollback()
    live = Live(problem)
    plan = _left_behind(wanted, tools) if tools.to_conclude() else None
    if plan is None:
        tools.progress({"phase": "ready"})
        plan = solve_problem(
            wanted,
            seconds=seconds,
            seed=seed,
            threads=THREADS,
            progress=lambda told: tools.progress(live.told(told)),
            cancelled=lambda: tools.cancelled() or (tools.to_conclude() and live.has_plan),
            best_so_far=tools.folder / BEST if tools.folder else None,
        )
    if tools.cancelled():
        return {}
    tools.progress({**tools.said, "phase": "by_hand"})
    compared = plan.score is not None and not repair_actions.is_repair(wants)
    signed_up = by_hand(problem, seed=seed, enough=enough(tools, BY_HAND_SECONDS)) if compared else {}
    return _outcome(day.id, problem, plan, signed_up, wants, tools, asked_by_id=asked_by_id, job_id=job_id)


def enough(tools: Tools, seconds: float) -> Callable[[], bool]:
    """Whether what follows the search, begun now, has taken long enough: a draft that is wanted now is there soon."""
    began = time.monotonic()

    def is_enough() -> bool:
        taken = time.monotonic() - began
        return tools.cancelled() or taken > (A_MOMENT if tools.to_conclude() else seconds)

    return is_enough


def _left_behind(problem: Problem, tools: Tools) -> Plan | None:
    """The best plan that an earlier attempt left on this host when it was killed, if it answers this very problem."""
    for folder in tools.earlier:
        with suppress(OSError, BadFile):
            plan = read_plan((folder / BEST).read_text(encoding="utf-8"))
            if not check(problem, plan):
                return plan
    return None


def _outcome(
    day_id: int,
    problem: Problem,
    plan: Plan,
    signed_up: Mapping[str, Any],
    wants: Mapping[str, Any],
    tools: Tools,
    *,
    asked_by_id: int | None,
    job_id: int,
) -> dict[str, Any]:
    match plan.status:
        case Status.IMPOSSIBLE:
            from pdday.solver.explain import what_to_relax

            relax = what_to_relax(problem, seconds=RELAX_SECONDS)
            names = actions.names(db.session.get_one(Day, day_id))
            proofs = precheck(problem)  # they say more to a coordinator than the rules that clash
            return ways_out.kept(proofs or plan.conflict, relax, names, each_alone=bool(proofs))
        case Status.NONE_FOUND:
            return {"none_found": True}
        case _:
            from pdday.solver.helps import what_would_help

            if repair_actions.is_repair(wants):
                plan = repair_actions.by_itself(problem, plan)
            seconds = A_MOMENT if tools.to_conclude() else HELP_SECONDS
            helps = what_would_help(problem, plan, seconds=seconds, stop=enough(tools, seconds))
            day = db.session.get_one(Day, day_id)
            timetable = actions.draft(
                day,
                problem,
                plan,
                by_id=asked_by_id,
                now=now(),
                job_id=job_id,
                by_hand=signed_up,
                helps=helps,
            )
            repair_actions.note_what_it_repairs(timetable, wants)
            return {"timetable_id": timetable.id}
