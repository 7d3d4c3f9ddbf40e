"""After something changed: what can stay stays, and nobody moves who need not."""

import random
import time
from copy import deepcopy
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdday.solver import backend, standing
from pdday.solver.best import Best
from pdday.solver.check import check
from pdday.solver.draft import Draft, as_plan
from pdday.solver.make_way import make_way
from pdday.solver.model import read
from pdday.solver.part import Part, build_part, solve_part
from pdday.solver.plan import Status
from pdday.solver.reading import problem_from
from pdday.solver.score import score
from pdday.solver.solve import solve
from pdday.solver.standing import is_repair, people_forced, runs_that_stay
from pdday.solver.stay import leave_in_place
from pdday.solver.until import NO_LIMITS, Limits
from tests.counts import cases
from tests.solver.changed_days import cancelled
from tests.solver.factories import WEIGHTS, make_attendee, make_plan, make_problem, make_room, make_session, make_slots
from tests.solver.good_plans import every_good_plan
from tests.solver.strategies import day_files
from tests.solver.whole_days import make_district_day

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


def test_in_a_slot_that_a_session_has_grown_into_staying_in_it_is_no_change():
    before = make_problem(
        sessions=[make_session("S1"), make_session("S2", runs=(0, 1))],
        attendees=[make_attendee("P1", wishes=["S1", "S2"])],
    )
    plan = make_plan(before, {"S1@A/R1": ["P1"], "S2@B/R1": ["P1"]})
    longer = replace(before, sessions=(make_session("S1", length=2), before.session("S2")), previous=plan)

    repaired = solve(longer, effort=2)

    assert check(longer, repaired) == []
    assert (repaired.score, score(longer, repaired).changes) == (100.0, ())


def test_whoever_had_nothing_is_not_among_those_who_had_something_also_after_they_were_asked_for():
    day = make_problem(
        sessions=[make_session("S1")], attendees=[make_attendee("P1", wishes=["S1"]), make_attendee("P2")]
    )
    had = standing.before(replace(day, previous=make_plan(day, {"S1@A/R1": ["P1"]})))

    for who, slot in (("P2", "A"), ("P1", "B")):
        with pytest.raises(KeyError):
            had[who][slot]

    assert had == {"P1": {"A": {("S1", "R1")}}}


def test_a_seat_that_stands_twice_in_the_previous_plan_changes_once():
    before = make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1", wishes=["S1"])])
    plan = make_plan(before, {"S1@A/R1": ["P1"]})
    away = make_problem(
        sessions=before.sessions,
        attendees=[make_attendee("P1", wishes=["S1"], slots="B")],
        previous=replace(plan, seats=plan.seats * 2),
    )

    repaired = solve(away, effort=2)

    assert check(away, repaired) == []
    assert (repaired.score, score(away, repaired).changes) == (80.0, (("P1", "A"),))


def test_after_a_cancellation_the_other_runs_stay_and_most_people_too():
    problem = make_district_day(staff=104, sessions=14, seed=1)
    plan = solve(problem, effort=3)
    gone = plan.runs[-1].session
    changed = replace(cancelled(problem, gone), previous=plan)

    repaired = solve(changed, effort=3)

    assert check(changed, repaired) == []
    assert {run for run in plan.runs if run.session != gone} <= set(repaired.runs)
    forced = sum(seat.run.startswith(f"{gone}@") for seat in plan.seats)
    assert forced <= len(score(changed, repaired).changes) <= 3 * forced + 10


def test_nothing_changes_where_nothing_has_to():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S2"])]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=people,
    )
    before = make_plan(problem, {"S1@A/R1": ["P1", "P2"], "S2@B/R2": ["P1", "P2"]})

    after = solve(replace(problem, previous=before), effort=1)

    assert (after.status, after.runs, after.seats) == (Status.OPTIMAL, before.runs, before.seats)


