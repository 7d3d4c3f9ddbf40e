"""What would help most: the price of one more seat in a run, and of one more run of a session.

Duals propose and solving again decides. The dual of a run's capacity row says what one more seat could add to
the score; a run more is valued by who would rather sit in it than where they are. Only what a second solution
of the seats confirms is told, with the difference it made.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import pulp

from pdday.solver import backend
from pdday.solver.backend import Limits
from pdday.solver.choices import PLACE_RULES, is_asked_for, may_sit, presenters_available
from pdday.solver.limits import Variables
from pdday.solver.plan import Plan, Run
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.rooms import run_at
from pdday.solver.rules import Rule
from pdday.solver.score import LOW_DAY, most, places_by_attendee, top_three
from pdday.solver.seating import decide, wished_seats

#: Less than this many points, a tenth of a perfect day, is not worth a coordinator's phone call.
WORTH_TELLING = 10.0
#: So many of each kind are solved again, the most promising first, and so many told.
TRIED, TOLD = 6, 4


class HelpKind(StrEnum):
    """What there would be more of."""

    SEAT = "seat"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class Help:
    """One thing that would make the day better, confirmed by solving the seats again."""

    kind: HelpKind
    session: str
    slot: str
    room: str
    #: By how much the score would rise.
    gain: float
    #: How many people more would have a first choice, and one of their top three; may be negative.
    first: int
    top_three: int


@dataclass(frozen=True, slots=True)
class _Seated:
    """One solution of the seats that matter: what it is worth, and how many people have what they wanted most."""

    worth: float
    first: int
    top_three: int


def what_would_help(problem: Problem, plan: Plan, *, seconds: float = 8.0, seed: int = 1) -> tuple[Help, ...]:
    """What would help this plan's people most, the most helpful first; as far as `seconds` allow to confirm it."""
    limits = Limits(deadline=time.monotonic() + seconds)
    day = wished_seats(problem, plan.runs)
    prices = _seat_prices(day, limits)
    now = _seated(problem, day, limits, seed=seed)
    if now is None:
        return ()
    runs = {(run.session, run.slot): run for run in plan.runs}
    found: list[Help] = []
    for key in sorted(prices, key=lambda key: (-prices[key], key))[:TRIED]:
        row = _capacity_rows(day)[key]
        row.changeRHS(1)
        then = _seated(problem, day, limits, seed=seed)
        row.changeRHS(0)
        found += _confirmed(HelpKind.SEAT, runs[key[:2]], now, then)
    for run in _promising_runs(problem, plan)[:TRIED]:
        longer = _with_run(problem, run.session)
        then = _seated(longer, wished_seats(longer, (*plan.runs, run)), limits, seed=seed)
        found += _confirmed(HelpKind.RUN, run, now, then)
    return tuple(_best(found))


def _best(found: Iterable[Help]) -> Iterator[Help]:
    """The most helpful of each kind; of a session's runs only the best."""
    told: set[tuple[HelpKind, str]] = set()
    of_kind: dict[HelpKind, int] = defaultdict(int)
    for each in sorted(found, key=lambda each: (-each.gain, each.kind, each.session, each.slot)):
        if (each.kind, each.session) not in told and of_kind[each.kind] < TOLD:
            told.add((each.kind, each.session))
            of_kind[each.kind] += 1
            yield each


def _confirmed(kind: HelpKind, run: Run, now: _Seated, then: _Seated | None) -> Iterator[Help]:
    if then is not None and then.worth - now.worth >= WORTH_TELLING:
        better = then.first - now.first, then.top_three - now.top_three
        yield Help(kind, run.session, run.slot, run.room, round(then.worth - now.worth, 3), *better)


# --- one more seat ---------------------------------------------------------------------------


def _capacity_rows(day: Variables) -> Mapping[tuple[str, str, int], pulp.LpConstraint]:
    """The row that holds each run to its seats, by (session, start, area)."""
    full = [key for key in day.starts if day.choices.seats_in.get(key)]
    rows = (day.model.get_constraint_by_name(f"{Rule.ROOM_CAPACITY}_{index}") for index in range(len(full)))
    return dict(zip(full, rows, strict=True))


def _seat_prices(day: Variables, limits: Limits) -> dict[tuple[str, str, int], float]:
    """What one more seat in each run could add to the score at most, where it could add anything."""
    if not backend.maximise(day.model, limits, relaxed=True).has_values:
        return {}
    prices = {key: backend.dual(row) for key, row in _capacity_rows(day).items()}
    return {key: price for key, price in prices.items() if price >= WORTH_TELLING}


