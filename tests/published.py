"""A timetable as two files, its problem and its plan, read and checked by the solver's own command."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from pdday.solver import Status, canonical_json, plan_json
from pdday.solver.score import score
from pdday.timetable.models import Timetable
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of


def checked_by_command(timetable: Timetable, folder: Path) -> str:
    """What `python -m pdday.solver problem.json --check plan.json` says of a timetable, by today's rows.

    Of each seat the reason and the choice are those of its row, so are score, bound, gap and status. Rows keep no
    lists of who misses what: these are counted.
    """
    problem = problem_behind(timetable)
    plan = plan_of(timetable, problem)
    counted = score(problem, plan)
    told = replace(
        plan,
        status=Status(timetable.solver_status),
        score=timetable.score,
        bound=timetable.bound,
        gap=timetable.gap,
        seconds=timetable.solve_seconds,
        seed=timetable.seed,
        unplaced=counted.unplaced,
        missed=counted.missed,
    )
    (folder / "problem.json").write_text(canonical_json(problem), encoding="utf-8")
    (folder / "plan.json").write_text(plan_json(told), encoding="utf-8")
    command = [sys.executable, "-m", "pdday.solver", "problem.json", "--check", "plan.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()
