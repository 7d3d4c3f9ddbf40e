"""After something changed: what of the previous timetable can stay, stays.

Seats are chosen with what a change costs in the objective, so that few people have to move; sessions
whose place is gone are placed anew, and only these are searched for a better place.
"""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from pdday.solver.arrays import PIN_ROOM, PIN_START, Day
from pdday.solver.choices import places, room_groups
from pdday.solver.plan import Run
from pdday.solver.problem import Problem
from pdday.solver.rooms import run_at
from pdday.solver.state import ROOM, START, State


def runs_that_stay(problem: Problem) -> tuple[Run, ...]:
    """The runs of the previous plan that still may be where they are, no more than each session may have."""
    if problem.previous is None:
        return ()
    groups = room_groups(problem)
    allowed = {
        (place.session, place.start, room.id) for place in places(problem, groups) for room in groups[place.group].rooms
    }
    staying: list[Run] = []
    taken: set[tuple[str, str]] = set()
    count: Counter[str] = Counter()
    for run in sorted(problem.previous.runs, key=lambda run: run.id):
        if (run.session, run.slot, run.room) not in allowed:
            continue
        session = problem.session(run.session)
        slots = problem.covers(session, run.slot)
        claims = {(who, slot) for who in (run.room, run.session, *session.presenters) for slot in slots}
        if count[run.session] < session.most_runs and taken.isdisjoint(claims):
            taken |= claims
            count[run.session] += 1
            staying.append(run_at(run.session, run.slot, run.room))
    return tuple(staying)


def held(day: Day, state: State) -> Day:
    """The same day with every run of this state pinned where it is."""
    runs = day.runs.copy()
    standing = state.at[:, START] >= 0
    runs[standing, PIN_START] = state.at[standing, START]
    runs[standing, PIN_ROOM] = state.at[standing, ROOM]
    return day._replace(runs=runs)


def all_held(day: Day, states: Sequence[State]) -> bool:
    """Whether there is nothing left to move in any of these timetables."""
    pinned = (day.runs[:, PIN_START] >= 0) & (day.runs[:, PIN_ROOM] >= 0)
    return all(bool(np.all(pinned | (state.at[:, START] < 0))) for state in states)
