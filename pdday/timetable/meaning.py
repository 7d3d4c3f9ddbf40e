"""What a plan means for people, as the timetable's row keeps it: counts, each with what it is out of."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pdday.solver import Plan, Problem
from pdday.solver.problem import Attendee
from pdday.solver.score import Score, score, top_three

#: By which groupings a coordinator asks whether it is fair.
GROUPINGS = ("role", "employee_group", "school")


def meaning(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Counts of the plan: choices by rank, who got little, who has no place, and the same by group."""
    counted = score(problem, plan)
    ranks = _ranks_by_attendee(plan)
    asked = [attendee for attendee in problem.attendees if attendee.id in counted.satisfaction]
    named_three = [attendee for attendee in asked if len(attendee.wishes) >= 3]
    return {
        "asked": len(asked),
        "named_three": len(named_three),
        "first": sum(_has_first(attendee, ranks) for attendee in asked),
        "top_three": len(named_three) - len(counted.none_of_top_three),
        "none_of_top_three": len(counted.none_of_top_three),
        "unplaced": len(counted.unplaced),
        "missed": len(counted.missed),
        "under_minimum": len(counted.under_minimum),
        "lowest_satisfaction": min(counted.satisfaction.values(), default=None),
        "seats_by_rank": _seats_by_rank(plan),
        "groups": {name: _by_group(name, asked, counted, plan) for name in GROUPINGS},
    }


def _ranks_by_attendee(plan: Plan) -> dict[str, set[int]]:
    ranks: dict[str, set[int]] = defaultdict(set)
    for seat in plan.seats:
        if seat.rank is not None:
            ranks[seat.attendee].add(seat.rank)
    return ranks


def _has_first(attendee: Attendee, ranks: dict[str, set[int]]) -> bool:
    """Whether somebody got (one of) what they want most."""
    return min(wish.rank for wish in attendee.wishes) in ranks[attendee.id]


def _seats_by_rank(plan: Plan) -> dict[str, int]:
    """Seats given as 1st choice, as 2nd …, and those nobody asked for (“unasked”)."""
    seats: dict[str, int] = defaultdict(int)
    for seat in plan.seats:
        seats["unasked" if seat.rank is None else str(seat.rank)] += 1
    return dict(sorted(seats.items()))


def _by_group(name: str, asked: list[Attendee], counted: Score, plan: Plan) -> list[dict[str, Any]]:
    """For each group: how many sent a list, and how many got at least two of their top three."""
    attended: dict[str, set[str]] = defaultdict(set)
    sessions = {run.id: run.session for run in plan.runs}
    for seat in plan.seats:
        attended[seat.attendee].add(sessions[seat.run])
    groups: dict[str, list[Attendee]] = defaultdict(list)
    for attendee in asked:
        groups[attendee.groups.get(name, "")].append(attendee)
    return [
        {
            "group": group,
            "people": len(members),
            "two_of_top_three": sum(len(top_three(each) & attended[each.id]) >= 2 for each in members),
            "mean_satisfaction": sum(counted.satisfaction[each.id] for each in members) / len(members),
        }
        for group, members in sorted(groups.items())
    ]
