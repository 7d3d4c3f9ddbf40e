"""The table of `scripts/benchmark-solver`, and docs/solver-benchmark.md made of it."""

from __future__ import annotations

import os
import platform
import time
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pdday.solver import Plan, Problem
from pdday.solver.measures import measure
from scripts.solving.bars import PROVED, Bars, with_bar
from scripts.solving.beside_plans import Beside
from scripts.solving.measured import Compared, Solved, counts
from scripts.solving.rows import NOTHING, head, row
from scripts.solving.table import Table

#: How a day is written in it.
DATE = "%B %-d, %Y"
KEPT = Path(__file__).resolve().parent.parent.parent / "docs" / "solver-benchmark.md"
#: What a column holds, in the order of the table. The document says what each means.
COLUMNS = (
    "day", "people / sessions / slots / rooms", "first plan s", "seconds", "MB", "score", "bound", "gap",
    "strong bound", "strong gap", "after s", "1st", "top 3", "none of top 3", "unplaced", "missed",
    "sign-up in turn", "in turn: none of top 3", "sign-up in rounds", "in rounds: none of top 3",
)  # fmt: skip

#: What the columns mean, under the table.
ABOUT = (
    "In brackets stands what is asked of a day of that size; **bold** is what does not reach it; a dash is what",
    "was not measured.",
    "",
    "- *First plan*: seconds until there was a plan that keeps every rule. *Seconds*: until the command ended, its",
    "  start and the proof of a small day with it.",
    "- *Score, bound, gap*: those of the plan file. The bound is proved: no plan can score more. *Strong bound*",
    "  and *strong gap* are those of another run, to the plan which that run found. *After s*: what it took of",
    "  the seconds that it was given; in brackets those that its bar is for.",
    "- *1st*: who got a first choice, of those who have one; *top 3*: who got one of their top three, of those",
    "  with three wishes or more. *None of top 3*, *unplaced* and *missed*: people, slots and requirements; in",
    "  brackets what the same time reaches if that count alone is made small and nothing else matters.",
    "- *Sign-up in turn*: first come, first served, in an order by lot. *In rounds*: everybody's first choice",
    "  before anybody's second. Each is the best of three naive timetables: as listed, popular sessions spread",
    "  over the slots, by lot.",
)


def header() -> list[str]:
    """The head of the table."""
    return list(head(COLUMNS, words=2))


def line(each: Compared) -> str:
    """One day's row."""
    problem, bars, quick = each.problem, each.bars, each.quick
    sizes = (problem.attendees, problem.sessions, problem.slots, problem.rooms)
    first = NOTHING if quick.first_seconds is None else f"{quick.first_seconds:.1f}"
    cells = [
        each.case.name,
        " / ".join(f"{len(things):,}" for things in sizes),
        with_bar(first, quick.first_seconds, bars.first),
        with_bar(f"{quick.seconds:.0f}", quick.seconds, bars.last),
        with_bar(f"{quick.megabytes:.0f}", quick.megabytes, bars.megabytes),
        _score(quick.plan),
        *_proved(quick, bars.quick_gap),
        *([*_proved(each.strong, bars.strong_gap), _after(each.strong, bars)] if each.strong else [NOTHING] * 3),
        *_people(each),
    ]
    for plan in (each.in_turn, each.in_rounds):
        cells += _by_hand(problem, plan)
    return row(cells)


def others(each: Compared) -> list[str]:
    """One day's rows of what general solvers made of it in the same time; none if none was asked."""
    return [
        row([each.case.name, answer.solver, *_score_and_bound(answer.score, answer.bound)]) for answer in each.others
    ]


def table_of_others(table: Table) -> list[str]:
    """What general solvers made of all days; empty if none was asked."""
    told = list(table.others())
    return [*head(("day", "solver", "score", "bound"), words=2), *told] if told else []


def how_measured(table: Table) -> Iterator[str]:
    """When the rows were measured, and with which options; of each row, where they differ."""
    ways: dict[str, list[str]] = {}
    for day, each in table.rows.items():
        ways.setdefault(each.measured or "in an earlier run, which did not write down how", []).append(day)
    if len(ways) <= 1:
        yield from (f"Measured {way}." for way in ways)
        return
    yield from ("Rows are kept from one run to the next, and not all were measured alike:", "")
    yield from (f"- {', '.join(days)}: {way}" for way, days in ways.items())


def write(table: Table, further: Beside, *, command: str) -> None:
    """Write the document anew."""
    told = [*_document(table, command=command), *further.document()]
    KEPT.write_text("\n".join(told), encoding="utf-8")


def _score_and_bound(score: float | None, bound: float | None) -> list[str]:
    return [NOTHING if value is None else f"{value:,.1f}" for value in (score, bound)]


def _score(plan: Plan) -> str:
    return plan.status.value if plan.score is None else f"{plan.score:,.1f}"


def _proved(solved: Solved, bar: float | None) -> list[str]:
    plan = solved.plan
    if plan.bound is None or plan.gap is None:
        return [NOTHING, NOTHING]
    told = "0, optimal" if plan.gap <= PROVED else f"{plan.gap:.2%}"
    return [f"{plan.bound:,.1f}", with_bar(told, plan.gap, bar, shown=".1%")]


def _after(strong: Solved, bars: Bars) -> str:
    """How long the run with the strong bound took of what it was given, and what its bar is for."""
    return f"{strong.seconds:.0f} of {strong.given:g} ({bars.strong_seconds:g})"


def _people(each: Compared) -> list[str]:
    told = each.measures
    if told is None:
        return [NOTHING] * 5
    least = each.least
    return [
        f"{told.first_choice.rate:.0%} of {told.first_choice.people:,}",
        f"{told.top_three.rate:.1%} of {told.top_three.people:,}",
        *(
            with_bar(str(count), count, None if least is None else getattr(least, name))
            for name, count in counts(told).items()
        ),
    ]


def _by_hand(problem: Problem, plan: Plan | None) -> list[str]:
    if plan is None or plan.score is None:
        return ["no timetable", NOTHING]
    return [f"{plan.score:,.1f}", str(measure(problem, plan).none_of_top_three.count)]


def _document(table: Table, *, command: str) -> Iterator[str]:
    libraries = ("pulp", "highspy", "numpy", "numba")
    yield from (
        "# What the solver reaches",
        "",
        f"Written on {time.strftime(DATE)} by",
        "",
        f"    {command}",
        "",
        *how_measured(table),
        "",
        "What was tried to get here stands in [solver-research.md](solver-research.md).",
        "",
        f"Machine: {_processor()}, {os.cpu_count()} cores, {platform.system()}.",
        f"Load when this was written: {os.getloadavg()[0]:.1f}.",
        f"Python {platform.python_version()}, {', '.join(map(_version, libraries))}.",
        "",
        *header(),
        *table.lines(),
        "",
        *ABOUT,
        "",
    )
    if told := table_of_others(table):
        yield from (
            "## The whole model in the hands of general solvers",
            "",
            "The model of a whole day, as pdday writes it for small days, given to each for the same time on the same",
            "machine (OR-Tools, installed by hand). No score: no plan in that time.",
            "",
            *told,
            "",
        )


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or "unknown processor"


def _version(library: str) -> str:
    try:
        return f"{library} {version(library)}"
    except PackageNotFoundError:
        return f"{library} missing"
