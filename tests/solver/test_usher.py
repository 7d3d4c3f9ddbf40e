"""Seats in a moment: within the rules, nobody left without a place, and little worse than the model's."""

import pytest

from pdday.solver.arrays import day_arrays
from pdday.solver.check import check
from pdday.solver.draft import as_plan, with_bound
from pdday.solver.rules import Rule
from pdday.solver.search import FIRST_STEP, FIRST_SWEEPS, reprice, state_of, timetable
from pdday.solver.seating import seat
from pdday.solver.start import construct
from pdday.solver.usher import usher
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.whole_days import make_district_day


def shown_to_their_seats(problem, runs=None):
    day = day_arrays(problem)
    state = construct(day, 1) if runs is None else state_of(problem, day, runs, seed=1)
    reprice(day, state, FIRST_SWEEPS, FIRST_STEP)
    plan, _ = as_plan(problem, usher(problem, day, state))
    return with_bound(plan, plan.score, seconds=0, seed=1), timetable(problem, day, state)


def sitting(plan, attendee):
    return sorted(seat.run for seat in plan.seats if seat.attendee == attendee)


@pytest.mark.parametrize("seed", [1, 3])
def test_a_day_with_everything_in_it_is_seated_within_the_rules_and_at_most_a_tenth_worse_than_by_the_model(seed):
    problem = make_district_day(staff=120, sessions=20, rooms=8, seed=seed)

    plan, runs = shown_to_their_seats(problem)

    best, _ = as_plan(problem, seat(problem, runs))
    assert [each.rule for each in check(problem, plan) if isinstance(each.rule, Rule)] == []
    assert best.score >= plan.score >= best.score - 0.1 * abs(best.score)


def test_who_would_lose_most_by_coming_late_comes_first():
    people = [make_attendee("P1", wishes=["S1", "S2"]), make_attendee("P2", wishes=["S1"])]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=1), make_room("R2", seats=5)],
        sessions=[make_session("S1", attendance=(0, 1)), make_session("S2", attendance=(0, 5))],
        attendees=people,
    )

    plan, _ = shown_to_their_seats(problem)

    assert (sitting(plan, "P1"), sitting(plan, "P2")) == (["S2@A"], ["S1@A"])


def test_seats_nobody_asked_for_suit_or_fill_a_thin_run_first():
    sessions = [make_session("S1"), make_session("S2", attendance=(1, None)), make_session("S3")]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room(f"R{number}", seats=9) for number in range(3)],
        sessions=sessions,
        attendees=[make_attendee("P1"), make_attendee("P2", suits=["S3"])],
    )

    plan, _ = shown_to_their_seats(problem)

    assert (sitting(plan, "P1"), sitting(plan, "P2")) == (["S2@A"], ["S3@A"])


def test_people_who_are_joined_go_where_one_of_them_presents_and_together_everywhere_else():
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1", presenters=["P1"]), make_session("S2"), make_session("S3"), make_session("S4")],
        attendees=[make_attendee("P1"), make_attendee("P2", wishes=["S2"])],
        joined=[("P1", "P2")],
    )

    plan, runs = shown_to_their_seats(problem)

    led = next(run.id for run in runs if run.session == "S1")
    other = next(run for run in sitting(plan, "P2") if run != led)
    assert check(problem, plan) == []
    assert led in sitting(plan, "P2")
    assert sitting(plan, "P1") == [other]


def test_people_kept_apart_are_shown_to_different_runs():
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S1"])],
        apart=[("P1", "P2")],
    )

    plan, _ = shown_to_their_seats(problem)

    assert check(problem, plan) == []
    assert sitting(plan, "P1") != sitting(plan, "P2")


def test_a_repeat_that_nobody_comes_to_is_not_told():
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=9)],
        sessions=[make_session("S1", runs=(1, 2))],
        attendees=[make_attendee("P1", wishes=["S1"])],
    )

    plan, runs = shown_to_their_seats(problem)

    assert len(runs) == 2
    assert len(plan.runs) == 1
    assert check(problem, plan) == []
