"""What would help most: each proposal is what a second solution of the seats gives."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pdday.solver.draft import as_plan
from pdday.solver.helps import HelpKind, what_would_help
from pdday.solver.problem import Problem
from pdday.solver.score import score
from pdday.solver.seating import seat
from pdday.solver.solve import solve
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots
from tests.solver.whole_days import make_district_day


def a_day(*, wanting: int, seats: int, second_room: bool = True, presenters: tuple[str, ...] = ()) -> Problem:
    """So many people want S1 first, which has few seats in slot A; nothing of theirs runs in slot B."""
    people = [make_attendee(f"P{number}", wishes=["S1", "S2"]) for number in range(wanting)]
    return make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=seats), *([make_room("R2", seats=9)] if second_room else [])],
        sessions=[make_session("S1", presenters=presenters), make_session("S2")],
        attendees=people,
    )


def test_one_more_seat_in_a_full_run_pleases_one_person() -> None:
    problem = a_day(wanting=3, seats=2)
    plan = make_plan(problem, {"S1@A/R1": ["P0", "P1"], "S2@A/R2": ["P2"]})

    (seat_more,) = (each for each in what_would_help(problem, plan) if each.kind is HelpKind.SEAT)

    assert (seat_more.session, seat_more.slot, seat_more.room) == ("S1", "A", "R1")
    assert (seat_more.first, seat_more.top_three) == (1, 0)
    assert seat_more.gain == pytest.approx(100 * (10 - 8) / 18 + 100 * (0.5 - 8 / 18), abs=1e-3)


def test_one_more_run_is_proposed_where_it_helps_most() -> None:
    problem = a_day(wanting=3, seats=2)
    plan = make_plan(problem, {"S1@A/R1": ["P0", "P1"], "S2@A/R2": ["P2"]})

    best, *_ = (each for each in what_would_help(problem, plan) if each.kind is HelpKind.RUN)

    assert (best.session, best.slot, best.room, best.first) == ("S1", "B", "R2", 1)


def test_no_run_is_proposed_while_its_presenter_presents() -> None:
    problem = a_day(wanting=3, seats=1)
    both = replace(problem, sessions=tuple(replace(each, presenters=("P9",)) for each in problem.sessions))
    led = replace(both, attendees=(*both.attendees, make_attendee("P9")))
    plan = make_plan(led, {"S1@A/R1": ["P0"], "S2@B/R2": ["P1", "P2"]})

    slots = {(each.session, each.slot) for each in what_would_help(led, plan) if each.kind is HelpKind.RUN}

    assert slots == set()


def test_nobody_is_counted_as_without_a_place_who_has_one_in_a_session_for_some() -> None:
    people = [make_attendee(f"P{number}", wishes=["S1"], tags=["nurse"]) for number in range(4)]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=1), make_room("R2", seats=9), make_room("R3", seats=9)],
        sessions=[
            make_session("S1", runs=(1, 1)),
            make_session("S2", audience=["nurse"]),
            make_session("S3", runs=(0, 1)),
        ],
        attendees=people,
    )
    plan = make_plan(problem, {"S1@A/R1": ["P0"], "S2@A/R2": ["P1", "P2", "P3"]})

    helps = what_would_help(problem, plan)

    assert [(each.kind, each.session, each.gain) for each in helps] == [(HelpKind.SEAT, "S1", 150)]


def test_nothing_helps_where_everybody_has_what_they_want() -> None:
    problem = a_day(wanting=2, seats=9)
    plan = make_plan(problem, {"S1@A/R1": ["P0", "P1"], "S2@B/R2": ["P0", "P1"]})

    assert what_would_help(problem, plan) == ()


def test_without_time_nothing_is_told() -> None:
    problem = a_day(wanting=3, seats=2)
    plan = make_plan(problem, {"S1@A/R1": ["P0", "P1"], "S2@A/R2": ["P2"]})

    assert what_would_help(problem, plan, seconds=0) == ()


def test_whoever_stops_it_is_told_what_is_confirmed_by_then() -> None:
    problem = a_day(wanting=3, seats=2)
    plan = make_plan(problem, {"S1@A/R1": ["P0", "P1"], "S2@A/R2": ["P2"]})

    assert what_would_help(problem, plan, stop=lambda: True) == ()
    assert what_would_help(problem, plan, stop=lambda: False) == what_would_help(problem, plan) != ()


@pytest.mark.slow
def test_on_a_whole_day_what_is_told_comes_true() -> None:
    problem = make_district_day(staff=60, sessions=14)
    plan = solve(problem, seconds=4)
    helps = what_would_help(problem, plan, seconds=60)

    assert helps
    for each in helps:
        eased, runs = problem, plan.runs
        if each.kind is HelpKind.RUN:
            sessions = [
                replace(session, most_runs=session.most_runs + 1) if session.id == each.session else session
                for session in problem.sessions
            ]
            eased = replace(problem, sessions=tuple(sessions))
            runs = (
                *runs,
                replace(
                    runs[0], id=f"{each.session}@{each.slot}", session=each.session, slot=each.slot, room=each.room
                ),
            )
        else:
            rooms = [replace(room, seats=room.seats + 1) if room.id == each.room else room for room in problem.rooms]
            eased = replace(problem, rooms=tuple(rooms))
        draft = seat(eased, runs)
        assert draft is not None
        rise = score(eased, as_plan(eased, draft)[0]).total - score(problem, plan).total
        assert rise > 0
        if each.kind is HelpKind.RUN:
            assert each.gain == pytest.approx(rise, abs=1)
