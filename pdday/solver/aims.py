"""What a person's day can bring: pins, requirements and wishes, what each is worth, and whom a session concerns."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from pdday.solver.choices import is_vetoed
from pdday.solver.problem import Attendee, Problem
from pdday.solver.score import LOW_DAY, most, top_three

#: A pin is never worth less to the search, in points: so much that no warmth forgets it.
LEAST_PIN_WORTH = 5000.0

Array = np.ndarray[Any, np.dtype[Any]]


class Option(NamedTuple):
    """A session that would serve an aim; `slot` is where its run must start, -1 for anywhere."""

    session: str
    worth: float
    share: float
    top: bool
    slot: int = -1


def aims_of(problem: Problem, attendee: Attendee, pin: float) -> list[list[Option]]:
    """What a person's day can bring: pins (each worth `pin`), then requirements, then the remaining wishes."""
    presented = problem.presents(attendee.id)
    best = most(problem, attendee)
    points = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    top = top_three(attendee)

    def option(session: str, extra: float, slot: int = -1) -> Option:
        share = points.get(session, 0.0) / best if best > 0 else 0.0
        return Option(session, extra + problem.weights.satisfaction * share, share, session in top, slot)

    aims: list[list[Option]] = []
    seen = set(presented)
    for each in attendee.pins:
        required = any(each.session in choice for choice in attendee.required)
        slot = -1 if each.slot is None else problem.slot_index[each.slot]
        aims.append([option(each.session, pin + required * problem.weights.missed, slot)])
        seen.add(each.session)
    for choice in attendee.required:
        if seen.isdisjoint(choice):
            aims.append([option(session, problem.weights.missed) for session in choice])
            seen.update(choice)
    aims += [
        [option(wish.session, 0.0)]
        for wish in attendee.wishes
        if wish.session not in seen and not is_vetoed(attendee, problem.session(wish.session))
    ]
    return aims


def pin_worth(problem: Problem) -> float:
    """What the search takes a pin to be worth: more than the score could give, to all together, for breaking it."""
    weights, slots = problem.weights, len(problem.slots)
    day = weights.satisfaction + LOW_DAY * weights.low_day + weights.none_of_top_three + slots * weights.unplaced
    requirements = sum(len(attendee.required) for attendee in problem.attendees)
    members = sum(len(group) for group in problem.together)
    pairs = sum(len(group) ** 2 for group in problem.spread)
    company = weights.together * members + weights.split * pairs * slots
    return max(LEAST_PIN_WORTH, day * len(problem.attendees) + weights.missed * requirements + company)


def busy_with(problem: Problem) -> dict[str, list[str]]:
    """The sessions that take a person's time whenever they run: their own, and those of whom they are joined to."""
    busy = {attendee.id: list(problem.presents(attendee.id)) for attendee in problem.attendees}
    for one, other in problem.joined:
        for person, partner in ((one, other), (other, one)):
            busy[person] += [each for each in problem.presents(partner) if each not in busy[person]]
    return busy


def people_concerned(
    problem: Problem,
    aims: Sequence[Sequence[Sequence[Option]]],
    busy: dict[str, list[str]],
    index: dict[str, int],
) -> list[list[int]]:
    """By session, the attendees whose day depends on it."""
    people: list[list[int]] = [[] for _ in problem.sessions]
    for number, attendee in enumerate(problem.attendees):
        sessions = {option.session for aim in aims[number] for option in aim}.union(busy[attendee.id])
        for session in sorted(sessions):
            people[index[session]].append(number)
    return people


def simply_asked(
    problem: Problem,
    aims: Sequence[Sequence[Sequence[Option]]],
    busy: Mapping[str, Sequence[str]],
    people: Sequence[Sequence[int]],
) -> tuple[Array, Array]:
    """Who is concerned by a session through one option alone, not pinned, not presenting; and by option, where."""
    options: dict[tuple[int, str], list[int]] = defaultdict(list)
    slots: list[int] = []
    for number in range(len(problem.attendees)):
        for option in chain.from_iterable(aims[number]):
            options[number, option.session].append(len(slots))
            slots.append(option.slot)
    pairs = [(who, session.id) for session, some in zip(problem.sessions, people, strict=True) for who in some]
    simple = np.zeros(len(pairs), dtype=np.bool_)
    asked_at = np.full(len(slots), -1, dtype=np.int64)
    for place, (who, session_id) in enumerate(pairs):
        here = options[who, session_id]
        if len(here) == 1 and slots[here[0]] < 0 and session_id not in busy[problem.attendees[who].id]:
            simple[place], asked_at[here[0]] = True, place
    return simple, asked_at
