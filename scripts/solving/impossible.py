"""A day made impossible in ten ways: how soon it is told what to relax, and which rules clash."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pdday.solver import Problem
from pdday.solver.explain import NOT_FOUND_IN_TIME, conflict, what_to_relax
from pdday.solver.plan import Conflict
from pdday.solver.precheck import precheck
from pdday.solver.problem import RunPin, SeatPin

#: Each question has so long, far more than its bar, so that it is seen by how much a bar is missed.
MOST_SECONDS = 60.0


@dataclass(frozen=True)
class Answered:
    """What one question brought: how many things are named, and how long it took."""

    named: int
    seconds: float
    processor: float
    #: Whether the time ran out.
    late: bool = False


@dataclass(frozen=True)
class Explained:
    """A row: one impossible day."""

    kind: str
    counted: Answered
    relax: Answered
    conflict: Answered


def explained(problem: Problem) -> Iterator[Explained]:
    """Each kind of impossible day and what is told of it."""
    for kind, day in impossible_days(problem).items():
        yield Explained(
            kind,
            _asked(lambda day=day: precheck(day)),  # type: ignore[misc]  # a default holds the day of this turn
            _asked(lambda day=day: what_to_relax(day, seconds=MOST_SECONDS)),  # type: ignore[misc]
            _asked(lambda day=day: conflict(day, seconds=MOST_SECONDS)),  # type: ignore[misc]
        )


def _asked(question: Callable[[], tuple[Conflict, ...]]) -> Answered:
    begin, work = time.monotonic(), time.process_time()
    found = question()
    seconds = time.monotonic() - begin
    late = found == (NOT_FOUND_IN_TIME,) or seconds > MOST_SECONDS
    return Answered(0 if late else len(found), seconds, time.process_time() - work, late)


# --- the ten days ------------------------------------------------------------------------------


def impossible_days(problem: Problem) -> Mapping[str, Problem]:
    """The same day with too much asked of it; sessions and people are the first that will do."""
    leads = Counter(person for session in problem.sessions for person in session.presenters)
    slots = tuple(slot.id for slot in problem.slots)
    short = [session.id for session in problem.sessions if session.length == 1]
    twice = [problem.presents(person) for person, sessions in leads.items() if sessions > 1]
    alone = [each for each in problem.sessions if len(each.presenters) == 1 and leads[each.presenters[0]] == 1][:2]
    somebody = next(each.id for each in problem.attendees if each.id not in leads and each.slots is None)
    kept_apart = tuple(sorted((somebody, next(iter(problem.session(short[0]).presenters)))))
    first, second = slots[0], slots[1]
    room = problem.rooms[0].id
    feature = min({feature for each in problem.rooms for feature in each.features})
    return {
        "as many pinned to one room as there are slots, and one more": _with_sessions(
            problem, short[: len(slots) + 1], pins=(RunPin(None, room),)
        ),
        "a presenter pinned to two places": _with_sessions(problem, twice[0][:2], pins=(RunPin(first, None),)),
        "two thirds of the rooms closed": _rooms_closed(problem, slots),
        "a feature that no room has": _with_sessions(problem, short[:1], features=frozenset({"planetarium"})),
        "two joined people who present at once": replace(
            _with_sessions(problem, [each.id for each in alone], slots=frozenset({first})),
            joined=(tuple(sorted(each.presenters[0] for each in alone)),),  # type: ignore[arg-type]  # two of them
        ),
        "more in one slot than there are rooms": _with_sessions(
            problem, short[: len(problem.rooms) + 10], slots=frozenset({first})
        ),
        "a person pinned to two places": _with_person(
            _with_sessions(problem, short[:2], slots=frozenset({second})),
            somebody,
            pins=(SeatPin(short[0], None), SeatPin(short[1], None)),
        ),
        "kept apart and pinned together": replace(
            _with_person(problem, somebody, pins=(SeatPin(short[0], None),)),
            apart=(kept_apart,),  # type: ignore[arg-type]  # two of them
        ),
        "a feature that few rooms have and many need": _feature_rare(problem, feature),
        "four presenters, each in two places at once": _with_sessions(
            problem, [session for sessions in twice[:4] for session in sessions], slots=frozenset({first})
        ),
    }


def _rooms_closed(problem: Problem, slots: Collection[str]) -> Problem:
    closed = frozenset(slots)
    return replace(
        problem,
        rooms=tuple(replace(room, closed=closed) if number % 3 else room for number, room in enumerate(problem.rooms)),
    )


def _feature_rare(problem: Problem, feature: str) -> Problem:
    """Only the first four rooms keep the feature, if they have it, and every sixth session needs it."""
    rooms = tuple(
        replace(room, features=room.features - {feature}) if number > 3 else room
        for number, room in enumerate(problem.rooms)
    )
    every_sixth = [session.id for number, session in enumerate(problem.sessions) if number % 6 == 0]
    return _with_sessions(replace(problem, rooms=rooms), every_sixth, features=frozenset({feature}))


def _with_sessions(problem: Problem, chosen: Collection[str], **changes: Any) -> Problem:
    sessions = tuple(replace(each, **changes) if each.id in chosen else each for each in problem.sessions)
    return replace(problem, sessions=sessions)


def _with_person(problem: Problem, person: str, **changes: Any) -> Problem:
    people = tuple(replace(each, **changes) if each.id == person else each for each in problem.attendees)
    return replace(problem, attendees=people)
