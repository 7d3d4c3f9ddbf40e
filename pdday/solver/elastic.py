"""The timetable with every named rule made of rubber: what to relax so that an impossible day can be.

Only what can make a day impossible is modelled: the sessions that must run, their presenters, what is
pinned, and people who are joined or kept apart. Everybody else may stay without a place in any case.
Each rule that a coordinator could relax is one yes-or-no slack with a price.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

import pulp

from pdday.solver import backend
from pdday.solver.backend import Ending
from pdday.solver.problem import Problem, Room
from pdday.solver.rules import Rule
from pdday.solver.until import Limits
from pdday.solver.variables import Terms, total

#: What relaxing one rule once costs: what a coordinator does with a phone call is cheap, leaving a
#: session out is dear, and ignoring what somebody needs comes last.
PRICES = {
    Rule.PINS: 2,
    Rule.ROOM_OPEN: 3,
    Rule.ROOM_SITE: 3,
    Rule.SLOT_ALLOWED: 3,
    Rule.ROOM_CAPACITY: 4,
    Rule.ROOM_FEATURES: 4,
    Rule.ROOM_ONCE: 5,
    Rule.PRESENTERS: 5,
    Rule.TRAVEL: 5,
    Rule.AUDIENCE: 5,
    Rule.AVAILABLE: 6,
    Rule.APART: 8,
    Rule.LENGTH: 9,
    Rule.RUNS: 10,
    Rule.VETO: 12,
    Rule.JOINED: 20,
    Rule.NEEDS: 40,
}


class Named(NamedTuple):
    """One rule about these very things (a pin may leave its slot or room open: None)."""

    rule: Rule
    what: tuple[str | None, ...]


def in_order(names: Iterable[Named]) -> list[Named]:
    """The rules by name and then by what they are about, always the same way."""
    return sorted(names, key=lambda named: (named.rule, tuple(name or "" for name in named.what)))


class Spot(NamedTuple):
    """A run of `session` could start in `start`, in one of the rooms of `group`."""

    session: str
    start: str
    group: int


@dataclass
class Elastic:
    """The model, its slacks, and what it decides: runs in spots, and the seats of people who are tied."""

    problem: Problem
    #: Rooms that are all the same for this question.
    groups: tuple[tuple[Room, ...], ...]
    model: pulp.LpProblem = field(default_factory=lambda: pulp.LpProblem("elastic", pulp.LpMaximize))
    slacks: dict[Named, pulp.LpVariable] = field(default_factory=dict)
    #: How often a rule may be relaxed at most, at its price each time: 1 unless it says otherwise.
    most: dict[Named, int] = field(default_factory=dict)
    #: By (attendee, session, start): 1 if the person presents there, for those who may be replaced and then sit.
    presenting: dict[tuple[str, str, str], pulp.LpVariable] = field(default_factory=dict)
    #: Whether use is made of a rule that may be relaxed, where to do so asks something of somebody.
    uses: dict[Named, pulp.LpVariable] = field(default_factory=dict)
    runs: dict[Spot, pulp.LpVariable] = field(default_factory=dict)
    #: Spots by session and start.
    spots: dict[str, dict[str, list[Spot]]] = field(default_factory=lambda: defaultdict(dict))
    #: By attendee, then by (session, start).
    seats: dict[str, dict[tuple[str, str], pulp.LpVariable]] = field(default_factory=lambda: defaultdict(dict))

    def slack(self, rule: Rule, *what: str | None, most: int = 1) -> pulp.LpVariable:
        """Whether this rule is relaxed for these things; how often, where that may be more than once."""
        named = Named(rule, what)
        self.most[named] = max(most, self.most.get(named, 1))
        if named in self.uses:
            return self.uses[named]
        if named not in self.slacks:
            name = f"{rule}_{len(self.slacks)}"
            self.slacks[named] = self.model.add_variable(name, 0, 1, pulp.LpInteger)
        return self.slacks[named]

    def use(self, rule: Rule, *what: str | None) -> pulp.LpVariable:
        """The yes-or-no of making use of this rule's slack: only if it is taken, and not even then of need."""
        slack, named = self.slack(rule, *what), Named(rule, what)
        if named not in self.uses:
            self.uses[named] = self.model.add_variable(f"use_{len(self.uses)}", 0, 1, pulp.LpInteger)
            self.model.addConstraint(total([(self.uses[named], 1.0), (slack, -1.0)]) <= 0)
        return self.uses[named]

    def at_most(self, most: float, terms: Terms, *slacks: pulp.LpVariable, by: float = 1.0) -> None:
        """A row that holds unless a slack is taken; each lets it go `by` so much."""
        self.model.addConstraint(total([*terms, *((slack, -by) for slack in slacks)]) <= most)

    def at_least(self, least: float, terms: Terms, *slacks: pulp.LpVariable) -> None:
        """A row that holds unless a slack is taken; one is enough."""
        self.model.addConstraint(total([*terms, *((slack, least) for slack in slacks)]) >= least)

    def add_run(self, spot: Spot) -> pulp.LpVariable:
        """The yes-or-no of a run in this spot."""
        self.runs[spot] = self.model.add_variable(f"run_{len(self.runs)}", 0, 1, pulp.LpInteger)
        self.spots[spot.session].setdefault(spot.start, []).append(spot)
        return self.runs[spot]

    def starting(self, session: str, start: str) -> Terms:
        """1 if the session starts then, wherever."""
        return [(self.runs[spot], 1.0) for spot in self.spots[session].get(start, ())]

    def add_seat(self, attendee: str, session: str, start: str) -> pulp.LpVariable:
        """The yes-or-no of this person's seat in the run that starts then."""
        seat = self.model.add_variable(f"seat_{self.model.numVariables()}", 0, 1, pulp.LpInteger)
        self.seats[attendee][session, start] = seat
        return seat

    def seated(self, session: str, start: str) -> Terms:
        """How many people sit in the run that starts then."""
        return [(own[session, start], 1.0) for own in self.seats.values() if (session, start) in own]

    def running(self, session: str, slot: str) -> Terms:
        """1 if the session runs in this slot."""
        return [
            (self.runs[spot], 1.0)
            for start, spots in self.spots[session].items()
            if slot in self.covers(session, start)
            for spot in spots
        ]

    def starts(self) -> list[tuple[str, str]]:
        """Every (session, start) at which a run could be."""
        return [(session, start) for session, starts in self.spots.items() for start in starts]

    def covers(self, session: str, start: str) -> tuple[str, ...]:
        """The slots that a run of the session takes from there on."""
        return self.problem.covers(session, start)


