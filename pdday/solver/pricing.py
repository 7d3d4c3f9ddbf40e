"""The best set of sessions for one slot: a search that finds one, and a proof that none is worth more.

Each person takes the open session that gains them most; each open session costs its price. Which set is
worth most is the facility location problem. `improve` is a tabu search; `relax` an upper bound, for a part
of the sets, by Lagrange multipliers of "at most one session each" (one *level* per person: what they must gain
elsewhere). Any levels give a valid bound, which is summed anew from them.

All compiled functions stay in this one file, because numba's cache looks only at the file it compiles.
"""

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.kernel import compiled

#: What is decided about a session in a part of the sets.
FREE, OPEN, CLOSED = 0, 1, 2
#: A session that was opened or closed stays so for this many moves, and up to as many more.
REST, REST_MORE = 3, 5
#: How much of the last direction is kept, and how steps shrink when they bring nothing.
KEPT, SHRINK, PATIENCE = 0.6, 0.6, 4


@compiled
def improve(
    gain: Array,
    cost: Array,
    may_run: Array,
    person: Array,
    session: Array,
    first: Array,
    by_session: Array,
    first_of_session: Array,
    running: Array,
    pairs: Array,
    moves: int,
    seed: int,
) -> float:
    """Search from the sessions `running`, which become the best found; `pairs`: whom each person then attends."""
    np.random.seed(seed)
    people = len(first) - 1
    best, second = np.zeros(people), np.zeros(people)
    now = running.copy()
    for who in range(people):
        _take(gain, session, first, now, who, best, second, pairs)
    worth = best.sum() - (cost * now).sum()
    most = worth
    rests = np.zeros(len(cost), np.int64)
    for move in range(moves):
        found, chosen = -np.inf, -1
        for each in range(len(cost)):
            if not may_run[each]:
                continue
            more = cost[each] if now[each] else -cost[each]
            for at in range(first_of_session[each], first_of_session[each + 1]):
                pair = by_session[at]
                who = person[pair]
                if now[each]:
                    if pairs[who] == pair:
                        more -= best[who] - second[who]
                elif gain[pair] > best[who]:
                    more += gain[pair] - best[who]
            if more > found and (rests[each] <= move or worth + more > most + 1e-9):
                found, chosen = more, each
        if chosen < 0:
            continue
        rests[chosen] = move + REST + np.random.randint(0, REST_MORE)
        now[chosen] = not now[chosen]
        for at in range(first_of_session[chosen], first_of_session[chosen + 1]):
            _take(gain, session, first, now, person[by_session[at]], best, second, pairs)
        worth += found
        if worth > most + 1e-9:
            most = worth
            running[:] = now
    for who in range(people):
        _take(gain, session, first, running, who, best, second, pairs)
    return float(best.sum() - (cost * running).sum())


@compiled
def _take(
    gain: Array, session: Array, first: Array, running: Array, who: int, best: Array, second: Array, pairs: Array
) -> None:
    """What this person takes of the running sessions, and the next best."""
    best[who], second[who], pairs[who] = 0.0, 0.0, -1
    for pair in range(first[who], first[who + 1]):
        if running[session[pair]]:
            if gain[pair] > best[who]:
                second[who], best[who], pairs[who] = best[who], gain[pair], pair
            elif gain[pair] > second[who]:
                second[who] = gain[pair]


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
) -> float:
    """A worth that no set of these can exceed; `levels` become the best found. Pairs are sorted by falling gain.

    Subgradient steps towards `floor`, which the bound cannot or need not go below.
    """
    now, way = levels.astype(np.float64), np.zeros(len(levels))
    best, reach, in_vain = np.inf, 1.0, 0
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
        norm = 0.0
        for who in range(len(now)):
            step = 1.0 + KEPT * way[who]
            for pair in range(first[who], first[who + 1]):
                if gain[pair] <= now[who]:
                    break
                if _counts(decided[session[pair]], slack[session[pair]]):
                    step -= 1.0
            way[who] = step
            norm += step * step
        if norm < 1e-12:
            break
        length = reach * max(bound - floor, 1e-3) / norm
        for who in range(len(now)):
            now[who] = max(0.0, now[who] - length * way[who])
    return float(best)


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
def relax_all(
    decided: Array,
    levels: Array,
    first: Array,
    session: Array,
    gain: Array,
    cost: Array,
    slack: Array,
    floor: float,
    rounds: int,
    bounds: Array,
) -> None:
    """`relax` for each of these parts."""
    for part in range(len(bounds)):
        bounds[part] = relax(decided[part], levels[part], first, session, gain, cost, slack, floor, rounds)


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
def most_in_doubt(
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
