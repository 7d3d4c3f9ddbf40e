"""The best set of sessions for one slot that a tabu search finds: no proof, but quick (the proof: `pricing`)."""

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.compiling import compiled

#: A session that was opened or closed stays so for this many moves, and up to as many more.
REST, REST_MORE = 3, 5


@compiled
def improve(
    gain: Array, cost: Array, may_run: Array, person: Array, session: Array, first: Array, by_session: Array,
    first_of_session: Array, running: Array, pairs: Array, moves: int, seed: int,
) -> float:  # fmt: skip
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
            more = _worth_of_changing(
                each, now[each], gain, cost, person, by_session, first_of_session, best, second, pairs,
            )  # fmt: skip
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
def worths(gain: Array, cost: Array, session: Array, first: Array, sets: Array) -> Array:
    """What each of these sets [set, session] is worth, if everybody attends what gains them most."""
    found = np.zeros(len(sets))
    for each in range(len(sets)):
        running = sets[each]
        for one in range(len(cost)):
            if running[one]:
                found[each] -= cost[one]
        for who in range(len(first) - 1):
            best = 0.0
            for pair in range(first[who], first[who + 1]):
                if gain[pair] > best and running[session[pair]]:
                    best = gain[pair]
            found[each] += best
    return found


@compiled
def _worth_of_changing(
    each: int, runs: bool, gain: Array, cost: Array, person: Array, by_session: Array, first_of_session: Array,
    best: Array, second: Array, pairs: Array,
) -> float:  # fmt: skip
    """How much more the set is worth without this session if it runs, and with it if not."""
    more = cost[each] if runs else -cost[each]
    for at in range(first_of_session[each], first_of_session[each + 1]):
        pair = by_session[at]
        who = person[pair]
        if runs:
            if pairs[who] == pair:
                more -= best[who] - second[who]
        elif gain[pair] > best[who]:
            more += gain[pair] - best[who]
    return float(more)


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
