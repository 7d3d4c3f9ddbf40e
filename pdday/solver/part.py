"""A part of a plan set free: some sessions and some people choose anew, everyone and everything else stays.

Small enough for one model with the true score, whatever the size of the day.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pdday.solver import backend
from pdday.solver.choices import Choices, Place, RoomGroup, SeatChoice, places, seats
from pdday.solver.draft import Draft
from pdday.solver.fill import seats_to_fill
from pdday.solver.model import build, read, start_from
from pdday.solver.problem import Problem
from pdday.solver.rooms import single_rooms
from pdday.solver.until import NO_LIMITS, Limits, OutOfTime
from pdday.solver.variables import Variables

#: With up to so many possible seats everybody set free is offered all of them; with more, what they asked for
#: or had, and some runs with seats left where they have nothing.
OFFER_ALL = 6_000


@dataclass(frozen=True, slots=True)
class Part:
    """What is set free: every run of these sessions, and every seat of these people."""

    sessions: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()


def solve_part(problem: Problem, draft: Draft, part: Part, limits: Limits, *, seed: int) -> Draft | None:
    """The best plan that differs from the draft in this part only; None if there is none, or time is up."""
    try:
        day = build_part(problem, draft, part, limits)
    except OutOfTime:
        return None
    start_from(day, draft)
    answer = backend.maximise(day.model, limits, seed=seed, warm=True)
    return read(day) if answer.has_values else None


def build_part(problem: Problem, draft: Draft, part: Part, limits: Limits = NO_LIMITS) -> Variables:
    """The model in which this part of the draft is open and all else is held. Raises OutOfTime."""
    groups = single_rooms(problem)
    number = problem.room_index
    standing = [
        Place(run.session, run.slot, number[run.room]) for run in draft.runs if run.session not in part.sessions
    ]
    every = tuple(sorted([*standing, *_open_places(problem, groups, standing, part)]))
    runs = {run.id: run for run in draft.runs}
    sitting = [
        SeatChoice(attendee, runs[run].session, runs[run].slot, groups[number[runs[run].room]].area)
        for attendee, run in draft.sittings
    ]
    people = _with_companions(problem, part, sitting)
    held = [seat for seat in sitting if seat.attendee not in people]
    fixed = _must_run(problem, standing, held)
    all_of_them = len(people) * len(every) <= OFFER_ALL
    open_seats = seats(problem, groups, every, unasked=all_of_them, of=people)
    choices = Choices(problem, groups, every, tuple(sorted({*sitting, *open_seats})), fixed)
    if not all_of_them:
        offered = [seat for seat in seats_to_fill(choices, sitting) if seat.attendee in people]
        choices = replace(choices, seats=tuple(sorted({*choices.seats, *offered})))
    return build(choices, held=held, limits=limits)


def _open_places(
    problem: Problem, groups: tuple[RoomGroup, ...], standing: Sequence[Place], part: Part
) -> Sequence[Place]:
    """Where the sessions set free may run beside what stands."""
    taken = {(place.group, slot) for place in standing for slot in problem.covers(place.session, place.start)}
    return [
        place
        for place in places(problem, groups, of=part.sessions)
        if all((place.group, slot) not in taken for slot in problem.covers(place.session, place.start))
    ]


def _with_companions(problem: Problem, part: Part, sitting: Sequence[SeatChoice]) -> frozenset[str]:
    """The people set free, with whoever sits in or presents a session set free, and whoever is joined to them."""
    people = set(part.people)
    people.update(seat.attendee for seat in sitting if seat.session in part.sessions)
    for session in part.sessions:
        people.update(problem.session(session).presenters)
    before = -1
    while before != len(people):
        before = len(people)
        people.update(who for pair in problem.joined if not people.isdisjoint(pair) for who in pair)
    return frozenset(people)


def _must_run(problem: Problem, standing: Sequence[Place], held: Sequence[SeatChoice]) -> frozenset[Place]:
    """The runs that stay whatever happens: somebody is held in them, or their session must run so often."""
    heads = Counter((seat.session, seat.start) for seat in held)
    count = Counter(place.session for place in standing)
    return frozenset(
        place
        for place in standing
        if heads[place.session, place.start] or count[place.session] <= problem.session(place.session).fewest_runs
    )