def _seated(problem: Problem, day: Variables, limits: Limits, *, seed: int) -> _Seated | None:
    """Solve the seats; None if time is up or they cannot be."""
    if limits.reached() or decide(day, limits, seed=seed) not in (backend.Ending.PROVED, backend.Ending.FOUND):
        return None
    got: dict[str, set[str]] = defaultdict(set)
    for choice, variable in day.goes.items():
        if backend.chosen(variable):
            got[choice.attendee].add(choice.session)
    first = sum(not _first(person).isdisjoint(got[person.id]) for person in problem.attendees)
    top = sum(not top_three(person).isdisjoint(got[person.id]) for person in problem.attendees)
    return _Seated(float(pulp.value(day.model.objective)), first, top)


def _first(attendee: Attendee) -> frozenset[str]:
    """What somebody put first; more than one for a tie."""
    return frozenset(wish.session for wish in attendee.wishes if wish.rank == attendee.wishes[0].rank)


# --- one more run ----------------------------------------------------------------------------


def _promising_runs(problem: Problem, plan: Plan) -> list[Run]:
    """For each session the free place where the most would be gained by who would rather be there, best first."""
    places = places_by_attendee(problem, plan)
    found: list[tuple[float, Run]] = []
    for session in problem.sessions:
        tried = [(_worth(problem, session, run, places), run) for run in _free_places(problem, plan, session)]
        if tried:
            found.append(max(tried, key=lambda each: (each[0], each[1].slot, each[1].room)))
    found.sort(key=lambda each: (-each[0], each[1].id))
    return [run for worth, run in found if worth >= WORTH_TELLING]


def _free_places(problem: Problem, plan: Plan, session: Session) -> Iterator[Run]:
    """Where one more run could be with nothing else moved: in each slot the room with the most seats for it."""
    if not session.most_runs:
        return
    taken = {
        (name, slot)
        for run in plan.runs
        for slot in problem.covers(problem.session(run.session), run.slot)
        for name in (run.room, run.session, *problem.session(run.session).presenters)
    }
    for start in problem.starts(session):
        slots = problem.covers(session, start)
        if not presenters_available(problem, session, start):
            continue
        if any((name, slot) in taken for name in (session.id, *session.presenters) for slot in slots):
            continue
        rooms = [
            room
            for room in problem.rooms
            if all(may_be(problem, session, start, room) for may_be in PLACE_RULES.values())
            and not any((room.id, slot) in taken for slot in slots)
        ]
        if rooms:
            room = max(rooms, key=lambda room: (room.seats, room.id))
            yield run_at(session.id, start, room.id)


def _worth(problem: Problem, session: Session, run: Run, places: Mapping[str, list[Run]]) -> float:
    """What those who would gain most by going to this run would gain, as many as it seats."""
    room = problem.room(run.room)
    slots = set(problem.covers(session, run.slot))
    gains = []
    for attendee in problem.attendees:
        if not is_asked_for(attendee, session, run.slot) or not may_sit(problem, attendee, session, run.slot, room):
            continue
        attended = {own.session for own in places[attendee.id]}
        if session.id in attended:
            continue
        left = {
            own.session
            for own in places[attendee.id]
            if slots.intersection(problem.covers(problem.session(own.session), own.slot))
        }
        if left.isdisjoint(problem.presents(attendee.id)):
            gains.append(_happier(problem, attendee, attended, (attended - left) | {session.id}))
    seats = room.seats if session.maximum is None else min(room.seats, session.maximum)
    return sum(sorted((gain for gain in gains if gain > 0), reverse=True)[:seats])


def _happier(problem: Problem, attendee: Attendee, before: set[str], after: set[str]) -> float:
    """What a person's part of the score gains, as far as their wishes go."""
    best, weights, top = most(problem, attendee), problem.weights, top_three(attendee)
    if best <= 0:
        return 0.0
    worth = []
    for names in (before, after):
        points = sum(problem.points_for(wish.rank) for wish in attendee.wishes if wish.session in names)
        share = min(1.0, points / best)
        none = weights.none_of_top_three if top and top.isdisjoint(names) else 0.0
        worth.append(weights.satisfaction * share - weights.low_day * max(0.0, LOW_DAY - share) - none)
    return worth[1] - worth[0]


def _with_run(problem: Problem, session_id: str) -> Problem:
    """The day on which the session may run once more."""
    sessions = (
        replace(each, most_runs=each.most_runs + 1) if each.id == session_id else each for each in problem.sessions
    )
    return replace(problem, sessions=tuple(sessions))
