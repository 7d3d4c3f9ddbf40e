"""The most that a set of sessions can be worth in one slot, for each part of all sets: a bound that is proved.

Each person takes the open session that gains them most; each open session costs its price. Which set is
worth most is the facility location problem. `relax` and `settle` are upper bounds, for a part of the sets, by
Lagrange multipliers of "at most one session each" (one *level* per person: what they must gain elsewhere). Any
levels give a valid bound, which is summed anew from them.
"""

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.compiling import compiled

#: What is decided about a session in a part of the sets.
FREE, OPEN, CLOSED = 0, 1, 2
#: What came of a part: its bound fell; there are two of it; nothing, because every session is decided.
LOWERED, HALVED, DECIDED = 0, 1, 2
#: How much of the last direction is kept, and how steps shrink when they bring nothing.
KEPT, SHRINK, PATIENCE = 0.6, 0.6, 4
#: How far steps go at first, from levels that are good already.
REACH = 0.3
#: How often a part is relaxed before it is split, for how many rounds, and what each must bring, relative to its bound.
TRIES, TRY_ROUNDS, WORTH_TRYING = 3, 8, 5e-5
#: More than any session can earn.
FAR = 1e15
#: Where a level goes between the two greatest bids, and how much of the way if it is between them already.
TOWARDS, WILLING = 0.7, 0.6


@compiled
def sort_each(first: Array, pairs: Array, gain: Array) -> None:
    """Put each person's pairs in the order of falling gain; equals stay as they are."""
    for who in range(len(first) - 1):
        for end in range(first[who] + 1, first[who + 1]):
            pair, place = pairs[end], end
            while place > first[who] and gain[pairs[place - 1]] < gain[pair]:
                pairs[place] = pairs[place - 1]
                place -= 1
            pairs[place] = pair


@compiled
def relax(
    decided: Array,
    levels: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    slack: Array,
    floor: float,
    rounds: int,
    reach: float,
) -> float:
    """A worth that no set of these can exceed; `levels` become the best found. Pairs are sorted by falling gain.

    Subgradient steps towards `floor`, which the bound cannot or need not go below.
    """
    now, way = levels.astype(np.float64), np.zeros(len(levels))
    runs = np.zeros(len(cost), np.bool_)
    best, in_vain = np.inf, 0
    for turn in range(rounds):
        bound = _bound(decided, now, first, session, gain, cost, slack)
        if turn == 0 or bound < best - 1e-6 * abs(best):
            best, in_vain = bound, 0
            levels[:] = now
        else:
            in_vain += 1
            if in_vain >= PATIENCE:
                reach, in_vain = reach * SHRINK, 0
        if best <= floor or turn == rounds - 1:
            break
        for each in range(len(cost)):
            runs[each] = _counts(decided[each], slack[each])
        norm = _turn(way, now, runs, first, session, gain)
        if norm < 1e-12:
            break
        length = reach * max(bound - floor, 1e-3) / norm
        for who in range(len(now)):
            now[who] = max(0.0, now[who] - length * way[who])
    return float(best)


@compiled
def _turn(way: Array, levels: Array, runs: Array, first: Array, session: Array, gain: Array) -> float:
    """Turn the direction in which levels go, by how many sessions each person is reckoned to take.

    Returns the square of its length.
    """
    norm = 0.0
    for who in range(len(levels)):
        level, taken = levels[who], 0
        for pair in range(first[who], first[who + 1]):
            if gain[pair] <= level:
                break
            taken += runs[session[pair]]
        step = 1.0 + KEPT * way[who] - taken
        way[who] = step
        norm += step * step
    return norm


@compiled
def settle(
    decided: Array, levels: Array, first: Array, session: Array, gain: Array, cost: Array, slack: Array
) -> float:
    """The same, quickly, from levels that were good before one more session was decided.

    One person's level after another goes where it is best as long as the others stand, twice, there and back.
    Between the two greatest bids for the person every level is as good: some of the way to one of them, so that
    others can move afterwards.
    """
    _bound(decided, levels, first, session, gain, cost, slack)
    for each in range(len(cost)):
        # nobody has to pay for what runs anyhow, and nobody can pay for what does not
        if decided[each] != FREE:
            slack[each] = FAR if decided[each] == OPEN else -FAR
    people = len(levels)
    for turn in range(2 * people):
        who = turn if turn < people else 2 * people - 1 - turn
        now, most, next_most = float(levels[who]), 0.0, 0.0
        for pair in range(first[who], first[who + 1]):
            worth = gain[pair]
            if worth <= next_most:
                break
            # what is left to bid when the others have paid for the session
            bid = worth + min(0.0, slack[session[pair]] - max(0.0, worth - now))
            next_most = max(next_most, min(most, bid))
            most = max(most, bid)
            if slack[session[pair]] > FAR / 2:
                next_most = max(next_most, worth)
                break
        then = next_most + (TOWARDS if turn < people else 1.0 - TOWARDS) * (most - next_most)
        if next_most <= now <= most:
            then = now + WILLING * (then - now)
        levels[who] = then
        # as it was rounded when it was stored
        then = float(levels[who])
        for pair in range(first[who], first[who + 1]):
            if gain[pair] <= now and gain[pair] <= then:
                break
            slack[session[pair]] += max(0.0, gain[pair] - then) - max(0.0, gain[pair] - now)
    return _bound(decided, levels, first, session, gain, cost, slack)


