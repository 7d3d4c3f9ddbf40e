"""The search over timetables: several seeds at once, each annealing from its own first timetable."""

import math
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pdday.solver import kernel
from pdday.solver.arrays import Day
from pdday.solver.kernel import State
from pdday.solver.plan import Run
from pdday.solver.problem import Problem
from pdday.solver.rooms import run_at

#: Prices are found anew so many times while a search goes on.
ROUNDS = 60
#: Sweeps over all people to find prices: at first, after each round, and to compare at the end.
FIRST_SWEEPS, ROUND_SWEEPS, LAST_SWEEPS = 60, 6, 40
#: How far a price may move at once, in points.
FIRST_STEP, ROUND_STEP, LAST_STEP = 15.0, 3.0, 2.0
#: What a worse move may cost (points of the score) to be kept now and then: at first, at last.
WARM, COLD = 60.0, 2.0
#: Moves in the first round of a search by the clock, to see how fast it goes.
FIRST_MOVES = 200


@dataclass(frozen=True, slots=True)
class Pace:
    """How long to search: so many moves in each round, or until a moment (`time.monotonic`)."""

    moves: int | None = None
    until: float | None = None
    stop: Callable[[], bool] | None = None
    warm: float = WARM

    def stopped(self) -> bool:
        """Whether somebody asked to stop."""
        return bool(self.stop and self.stop())


def search(day: Day, states: Sequence[State], pace: Pace, *, threads: int) -> list[tuple[float, State]]:
    """Improve all timetables; what each is worth now, as the search judges it, in the same order."""
    if not kernel.COMPILED:
        threads = 1  # plain Python gains nothing from threads
    with ThreadPoolExecutor(max_workers=max(1, threads)) as pool:
        return list(pool.map(lambda state: (_improve(day, state, pace), state), states))


def _improve(day: Day, state: State, pace: Pace) -> float:
    """Anneal one timetable in place."""
    if len(state.start) == 0:
        return 0.0
    kernel.reprice(day, state, FIRST_SWEEPS, FIRST_STEP)
    kernel.judge(day, state)
    if pace.moves is not None:
        _improve_counted(day, state, pace, pace.moves)
    elif pace.until is not None:
        _improve_until(day, state, pace, pace.until)
    kernel.reprice(day, state, LAST_SWEEPS, LAST_STEP)
    return float(kernel.judge(day, state))


def _improve_counted(day: Day, state: State, pace: Pace, moves: int) -> None:
    for turn in range(ROUNDS):
        if pace.stopped():
            return
        _round(day, state, moves, turn * moves, _warmth(pace, turn / (ROUNDS - 1)))


def _improve_until(day: Day, state: State, pace: Pace, until: float) -> None:
    begin = time.monotonic()
    length = (until - begin) / ROUNDS
    moves, done = FIRST_MOVES, 0
    while (now := time.monotonic()) < until and not pace.stopped():
        _round(day, state, moves, done, _warmth(pace, (now - begin) / (until - begin)))
        done += moves
        took = max(1e-4, time.monotonic() - now)
        moves = max(1, min(4 * moves, math.ceil(moves * min(length, until - now) / took)))


def _round(day: Day, state: State, moves: int, done: int, warmth: float) -> None:
    kernel.anneal(day, state, moves, done, warmth)
    kernel.reprice(day, state, ROUND_SWEEPS, ROUND_STEP)
    kernel.judge(day, state)


def _warmth(pace: Pace, share: float) -> float:
    """From warm to cold, by the same factor at each step."""
    return float(pace.warm * (COLD / pace.warm) ** share)


def timetable(problem: Problem, day: Day, state: State) -> tuple[Run, ...]:
    """The runs of a state."""
    runs = [
        run_at(
            problem.sessions[day.run_session[run]].id,
            problem.slots[state.start[run]].id,
            problem.rooms[state.room[run]].id,
        )
        for run in range(len(state.start))
        if state.start[run] >= 0
    ]
    return tuple(sorted(runs, key=lambda run: run.id))


def state_of(problem: Problem, day: Day, runs: Sequence[Run], *, seed: int) -> State:
    """A state in which these runs stand."""
    state = kernel.new_state(day, seed)
    session_index = {session.id: number for number, session in enumerate(problem.sessions)}
    room_index = {room.id: number for number, room in enumerate(problem.rooms)}
    for run in runs:
        session, start = session_index[run.session], problem.slot_index[run.slot]
        free = [each for each in range(day.run_from[session], day.run_from[session + 1]) if state.start[each] < 0]
        fitting = [each for each in free if _keeps_pin(day, each, start, room_index[run.room])]
        kernel.place_run(day, state, (fitting or free)[0], start, room_index[run.room])
    return state


def _keeps_pin(day: Day, run: int, start: int, room: int) -> bool:
    return day.run_pin_start[run] in (-1, start) and day.run_pin_room[run] in (-1, room)
