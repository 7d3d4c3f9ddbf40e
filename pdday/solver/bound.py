"""The quick bound: no plan can score more than this slot-free model, solved as a linear program.

It forgets when things happen. What it keeps: how often sessions run in which kind of room, how much room
time there is, seats, everybody's time, and the score's terms on wishes, low days, top threes, places and
requirements. Each thing forgotten can only lower the score (README, "The quick bound").
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import pulp

from pdday.solver import backend
from pdday.solver.choices import RoomGroup, is_available, may_sit, places
from pdday.solver.draft import rounded_up
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.rooms import room_groups
from pdday.solver.score import LOW_DAY, most, top_three
from pdday.solver.until import NO_LIMITS, Limits
from pdday.solver.variables import Terms, negative, total


@dataclass
class _Whole:
    """The slot-free model: how many runs in which kind of room, who attends what."""

    problem: Problem
    groups: tuple[RoomGroup, ...]
    model: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("bound", pulp.LpMaximize))
    runs: dict[tuple[str, int], pulp.LpVariable] = field(default_factory=dict)
    attends: dict[tuple[str, str], pulp.LpVariable] = field(default_factory=dict)
    #: By attendee, slots filled with seats nobody asked for; by session, how many such seats.
    filled: dict[str, pulp.LpVariable] = field(default_factory=dict)
    worth: list[tuple[pulp.LpVariable, float]] = field(default_factory=list)
    constant: float = 0.0
    #: Rows whose duals are prices, by what is scarce and whose it is.
    rows: dict[tuple[str, str], pulp.LpConstraint] = field(default_factory=dict)

    def number(self, what: str, most: float = 1.0) -> pulp.LpVariable:
        """A number from 0 to `most`; without an end the duals would prove nothing (`backend.Answer`)."""
        return self.model.add_variable(f"{what}_{len(self.model._constraints)}_{len(self.worth)}", 0, most)

    def priced(self, what: str, whose: str, row: pulp.LpConstraint) -> None:
        """Add a row, and remember it for its price."""
        self.model.addConstraint(row)
        self.rows.setdefault((what, whose), row)


def quick_bound(problem: Problem, limits: Limits = NO_LIMITS, *, seed: int = 1) -> float:
    """A score that no plan of this problem can beat; infinite if time was up before it was proved."""
    solved = _solved(problem, limits, seed)
    return math.inf if solved is None else rounded_up(solved[1])


def quick_prices(problem: Problem, limits: Limits = NO_LIMITS, *, seed: int = 1) -> dict[tuple[str, str], float] | None:
    """What one more of each scarce thing would add to the quick bound: ("seat", session), ("room", number of its
    group), and by person ("time", …), a perfect ("day", …), one of the ("top", …) three, a requirement ("met", …)."""
    solved = _solved(problem, limits, seed)
    return None if solved is None else {key: backend.dual(row) for key, row in solved[0].rows.items()}


def _solved(problem: Problem, limits: Limits, seed: int) -> tuple[_Whole, float] | None:
    """The model and its value; None if time was up before."""
    if limits.reached():
        return None
    day = _Whole(problem, room_groups(problem))
    starts = _starts(day)
    _add_runs(day, starts)
    _add_seats(day, starts)
    for attendee in problem.attendees:
        if limits.reached():
            return None
        _add_time(day, attendee)
        _add_wishes(day, attendee)
        _add_requirements(day, attendee)
    worth: dict[pulp.LpVariable, float] = {}
    for variable, points in day.worth:
        worth[variable] = worth.get(variable, 0.0) + points
    day.model.setObjective(pulp.LpAffineExpression(worth, constant=day.constant))
    answer = backend.maximise(day.model, limits, seed=seed, relaxed=True)
    return (day, answer.bound) if answer.ending is backend.Ending.PROVED else None


def _starts(day: _Whole) -> Mapping[tuple[str, int], list[str]]:
    """By (session, group), the slots in which a run could start there."""
    found: dict[tuple[str, int], list[str]] = {}
    for place in places(day.problem, day.groups):
        found.setdefault((place.session, place.group), []).append(place.start)
    return found


def _add_runs(day: _Whole, starts: Mapping[tuple[str, int], list[str]]) -> None:
    """Each session between its two numbers; in each kind of room no more time than it is open."""
    in_group: dict[int, Terms] = {index: [] for index in range(len(day.groups))}
    for session in day.problem.sessions:
        count: Terms = []
        at_once = 0
        for index in range(len(day.groups)):
            if (session.id, index) in starts:
                fitting = min(session.most_runs, len(starts[session.id, index]))
                runs = day.number(f"runs_{len(day.runs)}", fitting)
                day.runs[session.id, index] = runs
                count.append((runs, 1.0))
                in_group[index].append((runs, float(session.length)))
                at_once += 1
        day.model.addConstraint(total(count) >= session.fewest_runs)
        day.model.addConstraint(total(count) <= _most_at_different_times(day, session, starts))
    for index, terms in in_group.items():
        rooms = day.groups[index].rooms
        room_slots = sum(slot.id not in room.closed for room in rooms for slot in day.problem.slots)
        day.priced("room", str(index), total(terms) <= room_slots)


def _most_at_different_times(day: _Whole, session: Session, starts: Mapping[tuple[str, int], list[str]]) -> int:
    """How often a session can run at most, never twice at once."""
    possible = {start for (who, _), some in starts.items() if who == session.id for start in some}
    count, taken = 0, -1
    for number, slot in enumerate(day.problem.slots):
        if slot.id in possible and number > taken:
            count, taken = count + 1, number + session.length - 1
    return min(session.most_runs, count)


def _add_seats(day: _Whole, starts: Mapping[tuple[str, int], list[str]]) -> None:
    """In all runs of a session together, no more people than seats; the rest may be filled by anybody."""
    by_session: dict[str, Terms] = {session.id: [] for session in day.problem.sessions}
    possible = {
        session.id: sorted(
            {(start, index) for (who, index), some in starts.items() if who == session.id for start in some}
        )
        for session in day.problem.sessions
    }
    for attendee in day.problem.attendees:
        for session_id in _asked_for(attendee):
            session = day.problem.session(session_id)
            if any(
                may_sit(day.problem, attendee, session, start, day.groups[index].rooms[0])
                for start, index in possible[session_id]
            ):
                attends = day.number(f"attends_{len(day.attends)}")
                day.attends[attendee.id, session_id] = attends
                by_session[session_id].append((attends, 1.0))
    filled: Terms = []
    for session in day.problem.sessions:
        seats = [
            (day.runs[session.id, index], -float(session.heads(group.rooms[0].seats)))
            for index, group in enumerate(day.groups)
            if (session.id, index) in day.runs
        ]
        spare = day.number(f"spare_{len(filled)}", sum(-heads * runs.upBound for runs, heads in seats))
        day.priced("seat", session.id, total([*by_session[session.id], (spare, 1.0), *seats]) <= 0)
        filled.append((spare, -float(session.length)))
    for attendee in day.problem.attendees:
        if not attendee.may_stay_away:
            day.filled[attendee.id] = day.number(f"filled_{len(day.filled)}", float(len(day.problem.slots)))
    day.model.addConstraint(total([*((each, 1.0) for each in day.filled.values()), *filled]) <= 0)


def _add_time(day: _Whole, attendee: Attendee) -> None:
    """Nobody's day is longer than the slots they are there; each slot left empty costs."""
    busy = _busy(day, attendee)
    slots = sum(is_available(attendee, (slot.id,)) for slot in day.problem.slots)
    if attendee.may_stay_away:
        day.priced("time", attendee.id, total(busy) <= slots)
        return
    empty = day.number("empty", float(slots))
    everything = [*busy, (day.filled[attendee.id], 1.0), (empty, 1.0)]
    day.priced("time", attendee.id, total(everything) == slots)
    day.worth.append((empty, -day.problem.weights.unplaced))
    for some in _narrow_times(day, attendee):
        narrow = [
            (variable, factor)
            for session, variable, factor in _busy_by_session(day, attendee)
            if _times(day.problem, session) <= some
        ]
        there = sum(is_available(attendee, (slot,)) for slot in some)
        day.model.addConstraint(total(narrow) <= there)


