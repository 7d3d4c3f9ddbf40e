"""The acceptance scenarios that this version promises: each is shown by a test of its name or number.

A test shows a scenario when it is called test_scenario_<number>_… or its docstring says “scenario <number>”. What is
listed here and not shown, and what is shown by a test that asserts nothing, fails.
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
#: In the words of those who asked for them.
PROMISED = {
    1: "a half-written proposal is still there on any device after the session timed out",
    2: "a proposal without a timed agenda or an objective names the missing parts and keeps the text",
    5: "a reviewer does not see their own proposal in the queue",
    9: "eight sessions are ranked by keyboard alone, and each new rank is spoken",
    10: "a list from the kiosk with a PIN equals any other",
    11: "the last day's list has the same chance as the first day's",
    12: "who sends nothing gets sessions that suit their role, and is told so",
    13: "each new teacher has the required session exactly once, and nobody else loses eligibility",
    14: "a co-presenter in A and C is never elsewhere then, and has choices in B and D",
    17: "a room posted for 30 takes no 31st, and says where else",
    19: "the same inputs and seed give the same timetable",
    20: "an impossible day names the rules that clash and the smallest relaxations",
    21: "who got their fifth choice sees demand, seats and the other slots",
    22: "two who exchange seats leave everything valid, or are refused with the cause",
    24: "tries told after 40 minutes without Wi-Fi appear once each with their own times",
    31: "a corrected record keeps old and new values, who and why, and is credited anew",
    32: "of four responses the presenter reads only a thank-you",
    33: "where one school is withheld a second one is too",
    34: "no column and no time joins feedback to people",
    36: "a private commitment is absent from every screen of a principal",
    37: "at 40% response each percentage has its number, rate, interval and note",
}


@cache
def shown() -> dict[int, list[tuple[str, ast.FunctionDef]]]:
    """Every test that shows a scenario, by the scenario's number."""
    found: defaultdict[int, list[tuple[str, ast.FunctionDef]]] = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                for number in numbers(node):
                    found[number].append((f"{path.relative_to(TESTS)}::{node.name}", node))
    return found


def numbers(test: ast.FunctionDef) -> Iterator[int]:
    """The scenarios that a test says it shows."""
    named = re.match(r"test_scenario_(\d+)_", test.name)
    told = re.findall(r"\bscenarios? (\d+)\b", ast.get_docstring(test) or "", re.IGNORECASE)
    yield from {int(number) for number in ([named[1]] if named else []) + told}


def asserts(test: ast.FunctionDef) -> bool:
    """Whether something in it can fail for the scenario's sake."""
    checks = {"expect", "pytest.raises"}
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Call) and ast.unparse(node.func) in checks)
        for node in ast.walk(test)
    )


@pytest.mark.parametrize("number", PROMISED)
def test_each_promised_scenario_is_shown(number: int):
    assert [name for name, _ in shown().get(number, [])] != [], f"no test shows that {PROMISED[number]}"


def test_whatever_shows_a_scenario_asserts_something():
    assert [name for tests in shown().values() for name, test in tests if not asserts(test)] == []
