"""A small day solved whole: timetable and seats in one model, to proof if time allows."""

from pdday.solver import backend
from pdday.solver.backend import Limits, OutOfTime
from pdday.solver.best import Best
from pdday.solver.model import build, read, start_from, whole_day
from pdday.solver.problem import Problem


def solve_exactly(problem: Problem, best: Best, limits: Limits, *, seed: int) -> None:
    """Start from the best plan, offer what is found, and note what is proved."""
    try:
        day = build(whole_day(problem), limits=limits)
    except OutOfTime:
        return
    start_from(day, best.draft())

    def hear(_: float, bound: float) -> None:
        if bound < best.bound - 1e-6 * max(1.0, abs(bound)):
            best.prove(bound)

    answer = backend.maximise(day.model, limits, seed=seed, warm=True, watch=hear)
    if answer.has_values:
        best.offer(read(day))
    best.prove(answer.bound + 1e-7 * max(1.0, abs(answer.bound)))