def _busy(day: _Whole, attendee: Attendee) -> Terms:
    return [(variable, factor) for _, variable, factor in _busy_by_session(day, attendee)]


def _busy_by_session(day: _Whole, attendee: Attendee) -> Iterable[tuple[str, pulp.LpVariable, float]]:
    """(session, variable, slots it takes) of what a person attends or presents."""
    for session in _asked_for(attendee):
        if (attendee.id, session) in day.attends:
            yield session, day.attends[attendee.id, session], float(day.problem.session(session).length)
    for session in day.problem.presents(attendee.id):
        for index in range(len(day.groups)):
            if (session, index) in day.runs:
                yield session, day.runs[session, index], float(day.problem.session(session).length)


def _times(problem: Problem, session: str) -> frozenset[str]:
    """The slots that runs of a session can cover."""
    return frozenset(
        slot for start in problem.starts(problem.session(session)) for slot in problem.covers(session, start)
    )


def _narrow_times(day: _Whole, attendee: Attendee) -> list[frozenset[str]]:
    """The times to which some of a person's sessions are confined: they compete for these slots."""
    sessions = {session for session, _, _ in _busy_by_session(day, attendee)}
    times = {_times(day.problem, session) for session in sessions}
    return sorted((some for some in times if len(some) < len(day.problem.slots)), key=sorted)


