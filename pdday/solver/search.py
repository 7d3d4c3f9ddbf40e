"""The search over timetables: several seeds at once, each annealing from its own first timetable."""

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np

from pdday.solver import kernel
from pdday.solver.arrays import (
    AVAILABLE,
    LOSS_UNPLACED,
    MAY_STAY_AWAY,
    PEOPLE,
    PEOPLE_END,
    RUNS,
    RUNS_END,
    SESSION,
    Array,
    Day,
)
from pdday.solver.plan import Run
from pdday.solver.problem import Problem
from pdday.solver.start import keeps_pin
from pdday.solver.state import ROOM, START, State, new_state, run_named
from pdday.solver.ways import FEW_SLOTS

#: An annealing has at least so many rounds; after each, prices are found anew for the timetable as it is now.
ROUNDS = 60
#: The most moves of a round: between rounds the prices of runs that were not moved fall behind.
ROUND_MOVES = 1000
#: A round by the clock is never longer, so that a cancel is soon heard.
ROUND_SECONDS = 1.0
#: Sweeps over all people to find prices: at first, after each round, and to compare at the end.
FIRST_SWEEPS, ROUND_SWEEPS, LAST_SWEEPS = 60, 2, 40
#: How far a price may move at once, in points.
FIRST_STEP, ROUND_STEP, LAST_STEP = 15.0, 2.0, 2.0
#: From sweep to sweep prices move less: at last by 1 / (1 + this) of the step.
SLOWER = 4.0
#: What a worse move may cost (points of the score) to be kept now and then: at first, at last; and at last where
#: there is no time for the fewest moves, too few to go the whole way down.
WARM, COLD, COLD_IN_HASTE = 25.0, 1.0, 2.0
#: Moves of one annealing, and the fewest and most for each run there may be; then the next begins from the best.
CYCLE_MOVES, FEWEST_MOVES, MOST_MOVES = 125_000, 400, 1500
#: So warm at first: enough to leave the best, not enough to forget it; and so many times warmer after each annealing
#: that brought nothing, up to WARM.
AGAIN, WARMER = 8.0, 1.3
#: Moves in the first round of a search by the clock, to see how fast it goes; no round has more than so many times as
#: many as the one before.
FIRST_MOVES, FASTER = 200, 4
#: Seats that lose a person so much of their day, in points, are not worth a place in a model.
HOPELESS = 10.0
#: What of a state says how a timetable stands; all else is scratch.
WHAT_STANDS = ("at", "price", "grid", "counts", "running", "worth")
#: After which parts of a search somebody may look at the best timetable so far.
LOOKS = (0.25, 0.5, 0.75)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to search: so many moves, or until a moment (`time.monotonic`).

    `look` is shown the best timetable so far now and then.
    """

    moves: int | None = None
    until: float | None = None
    stop: Callable[[], bool] | None = None
    warm: float = WARM
    look: Callable[[State], None] | None = None

    def is_over(self, done: int) -> bool:
        """Whether so many moves are enough, the time is up, or somebody asked to stop."""
        if self.moves is not None and done >= self.moves:
            return True
        return (self.until is not None and time.monotonic() >= self.until) or bool(self.stop and self.stop())


def search(day: Day, states: Sequence[State], pace: Pace, *, threads: int) -> list[tuple[float, State]]:
    """Improve all timetables; what each is worth now, as the search judges it, in the same order.

    Looks are taken at the first one only, so that what is seen does not depend on which is faster.
    """
    if not kernel.COMPILED:
        threads = 1  # plain Python gains nothing from threads
    turns = math.ceil(len(states) / max(1, threads))
    seconds = None if pace.until is None else max(0.0, pace.until - time.monotonic()) / max(1, turns)

    def improve(state: State) -> tuple[float, State]:
        until = None if seconds is None else time.monotonic() + seconds
        look = pace.look if state is states[0] else None
        return _improve(day, state, replace(pace, until=until, look=look)), state

    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        return list(pool.map(improve, states))


def _improve(day: Day, state: State, pace: Pace) -> float:
    """Anneal one timetable in place, again and again from the best yet; it never ends worth less than it began."""
    if len(state.at) == 0:
        return 0.0
    if not state.price.any():
        reprice(day, state, FIRST_SWEEPS, FIRST_STEP)
    begin = time.monotonic()
    best, kept = _settled(day, state), _copied(state)
    if pace.until is not None:  # the same will be needed at the end
        pace = replace(pace, until=pace.until - (time.monotonic() - begin))
    warm, again, done = pace.warm, AGAIN, 0
    looks = _Looks(pace, time.monotonic())
    while not pace.is_over(done):
        looks.best, looks.kept = best, kept
        done = _cool_down(day, state, replace(pace, warm=warm), done, looks)
        worth = _settled(day, state)
        if worth > best:
            best, kept, again = worth, _copied(state), AGAIN
        else:
            _put_back(state, kept)
        warm, again = again, min(WARM, WARMER * again)
    return best


@dataclass
class _Looks:
    """When to show the best timetable so far, and what it is between two annealings."""

    pace: Pace
    begin: float
    taken: int = 0
    best: float = -math.inf
    kept: Sequence[Array] = ()

    def after(self, done: int, state: State, worth: float) -> None:
        """Show it if it is time, after so many moves; `state` is worth so much as it stands."""
        if self.pace.look is None or self.taken == len(LOOKS) or self._share(done) < LOOKS[self.taken]:
            return
        while self.taken < len(LOOKS) and self._share(done) >= LOOKS[self.taken]:
            self.taken += 1
        self.pace.look(state if worth > self.best else state._replace(**dict(zip(WHAT_STANDS, self.kept, strict=True))))

    def _share(self, done: int) -> float:
        if self.pace.moves is not None:
            return done / max(1, self.pace.moves)
        until = self.pace.until or math.inf
        return (time.monotonic() - self.begin) / max(1e-3, until - self.begin)


def _cool_down(day: Day, state: State, pace: Pace, done: int, looks: _Looks) -> int:
    """Anneal once, from warm to cold; `done` moves went before. How many have been made in all."""
    first, begin, moves = done, time.monotonic(), FIRST_MOVES
    cycle = min(max(CYCLE_MOVES, FEWEST_MOVES * len(state.at)), MOST_MOVES * len(state.at))
    if pace.moves is not None:
        cycle = min(cycle, pace.moves - done)
        moves = min(math.ceil(cycle / ROUNDS), _round_moves(day))
    while done - first < cycle and not pace.is_over(done):
        now, share = time.monotonic(), (done - first) / cycle
        if pace.until is not None:
            share = max(share, (now - begin) / (pace.until - begin))
        in_haste = done - first < share * FEWEST_MOVES * len(state.at)
        moves = min(moves, cycle - (done - first))
        worth = _round(day, state, moves, done, _warmth(pace, share, COLD_IN_HASTE if in_haste else COLD))
        done += moves
        looks.after(done, state, worth)
        if pace.until is not None:
            length = min((pace.until - begin) / ROUNDS, ROUND_SECONDS, pace.until - now)
            fitting = math.ceil(moves * length / max(1e-4, time.monotonic() - now))
            moves = max(1, min(FASTER * moves, fitting, _round_moves(day)))
    return done


def _settled(day: Day, state: State) -> float:
    """What a timetable is worth once its prices are found."""
    reprice(day, state, LAST_SWEEPS, LAST_STEP)
    return float(judge(day, state))


def _copied(state: State) -> list[Array]:
    return [array.copy() for array in _what_stands(state)]


def _put_back(state: State, kept: Sequence[Array]) -> None:
    for array, before in zip(_what_stands(state), kept, strict=True):
        array[...] = before
    state.fresh[:] = False


def _what_stands(state: State) -> tuple[Array, ...]:
    return tuple(getattr(state, name) for name in WHAT_STANDS)


def _round_moves(day: Day) -> int:
    """More where more people make it dearer to find prices."""
    return max(ROUND_MOVES, len(day.people) // 2)


def _round(day: Day, state: State, moves: int, done: int, warmth: float) -> float:
    kernel.anneal(day, state, moves, done, warmth)
    reprice(day, state, ROUND_SWEEPS, ROUND_STEP)
    return judge(day, state)


def _warmth(pace: Pace, share: float, cold: float) -> float:
    """From warm to cold, by the same factor at each step."""
    return float(pace.warm * (cold / pace.warm) ** share)


def judge(day: Day, state: State) -> float:
    """What the whole timetable is worth at the present prices, everybody's day reckoned anew."""
    everybody = np.arange(len(day.people))
    nobody = np.zeros(0, dtype=np.int64)
    kernel.best_days(day, state, everybody, len(everybody), state.worth, nobody)
    standing = np.flatnonzero(state.at[:, START] >= 0)
    heads = day.heads[day.runs[standing, SESSION], state.at[standing, ROOM]]
    short = kernel.without_seat(day.free_people, state.counts, day.far)
    sold = (state.price[standing] * heads).sum()
    return float(state.worth.sum() + sold - day.weights[LOSS_UNPLACED] * short)


