"""What a plan means for people, as the timetable's row keeps it: the solver's measures in plain values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pdday.solver import Plan, Problem, Why
from pdday.solver.measures import measure
from pdday.solver.problem import Attendee
from pdday.solver.score import places_by_attendee, score, top_three

#: How many of the sessions that were asked for more than they hold are worth a coordinator's eye.
MOST_WANTED = 8
#: Of fewer people a mean tells about single ones, not about a group.
A_GROUP = 5


def meaning(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Counts of the plan, each with the number of people it is over; `full` names sessions by title."""
    told = measure(problem, plan)
    satisfaction = score(problem, plan).satisfaction
    shares = sorted(satisfaction.get(person.id, 1.0) for person, _ in choosers(problem, plan))
    return {
        **for_people(problem, plan),
        "choosers": len(shares),
        "seats_used": _of(told.seats_used.count, told.seats_used.people),
        "missed": told.missed,
        "under_minimum": told.under_minimum,
        "lowest_satisfaction": shares[0] if shares else None,
        "half_satisfaction": shares[(len(shares) - 1) // 2] if shares else None,
        "seats_by_rank": _seats_by_rank(plan),
        "obstacles": {obstacle.value: count for obstacle, count in told.obstacles.items()},
        "full": [
            {"title": problem.session(session).title, "asked": asked, "seats": seats}
            for session, asked, seats in told.full_sessions[:MOST_WANTED]
        ],
        "roles": _two_of_top_three_by_role(problem, plan),
    }


def for_people(problem: Problem, plan: Plan) -> dict[str, Any]:
    """What matters most to people, of any plan of this problem: also of those that nobody means to publish."""
    counted, chose = score(problem, plan), choosers(problem, plan)
    got_top_three = sum(_has_one_of(person, got, most=3) for person, got in chose)
    return {
        "first": _of(sum(_has_one_of(person, got, most=1) for person, got in chose), len(chose)),
        "top_three": _of(got_top_three, len(chose)),
        "none_of_top_three": _of(len(chose) - got_top_three, len(chose)),
        "unplaced": len(counted.unplaced),
        "lowest_school": _lowest_group(problem, counted.satisfaction, "school"),
        "lowest_role": _lowest_group(problem, counted.satisfaction, "role"),
    }


def _lowest_group(problem: Problem, satisfaction: Mapping[str, float], kind: str) -> dict[str, Any] | None:
    """The group whose people got least of their lists on average; None where no group is large enough to say."""
    shares: dict[str, list[float]] = defaultdict(list)
    for attendee in problem.attendees:
        if attendee.id in satisfaction and kind in attendee.groups:
            shares[attendee.groups[kind]].append(satisfaction[attendee.id])
    means = [(sum(each) / len(each), group) for group, each in shares.items() if len(each) >= A_GROUP]
    if not means:
        return None
    mean, group = min(means)
    return {"group": group, "mean": mean, "people": len(shares[group])}


def choosers(problem: Problem, plan: Plan) -> list[tuple[Attendee, frozenset[int]]]:
    """Whoever sent wishes and has a free slot to spend on them, each with the ranks of what they got in those.

    These are the report's choosers (`reports.counts.Choosing`), so that draft and report tell of the same people:
    a slot is free in which a person is not away, does not lead and has no session that is required of them.
    """
    runs = {run.id: run for run in plan.runs}
    bound: dict[str, set[str]] = defaultdict(set)
    got: dict[str, set[int]] = defaultdict(set)
    for run in plan.runs:
        for presenter in problem.session(run.session).presenters:
            bound[presenter].update(problem.covers(run.session, run.slot))
    for seat in plan.seats:
        run = runs[seat.run]
        if seat.why is Why.REQUIRED:
            bound[seat.attendee].update(problem.covers(run.session, run.slot))
        elif seat.rank is not None:
            got[seat.attendee].add(seat.rank)
    everything = {slot.id for slot in problem.slots}
    return [
        (attendee, frozenset(got[attendee.id]))
        for attendee in problem.attendees
        if attendee.wishes and (everything if attendee.slots is None else set(attendee.slots)) - bound[attendee.id]
    ]


def _has_one_of(person: Attendee, got: frozenset[int], *, most: int) -> bool:
    """Whether one of the person's first so many wishes came true; ties with the last of them count."""
    ranks = sorted(wish.rank for wish in person.wishes)[:most]
    return any(rank <= ranks[-1] for rank in got)


def _of(count: int, people: int) -> dict[str, int]:
    return {"count": count, "people": people}


def _seats_by_rank(plan: Plan) -> dict[str, int]:
    """Seats given as 1st choice, as 2nd …, and those nobody asked for (“unasked”)."""
    seats: dict[str, int] = defaultdict(int)
    for seat in plan.seats:
        seats["unasked" if seat.rank is None else str(seat.rank)] += 1
    return dict(sorted(seats.items()))


def _two_of_top_three_by_role(problem: Problem, plan: Plan) -> list[dict[str, Any]]:
    """For each role group: how many named three or more sessions, and how many of them got two of their top three."""
    places = places_by_attendee(problem, plan)
    people: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for attendee in problem.attendees:
        if wanted := top_three(attendee):
            tally = people[attendee.groups.get("role", "")]
            tally[0] += 1
            tally[1] += len(wanted & {run.session for run in places[attendee.id]}) >= 2
    return [{"group": group, "people": asked, "count": got} for group, (asked, got) in sorted(people.items())]
