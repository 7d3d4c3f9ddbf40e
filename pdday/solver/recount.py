"""A plan counted again: who is where, why, what is left undone, and the score.

Nothing here is shared with `score`; the two are two accounts of the same section of the assignment.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from pdday.solver.plan import Plan, Run, Why
from pdday.solver.problem import Attendee, Problem
from pdday.solver.rules import Claim, Rule


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule or claim that a plan breaks: the ids it is about, and a sentence."""

    rule: Rule | Claim
    what: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A plan laid out for reading: who attends and presents which runs, and which slots they take."""

    problem: Problem
    plan: Plan
    #: Positions in the day that each run takes, by run id; fewer than its length at the day's end.
    slots: dict[str, tuple[int, ...]]
    seated: dict[str, list[str]]
    attends: dict[str, list[Run]]
    presents: dict[str, list[Run]]

    def places(self, attendee_id: str) -> list[Run]:
        """Everywhere a person is, attending or presenting."""
        return self.attends[attendee_id] + self.presents[attendee_id]

    def run_ids(self, attendee_id: str) -> set[str]:
        """The runs in which a person is."""
        return {run.id for run in self.places(attendee_id)}

    def slot_id(self, position: int) -> str:
        """The slot at this position in the day."""
        return self.problem.slots[position].id

    def name(self, run: Run) -> str:
        """A run as sentences call it."""
        return f"“{self.problem.session(run.session).title}” ({run.id})"


def sitting(problem: Problem, plan: Plan) -> Sitting:
    """Lay out a plan whose names are all known; a seat that stands twice is one place (`ONCE_ONLY` tells of it)."""
    day = Sitting(
        problem,
        plan,
        slots={},
        seated={run.id: [] for run in plan.runs},
        attends={attendee.id: [] for attendee in problem.attendees},
        presents={attendee.id: [] for attendee in problem.attendees},
    )
    positions = {slot.id: position for position, slot in enumerate(problem.slots)}
    runs = {run.id: run for run in plan.runs}
    for run in plan.runs:
        session = problem.session(run.session)
        first = positions[run.slot]
        day.slots[run.id] = tuple(range(first, min(first + session.length, len(problem.slots))))
        for presenter in session.presenters:
            day.presents[presenter].append(run)
    for attendee_id, run_id in dict.fromkeys((seat.attendee, seat.run) for seat in plan.seats):
        day.seated[run_id].append(attendee_id)
        day.attends[attendee_id].append(runs[run_id])
    return day


def recounted_score(day: Sitting) -> float:
    """The score, straight from its definition."""
    problem, weights = day.problem, day.problem.weights
    total = 0.0
    for attendee in problem.attendees:
        total += _worth_of_day(day, attendee)
        total -= weights.missed * len(requirements_missed(day, attendee))
        total -= weights.unplaced * len(empty_slots(day, attendee))
        total -= weights.unsuited * sum(_is_unsuited(attendee, run) for run in day.attends[attendee.id])
    for run in day.plan.runs:
        if len(day.seated[run.id]) < problem.session(run.session).minimum:
            total -= weights.under_minimum
    for group in problem.together:
        for member in group:
            others = set().union(*(day.run_ids(other) for other in group if other != member))
            total -= weights.together * others.isdisjoint(day.run_ids(member))
    for group in problem.spread:
        members = Counter(run for member in group for run in day.run_ids(member))
        total -= weights.split * sum(count * (count - 1) // 2 for count in members.values())
    return total - weights.change * _changes(day)


def _worth_of_day(day: Sitting, attendee: Attendee) -> float:
    """What a person's wishes bring to the score: satisfaction, less a low day and missing all of the top."""
    problem, weights = day.problem, day.problem.weights
    points = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    lengths = {session: problem.session(session).length for session in points}
    most = _fullest({session: (lengths[session], points[session]) for session in points}, _room(day, attendee))
    if most <= 0:
        return 0.0
    attended = {run.session for run in day.attends[attendee.id]}
    share = min(1.0, sum(points[session] for session in attended & points.keys()) / most)
    worth = weights.satisfaction * share - weights.low_day * max(0.0, 0.5 - share)
    if len(points) >= 3:
        third = sorted(wish.rank for wish in attendee.wishes)[2]
        top = {wish.session for wish in attendee.wishes if wish.rank <= third}
        worth -= weights.none_of_top_three * top.isdisjoint(attended)
    return worth


