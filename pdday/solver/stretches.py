"""Where sites are too far apart for a pause: who stays at which of them, stretch by stretch.

Whoever sits at one site can only be given a seat there until the next long pause, and if none is left, goes without a
place. So before free slots are filled, a small model asks for each stretch of slots (`ways`) where everybody stays:
what they would give up for it, against places for all. People who are alike are counted together. It knows every rule,
but of the sessions attended in other stretches nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

import numpy as np
import pulp

from pdday.solver import backend
from pdday.solver.arrays import AVAILABLE, SESSION
from pdday.solver.hall import Hall, Open
from pdday.solver.state import ROOM, SLOTS, START
from pdday.solver.until import Limits, OutOfTime
from pdday.solver.variables import Terms, negative, total
from pdday.solver.ways import largest_sets

#: The best found after so many nodes is good enough; mostly the first proves it.
NODES = 50
#: So is what is as near as this to the best, relative to what all places are worth.
NEAR_ENOUGH = 1e-4


class Stretch(NamedTuple):
    """Its slots and the sets of zones one can stay in, each as bits; its runs, and which sessions it has two of."""

    slots: int
    sets: Sequence[int]
    runs: Sequence[int]
    repeated: frozenset[int]


class Free(NamedTuple):
    """What people have to fill: at which zones, which slots (both as bits), and which kind of people they are."""

    zones: int
    slots: int
    kind: int


class Stay(NamedTuple):
    """A way to spend the stretch: the seats that one has and keeps, what the others were worth, what is to fill."""

    kept: tuple[int, ...]
    lost: float
    free: Free


class Alike(NamedTuple):
    """What people who are alike have, and what they might do."""

    held: tuple[int, ...]
    stays: tuple[Stay, ...]


def fill_stretches(hall: Hall, open_to: Open, worths: Sequence[Mapping[int, float]] | None, limits: Limits) -> None:
    """Give places to all who have none in a slot, as far as nobody is at both ends of a way too far.

    `worths` says what each session is worth to each person, and so what they lose by giving up a seat that they have;
    without it nobody gives up any. Raises OutOfTime.
    """
    for stretch in _stretches(hall):
        if limits.reached():
            raise OutOfTime
        people: dict[Alike, list[int]] = defaultdict(list)
        for person in open_to.people:
            alike = _might_do(hall, open_to, stretch, person, None if worths is None else worths[person])
            if alike.stays:
                people[alike].append(person)
        _settle(hall, open_to, stretch, people, limits)


def _stretches(hall: Hall) -> Iterator[Stretch]:
    """Those in which there is a choice of sites."""
    day, at = hall.day, hall.state.at
    for slots in sorted({int(bits) for bits in day.stretch}):
        within = [slot for slot in range(len(day.far)) if slots >> slot & 1]
        sets = largest_sets(np.logical_not(day.far[within].any(axis=0)))
        if len(sets) > 1:
            runs = [run for run in hall.standing if not int(at[run, SLOTS]) & ~slots]
            times = Counter(int(day.runs[run, SESSION]) for run in runs)
            yield Stretch(slots, sets, runs, frozenset(session for session, many in times.items() if many > 1))


def _might_do(hall: Hall, open_to: Open, stretch: Stretch, person: int, worth: Mapping[int, float] | None) -> Alike:
    """Where this person might stay: wherever what they present lies, and all they have if they give up nothing."""
    day, at = hall.day, hall.state.at
    here = {int(run) for run in hall.where[person] if run >= 0 and int(at[run, SLOTS]) & stretch.slots}
    held = {run for run in here if day.runs[run, SESSION] not in hall.leads[person]}
    stays = []
    for zones in stretch.sets:
        outside = {run for run in here if not zones >> int(day.zone_of[at[run, ROOM]]) & 1}
        if not outside or (worth is not None and outside <= held):
            taken = sum(int(at[run, SLOTS]) for run in here - outside)
            free = int(day.people[person, AVAILABLE]) & stretch.slots & ~taken
            lost = sum((worth or {}).get(int(day.runs[run, SESSION]), 0.0) for run in outside)
            kept = tuple(sorted(held - outside))
            been = stretch.repeated.intersection(int(day.runs[run, SESSION]) for run in kept)
            stays.append(Stay(kept, lost, Free(zones, free, open_to.kind(person, been))))
    return Alike(tuple(sorted(held)), tuple(stays))


def _settle(hall: Hall, open_to: Open, stretch: Stretch, people: Mapping[Alike, Sequence[int]], limits: Limits) -> None:
    """Decide how many of those who are alike stay where, and seat them accordingly."""
    model = _Model(hall, open_to, stretch, people)
    answer = backend.maximise(model.model, replace(limits, nodes=NODES, gap=NEAR_ENOUGH))
    if not answer.has_values:
        return
    to_fill: dict[Free, list[int]] = defaultdict(list)
    for alike, those in people.items():
        left = iter(those)
        for stay in alike.stays:
            for person in islice(left, model.staying(alike, stay)):
                for run in set(alike.held).difference(stay.kept):
                    hall.leave(person, run)
                to_fill[stay.free].append(person)
    for free, those in to_fill.items():
        _fill(hall, open_to, those, model.filling(free))


def _fill(hall: Hall, open_to: Open, people: Sequence[int], seats: Counter[int]) -> None:
    """Seat these people, who are free at the same times, in so many seats of each run: the longest of a slot first."""
    at = hall.state.at
    for run in sorted(seats, key=lambda run: (at[run, START], -int(at[run, SLOTS]), run)):
        session = int(hall.day.runs[run, SESSION])
        coming = (
            person
            for person in people
            if open_to.to(person)[run] and session not in hall.attended(person) and hall.is_free(person, run)
        )
        for person in islice(coming, seats[run]):
            hall.put(person, run)


class _Model:
    """How many of those who are alike stay where, and how many of those who are free then fill which run."""

    def __init__(self, hall: Hall, open_to: Open, stretch: Stretch, people: Mapping[Alike, Sequence[int]]) -> None:
        self._hall = hall
        self.model = pulp.LpProblem("stretch", pulp.LpMaximize)
        self._stays = {
            (alike, stay): self._number(f"stays_{number}_{index}", len(those))
            for number, (alike, those) in enumerate(people.items())
            for index, stay in enumerate(alike.stays)
        }
        self._fills = {
            (free, run): self._number(f"fills_{number}_{run}", None)
            for number, free in enumerate(sorted({stay.free for _, stay in self._stays}))
            for run in stretch.runs
            if self._may_fill(open_to, free, run)
        }
        self._fills_of: dict[Free, list[int]] = defaultdict(list)
        for free, run in self._fills:
            self._fills_of[free].append(run)
        for alike, those in people.items():
            self._add(total((self._stays[alike, stay], 1.0) for stay in alike.stays) == len(those))
        self._thin: Terms = []
        self._add_runs(people)
        self._add_people()
        lost = [(stays, -stay.lost - self._places(stay.free.slots)) for (_, stay), stays in self._stays.items()]
        filled = [(fills, self._worth(open_to, free, run)) for (free, run), fills in self._fills.items()]
        self.model.setObjective(total([*lost, *filled, *self._thin]))

    def staying(self, alike: Alike, stay: Stay) -> int:
        """How many of these do this."""
        return round(backend.value(self._stays[alike, stay]))

    def filling(self, free: Free) -> Counter[int]:
        """By run, how many of these fill it."""
        return Counter({run: round(backend.value(self._fills[free, run])) for run in self._fills_of[free]})

    def _number(self, name: str, most: int | None) -> pulp.LpVariable:
        return self.model.add_variable(name, 0, most, pulp.LpInteger)

    def _add(self, row: pulp.LpConstraint) -> None:
        self.model.addConstraint(row)

    def _may_fill(self, open_to: Open, free: Free, run: int) -> bool:
        zone = int(self._hall.day.zone_of[self._hall.state.at[run, ROOM]])
        fits = free.zones >> zone & 1 and not self._slots(run) & ~free.slots
        return bool(fits and open_to.of_kind(free.kind)[run])

    def _slots(self, run: int) -> int:
        return int(self._hall.state.at[run, SLOTS])

    def _worth(self, open_to: Open, free: Free, run: int) -> float:
        unsuited = 0.0 if open_to.suits(free.kind, run) else self._hall.problem.weights.unsuited
        return self._places(self._slots(run)) - unsuited

    def _places(self, slots: int) -> float:
        return self._hall.problem.weights.unplaced * slots.bit_count()

    def _add_runs(self, people: Mapping[Alike, Sequence[int]]) -> None:
        """Nobody more in a run than it has seats, and not fewer than its minimum if that can be had."""
        sitting = Counter(run for alike, those in people.items() for run in alike.held for _ in those)
        taking: dict[int, Terms] = defaultdict(list)
        for (_, stay), stays in self._stays.items():
            for run in stay.kept:
                taking[run].append((stays, 1.0))
        for (_, run), fills in self._fills.items():
            taking[run].append((fills, 1.0))
        for run, terms in taking.items():
            self._add(total(terms) <= int(self._hall.left[run]) + sitting[run])
            tied = int(self._hall.sitting[run]) - sitting[run]
            minimum = self._hall.problem.sessions[self._hall.day.runs[run, SESSION]].minimum - tied
            if minimum > 0:
                thin = self.model.add_variable(f"thin_{run}", 0, 1)
                self._thin.append((thin, -self._hall.problem.weights.under_minimum))
                self._add(total([*terms, (thin, float(minimum))]) >= minimum)

    def _add_people(self) -> None:
        """Nobody fills two runs at a time, nor two of a session."""
        coming: dict[Free, Terms] = defaultdict(list)
        for (_, stay), stays in self._stays.items():
            coming[stay.free].append((stays, 1.0))
        filled: dict[tuple[Free, str, int], Terms] = defaultdict(list)
        for (free, run), fills in self._fills.items():
            session, slots = int(self._hall.day.runs[run, SESSION]), self._slots(run)
            filled[free, "session", session].append((fills, 1.0))
            for slot in range(slots.bit_length()):
                if slots >> slot & 1:
                    filled[free, "slot", slot].append((fills, 1.0))
        for (free, _, _), terms in filled.items():
            self._add(total([*terms, *negative(coming[free])]) <= 0)
