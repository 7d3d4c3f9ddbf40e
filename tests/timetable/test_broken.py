"""A broken rule, as a coordinator reads it."""

from __future__ import annotations

import re

import pytest

from pdday.solver import Problem, Rule, check
from pdday.solver.rules import PRIVATE
from pdday.timetable.broken import in_our_words
from tests.solver.factories import make_plan
from tests.solver.test_check import BREAKS

PRIVATE_ONES = {told: broken for told, broken in BREAKS.items() if broken[0] in PRIVATE}
OPEN_ONES = {told: broken for told, broken in BREAKS.items() if broken[0] not in PRIVATE}


@pytest.mark.parametrize(("rule", "problem", "seated"), OPEN_ONES.values(), ids=OPEN_ONES)
def test_every_broken_rule_is_told_by_its_own_sentence_and_what_breaks_it(
    rule: Rule, problem: Problem, seated: dict[str, list[str]]
):
    plan = make_plan(problem, seated)

    told = [str(in_our_words(broken, problem, plan, {})) for broken in check(problem, plan)]

    begins = (rule.sentence, "“Session S1” has been cancelled since")
    assert [words for words in told if not words.startswith(begins)] == []


@pytest.mark.parametrize(("rule", "problem", "seated"), PRIVATE_ONES.values(), ids=PRIVATE_ONES)
def test_of_a_private_rule_no_more_is_told_than_about_whom_it_is_and_where(
    rule: Rule, problem: Problem, seated: dict[str, list[str]]
):
    plan = make_plan(problem, seated)

    told = [str(in_our_words(broken, problem, plan, {})) for broken in check(problem, plan) if broken.rule is rule]

    assert told != []
    assert [
        words
        for words in told
        if not re.fullmatch(r"A private rule about Ann is not kept in S\d@\S+( and S\d@\S+)?\.", words)
    ] == []
