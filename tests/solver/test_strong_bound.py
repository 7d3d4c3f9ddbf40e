"""The strong bound is never below what a plan can score, sees clashes, and keeps to the clock."""

from __future__ import annotations

import itertools
import json
import random
import time

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pdday.solver import backend, strong
from pdday.solver import solve as front
from pdday.solver.backend import Ending
from pdday.solver.bound import quick_bound
from pdday.solver.canonical import canonical_json
from pdday.solver.crew import Crew
from pdday.solver.market import Market
from pdday.solver.model import build, whole_day
from pdday.solver.one_slot import Slots
from pdday.solver.plan import Status
from pdday.solver.problem import Problem
from pdday.solver.proof import Proof
from pdday.solver.reading import problem_from
from pdday.solver.solve import solve
from pdday.solver.strong import strong_bound
from pdday.solver.tree import Case, Tree
from pdday.solver.until import NO_LIMITS, Limits
from tests.counts import cases
from tests.solver.best_known import Known, known_here
from tests.solver.ending import SOON, cancelled_when, solved_in_time
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files, in_another_order
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

BY_CHANCE = settings(
    max_examples=cases(25), deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def proved_bounds(problem: Problem, *, effort: int = 1, target: float = 0.0) -> list[float]:
    """Everything that the strong bound tells."""
    bounds: list[float] = []
    strong_bound(problem, NO_LIMITS, bounds.append, target=lambda: target, effort=effort)
    return bounds


def three_pairs(*, times: int = 1, **first: object) -> Problem:
    """Two slots, three sessions, and each two of them wanted by so many: one of the three has to clash."""
    people = [
        make_attendee(f"P{one}{other}{number}", wishes={one: 1, other: 1})
        for one, other in itertools.combinations(["S1", "S2", "S3"], 2)
        for number in range(times)
    ]
    return make_problem(
        slots=make_slots("A", "B"),
        rooms=[make_room(f"R{number}", seats=3 * times) for number in range(3)],
        sessions=[make_session("S1", **first), make_session("S2"), make_session("S3")],
        attendees=people,
    )


@BY_CHANCE
@given(day_files(sessions=5, people=6, slots=7))
def test_no_proved_best_plan_scores_more_than_any_bound_told(file):
    problem = problem_from(file)
    answer = backend.maximise(build(whole_day(problem)).model)
    assume(answer.ending is Ending.PROVED)

    # steps that aim below the best score would go past it if anything were forgotten
    bounds = proved_bounds(problem, effort=12, target=answer.objective - 50.0)

    assert min(bounds) >= answer.objective - 1e-6


@BY_CHANCE
@given(day_files(sessions=5, people=6, slots=7), st.integers(0, 2**32 - 1), st.integers(0, 9))
def test_the_bound_is_valid_at_any_prices_however_far_it_was_split_at_others(file, seed, splits):
    problem = problem_from(file)
    market = Market(Slots(problem))
    draw = np.random.default_rng(seed)
    prices = market.kept(draw.normal(0.0, 1.0, market.size) * market.pace() * 20)

    proof = Proof(market, market.guess(), seed=1, bytes_at_most=10**6, settle=False)
    for _ in range(splits):
        proof.split()
    for index in range(proof.classes):
        proof.reprice(prices, index, 3)
    bound = proof.bound

    answer = backend.maximise(build(whole_day(problem)).model)
    assume(answer.ending is Ending.PROVED)
    assert bound >= answer.objective - 1e-6


@BY_CHANCE
@given(st.integers(1, 6), st.integers(0, 8), st.integers(0, 2**32 - 1), st.integers(0, 6))
def test_no_set_of_sessions_is_worth_more_than_a_tree_says_and_one_is_worth_it_in_the_end(sessions, people, seed, some):
    draw = np.random.default_rng(seed)
    gains = np.where(draw.random((people, sessions)) < 0.7, draw.integers(0, 30, (people, sessions)), 0).astype(float)
    cost, may_run = draw.normal(20.0, 20.0, sessions), draw.random(sessions) < 0.8
    person, session = np.divmod(np.arange(people * sessions), sessions)
    sets = [np.array(each, dtype=bool) & may_run for each in itertools.product((False, True), repeat=sessions)]
    best = max(np.where(each, gains, 0.0).max(axis=1, initial=0.0).sum() - cost[each].sum() for each in sets)

    case = Case.sorted(gains.ravel(), cost, may_run, person, session, people)
    tree = Tree(case, -1000.0, room=1000, rounds=30, settle=True)
    on_the_way = []
    while not tree.is_done:
        on_the_way.append(tree.bound)
        tree.split(Crew())

    assert min([tree.bound, *on_the_way[:some]]) >= best - 1e-6
    assert tree.bound == pytest.approx(best, abs=1e-3)


def test_a_clash_that_the_quick_bound_cannot_see_is_in_the_strong_one():
    problem = three_pairs()

    assert quick_bound(problem) == pytest.approx(300)
    assert proved_bounds(problem, effort=50, target=250.0)[-1] == pytest.approx(250, abs=1.0)


def test_a_session_that_may_run_twice_is_reckoned_to_each_person_once_and_no_less():
    sessions = [make_session("S1", runs=(1, 2))]
    problem = make_problem(
        slots=make_slots("A", "B"), sessions=sessions, attendees=[make_attendee("P1", wishes=["S1"])]
    )

    assert 100 <= proved_bounds(problem, effort=50)[-1] < 150


def test_bounds_told_only_ever_fall():
    bounds = proved_bounds(make_district_day(staff=40, sessions=12), effort=5)

    assert bounds == sorted(bounds, reverse=True)


def test_the_order_of_a_file_does_not_change_the_bound():
    file, chance = json.loads(canonical_json(make_district_day(staff=40, sessions=12))), random.Random(1)

    bounds = [proved_bounds(problem_from(each), effort=3) for each in (file, in_another_order(file, chance))]

    assert bounds[0] == bounds[1]


def lowest_bound(known: Known) -> float:
    """Of the quick bound and all that the strong one tells, aiming far below the best plan known."""
    problem = known.day()
    bounds = proved_bounds(problem, effort=1, target=0.9 * known.score)
    assert bounds
    return min([quick_bound(problem), *bounds])


@pytest.mark.parametrize(
    "known", known_here("school-seed-12", "school-1", "small-1", "small-2", "umass"), ids=lambda known: known.case
)
def test_no_bound_is_below_the_best_plan_known(known):
    assert lowest_bound(known) >= known.score


@pytest.mark.long
@pytest.mark.parametrize("known", known_here("district-1"), ids=lambda known: known.case)
def test_no_bound_on_the_public_district_is_below_the_best_plan_known(known):
    assert lowest_bound(known) >= known.score


@BY_CHANCE
@given(st.integers(1, 7), st.integers(1, 8), st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_a_tree_without_room_still_proves_what_the_best_set_is_worth(sessions, people, seed, room):
    draw = np.random.default_rng(seed)
    gains = draw.integers(0, 30, (people, sessions)).astype(float)
    cost, may_run = draw.normal(20.0, 20.0, sessions), np.ones(sessions, dtype=bool)
    person, session = np.divmod(np.arange(people * sessions), sessions)
    sets = [np.array(each, dtype=bool) for each in itertools.product((False, True), repeat=sessions)]
    best = max(np.where(each, gains, 0.0).max(axis=1, initial=0.0).sum() - cost[each].sum() for each in sets)

    tree = Tree(
        Case.sorted(gains.ravel(), cost, may_run, person, session, people), best, room=room, rounds=1, settle=True
    )
    while not tree.is_done:
        tree.split(Crew())

    assert tree.bound >= best - 1e-6
    assert tree.bound == pytest.approx(best, abs=1e-3)


def test_the_bound_does_not_depend_on_how_many_hands_there_are():
    problem = make_district_day(staff=60, sessions=15)

    bounds = []
    for hands in (1, 2):
        told: list[float] = []
        strong_bound(problem, NO_LIMITS, told.append, target=lambda: 0.0, hands=lambda hands=hands: hands, effort=3)
        bounds.append(told)

    assert bounds[0] == bounds[1]


def test_a_tree_that_left_out_parts_refuses_other_prices():
    market = Market(Slots(three_pairs()))
    proof = Proof(market, market.guess(), seed=1, bytes_at_most=10**6, settle=True)

    with pytest.raises(ValueError, match="its own prices only"):
        proof.reprice(market.guess(), 0, 1)


def test_slots_at_different_prices_prove_nothing():
    market = Market(Slots(three_pairs(slots=["A"])))
    proof = Proof(market, market.guess(), seed=1, bytes_at_most=10**6, settle=False)

    proof.reprice(market.guess() + 1.0, 0, 1)

    assert proof.classes == 2
    assert proof.bound == np.inf


def test_solve_with_the_strong_bound_proves_more_than_with_the_quick_one():
    problem = three_pairs(times=40)

    quick, strong = (solve(problem, effort=1, bound=bound) for bound in ("quick", "strong"))

    assert strong.bound < quick.bound
    assert strong.score == quick.score


@pytest.mark.parametrize("threads", [1, 2])
def test_the_strong_bound_keeps_to_the_clock(threads):
    problem = make_district_day(staff=200, sessions=20)

    plan, worked = solved_in_time(problem, seconds=6, bound="strong", threads=threads)

    assert plan.status is Status.FEASIBLE
    assert worked < SOON


@pytest.mark.parametrize("threads", [1, 2])
def test_the_search_goes_on_for_a_plan_when_it_is_time_for_the_proof_alone(threads, monkeypatch):
    monkeypatch.setattr(front, "SEARCH_PART", 0.0)

    plan = solve(make_district_day(staff=120, sessions=15), seconds=5, bound="strong", threads=threads)

    assert plan.status is Status.FEASIBLE


def test_where_no_strong_bound_is_possible_the_search_has_all_of_the_time(monkeypatch):
    monkeypatch.setattr(strong, "PAIRS_AT_MOST", 0)
    monkeypatch.setattr(front, "SEARCH_PART", 0.0)
    heard = []

    plan = solve(make_district_day(staff=120, sessions=15), seconds=5, bound="strong", progress=heard.append)

    assert plan.status is Status.FEASIBLE
    assert "search" in {each.phase for each in heard}


def test_a_strong_bound_is_possible_up_to_so_many_pairs_and_with_what_it_needs(monkeypatch):
    problem = three_pairs()
    pairs = len(Slots(problem).person)

    for most, compiled, possible in ((pairs, True, True), (pairs - 1, True, False), (pairs, False, False)):
        monkeypatch.setattr(strong, "PAIRS_AT_MOST", most)
        monkeypatch.setattr(strong.kernel, "COMPILED", compiled)

        assert strong.is_possible(problem) == possible


def test_one_hand_proves_while_the_others_search_and_then_all(monkeypatch):
    seen = []

    def listening(*day, hands, **how):
        def heard():
            seen.append(hands())
            return seen[-1]

        strong.strong_bound(*day, hands=heard, **how)

    monkeypatch.setattr(front, "strong_bound", listening)

    solve(make_district_day(staff=120, sessions=15), seconds=10, bound="strong", threads=4)

    assert list(dict.fromkeys(seen)) == [1, 4]


def test_a_cancel_ends_the_strong_bound_too():
    heard = []

    _, worked = cancelled_when(
        make_district_day(staff=200, sessions=20),
        lambda: bool(heard) and heard[-1].phase == "bound",
        seconds=12,
        bound="strong",
        progress=heard.append,
    )

    assert worked < SOON


def test_nothing_is_proved_when_the_time_is_up_before():
    bounds: list[float] = []

    strong_bound(three_pairs(), Limits(deadline=time.monotonic()), bounds.append, target=lambda: 0.0)

    assert bounds == []
