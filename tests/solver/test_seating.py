"""Seats on a timetable that stands: exact, and hardly worse when wishes come first and the rest after."""

from dataclasses import replace

import pytest

from pdday.solver import fill, seating
from pdday.solver.arrays import day_arrays
from pdday.solver.check import check
from pdday.solver.draft import as_plan, with_bound
from pdday.solver.plan import Why
from pdday.solver.rooms import run_at
from pdday.solver.search import timetable
from pdday.solver.seating import seat, wished_seats
from pdday.solver.start import construct
from pdday.solver.until import Limits
from pdday.solver.variables import Somewhere
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.whole_days import make_district_day


def seated_plan(problem, runs):
    plan, _ = as_plan(problem, seat(problem, runs))
    plan = with_bound(plan, plan.score, seconds=0, seed=1)
    assert check(problem, plan) == []
    return plan


@pytest.mark.parametrize("seed", [1, 2])
def test_wishes_first_and_the_rest_after_loses_almost_nothing(seed, monkeypatch):
    problem = make_district_day(staff=70, sessions=14, seed=seed)
    day = day_arrays(problem)
    runs = timetable(problem, day, construct(day, seed))
    at_once = seated_plan(problem, runs)

    monkeypatch.setattr(seating, "ALL_AT_ONCE", -1)
    in_two = seated_plan(problem, runs)

    assert in_two.score <= at_once.score + 1e-6
    assert in_two.score >= at_once.score - 0.002 * abs(at_once.score)


def test_everybody_without_a_wish_is_given_a_place(monkeypatch):
    monkeypatch.setattr(seating, "ALL_AT_ONCE", -1)
    people = [make_attendee(f"P{number}") for number in range(9)]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=5), make_room("R2", seats=5)],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=people,
    )

    plan = seated_plan(problem, [run_at("S1", "A", "R1"), run_at("S2", "A", "R2")])

    assert plan.unplaced == ()
    assert {each.why for each in plan.seats} == {Why.FILL}


@pytest.mark.parametrize("all_at_once", [-1, 40_000])
def test_nobody_sits_where_they_wish_at_a_site_from_which_no_seat_is_left_in_reach(all_at_once, monkeypatch):
    """All six ask for S1 at HS, but then only three find a place there, and LMS is too far: a wish is worth less."""
    monkeypatch.setattr(seating, "ALL_AT_ONCE", all_at_once)
    for many in ("WITHOUT_A_PLACE", "SET_FREE"):  # nobody is freed afterwards to mend it
        monkeypatch.setattr(seating, many, 0)
    problem = make_problem(
        slots=make_slots("AB", gap_after=5),
        rooms=[make_room("R1", site="HS", seats=6), make_room("R2", site="LMS", seats=3)],
        sessions=[make_session("S1"), make_session("S2", attendance=(0, 3)), make_session("S3"), make_session("S4")],
        attendees=[make_attendee(f"P{number}", wishes=["S1"]) for number in range(6)],
        travel={("HS", "LMS"): 10},
    )
    runs = [run_at("S1", "A", "R1"), run_at("S2", "B", "R1"), run_at("S3", "A", "R2"), run_at("S4", "B", "R2")]

    plan = seated_plan(problem, runs)

    assert plan.unplaced == ()
    assert sum(each.why is Why.WISH for each in plan.seats) == 3


@pytest.mark.parametrize(
    ("travel", "sites"), [({("HS", "LMS"): 10}, ("HS", "LMS")), ({("HS", "Depot"): 99}, (None, None))]
)
def test_places_are_kept_by_site_where_one_with_rooms_is_too_far_and_only_where_something_runs(travel, sites):
    problem = make_problem(
        slots=make_slots("ABC", gap_after=5),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("P1"), make_attendee("P2", may_stay_away=True)],
        travel=travel,
    )

    day = wished_seats(problem, [run_at("S1", "A", "R1"), run_at("S2", "B", "R2")])

    assert list(day.somewhere) == [Somewhere("P1", slot, site) for slot, site in zip("AB", sites, strict=True)]


