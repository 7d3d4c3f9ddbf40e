"""Every day that one person could have on a timetable, tried one by one: what the kernel's reckoning is held against.

Where a person can get to is asked of the problem, from the sentence of TRAVEL; what things are worth to them are the
numbers that the search has of the score, at its prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, product

from pdday.solver.aims import busy_with
from pdday.solver.arrays import (
    AIM,
    IN_SLOT,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    RUNS,
    RUNS_END,
    SESSION,
    SHARE,
    TOP,
    WORTH,
    Day,
)
from pdday.solver.choices import is_available
from pdday.solver.problem import Problem
from pdday.solver.score import LOW_DAY, most, top_three
from pdday.solver.state import ROOM, SLOTS, START, State


@dataclass(frozen=True)
class Offer:
    """A run that somebody asks for and would pay for."""

    run: int
    aim: int
    net: float
    share: float
    top: bool


@dataclass(frozen=True)
class Tried:
    """What one person's best day is worth; and if of all that fill the same slots only the dearest is looked at.

    The second if nobody changes sites for what they attend by leaving a slot out, or by way of a third site. Both with
    what it costs that what they present leaves them nowhere to be.
    """

    best: float
    of_dearest_within_reach: float
    missed: int  # slots in which what they present leaves them nowhere to be


def best_by_trying(problem: Problem, day: Day, state: State, person: int) -> Tried | None:
    """What the best of all days is worth to one person; None if they cannot be in all that they must be in."""
    led = [
        run
        for session in busy_with(problem)[problem.attendees[person].id]  # joined people are where the other presents
        for run in _runs(day, problem.session_index[session])
        if state.at[run, START] >= 0
    ]
    if not _can_be_at(problem, state, day, person, led):
        return None
    offers = list(_offers(problem, day, state, person))
    days = [
        chosen
        for chosen in _without_overlap(state, offers, ())
        if _can_be_at(problem, state, day, person, [*led, *(offer.run for offer in chosen)])
    ]
    within = [chosen for chosen in days if _stays_within_reach(problem, state, day, led, [each.run for each in chosen])]
    missed = _missed(problem, day, state, person, led)
    lost = problem.weights.unplaced * missed
    return Tried(
        max(_felt(problem, person, chosen) for chosen in days) - lost,
        _of_dearest(problem, day, state, person, within) - lost,
        missed,
    )


def _missed(problem: Problem, day: Day, state: State, person: int, led: list[int]) -> int:
    """In how many slots this person can be nowhere at least, however they stay at sites beside what they lead."""
    attendee = problem.attendees[person]
    if attendee.may_stay_away:
        return 0
    where = dict(_places(problem, state, day, led))
    free = [slot.id for slot in problem.slots if slot.id not in where and is_available(attendee, (slot.id,))]
    sites = sorted({room.site for room in problem.rooms})
    return next(
        len(free) - many
        for many in range(len(free), -1, -1)
        for slots in combinations(free, many)
        for stays in product(sites, repeat=many)
        if _gets_there(problem, where | dict(zip(slots, stays, strict=True)))
    )


def _runs(day: Day, session: int) -> range:
    return range(*day.sessions[session, RUNS : RUNS_END + 1].tolist())


def _offers(problem: Problem, day: Day, state: State, person: int) -> Iterator[Offer]:
    attendee = problem.attendees[person]
    for option in range(*day.people[person, OPTIONS : OPTIONS_END + 1].tolist()):
        slot, net = day.options[option, IN_SLOT], day.worths[option, WORTH]
        for run in _runs(day, day.options[option, OF_SESSION]):
            start, room = state.at[run, [START, ROOM]].tolist()
            if start < 0 or slot not in (-1, start) or net <= state.price[run]:
                continue
            if attendee.needs <= problem.rooms[room].features:
                yield Offer(
                    run,
                    int(day.options[option, AIM]),
                    float(net - state.price[run]),
                    float(day.worths[option, SHARE]),
                    bool(day.options[option, TOP]),
                )


def _without_overlap(state: State, offers: list[Offer], chosen: tuple[Offer, ...]) -> Iterator[tuple[Offer, ...]]:
    """These, and every way to add some of the offers that serve other aims in other slots."""
    yield chosen
    for number, offer in enumerate(offers):
        slots = state.at[offer.run, SLOTS]
        if not any(each.aim == offer.aim or state.at[each.run, SLOTS] & slots for each in chosen):
            yield from _without_overlap(state, offers[number + 1 :], (*chosen, offer))


def _places(problem: Problem, state: State, day: Day, runs: Iterable[int]) -> Iterator[tuple[str, str]]:
    """(slot, site) of each slot that these runs take."""
    for run in runs:
        session = problem.sessions[day.runs[run, SESSION]]
        start, room = state.at[run, [START, ROOM]].tolist()
        for slot in problem.covers(session.id, problem.slots[start].id):
            yield slot, problem.rooms[room].site


def _can_be_at(problem: Problem, state: State, day: Day, person: int, runs: list[int]) -> bool:
    """Whether one is there, in one place at a time, and gets from each to the next of its block in the gap."""
    places = list(_places(problem, state, day, runs))
    where = dict(places)
    slots = problem.attendees[person].slots
    if len(where) < len(places) or (slots is not None and not set(where) <= set(slots)):
        return False
    return _gets_there(problem, where)


def _gets_there(problem: Problem, where: dict[str, str]) -> bool:
    """Whether whoever is at these sites, by slot, gets from each to the next of its block in the gap."""
    for slot, following in zip(problem.slots, problem.slots[1:], strict=False):
        both = slot.block == following.block and slot.id in where and following.id in where
        if both and problem.minutes_between(where[slot.id], where[following.id]) > slot.gap_after:
            return False
    return True


def _stays_within_reach(problem: Problem, state: State, day: Day, led: list[int], attended: list[int]) -> bool:
    """Whether nothing they attend is at a site too far, for the shortest gap of its block, from all else there."""
    where, led_in = dict(_places(problem, state, day, [*led, *attended])), dict(_places(problem, state, day, led))
    gaps = {slot.block: slot.gap_after for slot in problem.slots}
    for slot in problem.slots:
        gaps[slot.block] = min(gaps[slot.block], slot.gap_after)
    blocks = {slot.id: slot.block for slot in problem.slots}
    return not any(
        blocks[one] == blocks[other] and problem.minutes_between(where[one], where[other]) > gaps[blocks[one]]
        for one, other in combinations(where, 2)
        if not {one, other} <= set(led_in)
    )


def _net(chosen: Iterable[Offer]) -> float:
    return sum(offer.net for offer in chosen)


def _felt(problem: Problem, person: int, chosen: tuple[Offer, ...]) -> float:
    """The worth of a day with what a low day and none of the top three cost; no more than a perfect day brings."""
    attendee, weights = problem.attendees[person], problem.weights
    worth, share = _net(chosen), sum(offer.share for offer in chosen)
    if most(problem, attendee) <= 0:
        return worth
    worth -= weights.low_day * max(0.0, LOW_DAY - share) + weights.satisfaction * max(0.0, share - 1.0)
    if top_three(attendee) and not any(offer.top for offer in chosen):
        worth -= weights.none_of_top_three
    return worth


def _of_dearest(problem: Problem, day: Day, state: State, person: int, days: list[tuple[Offer, ...]]) -> float:
    dearest: dict[frozenset[str], tuple[float, float]] = {}
    for chosen in days:
        filled = frozenset(slot for slot, _ in _places(problem, state, day, [offer.run for offer in chosen]))
        worth = (_net(chosen), _felt(problem, person, chosen))
        dearest[filled] = max(dearest.get(filled, worth), worth)
    return max(felt for _, felt in dearest.values())
