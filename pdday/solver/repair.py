"""After something changed: keep what stood, seat those who lost their place."""

from pdday.solver.backend import Limits
from pdday.solver.draft import Draft
from pdday.solver.problem import Problem


def keep_what_stands(problem: Problem, limits: Limits, *, seed: int) -> Draft | None:
    return None
