"""What the search does not see, mended: a few sessions at a time may run elsewhere, in a model with the true score.

The search knows what seats are worth to whom. With teams and pairs to spread it reckons only in part (`company`); of
thin runs it knows nothing, of ways and long days little. So where the best plan has lost something (`lost`), the
sessions that the people concerned rank together are set free, with whoever sits in them or wants them most (`part`);
everything else stays.
"""

import math
from collections import Counter
from dataclasses import replace

import pulp

from pdday.solver import backend
from pdday.solver.best import EQUALLY_GOOD, Best
from pdday.solver.draft import Draft, as_plan
from pdday.solver.exact import people_divided
from pdday.solver.lost import Lost, losses, part_to_mend
from pdday.solver.model import read, start_from
from pdday.solver.part import Part, build_part
from pdday.solver.problem import Problem
from pdday.solver.score import score
from pdday.solver.standing import is_held
from pdday.solver.until import Limits, OutOfTime

#: Days with more (people times slots) are left alone: a part of them takes longer than it brings.
LARGEST_DAY = 16_000
#: So much effort pays for one part; and each solving of it ends after so many steps where work is counted.
EFFORT_A_PART, STEPS = 10, 20
#: A part is given up where people are divided again so many times.
TIMES_DIVIDED = 4
#: By the clock, no part takes longer than this.
PART_SECONDS = 4.0


def polish(problem: Problem, best: Best, limits: Limits, *, seed: int, effort: int | None) -> None:
    """Offer ever better plans, one part after the other, until nothing new is to be tried or the limits are met.

    A timetable that is held after a change is left as it is.
    """
    if is_held(problem) or len(problem.attendees) * len(problem.slots) > LARGEST_DAY:
        return
    left = math.inf if effort is None else effort // EFFORT_A_PART
    tried: list[tuple[Lost, Part]] = []
    while len(tried) < left and not limits.reached() and not best.is_proved():
        part = _next_part(problem, best, tried)
        if part is None:
            return
        if len(tried) == 1:  # told with the first part: where nothing is lost there is no such phase
            best.tell("polish")
        best.offer(better_part(problem, best.draft(), part, _of_a_part(limits), seed=seed))


def _next_part(problem: Problem, best: Best, tried: list[tuple[Lost, Part]]) -> Part | None:
    """The part of the loss that was tried least often so far, noted as tried; None if that would be the same again."""
    if best.plan is None:
        return None
    times = Counter(loss.concerns for loss, _ in tried)
    found = losses(problem, best.plan, score(problem, best.plan))
    loss = min(found, key=lambda each: times[each.concerns], default=None)
    if loss is None:
        return None
    part = part_to_mend(problem, best.plan, loss)
    if any((loss.concerns, part) == (before.concerns, its_part) for before, its_part in tried):
        return None
    tried.append((loss, part))
    return part


def better_part(problem: Problem, draft: Draft, part: Part, limits: Limits, *, seed: int) -> Draft | None:
    """A better plan that differs from the draft in this part only; None if none is found.

    Seats may be divided at first, as on small days: then there is nothing to branch on but runs. Where dividing seats
    promises more than the draft scores, the people divided get whole seats, and the part is solved again.
    """
    try:
        day = build_part(problem, draft, part, limits)
    except OutOfTime:
        return None
    start_from(day, draft)
    for variable in day.goes.values():
        variable.cat = pulp.LpContinuous
    _, counted = as_plan(problem, draft)
    for _ in range(TIMES_DIVIDED):
        answer = backend.maximise(day.model, limits, seed=seed, warm=True)
        if not answer.has_values or answer.objective <= counted.total + EQUALLY_GOOD:
            return None
        divided = people_divided(day)
        if not divided:
            return read(day)
        for seat, variable in day.goes.items():
            if seat.attendee in divided:
                variable.cat = pulp.LpInteger
        start_from(day, draft)
    return None


def _of_a_part(limits: Limits) -> Limits:
    if limits.deadline is None:
        return replace(limits, steps=STEPS, nodes=STEPS)
    return limits.within(PART_SECONDS)
