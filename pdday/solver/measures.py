"""How good a plan is for whom: shares by choice, satisfaction by group, seats, ways, and what bound whom.

Shares are 0 to 1, each with the number of people it is over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdday.solver.plan import Plan, Run
from pdday.solver.problem import Attendee, Problem
from pdday.solver.reasons import Obstacle, Reasons
from pdday.solver.score import places_by_attendee, score, top_three

#: A room is crowded when more than this share of its seats is taken.
CROWDED = 0.9
#: A way is long when it takes more than this share of the gap.
LONG_WAY = 0.5


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many people."""

    count: int
    people: int

    @property
    def rate(self) -> float:
        """From 0 to 1; 0 of nobody is 0."""
        return self.count / self.people if self.people else 0.0


@dataclass(frozen=True, slots=True)
class GroupSatisfaction:
    """The mean satisfaction of one group's people who count."""

    people: int
    mean: float


@dataclass(frozen=True, slots=True)
class GroupSpread:
    """How far apart the best and the worst served group of one kind are: the difference of their means."""

    lowest: str
    highest: str
    difference: float


@dataclass(frozen=True, slots=True)
class Disappointed:
    """A person who got none of their top three, and what stood in the way of each."""

    attendee: str
    #: (session, what stood in the way), the most wanted first.
    wishes: tuple[tuple[str, Obstacle], ...]


@dataclass(frozen=True, slots=True)
class LongWay:
    """A way between two runs that takes a good part of the gap, and how many people have it."""

    run: str
    following: str
    minutes: int
    gap_minutes: int
    people: int


@dataclass(frozen=True, slots=True)
class Measures:
    """What is reported beside the score."""

    #: Who got a wish of their smallest rank; of their second smallest; of their third; nobody who is away all day.
    first_choice: Share
    second_choice: Share
    third_choice: Share
    #: Of the people who count and wished three or more.
    top_three: Share
    none_of_top_three: Share
    #: σ at the tenth, twentieth … hundredth part of the people, worst first.
    satisfaction_deciles: tuple[float, ...]
    #: By kind of group (school, role, employee_group), then by the group's name.
    satisfaction_by_group: Mapping[str, Mapping[str, GroupSatisfaction]]
    #: By kind of group, of which there must be two to compare.
    spread_between_groups: Mapping[str, GroupSpread]
    seats_used: Share
    crowded_runs: tuple[str, ...]
    long_ways: tuple[LongWay, ...]
    unplaced: int
    missed: int
    under_minimum: int
    #: What stood in the way of the top three wishes that people did not get.
    obstacles: Mapping[Obstacle, int]
    #: What bound whom: everyone who got none of their top three.
    disappointed: tuple[Disappointed, ...]
    #: Full sessions, most wanted first: (session, people who asked, seats).
    full_sessions: tuple[tuple[str, int, int], ...]


def measure(problem: Problem, plan: Plan) -> Measures:
    """Everything a coordinator compares two plans by. The plan must keep the rules."""
    counted = score(problem, plan)
    reasons = Reasons(problem, plan)
    places = places_by_attendee(problem, plan)
    attended = {person: {run.session for run in runs} for person, runs in places.items()}
    counting = [attendee for attendee in problem.attendees if attendee.id in counted.satisfaction]
    choices = [_choice_shares(counting, attended, number) for number in (0, 1, 2)]
    with_three = [attendee for attendee in counting if top_three(attendee)]
    heads = {run.id: problem.heads(run) for run in plan.runs}
    by_group = _by_group(problem, counted.satisfaction)
    return Measures(
        first_choice=choices[0],
        second_choice=choices[1],
        third_choice=choices[2],
        top_three=Share(
            sum(not top_three(attendee).isdisjoint(attended[attendee.id]) for attendee in with_three),
            len(with_three),
        ),
        none_of_top_three=Share(len(counted.none_of_top_three), len(with_three)),
        satisfaction_deciles=_deciles(counted.satisfaction.values()),
        satisfaction_by_group=by_group,
        spread_between_groups={kind: _spread(groups) for kind, groups in by_group.items() if len(groups) > 1},
        seats_used=Share(len(plan.seats), sum(heads.values())),
        crowded_runs=tuple(
            run.id for run in plan.runs if reasons.taken[run.id] > CROWDED * problem.room(run.room).seats
        ),
        long_ways=_long_ways(problem, places),
        unplaced=len(counted.unplaced),
        missed=len(counted.missed),
        under_minimum=len(counted.under_minimum),
        obstacles=_obstacles(problem, reasons, attended),
        disappointed=tuple(_disappointed(problem, reasons, each) for each in counted.none_of_top_three),
        full_sessions=_full_sessions(reasons, heads),
    )


