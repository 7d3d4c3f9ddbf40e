"""A small day solved whole: timetable and seats in one model, to proof if time allows.

Once a timetable stands, its seats are almost whole numbers by themselves. So seats may be divided at first: there is
nothing to branch on but runs, and what holds for divided seats holds for whole ones. Where dividing seats is worth
more than the best plan known, the people who would be divided get whole seats, and the proof is sought again.
"""

from dataclasses import replace

import pulp

from pdday.solver import backend
from pdday.solver.backend import Answer
from pdday.solver.best import Best
from pdday.solver.draft import rounded_up
from pdday.solver.model import build, chosen_runs, read, start_from, whole_day
from pdday.solver.problem import Problem
from pdday.solver.seating import seat
from pdday.solver.until import Limits, OutOfTime
from pdday.solver.variables import Variables

#: Values that differ by less, relative to their size, are the same.
SAME = 1e-7
#: Steps for a unit of effort, times the possible seats (the more there are, the longer a step takes); and the fewest.
SEATS_PER_EFFORT, LEAST_STEPS = 50_000, 5


def solve_exactly(problem: Problem, best: Best, limits: Limits, *, seed: int, effort: int | None = None) -> None:
    """Start from the best plan, offer what is found, and note what is proved; with `effort` it ends by counting."""
    if limits.reached():  # a week of slots takes a second to lay out, and whoever stops is waiting
        return
    try:
        day = build(whole_day(problem), limits=limits)
    except OutOfTime:
        return
    if effort is not None:
        steps = max(LEAST_STEPS, effort * SEATS_PER_EFFORT // max(1, len(day.goes)))
        limits = replace(limits, nodes=steps, steps=steps)
    for variable in day.goes.values():
        variable.cat = pulp.LpContinuous
    while not limits.reached() and limits.steps != 0:
        answer = _seek_proof(day, best, limits, seed=seed)
        if limits.steps is not None:
            limits = replace(limits, steps=max(0, limits.steps - answer.steps))
        if not answer.has_values or not _is_more(answer.objective, best):
            return
        divided = people_divided(day)
        found = seat(problem, chosen_runs(day), limits, seed=seed) if divided else read(day)
        if not best.offer(found) and not divided:
            return
        for choice, variable in day.goes.items():
            if choice.attendee in divided:
                variable.cat = pulp.LpInteger


def _seek_proof(day: Variables, best: Best, limits: Limits, *, seed: int) -> Answer:
    """Solve from the best plan and note what is found and proved, until divided seats are worth more than that."""
    beaten = False

    def look() -> None:
        nonlocal beaten
        if not people_divided(day):
            best.offer(read(day))
        elif _is_more(float(pulp.value(day.model.objective)), best):
            beaten = True

    start_from(day, best.draft())
    until = replace(limits, stop=lambda: beaten or bool(limits.stop and limits.stop()))
    answer = backend.maximise(day.model, until, seed=seed, warm=True, improve=False, look=look)
    # Only what stands at the end is proved: where the start leaves a variable open, HiGHS first fills it in by solving
    # a part of the model, and tells the bound of that part as if it were the whole's.
    best.prove(rounded_up(answer.bound))
    return answer


def people_divided(day: Variables) -> set[str]:
    """The people some of whose seats are no whole numbers."""
    return {choice.attendee for choice, variable in day.goes.items() if 0 < backend.value(variable) < 1}


def _is_more(value: float, best: Best) -> bool:
    score = best.score() or 0.0
    return value > score + SAME * max(1.0, abs(score))
