"""What a plan is worth, counted by hand."""

from __future__ import annotations

import pytest

from pdday.solver.plan import Missed, Plan, Unplaced, Why
from pdday.solver.problem import Attendee, Problem, Session, Weights
from pdday.solver.score import capacity, everyone_perfect, most, score, top_three, why_seated
from tests.solver.factories import (
    make_attendee,
    make_plan,
    make_problem,
    make_room,
    make_session,
    make_slots,
)

FIVE_SESSIONS = [make_session(f"S{number}") for number in range(1, 6)]


def a_day(*attendees: Attendee, sessions: list[Session] = FIVE_SESSIONS, weights: Weights | None = None) -> Problem:
    return make_problem(
        slots=make_slots("ABC"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=sessions,
        attendees=attendees,
        weights=weights or Weights(),
    )


def total(problem: Problem, plan: Plan) -> float:
    return score(problem, plan).total


# --- what a day could hold -----------------------------------------------------------------------


def test_a_day_holds_as_many_wishes_as_slots() -> None:
    ann = make_attendee("Ann", wishes=["S1", "S2", "S3", "S4"])

    assert capacity(a_day(ann), ann) == 3
    assert most(a_day(ann), ann) == 10 + 8 + 7


def test_before_anything_is_solved_no_plan_can_beat_everyones_best_day() -> None:
    ann, ben = make_attendee("Ann", wishes=["S1", "S2"]), make_attendee("Ben", wishes=["S3"])
    nobody_counts = make_attendee("Cem")

    assert everyone_perfect(a_day(ann, ben, nobody_counts)) == 200


def test_part_day_people_are_measured_by_the_time_they_have() -> None:
    ann = make_attendee("Ann", wishes=["S1", "S2", "S3"], slots="B")

    assert most(a_day(ann), ann) == 10


def test_presenting_takes_time_for_each_run_that_must_be() -> None:
    sessions = [make_session("S1", length=2, presenters=["Ann"]), make_session("S2"), make_session("S3")]
    ann = make_attendee("Ann", wishes=["S2", "S3"])

    assert capacity(a_day(ann, sessions=sessions), ann) == 1
    assert most(a_day(ann, sessions=sessions), ann) == 10


def test_a_cancelled_session_still_counts_as_one_run_of_its_presenter() -> None:
    sessions = [make_session("S1", runs=(0, 0), presenters=["Ann"])]
    ann = make_attendee("Ann")

    assert capacity(a_day(ann, sessions=sessions), ann) == 2


def test_a_requirement_takes_time_unless_it_is_wished_or_presented() -> None:
    sessions = [make_session("S1", length=2), make_session("S2"), make_session("S3", presenters=["Cem"])]
    ann = make_attendee("Ann", required=[("S1", "S2")])
    ben = make_attendee("Ben", required=["S1"], wishes=["S1"])
    cem = make_attendee("Cem", required=["S3"])
    problem = a_day(ann, ben, cem, sessions=sessions)

    assert [capacity(problem, attendee) for attendee in (ann, ben, cem)] == [2, 3, 2]


def test_a_long_wish_is_weighed_against_two_short_ones() -> None:
    sessions = [make_session("S1", length=2), make_session("S2"), make_session("S3")]
    ann = make_attendee("Ann", wishes=["S1", "S2", "S3"], slots="AB")

    assert most(a_day(ann, sessions=sessions), ann) == 8 + 7


def test_ties_widen_the_top_three() -> None:
    assert top_three(make_attendee(wishes={"S1": 1, "S2": 2, "S3": 2, "S4": 2, "S5": 3})) == {"S1", "S2", "S3", "S4"}
    assert top_three(make_attendee(wishes={"S1": 4, "S2": 9, "S3": 11, "S4": 12})) == {"S1", "S2", "S3"}
    assert top_three(make_attendee(wishes=["S1", "S2"])) == frozenset()


# --- the terms, one by one -----------------------------------------------------------------------


def test_a_perfect_day_is_worth_100() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2", "S3"]))

    assert total(problem, make_plan(problem, {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ann"], "S3@C/R1": ["Ann"]})) == 100


def test_more_than_the_most_is_no_more_than_perfect() -> None:
    sessions = [make_session("S1", presenters=["Ann"]), *FIVE_SESSIONS[1:]]
    problem = a_day(make_attendee("Ann", wishes=["S2", "S3"], required=["S5"]), sessions=sessions)

    plan = make_plan(problem, {"S2@A/R1": ["Ann"], "S3@B/R1": ["Ann"], "S5@C/R1": ["Ann"]})

    assert score(problem, plan).satisfaction == {"Ann": 1.0}


def test_a_low_day_costs_twice() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2", "S3"], may_stay_away=True))

    plan = make_plan(problem, {"S3@A/R1": ["Ann"]})

    share = 7 / 25
    assert total(problem, plan) == pytest.approx(100 * share - 100 * (0.5 - share))


def test_a_day_without_any_of_the_top_three_costs_50_more() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2", "S3", "S4"], may_stay_away=True))

    plan = make_plan(problem, {"S4@A/R1": ["Ann"]})

    share = 6 / 25
    assert score(problem, plan).none_of_top_three == ("Ann",)
    assert total(problem, plan) == pytest.approx(100 * share - 100 * (0.5 - share) - 50)


def test_an_empty_slot_costs_200_unless_one_presents_in_it_or_may_stay_away() -> None:
    sessions = [make_session("S1", presenters=["Ben"]), make_session("S2", runs=(0, 1))]
    ann, ben = make_attendee("Ann", slots="AB"), make_attendee("Ben", slots="AB")
    problem = a_day(ann, ben, make_attendee("Cem", may_stay_away=True), sessions=sessions)

    plan = make_plan(problem, {"S1@A/R1": []})

    assert score(problem, plan).unplaced == (Unplaced("Ann", "A"), Unplaced("Ann", "B"), Unplaced("Ben", "B"))
    assert total(problem, plan) == -600


def test_a_missed_requirement_costs_300_and_one_of_several_is_enough() -> None:
    ann = make_attendee("Ann", required=["S1", ("S2", "S3")], may_stay_away=True)
    problem = a_day(ann)

    plan = make_plan(problem, {"S1@A/R1": [], "S3@B/R1": ["Ann"]})

    assert score(problem, plan).missed == (Missed("Ann", ("S1",)),)
    assert total(problem, plan) == -300


def test_presenting_what_is_required_meets_it() -> None:
    sessions = [make_session("S1", presenters=["Ann"])]
    problem = a_day(make_attendee("Ann", required=["S1"], slots="A"), sessions=sessions)

    assert total(problem, make_plan(problem, {"S1@A/R1": []})) == 0


def test_a_run_under_its_minimum_costs_20() -> None:
    sessions = [make_session("S1", attendance=(2, None)), make_session("S2", attendance=(1, None))]
    ann = make_attendee("Ann", slots="A")
    problem = a_day(ann, sessions=sessions)

    plan = make_plan(problem, {"S1@A/R1": ["Ann"], "S2@A/R2": []})

    assert score(problem, plan).under_minimum == ("S1@A", "S2@A")
    assert total(problem, plan) == -40


def test_an_unasked_seat_that_does_not_suit_costs_5() -> None:
    ann = make_attendee("Ann", wishes=["S2"], suits=["S1"], slots="AB")
    ben = make_attendee("Ben", slots="A")
    problem = a_day(ann, ben)

    plan = make_plan(problem, {"S3@A/R1": ["Ann", "Ben"], "S2@B/R1": ["Ann"]})

    assert score(problem, plan).unsuited == (("Ann", "S3@A"),)
    assert total(problem, plan) == 100 - 5


def test_people_meant_to_be_together_cost_10_each_when_they_meet_nobody() -> None:
    people = [make_attendee(name, slots="A") for name in ("Ann", "Ben", "Cem")]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2", presenters=["Ben"])],
        attendees=people,
        together=[("Ann", "Ben", "Cem")],
    )

    apart = make_plan(problem, {"S1@A/R1": ["Ann"], "S2@A/R2": ["Cem"]})

    assert score(problem, apart).alone == ("Ann",)
    assert total(problem, apart) == -10


def test_people_meant_to_spread_cost_5_for_each_pair_in_a_run() -> None:
    people = [make_attendee(name, slots="A") for name in ("Ann", "Ben", "Cem")]
    problem = make_problem(sessions=[make_session("S1")], attendees=people, spread=[("Ann", "Ben", "Cem")])

    assert total(problem, make_plan(problem, {"S1@A/R1": ["Ann", "Ben", "Cem"]})) == -15


def test_each_slot_that_is_not_as_before_costs_20() -> None:
    people = [make_attendee(name, slots="AB") for name in ("Ann", "Ben", "Cem", "Dot")]
    sessions = [make_session("S1", length=2), make_session("S2"), make_session("S3")]
    rooms = [make_room(f"R{number}") for number in (1, 2, 3)]
    before = make_problem(rooms=rooms, sessions=sessions, attendees=people)
    seated = {"S1@A/R1": ["Ann", "Dot"], "S2@A/R2": ["Ben", "Cem"], "S3@B/R3": ["Ben", "Cem"]}
    after = make_problem(rooms=rooms, sessions=sessions, attendees=people[:3], previous=make_plan(before, seated))

    plan = make_plan(after, {"S1@A/R2": ["Ann"], "S2@A/R1": ["Ben"], "S3@B/R3": ["Ben"], "S2@B/R1": ["Cem"]})

    assert score(after, plan).changes == (("Ann", "A"), ("Ann", "B"), ("Ben", "A"), ("Cem", "A"), ("Cem", "B"))
    assert total(after, plan) == -5 * 20 - 200


def test_the_coordinator_s_weights_are_used() -> None:
    weights = Weights(satisfaction=10, low_day=0, none_of_top_three=0, unplaced=1, missed=0)
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2", "S3"]), weights=weights)

    assert total(problem, make_plan(problem, {"S1@A/R1": ["Ann"]})) == pytest.approx(10 * 10 / 25 - 2)


# --- why a seat ----------------------------------------------------------------------------------


def test_a_seat_s_reason_is_the_strongest_one() -> None:
    ann = make_attendee("Ann", wishes=["S1", "S2", "S3"], required=["S1", "S2"], pins=[("S1", "A")])

    assert why_seated(ann, "S1", "A") == (Why.PIN, 1)
    assert why_seated(ann, "S1", "B") == (Why.REQUIRED, 1)
    assert why_seated(ann, "S2", "A") == (Why.REQUIRED, 2)
    assert why_seated(ann, "S3", "A") == (Why.WISH, 3)
    assert why_seated(ann, "S4", "A") == (Why.FILL, None)
