"""Who sits where when the timetable stands: exact, in PuLP; on large days the wishes first, then the rest."""

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple

from pdday.solver import backend
from pdday.solver.arrays import Day
from pdday.solver.backend import Ending
from pdday.solver.choices import SeatChoice, far_apart, is_available
from pdday.solver.draft import Draft, as_plan
from pdday.solver.fill import seats_to_fill
from pdday.solver.model import build, fixed_timetable, read
from pdday.solver.plan import Run, Why
from pdday.solver.problem import Problem
from pdday.solver.score import Score
from pdday.solver.search import hopeless
from pdday.solver.state import State
from pdday.solver.until import NO_LIMITS, Limits, OutOfTime
from pdday.solver.usher import fill_up
from pdday.solver.variables import Somewhere, Variables

#: With up to so many possible seats, one model holds them all; beyond, seats nobody asked for come after.
ALL_AT_ONCE = 40_000
#: So few possible seats are decided at once, without the detour over the relaxed model.
FEW = 6_000
#: So many people without a place, at most, look for one by the last model; and so many others are set free for them.
WITHOUT_A_PLACE, SET_FREE = 100, 100

#: Seating stops when it is proved to be this near to the best, relative to the score.
NEAR_ENOUGH = 1e-5


class Searched(NamedTuple):
    """A timetable as the search left it, with a price for each seat; it saves the model what is plain from that."""

    day: Day
    state: State


def seat(
    problem: Problem,
    runs: Sequence[Run],
    limits: Limits = NO_LIMITS,
    *,
    seed: int = 1,
    searched: Searched | None = None,
) -> Draft | None:
    """The best seats for a timetable that stands, or None if it allows none (or time is up)."""
    if limits.reached():
        return None
    try:
        if len(problem.attendees) * len(runs) <= ALL_AT_ONCE:
            return _all_at_once(problem, runs, limits, seed=seed)
        return _wishes_then_rest(problem, runs, limits, seed=seed, searched=searched)
    except OutOfTime:
        return None


def _all_at_once(problem: Problem, runs: Sequence[Run], limits: Limits, *, seed: int) -> Draft | None:
    """Every seat in one model; if that is impossible, once more with repeats that need not run."""
    for droppable in (False, True):
        day = build(fixed_timetable(problem, runs, droppable=droppable), limits=limits)
        ending = decide(day, limits, seed=seed)
        if ending in (Ending.PROVED, Ending.FOUND):
            return read(day)
        if ending is not Ending.IMPOSSIBLE:
            return None
    return None


def _wishes_then_rest(
    problem: Problem, runs: Sequence[Run], limits: Limits, *, seed: int, searched: Searched | None
) -> Draft | None:
    """First the seats that matter to somebody, keeping enough for all; then everyone else, run by run."""
    leave_out = _hopeless(problem, searched) if searched else frozenset()
    day = wished_seats(problem, runs, limits, leave_out=leave_out)
    ending = decide(day, limits, seed=seed)
    if ending is Ending.IMPOSSIBLE:
        return _all_at_once(problem, runs, limits, seed=seed)
    if ending is Ending.NOTHING:
        return None
    held = [seat for seat, variable in day.goes.items() if backend.chosen(variable)]
    if searched and not (problem.together or problem.spread or problem.joined):
        draft = fill_up(problem, *searched, ((seat.attendee, seat.session, seat.start) for seat in held), limits)
        _, counted = as_plan(problem, draft)
        if not _lacks(counted):
            return draft
    return _rest(problem, day, held, limits, seed=seed) or _all_at_once(problem, runs, limits, seed=seed)


def _hopeless(problem: Problem, searched: Searched) -> frozenset[tuple[str, str, str]]:
    """(attendee, session, slot) that need no place in the model; of people in groups, nobody can tell beforehand."""
    circles = chain(problem.joined, problem.apart, problem.together, problem.spread)
    tied = frozenset(chain.from_iterable(circles))
    return frozenset(each for each in hopeless(problem, *searched) if each[0] not in tied)


def _lacks(counted: Score) -> bool:
    """Whether other seats that nobody asked for could make anything better."""
    return bool(counted.unplaced or counted.under_minimum or counted.unsuited)


