"""A solved day changes in five ways: how soon it is repaired, and for how many people it becomes another day.

Beside each repair stands a fresh solving of the changed day in the same time, which knows nothing of the plan that
people have in their hands.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pdday.solver import Plan, Problem, Run, check
from pdday.solver.best import Progress
from pdday.solver.problem import Attendee, Session
from pdday.solver.score import score
from pdday.solver.solve import solve
from pdday.solver.standing import people_forced

#: What the plan before the change is made with: counted work, so that every machine changes the same plan.
EFFORT_BEFORE = 5
#: So many people come late, and so many stay away.
PEOPLE = 20
#: The most that one repair may take; it ends by itself long before.
MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Moment:
    """When something was first at hand, by the clock and by the processor's work."""

    seconds: float
    processor: float


@dataclass(frozen=True)
class Repaired:
    """A row: one change, its repair, and the same day solved afresh."""

    change: str
    #: The first plan; all seats chosen anew for the runs that stand; the last plan, with rooms and times.
    first: Moment | None
    seats: Moment | None
    rooms: Moment | None
    #: People whose day the repair changed, and those of them whom every plan would change.
    changed: int
    forced: int
    score: float
    #: The score of a fresh solving (with what its changes cost) and the people it changes; None if it found no plan.
    afresh: tuple[float, int] | None


def solved_before(problem: Problem, *, seed: int) -> Plan:
    """The plan that people know, before anything changes."""
    return solve(problem, effort=EFFORT_BEFORE, seed=seed)


def repairs(problem: Problem, before: Plan, *, seed: int) -> Iterator[Repaired]:
    """Each kind of change and its repair."""
    for change, changed in changed_days(problem, before, seed=seed).items():
        yield _repaired(change, replace(changed, previous=before), seed=seed)


def changed_days(problem: Problem, before: Plan, *, seed: int) -> Mapping[str, Problem]:
    """The day after each kind of change; what happens, happens where it hurts most."""
    heads = Counter(seat.run for seat in before.seats)
    required = {session for person in problem.attendees for choice in person.required for session in choice}
    fullest = max((run for run in before.runs if run.session not in required), key=lambda run: (heads[run.id], run.id))
    room = _most(before.runs, heads, lambda run: run.room)
    ill = max(problem.attendees, key=lambda person: (len(problem.presents(person.id)), person.id))
    leading = {person for session in problem.sessions for person in session.presenters}
    others = sorted(person.id for person in problem.attendees if person.id not in leading)
    some = set(random.Random(seed).sample(others, min(PEOPLE, len(others))))
    later = frozenset(slot.id for slot in problem.slots[1:])
    return {
        "a session is cancelled": _without_sessions(problem, {fullest.session}),
        "a room is lost": replace(
            problem,
            rooms=tuple(
                replace(each, closed=frozenset(problem.slot_index)) if each.id == room else each
                for each in problem.rooms
            ),
        ),
        "a presenter is ill": _without_people(problem, {ill.id}),
        f"{len(some)} people come late": _with_people(
            problem,
            lambda person: (
                replace(person, slots=later if person.slots is None else person.slots & later)
                if person.id in some
                else person
            ),
        ),
        f"{len(some)} people stay away": _without_people(problem, some),
    }


def _repaired(change: str, day: Problem, *, seed: int) -> Repaired:
    heard: list[tuple[Progress, Moment]] = []
    begin = time.process_time()

    def hear(progress: Progress) -> None:
        heard.append((progress, Moment(progress.seconds, time.process_time() - begin)))

    plan = solve(day, seconds=MOST_SECONDS, seed=seed, progress=hear)
    afresh = solve(replace(day, previous=None), seconds=max(1.0, plan.seconds or 0.0), seed=seed)
    for made, problem in ((plan, day), (afresh, replace(day, previous=None))):
        if broken := check(problem, made):
            raise SystemExit(f"{day.name}, {change}: {broken[0].sentence}")
    counted = score(day, plan)
    changed = {person for person, _ in counted.changes}
    return Repaired(
        change,
        next((when for told, when in heard if told.score is not None), None),
        _ended(heard, "seats"),
        _ended(heard, "polish"),
        len(changed),
        len(changed & people_forced(day)),
        counted.total,
        None if afresh.score is None else _beside(day, afresh),
    )


def _ended(heard: Sequence[tuple[Progress, Moment]], phase: str) -> Moment | None:
    """When the work went on from a phase to the next; None if it never was in it."""
    phases = [told.phase for told, _ in heard]
    if phase not in phases:
        return None
    return next((when for told, when in heard[phases.index(phase) :] if told.phase != phase), heard[-1][1])


def _beside(day: Problem, afresh: Plan) -> tuple[float, int]:
    counted = score(day, afresh)
    return counted.total, len({person for person, _ in counted.changes})


# --- what changes ------------------------------------------------------------------------------


def _without_sessions(problem: Problem, gone: set[str]) -> Problem:
    """These sessions are cancelled."""

    def cancelled(session: Session) -> Session:
        return replace(session, fewest_runs=0, most_runs=0, pins=()) if session.id in gone else session

    return replace(problem, sessions=tuple(map(cancelled, problem.sessions)))


def _without_people(problem: Problem, gone: set[str]) -> Problem:
    """These people do not come: nobody is seated for them, and what only they present is cancelled."""
    alone = {session.id for session in problem.sessions if session.presenters and gone.issuperset(session.presenters)}
    others = tuple(
        replace(session, presenters=tuple(person for person in session.presenters if person not in gone))
        for session in _without_sessions(problem, alone).sessions
    )
    return replace(
        problem,
        sessions=others,
        attendees=tuple(person for person in problem.attendees if person.id not in gone),
        apart=tuple(pair for pair in problem.apart if gone.isdisjoint(pair)),
        joined=tuple(pair for pair in problem.joined if gone.isdisjoint(pair)),
        together=tuple(tuple(person for person in team if person not in gone) for team in problem.together),
        spread=tuple(tuple(person for person in team if person not in gone) for team in problem.spread),
    )


def _with_people(problem: Problem, change: Callable[[Attendee], Attendee]) -> Problem:
    return replace(problem, attendees=tuple(map(change, problem.attendees)))


def _most(runs: Sequence[Run], heads: Counter[str], what: Callable[[Run], str]) -> str:
    """Of what the runs have, that with most people in it."""
    count: Counter[str] = Counter()
    for run in runs:
        count[what(run)] += heads[run.id]
    return max(count, key=lambda name: (count[name], name))