def _room(day: Sitting, attendee: Attendee) -> int:
    """Slots for wishes: those available, less presenting, less requirements neither wished nor presented."""
    presented = [session for session in day.problem.sessions if attendee.id in session.presenters]
    own = {session.id for session in presented} | {wish.session for wish in attendee.wishes}
    available = day.problem.slots if attendee.slots is None else attendee.slots
    slots = len(available) - sum(session.length * max(session.fewest_runs, 1) for session in presented)
    for choice in attendee.required:
        if not own & set(choice):
            slots -= min(day.problem.session(session).length for session in choice)
    return max(slots, 0)


def _fullest(sessions: dict[str, tuple[int, float]], slots: int) -> float:
    """The most points that sessions of these (length, points) can give in so many slots."""
    best_by_length = {0: 0.0}
    for length, points in sessions.values():
        longer = {used + length: best + points for used, best in best_by_length.items()}
        for used, best in longer.items():
            if used <= slots:
                best_by_length[used] = max(best, best_by_length.get(used, best))
    return max(best_by_length.values())


def empty_slots(day: Sitting, attendee: Attendee) -> list[tuple[str, str]]:
    """(attendee, slot) where they have time and no place; none for those who may stay away."""
    if attendee.may_stay_away:
        return []
    filled = {day.slot_id(slot) for run in day.places(attendee.id) for slot in day.slots[run.id]}
    free = {slot.id for slot in day.problem.slots} if attendee.slots is None else attendee.slots
    return [(attendee.id, slot) for slot in sorted(free - filled)]


def requirements_missed(day: Sitting, attendee: Attendee) -> list[tuple[str, tuple[str, ...]]]:
    """(attendee, choice) where they are in none of the sessions that would do."""
    met = {run.session for run in day.places(attendee.id)}
    return [(attendee.id, choice) for choice in attendee.required if not met & set(choice)]


def _is_unsuited(attendee: Attendee, run: Run) -> bool:
    if attendee.suits is None or run.session in attendee.suits:
        return False
    return not reasons_for(attendee, run)


def reasons_for(attendee: Attendee, run: Run) -> set[Why]:
    """Every reason this person could be said to sit in this run; none for a seat they did not ask for."""
    reasons = set()
    if any(pin.session == run.session and pin.slot in (None, run.slot) for pin in attendee.pins):
        reasons.add(Why.PIN)
    if any(run.session in choice for choice in attendee.required):
        reasons.add(Why.REQUIRED)
    if any(wish.session == run.session for wish in attendee.wishes):
        reasons.add(Why.WISH)
    return reasons


def _changes(day: Sitting) -> int:
    """(person, slot) of the previous seats that now hold another session, another room or nothing."""
    previous = day.problem.previous
    if previous is None:
        return 0
    now = {
        (attendee.id, slot): (run.session, run.room)
        for attendee in day.problem.attendees
        for run in day.places(attendee.id)
        for slot in day.slots[run.id]
    }
    order = [slot.id for slot in day.problem.slots]
    runs = {run.id: run for run in previous.runs}
    had: dict[tuple[str, int], list[tuple[str, str] | None]] = {}
    for seat in previous.seats:
        run = runs[seat.run]
        first = order.index(run.slot)
        session = day.problem.session_by_id.get(run.session)
        for slot in range(first, min(len(order), first + (session.length if session else 1))):
            had.setdefault((seat.attendee, slot), []).append((run.session, run.room))
    return sum(now.get(cell) not in some for cell, some in had.items() if cell[0] in day.attends)