def test_a_run_in_a_room_that_is_lost_does_not_stay():
    session = make_session("S1")
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")], sessions=[session], attendees=[make_attendee("P1")]
    )
    before = make_plan(problem, {"S1@A/R1": ["P1"]})
    lost = replace(problem, rooms=(make_room("R1", closed=["A", "B"]), make_room("R2")), previous=before)

    assert runs_that_stay(replace(problem, previous=before)) == before.runs
    assert runs_that_stay(lost) == ()
    assert {run.room for run in solve(lost, effort=1).runs} == {"R2"}


def test_people_and_sessions_that_are_gone_are_forgotten():
    problem = make_problem(sessions=[make_session("S1")], attendees=[make_attendee("P1"), make_attendee("P2")])
    before = make_plan(problem, {"S1@A/R1": ["P1", "P2"]})
    other = make_problem(sessions=[make_session("S2")], attendees=[make_attendee("P2")])

    plan = solve(replace(other, previous=before), effort=1)

    assert plan.status is Status.OPTIMAL
    assert {seat.attendee for seat in plan.seats} == {"P2"}


def test_a_run_whose_room_is_lost_moves_to_a_free_room_at_its_time():
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2"), make_room("R3", seats=1)],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee(f"P{number}", wishes=["S1", "S2"]) for number in range(4)],
    )
    everyone = ["P0", "P1", "P2", "P3"]
    before = make_plan(problem, {"S1@A/R1": everyone, "S2@B/R2": everyone})
    lost = replace(problem, rooms=(make_room("R1", closed=["A", "B"]), *problem.rooms[1:]), previous=before)

    after = solve(lost, effort=1)

    assert {run.id: run.room for run in after.runs} == {"S1@A": "R2", "S2@B": "R2"}
    assert len(score(lost, after).changes) == 4


def test_a_small_session_makes_way_for_one_that_lost_its_room():
    people = [make_attendee(f"P{number}", wishes=["S1"], may_stay_away=True) for number in range(3)]
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1", slots=["A"]), make_session("S2"), make_session("S3", slots=["B"])],
        attendees=[*people, make_attendee("P3", wishes=["S2"], may_stay_away=True)],
    )
    seated = {"S1@A/R1": ["P0", "P1", "P2"], "S2@A/R2": ["P3"], "S3@B/R2": []}
    lost = replace(problem, rooms=(make_room("R1", closed=["A"]), make_room("R2")), previous=make_plan(problem, seated))

    after = solve(lost, effort=1)

    assert {run.id: run.room for run in after.runs} == {"S1@A": "R2", "S2@B": "R1", "S3@B": "R2"}


def told_to_stop_after(asked):
    """Limits that are reached when somebody has looked at them so often: here, while a model is laid out."""
    looks = iter([False] * asked)
    return Limits(stop=lambda: next(looks, True))


def one_run_lost():
    """Two sessions of the day before, of which the first has lost its room, and the draft of what stays."""
    problem = make_problem(
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee("P0", wishes=["S1", "S2"])],
    )
    before = make_plan(problem, {"S1@A/R1": ["P0"], "S2@B/R2": ["P0"]})
    lost = replace(problem, rooms=(make_room("R1", closed=["A", "B"]), make_room("R2")), previous=before)
    return lost, Draft(runs_that_stay(lost), (("P0", "S2@B"),))


def test_a_stop_is_heard_while_a_part_is_laid_out():
    problem, draft = one_run_lost()
    part = Part(frozenset({"S1"}), frozenset({"P0"}))

    assert solve_part(problem, draft, part, NO_LIMITS, seed=1) is not None
    assert solve_part(problem, draft, part, told_to_stop_after(1), seed=1) is None


def test_a_stop_is_heard_while_others_make_way():
    problem, draft = one_run_lost()
    homeless = frozenset({"S1"})

    assert make_way(problem, draft, homeless, NO_LIMITS, seed=1) is not None
    assert make_way(problem, draft, homeless, told_to_stop_after(1), seed=1) is None


