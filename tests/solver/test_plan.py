"""A plan's file: read as written, and refused in one sentence where it makes no sense."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from pdday.solver.json_parts import BadFile
from pdday.solver.plan import Conflict, Missed, Plan, Status, Unplaced, plan_json, read_plan, relative_gap


def a_plan_file() -> dict[str, Any]:
    return {
        "format": "pdday-plan/1",
        "problem": "ab" * 32,
        "status": "feasible",
        "score": 41230.5,
        "bound": 41811.0,
        "gap": 0.0139,
        "seconds": 58.2,
        "seed": 4417,
        "runs": [
            {"id": "S2@B", "session": "S2", "slot": "B", "room": "R1"},
            {"id": "S1@A", "session": "S1", "slot": "A", "room": "R1"},
        ],
        "seats": [{"attendee": "P1", "run": "S1@A", "why": "wish", "rank": 1}],
        "unplaced": [{"attendee": "P5", "slot": "C"}],
        "missed": [{"attendee": "P6", "required": ["S9", "S8"]}],
        "conflict": [],
    }


def test_a_plan_is_read_as_written() -> None:
    plan = read_plan(json.dumps(a_plan_file()))

    assert [run.id for run in plan.runs] == ["S1@A", "S2@B"]
    assert plan.unplaced == (Unplaced("P5", "C"),)
    assert plan.missed == (Missed("P6", ("S8", "S9")),)


def test_a_plan_written_and_read_again_is_the_same() -> None:
    plan = read_plan(json.dumps(a_plan_file()))

    assert read_plan(plan_json(plan)) == plan


def test_an_impossible_day_has_no_score_but_a_conflict() -> None:
    plan = Plan("ab" * 32, Status.IMPOSSIBLE, conflict=(Conflict("RUNS", ("S1",), "No room.", "Open one."),))

    assert json.loads(plan_json(plan))["score"] is None
    assert read_plan(plan_json(plan)) == plan


def test_the_gap_is_a_share_of_the_bound_even_below_zero() -> None:
    assert relative_gap(90, 100) == 0.1
    assert relative_gap(-110, -100) == 0.1
    assert relative_gap(0, 0.5) == 0.5


@pytest.mark.parametrize(
    ("key", "value", "sentence"),
    [
        ("format", "pdday-problem/1", "format must be pdday-plan/1."),
        ("colour", 1, "colour is not a known key."),
        ("status", "good", "status must be optimal, feasible, impossible or none found."),
        ("score", "high", "score must be a number."),
        ("score", True, "score must be a number."),
        ("seconds", -1, "seconds must not be negative."),
        ("runs", None, "runs must be a list."),
        ("runs", [{"id": "S1@A"}], "runs[0].session is missing."),
        (
            "seats",
            [{"attendee": "P1", "run": "S1@A", "why": "luck"}],
            "seats[0].why must be wish, required, fill or pin.",
        ),
        ("seats", [{"attendee": "P1", "run": "S1@Z", "why": "fill"}], "attendee P1: run S1@Z is not in the plan."),
        ("unplaced", [{"attendee": 5, "slot": "C"}], "unplaced[0].attendee must be a text."),
        ("missed", [{"attendee": "P6", "required": "S9"}], "missed[0].required must be a list."),
    ],
)
def test_what_is_wrong_in_a_plan_is_refused_in_one_sentence(key: str, value: object, sentence: str) -> None:
    plan = copy.deepcopy(a_plan_file()) | {key: value}

    with pytest.raises(BadFile) as refused:
        read_plan(json.dumps(plan))

    assert str(refused.value) == sentence


def test_a_run_that_stands_twice_is_refused() -> None:
    plan = a_plan_file()
    plan["runs"].append(plan["runs"][0])

    with pytest.raises(BadFile, match=r"^run S2@B stands twice\.$"):
        read_plan(json.dumps(plan))