def cheapest_relaxation(
    day: Elastic, limits: Limits, *, enforced: Collection[Named] = ()
) -> tuple[Ending, frozenset[Named]]:
    """The cheapest rules to relax, none of the enforced among them; empty if the day can be as it is."""
    for named, slack in day.slacks.items():
        slack.lowBound, slack.upBound = 0, 0 if named in enforced else day.most[named]
    answer = backend.maximise(day.model, limits)
    if not answer.has_values:
        return answer.ending, frozenset()
    return answer.ending, frozenset(named for named, slack in day.slacks.items() if backend.chosen(slack))


def is_impossible_with(day: Elastic, limits: Limits, *, enforced: Collection[Named]) -> bool:
    """Whether these rules alone, with all others relaxed, are proved to leave no timetable."""
    for named, slack in day.slacks.items():
        slack.lowBound = slack.upBound = 0 if named in enforced else day.most[named]
    return backend.maximise(day.model, limits).ending is Ending.IMPOSSIBLE


def rooms_asked_for(day: Elastic, named: Named) -> int | None:
    """How many further rooms, or rooms to be opened, the last answer makes use of; None for any other rule."""
    match named:
        case Named(Rule.ROOM_ONCE, _):
            return round(backend.value(day.slacks[named]))
        case Named(Rule.ROOM_OPEN, (slot, *rooms)):
            here = [run for spot, run in day.runs.items() if _takes(day, spot, str(slot), str(rooms[0]))]
            return min(len(rooms), sum(map(backend.chosen, here)))
    return None


def _takes(day: Elastic, spot: Spot, slot: str, room: str) -> bool:
    return day.groups[spot.group][0].id == room and slot in day.covers(spot.session, spot.start)
