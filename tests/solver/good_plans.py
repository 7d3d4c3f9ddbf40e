"""Every plan of a tiny day, one by one: for questions about all of them, not only about the best."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, combinations, product

from pdday.solver.check import check
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from pdday.solver.rules import Rule
from tests.solver.factories import make_plan


def every_good_plan(problem: Problem) -> Iterator[Plan]:
    """Every plan that keeps all rules."""
    for timetable in product(*(_ways_to_run(problem, session.id) for session in problem.sessions)):
        runs = tuple(chain.from_iterable(timetable))
        days = _at_different_times(problem, runs, most=len(problem.slots))
        for chosen in product(days, repeat=len(problem.attendees)):
            seated = {
                run: [person.id for person, own in zip(problem.attendees, chosen, strict=True) if run in own]
                for run in runs
            }
            plan = make_plan(problem, seated)
            if not any(isinstance(broken.rule, Rule) for broken in check(problem, plan)):
                yield plan


def _ways_to_run(problem: Problem, session_id: str) -> list[tuple[str, ...]]:
    session = problem.session(session_id)
    places = [f"{session_id}@{start}/{room.id}" for start in problem.starts(session) for room in problem.rooms]
    most = min(session.most_runs, len(problem.slots))
    return _at_different_times(problem, places, most=most)


def _at_different_times(problem: Problem, runs: Sequence[str], *, most: int) -> list[tuple[str, ...]]:
    """Every choice of at most so many of these runs, none two of them at the same time."""
    slots = {}
    for run in runs:
        session, start = run.split("/")[0].split("@")
        slots[run] = problem.covers(session, start)
    choices = chain.from_iterable(combinations(runs, count) for count in range(most + 1))
    return [own for own in choices if _none_twice([slot for run in own for slot in slots[run]])]


def _none_twice(slots: list[str]) -> bool:
    return len(set(slots)) == len(slots)