@pytest.mark.parametrize("whole", [False, True])
def test_a_stop_is_heard_before_people_are_taken_back(whole):
    changed, best, here = two_who_swapped()

    leave_in_place(changed, best, told_to_stop_after(2), seed=1, whole=whole)

    assert best.draft() == here


@pytest.mark.parametrize("seat", ["S1@A/R1", "S4@A/R1"])
def test_who_stays_is_worth_what_the_score_says_and_costs_the_model_nothing(seat):
    people = [make_attendee(f"P{number}", wishes=["S1", "S2", "S3"]) for number in range(2)]
    sessions = [make_session(f"S{number}", runs=[0, 1]) for number in (1, 2, 3, 4)]
    problem = make_problem(rooms=[make_room("R1"), make_room("R2")], sessions=sessions, attendees=people)
    before = make_plan(problem, {seat: ["P0"], "S2@B/R2": ["P1"]})
    changed = replace(problem, previous=before)
    draft = Draft(before.runs, tuple((each.attendee, each.run) for each in before.seats))

    day = build_part(changed, draft, Part(people=frozenset({"P1"})))
    answer = backend.maximise(day.model)

    assert [each.name.split("_")[0] for each in day.model.variables() if each.name[0] in "ln"] == ["low", "none"]
    assert answer.objective == pytest.approx(as_plan(changed, read(day))[1].total)


def test_when_people_come_late_only_they_change():
    problem = make_district_day(staff=104, sessions=14, seed=2)
    plan = solve(problem, effort=3)
    leading = {who for session in problem.sessions for who in session.presenters}
    late = [person.id for person in problem.attendees if person.slots is None and person.id not in leading][:5]
    people = [
        replace(person, slots=frozenset("BCD"), pins=()) if person.id in late else person
        for person in problem.attendees
    ]
    dear = replace(WEIGHTS, change=WEIGHTS.unplaced)
    changed = replace(problem, attendees=tuple(people), previous=plan, weights=dear)

    repaired = solve(changed, effort=3)

    assert people_forced(changed) <= set(late)
    assert {attendee for attendee, _ in score(changed, repaired).changes} == people_forced(changed)


def test_a_day_that_lost_most_of_its_timetable_or_changes_for_nothing_is_no_repair():
    sessions = [make_session(f"S{number}") for number in range(3)]
    problem = make_problem(rooms=[make_room("R1"), make_room("R2")], sessions=sessions, attendees=[make_attendee()])
    before = make_plan(problem, {"S0@A/R1": ["P1"], "S1@B/R1": ["P1"], "S2@A/R2": []})
    lost = (make_room("R1", closed=["A", "B"]), make_room("R2"))

    assert is_repair(replace(problem, previous=before))
    assert not is_repair(problem)
    assert not is_repair(replace(problem, rooms=lost, previous=before))
    assert not is_repair(replace(problem, previous=before, weights=replace(WEIGHTS, change=0.0)))


def test_of_equally_good_plans_the_one_that_leaves_people_is_taken_though_changes_cost_nothing():
    sessions = [make_session(f"S{number}", slots=["A"]) for number in range(3)]
    same = {session.id: 1 for session in sessions}
    problem = make_problem(
        rooms=[make_room(f"R{number}", seats=3) for number in range(3)],
        sessions=sessions,
        attendees=[make_attendee(f"P{number}", wishes=same, slots=["A"]) for number in range(6)],
        weights=replace(WEIGHTS, change=0.0),
    )
    before = make_plan(problem, {"S0@A/R2": ["P5", "P0"], "S1@A/R0": ["P1", "P4"], "S2@A/R1": ["P2", "P3"]})

    after = solve(replace(problem, previous=before), effort=1)

    assert (after.runs, after.seats) == (before.runs, before.seats)


