"""Plans from timetables: at a glance while the search goes on, exactly when there is time; and how long that takes."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from pdday.solver.arrays import Day
from pdday.solver.best import Best
from pdday.solver.draft import Draft
from pdday.solver.problem import Problem
from pdday.solver.search import timetable
from pdday.solver.seating import Searched, seat
from pdday.solver.state import START, State
from pdday.solver.until import Limits, OutOfTime
from pdday.solver.usher import usher

#: Exact seats take about so many times as long as a glance, until that is measured on this day.
EXACT_TO_GLANCE = 12.0
#: Time kept for exact seats is so many times what they took, for a machine that others use as well.
SAFE = 2.0
#: Exact seats are had beside the last ones if they take no larger part of the time than this.
LITTLE = 0.05
#: The first exact seats are given up after this part of the time that is left.
SOON = 0.15
#: They are not waited for at all if they would take more than this part of it.
TOO_MUCH = 0.4
#: Nor begun if less than this part of what they are expected to take is left.
AT_LEAST = 0.3
#: Where effort is counted, the best seats after so many steps are good enough (`Limits.steps`): seats are mostly
#: proved best in fewer, and odd days would take a minute for nothing.
STEPS = 100
#: Days with more possible seats (people times runs) are seated one timetable at a time: memory is short.
MANY_SEATS = 1_000_000


class Offers:
    """Makes plans from timetables and offers them; knows how long that takes on this day and machine."""

    def __init__(self, problem: Problem, day: Day, best: Best, limits: Limits, *, threads: int, seed: int) -> None:
        self._problem, self._day, self._best, self._limits = problem, day, best, limits
        self._threads, self._seed = threads, seed
        self._begin = time.monotonic()
        self._glance_seconds = 0.0
        self._exact_seconds: float | None = None

    def keep_to(self, limits: Limits) -> None:
        """From now on these limits hold."""
        self._limits = limits

    def at_a_glance(self, state: State) -> None:
        """Good seats at once; nothing is offered if they break a rule (people may be tied in ways not seen)."""
        begin = time.monotonic()
        if self._is_too_late(self._glance_seconds, self._limits):
            return
        try:
            self._best.suggest(usher(self._problem, self._day, state, self._limits))
        except OutOfTime:
            return
        self._glance_seconds = time.monotonic() - begin

    def exactly_if_soon(self, states: Sequence[State]) -> None:
        """The same for a beginning, given up if it takes far longer than expected: then time is kept for the search."""
        self._exactly(states, self._limits.within(SOON * (self._limits.seconds_left() or 0.0)))

    def exactly(self, states: Sequence[State]) -> None:
        """The best seats for each of these timetables, offered in their order; one at a time if they are many."""
        self._exactly(states, self._limits)

    def _exactly(self, states: Sequence[State], limits: Limits) -> None:
        begin = time.monotonic()
        if self._is_too_late(AT_LEAST * self._expected(), limits):
            return
        with ThreadPoolExecutor(max_workers=1 if self.are_many(states) else max(1, self._threads)) as pool:
            drafts = list(pool.map(lambda state: self._seats(state, limits), states))
        for draft in drafts:
            self._best.offer(draft)
        longer = SAFE if limits.reached() else 1.0
        self._exact_seconds = max(self._exact_seconds or 0.0, longer * (time.monotonic() - begin))

    def are_many(self, states: Sequence[State]) -> bool:
        """Whether there are so many possible seats that one timetable has to be enough."""
        runs = max((int(np.count_nonzero(state.at[:, START] >= 0)) for state in states), default=0)
        return len(self._problem.attendees) * runs > MANY_SEATS

    def take_little(self, states: Sequence[State]) -> bool:
        """Whether exact seats may be had more often than once: by the clock, or by their number."""
        return not self.are_many(states) if self._limits.deadline is None else self.take_at_most(LITTLE)

    def take_at_most(self, part: float) -> bool:
        """Whether exact seats take no larger part of the time by the clock than this."""
        deadline = self._limits.deadline
        return deadline is None or self._expected() <= part * (deadline - self._begin)

    def spare(self) -> float:
        """Seconds to keep for the last seats; only for a glance if exact seats would take too much."""
        left = self._limits.seconds_left()
        if left is None:
            return 0.0
        exactly = SAFE * self._expected()
        return exactly if exactly <= TOO_MUCH * left else SAFE * self._glance_seconds

    def _is_too_late(self, seconds: float, limits: Limits) -> bool:
        """Whether there is a plan already and less time left than this."""
        left = limits.seconds_left()
        return left is not None and left < seconds and self._best.plan is not None

    def _expected(self) -> float:
        """Seconds that exact seats will take."""
        if self._exact_seconds is not None:
            return self._exact_seconds
        return EXACT_TO_GLANCE * self._glance_seconds

    def _seats(self, state: State, limits: Limits) -> Draft | None:
        """The best seats of a timetable; where effort is counted after `STEPS`, unless that finds none."""
        runs = timetable(self._problem, self._day, state)
        searched = Searched(self._day, state)
        if limits.deadline is None:
            counted = replace(limits, steps=STEPS)
            if draft := seat(self._problem, runs, counted, seed=self._seed, searched=searched):
                return draft
        return seat(self._problem, runs, limits, seed=self._seed, searched=searched)
