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

    Each auction takes the others to be where they were. One can have two that change places if one could before.
    """
    sessions, concerned, simple, worth, zone_of = day.sessions, day.concerned, day.simple, state.worth, day.zone_of
    at, price, without, having, marks = state.at, state.price, state.without, state.having, state.mark
    needs_met, needs_of, asked, anew, moves = day.needs_met, day.needs_of, state.asked, state.some, state.moves
    wrong, whole = 0.0, 0
    for each in range(count):
        session = day.runs[moves[each, RUN], SESSION]
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = concerned[place]
            if marks[person] != mark:
                marks[person] = mark
                whole = _note_asking(person, place, simple, asked, anew, whole)
                continue
            earlier = asked[person]
            if earlier in (place, SEVERAL):
                continue
            here = NOTHING
            if simple[place]:
                here = _best_with(place, session, sessions, at, zone_of, price, having, needs_met, needs_of)
                wrong += max(here, without[place]) - worth[person]
            if earlier == ANEW:
                continue
            other = day.session_at[earlier]
            there = _best_with(earlier, other, sessions, at, zone_of, price, having, needs_met, needs_of)
            wrong += max(there, without[earlier]) - worth[person]
            if not simple[place]:
                whole = _note_asking(person, place, simple, asked, anew, whole)
                continue
            asked[person] = SEVERAL
            best, worst = max(without[place], without[earlier]), min(without[place], without[earlier])
            wrong -= max(here, there, worth[person] if best < worth[person] else worst) - worth[person]
    if whole:
        best_days(day, state, anew, whole, state.after, marks[:0])
        for each in range(whole):
            wrong -= state.after[each] - worth[anew[each]]
    return wrong


@compiled
def _note_asking(person: int, place: int, simple: Array, asked: Array, anew: Array, whole: int) -> int:
    """Write down where somebody asks for a moved session, or that their day is to be reckoned anew; how many are."""
    asked[person] = place
    if not simple[place]:
        asked[person] = ANEW
        anew[whole] = person
        whole += 1
    return whole


@compiled
def _best_with(
    place: int, session: int, sessions: Array, at: Array, zone_of: Array, price: Array, having: Array,
    needs_met: Array, needs_of: Array,
) -> float:  # fmt: skip
    """What a person's best day is worth in which they are in a run of this session."""
    best = NOTHING
    for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
        if at[run, START] >= 0 and needs_met[needs_of[place], at[run, ROOM]]:
            best = max(best, having[place, at[run, START], zone_of[at[run, ROOM]]] - price[run])
    return best
