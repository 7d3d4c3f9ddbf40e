"""The quick bound is never below what a plan can score, and tells the truth where it is easy."""

import pytest
from hypothesis import HealthCheck, assume, given, settings

from pdday.solver import backend
from pdday.solver.backend import Ending
from pdday.solver.bound import quick_bound
from pdday.solver.model import build, whole_day
from pdday.solver.reading import problem_from
from tests.counts import cases
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@settings(
    max_examples=cases(100), deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(day_files(sessions=5, people=6, slots=7))
def test_no_proved_best_plan_scores_more_than_the_bound(file):
    problem = problem_from(file)

    bound = quick_bound(problem)

    answer = backend.maximise(build(whole_day(problem)).model)
    assume(answer.ending is Ending.PROVED)
    assert bound >= answer.objective - 1e-6


def test_a_perfect_day_is_its_own_bound():
    people = [make_attendee(f"P{number}", wishes=["S1", "S2"]) for number in range(3)]
    problem = make_problem(sessions=[make_session("S1"), make_session("S2")], attendees=people)

    assert quick_bound(problem) == pytest.approx(300)


def test_a_room_too_small_shows_in_the_bound():
    people = [make_attendee(f"P{number}", wishes=["S1"]) for number in range(3)]
    problem = make_problem(
        slots=make_slots("A"), rooms=[make_room(seats=2)], sessions=[make_session("S1")], attendees=people
    )

    # two perfect days, which the bound may share among three, and one place missing
    assert quick_bound(problem) == pytest.approx(200 - 200, abs=1e-6)


def test_sessions_confined_to_one_slot_compete_for_it():
    sessions = [make_session("S1", slots=["A"]), make_session("S2", slots=["A"])]
    people = [make_attendee("P1", wishes={"S1": 1, "S2": 1}, slots=["A", "B"])]
    problem = make_problem(rooms=[make_room("R1"), make_room("R2")], sessions=sessions, attendees=people)

    # one of two equal wishes; the bound, blind to time, fills the other slot with the other session
    assert quick_bound(problem) == pytest.approx(50)
