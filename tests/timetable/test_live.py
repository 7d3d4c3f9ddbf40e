"""What is told of a solve while it goes on."""

from __future__ import annotations

from pdday.solver.solve import Progress
from pdday.timetable.live import MOST_POINTS, Live, curve_of
from tests.solver.factories import make_attendee, make_problem, make_session


def progress(seconds, score=None, bound=None):
    met = (None, None, None) if score is None else (1, 1, 0)
    return Progress("search", score, bound, seconds, *met, people=2, with_three=1)


def a_problem():
    wishes = {"P1": ["S1", "S2", "S3"], "P2": ["S1"], "P3": []}
    return make_problem(
        sessions=[make_session(f"S{number}") for number in (1, 2, 3)],
        attendees=[make_attendee(name, wishes=wished) for name, wished in wishes.items()],
    )


def test_shares_are_told_with_how_many_people_they_are_over():
    told = Live(a_problem()).told(progress(1.0, 10.0, 12.0))

    assert (told["people"], told["with_three"]) == (2, 1)


def test_only_what_changed_makes_a_point():
    live = Live(a_problem())

    for second in (0, 1, 2):
        told = live.told(progress(second, 10.0, 12.0))

    assert told["points"] == [[0, 10.0, 12.0]]


def test_however_long_the_solve_the_points_stay_few_and_keep_both_ends():
    live = Live(a_problem())

    counts = [len(live.told(progress(tick / 10, float(tick), 9_999.0))["points"]) for tick in range(6_000)]

    points = live.told(progress(600.0, 6_000.0, 9_999.0))["points"]
    assert max(counts) <= MOST_POINTS
    assert (points[0], points[-1]) == ([0.0, 0.0, 9_999.0], [600.0, 6_000.0, 9_999.0])
    assert len(points) > MOST_POINTS / 4


def test_there_is_something_to_use_once_there_is_a_score():
    live = Live(a_problem())

    before = live.told(progress(0.5, None, 12.0)) and live.has_plan
    live.told(progress(1.0, -3.0, 12.0))

    assert (before, live.has_plan) == (False, True)


def test_the_curve_goes_on_to_this_moment():
    told = {**Live(a_problem()).told(progress(1.0, 10.0, 12.0)), "seconds": 30.0}

    curve = curve_of(told, seconds=60)

    assert curve.seconds == (0, 15, 30, 45, 60)
    assert 'x1="60"' in curve.drawing


def test_before_there_is_a_plan_there_is_no_curve():
    assert curve_of({}, seconds=60) is None
    assert curve_of(Live(a_problem()).told(progress(1.0, None, 12.0)), seconds=60) is None
