"""Days planned without a solver: naive, but within the rules."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pytest

from pdday.solver.baselines import Timetable, first_come_first_served, naive_timetable, rounds_by_rank
from pdday.solver.beside import SIGN_UPS, by_hand
from pdday.solver.check import check
from pdday.solver.measures import measure
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from tests.solver.every_plan import best_of_every_plan
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

SignUp = Callable[..., Plan | None]
both_ways = pytest.mark.parametrize("sign_up", [first_come_first_served, rounds_by_rank])


def a_day() -> Problem:
    """Four people want S1, which seats two; everyone's second choice has room."""
    return make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=2), make_room("R2", seats=9)],
        sessions=[make_session("S1", attendance=(0, 2)), make_session("S2"), make_session("S3")],
        attendees=[make_attendee(name, wishes=["S1", "S2"]) for name in ("Ann", "Ben", "Cem", "Dot")],
    )


@both_ways
@pytest.mark.parametrize("way", list(Timetable))
def test_naive_plans_keep_every_rule(sign_up: SignUp, way: Timetable) -> None:
    problem = a_day()

    plan = sign_up(problem, way, seed=3)

    assert plan is not None
    assert check(problem, plan) == []


@both_ways
def test_the_same_seed_gives_the_same_plan(sign_up: SignUp) -> None:
    assert sign_up(a_day(), Timetable.SHUFFLED, seed=3) == sign_up(a_day(), Timetable.SHUFFLED, seed=3)


def test_who_comes_first_gets_the_last_seats() -> None:
    problem = a_day()

    plans = [first_come_first_served(problem, Timetable.LISTED, seed=seed) for seed in range(8)]

    happy = {tuple(seat.attendee for seat in plan.seats if seat.rank == 1) for plan in plans if plan}
    assert {len(people) for people in happy} == {2}
    assert len(happy) > 1


def test_rounds_give_everyone_a_first_choice_before_anyone_a_second() -> None:
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=1), make_room("R2", seats=1)],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("Ann", wishes=["S1", "S2"]), make_attendee("Ben", wishes=["S2", "S1"])],
    )

    plans = [rounds_by_rank(problem, Timetable.SPREAD, seed=seed) for seed in range(6)]

    assert [measure(problem, plan).first_choice.count for plan in plans if plan] == [2] * 6


def test_a_session_without_a_place_moves_to_the_front() -> None:
    problem = make_problem(
        rooms=[make_room("R1")],
        sessions=[make_session("S1"), make_session("S2", slots="A")],
    )

    runs = naive_timetable(problem, Timetable.LISTED, seed=1)

    assert runs is not None
    assert [(run.session, run.slot) for run in runs] == [("S2", "A"), ("S1", "B")]


def test_there_is_no_naive_plan_for_an_impossible_day() -> None:
    problem = make_problem(sessions=[make_session(name) for name in ("S1", "S2", "S3")])

    assert first_come_first_served(problem, Timetable.SPREAD, seed=1) is None


@both_ways
def test_no_naive_plan_is_above_the_best_there_is_and_one_is_below(sign_up: SignUp) -> None:
    problem = a_day()
    best = best_of_every_plan(problem, most_timetables=400)
    assert best is not None

    scores = [plan.score for way in Timetable if (plan := sign_up(problem, way, seed=1))]

    assert len(scores) == len(Timetable)
    assert max(scores) <= best.score
    assert min(scores) < best.score


def test_by_hand_every_way_is_tried_and_the_best_comes_first() -> None:
    problem = a_day()

    found = by_hand(problem, seed=1)

    assert {(each.sign_up, each.timetable) for each in found} == set(product(SIGN_UPS, Timetable))
    assert [each.plan.score for each in found] == sorted((each.plan.score for each in found), reverse=True)
    assert found[0].measures == measure(problem, found[0].plan)


def test_a_naive_timetable_leaves_presenters_time_for_the_way() -> None:
    problem = make_problem(
        slots=make_slots("AB", "C"),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[
            make_session("S1", sites=["HS"], presenters=["Ann"]),
            make_session("S2", sites=["LMS"], presenters=["Ann"]),
        ],
        attendees=[make_attendee("Ann")],
        travel={("HS", "LMS"): 15},
    )

    plan = first_come_first_served(problem, Timetable.LISTED, seed=1)

    assert plan is not None
    assert [run.id for run in plan.runs] == ["S1@A", "S2@C"]


def test_people_joined_in_a_chain_sign_up_as_one() -> None:
    names = ["Ann", "Ben", "Cem", "Dot"]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=3)],
        sessions=[make_session("S1")],
        attendees=[make_attendee(name, wishes=["S1"]) for name in names],
        joined=[("Ann", "Ben"), ("Cem", "Dot"), ("Ben", "Cem")],
    )

    plan = first_come_first_served(problem, Timetable.LISTED, seed=1)

    assert plan is not None
    assert plan.seats == ()


def test_people_kept_apart_sign_up_for_different_runs() -> None:
    problem = make_problem(
        sessions=[make_session("S1", runs=(2, 2))],
        attendees=[make_attendee(name, wishes=["S1"]) for name in ("Ann", "Ben")],
        apart=[("Ann", "Ben")],
    )

    plan = first_come_first_served(problem, Timetable.LISTED, seed=1)

    assert plan is not None
    assert sorted(seat.run for seat in plan.seats) == ["S1@A", "S1@B"]


@both_ways
def test_of_two_wishes_with_the_same_rank_the_session_that_comes_first_is_served_first(sign_up: SignUp) -> None:
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("Ann", wishes={"S2": 1, "S1": 1})],
    )

    plan = sign_up(problem, Timetable.LISTED, seed=1)

    assert plan is not None
    assert [seat.run for seat in plan.seats] == ["S1@A"]
