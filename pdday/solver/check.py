"""Re-reading a finished plan against its problem."""

from __future__ import annotations

from dataclasses import dataclass

from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from pdday.solver.rules import Claim, Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule or claim that the plan breaks: the ids it is about, and a sentence."""

    rule: Rule | Claim
    what: tuple[str, ...]
    sentence: str


def check(problem: Problem, plan: Plan) -> list[Broken]:
    """Everything in the plan that is not so; empty for a good plan."""
    raise NotImplementedError