def _rest(problem: Problem, day: Variables, held: Sequence[SeatChoice], limits: Limits, *, seed: int) -> Draft | None:
    """Seats that nobody asked for, by a model, when those that matter are held; None if there is no such way."""
    seats = tuple(sorted({*held, *seats_to_fill(day.choices, held)}))
    rest = build(replace(day.choices, seats=seats), held=held, limits=limits)
    answer = backend.maximise(rest.model, replace(limits, gap=NEAR_ENOUGH), seed=seed)
    if not answer.has_values:
        if answer.ending is Ending.IMPOSSIBLE:
            return None
        raise OutOfTime
    return _with_the_unplaced(problem, read(rest), limits, seed=seed)


def _with_the_unplaced(problem: Problem, draft: Draft, limits: Limits, *, seed: int) -> Draft:
    """Once more, with every seat open to those without a place and to some others; the rest keep theirs."""
    plan, _ = as_plan(problem, draft)
    without = sorted({each.attendee for each in plan.unplaced})
    if not without or limits.reached():
        return draft
    filled = {each.attendee for each in plan.seats if each.why is Why.FILL}.difference(without)
    others = {each.attendee for each in plan.seats}.difference(without, filled)
    draw = random.Random(seed)
    free = set(draw.sample(without, min(WITHOUT_A_PLACE, len(without))))
    # Whoever sits where nobody asked them to first: they lose least by making way.
    free.update((_shuffled(filled, draw) + _shuffled(others, draw))[:SET_FREE])
    open_to_all = fixed_timetable(problem, draft.runs, of=frozenset(free))
    area = {(place.session, place.start): open_to_all.groups[place.group].area for place in open_to_all.places}
    runs = {run.id: (run.session, run.slot) for run in draft.runs}
    held = [SeatChoice(who, *runs[run], area[runs[run]]) for who, run in draft.sittings if who not in free]
    day = build(replace(open_to_all, seats=tuple(sorted({*open_to_all.seats, *held}))), held=held, limits=limits)
    return read(day) if decide(day, limits, seed=seed) in (Ending.PROVED, Ending.FOUND) else draft


def _shuffled(people: Collection[str], draw: random.Random) -> list[str]:
    """In an order by chance, the same whatever the order they came in."""
    return draw.sample(sorted(people), len(people))


def decide(day: Variables, limits: Limits, *, seed: int) -> Ending:
    """Solve it relaxed, keep what is whole, and decide the rest: almost nothing is lost, much time won."""
    near = replace(limits, gap=NEAR_ENOUGH)
    if len(day.goes) <= FEW:
        return backend.maximise(day.model, near, seed=seed).ending
    relaxed = backend.maximise(day.model, limits, seed=seed, relaxed=True)
    if not relaxed.has_values:
        return relaxed.ending
    before = {seat: (variable.lowBound, backend.value(variable)) for seat, variable in day.goes.items()}
    undecided = {seat.attendee for seat, (_, found) in before.items() if 0 < found < 1}
    for seat, (_, found) in before.items():
        if seat.attendee not in undecided:
            day.goes[seat].lowBound = day.goes[seat].upBound = found
    answer = backend.maximise(day.model, near, seed=seed)
    for seat, (low, _) in before.items():
        day.goes[seat].lowBound, day.goes[seat].upBound = low, 1
    if answer.ending is Ending.IMPOSSIBLE:
        answer = backend.maximise(day.model, near, seed=seed)
    return answer.ending


def wished_seats(
    problem: Problem,
    runs: Sequence[Run],
    limits: Limits = NO_LIMITS,
    *,
    leave_out: frozenset[tuple[str, str, str]] = frozenset(),
) -> Variables:
    """The model of the seats that matter to somebody, with a place somewhere left for everybody else."""
    wished = fixed_timetable(problem, runs, unasked=False)
    if leave_out:
        wished = replace(wished, seats=tuple(seat for seat in wished.seats if seat[:3] not in leave_out))
    return build(wished, somewhere=_wherever(problem, runs), limits=limits)


def _wherever(problem: Problem, runs: Iterable[Run]) -> list[Somewhere]:
    """Everyone who should have a seat, asked for or not, in each of their slots in which something runs.

    If some way is too far, at each site where something does.
    """
    by_site = bool(far_apart(problem))
    sites: dict[str, set[str | None]] = defaultdict(set)
    for run in runs:
        for slot in problem.covers(run.session, run.slot):
            sites[slot].add(problem.room(run.room).site if by_site else None)
    in_order = {slot.id: sorted(sites[slot.id], key=str) for slot in problem.slots}
    return [
        Somewhere(attendee.id, slot.id, site)
        for attendee in problem.attendees
        if not attendee.may_stay_away
        for slot in problem.slots
        if is_available(attendee, (slot.id,))
        for site in in_order[slot.id]
    ]
