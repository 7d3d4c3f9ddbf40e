"""A broken rule, as a coordinator reads it."""

from __future__ import annotations

import pytest

from pdday.solver import Problem, Rule, check
from pdday.timetable.broken import in_our_words
from tests.solver.factories import make_plan
from tests.solver.test_check import BREAKS


@pytest.mark.parametrize(("rule", "problem", "seated"), BREAKS.values(), ids=BREAKS.keys())
def test_every_broken_rule_is_told_by_its_own_sentence_and_what_breaks_it(
    rule: Rule, problem: Problem, seated: dict[str, list[str]]
):
    plan = make_plan(problem, seated)

    told = [str(in_our_words(broken, problem, plan, {})) for broken in check(problem, plan)]

    begins = (rule.sentence, "“Session S1” has been cancelled since")
    assert [words for words in told if not words.startswith(begins)] == []
