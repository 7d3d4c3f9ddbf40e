"""One day solved through the command line, and what is compared with the plan: sign-up by hand, and each aim alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pdday.solver import Plan, Problem, check, read_plan, read_problem
from pdday.solver.baselines import Timetable, first_come_first_served, rounds_by_rank
from pdday.solver.canonical import canonical_json
from pdday.solver.measures import Measures, measure
from scripts.solving.bars import Bars, bars_of
from scripts.solving.cases import Case
from scripts.solving.others import Answer, by_others

ROOT = Path(__file__).resolve().parent.parent.parent
#: A line of progress that tells a score: there is a plan.
HAS_PLAN = re.compile(r"^\s*([\d.]+) s .*\bscore ")


@dataclass(frozen=True)
class Solved:
    """One run of the command line: its plan, the time it was given, what it took, and its peak of memory."""

    plan: Plan
    given: float
    first_seconds: float | None
    seconds: float
    megabytes: float


@dataclass(frozen=True)
class Least:
    """How few people can be left without, when nothing else counts."""

    none_of_top_three: int
    unplaced: int
    missed: int


@dataclass(frozen=True)
class Compared:
    """A row of the table."""

    case: Case
    bars: Bars
    problem: Problem
    quick: Solved
    #: The same with the strong bound and its longer time, if that was asked for.
    strong: Solved | None
    measures: Measures | None
    least: Least | None
    in_turn: Plan | None
    in_rounds: Plan | None
    others: Sequence[Answer]


def compared(
    case: Case,
    *,
    seconds: float | None,
    strong_seconds: float | None,
    seed: int,
    thorough: bool,
    others: Path | None,
    folder: Path,
) -> Compared:
    """Everything that is told of this day. Stops the whole with a sentence if a plan breaks a rule.

    Where no seconds are given, the day has what its bars give it.
    """
    problem = read_problem(case.path.read_text(encoding="utf-8"))
    bars = bars_of(case.size)
    quick = solved(case.path, problem, seconds=seconds or bars.seconds, seed=seed, bound="quick", folder=folder)
    has_plan = quick.plan.score is not None
    return Compared(
        case,
        bars,
        problem,
        quick,
        solved(
            case.path, problem, seconds=strong_seconds or bars.strong_seconds, seed=seed, bound="strong", folder=folder
        )
        if thorough and bars.strong_gap is not None
        else None,
        measure(problem, quick.plan) if has_plan else None,
        _least(problem, seconds=seconds or bars.seconds, seed=seed, folder=folder) if thorough and has_plan else None,
        _best_by_hand(problem, first_come_first_served, seed),
        _best_by_hand(problem, rounds_by_rank, seed),
        list(by_others(problem, python=others, seconds=seconds or bars.seconds, folder=folder)) if others else [],
    )


def solved(path: Path, problem: Problem, *, seconds: float, seed: int, bound: str, folder: Path) -> Solved:
    """Solve a file in a process of its own, so that its memory can be told, and check the plan again."""
    output = folder / "plan.json"
    command = [sys.executable, "-m", "pdday.solver", str(path), "-o", str(output)]
    command += ["--seconds", f"{seconds:g}", "--seed", str(seed), "--bound", bound]
    begin = time.monotonic()
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    said = list(process.stderr)
    _, _, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - begin
    if not output.exists():
        raise SystemExit(f"{path.stem}: {said[-1] if said else 'nothing was written'}")
    plan = read_plan(output.read_text(encoding="utf-8"))
    output.unlink()
    if broken := check(problem, plan):
        raise SystemExit(f"{path.stem}: {broken[0].sentence}")
    return Solved(plan, seconds, next(_moments_with_a_plan(said), None), took, usage.ru_maxrss / 1024)


def _moments_with_a_plan(said: list[str]) -> Iterator[float]:
    for line in said:
        if told := HAS_PLAN.match(line):
            yield float(told[1])


def _least(problem: Problem, *, seconds: float, seed: int, folder: Path) -> Least:
    """Solve the day again three times, each time as if one count alone mattered."""
    nothing = dict.fromkeys(problem.weights.__dataclass_fields__, 0.0)
    reached: dict[str, int] = {}
    for aim in ("none_of_top_three", "unplaced", "missed"):
        alone = replace(problem, weights=replace(problem.weights, **{**nothing, aim: 1.0}))
        path = folder / f"{aim}.json"
        path.write_text(canonical_json(alone), encoding="utf-8")
        plan = solved(path, alone, seconds=seconds, seed=seed, bound="quick", folder=folder).plan
        reached[aim] = counts(measure(alone, plan))[aim]
    return Least(**reached)


def counts(measures: Measures) -> dict[str, int]:
    """How many people, slots and requirements are left out, each by the name of what it is."""
    return {
        "none_of_top_three": measures.none_of_top_three.count,
        "unplaced": measures.unplaced,
        "missed": measures.missed,
    }


def _best_by_hand(problem: Problem, sign_up: Callable[..., Plan | None], seed: int) -> Plan | None:
    """The best that one way of signing up reaches on any of the naive timetables."""
    plans = [sign_up(problem, way, seed=seed) for way in Timetable]
    return max((plan for plan in plans if plan is not None), key=lambda plan: plan.score or 0.0, default=None)
