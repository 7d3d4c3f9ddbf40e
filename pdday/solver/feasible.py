"""A timetable that keeps every rule, found or refuted by the model when construction finds none."""

import pulp

from pdday.solver import backend
from pdday.solver.backend import Ending
from pdday.solver.choices import Choices, places, seats
from pdday.solver.draft import Draft
from pdday.solver.model import build, read
from pdday.solver.problem import Problem
from pdday.solver.rooms import room_groups
from pdday.solver.until import Limits, OutOfTime


def any_draft(problem: Problem, limits: Limits, *, seed: int) -> tuple[Ending, Draft | None]:
    """Runs that keep every rule, with the seats that are pinned and those that follow from them.

    Ending.IMPOSSIBLE is a proof that there are none.
    """
    if limits.reached():
        return Ending.NOTHING, None
    groups = room_groups(problem)
    everywhere = places(problem, groups)
    tied = _tied(problem)
    possible = seats(problem, groups, everywhere, of=tied)
    try:
        day = build(Choices(problem, groups, everywhere, possible), limits=limits)
    except OutOfTime:
        return Ending.NOTHING, None
    day.model.setObjective(pulp.LpAffineExpression(constant=0.0))
    answer = backend.maximise(day.model, limits, seed=seed)
    return answer.ending, read(day) if answer.has_values else None


def _tied(problem: Problem) -> frozenset[str]:
    """People whose seats can make a timetable impossible: pinned ones, and those joined to others."""
    if any(len(session.pins) > session.fewest_runs for session in problem.sessions):
        return frozenset(attendee.id for attendee in problem.attendees)  # a repeat must have attendees
    pinned = {attendee.id for attendee in problem.attendees if attendee.pins}
    return frozenset(pinned.union(*problem.joined))