def _add_wishes(day: _Whole, attendee: Attendee) -> None:
    """The satisfaction, a low day, and none of the top three, as the score has them."""
    best, weights = most(day.problem, attendee), day.problem.weights
    if best <= 0:
        return
    shares = [
        (day.attends[attendee.id, wish.session], day.problem.points_for(wish.rank) / best)
        for wish in attendee.wishes
        if (attendee.id, wish.session) in day.attends
    ]
    share, low = day.number("share"), day.number("low", LOW_DAY)
    day.priced("day", attendee.id, total([(share, 1.0), *negative(shares)]) <= 0)
    day.model.addConstraint(total([(share, 1.0), (low, 1.0)]) >= LOW_DAY)
    day.worth += [(share, weights.satisfaction), (low, -weights.low_day)]
    top = top_three(attendee)
    if top:
        none = day.number("none")
        got = [(day.attends[attendee.id, each], 1.0) for each in sorted(top) if (attendee.id, each) in day.attends]
        day.priced("top", attendee.id, total(negative([(none, 1.0), *got])) <= -1)
        day.worth.append((none, -weights.none_of_top_three))


def _add_requirements(day: _Whole, attendee: Attendee) -> None:
    """Each requirement that no session meets costs."""
    for choice in attendee.required:
        missed = day.number("missed")
        met: Terms = [(day.attends[attendee.id, each], 1.0) for each in choice if (attendee.id, each) in day.attends]
        met += [
            (day.runs[each, index], 1.0)
            for each in choice
            if each in day.problem.presents(attendee.id)
            for index in range(len(day.groups))
            if (each, index) in day.runs
        ]
        day.priced("met", attendee.id, total(negative([(missed, 1.0), *met])) <= -1)
        day.worth.append((missed, -day.problem.weights.missed))


def _asked_for(attendee: Attendee) -> list[str]:
    """The sessions that a person wished, must attend or has pinned."""
    wished = {wish.session for wish in attendee.wishes}
    required = {each for choice in attendee.required for each in choice}
    return sorted(wished | required | {pin.session for pin in attendee.pins})
