"""What a plan means for people, as the timetable's row keeps it: the solver's measures in plain values."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pdday.solver import Plan, Problem
from pdday.solver.measures import Share, measure
from pdday.solver.score import places_by_attendee, score, top_three

#: How many of the sessions that were asked for more than they hold are worth a coordinator's eye.
MOST_WANTED = 8


def meaning(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Counts of the plan, each with the number of people it is over; `full` names sessions by title."""
    told = measure(problem, plan)
    counted = score(problem, plan)
    return {
        "first": _of(told.first_choice),
        "top_three": _of(told.top_three),
        "none_of_top_three": _of(told.none_of_top_three),
        "seats_used": _of(told.seats_used),
        "unplaced": told.unplaced,
        "missed": told.missed,
        "under_minimum": told.under_minimum,
        "lowest_satisfaction": min(counted.satisfaction.values(), default=None),
        "satisfaction_deciles": list(told.satisfaction_deciles),
        "seats_by_rank": _seats_by_rank(plan),
        "obstacles": {obstacle.value: count for obstacle, count in told.obstacles.items()},
        "full": [
            {"title": problem.session(session).title, "asked": asked, "seats": seats}
            for session, asked, seats in told.full_sessions[:MOST_WANTED]
        ],
        "roles": _two_of_top_three_by_role(problem, plan),
    }


def _of(share: Share) -> dict[str, int]:
    return {"count": share.count, "people": share.people}


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
