"""Construction and search: every timetable on the way keeps the rules, and the search makes it better."""

import numpy as np
import pytest

from pdday.solver import kernel
from pdday.solver.arrays import LENGTH, SESSION, day_arrays
from pdday.solver.check import check
from pdday.solver.draft import Draft, as_plan
from pdday.solver.repair import held
from pdday.solver.rules import Rule
from pdday.solver.search import Pace, judge, reprice, search, state_of, timetable
from pdday.solver.start import construct
from pdday.solver.state import BUSY, SEATS, SLOTS, START
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.whole_days import make_district_day

#: What an empty timetable cannot keep: nobody sits in it yet.
OF_SEATS = {Rule.RUNS, Rule.PINS, Rule.JOINED}


def broken_rules(problem, runs):
    plan, _ = as_plan(problem, Draft(runs, ()))
    return {each.rule for each in check(problem, plan) if isinstance(each.rule, Rule)} - OF_SEATS


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_constructed_timetable_keeps_the_rules_of_rooms_and_presenters(seed):
    problem = make_district_day(staff=80, sessions=16, seed=seed)
    day = day_arrays(problem)

    state = construct(day, seed)

    assert broken_rules(problem, timetable(problem, day, state)) == set()
    assert {run.session for run in timetable(problem, day, state)} == {session.id for session in problem.sessions}


@pytest.mark.parametrize("seed", [1, 2])
def test_a_searched_timetable_keeps_them_too_and_is_worth_more(seed):
    problem = make_district_day(staff=80, sessions=16, seed=seed)
    day = day_arrays(problem)
    state = construct(day, seed)
    reprice(day, state, 40, 5.0)
    before = judge(day, state)

    search(day, [state], Pace(moves=60), threads=1)

    assert judge(day, state) > before
    assert broken_rules(problem, timetable(problem, day, state)) == set()


def test_the_kernel_keeps_its_counts_while_it_moves_runs():
    problem = make_district_day(staff=80, sessions=16, seed=4)
    day = day_arrays(problem)
    state = construct(day, 4)
    judge(day, state)

    kernel.anneal(day, state, 3000, 0, 200.0)

    again = state_of(problem, day, timetable(problem, day, state), seed=4)
    assert (state.counts == again.counts).all()
    assert (state.running == again.running).all()
    assert ((state.grid >= 0) == (again.grid >= 0)).all()
    worth = state.worth.copy()
    judge(day, state)
    assert np.allclose(worth, state.worth)


def test_what_the_kernel_gains_is_what_the_judge_sees():
    problem = make_district_day(staff=80, sessions=16, seed=15)
    day = day_arrays(problem)
    state = construct(day, 5)
    before = judge(day, state)

    gained = kernel.anneal(day, state, 2000, 0, 5.0)

    assert judge(day, state) - before == pytest.approx(gained)


def test_the_same_seed_searches_the_same_way():
    problem = make_district_day(staff=60, seed=6)
    day = day_arrays(problem)

    states = [construct(day, 6), construct(day, 6)]
    search(day, states, Pace(moves=30), threads=2)

    assert timetable(problem, day, states[0]) == timetable(problem, day, states[1])


@pytest.mark.skipif(not kernel.COMPILED, reason="there is nothing to compare without numba")
def test_plain_python_reckons_a_day_as_the_compiled_kernel_does():
    day = day_arrays(make_district_day(staff=60, seed=7))
    state = construct(day, 7)
    everybody, load = np.arange(len(day.people)), np.zeros(len(state.at), dtype=np.int64)
    compiled, plain = np.zeros(len(day.people)), np.zeros(len(day.people))
    plain_load = load.copy()

    kernel.best_days(day, state, everybody, len(everybody), compiled, load)
    kernel.best_days.py_func(day, state, everybody, len(everybody), plain, plain_load)

    assert np.allclose(compiled, plain)
    assert (load == plain_load).all()


def test_a_person_takes_the_best_day_they_can_walk():
    problem = make_problem(
        slots=make_slots("AB", gap_after=5),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[make_session("S1", slots=["A"], sites=["HS"]), make_session("S2", slots=["B"], sites=["LMS"])],
        attendees=[make_attendee("P1", wishes=["S1", "S2"])],
        travel={("HS", "LMS"): 10},
    )
    day = day_arrays(problem)
    state = construct(day, 1)

    judge(day, state)

    # 10 of 18 points: a little over half a day, so nothing is low
    assert state.worth[0] == pytest.approx(100 * 10 / 18)


def test_held_runs_stay_where_they_are():
    problem = make_district_day(staff=60, seed=8)
    day = day_arrays(problem)
    state = construct(day, 8)
    before = timetable(problem, day, state)
    fixed = held(day, state)

    search(fixed, [state], Pace(moves=40), threads=1)

    assert set(before) <= set(timetable(problem, fixed, state))


def test_an_overfull_day_is_not_constructed():
    sessions = [make_session(f"S{number}") for number in range(3)]

    assert construct(day_arrays(make_problem(sessions=sessions)), 1) is None


def test_an_empty_state_counts_nothing():
    problem = make_district_day(staff=30, seed=9)
    day = day_arrays(problem)

    state = state_of(problem, day, (), seed=1)

    assert state.counts[:, [SEATS, BUSY]].sum() == 0
    assert (state.at[:, START] == -1).all()
    assert (state.at[:, SLOTS] == 0).all()
    assert day.sessions[day.runs[0, SESSION], LENGTH] == problem.sessions[0].length
