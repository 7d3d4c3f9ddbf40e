"""The further tables of scripts/benchmark-solver: days that change, and days that cannot be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdday.solver import problem_from
from pdday.solver.explain import conflict, what_to_relax
from pdday.solver.repair import is_repair
from pdday.solver.solve import solve
from pdday.solver.standing import people_forced
from scripts.solving.bars import BARS
from scripts.solving.beside_plans import EXPLAINED, REPAIRS, explained_line, repair_line
from scripts.solving.cases import Shape, day_by_chance
from scripts.solving.impossible import Answered, Explained, impossible_days
from scripts.solving.repairs import Moment, Repaired, changed_days
from scripts.solving.table import Row, Table

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


def test_a_run_that_was_ended_goes_on_with_the_rows_it_has(tmp_path):
    file = tmp_path / "rows.json"
    ended = Table(file)
    ended.add("small-1", Row("| small-1 | 1 |", ["| small-1 | CP-SAT |"]))

    resumed = Table(file)
    known = [resumed.take_up(day) for day in ("small-2", "small-1")]
    resumed.add("small-2", Row("| small-2 | 2 |", []))

    assert known == [False, True]
    assert list(resumed.lines()) == ["| small-1 | 1 |", "| small-2 | 2 |"]
    assert list(resumed.others()) == ["| small-1 | CP-SAT |"]
    assert Table(file).take_up("small-2")
