"""One slot of the day as arrays: who could gain what from which session, if that session ran then.

The strong bound looks at the slots one by one (README, "The strong bound"). What a person could do with
a session is a *pair*; the pairs stand in one list, person after person.
"""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

import numpy as np

from pdday.solver.arrays import Array
from pdday.solver.choices import is_available, may_sit, places
from pdday.solver.problem import Attendee, Problem
from pdday.solver.rooms import room_groups
from pdday.solver.score import most as most_points
from pdday.solver.score import top_three


class Pair(NamedTuple):
    """What a session could do for a person: numbers of the two, and what attending it is worth."""

    person: int
    session: int
    #: share of a perfect day
    share: float
    #: 1 if it is of the person's top three
    top: float
    #: how many of the person's requirements it meets
    meets: float
    #: 1 if the person does not attend it but presents it
    presents: float


class Slots:
    """A problem as the strong bound sees it; all arrays are in the order of ids."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.groups = room_groups(problem)
        #: [session, slot] whether a run could cover the slot; [session, group] heads, -1 where it cannot be.
        self.may_run = np.zeros((len(problem.sessions), len(problem.slots)), dtype=np.bool_)
        self.heads = np.full((len(problem.sessions), len(self.groups)), -1.0)
        self._note_places()
        table = np.array([pair for person in range(self.people) for pair in self._pairs_of(person)], dtype=float)
        table = table.reshape(-1, len(Pair._fields))
        self.person, self.session = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
        self.share, self.top, self.meets = table[:, 2], table[:, 3], table[:, 4]
        self.presents = table[:, 5] > 0
        #: Where each person's pairs begin; and the pairs session by session.
        self.first = np.searchsorted(self.person, np.arange(self.people + 1))
        self.by_session = np.argsort(self.session, kind="stable")
        self.first_of_session = np.searchsorted(self.session[self.by_session], np.arange(len(problem.sessions) + 1))

    @property
    def people(self) -> int:
        """How many people there are, with or without a wish."""
        return len(self.problem.attendees)

    @cached_property
    def length(self) -> Array:
        """[session] slots of a run."""
        return np.array([session.length for session in self.problem.sessions], dtype=float)

    @cached_property
    def fewest(self) -> Array:
        """[session] the least number of runs."""
        wanted = np.array([session.fewest_runs for session in self.problem.sessions], dtype=float)
        fewest: Array = np.minimum(wanted, self.most)
        return fewest

    @cached_property
    def most(self) -> Array:
        """[session] the largest number of runs that its slots hold."""
        fitting: Array = self.may_run.sum(axis=1) // self.length
        wanted = np.array([session.most_runs for session in self.problem.sessions], dtype=float)
        most: Array = np.minimum(wanted, fitting)
        return most

    @cached_property
    def room_slots(self) -> Array:
        """[group] in how many slots its rooms are open, all together."""
        slots = self.problem.slots
        return np.array(
            [sum(slot.id not in room.closed for room in group.rooms for slot in slots) for group in self.groups],
            dtype=float,
        )

    @cached_property
    def counts(self) -> Array:
        """[person] 1 for everybody with a satisfaction."""
        return np.array([most_points(self.problem, each) > 0 for each in self.problem.attendees], dtype=float)

    @cached_property
    def has_top(self) -> Array:
        """[person] 1 for everybody whose top three count."""
        return self.counts * [bool(top_three(each)) for each in self.problem.attendees]

    @cached_property
    def requirements(self) -> Array:
        """[person] how many requirements a person does not meet by presenting."""
        return np.array([len(self._open_requirements(each)) for each in self.problem.attendees], dtype=float)

    @cached_property
    def may_gain(self) -> Array:
        """[slot, pair] whether the person could be in the session's run in that slot."""
        table = np.zeros((len(self.problem.slots), len(self.person)), dtype=np.bool_)
        for index, (person, number) in enumerate(zip(self.person, self.session, strict=True)):
            attendee, session = self.problem.attendees[person], self.problem.sessions[number]
            for start in self.problem.starts(session):
                covered = self.problem.covers(session.id, start)
                possible = (
                    is_available(attendee, covered)
                    if self.presents[index]
                    else any(
                        may_sit(self.problem, attendee, session, start, group.rooms[0])
                        for group, heads in zip(self.groups, self.heads[number], strict=True)
                        if heads >= 0
                    )
                )
                if possible:
                    table[[self.problem.slot_index[slot] for slot in covered], index] = True
        return table

    def alike(self) -> list[list[int]]:
        """The slots in classes of equals: whatever may happen in one may happen in the others."""
        classes: dict[bytes, list[int]] = {}
        for slot in range(len(self.problem.slots)):
            what = self.may_run[:, slot].tobytes() + self.may_gain[slot].tobytes()
            classes.setdefault(what, []).append(slot)
        return list(classes.values())

    def _note_places(self) -> None:
        for place in places(self.problem, self.groups):
            session = self.problem.session(place.session)
            number = self.problem.session_index[session.id]
            self.heads[number, place.group] = session.heads(self.groups[place.group].rooms[0].seats)
            for slot in self.problem.covers(session.id, place.start):
                self.may_run[number, self.problem.slot_index[slot]] = True

    def _pairs_of(self, person: int) -> Iterable[Pair]:
        attendee = self.problem.attendees[person]
        best, top = most_points(self.problem, attendee), top_three(attendee)
        presented = self.problem.presents(attendee.id)
        points = {wish.session: self.problem.points_for(wish.rank) for wish in attendee.wishes}
        required = self._open_requirements(attendee)
        for session in sorted(points.keys() | {each for choice in required for each in choice} | set(presented)):
            number = self.problem.session_index[session]
            if session in presented:
                yield Pair(person, number, 0.0, 0.0, 0.0, 1.0)
            else:
                share = points.get(session, 0.0) / best if best > 0 else 0.0
                meets = sum(session in choice for choice in required)
                yield Pair(person, number, share, float(best > 0 and session in top), float(meets), 0.0)

    def _open_requirements(self, attendee: Attendee) -> list[tuple[str, ...]]:
        """Those that nothing meets which the person presents."""
        return [each for each in attendee.required if set(each).isdisjoint(self.problem.presents(attendee.id))]
