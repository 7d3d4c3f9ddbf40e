"""What people's best day is worth with each thing they ask for and without: so moves are judged by looking up."""

from pdday.solver.arrays import PEOPLE, PEOPLE_END, SESSION, Array, Day
from pdday.solver.compiling import compiled
from pdday.solver.kernel.choices_by_sets import reckon_by_sets
from pdday.solver.kernel.choices_in_order import reckon_in_order
from pdday.solver.state import RUN, State
from pdday.solver.ways import FEW_SLOTS


@compiled
def reckon_choices(day: Day, state: State, who: Array, count: int) -> None:
    """What each of these people's best day is worth without each thing they ask for, and with it in each slot.

    Without it: whatever else they can afford. With it: its own worth and the best of the time that is left,
    its price not yet paid. Neither depends on where it runs now, so a move is judged by looking up.
    """
    if len(day.free_people) <= FEW_SLOTS and len(day.walks) > 0:
        reckon_by_sets(day, state, who, count)
    else:
        reckon_in_order(day, state, who, count)


@compiled
def know_choices(day: Day, state: State, count: int) -> None:
    """Before runs move: see to it that the choices of all concerned are known as things stand."""
    sessions, concerned, fresh, stale = day.sessions, day.concerned, state.fresh, state.some
    waiting = 0
    for each in range(count):
        session = day.runs[state.moves[each, RUN], SESSION]
        for place in range(sessions[session, PEOPLE], sessions[session, PEOPLE_END]):
            person = concerned[place]
            if not fresh[person]:
                fresh[person] = True
                stale[waiting] = person
                waiting += 1
    if waiting:
        reckon_choices(day, state, stale, waiting)
