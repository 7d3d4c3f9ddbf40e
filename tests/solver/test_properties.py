"""What holds on every day, however odd."""

from __future__ import annotations

import copy
import itertools
import json
import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.json_parts import BadFile
from pdday.solver.plan import Plan, plan_json, read_plan
from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from, read_problem
from pdday.solver.recount import recounted_score, sitting
from pdday.solver.rules import Claim
from pdday.solver.score import capacity, most, score
from tests.counts import cases
from tests.solver.strategies import day_files, planned_days

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

modest = settings(max_examples=cases(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])

ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


@modest
@given(planned_days())
def test_the_score_and_its_recount_agree_and_no_claim_is_false(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned

    assert abs(score(problem, plan).total - recounted_score(sitting(problem, plan))) < 1e-6
    assert [broken for broken in check(problem, plan) if isinstance(broken.rule, Claim)] == []


@modest
@given(day_files())
def test_the_most_is_the_best_of_all_sets_of_wishes_that_fit(day: dict[str, Any]) -> None:
    problem = problem_from(day)

    for attendee in problem.attendees:
        sets = itertools.chain.from_iterable(
            itertools.combinations(attendee.wishes, count) for count in range(len(attendee.wishes) + 1)
        )
        fitting = [
            wishes
            for wishes in sets
            if sum(problem.session(wish.session).length for wish in wishes) <= capacity(problem, attendee)
        ]
        best = max(sum(problem.points_for(wish.rank) for wish in wishes) for wishes in fitting)
        assert most(problem, attendee) == best


@modest
@given(planned_days())
def test_files_written_read_back_as_they_were(planned: tuple[Problem, Plan]) -> None:
    problem, plan = planned

    assert canonical_json(read_problem(canonical_json(problem))) == canonical_json(problem)
    assert read_plan(plan_json(plan)) == plan


@modest
@given(day_files(), st.randoms(use_true_random=False))
def test_the_order_of_a_file_never_changes_the_fingerprint(day: dict[str, Any], chance: random.Random) -> None:
    shuffled = copy.deepcopy(day)
    for key in ("rooms", "sessions", "attendees", "travel", "apart", "joined", "together", "spread"):
        chance.shuffle(shuffled[key])
    for thing in (*shuffled["sessions"], *shuffled["attendees"]):
        for key in ("features", "slots", "presenters", "audience", "tags", "wishes", "required", "suits"):
            if thing.get(key):
                chance.shuffle(thing[key])

    assert problem_from(shuffled).fingerprint == problem_from(day).fingerprint


@settings(modest, max_examples=cases(80))
@given(planned_days(), st.data())
def test_no_spoilt_file_ends_in_anything_but_a_sentence(planned: tuple[Problem, Plan], data: st.DataObject) -> None:
    problem, plan = planned
    day_text = data.draw(spoilt(json.loads(canonical_json(problem))))
    plan_text = data.draw(spoilt(json.loads(plan_json(plan))))

    sentence = refusal(day_text, plan_text)

    assert sentence.isprintable()
    assert sentence[-1:] in ("", ".")


def refusal(day_text: str, plan_text: str) -> str:
    """Why these files cannot be used; nothing if they can."""
    try:
        check(read_problem(day_text), read_plan(plan_text))
    except BadFile as refused:
        return str(refused)
    return ""


@st.composite
def spoilt(draw: st.DrawFn, file: dict[str, Any]) -> str:
    """The file with some value replaced, taken away or doubled, or some letters changed."""
    place: Any = file
    for _ in range(draw(st.integers(1, 4))):
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not keys:
            break
        key = draw(st.sampled_from(keys))
        if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
            place = place[key]
            continue
        match draw(st.sampled_from(["replace", "remove", "double", "keep"])):
            case "replace":
                place[key] = draw(ANYTHING)
            case "remove":
                del place[key]
            case "double" if isinstance(place, list):
                place.append(place[key])
            case _:
                pass
        break
    text = json.dumps(file)
    if draw(st.sampled_from([False, False, True])):
        at = draw(st.integers(0, len(text)))
        text = text[:at] + draw(st.text(max_size=3)) + text[at + draw(st.integers(0, 3)) :]
    return text
