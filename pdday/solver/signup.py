"""Signing up for the runs of a timetable, one person after another, within the rules."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from pdday.solver.choices import may_sit
from pdday.solver.plan import Run
from pdday.solver.problem import Attendee, Problem


class Signup:
    """Who sits where so far. People who are joined sign up as one, or not at all."""

    def __init__(self, problem: Problem, runs: Iterable[Run]) -> None:
        self.problem = problem
        self.runs = tuple(runs)
        self.sittings: list[tuple[str, str]] = []
        self._runs_of: dict[str, list[Run]] = defaultdict(list)
        self._runs_from: dict[str, list[Run]] = defaultdict(list)
        self._kept_from: dict[str, set[str]] = defaultdict(set)
        self._joined_to = _circles(problem)
        self._taken: Counter[str] = Counter()
        self._people_in: dict[str, set[str]] = defaultdict(set)
        #: By person, the run that fills each of their slots.
        self._day: dict[str, dict[str, Run]] = {attendee.id: {} for attendee in problem.attendees}
        for run in self.runs:
            self._runs_of[run.session].append(run)
            self._runs_from[run.slot].append(run)
            for presenter in problem.session(run.session).presenters:
                self._put(presenter, run)

        for one, other in problem.apart:
            self._kept_from[one].add(other)
            self._kept_from[other].add(one)

    def seat_who_must(self) -> None:
        """Pins first, then those who come with a presenter, then requirements."""
        for attendee in self.problem.attendees:
            for pin in attendee.pins:
                self.take(attendee, pin.session, slot=pin.slot)
        for one, other in self.problem.joined:
            for person, partner in ((one, other), (other, one)):
                for session in self.problem.presents(person):
                    self.take(self.problem.attendee(partner), session)
        for attendee in self.problem.attendees:
            for choice in attendee.required:
                self._take_one(attendee, choice)

    def take(self, attendee: Attendee, session_id: str, *, slot: str | None = None) -> bool:
        """Seat the person, with everyone joined to them, in a run of the session that has room."""
        people = [self.problem.attendee(person) for person in self._joined_to.get(attendee.id, (attendee.id,))]
        session = self.problem.session(session_id)
        sitting = [person for person in people if person.id not in session.presenters]
        for run in self._runs_of[session_id]:
            if (
                slot in (None, run.slot)
                and len(sitting) <= self._seats_left(run)
                and all(self._may_take(person, run) for person in sitting)
            ):
                for person in sitting:
                    self._put(person.id, run)
                    self._taken[run.id] += 1
                    self.sittings.append((person.id, run.id))
                return True
        return False

    def _take_one(self, attendee: Attendee, sessions: Iterable[str], *, slot: str | None = None) -> None:
        """Seat the person in the first of these sessions that takes them, if one does."""
        for session in sessions:
            if self.take(attendee, session, slot=slot):
                return

    def fill(self) -> None:
        """Give people who are free a seat they did not ask for, in the run with most seats left."""
        for attendee in self.problem.attendees:
            for slot in self.problem.slots:
                if slot.id not in self._day[attendee.id] and not attendee.may_stay_away:
                    here = sorted(self._runs_from[slot.id], key=self._seats_left, reverse=True)
                    free = [run.session for run in here if self._seats_left(run) > 0]
                    self._take_one(attendee, free, slot=slot.id)

    def standing_runs(self) -> tuple[Run, ...]:
        """The runs without needless repeats to which nobody came."""
        standing = list(self.runs)
        for run in self.runs:
            session = self.problem.session(run.session)
            runs = [each for each in standing if each.session == run.session]
            pinned = any(pin.slot in (None, run.slot) and pin.room in (None, run.room) for pin in session.pins)
            if not self._taken[run.id] and len(runs) > session.fewest_runs and not pinned:
                standing.remove(run)
        return tuple(standing)

    def _may_take(self, attendee: Attendee, run: Run) -> bool:
        session, room, day = self.problem.session(run.session), self.problem.room(run.room), self._day[attendee.id]
        slots = self.problem.covers(session.id, run.slot)
        return (
            may_sit(self.problem, attendee, session, run.slot, room)
            and not any(slot in day for slot in slots)
            and all(each.session != run.session for each in day.values())
            and not self._is_kept_apart(attendee.id, run)
            and is_near(self.problem, day, run)
        )

    def _is_kept_apart(self, person: str, run: Run) -> bool:
        return not self._people_in[run.id].isdisjoint(self._kept_from.get(person, ()))

    def _seats_left(self, run: Run) -> int:
        return self.problem.heads(run) - self._taken[run.id]

    def _put(self, person: str, run: Run) -> None:
        self._people_in[run.id].add(person)
        for slot in self.problem.covers(run.session, run.slot):
            self._day[person][slot] = run


def is_near(problem: Problem, day: Mapping[str, Run], run: Run) -> bool:
    """Whether a person with this day (by slot) gets here from the run before, and from here to the run after."""
    slots = problem.covers(run.session, run.slot)
    first, last = problem.slot_index[slots[0]], problem.slot_index[slots[-1]]
    return all(
        _fits_gap(problem, day, run, gap=gap, other=other) for gap, other in ((first - 1, first - 1), (last, last + 1))
    )


def _fits_gap(problem: Problem, day: Mapping[str, Run], run: Run, *, gap: int, other: int) -> bool:
    """Whether the gap after one slot leaves time for the way between this run and what the other slot holds."""
    slots = problem.slots
    if gap < 0 or gap + 1 >= len(slots) or slots[gap].block != slots[gap + 1].block:
        return True
    neighbour = day.get(slots[other].id)
    if neighbour is None:
        return True
    sites = (problem.room(each.room).site for each in (run, neighbour))
    return problem.minutes_between(*sites) <= slots[gap].gap_after


def _circles(problem: Problem) -> dict[str, tuple[str, ...]]:
    """By person who is joined to others: that person and everyone who goes where they go."""
    circle_of: dict[str, set[str]] = {}
    for one, other in problem.joined:
        circle = circle_of.get(one, {one}) | circle_of.get(other, {other})
        circle_of.update(dict.fromkeys(circle, circle))
    return {person: tuple(sorted(circle)) for person, circle in circle_of.items()}
