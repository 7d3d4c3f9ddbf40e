"""The same day in the hands of solvers that know nothing of days: the whole model, written down and handed over.

OR-Tools brings CP-SAT, SCIP and HiGHS. It is no part of pdday: install it by hand, anywhere, and say with
which Python it is called (`--others /path/to/python`). This file is what that Python runs; it imports nothing of ours.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pdday.solver import Problem

#: The whole model of a larger day does not fit into the memory of a usual machine.
MOST_PEOPLE = 700
#: What OR-Tools calls its solvers, and what they are called here.
SOLVERS = {"sat": "CP-SAT", "scip": "SCIP", "highs": "HiGHS"}


class Answer(NamedTuple):
    """What one solver makes of the whole model: a score and a bound, None where it has none in that time."""

    solver: str
    score: float | None
    bound: float | None


def by_others(problem: Problem, *, python: Path, seconds: float, folder: Path) -> Iterator[Answer]:
    """Each solver's answer after so many seconds; none for days that are too large."""
    if len(problem.attendees) > MOST_PEOPLE:
        return
    path, alone = _written(problem, folder)
    for solver, told in SOLVERS.items():
        command = [str(python), __file__, str(path), solver, f"{seconds:g}"]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        answer = json.loads(said.splitlines()[-1])  # before it, a solver may tell what it does
        yield Answer(told, *(None if each is None else alone - each for each in (answer["value"], answer["bound"])))


def _written(problem: Problem, folder: Path) -> tuple[Path, float]:
    """The whole model as a file, turned around to be made small; and the score's constant, which files leave out."""
    from pulp.constants import LpMinimize

    from pdday.solver.model import build, whole_day

    model = build(whole_day(problem)).model
    path = folder / "whole.mps"
    model.writeMPS(str(path), mpsSense=LpMinimize)
    return path, float(model.objective.constant)


def _solve(path: str, solver_name: str, seconds: float) -> dict[str, float | None]:
    from ortools.linear_solver.python import model_builder

    model = model_builder.ModelBuilder()
    model.import_from_mps_file(path)
    solver = model_builder.ModelSolver(solver_name)
    solver.set_time_limit_in_seconds(seconds)
    found = solver.solve(model) in (model_builder.SolveStatus.OPTIMAL, model_builder.SolveStatus.FEASIBLE)
    return {
        "value": solver.objective_value if found else None,
        "bound": solver.best_objective_bound if found else None,
    }


if __name__ == "__main__":
    print(json.dumps(_solve(sys.argv[1], sys.argv[2], float(sys.argv[3]))))
