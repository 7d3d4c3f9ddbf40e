"""The best plan of a small day, found by trying: every timetable, and for each every person's every day.

Written from the rules' sentences once more, without PuLP and without the model. A person's days are tried
the dearest first, and what cannot beat the best any more is left; so days of five sessions and six people
are done in a second or so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from pdday.solver.plan import Plan, Run
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.score import most, top_three
from tests.solver.factories import make_plan


@dataclass(frozen=True, slots=True)
class OneDay:
    """One way to spend a person's day: the runs they sit in, and what that alone is worth."""

    worth: float
    seats: tuple[str, ...]


def best_of_every_plan(problem: Problem, *, most_timetables: int) -> Plan | None:
    """The best plan there is, None if there is none. Raises TooMany if there are more timetables than that."""
    best: tuple[float, Mapping[str, list[str]]] | None = None
    for number, runs in enumerate(timetables(problem)):
        if number >= most_timetables:
            raise TooMany
        found = _best_seats(problem, runs, beat=None if best is None else best[0])
        best = found or best
    return None if best is None else make_plan(problem, best[1])


class TooMany(Exception):
    """There are more timetables than somebody wants to wait for."""


def timetables(problem: Problem) -> Iterator[tuple[Run, ...]]:
    """Every timetable that keeps the rules about runs, rooms and presenters."""
    yield from _placed(problem, list(problem.sessions), ())


def _placed(problem: Problem, left: list[Session], runs: tuple[Run, ...]) -> Iterator[tuple[Run, ...]]:
    if not left:
        yield runs
        return
    session, *others = left
    places = [
        Run(f"{session.id}@{start}/{room.id}", session.id, start, room.id)
        for start in problem.starts(session)
        for room in problem.rooms
        if session.features <= room.features
        and (session.sites is None or room.site in session.sites)
        and room.closed.isdisjoint(problem.covers(session.id, start))
        and all(_may_present(problem, problem.attendee(who), session, start, room.id) for who in session.presenters)
    ]
    for count in range(session.fewest_runs, min(session.most_runs, len(problem.slots)) + 1):
        for own in combinations(places, count):
            if _keeps_pins(session, own) and _fit(problem, (*runs, *own)):
                yield from _placed(problem, others, (*runs, *own))


def _may_present(problem: Problem, presenter: Attendee, session: Session, start: str, room: str) -> bool:
    there = presenter.slots is None or presenter.slots.issuperset(problem.covers(session.id, start))
    return there and presenter.needs <= problem.room(room).features


def _keeps_pins(session: Session, own: tuple[Run, ...]) -> bool:
    return all(
        any(pin.slot in (None, run.slot) and pin.room in (None, run.room) for run in own) for pin in session.pins
    )


def _fit(problem: Problem, runs: tuple[Run, ...]) -> bool:
    """No room, session or presenter is taken twice in one slot."""
    taken: Counter[tuple[str, str, str]] = Counter()
    for run in runs:
        session = problem.session(run.session)
        for slot in problem.covers(session.id, run.slot):
            taken["room", run.room, slot] += 1
            taken["session", run.session, slot] += 1
            taken.update(("person", presenter, slot) for presenter in session.presenters)
    return all(count == 1 for count in taken.values())


def _best_seats(
    problem: Problem, runs: tuple[Run, ...], *, beat: float | None
) -> tuple[float, Mapping[str, list[str]]] | None:
    """The best seats in these runs if they are worth more than `beat`."""
    people = problem.attendees
    days = [sorted(_days(problem, runs, person), key=lambda day: -day.worth) for person in people]
    if not all(days):
        return None
    ahead = [sum(day[0].worth for day in days[number:]) for number in range(len(people) + 1)]
    places = {run.id: _places(problem, run) for run in runs}
    best: tuple[float, Mapping[str, list[str]]] | None = None

    def go_on(number: int, worth: float, chosen: tuple[OneDay, ...]) -> None:
        nonlocal best, beat
        if beat is not None and worth + ahead[number] <= beat + 1e-9:
            return
        if number < len(people):
            for day in days[number]:
                if all(places[run] > 0 for run in day.seats):
                    places.update({run: places[run] - 1 for run in day.seats})
                    go_on(number + 1, worth + day.worth, (*chosen, day))
                    places.update({run: places[run] + 1 for run in day.seats})
            return
        shared = _worth_together(problem, runs, chosen)
        if shared is not None and (beat is None or worth + shared > beat + 1e-9):
            beat = worth + shared
            best = (
                beat,
                {
                    run.id: [who.id for who, day in zip(people, chosen, strict=True) if run.id in day.seats]
                    for run in runs
                },
            )

    go_on(0, 0.0, ())
    return best


def _places(problem: Problem, run: Run) -> int:
    seats, maximum = problem.room(run.room).seats, problem.session(run.session).maximum
    return seats if maximum is None else min(seats, maximum)


