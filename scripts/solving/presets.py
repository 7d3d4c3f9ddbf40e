"""What each of the aims that a coordinator can choose does to the demo district, counted alike for all of them."""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import flask_migrate

from pdday.app import create_app
from pdday.config import from_environment
from pdday.demo.rows import make_district
from pdday.solver import Plan, Problem, check
from pdday.solver.measures import measure
from pdday.solver.score import LOW_DAY, Score, score
from pdday.solver.solve import solve
from pdday.timetable.aims import PRESETS
from pdday.timetable.aims_words import NAMES
from pdday.timetable.problem_from_rows import problem_of
from scripts.solving.rows import head, row

COLUMNS = (
    "staff", "what matters most", "1st", "top 3", "none of top 3", "σ mean", "σ below ½", "σ lowest",
    "together, yet alone", "to spread, yet in one run", "unplaced", "score, balanced", "gap",
)  # fmt: skip


def main() -> None:
    """Print the table of the days and aims that are asked for."""
    options = argparse.ArgumentParser(description="Solve the demo district by each of the aims one can choose.")
    options.add_argument("staff", nargs="*", type=int, default=[60, 480])
    options.add_argument("--effort", type=int, default=5, help="counted work, so that every machine finds the same")
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    print(*head(COLUMNS, words=2), sep="\n", flush=True)
    for staff in asked.staff:
        for line in lines(demo_day(staff), effort=asked.effort, seed=asked.seed):
            print(line, flush=True)


def lines(problem: Problem, *, effort: int, seed: int) -> Iterator[str]:
    """A line for each of the aims."""
    for preset, aims in PRESETS.items():
        aimed = replace(problem, weights=aims.weights, points=aims.points)
        plan = solve(aimed, effort=effort, seed=seed)
        if broken := check(aimed, plan):
            raise SystemExit(f"{preset}: {broken[0].sentence}")
        yield row([str(len(problem.attendees)), str(NAMES[preset]), *counted(problem, plan)])


def counted(problem: Problem, plan: Plan) -> list[str]:
    """The plan's figures by the balanced points and weights, whatever it aimed at; the gap is of its own score."""
    told, by_all = measure(problem, plan), score(problem, plan)
    shares = sorted(by_all.satisfaction.values())
    return [
        f"{told.first_choice.count}",
        f"{told.top_three.count}",
        f"{told.none_of_top_three.count}",
        f"{sum(shares) / len(shares):.1%}",
        str(sum(share < LOW_DAY for share in shares)),
        f"{shares[0]:.0%}",
        *_companies(problem, by_all),
        str(len(by_all.unplaced)),
        f"{by_all.total:,.1f}",
        "–" if plan.gap is None else f"{plan.gap:.1%}",
    ]


def _companies(problem: Problem, by_all: Score) -> list[str]:
    members = sum(map(len, problem.together))
    pairs = sum(len(team) * (len(team) - 1) // 2 for team in problem.spread)
    return [f"{len(by_all.alone)} of {members}", f"{len(by_all.crowded)} by {pairs} pairs"]


def demo_day(staff: int) -> Problem:
    """The problem that the demo district of this size poses when choosing is over."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        app = create_app(from_environment({"PDDAY_INSTANCE": str(folder)}))
        with app.app_context():
            flask_migrate.upgrade(str(Path(__file__).resolve().parent.parent.parent / "migrations"))
            return problem_of(make_district(staff=staff))
