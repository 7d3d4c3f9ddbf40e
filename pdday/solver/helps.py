"""What would help most: the price of one more seat in a run, and of one more run of a session.

Duals propose and solving again decides. The dual of a run's capacity row says what one more seat could add to
the score; a run more is valued by who would rather sit in it than where they are. Only what is confirmed by seating
everyone once more is told, with the difference it made to the whole score.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import zip_longest

import pulp

from pdday.solver import backend
from pdday.solver.choices import is_asked_for, may_sit, presenters_available, room_suits
from pdday.solver.draft import as_plan
from pdday.solver.plan import Plan, Run
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.rooms import run_at
from pdday.solver.rules import Rule
from pdday.solver.score import places_by_attendee, score, top_three, worth_of_wishes
from pdday.solver.seating import seat, wished_seats
from pdday.solver.until import Limits, OutOfTime, in_time
from pdday.solver.variables import Variables

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
    """Everybody's seats: what they score, and how many people have what they wanted most."""

    worth: float
    first: int
    top_three: int


def what_would_help(
    problem: Problem, plan: Plan, *, seconds: float = 8.0, seed: int = 1, stop: Callable[[], bool] | None = None
) -> tuple[Help, ...]:
    """What would help this plan's people most, the most helpful first; as far as `seconds` allow to confirm it.

    `stop` says, now and then, whether what is confirmed by then will do.
    """
    limits = Limits(deadline=time.monotonic() + seconds, stop=stop)
    now = _seat_everyone(problem, plan.runs, limits, seed=seed)
    if now is None:
        return ()
    now = replace(now, worth=max(now.worth, score(problem, plan).total))
    seats = [(HelpKind.SEAT, run) for run in _runs_short_of_seats(problem, plan, limits)[:TRIED]]
    runs = [(HelpKind.RUN, run) for run in _promising_runs(problem, plan, limits)[:TRIED]]
    found: list[Help] = []
    for kind, run in (each for pair in zip_longest(seats, runs) for each in pair if each is not None):
        longer = _with_seat(problem, plan, run) if kind is HelpKind.SEAT else _with_run(problem, plan, run)
        found += _confirmed(kind, run, now, _seat_everyone(*longer, limits, seed=seed))
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


def _runs_short_of_seats(problem: Problem, plan: Plan, limits: Limits) -> list[Run]:
    """Runs in which one more seat could add anything worth telling, the dearest first."""
    try:
        day = wished_seats(problem, plan.runs, limits)
    except OutOfTime:
        return []
    if not backend.maximise(day.model, limits, relaxed=True).has_values:
        return []
    runs = {(run.session, run.slot): run for run in plan.runs}
    prices = {key: backend.dual(row) for key, row in _capacity_rows(day).items()}
    dearest = sorted(prices, key=lambda key: (-prices[key], key))
    return [runs[key[:2]] for key in dearest if prices[key] >= WORTH_TELLING]


def _capacity_rows(day: Variables) -> Mapping[tuple[str, str, int], pulp.LpConstraint]:
    """The row that holds each run to its seats, by (session, start, area).

    With a timetable that stands these are the only rows of the rule (`rows.room_capacity`), numbered in this order.
    """
    full = [key for key in day.starts if day.choices.seats_in.get(key)]
    rows = (day.model.get_constraint_by_name(f"{Rule.ROOM_CAPACITY}_{index}") for index in range(len(full)))
    return dict(zip(full, rows, strict=True))


def _with_seat(problem: Problem, plan: Plan, run: Run) -> tuple[Problem, Sequence[Run]]:
    """The same timetable with one more seat in this run: each run of the session has a room of its own for that."""
    session = problem.session(run.session)
    rooms, runs = list(problem.rooms), []
    for each in plan.runs:
        if each.session == session.id:
            room = problem.room(each.room)
            seats = session.heads(room.seats) + (each.id == run.id)
            own = replace(room, id=f"{room.id} for {each.id}", seats=seats)
            rooms.append(own)
            each = replace(each, room=own.id)
        runs.append(each)
    free = replace(session, maximum=None, pins=())
    sessions = tuple(free if each.id == session.id else each for each in problem.sessions)
    return replace(problem, rooms=tuple(rooms), sessions=sessions), runs


