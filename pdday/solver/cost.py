"""What it would take to give one person one seat: the seats solved once more with it held, and who would lose what.

The timetable stands. Whoever need not move stays: a change costs a little here, so that of seats that are
equally good for all the present ones win.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import pulp

from pdday.solver import backend
from pdday.solver.choices import is_available, is_vetoed
from pdday.solver.draft import as_plan
from pdday.solver.model import build, fixed_timetable
from pdday.solver.plan import Plan, Run, Why
from pdday.solver.problem import Attendee, Problem, SeatPin
from pdday.solver.rules import Rule
from pdday.solver.score import missed, places_by_attendee, score, top_three, unplaced
from pdday.solver.seating import seat
from pdday.solver.until import Limits

#: What moving somebody is worth avoiding, in points: a hundredth of a perfect day.
STAY = 1.0


class Loss(StrEnum):
    """What a change of seats takes from a person, the gravest thing first."""

    PLACE = "place"
    REQUIRED = "required"
    FIRST = "first"
    TOP_THREE = "top three"
    LOWER = "lower"
    NOTHING = "nothing"
    GAIN = "gain"


@dataclass(frozen=True, slots=True)
class Move:
    """One person whose seats would be others: the sessions they leave and come to, and what that takes from them."""

    attendee: str
    loss: Loss
    leaves: tuple[str, ...]
    comes_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cost:
    """What one seat would take. Where there is no such run, or a rule forbids it, there is nothing else to tell."""

    attendee: str
    session: str
    slot: str
    #: The rule that forbids the seat whatever else moves.
    forbidden: Rule | None = None
    #: By how much the score would change; negative where the day as a whole loses.
    score_change: float = 0.0
    #: What the seat does to the person who asks, and to everybody else who would move.
    own: Move | None = None
    moves: tuple[Move, ...] = ()
    #: Whether the session runs then at all.
    runs: bool = True

    @property
    def counts(self) -> Mapping[Loss, int]:
        """How many others would lose what."""
        return Counter(move.loss for move in self.moves)


def cost_of(
    problem: Problem, plan: Plan, attendee_id: str, session_id: str, slot: str, *, seconds: float = 30.0, seed: int = 1
) -> Cost | None:
    """What it would take to seat this person in the session's run that starts in `slot`; None if time was short.

    Seats that were pinned stay.
    """
    run = next((run for run in plan.runs if (run.session, run.slot) == (session_id, slot)), None)
    if run is None:
        return Cost(attendee_id, session_id, slot, runs=False)
    limits = Limits(deadline=time.monotonic() + seconds)
    attendee = problem.attendee(attendee_id)
    wanted = _with_seat(_with_pins_of(problem, plan), attendee_id, SeatPin(session_id, slot))
    rule = _kept_out_by(problem, plan, attendee, run) or _clashing_rule(wanted, plan, limits)
    if rule is not None:
        return Cost(attendee_id, session_id, slot, forbidden=rule)
    staying = replace(wanted, previous=plan, weights=replace(problem.weights, change=STAY))
    draft = seat(staying, plan.runs, limits, seed=seed)
    if draft is None:
        return None
    after, counted = as_plan(problem, draft)
    before = score(problem, plan).total
    moves = {move.attendee: move for move in _moves(problem, plan, after)}
    own = moves.pop(attendee_id, None)
    others = tuple(move for move in moves.values() if move.leaves)  # who only finds a place leaves none for it
    return Cost(attendee_id, session_id, slot, None, counted.total - before, own, others)


def _with_pins_of(problem: Problem, plan: Plan) -> Problem:
    """The problem with every pinned seat of the plan pinned, also those that somebody gave by hand."""
    runs = {run.id: run for run in plan.runs}
    pins: dict[str, list[SeatPin]] = {}
    for each in plan.seats:
        if each.why is Why.PIN:
            run = runs[each.run]
            pins.setdefault(each.attendee, []).append(SeatPin(run.session, run.slot))
    people = [replace(person, pins=tuple(pins.get(person.id, person.pins))) for person in problem.attendees]
    return replace(problem, attendees=tuple(people))


def _with_seat(problem: Problem, attendee_id: str, pin: SeatPin) -> Problem:
    people = [
        replace(person, pins=tuple(dict.fromkeys((*person.pins, pin)))) if person.id == attendee_id else person
        for person in problem.attendees
    ]
    return replace(problem, attendees=tuple(people))


def _kept_out_by(problem: Problem, plan: Plan, attendee: Attendee, run: Run) -> Rule | None:
    """The rule about this one person that keeps them out of the run, whoever else is in it."""
    session = problem.session(run.session)
    slots = set(problem.covers(session.id, run.slot))
    presenting = {
        slot
        for own in plan.runs
        if own.session in problem.presents(attendee.id)
        for slot in problem.covers(own.session, own.slot)
    }
    if attendee.id in session.presenters:
        return Rule.ONCE_ONLY
    if not is_available(attendee, slots):
        return Rule.AVAILABLE
    if slots & presenting:
        return Rule.ONE_PLACE
    if is_vetoed(attendee, session):
        return Rule.VETO
    return None if attendee.needs <= problem.room(run.room).features else Rule.NEEDS


def _clashing_rule(problem: Problem, plan: Plan, limits: Limits) -> Rule | None:
    """The rule among several people's that the pinned seats cannot keep in this timetable."""
    if _can_be(problem, plan, limits):
        return None
    without = {
        Rule.APART: replace(problem, apart=()),
        Rule.JOINED: replace(problem, joined=()),
        Rule.TRAVEL: replace(problem, travel={}),
        Rule.ROOM_CAPACITY: _with_endless_seats(problem),
    }
    return next((rule for rule, eased in without.items() if _can_be(eased, plan, limits)), Rule.PINS)


