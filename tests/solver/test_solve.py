"""From a problem to a checked plan: what `solve` promises to whoever calls it."""

import itertools
import json
import math
import random
import time
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdday.solver import backend, engine, seating
from pdday.solver import solve as front
from pdday.solver.arrays import day_arrays
from pdday.solver.backend import Ending
from pdday.solver.baselines import Timetable, rounds_by_rank
from pdday.solver.best import Best, EngineFault
from pdday.solver.canonical import canonical_json
from pdday.solver.check import check
from pdday.solver.engine import Budget, work
from pdday.solver.explain import NOT_FOUND_IN_TIME, conflict
from pdday.solver.feasible import any_draft
from pdday.solver.model import build, whole_day
from pdday.solver.plan import Conflict, Run, Status, read_plan
from pdday.solver.precheck import precheck
from pdday.solver.reading import problem_from
from pdday.solver.search import Pace, search, timetable
from pdday.solver.solve import solve
from pdday.solver.start import construct
from pdday.solver.until import Limits
from tests.counts import cases
from tests.solver.ending import SOON, cancelled_when, solved_in_time
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files, in_another_order
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

BY_CHANCE = settings(
    max_examples=cases(25), deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def best_by_hand(problem):
    """The score of the best sign-up by hand; without one, of a day without a plan at all."""
    signed_up = [rounds_by_rank(problem, way, seed=1) for way in Timetable]
    return max((each.score for each in signed_up if each is not None), default=-math.inf)


@BY_CHANCE
@given(day_files(sessions=5, people=6))
def test_a_small_day_is_solved_to_proof_or_proved_impossible(file):
    problem = problem_from(file)

    plan = solve(problem, effort=1, threads=1)

    answer = backend.maximise(build(whole_day(problem)).model)
    assert check(problem, plan) == []
    if answer.ending is Ending.IMPOSSIBLE:
        assert plan.status is Status.IMPOSSIBLE
        assert plan.conflict
    else:
        assert plan.status is Status.OPTIMAL
        assert plan.score == pytest.approx(answer.objective, abs=1e-3)


def test_a_day_of_few_people_and_many_slots_is_searched_like_a_large_one():
    phases = []
    sessions = [make_session(f"S{number:02d}") for number in range(40)]
    people = [make_attendee(f"P{number:02d}", wishes=["S01", "S02"]) for number in range(20)]
    rooms = [make_room(f"R{number}", seats=9) for number in range(4)]
    few, many = (
        make_problem(slots=make_slots(slots), rooms=rooms, sessions=sessions, attendees=people)
        for slots in ("ABCDEFGHIJ", "ABCDEFGHIJKLMNOPQRSTUVWX")
    )

    solve(many, effort=1, progress=lambda told: phases.append(told.phase))

    assert [engine.is_small(few), engine.is_small(many)] == [True, False]
    assert "exact" not in phases


@BY_CHANCE
@given(day_files(sessions=5, people=6))
def test_a_day_too_large_for_proof_keeps_its_rules_and_stays_below_its_bound(file):
    problem = problem_from(file)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "SMALL_DAY", -1)
        patch.setattr(seating, "ALL_AT_ONCE", -1)
        plan = solve(problem, effort=1, threads=1)

    answer = backend.maximise(build(whole_day(problem)).model)
    assert check(problem, plan) == []
    if plan.status is Status.IMPOSSIBLE:
        assert answer.ending is Ending.IMPOSSIBLE
    else:
        assert plan.score <= answer.objective + 1e-3
        assert plan.bound >= answer.objective - 1e-3


@settings(BY_CHANCE, max_examples=cases(15))
@given(day_files(), st.randoms(use_true_random=False))
def test_the_order_of_a_file_never_changes_what_comes_of_it(file, chance):
    plan, other = (solve(problem_from(day), effort=1, threads=1) for day in (file, in_another_order(file, chance)))

    assert replace(plan, seconds=None) == replace(other, seconds=None)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_districts_day_with_everything_in_it_is_planned(seed):
    problem = make_district_day(staff=120, sessions=20, rooms=8, seed=seed)

    plan = solve(problem, effort=2, seed=seed)

    assert check(problem, plan) == []
    assert plan.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert len(plan.unplaced) < 10
    assert plan.gap < 0.25
    assert plan.score > best_by_hand(problem)