def _seat_everyone(problem: Problem, runs: Sequence[Run], limits: Limits, *, seed: int) -> _Seated | None:
    """Seat everyone in these runs; None if time is up or they cannot be."""
    draft = seat(problem, runs, limits, seed=seed)
    if draft is None:
        return None
    session_of = {run.id: run.session for run in draft.runs}
    got: dict[str, set[str]] = defaultdict(set)
    for attendee, run in draft.sittings:
        got[attendee].add(session_of[run])
    first = sum(not _first(person).isdisjoint(got[person.id]) for person in problem.attendees)
    top = sum(not top_three(person).isdisjoint(got[person.id]) for person in problem.attendees)
    return _Seated(as_plan(problem, draft)[1].total, first, top)


def _first(attendee: Attendee) -> frozenset[str]:
    """What somebody put first; more than one for a tie."""
    return frozenset(wish.session for wish in attendee.wishes if wish.rank == attendee.wishes[0].rank)


# --- one more run ----------------------------------------------------------------------------


def _promising_runs(problem: Problem, plan: Plan, limits: Limits) -> list[Run]:
    """For each session the free place where the most would be gained by who would rather be there, best first."""
    places = places_by_attendee(problem, plan)
    found: list[tuple[float, Run]] = []
    try:
        for session in in_time(problem.sessions, limits, every=1):
            tried = [(_worth(problem, session, run, places), run) for run in _free_places(problem, plan, session)]
            if tried:
                found.append(max(tried, key=lambda each: (each[0], each[1].slot, each[1].room)))
    except OutOfTime:
        return []
    found.sort(key=lambda each: (-each[0], each[1].id))
    return [run for worth, run in found if worth >= WORTH_TELLING]


def _free_places(problem: Problem, plan: Plan, session: Session) -> Iterator[Run]:
    """Where one more run could be with nothing else moved: in each slot the room with the most seats for it."""
    if not session.most_runs:
        return
    taken = {
        (name, slot)
        for run in plan.runs
        for slot in problem.covers(run.session, run.slot)
        for name in (run.room, run.session, *problem.session(run.session).presenters)
    }
    for start in problem.starts(session):
        slots = problem.covers(session.id, start)
        if not presenters_available(problem, session, start):
            continue
        if any((name, slot) in taken for name in (session.id, *session.presenters) for slot in slots):
            continue
        rooms = [
            room
            for room in problem.rooms
            if room_suits(problem, session, start, room) and not any((room.id, slot) in taken for slot in slots)
        ]
        if rooms:
            room = max(rooms, key=lambda room: (room.seats, room.id))
            yield run_at(session.id, start, room.id)


def _worth(problem: Problem, session: Session, run: Run, places: Mapping[str, list[Run]]) -> float:
    """What those who would gain most by going to this run would gain, as many as it seats."""
    room = problem.room(run.room)
    slots = set(problem.covers(session.id, run.slot))
    gains = []
    for attendee in problem.attendees:
        if not is_asked_for(attendee, session, run.slot) or not may_sit(problem, attendee, session, run.slot, room):
            continue
        attended = {own.session for own in places[attendee.id]}
        if session.id in attended:
            continue
        left = {own.session for own in places[attendee.id] if slots.intersection(problem.covers(own.session, own.slot))}
        if left.isdisjoint(problem.presents(attendee.id)):
            gains.append(_happier(problem, attendee, attended, (attended - left) | {session.id}))
    return sum(sorted((gain for gain in gains if gain > 0), reverse=True)[: session.heads(room.seats)])


def _happier(problem: Problem, attendee: Attendee, before: set[str], after: set[str]) -> float:
    """What a person's part of the score gains, as far as their wishes go."""
    return worth_of_wishes(problem, attendee, after) - worth_of_wishes(problem, attendee, before)


def _with_run(problem: Problem, plan: Plan, run: Run) -> tuple[Problem, Sequence[Run]]:
    """The same timetable with one more run, which its session may have then."""
    sessions = (
        replace(each, most_runs=each.most_runs + 1) if each.id == run.session else each for each in problem.sessions
    )
    return replace(problem, sessions=tuple(sessions)), (*plan.runs, run)