def _days(problem: Problem, runs: tuple[Run, ...], person: Attendee) -> Iterator[OneDay]:
    """Every way to spend this person's day that no rule about one person forbids."""
    presented = [run for run in runs if person.id in problem.session(run.session).presenters]
    could = [run for run in runs if run not in presented and _may_sit(problem, person, run)]
    for count in range(len(problem.slots) + 1):
        for seats in combinations(could, count):
            if (
                len({run.session for run in seats}) == count
                and _is_possible(problem, (*seats, *presented))
                and all(any(_keeps_seat(pin.session, pin.slot, run) for run in seats) for pin in person.pins)
            ):
                yield OneDay(_worth(problem, person, seats, presented), tuple(run.id for run in seats))


def _keeps_seat(session: str, slot: str | None, run: Run) -> bool:
    return session == run.session and slot in (None, run.slot)


def _may_sit(problem: Problem, person: Attendee, run: Run) -> bool:
    session = problem.session(run.session)
    if person.slots is not None and not person.slots.issuperset(problem.covers(session.id, run.slot)):
        return False
    if person.id in session.presenters or not person.needs <= problem.room(run.room).features:
        return False
    required = any(run.session in choice for choice in person.required)
    if run.session in person.vetoes and not required:
        return False
    asked = required or any(wish.session == run.session for wish in person.wishes)
    if asked or any(_keeps_seat(pin.session, pin.slot, run) for pin in person.pins):
        return True
    return not person.may_stay_away and (session.audience is None or bool(session.audience & person.tags))


def _is_possible(problem: Problem, day: tuple[Run, ...]) -> bool:
    """One place at a time, and time enough to get from each to the next."""
    where: dict[int, Run] = {}
    for run in day:
        for slot in problem.covers(run.session, run.slot):
            if where.setdefault(problem.slot_index[slot], run) is not run:
                return False
    for slot, run in where.items():
        then = where.get(slot + 1)
        if then not in (None, run) and problem.slots[slot].block == problem.slots[slot + 1].block:
            sites = (problem.room(each.room).site for each in (run, then) if each)
            if problem.minutes_between(*sites) > problem.slots[slot].gap_after:
                return False
    return True


def _worth(problem: Problem, person: Attendee, seats: tuple[Run, ...], presented: list[Run]) -> float:
    weights, attended = problem.weights, {run.session for run in seats}
    met = attended | {run.session for run in presented}
    worth = -weights.missed * sum(met.isdisjoint(choice) for choice in person.required)
    best = most(problem, person)
    if best > 0:
        points = sum(problem.points_for(wish.rank) for wish in person.wishes if wish.session in attended)
        share = min(1.0, points / best)
        worth += weights.satisfaction * share - weights.low_day * max(0.0, 0.5 - share)
        top = top_three(person)
        worth -= weights.none_of_top_three * bool(top and top.isdisjoint(attended))
    where = {
        slot: (run.session, run.room) for run in (*seats, *presented) for slot in problem.covers(run.session, run.slot)
    }
    if not person.may_stay_away:
        free = {slot.id for slot in problem.slots} if person.slots is None else person.slots
        worth -= weights.unplaced * len(free - where.keys())
    if person.suits is not None:
        asked = {wish.session for wish in person.wishes}.union(*person.required)
        unasked = [
            run
            for run in seats
            if run.session not in asked and not any(_keeps_seat(pin.session, pin.slot, run) for pin in person.pins)
        ]
        worth -= weights.unsuited * sum(run.session not in person.suits for run in unasked)
    return worth - weights.change * _changes(problem, person, where)


def _changes(problem: Problem, person: Attendee, where: Mapping[str, tuple[str, str]]) -> int:
    if problem.previous is None:
        return 0
    before = {run.id: run for run in problem.previous.runs}
    had: dict[str, list[tuple[str, str]]] = {}
    for run in (before[seat.run] for seat in problem.previous.seats if seat.attendee == person.id):
        known = run.session in problem.session_by_id
        first = problem.slot_index[run.slot]
        for slot in problem.slots[first : first + (problem.session(run.session).length if known else 1)]:
            had.setdefault(slot.id, []).append((run.session, run.room))
    return sum(where.get(slot) not in some for slot, some in had.items())


def _worth_together(problem: Problem, runs: tuple[Run, ...], chosen: tuple[OneDay, ...]) -> float | None:
    """What people cost who are, or are not, in one run; None if a rule about several people is broken."""
    seated = Counter(run for day in chosen for run in day.seats)
    for session in problem.sessions:
        own = [run for run in runs if run.session == session.id]
        empty = sum(not seated[run.id] for run in own)
        if len(own) > session.fewest_runs and empty > session.fewest_runs:
            return None
    inside = {
        person.id: {run.id for run in runs if person.id in problem.session(run.session).presenters} | {*day.seats}
        for person, day in zip(problem.attendees, chosen, strict=True)
    }
    if any(inside[one] & inside[other] for one, other in problem.apart):
        return None
    if any(inside[one] != inside[other] for one, other in problem.joined):
        return None
    weights = problem.weights
    worth = -weights.under_minimum * sum(seated[run.id] < problem.session(run.session).minimum for run in runs)
    for group in problem.together:
        alone = [who for who in group if not any(inside[who] & inside[other] for other in group if other != who)]
        worth -= weights.together * len(alone)
    for group in problem.spread:
        worth -= weights.split * sum(len(inside[one] & inside[other]) for one, other in combinations(group, 2))
    return worth
