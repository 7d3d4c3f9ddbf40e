"""The table of scripts/benchmark-presets: what each of the aims does, counted alike for all of them."""

from __future__ import annotations

import pytest

from pdday.timetable.aims_words import NAMES
from scripts.solving.presets import COLUMNS, lines
from tests.solver.factories import make_attendee, make_problem, make_session

pytestmark = pytest.mark.slow


def test_each_of_the_aims_has_a_line_of_the_same_figures():
    problem = make_problem(
        sessions=[make_session(name) for name in ("S1", "S2")],
        attendees=[make_attendee(f"P{number}", wishes=["S1", "S2"]) for number in range(3)],
        together=[("P0", "P1")],
        spread=[("P1", "P2")],
    )

    told = list(lines(problem, effort=1, seed=1))

    alike = "| 3 | 0 | 0 | 100.0% | 0 | 100% | 0 of 2 | 2 by 1 pairs | 0 | 290.0 | 0.0% |"
    assert told == [f"| 3 | {name} {alike}" for name in NAMES.values()]
    assert {line.count("|") for line in told} == {len(COLUMNS) + 1}