def test_the_same_effort_and_seed_give_the_same_plan_whatever_the_order_of_the_file():
    text = canonical_json(make_district_day(staff=102, sessions=10, rooms=5, seed=4))
    files = [json.loads(text), *(in_another_order(json.loads(text), random.Random(seed)) for seed in (1, 2))]

    plans = [solve(problem_from(file), effort=1, seed=3) for file in files]

    assert {(plan.runs, plan.seats, plan.score, plan.bound) for plan in plans} == {
        (plans[0].runs, plans[0].seats, plans[0].score, plans[0].bound)
    }


def test_the_number_of_threads_does_not_change_what_effort_gives():
    problem = make_district_day(staff=102, sessions=10, rooms=5, seed=5)

    one, two = (solve(problem, effort=1, seed=2, threads=threads) for threads in (1, 2))

    assert (one.runs, one.seats) == (two.runs, two.seats)


def test_progress_tells_a_score_that_only_rises_and_a_bound_that_only_falls():
    heard = []

    plan = solve(make_district_day(staff=104, seed=6), effort=2, progress=heard.append)

    scores = [each.score for each in heard if each.score is not None]
    bounds = [each.bound for each in heard if each.bound is not None]
    assert scores == sorted(scores)
    assert bounds == sorted(bounds, reverse=True)
    assert (scores[-1], heard[0].phase) == (plan.score, "start")
    assert [each.seconds for each in heard] == sorted(each.seconds for each in heard)


def test_a_cancel_hands_over_the_best_plan_so_far():
    problem = make_district_day(staff=104, sessions=16, seed=7)
    heard = []

    plan, worked = cancelled_when(
        problem, lambda: any(each.score is not None for each in heard), seconds=600, progress=heard.append
    )

    assert plan.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert worked < SOON
    assert check(problem, plan) == []


def test_a_cancel_before_the_first_plan_finds_none():
    best = Best(make_district_day(seed=8), begin=0.0, seed=1, path=None)

    impossible = work(best.problem, Budget(0.0, None, 1, 1, 1, stop=lambda: True), best)

    assert (impossible, best.plan) == (False, None)


def test_a_first_timetable_is_not_looked_for_when_time_is_up():
    problem = make_district_day(seed=8)

    assert any_draft(problem, Limits(stop=lambda: True), seed=1) == (Ending.NOTHING, None)


def test_the_clock_is_kept():
    problem = make_district_day(staff=104, sessions=16, seed=9)

    plan, worked = solved_in_time(problem, seconds=4)

    assert worked < SOON
    assert plan.score is not None


def test_a_day_too_large_for_its_time_has_a_plan_all_the_same():
    problem = make_district_day(staff=1500, sessions=80, rooms=40, seed=12)

    plan, worked = solved_in_time(problem, seconds=15)

    assert worked < SOON
    assert check(problem, plan) == []
    assert plan.score is not None


def test_plans_are_shown_while_the_search_goes_on():
    problem = make_district_day(staff=104, sessions=16, seed=6)
    heard = []

    solve(problem, effort=2, progress=heard.append)

    assert len({each.score for each in heard if each.phase == "search"} - {None}) > 1


def test_a_search_is_looked_at_three_times_and_a_look_changes_nothing():
    problem = make_district_day(staff=80, sessions=16, seed=3)
    day = day_arrays(problem)
    looks: list[tuple[Run, ...]] = []
    states = [construct(day, 3) for _ in range(2)]

    search(
        day, states[:1], Pace(moves=3000, look=lambda state: looks.append(timetable(problem, day, state))), threads=1
    )
    search(day, states[1:], Pace(moves=3000), threads=1)

    assert len(looks) == 3
    assert timetable(problem, day, states[0]) == timetable(problem, day, states[1])


def test_a_file_always_holds_the_best_plan_so_far(tmp_path):
    problem = make_district_day(staff=104, seed=10)
    path = tmp_path / "best.json"

    plan = solve(problem, effort=1, best_so_far=path)

    kept = read_plan(path.read_text())
    assert (kept.runs, kept.seats, kept.score) == (plan.runs, plan.seats, plan.score)
    assert check(problem, kept) == []
    assert list(tmp_path.iterdir()) == [path]


def test_a_mistake_of_the_caller_is_not_swallowed():
    def complain(_):
        raise KeyError("the listener's own mistake")

    with pytest.raises(KeyError):
        solve(make_district_day(seed=11), seconds=30, progress=complain)


