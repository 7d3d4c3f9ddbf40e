"""What the others of one's groups make a wish worth: the search finds the timetable in which a team can meet."""

import pytest

from pdday.solver.aims import aims_of
from pdday.solver.arrays import day_arrays
from pdday.solver.company import with_company
from pdday.solver.rooms import run_at
from pdday.solver.search import Pace, search, state_of, timetable
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots


def make_day_of_two(**groups):
    """Both are there in slot A only, and want S1 as much as something of their own."""
    return make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1"), make_room("R2"), make_room("R3")],
        sessions=[make_session("S1"), make_session("S2", slots=["A"]), make_session("S3", slots=["A"])],
        attendees=[
            make_attendee("P1", wishes={"S1": 1, "S2": 1}, slots=["A"]),
            make_attendee("P2", wishes={"S1": 1, "S3": 1}, slots=["A"]),
        ],
        **groups,
    )


def searched(problem, start, seed):
    """Where S1 is after a search that began with it in this slot."""
    day = day_arrays(problem)
    runs = [run_at("S1", start, "R1"), run_at("S2", "A", "R2"), run_at("S3", "A", "R3")]
    state = state_of(problem, day, runs, seed=seed)
    search(day, [state], Pace(moves=300), threads=1)
    return {run.session: run.slot for run in timetable(problem, day, state)}["S1"]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_search_finds_the_timetable_in_which_a_team_can_meet(seed):
    problem = make_day_of_two(together=[("P1", "P2")])

    assert searched(problem, "B", seed) == "A"


def worth_of(problem):
    aims = with_company(problem, [aims_of(problem, who, 5000.0) for who in problem.attendees])
    alone = [aims_of(problem, who, 5000.0) for who in problem.attendees]
    return {
        (who.id, option.session): option.worth - before.worth
        for who, some, those in zip(problem.attendees, aims, alone, strict=True)
        for aim, other in zip(some, those, strict=True)
        for option, before in zip(aim, other, strict=True)
    }


def make_wishing_day(**groups):
    """P1 and P2 both want S1 and S2, P1 alone S3, and P3 presents S3."""
    return make_problem(
        slots=make_slots("ABCD"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2", runs=(1, 2)), make_session("S3", presenters=["P3"])],
        attendees=[
            make_attendee("P1", wishes=["S1", "S2", "S3"]),
            make_attendee("P2", wishes=["S1", "S2"]),
            make_attendee("P3"),
        ],
        **groups,
    )


def test_what_a_team_shares_is_worth_no_more_to_a_day_than_one_meeting():
    assert worth_of(make_wishing_day(together=[("P1", "P2")])) == {
        ("P1", "S1"): 5.0,
        ("P1", "S2"): 5.0,
        ("P1", "S3"): 0.0,
        ("P2", "S1"): 5.0,
        ("P2", "S2"): 5.0,
    }


def test_people_who_are_to_be_spread_lose_by_what_they_share_and_most_by_what_another_presents():
    assert worth_of(make_wishing_day(spread=[("P1", "P2", "P3")])) == {
        ("P1", "S1"): -1.25,
        ("P1", "S2"): -0.625,
        ("P1", "S3"): -5.0,
        ("P2", "S1"): -1.25,
        ("P2", "S2"): -0.625,
    }


def test_nothing_changes_on_a_day_without_groups():
    problem = make_wishing_day()

    assert set(worth_of(problem).values()) == {0.0}