@compiled
def _bound(
    decided: Array, levels: Array, first: Array, session: Array, gain: Array, cost: Array, slack: Array
) -> float:
    """The sum of the levels, and of what each session that may run earns above them."""
    bound = 0.0
    for each in range(len(cost)):
        slack[each] = -cost[each]
    for who in range(len(levels)):
        bound += levels[who]
        for pair in range(first[who], first[who + 1]):
            if gain[pair] <= levels[who]:
                break
            slack[session[pair]] += gain[pair] - levels[who]
    for each in range(len(cost)):
        if _counts(decided[each], slack[each]):
            bound += slack[each]
    return bound


@compiled
def _counts(decided: int, slack: float) -> bool:
    """Whether a session is reckoned to run: it must, or it may and earns something."""
    return decided == OPEN or (decided == FREE and slack > 0.0)


@compiled
def relax_parts(
    rows: Array,
    decided: Array,
    levels: Array,
    bounds: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    floor: float,
    rounds: int,
) -> None:
    """`relax` for each of these parts, whatever their bounds were."""
    slack = np.zeros(len(cost))
    for row in rows:
        bounds[row] = relax(decided[row], levels[row], first, session, gain, cost, slack, floor, rounds, REACH)


@compiled
def split_parts(
    rows: Array,
    others: Array,
    outcomes: Array,
    decided: Array,
    levels: Array,
    bounds: Array,
    tries: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    floor: float,
) -> None:
    """Split each of these parts, or only lower its bound; the other half of each comes into one of the `others`."""
    slack = np.zeros(len(cost))
    for index in range(len(rows)):
        outcomes[index] = _split(
            rows[index], others[index], decided, levels, bounds, tries, first, session, gain, cost, slack, floor
        )


@compiled
def deepen_parts(
    rows: Array,
    splits: Array,
    decided: Array,
    levels: Array,
    bounds: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    floor: float,
) -> None:
    """Lower the bounds of these parts, each by a tree of its own of so many splits, which is then forgotten."""
    slack, room = np.zeros(len(cost)), splits.max() + 1
    own_decided = np.empty((room, decided.shape[1]), decided.dtype)
    own_levels = np.empty((room, levels.shape[1]), levels.dtype)
    own_bounds, tries = np.empty(room), np.zeros(room, np.int8)
    for index in range(len(rows)):
        row = rows[index]
        own_decided[0], own_levels[0], own_bounds[0], tries[0] = decided[row], levels[row], bounds[row], 0
        parts = 1
        while parts <= splits[index]:
            top = int(own_bounds[:parts].argmax())
            if own_bounds[top] <= floor:
                break
            outcome = _split(
                top, parts, own_decided, own_levels, own_bounds, tries, first, session, gain, cost, slack, floor
            )
            if outcome == DECIDED:
                break
            if outcome == HALVED:
                parts += 1
        bounds[row] = min(bounds[row], own_bounds[:parts].max())


@compiled
def _split(
    row: int,
    other: int,
    decided: Array,
    levels: Array,
    bounds: Array,
    tries: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    slack: Array,
    floor: float,
) -> int:
    """Split one part; but relax it first for as long as that lowers its bound well."""
    was = bounds[row]
    if tries[row] < TRIES:
        tries[row] += 1
        lower = relax(decided[row], levels[row], first, session, gain, cost, slack, floor, TRY_ROUNDS, REACH)
        bounds[row] = min(was, lower)
        if was - bounds[row] > WORTH_TRYING * abs(was):
            return LOWERED
    chosen = _most_in_doubt(decided[row], levels[row], first, session, gain, cost, slack)
    if chosen < 0:
        return DECIDED
    decided[other], levels[other], bounds[other] = decided[row], levels[row], bounds[row]
    decided[row, chosen], decided[other, chosen] = OPEN, CLOSED
    for half in (row, other):
        lower = settle(decided[half], levels[half], first, session, gain, cost, slack)
        bounds[half], tries[half] = min(bounds[half], lower), 0
    return HALVED


@compiled
def reckoned(
    decided: Array,
    levels: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    slack: Array,
    runs: Array,
    taken: Array,
) -> None:
    """Which sessions the bound reckons to run, and the pairs it reckons to be taken: above people's levels."""
    _bound(decided, levels, first, session, gain, cost, slack)
    for each in range(len(cost)):
        runs[each] = _counts(decided[each], slack[each])
    for who in range(len(levels)):
        for pair in range(first[who], first[who + 1]):
            if gain[pair] <= levels[who]:
                break
            taken[pair] = runs[session[pair]]


@compiled
def _most_in_doubt(
    decided: Array, levels: Array, first: Array, session: Array, gain: Array, cost: Array, slack: Array
) -> int:
    """The free session that matters most and of which it is least clear whether it should run; -1 if none is free."""
    _bound(decided, levels, first, session, gain, cost, slack)
    most, chosen = -np.inf, -1
    for each in range(len(cost)):
        doubt = slack[each] + cost[each] - abs(slack[each]) / 2
        if decided[each] == FREE and doubt > most:
            most, chosen = doubt, each
    return chosen
