"""Who sits where when the timetable stands: exact, in PuLP; on large days the wishes first, then the rest."""

from collections.abc import Sequence
from dataclasses import replace

from pdday.solver import backend
from pdday.solver.backend import NO_LIMITS, Ending, Limits
from pdday.solver.choices import fixed_timetable, is_available
from pdday.solver.draft import Draft
from pdday.solver.fill import seats_to_fill
from pdday.solver.limits import Variables
from pdday.solver.model import build, read
from pdday.solver.plan import Run
from pdday.solver.problem import Problem

#: With up to so many possible seats, one model holds them all; beyond, seats nobody asked for come after.
ALL_AT_ONCE = 12_000

#: Seating stops when it is proved to be this near to the best, relative to the score.
NEAR_ENOUGH = 1e-5


def seat(problem: Problem, runs: Sequence[Run], limits: Limits = NO_LIMITS, *, seed: int = 1) -> Draft | None:
    """The best seats for a timetable that stands, or None if it allows none (or time is up)."""
    if len(problem.attendees) * len(runs) <= ALL_AT_ONCE:
        return _all_at_once(problem, runs, limits, seed=seed)
    return _wishes_then_rest(problem, runs, limits, seed=seed)


def _all_at_once(problem: Problem, runs: Sequence[Run], limits: Limits, *, seed: int) -> Draft | None:
    """Every seat in one model; if that is impossible, once more with repeats that need not run."""
    for droppable in (False, True):
        day = build(fixed_timetable(problem, runs, droppable=droppable))
        answer = backend.maximise(day.model, replace(limits, gap=NEAR_ENOUGH), seed=seed)
        if answer.has_values:
            return read(day)
        if answer.ending is not Ending.IMPOSSIBLE:
            return None
    return None


def _wishes_then_rest(problem: Problem, runs: Sequence[Run], limits: Limits, *, seed: int) -> Draft | None:
    """First the seats that matter to somebody, keeping enough for all; then everyone else, run by run."""
    wished = fixed_timetable(problem, runs, unasked=False)
    day = build(wished, somewhere=_free_slots(problem))
    if not _solve_in_two(day, limits, seed=seed):
        return _all_at_once(problem, runs, limits, seed=seed)
    first = read(day)
    held = [seat for seat, variable in day.goes.items() if backend.chosen(variable)]
    more = seats_to_fill(wished, held)
    rest = build(replace(wished, seats=tuple(sorted({*held, *more}))), held=held)
    answer = backend.maximise(rest.model, replace(limits, gap=NEAR_ENOUGH), seed=seed)
    return read(rest) if answer.has_values else first


def _solve_in_two(day: Variables, limits: Limits, *, seed: int) -> bool:
    """Solve it relaxed, keep what is whole, and decide the rest: almost nothing is lost, much time won."""
    if not backend.maximise(day.model, limits, seed=seed, relaxed=True).has_values:
        return False
    open_people = {seat.attendee for seat, variable in day.goes.items() if 0 < backend.value(variable) < 1}
    for seat, variable in day.goes.items():
        if seat.attendee not in open_people:
            variable.lowBound = variable.upBound = backend.value(variable)
    answer = backend.maximise(day.model, replace(limits, gap=NEAR_ENOUGH), seed=seed)
    if answer.ending is Ending.IMPOSSIBLE:
        for variable in day.goes.values():
            variable.lowBound, variable.upBound = 0, 1
        answer = backend.maximise(day.model, replace(limits, gap=NEAR_ENOUGH), seed=seed)
    return answer.has_values


def _free_slots(problem: Problem) -> list[tuple[str, str]]:
    """(attendee, slot) of everyone who should have a seat then, asked for or not."""
    return [
        (attendee.id, slot.id)
        for attendee in problem.attendees
        if not attendee.may_stay_away
        for slot in problem.slots
        if is_available(attendee, (slot.id,))
    ]
