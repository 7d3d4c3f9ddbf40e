"""A timetable as two files, its problem and its plan, read and checked by the solver's own command."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from pdday.solver import canonical_json, plan_json
from pdday.solver.draft import Draft, as_plan, with_bound
from pdday.timetable.models import Timetable
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of


def checked_by_command(timetable: Timetable, folder: Path) -> str:
    """What `python -m pdday.solver problem.json --check plan.json` says of a timetable, by today's rows."""
    problem = problem_behind(timetable)
    placed = plan_of(timetable, problem)
    sittings = tuple((seat.attendee, seat.run) for seat in placed.seats)
    plan, _score = as_plan(problem, Draft(placed.runs, sittings))
    told = with_bound(plan, timetable.bound, seconds=timetable.solve_seconds, seed=timetable.seed)
    (folder / "problem.json").write_text(canonical_json(problem), encoding="utf-8")
    (folder / "plan.json").write_text(plan_json(told), encoding="utf-8")
    command = [sys.executable, "-m", "pdday.solver", "problem.json", "--check", "plan.json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout.strip()
