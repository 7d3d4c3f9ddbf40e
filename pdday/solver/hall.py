"""Who sits where while seats are given out one by one: what is left, who is free, and what may be."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pdday.solver import choices
from pdday.solver.arrays import (
    AVAILABLE,
    FEWEST,
    LENGTH,
    NEEDS,
    RUNS,
    RUNS_END,
    SESSION,
    Array,
    Day,
    is_pinned,
)
from pdday.solver.draft import Draft
from pdday.solver.problem import Problem
from pdday.solver.state import ROOM, SLOTS, START, State, run_named

#: How much better an unasked seat is for suiting a person; all else together is less.
SUITS = 4.0


@dataclass
class Hall:
    """Who is where so far, and the seats that are left."""

    problem: Problem
    day: Day
    state: State
    #: By attendee and slot, the run they are in, sitting or presenting; -1 for none.
    where: Array
    #: By run, seats that are left and people who sit in it.
    left: Array
    sitting: Array

    def is_free(self, person: int, run: int) -> bool:
        """Whether a person is free while this run runs, and can walk there from where they are before, and on."""
        start, length = int(self.state.at[run, START]), self.length(run)
        away = ~int(self.day.people[person, AVAILABLE]) & int(self.state.at[run, SLOTS])
        here = self.where[person]
        if away or (here[start : start + length] >= 0).any():
            return False
        before, after = start - 1, start + length
        if before >= 0 and here[before] >= 0 and self._is_far(before, here[before], run):
            return False
        return not (after < len(here) and here[after] >= 0 and self._is_far(after - 1, run, here[after]))

    def length(self, run: int) -> int:
        """The slots a run takes."""
        return int(self.day.sessions[self.day.runs[run, SESSION], LENGTH])

    def may_sit(self, person: int, run: int) -> bool:
        """Whether no rule keeps this person out of this run, whoever else is there."""
        session, (start, room, _) = self.day.runs[run, SESSION], self.state.at[run]
        problem = self.problem
        return choices.may_sit(
            problem, problem.attendees[person], problem.sessions[session], problem.slots[start].id, problem.rooms[room]
        )

    def put(self, person: int, run: int, *, seated: bool = True) -> None:
        """Note that a person is in a run; presenters take no seat."""
        start = self.state.at[run, START]
        self.where[person, start : start + self.length(run)] = run
        self.left[run] -= seated
        self.sitting[run] += seated

    def leave(self, person: int, run: int) -> None:
        """Note that a person gives up their seat in a run."""
        self.where[person, self.where[person] == run] = -1
        self.left[run] += 1
        self.sitting[run] -= 1

    def attended(self, person: int) -> set[int]:
        """The sessions a person is in so far."""
        return {int(self.day.runs[run, SESSION]) for run in self.where[person] if run >= 0}

    @cached_property
    def standing(self) -> list[int]:
        """The runs there are."""
        return [int(run) for run in np.flatnonzero(self.state.at[:, START] >= 0)]

    @cached_property
    def leads(self) -> list[set[int]]:
        """By attendee, the sessions they present."""
        index = self.problem.session_index
        return [{index[each] for each in self.problem.presents(who.id)} for who in self.problem.attendees]

    def runs_of(self, session: int) -> list[int]:
        """The runs of a session."""
        first, end = self.day.sessions[session, RUNS : RUNS_END + 1]
        return [run for run in range(first, end) if self.state.at[run, START] >= 0]

    def _is_far(self, slot: int, run: int, following: int) -> bool:
        one, other = (self.day.zone_of[self.state.at[each, ROOM]] for each in (run, following))
        return bool(self.day.far[slot, one, other])


def empty_hall(problem: Problem, day: Day, state: State) -> Hall:
    """Nobody is seated yet; presenters are where their runs are."""
    standing = np.flatnonzero(state.at[:, START] >= 0)
    left = np.zeros(len(state.at), dtype=np.int64)
    left[standing] = day.heads[day.runs[standing, SESSION], state.at[standing, ROOM]]
    where = np.full((len(day.people), len(problem.slots)), -1, dtype=np.int64)
    hall = Hall(problem, day, state, where, left, np.zeros(len(state.at), dtype=np.int64))
    for person, leads in enumerate(hall.leads):
        for session in leads:
            for run in hall.runs_of(session):
                hall.put(person, run, seated=False)
    return hall


def tied_circles(problem: Problem) -> list[tuple[int, ...]]:
    """Circles of people joined to each other, and everyone who is kept apart from somebody: they go first."""
    index = problem.attendee_index
    circles = {index[who]: {index[who]} for pair in (*problem.joined, *problem.apart) for who in pair}
    for one, other in problem.joined:
        both = circles[index[one]] | circles[index[other]]
        for person in both:
            circles[person] = both
    return sorted({tuple(sorted(circle)) for circle in circles.values()})


class Kind(NamedTuple):
    """What decides which runs are open to a person who asked for none of them, and which suit."""

    tags: frozenset[str]
    needs: int
    vetoes: frozenset[str]
    suits: frozenset[str] | None
    attended: frozenset[int]


class Open:
    """The runs that a person may be given unasked, whoever else is there; people who are alike share the answer."""

    def __init__(self, hall: Hall) -> None:
        self._hall = hall
        self._tied = {person for circle in tied_circles(hall.problem) for person in circle}
        self._kinds: list[Kind] = []
        self._number: dict[Kind, int] = {}
        self._of_kind: list[Array] = []
        self._suiting: dict[frozenset[str] | None, Array] = {None: np.zeros(len(hall.state.at))}

    @cached_property
    def people(self) -> list[int]:
        """Those who may be given a place unasked: all who may not stay away, but for those who are tied."""
        attendees = self._hall.problem.attendees
        return [who for who, each in enumerate(attendees) if not (each.may_stay_away or who in self._tied)]

    def choices(self, person: int) -> int:
        """How many there are."""
        return int(self.to(person).sum())

    def to(self, person: int) -> Array:
        """By run, whether the person may sit there unasked. Never for those who are tied: they have had their turn."""
        found = self.of_kind(self.kind(person)).copy()
        if person in self._tied:
            found[:] = False
        for session in self._hall.leads[person]:
            found[slice(*self._hall.day.sessions[session, RUNS : RUNS_END + 1])] = False
        return found

    def kind(self, person: int, attended: frozenset[int] = frozenset()) -> int:
        """The kind of person: to those of one kind the same runs are open, but for what they present, and suit.

        `attended` are sessions that they have been to, of which no run is open to them any more.
        """
        attendee = self._hall.problem.attendees[person]
        needs = int(self._hall.day.people[person, NEEDS])
        kind = Kind(attendee.tags, needs, attendee.vetoes, attendee.suits, attended)
        if kind not in self._number:
            self._number[kind] = len(self._kinds)
            self._kinds.append(kind)
            self._of_kind.append(self._for_kind(kind))
        return self._number[kind]

    def of_kind(self, kind: int) -> Array:
        """By run, whether people of this kind may sit there unasked."""
        return self._of_kind[kind]

    def suits(self, kind: int, run: int) -> bool:
        """Whether a run suits people of this kind, or nothing is known."""
        suits = self._kinds[kind].suits
        return suits is None or self._hall.problem.sessions[self._hall.day.runs[run, SESSION]].id in suits

    def suiting(self, person: int) -> Array:
        """By run, how much better a seat there is for suiting the person."""
        suits = self._hall.problem.attendees[person].suits
        if suits not in self._suiting:
            sessions = self._hall.problem.sessions
            fits = np.array([session.id in (suits or ()) for session in sessions], dtype=np.bool_)
            self._suiting[suits] = SUITS * fits[self._hall.day.runs[:, SESSION]]
        return self._suiting[suits]

    def _for_kind(self, kind: Kind) -> Array:
        hall, sessions = self._hall, self._hall.problem.sessions
        welcome = np.array(
            [
                each.id not in kind.vetoes and (each.audience is None or not each.audience.isdisjoint(kind.tags))
                for each in sessions
            ],
            dtype=np.bool_,
        )
        found = np.zeros(len(hall.state.at), dtype=np.bool_)
        rooms = hall.state.at[hall.standing, ROOM]
        found[hall.standing] = welcome[hall.day.runs[hall.standing, SESSION]] & hall.day.needs_met[kind.needs, rooms]
        found[np.isin(hall.day.runs[:, SESSION], list(kind.attended))] = False
        return found


# --- told as a draft --------------------------------------------------------------------------


def told(hall: Hall) -> Draft:
    """The runs, without needless repeats that nobody came to, and who sits in them."""
    kept = set(hall.standing)
    for session in range(len(hall.day.sessions)):
        runs = hall.runs_of(session)
        empty = [run for run in runs if not hall.sitting[run] and not is_pinned(hall.day, run)]
        kept.difference_update(empty[: max(0, len(runs) - int(hall.day.sessions[session, FEWEST]))])
    named = {run: run_named(hall.problem, hall.day, hall.state, run) for run in sorted(kept)}
    sittings = [
        (attendee.id, named[run].id)
        for person, attendee in enumerate(hall.problem.attendees)
        for run in _sat_in(hall, person)
    ]
    return Draft(tuple(sorted(named.values(), key=lambda run: run.id)), tuple(sorted(sittings)))


def _sat_in(hall: Hall, person: int) -> Iterable[int]:
    own = hall.leads[person]
    return sorted({int(run) for run in hall.where[person] if run >= 0 and hall.day.runs[run, SESSION] not in own})
