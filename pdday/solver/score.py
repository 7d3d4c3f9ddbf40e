"""The score of a plan, term by term: one number, and everyone counts the same.

Source of every term: the assignment, section 4. `check` recounts the total on its own.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from pdday.solver.plan import Missed, Plan, Run, Unplaced, Why
from pdday.solver.problem import Attendee, Problem, Weights

#: Below this satisfaction a day is low, and each lacking share costs once more.
LOW_DAY = 0.5


@dataclass(frozen=True, slots=True)
class Score:
    """What a plan is worth (`total`, in points) and everything that was counted, by name."""

    total: float
    #: σ of each person who counts: the share of the most that their wishes could give them.
    satisfaction: Mapping[str, float]
    none_of_top_three: tuple[str, ...]
    unplaced: tuple[Unplaced, ...]
    missed: tuple[Missed, ...]
    #: Ids of the runs with fewer attendees than their session asks for.
    under_minimum: tuple[str, ...]
    #: (person, run) of the seats nobody asked for and that do not suit.
    unsuited: tuple[tuple[str, str], ...]
    #: Members of a group meant to be together who share no run with another member.
    alone: tuple[str, ...]
    #: (person, other, run) of the pairs meant to spread who share a run.
    crowded: tuple[tuple[str, str, str], ...]
    #: (person, slot) whose session or room is another than in the previous plan.
    changes: tuple[tuple[str, str], ...]


def score(problem: Problem, plan: Plan) -> Score:
    """Count everything the plan is judged by. The plan must keep the rules."""
    runs = {run.id: run for run in plan.runs}
    places = places_by_attendee(problem, plan)
    satisfaction: dict[str, float] = {}
    for attendee in problem.attendees:
        best = most(problem, attendee)
        if best > 0:
            satisfaction[attendee.id] = min(1.0, _points(problem, attendee, places[attendee.id]) / best)
    counted = Score(
        total=0.0,
        satisfaction=satisfaction,
        none_of_top_three=tuple(
            attendee.id
            for attendee in problem.attendees
            if attendee.id in satisfaction and _got_no_top_three(attendee, places[attendee.id])
        ),
        unplaced=unplaced(problem, places),
        missed=missed(problem, places),
        under_minimum=_under_minimum(problem, plan),
        unsuited=_unsuited(problem, plan, runs),
        alone=_alone(problem, places),
        crowded=_crowded(problem, places),
        changes=changes(problem, places),
    )
    return replace(counted, total=_total(problem.weights, counted))


def _total(weights: Weights, counted: Score) -> float:
    shares = counted.satisfaction.values()
    gained = weights.satisfaction * sum(shares)
    gained -= weights.low_day * sum(max(0.0, LOW_DAY - share) for share in shares)
    lost = (
        weights.none_of_top_three * len(counted.none_of_top_three),
        weights.unplaced * len(counted.unplaced),
        weights.missed * len(counted.missed),
        weights.under_minimum * len(counted.under_minimum),
        weights.unsuited * len(counted.unsuited),
        weights.together * len(counted.alone),
        weights.split * len(counted.crowded),
        weights.change * len(counted.changes),
    )
    return gained - sum(lost)


def capacity(problem: Problem, attendee: Attendee) -> int:
    """How many slots of wishes a person's day could hold, from the problem alone.

    Available slots, less the time they present, less the shortest way to meet each requirement
    that is neither wished nor presented; never below 0.
    """
    room = len(problem.slots) if attendee.slots is None else len(attendee.slots)
    presented = problem.presents(attendee.id)
    for session_id in presented:
        session = problem.session(session_id)
        room -= session.length * max(1, session.fewest_runs)
    own = {wish.session for wish in attendee.wishes}.union(presented)
    for choice in attendee.required:
        if own.isdisjoint(choice):
            room -= min(problem.session(session_id).length for session_id in choice)
    return max(0, room)


def everyone_perfect(problem: Problem) -> float:
    """What a plan would score that gives everyone who counts their best day and costs nothing.

    No plan can score more, since satisfaction is at most 1 and weights are not negative: a bound that is
    there before anything is solved.
    """
    return problem.weights.satisfaction * sum(most(problem, attendee) > 0 for attendee in problem.attendees)


def most(problem: Problem, attendee: Attendee) -> float:
    """The most points a person's wishes could give in their capacity: a knapsack.

    Value is points, size is length; clashes, seats and blocks are ignored on purpose.
    """
    if problem.attendee_by_id.get(attendee.id) is not attendee:
        return _knapsack(problem, attendee)
    if attendee.id not in problem.most_points:
        problem.most_points[attendee.id] = _knapsack(problem, attendee)
    return problem.most_points[attendee.id]


def _knapsack(problem: Problem, attendee: Attendee) -> float:
    room = capacity(problem, attendee)
    best = [0.0] * (room + 1)
    for wish in attendee.wishes:
        length, points = problem.session(wish.session).length, problem.points_for(wish.rank)
        for filled in range(room, length - 1, -1):
            best[filled] = max(best[filled], best[filled - length] + points)
    return best[room]


def top_three(attendee: Attendee) -> frozenset[str]:
    """The wishes whose rank is at most the third smallest; empty for fewer than three wishes."""
    if len(attendee.wishes) < 3:
        return frozenset()
    third = sorted(wish.rank for wish in attendee.wishes)[2]
    return frozenset(wish.session for wish in attendee.wishes if wish.rank <= third)


def worth_of_wishes(problem: Problem, attendee: Attendee, attended: Collection[str]) -> float:
    """What a person's wishes bring to the score if they attend these sessions; 0 if their wishes count for nothing."""
    best, weights, top = most(problem, attendee), problem.weights, top_three(attendee)
    if best <= 0:
        return 0.0
    points = sum(problem.points_for(wish.rank) for wish in attendee.wishes if wish.session in attended)
    share = min(1.0, points / best)
    none = weights.none_of_top_three if top and top.isdisjoint(attended) else 0.0
    return weights.satisfaction * share - weights.low_day * max(0.0, LOW_DAY - share) - none


