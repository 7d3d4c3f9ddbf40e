"""People whom several moved runs concern at once: what auctions of one run each got wrong about them."""

from pdday.solver.arrays import PEOPLE, PEOPLE_END, RUNS, RUNS_END, SESSION, Array, Day
from pdday.solver.compiling import compiled
from pdday.solver.kernel.days import best_days
from pdday.solver.kernel.worth import NOTHING
from pdday.solver.state import ROOM, RUN, START, State

#: In place of where somebody asks for a moved session: they ask for several, or their day is reckoned anew.
SEVERAL, ANEW = -2, -1


@compiled
def see_to_shared(day: Day, state: State, count: int, mark: int) -> float:
    """What the auctions got wrong about people whom several of the moved runs concern, or one not simply.

    Each auction takes the other runs to be where they were. Who asks for two that change places can have
    both afterwards if they could before.
    """
    sessions, concerned, simple, worth = day.sessions, day.concerned, day.simple, state.worth
    at, price, without, having, marks = state.at, state.price, state.without, state.having, state.mark
    needs_met, needs_of, asked, anew, moves = day.needs_met, day.needs_of, state.asked, state.some, state.moves
    wrong, whole = 0.0, 0
    for each in range(count):
        session = day.runs[moves[each, RUN], SESSION]
        first, last = sessions[session, RUNS], sessions[session, RUNS_END]
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = concerned[place]
            if marks[person] != mark:
                marks[person] = mark
                asked[person] = place if simple[place] else ANEW
                if not simple[place]:
                    anew[whole] = person
                    whole += 1
                continue
            earlier = asked[person]
            if earlier in (place, SEVERAL):
                continue
            here = NOTHING
            if simple[place]:
                here = _best_with(place, first, last, at, day.zone_of, price, having, needs_met, needs_of)
                wrong += max(here, without[place]) - worth[person]
            if earlier == ANEW:
                continue
            other = day.session_at[earlier]
            there = _best_with(
                earlier, sessions[other, RUNS], sessions[other, RUNS_END], at, day.zone_of, price, having, needs_met,
                needs_of,
            )  # fmt: skip
            wrong += max(there, without[earlier]) - worth[person]
            if not simple[place]:
                asked[person] = ANEW
                anew[whole] = person
                whole += 1
                continue
            asked[person] = SEVERAL
            has_both = max(without[place], without[earlier]) < worth[person]
            neither = worth[person] if has_both else min(without[place], without[earlier])
            wrong -= max(here, there, neither) - worth[person]
    if whole:
        best_days(day, state, anew, whole, state.after, marks[:0])
        for each in range(whole):
            wrong -= state.after[each] - worth[anew[each]]
    return wrong


@compiled
def _best_with(
    place: int, first_run: int, end_run: int, at: Array, zone_of: Array, price: Array, having: Array,
    needs_met: Array, needs_of: Array,
) -> float:  # fmt: skip
    """What a person's best day is worth in which they are in one of these runs."""
    best = NOTHING
    for run in range(first_run, end_run):
        if at[run, START] >= 0 and needs_met[needs_of[place], at[run, ROOM]]:
            best = max(best, having[place, at[run, START], zone_of[at[run, ROOM]]] - price[run])
    return best
