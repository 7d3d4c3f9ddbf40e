"""What a solve tells of itself while it goes on: how far it is, for whom so much came true, and its curve so far."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pdday.plots import Plot, Point, plot
from pdday.solver import Problem
from pdday.solver.plan import relative_gap
from pdday.solver.score import most, top_three

if TYPE_CHECKING:
    from pdday.solver.solve import Progress

#: Seconds, score and bound; None where there is none yet.
Corner = tuple[float, float | None, float | None]
#: A job's row keeps no more points of the curve than this, however long the solve.
MOST_POINTS = 60


class Live:
    """The story of one solve, as the job's row keeps it."""

    def __init__(self, problem: Problem) -> None:
        counting = [attendee for attendee in problem.attendees if most(problem, attendee) > 0]
        self._people = len(counting)
        self._with_three = sum(bool(top_three(attendee)) for attendee in counting)
        self._points: list[Corner] = []
        #: Least seconds between two points; doubled when that leaves too many.
        self._apart = 0.5

    @property
    def has_plan(self) -> bool:
        """Whether there is a plan that could be used."""
        return bool(self._points) and self._points[-1][1] is not None

    def told(self, progress: Progress) -> dict[str, Any]:
        """How far it is now, in plain values."""
        self._note(progress)
        return {
            "phase": progress.phase,
            "score": progress.score,
            "bound": progress.bound,
            "seconds": progress.seconds,
            "first_choices": progress.first_choices,
            "top_threes": progress.top_threes,
            "none_of_top_three": progress.none_of_top_three,
            "gap": _gap(progress.score, progress.bound),
            "people": self._people,
            "with_three": self._with_three,
            "points": [list(point) for point in self._points],
        }

    def _note(self, progress: Progress) -> None:
        """Add a point where score or bound changed; of points close to each other the last one stays."""
        if self._points and self._points[-1][1:] == (progress.score, progress.bound):
            return
        self._points.append((round(progress.seconds, 1), progress.score, progress.bound))
        if len(self._points) <= MOST_POINTS:
            return
        self._points = _thinned(self._points, self._apart)
        while len(self._points) > MOST_POINTS / 2:
            self._apart *= 2
            self._points = _thinned(self._points, self._apart)


def curve_of(told: Mapping[str, Any], *, seconds: float) -> Plot | None:
    """What a job said of itself as a curve up to now, over all the time it has; None while there is no plan."""
    points = [Point(*point) for point in told.get("points", ())]
    if points and told.get("seconds") is not None:
        points.append(Point(told["seconds"], told["score"], told["bound"]))
    return plot(points, seconds=seconds)


def _thinned(points: list[Corner], apart: float) -> list[Corner]:
    """The first point, and of the others the last one in each stretch of so many seconds."""
    return [points[0], *{int(point[0] / apart): point for point in points[1:]}.values()]


def _gap(score: float | None, bound: float | None) -> float | None:
    return None if score is None or bound is None else relative_gap(score, bound)
