"""Moves by chance: runs that go elsewhere, change places, come in addition or are taken away."""

from pdday.solver.arrays import FEWEST, LENGTH, PIN_ROOM, PIN_START, PLACES, PLACES_END, RUNS, RUNS_END, SESSION, Array
from pdday.solver.compiling import compiled
from pdday.solver.state import FROM_ROOM, FROM_START, MOVED, ROOM, RUN, SLOTS, START, TO_ROOM, TO_START

#: One of so many moves of a run that stands takes it away.
DROP_ONE_IN = 24


@compiled
def propose(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, places: Array, moves: Array, running: Array,
    draw: Array,
) -> int:  # fmt: skip
    """Note a move by chance: how many runs it moves, none or less if it may not be."""
    run = drawn(draw, len(at))
    session = runs[run, SESSION]
    here, room, length = at[run, START], at[run, ROOM], sessions[session, LENGTH]
    choices = sessions[session, PLACES_END] - sessions[session, PLACES]
    if choices == 0:
        return 0
    to_start, to_room = places[sessions[session, PLACES] + drawn(draw, choices)]
    drops = drawn(draw, DROP_ONE_IN) == 0
    count = 0
    if here < 0:
        count = _think_repeat(at, grid, runs, sessions, may_be, moves, running, run, to_start, to_room)
    elif drops and _may_drop(runs, sessions, running, run):
        count = _note(moves, 0, at, run, -1, -1)
    elif room != to_room or abs(here - to_start) >= length:
        count = _move_all_in(at, grid, runs, sessions, may_be, moves, 0, here, room, length, to_start, to_room)
        if count > 0:
            count = _move_all_in(at, grid, runs, sessions, may_be, moves, count, to_start, to_room, length, here, room)
    return -1 if _overlaps(at, runs, sessions, moves, count) else count


@compiled
def drawn(draw: Array, below: int) -> int:
    """A random whole number from 0 to below it."""
    # Lehmer's generator with the numbers of Park and Miller; what is drawn is never 0 if the first was not
    draw[0] = draw[0] * 48271 % 2147483647
    return int(draw[0] % below)


@compiled
def _note(moves: Array, count: int, at: Array, run: int, start: int, room: int) -> int:
    """Write down that a run is to go there."""
    moves[count, RUN], moves[count, FROM_START], moves[count, FROM_ROOM] = run, at[run, START], at[run, ROOM]
    moves[count, TO_START], moves[count, TO_ROOM] = start, room
    return count + 1


@compiled
def _may_be(runs: Array, may_be: Array, run: int, start: int, room: int) -> bool:
    """Whether a run may have this place at all, other runs aside."""
    if runs[run, PIN_START] >= 0 and runs[run, PIN_START] != start:
        return False
    if runs[run, PIN_ROOM] >= 0 and runs[run, PIN_ROOM] != room:
        return False
    return bool(may_be[runs[run, SESSION], start, room])


@compiled
def _move_all_in(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, moves: Array,
    count: int, start: int, room: int, length: int, to_start: int, to_room: int,
) -> int:  # fmt: skip
    """Note that all that runs in these slots of a room goes to another; -1 if one of them sticks out or may not."""
    slot = start
    while slot < start + length:
        run = grid[slot, room]
        if run < 0:
            slot += 1
            continue
        takes = sessions[runs[run, SESSION], LENGTH]
        if at[run, START] != slot or slot + takes > start + length or count >= MOVED:
            return -1
        if not _may_be(runs, may_be, run, to_start + slot - start, to_room):
            return -1
        count = _note(moves, count, at, run, to_start + slot - start, to_room)
        slot += takes
    return count


@compiled
def _may_drop(runs: Array, sessions: Array, running: Array, run: int) -> bool:
    pinned = runs[run, PIN_START] >= 0 or runs[run, PIN_ROOM] >= 0
    session = runs[run, SESSION]
    return not pinned and running[session] > sessions[session, FEWEST]


@compiled
def _think_repeat(
    at: Array, grid: Array, runs: Array, sessions: Array, may_be: Array, moves: Array,
    running: Array, run: int, start: int, room: int,
) -> int:  # fmt: skip
    """Note that a run is added there, in place of droppable ones if the place is taken; 0 if it may not."""
    if not _may_be(runs, may_be, run, start, room):
        return 0
    count, session = 0, runs[run, SESSION]
    for slot in range(start, start + sessions[session, LENGTH]):
        other = grid[slot, room]
        if other < 0 or (count > 0 and moves[count - 1, RUN] == other):
            continue
        if not _may_drop(runs, sessions, running, other) or count >= MOVED - 1:
            return 0
        for each in range(count):
            if runs[moves[each, RUN], SESSION] == runs[other, SESSION]:
                return 0
        count = _note(moves, count, at, other, -1, -1)
    return _note(moves, count, at, run, start, room)


@compiled
def _overlaps(at: Array, runs: Array, sessions: Array, moves: Array, count: int) -> bool:
    """Whether a moved run will run at the same time as another of its session."""
    for each in range(count):
        run, start = moves[each, RUN], moves[each, TO_START]
        if start < 0:
            continue
        session = runs[run, SESSION]
        slots = ((1 << sessions[session, LENGTH]) - 1) << start
        for other in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            there = at[other, SLOTS]
            for also in range(count):
                if moves[also, RUN] == other:
                    to = moves[also, TO_START]
                    there = ((1 << sessions[session, LENGTH]) - 1) << to if to >= 0 else 0
            if other != run and there & slots:
                return True
    return False