@pytest.mark.parametrize(
    ("session", "person"),
    [
        ({"slots": "A"}, {"wishes": ["S1"]}),
        ({"slots": "A", "presenters": ["P1"]}, {}),
        ({"slots": "B"}, {"wishes": ["S1"]}),
    ],
)
def test_of_the_seats_left_those_in_reach_are_offered_first(session, person, monkeypatch):
    """P1 is at HS in one slot; in the other three runs at LMS are emptier than the only one at HS."""
    monkeypatch.setattr(seating, "ALL_AT_ONCE", -1)
    monkeypatch.setattr(fill, "OFFERS", 2)
    for many in ("WITHOUT_A_PLACE", "SET_FREE"):  # nobody is freed afterwards to mend it
        monkeypatch.setattr(seating, many, 0)
    there, other = session["slots"], "BA"["AB".index(session["slots"])]
    problem = make_problem(
        slots=make_slots("AB", gap_after=5),
        rooms=[make_room("R0", site="HS", seats=6), *(make_room(f"R{at}", site="LMS") for at in (1, 2, 3))],
        sessions=[make_session("S1", **session), *(make_session(f"T{at}", slots=other) for at in range(4))],
        attendees=[make_attendee("P1", **person)],
        travel={("HS", "LMS"): 10},
    )

    plan = seated_plan(problem, [run_at("S1", there, "R0"), *(run_at(f"T{at}", other, f"R{at}") for at in range(4))])

    assert plan.unplaced == ()


def test_seats_nobody_asked_for_go_first_to_runs_under_their_minimum(monkeypatch):
    monkeypatch.setattr(seating, "ALL_AT_ONCE", -1)
    people = [make_attendee(f"P{number}") for number in range(4)]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1", attendance=(3, None)), make_session("S2")],
        attendees=people,
    )

    plan = seated_plan(problem, [run_at("S1", "A", "R1"), run_at("S2", "A", "R2")])

    assert sum(each.run == "S1@A" for each in plan.seats) >= 3


def test_a_seat_that_suits_is_preferred():
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("P1", suits=["S2"])],
    )

    plan = seated_plan(problem, [run_at("S1", "A", "R1"), run_at("S2", "A", "R2")])

    assert [each.run for each in plan.seats] == ["S2@A"]


def test_people_better_together_meet_and_those_to_spread_do_not():
    sessions = [make_session("S1", attendance=(0, 2)), make_session("S2", attendance=(0, 2))]
    people = [make_attendee(f"P{number}") for number in range(1, 5)]
    rooms = [make_room("R1"), make_room("R2")]
    runs = [run_at("S1", "A", "R1"), run_at("S2", "A", "R2")]

    def run_of(**more):
        problem = make_problem(slots=make_slots("A"), rooms=rooms, sessions=sessions, attendees=people, **more)
        return {each.attendee: each.run for each in seated_plan(problem, runs).seats}

    met, spread = run_of(together=[("P1", "P2")]), run_of(spread=[("P1", "P2")])
    assert met["P1"] == met["P2"]
    assert spread["P1"] != spread["P2"]


def test_a_repeat_that_nobody_can_fill_is_left_out():
    problem = make_problem(
        sessions=[make_session("S1", runs=(1, 2))], attendees=[make_attendee("P1", wishes=["S1"], slots=["A"])]
    )

    repeats = make_session("S1", runs=(0, 2))
    draft = seat(replace(problem, sessions=(repeats,)), [run_at("S1", "A", "R1"), run_at("S1", "B", "R1")])

    assert [run.id for run in draft.runs] == ["S1@A"]
    assert draft.sittings == (("P1", "S1@A"),)


def test_a_timetable_that_breaks_a_pin_has_no_seats():
    problem = make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1", pins=[("S1", "B")])])

    assert seat(problem, [run_at("S1", "A", "R1")]) is None


def test_a_repeat_that_nobody_asked_for_is_filled_in_the_second_step(monkeypatch):
    monkeypatch.setattr(seating, "ALL_AT_ONCE", -1)
    people = [make_attendee(f"P{number}", wishes=["S2"]) for number in range(4)]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1", runs=(0, 2)), make_session("S2")],
        attendees=people,
    )

    plan = seated_plan(problem, [run_at("S1", "A", "R1"), run_at("S1", "B", "R1"), run_at("S2", "A", "R2")])

    assert {each.run for each in plan.seats} == {"S1@A", "S1@B", "S2@A"}


@pytest.mark.parametrize("all_at_once", [-1, 40_000])
def test_time_that_is_up_while_the_model_is_built_ends_without_seats(all_at_once, monkeypatch):
    problem = make_district_day(staff=40, sessions=10, seed=3)
    runs = timetable(problem, day_arrays(problem), construct(day_arrays(problem), 3))
    asked = []

    def is_late_the_third_time():
        asked.append("late?")
        return len(asked) > 2

    monkeypatch.setattr(seating, "ALL_AT_ONCE", all_at_once)

    assert seat(problem, runs, Limits(stop=is_late_the_third_time)) is None
    assert len(asked) == 3
