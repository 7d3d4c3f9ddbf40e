"""The solver: one day's problem in, one checked plan out. Pure; knows nothing of the web or tables."""

from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.json_parts import BadFile
from pdday.solver.plan import Plan, Run, Seat, Status, Why, plan_json, read_plan
from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from, read_problem
from pdday.solver.recount import Broken
from pdday.solver.rules import Bendable, Claim, Rule

__all__ = [
    "BadFile",
    "Bendable",
    "Broken",
    "Claim",
    "Plan",
    "Problem",
    "Rule",
    "Run",
    "Seat",
    "Status",
    "Why",
    "canonical_json",
    "check",
    "plan_json",
    "problem_from",
    "read_plan",
    "read_problem",
]