def _choice_shares(counting: Sequence[Attendee], attended: Mapping[str, set[str]], number: int) -> Share:
    """Who got a wish of their smallest (0), second smallest (1) … rank, of those who have one.

    Of the people who count: whoever is away all day could have got none.
    """
    got, people = 0, 0
    for attendee in counting:
        ranks = sorted({wish.rank for wish in attendee.wishes})
        if len(ranks) > number:
            wishes = {wish.session for wish in attendee.wishes if wish.rank == ranks[number]}
            people += 1
            got += not wishes.isdisjoint(attended[attendee.id])
    return Share(got, people)


def _deciles(satisfaction: Iterable[float]) -> tuple[float, ...]:
    ordered = sorted(satisfaction)
    if not ordered:
        return ()
    return tuple(ordered[max(0, -(-len(ordered) * tenth // 10) - 1)] for tenth in range(1, 11))


def _by_group(problem: Problem, satisfaction: Mapping[str, float]) -> dict[str, dict[str, GroupSatisfaction]]:
    shares: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for attendee in problem.attendees:
        if attendee.id in satisfaction:
            for kind, group in attendee.groups.items():
                shares[kind][group].append(satisfaction[attendee.id])
    return {
        kind: {
            group: GroupSatisfaction(len(values), sum(values) / len(values)) for group, values in sorted(groups.items())
        }
        for kind, groups in sorted(shares.items())
    }


def _spread(groups: Mapping[str, GroupSatisfaction]) -> GroupSpread:
    lowest, highest = (choose(groups, key=lambda name: groups[name].mean) for choose in (min, max))
    return GroupSpread(lowest, highest, groups[highest].mean - groups[lowest].mean)


def _disappointed(problem: Problem, reasons: Reasons, attendee_id: str) -> Disappointed:
    attendee = problem.attendee(attendee_id)
    top = top_three(attendee)
    wishes = [wish for wish in attendee.wishes if wish.session in top]
    return Disappointed(attendee_id, tuple((wish.session, reasons.obstacle(attendee, wish)) for wish in wishes))


def _long_ways(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[LongWay, ...]:
    people: Counter[tuple[str, str]] = Counter()
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for runs in places.values():
        ordered = sorted(runs, key=lambda run: problem.slot_index[run.slot])
        for run, following in pairwise(ordered):
            last = problem.slot_index[problem.covers(run.session, run.slot)[-1]]
            first = problem.slot_index[following.slot]
            if first != last + 1 or problem.slots[first].block != problem.slots[last].block:
                continue
            minutes = problem.minutes_between(problem.room(run.room).site, problem.room(following.room).site)
            gap = problem.slots[last].gap_after
            if minutes > LONG_WAY * gap:
                people[run.id, following.id] += 1
                found[run.id, following.id] = (minutes, gap)
    return tuple(LongWay(*pair, *found[pair], people[pair]) for pair in sorted(found))


def _obstacles(problem: Problem, reasons: Reasons, attended: Mapping[str, set[str]]) -> dict[Obstacle, int]:
    counts = Counter(
        reasons.obstacle(attendee, wish)
        for attendee in problem.attendees
        for wish in attendee.wishes
        if wish.session in top_three(attendee) and wish.session not in attended[attendee.id]
    )
    return {obstacle: counts[obstacle] for obstacle in Obstacle}


def _full_sessions(reasons: Reasons, heads: Mapping[str, int]) -> tuple[tuple[str, int, int], ...]:
    found = []
    for session_id, runs in reasons.runs_of.items():
        seats = sum(heads[run.id] for run in runs)
        if seats <= sum(reasons.taken[run.id] for run in runs) < reasons.asked[session_id]:
            found.append((session_id, reasons.asked[session_id], seats))
    return tuple(sorted(found, key=lambda each: (each[2] - each[1], each[0])))