def _can_be(problem: Problem, plan: Plan, limits: Limits) -> bool:
    """Whether the people who are tied can all be seated as pinned; everyone else may stay without a seat."""
    count = Counter(run.session for run in plan.runs)
    sessions = [replace(each, fewest_runs=count[each.id], most_runs=count[each.id]) for each in problem.sessions]
    standing = replace(problem, sessions=tuple(sessions))
    pinned = {person.id for person in problem.attendees if person.pins}
    tied = frozenset(pinned.union(*problem.joined))
    day = build(fixed_timetable(standing, plan.runs, of=tied))
    day.model.setObjective(pulp.LpAffineExpression(constant=0.0))
    return backend.maximise(day.model, limits).ending is not backend.Ending.IMPOSSIBLE


def _with_endless_seats(problem: Problem) -> Problem:
    many = len(problem.attendees)
    rooms = tuple(replace(room, seats=room.seats + many) for room in problem.rooms)
    return replace(problem, rooms=rooms, sessions=tuple(replace(each, maximum=None) for each in problem.sessions))


def _moves(problem: Problem, before: Plan, after: Plan) -> Iterator[Move]:
    """Everybody who would sit in another session, or in another run of it, in the order of their ids."""
    old, new = places_by_attendee(problem, before), places_by_attendee(problem, after)
    gaps = tuple(Counter(each.attendee for each in unplaced(problem, places)) for places in (old, new))
    lacks = tuple(Counter(each.attendee for each in missed(problem, places)) for places in (old, new))
    for attendee in problem.attendees:
        was = {(run.session, run.slot) for run in old[attendee.id]}
        comes = {(run.session, run.slot) for run in new[attendee.id]}
        if was == comes:
            continue
        leaves = tuple(sorted(session for session, _ in was - comes))
        comes_to = tuple(sorted(session for session, _ in comes - was))
        if gaps[1][attendee.id] > gaps[0][attendee.id]:
            loss = Loss.PLACE
        elif lacks[1][attendee.id] > lacks[0][attendee.id]:
            loss = Loss.REQUIRED
        else:
            loss = _loss(problem, attendee, {name for name, _ in was}, {name for name, _ in comes})
        yield Move(attendee.id, loss, leaves, comes_to)


def _loss(problem: Problem, attendee: Attendee, before: set[str], after: set[str]) -> Loss:
    """What the change does to what the person asked for."""
    first = {wish.session for wish in attendee.wishes if wish.rank == attendee.wishes[0].rank}
    top = top_three(attendee) or {wish.session for wish in attendee.wishes}
    points = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    worth, worth_now = (sum(points.get(name, 0.0) for name in names) for names in (before, after))
    if worth_now > worth:
        return Loss.GAIN
    if worth_now == worth:
        return Loss.NOTHING
    if first & before and not first & after:
        return Loss.FIRST
    return Loss.TOP_THREE if len(top & after) < len(top & before) else Loss.LOWER