def reprice(day: Day, state: State, sweeps: int, step: float) -> None:
    """Raise the prices of runs that too many would take, lower those with seats to spare."""
    everybody = np.arange(len(day.people))
    standing = np.flatnonzero(state.at[:, START] >= 0)
    heads = np.maximum(1, day.heads[day.runs[standing, SESSION], state.at[standing, ROOM]])
    for sweep in range(sweeps):
        load = np.zeros(len(state.at), dtype=np.int64)
        kernel.best_days(day, state, everybody, len(everybody), state.worth, load)
        over = np.clip((load[standing] - heads) / heads, -1.0, 1.0)
        pace = step / (1.0 + SLOWER * sweep / sweeps)
        state.fresh[:] = False
        state.price[standing] = np.maximum(0.0, state.price[standing] + pace * over)


def hopeless(problem: Problem, day: Day, state: State) -> frozenset[tuple[str, str, str]]:
    """(attendee, session, slot) of seats that would take far more from a person's day than they bring, at these prices.

    Empty where the two numbers per person are only near: with many slots, or without walks. Where there are other ways
    than the walks, only of those who need a place in every slot; of changing sites by way of a third one the numbers
    know nothing. That is accepted: with these seats the model takes seconds, and people half at one site and half at
    another, whom rounding leaves without a place.
    """
    if len(day.free_people) > FEW_SLOTS or not len(day.walks) or not len(day.concerned):
        return frozenset()
    everybody = np.arange(len(day.people))
    kernel.best_days(day, state, everybody, len(everybody), state.worth, np.zeros(0, dtype=np.int64))
    kernel.reckon_choices(day, state, everybody, len(everybody))
    state.fresh[:] = False
    sure = np.zeros(len(day.people), dtype=np.bool_)  # not if what they present is on no walk
    sure[day.concerned[(state.having > kernel.NOTHING).any(axis=(1, 2))]] = True
    if not day.walks_are_all:
        always_there = day.people[:, AVAILABLE] == (1 << len(day.free_people)) - 1
        sure &= always_there & (day.people[:, MAY_STAY_AWAY] == 0)
    found = []
    for run in np.flatnonzero(state.at[:, START] >= 0):
        session, (start, room, _) = day.runs[run, SESSION], state.at[run]
        here = slice(day.sessions[session, PEOPLE], day.sessions[session, PEOPLE_END])
        people = day.concerned[here]
        loss = state.worth[people] - state.having[here, start, day.zone_of[room]] + state.price[run]
        names = problem.sessions[session].id, problem.slots[start].id
        left_out = day.simple[here] & sure[people] & (loss > HOPELESS)
        found += [(problem.attendees[who].id, *names) for who in people[left_out]]
    return frozenset(found)


def timetable(problem: Problem, day: Day, state: State) -> tuple[Run, ...]:
    """The runs of a state."""
    runs = [run_named(problem, day, state, run) for run in np.flatnonzero(state.at[:, START] >= 0).tolist()]
    return tuple(sorted(runs, key=lambda run: run.id))


def state_of(problem: Problem, day: Day, runs: Sequence[Run], *, seed: int) -> State:
    """A state in which these runs stand."""
    state = new_state(day, seed)
    for run in runs:
        session = day.sessions[problem.session_index[run.session]]
        start, room = problem.slot_index[run.slot], problem.room_index[run.room]
        of_session = range(session[RUNS], session[RUNS_END])
        free = [each for each in of_session if state.at[each, START] < 0]
        fitting = [each for each in free if keeps_pin(day, each, start, room)]
        kernel.place_run(day, state, (fitting or free)[0], start, room)
    return state