@pytest.mark.parametrize(
    "problem",
    [
        make_problem(),
        make_problem(attendees=[make_attendee("P1")]),
        make_problem(sessions=[make_session("S1")]),
        make_problem(sessions=[make_session("S1", runs=(0, 0))], attendees=[make_attendee("P1", wishes=["S1"])]),
        make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1", may_stay_away=True)]),
        make_problem(sessions=[make_session("S1", attendance=(50, None))], attendees=[make_attendee("P1")]),
        make_problem(
            slots=make_slots("ABC"),
            sessions=[make_session("S1", length=3)],
            attendees=[make_attendee("P1", wishes=["S1"])],
        ),
        make_problem(rooms=[], sessions=[make_session("S1", runs=(0, 1))], attendees=[make_attendee("P1")]),
    ],
    ids=[
        "nothing",
        "nobody offers",
        "nobody comes",
        "all cancelled",
        "all may stay away",
        "a minimum out of reach",
        "three slots long",
        "no rooms",
    ],
)
def test_a_day_with_little_in_it_is_solved_to_proof(problem):
    plan = solve(problem, effort=1)

    assert plan.status is Status.OPTIMAL
    assert check(problem, plan) == []


def test_a_week_of_forty_slots_is_planned():
    blocks = ["abcd", "efgh", "ijkl", "mnop", "qrst", "ABCD", "EFGH", "IJKL", "MNOP", "QRST"]
    sessions = [make_session(f"S{number:02d}", length=1 + number % 3) for number in range(30)]
    people = [
        make_attendee(f"P{number:03d}", wishes=[f"S{(number * 7 + each * 3) % 30:02d}" for each in range(8)])
        for number in range(105)
    ]
    rooms = [make_room("R1", seats=60), make_room("R2", seats=40)]
    problem = make_problem(slots=make_slots(*blocks), rooms=rooms, sessions=sessions, attendees=people)

    plan = solve(problem, effort=1)

    assert check(problem, plan) == []
    assert plan.gap < 0.5
    assert plan.score > best_by_hand(problem)


def one_presenter_in_two_places():
    return make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1", presenters=["P1"]), make_session("S2", presenters=["P1"])],
        attendees=[make_attendee("P1")],
    )


def test_an_impossible_day_comes_back_with_what_clashes(monkeypatch):
    problem = one_presenter_in_two_places()
    monkeypatch.setattr(front, "EXPLAIN_SECONDS", 0.0)  # effort does not look at it

    plan = solve(problem, effort=1)

    assert plan.status is Status.IMPOSSIBLE
    assert plan.conflict == conflict(problem)
    assert (plan.runs, plan.score) == ((), None)


def test_where_the_rules_that_clash_are_not_found_in_time_a_proof_by_counting_is_told(monkeypatch):
    problem = one_presenter_in_two_places()
    monkeypatch.setattr(front, "EXPLAIN_SECONDS", 0.0)

    plan = solve(problem, seconds=1)

    assert plan.conflict == precheck(problem)[:1]
    assert len(plan.conflict) == 1


def test_a_day_proved_impossible_is_never_told_without_a_conflict(monkeypatch):
    problem = make_problem(
        slots=make_slots("A", "B"),
        sessions=[make_session("S1", runs=(1, 2))],
        attendees=[make_attendee(name, pins=[("S1", None)]) for name in ("P1", "P2", "P3")],
        apart=list(itertools.combinations(["P1", "P2", "P3"], 2)),
    )
    monkeypatch.setattr(front, "EXPLAIN_SECONDS", 0.0)
    monkeypatch.setattr(front, "LEAST_TO_EXPLAIN", 0.0)

    plan = solve(problem, seconds=20)

    assert precheck(problem) == ()
    assert (plan.status, plan.conflict) == (Status.IMPOSSIBLE, (NOT_FOUND_IN_TIME,))


def test_an_answer_without_a_plan_is_checked_as_well():
    clash = Conflict("PARKING", ("P1",), "P1 finds no place to park.", "Come by bus.")

    with pytest.raises(EngineFault, match="The conflict names PARKING, which is no rule"):
        front._without_a_plan(one_presenter_in_two_places(), (clash,), begin=time.monotonic(), seed=1)