def places_by_attendee(problem: Problem, plan: Plan) -> dict[str, list[Run]]:
    """Where each person is during the day: the runs they sit in and those they present."""
    runs = {run.id: run for run in plan.runs}
    places: dict[str, list[Run]] = {attendee.id: [] for attendee in problem.attendees}
    for seat in plan.seats:
        places[seat.attendee].append(runs[seat.run])
    for run in plan.runs:
        for presenter in problem.session(run.session).presenters:
            places[presenter].append(run)
    return places


def why_seated(attendee: Attendee, session_id: str, slot: str) -> tuple[Why, int | None]:
    """How a seat in this session came about (a pin first, then a requirement, then a wish)."""
    rank = next((wish.rank for wish in attendee.wishes if wish.session == session_id), None)
    if any(pin.session == session_id and pin.slot in (None, slot) for pin in attendee.pins):
        return Why.PIN, rank
    if any(session_id in choice for choice in attendee.required):
        return Why.REQUIRED, rank
    return (Why.FILL, None) if rank is None else (Why.WISH, rank)


def unplaced(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[Unplaced, ...]:
    """Everyone free in a slot and without a place in it, unless they may stay away."""
    found = []
    for attendee in problem.attendees:
        if attendee.may_stay_away:
            continue
        taken = {slot for run in places[attendee.id] for slot in slots_taken(problem, run)}
        found += [
            Unplaced(attendee.id, slot.id)
            for slot in problem.slots
            if slot.id not in taken and (attendee.slots is None or slot.id in attendee.slots)
        ]
    return tuple(sorted(found))


def missed(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[Missed, ...]:
    """Every requirement of which a person neither attends nor presents a member."""
    found = []
    for attendee in problem.attendees:
        attended = {run.session for run in places[attendee.id]}
        found += [Missed(attendee.id, choice) for choice in attendee.required if attended.isdisjoint(choice)]
    return tuple(sorted(found))


def changes(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[tuple[str, str], ...]:
    """(person, slot) seated in the previous plan, now with another session, another room or nothing.

    Changes that were forced count too. People who are gone do not: nobody is there to notice. Where a session has
    become longer since and reaches into the next, to be in either of the two is no change.
    """
    if problem.previous is None:
        return ()
    runs = {run.id: run for run in problem.previous.runs}
    had: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for seat in problem.previous.seats:
        if seat.attendee in places:
            before = runs[seat.run]
            for slot in slots_taken(problem, before):
                had[seat.attendee, slot].add((before.session, before.room))
    for attendee in {attendee for attendee, _ in had}:
        for run in places[attendee]:
            for slot in slots_taken(problem, run):
                if (run.session, run.room) in had.get((attendee, slot), ()):
                    del had[attendee, slot]
    return tuple(sorted(had))


def _points(problem: Problem, attendee: Attendee, places: list[Run]) -> float:
    attended = {run.session for run in places}
    return sum(problem.points_for(wish.rank) for wish in attendee.wishes if wish.session in attended)


def _got_no_top_three(attendee: Attendee, places: list[Run]) -> bool:
    top = top_three(attendee)
    return bool(top) and top.isdisjoint(run.session for run in places)


def _under_minimum(problem: Problem, plan: Plan) -> tuple[str, ...]:
    taken = Counter(seat.run for seat in plan.seats)
    return tuple(run.id for run in plan.runs if taken[run.id] < problem.session(run.session).minimum)


def _unsuited(problem: Problem, plan: Plan, runs: Mapping[str, Run]) -> tuple[tuple[str, str], ...]:
    found = []
    for seat in plan.seats:
        attendee, run = problem.attendee(seat.attendee), runs[seat.run]
        unasked = why_seated(attendee, run.session, run.slot)[0] is Why.FILL
        if unasked and attendee.suits is not None and run.session not in attendee.suits:
            found.append((seat.attendee, seat.run))
    return tuple(found)


def _alone(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[str, ...]:
    found = []
    for group in problem.together:
        met = Counter(run.id for member in group for run in places[member])
        found += [member for member in group if all(met[run.id] < 2 for run in places[member])]
    return tuple(found)


def _crowded(problem: Problem, places: Mapping[str, list[Run]]) -> tuple[tuple[str, str, str], ...]:
    found = []
    for group in problem.spread:
        members: dict[str, list[str]] = defaultdict(list)
        for member in group:
            for run in places[member]:
                members[run.id].append(member)
        found += [(*pair, run) for run, present in sorted(members.items()) for pair in combinations(present, 2)]
    return tuple(found)


def slots_taken(problem: Problem, run: Run) -> tuple[str, ...]:
    """The slots a run takes; of a session that is gone only the first is known."""
    first = problem.slot_index[run.slot]
    length = problem.session(run.session).length if run.session in problem.session_by_id else 1
    return tuple(slot.id for slot in problem.slots[first : first + length])
