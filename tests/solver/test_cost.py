"""“Why did I not get S1 in A?”: what one seat would take, and which rule forbids it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdday.solver.arrays import day_arrays
from pdday.solver.cost import STAY, Cost, Loss, Move, cost_of
from pdday.solver.draft import Draft, as_plan
from pdday.solver.plan import Plan, Why
from pdday.solver.problem import Attendee, Problem
from pdday.solver.rules import Rule
from pdday.solver.search import timetable
from pdday.solver.seating import seat
from pdday.solver.start import construct
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots
from tests.solver.whole_days import make_district_day

ANN = make_attendee("Ann", wishes=["S1", "S2"])


def a_day(*people: Attendee, seats: int = 1, **more: object) -> Problem:
    """Two sessions in slot A, the first wanted more."""
    return make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=seats), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[ANN, *people],
        **more,  # type: ignore[arg-type]
    )


def without_a_seat(problem: Problem, *others: str) -> Plan:
    """The others have S1, Ann has S2."""
    return make_plan(problem, {"S1@A/R1": others, "S2@A/R2": ["Ann"]})


def test_a_full_run_takes_somebody_s_first_choice() -> None:
    problem = a_day(make_attendee("Ben", wishes=["S1", "S2"]))

    cost = cost_of(problem, without_a_seat(problem, "Ben"), "Ann", "S1", "A")

    assert cost is not None
    assert cost.moves == (Move("Ben", Loss.FIRST, ("S1",), ("S2",)),)
    assert cost.own == Move("Ann", Loss.GAIN, ("S2",), ("S1",))
    assert cost.score_change == pytest.approx(0.0)


def test_whoever_had_not_asked_for_it_moves_first_and_loses_nothing() -> None:
    problem = a_day(make_attendee("Ben", wishes=["S1", "S2"]), make_attendee("Cem"), seats=2)

    cost = cost_of(problem, without_a_seat(problem, "Ben", "Cem"), "Ann", "S1", "A")

    assert cost is not None
    assert cost.moves == (Move("Cem", Loss.NOTHING, ("S1",), ("S2",)),)
    assert cost.score_change == pytest.approx(20.0)


def test_with_a_seat_left_nobody_else_moves() -> None:
    problem = a_day(make_attendee("Ben", wishes=["S1"]), seats=2)

    cost = cost_of(problem, without_a_seat(problem, "Ben"), "Ann", "S1", "A")

    assert cost is not None
    assert cost.counts == {}


def test_somebody_may_lose_their_place() -> None:
    one_seat = replace(a_day(make_attendee("Ben")), rooms=(make_room("R1", seats=1), make_room("R2", seats=1)))
    crowded = replace(one_seat, attendees=(*one_seat.attendees, make_attendee("Cem")))
    plan = make_plan(crowded, {"S1@A/R1": ["Ben"], "S2@A/R2": ["Cem"]})

    cost = cost_of(crowded, plan, "Ann", "S1", "A")

    assert cost is not None
    assert cost.counts == {Loss.PLACE: 1}


BEN_SITS = make_attendee("Ben", wishes=["S1"])
FORBIDDEN = {
    "a need": (replace(ANN, needs=frozenset({"ramp"})), {}, Rule.NEEDS),
    "being away": (replace(ANN, slots=frozenset()), {}, Rule.AVAILABLE),
    "a veto": (replace(ANN, wishes=(), vetoes=frozenset({"S1"})), {}, Rule.VETO),
    "a pin elsewhere": (make_attendee("Ann", wishes=["S1"], pins=[("S2", "A")]), {}, Rule.PINS),
    "somebody kept apart who is pinned there": (ANN, {"apart": [("Ann", "Ben")]}, Rule.APART),
    "somebody joined who is pinned elsewhere": (ANN, {"joined": [("Ann", "Cem")]}, Rule.JOINED),
    "a full run that is pinned whole": (ANN, {"seats": 1}, Rule.ROOM_CAPACITY),
}


@pytest.mark.parametrize(("ann", "more", "rule"), FORBIDDEN.values(), ids=FORBIDDEN.keys())
def test_a_rule_that_forbids_the_seat_is_named(ann: Attendee, more: dict[str, object], rule: Rule) -> None:
    ben, cem = make_attendee("Ben", pins=[("S1", "A")]), make_attendee("Cem", pins=[("S2", "A")])
    problem = a_day(ben, cem, **{"seats": 9, **more})
    problem = replace(problem, attendees=(ann, ben, cem))
    plan = make_plan(problem, {"S1@A/R1": ["Ben"], "S2@A/R2": ["Cem"]})

    cost = cost_of(problem, plan, "Ann", "S1", "A")

    assert cost == Cost("Ann", "S1", "A", forbidden=rule)


def test_one_s_own_session_and_the_time_of_one_s_own_session_are_forbidden() -> None:
    problem = a_day(BEN_SITS)
    leads = replace(problem, sessions=(make_session("S1", presenters=["Ann"]), make_session("S2")))
    plan = make_plan(leads, {"S1@A/R1": [], "S2@A/R2": []})

    own, other = (cost_of(leads, plan, "Ann", session, "A") for session in ("S1", "S2"))

    assert (own and own.forbidden, other and other.forbidden) == (Rule.ONCE_ONLY, Rule.ONE_PLACE)


def test_a_way_too_far_forbids_it() -> None:
    problem = make_problem(
        slots=make_slots("AB", gap_after=5),
        rooms=[make_room("R1"), make_room("R2", site="LMS")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("Ann", wishes=["S1"], pins=[("S2", "B")])],
        travel={("HS", "LMS"): 30},
    )
    plan = make_plan(problem, {"S1@A/R1": [], "S2@B/R2": ["Ann"]})

    cost = cost_of(problem, plan, "Ann", "S1", "A")

    assert cost is not None
    assert cost.forbidden is Rule.TRAVEL


def test_a_seat_given_by_hand_stays() -> None:
    problem = a_day(make_attendee("Ben", wishes=["S1", "S2"]))
    plan = without_a_seat(problem, "Ben")
    by_hand = replace(
        plan, seats=tuple(replace(each, why=Why.PIN) if each.attendee == "Ben" else each for each in plan.seats)
    )

    cost = cost_of(problem, by_hand, "Ann", "S1", "A")

    assert cost is not None
    assert cost.forbidden is Rule.ROOM_CAPACITY


def test_without_time_nothing_is_said() -> None:
    problem = a_day(BEN_SITS)

    assert cost_of(problem, without_a_seat(problem, "Ben"), "Ann", "S1", "A", seconds=0) is None


def test_of_a_session_that_does_not_run_then_it_is_told_that_it_does_not() -> None:
    problem = a_day(BEN_SITS)

    cost = cost_of(problem, without_a_seat(problem), "Ann", "S9", "A")

    assert cost == Cost("Ann", "S9", "A", runs=False)


@pytest.mark.slow
def test_on_a_whole_day_few_move_and_the_score_falls_by_what_they_lose() -> None:
    problem = make_district_day(staff=60, sessions=14)
    plan = _planned(problem)
    sitting = {(each.attendee, each.run) for each in plan.seats}
    asking = [
        (person.id, run)
        for run in plan.runs
        for person in problem.attendees
        if (person.id, run.id) not in sitting and any(wish.session == run.session for wish in person.wishes)
    ]

    costs = [cost_of(problem, plan, asker, run.session, run.slot) for asker, run in asking[::20]]

    allowed = [cost for cost in costs if cost is not None and cost.forbidden is None]
    assert len(allowed) > 3
    # the plan's seats are the best, so none gains more than it is worth to leave somebody where they are
    assert [cost for cost in allowed if len(cost.moves) >= 12 or cost.score_change >= STAY] == []


def _planned(problem: Problem) -> Plan:
    day = day_arrays(problem)
    state = construct(day, seed=1)
    assert state is not None
    draft = seat(problem, timetable(problem, day, state))
    assert isinstance(draft, Draft)
    return as_plan(problem, draft)[0]
