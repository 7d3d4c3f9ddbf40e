"""What a coordinator compares two plans by, counted by hand."""

from __future__ import annotations

import pytest

from pdday.solver.measures import Disappointed, GroupSatisfaction, GroupSpread, LongWay, Share, measure
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from pdday.solver.reasons import Obstacle
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots


def a_planned_day() -> tuple[Problem, Plan]:
    """Ann gets her first and second, Ben only his fourth, Cem (two wishes) his second, Dot wished nothing."""
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=1), make_room("R2", site="LMS", seats=10)],
        sessions=[make_session(name) for name in ("S1", "S2", "S3", "S4", "S5")],
        attendees=[
            make_attendee("Ann", wishes=["S1", "S2", "S3"], groups={"school": "Lowry", "role": "coach"}),
            make_attendee("Ben", wishes=["S1", "S5", "S3", "S4"], groups={"school": "Lowry"}, slots="B"),
            make_attendee("Cem", wishes={"S1": 1, "S2": 4}, groups={"school": "Harlow"}),
            make_attendee("Dot", groups={"school": "Harlow"}),
        ],
        travel={("HS", "LMS"): 8},
    )
    plan = make_plan(problem, {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ann", "Cem"], "S3@A/R2": ["Dot"], "S4@B/R1": ["Ben"]})
    return problem, plan


def test_choices_are_shares_of_those_who_have_such_a_choice() -> None:
    measures = measure(*a_planned_day())

    assert measures.first_choice == Share(1, 3)
    assert measures.second_choice == Share(2, 3)
    assert measures.third_choice == Share(0, 2)
    assert measures.top_three == Share(1, 2)
    assert measures.none_of_top_three == Share(1, 2)


def test_whoever_is_away_all_day_has_no_first_choice_to_get() -> None:
    problem = make_problem(
        sessions=[make_session("S1")],
        attendees=[make_attendee("Ann", wishes=["S1"]), make_attendee("Eve", wishes=["S1"], slots="")],
    )

    measures = measure(problem, make_plan(problem, {"S1@A/R1": ["Ann"]}))

    assert measures.first_choice == Share(1, 1)


def test_satisfaction_is_told_by_tenths_and_by_group() -> None:
    measures = measure(*a_planned_day())

    ben, cem = 0.6, 6 / 16
    assert measures.satisfaction_deciles == (cem, cem, cem, ben, ben, ben, 1.0, 1.0, 1.0, 1.0)
    assert measures.satisfaction_by_group == {
        "role": {"coach": GroupSatisfaction(1, 1.0)},
        "school": {
            "Harlow": GroupSatisfaction(1, pytest.approx(cem)),
            "Lowry": GroupSatisfaction(2, pytest.approx((1 + ben) / 2)),
        },
    }


def test_the_spread_between_groups_is_told_where_there_are_two_to_compare() -> None:
    measures = measure(*a_planned_day())

    assert measures.spread_between_groups == {"school": GroupSpread("Harlow", "Lowry", pytest.approx(0.8 - 6 / 16))}


def test_what_bound_whom_names_everyone_without_any_of_their_top_three() -> None:
    measures = measure(*a_planned_day())

    in_the_way = (("S1", Obstacle.NEVER_FREE), ("S5", Obstacle.NOT_RUN), ("S3", Obstacle.NEVER_FREE))
    assert measures.disappointed == (Disappointed("Ben", in_the_way),)


def test_seats_rooms_and_ways_are_counted() -> None:
    measures = measure(*a_planned_day())

    assert measures.seats_used == Share(5, 22)
    assert measures.crowded_runs == ("S1@A", "S4@B")
    assert measures.long_ways == (LongWay("S1@A", "S2@B", minutes=8, gap_minutes=10, people=1),)
    assert (measures.unplaced, measures.missed, measures.under_minimum) == (2, 0, 0)


def test_what_bound_whom_is_counted_over_the_top_three_not_got() -> None:
    measures = measure(*a_planned_day())

    assert {obstacle: count for obstacle, count in measures.obstacles.items() if count} == {
        Obstacle.NOT_RUN: 1,
        Obstacle.NEVER_FREE: 2,
        Obstacle.CLASH: 1,
    }
    assert measures.full_sessions == (("S1", 3, 1),)


def test_a_day_without_people_has_shares_of_nobody() -> None:
    problem = make_problem(sessions=[make_session("S1")])

    measures = measure(problem, make_plan(problem, {"S1@A/R1": []}))

    assert measures.first_choice == Share(0, 0)
    assert measures.first_choice.rate == 0.0
    assert measures.satisfaction_deciles == ()
