"""The tables of scripts/benchmark-solver: plans, days that change, and days that cannot be."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pdday.solver import problem_from
from pdday.solver.explain import conflict, what_to_relax
from pdday.solver.measures import measure
from pdday.solver.solve import solve
from pdday.solver.standing import is_repair, people_forced
from scripts.solving.bars import BARS, bars_of
from scripts.solving.beside_plans import EXPLAINED, REPAIRS, explained_line, repair_line
from scripts.solving.cases import Case, Shape, day_by_chance
from scripts.solving.document import COLUMNS, how_measured, line
from scripts.solving.impossible import Answered, Explained, impossible_days
from scripts.solving.measured import Compared, Solved
from scripts.solving.repairs import Moment, Repaired, changed_days
from scripts.solving.table import Row, Table
from tests.solver.factories import make_attendee, make_plan, make_problem, make_session

pytestmark = pytest.mark.slow

DAY = problem_from(day_by_chance(Shape(140, 40, (4,), 14), name="by chance", seed=11))
KINDS = impossible_days(DAY)


def test_what_changes_moves_somebody_and_leaves_most_of_the_timetable():
    before = solve(DAY, effort=1)

    changed = {change: replace(day, previous=before) for change, day in changed_days(DAY, before, seed=1).items()}

    assert len(changed) == 5
    assert [change for change, day in changed.items() if not is_repair(day)] == []
    assert [change for change, day in changed.items() if not people_forced(day)] == ["20 people stay away"]


@pytest.mark.parametrize("kind", KINDS)
def test_an_impossible_day_of_each_kind_is_explained(kind):
    assert what_to_relax(KINDS[kind])
    assert conflict(KINDS[kind])


def test_a_row_tells_its_bar_and_what_misses_it():
    slow, quick = Moment(3.5, 3.1), Moment(0.8, 0.7)
    repaired = Repaired("a room is lost", quick, slow, slow, 21, 20, 1000.0, None)
    explained = Explained(
        "too many pins", Answered(2, 0.1, 0.1), Answered(3, 2.0, 1.0), Answered(0, 61.0, 9.0, late=True)
    )

    told = repair_line("district-1", BARS["district"], repaired)
    why = explained_line("district-1", BARS["district"], explained)

    assert told == (
        "| district-1 | a room is lost | 0.8 | **3.5** (3) | 3.5 (15) | 0.7 / 3.1 / 3.1 | 21 | 20 | 1,000.0 | – | – |"
    )
    assert why == "| district-1 | too many pins | 0.1 | 2 | 2.0 (3) | 1.0 | 3 | **61.0** (10) | 9.0 | not in time |"
    assert [told.count("|"), why.count("|")] == [len(REPAIRS) + 1, len(EXPLAINED) + 1]


def test_a_plan_s_row_tells_what_it_took_and_of_the_strong_bound_what_it_was_given():
    problem = make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1", wishes=["S1"], slots=["A"])])
    plan = replace(make_plan(problem, {"S1@A/R1": ["P1"]}), bound=110.0, gap=1 / 11)
    quick, strong = (Solved(plan, given, 0.1, took, 300) for given, took in ((60, 61.4), (120, 118)))
    case = Case("small-1", "small", Path("small-1.json"))

    told = line(Compared(case, bars_of("small"), problem, quick, strong, measure(problem, plan), None, plan, None, []))

    assert told == (
        "| small-1 | 1 / 1 / 2 / 1 | 0.1 (5) | **61** (60) | 300 (400) | 100.0 | 110.0 | **9.09%** (6.8%) | 110.0 "
        "| **9.09%** (2.0%) | 118 of 120 (600) | 100% of 1 | 0.0% of 0 | 0 | 0 | 0 | 100.0 | 0 | no timetable | – |"
    )
    assert told.count("|") == len(COLUMNS) + 1
    assert len(set(COLUMNS)) == len(COLUMNS)


def test_rows_that_were_measured_alike_are_told_to_be_and_others_each():
    alike = Table(rows={"small-1": Row("", [], "on May 1, 2027 with `--seed 1`")})
    mixed = Table(rows={**alike.rows, "umass": Row("", [], "on May 2, 2027 with `--seed 2`"), "old": Row("", [])})

    assert list(how_measured(alike)) == ["Measured on May 1, 2027 with `--seed 1`."]
    assert list(how_measured(mixed))[2:] == [
        "- small-1: on May 1, 2027 with `--seed 1`",
        "- umass: on May 2, 2027 with `--seed 2`",
        "- old: in an earlier run, which did not write down how",
    ]


def test_a_file_of_rows_that_do_not_say_how_they_were_measured_is_still_read(tmp_path):
    file = tmp_path / "rows.json"
    file.write_text(json.dumps({"small-1": {"line": "| small-1 | 1 |", "others": []}}), encoding="utf-8")

    kept = Table(file)

    assert kept.take_up("small-1")
    assert kept.rows == {"small-1": Row("| small-1 | 1 |", [], "")}


def test_a_run_that_was_ended_goes_on_with_the_rows_it_has(tmp_path):
    file = tmp_path / "rows.json"
    ended = Table(file)
    ended.add("small-1", Row("| small-1 | 1 |", ["| small-1 | CP-SAT |"], "on May 1, 2027 with `--seed 1`"))

    resumed = Table(file)
    known = [resumed.take_up(day) for day in ("small-2", "small-1")]
    resumed.add("small-2", Row("| small-2 | 2 |", []))

    assert known == [False, True]
    assert list(resumed.lines()) == ["| small-1 | 1 |", "| small-2 | 2 |"]
    assert list(resumed.others()) == ["| small-1 | CP-SAT |"]
    assert Table(file).take_up("small-2")
    assert resumed.rows["small-1"] == ended.rows["small-1"]