def two_who_swapped():
    """Three people in three runs as wanted as each other, of whom two changed places for nothing."""
    sessions = [make_session(f"S{number}", slots=["A"]) for number in range(3)]
    problem = make_problem(
        rooms=[make_room(f"R{number}", seats=1) for number in range(3)],
        sessions=sessions,
        attendees=[make_attendee(f"P{number}", wishes={"S0": 1, "S1": 1, "S2": 1}) for number in range(3)],
        slots=make_slots("A"),
        weights=replace(WEIGHTS, change=0.0),
    )
    before = make_plan(problem, {"S0@A/R0": ["P0"], "S1@A/R1": ["P1"], "S2@A/R2": ["P2"]})
    changed = replace(problem, previous=before)
    best = Best(changed, begin=time.monotonic(), seed=1, path=None)
    here = Draft(before.runs, (("P0", "S1@A"), ("P1", "S0@A"), ("P2", "S2@A")))
    best.offer(here)
    return changed, best, here


def test_who_changed_needlessly_is_taken_back_while_everyone_else_is_held():
    changed, best, here = two_who_swapped()

    leave_in_place(changed, best, NO_LIMITS, seed=1, whole=False)

    assert best.draft() == Draft(here.runs, (("P0", "S0@A"), ("P1", "S1@A"), ("P2", "S2@A")))


def test_who_has_to_change_in_one_slot_is_left_in_peace_in_the_others():
    sessions = [make_session("S0", slots=["A"]), make_session("S1", slots=["B"])]
    problem = make_problem(
        rooms=[make_room("R1", seats=1)],
        sessions=sessions,
        attendees=[make_attendee("P0"), make_attendee("P1")],
        slots=make_slots("A", "B"),
        weights=replace(WEIGHTS, change=0.0),
    )
    before = make_plan(problem, {"S0@A/R1": ["P0"], "S1@B/R1": ["P0"]})
    away = (make_attendee("P0", slots=["B"]), problem.attendee("P1"))
    changed = replace(problem, attendees=away, previous=before)
    best = Best(changed, begin=time.monotonic(), seed=1, path=None)
    best.offer(Draft(before.runs, (("P1", "S0@A"), ("P1", "S1@B"))))

    leave_in_place(changed, best, NO_LIMITS, seed=1, whole=False)

    assert best.draft() == Draft(before.runs, (("P0", "S1@B"), ("P1", "S0@A")))


@settings(max_examples=cases(12), deadline=None, suppress_health_check=list(HealthCheck))
@given(day_files(sessions=3, people=3, slots=2, rooms=2), st.randoms(use_true_random=False), st.sampled_from([0, 20]))
def test_a_repair_is_the_best_of_all_plans_and_of_the_best_it_changes_fewest_people(day, draw, weight):
    plan = solve(problem_from(day), effort=1)
    changed = replace(problem_from({**something_happens(day, draw), "weights": {"change": weight}}), previous=plan)

    repaired = solve(changed, effort=1)

    good = [(other.score, *moved(changed, other)) for other in every_good_plan(changed)]
    best = max((each[0] for each in good), default=None)
    if best is None:
        assert repaired.status is Status.IMPOSSIBLE
    else:
        assert abs(repaired.score - best) < 1e-6
        assert moved(changed, repaired) == min(each[1:] for each in good if each[0] > best - 1e-6)


def moved(problem, plan):
    """How many people changed, and in how many slots."""
    changes = score(problem, plan).changes
    return len({attendee for attendee, _ in changes}), len(changes)


def something_happens(day: dict, draw: random.Random) -> dict:
    """The day with a session cancelled, a room lost, a presenter ill or somebody late; or with no change."""
    after = deepcopy(day)
    slots = [slot["id"] for slot in after["slots"]]
    person, session = draw.choice(after["attendees"]), draw.choice(after["sessions"])
    match draw.choice(["cancelled", "lost", "ill", "late", "nothing"]):
        case "cancelled":
            session.update(runs=[0, 0], pins=[])
        case "lost":
            draw.choice(after["rooms"]).update(closed=slots)
        case "ill":
            person.update(slots=[], pins=[])
            for each in after["sessions"]:
                if person["id"] in each["presenters"]:
                    each.update(runs=[0, 0], pins=[])
        case "late":
            person.update(slots=slots[1:], pins=[])
    return after
