"""What a model decides about a day, and sums over it: what its rules and its score are written in."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import pulp

from pdday.solver.choices import Choices, Place, SeatChoice

Terms = list[tuple[pulp.LpVariable, float]]


class Somewhere(NamedTuple):
    """Who may be counted as seated, in which slot and at which site (None: at any), without saying where."""

    attendee: str
    slot: str
    site: str | None


@dataclass
class Variables:
    """What is to be decided: which runs stand, who goes to which, and what that brings about."""

    model: pulp.LpProblem
    choices: Choices
    runs: Mapping[Place, pulp.LpVariable]
    goes: Mapping[SeatChoice, pulp.LpVariable]
    #: A seat in that slot at that site (or at any), which one to be said later.
    somewhere: Mapping[Somewhere, pulp.LpVariable] = field(default_factory=dict)
    _made: int = 0
    _busy: dict[str, Mapping[str, Terms]] = field(default_factory=dict)

    def extra(self, what: str, *, most: float = 1, whole: bool = False) -> pulp.LpVariable:
        """A further number between 0 and `most` that follows from the decisions."""
        self._made += 1
        return self.model.add_variable(f"{what}_{self._made}", 0, most, pulp.LpInteger if whole else pulp.LpContinuous)

    def runs_here(self, session: str, start: str, area: int) -> Terms:
        """1 if the session's run starts then and there."""
        return [(self.runs[place], 1.0) for place in self.choices.places_in.get((session, start, area), ())]

    def seats_here(self, session: str, start: str, area: int) -> Terms:
        """How many attendees sit in the run that starts then and there."""
        return [(self.goes[seat], 1.0) for seat in self.choices.seats_in.get((session, start, area), ())]

    def is_decided(self, attendee: str) -> bool:
        """Whether this person has every seat that is open to them: what it is worth is a number."""
        return all(self.goes[seat].lowBound for seat in self.choices.seats_of[attendee])

    def busy(self, attendee: str) -> Mapping[str, Terms]:
        """By slot, everything that would take this person's time in it: seats, and runs they present."""
        if attendee not in self._busy:
            self._busy[attendee] = self._takes_time(attendee)
        return self._busy[attendee]

    def _takes_time(self, attendee: str) -> Mapping[str, Terms]:
        taken: dict[str, Terms] = defaultdict(list)
        for seat in self.choices.seats_of[attendee]:
            for slot in self.choices.covers(seat):
                taken[slot].append((self.goes[seat], 1.0))
        for session in self.choices.problem.presents(attendee):
            for place in self.choices.places_of[session]:
                for slot in self.choices.covers(place):
                    taken[slot].append((self.runs[place], 1.0))
        for slot in self.choices.problem.slot_index:
            for each in self.waiting.get((attendee, slot), ()):
                taken[slot].append((self.somewhere[each], 1.0))
        return taken

    def one_at_a_time(self, places: Iterable[Place]) -> Iterator[pulp.LpConstraint]:
        """No two of these places are taken by runs at the same time."""
        at: dict[str, Terms] = defaultdict(list)
        for place in places:
            for slot in self.choices.covers(place):
                at[slot].append((self.runs[place], 1.0))
        yield from (total(here) <= 1 for here in at.values() if len(here) > 1)

    def presence(self, attendee: str) -> Mapping[tuple[str, str, int], Terms]:
        """By (session, start, area), what says that this person is in that run, sitting or presenting."""
        found: dict[tuple[str, str, int], Terms] = {}
        for seat in self.choices.seats_of[attendee]:
            found[seat[1:]] = [(self.goes[seat], 1.0)]
        for session in self.choices.problem.presents(attendee):
            for place in self.choices.places_of[session]:
                key = (session, place.start, self.choices.groups[place.group].area)
                found[key] = self.runs_here(*key)
        return found

    @cached_property
    def waiting(self) -> Mapping[tuple[str, str], Sequence[Somewhere]]:
        """By attendee and slot, where they may be counted as seated."""
        found: dict[tuple[str, str], list[Somewhere]] = defaultdict(list)
        for each in self.somewhere:
            found[each.attendee, each.slot].append(each)
        return found

    @cached_property
    def starts(self) -> tuple[tuple[str, str, int], ...]:
        """Every (session, start, area) in which a run could be."""
        return tuple(self.choices.places_in)


def total(terms: Iterable[tuple[pulp.LpVariable, float]]) -> pulp.LpAffineExpression:
    """The sum of these, built at once (adding one by one is quadratic in PuLP, and a repeat would be lost)."""
    sums: dict[pulp.LpVariable, float] = {}
    for variable, factor in terms:
        sums[variable] = sums.get(variable, 0.0) + factor
    return pulp.LpAffineExpression(sums)


def negative(terms: Terms) -> Terms:
    """The same, taken away."""
    return [(variable, -factor) for variable, factor in terms]
