"""The one text that stands for a problem, however its file was ordered; its fingerprint is taken from it."""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING, Any

from pdday.solver.plan import plain_number, plan_parts

if TYPE_CHECKING:
    from pdday.solver.problem import Attendee, Problem, Room, Session

FORMAT = "pdday-problem/1"


def canonical_json(problem: Problem) -> str:
    """The one text that stands for this problem: defaults filled in, all but slots and points sorted."""
    return json.dumps(problem_parts(problem), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def problem_parts(problem: Problem) -> dict[str, Any]:
    """The problem as the plain objects of its file."""
    return {
        "format": FORMAT,
        "name": problem.name,
        "slots": [
            {"id": slot.id, "label": slot.label, "block": slot.block, "gap_after": slot.gap_after}
            for slot in problem.slots
        ],
        "travel": [
            {"from": min(sites), "to": max(sites), "minutes": minutes}
            for sites, minutes in sorted(problem.travel.items(), key=lambda pair: sorted(pair[0]))
        ],
        "rooms": [_room_parts(room) for room in problem.rooms],
        "sessions": [_session_parts(session) for session in problem.sessions],
        "attendees": [_attendee_parts(attendee) for attendee in problem.attendees],
        "apart": [list(pair) for pair in problem.apart],
        "joined": [list(pair) for pair in problem.joined],
        "together": [list(group) for group in problem.together],
        "spread": [list(group) for group in problem.spread],
        "previous": None if problem.previous is None else plan_parts(problem.previous),
        "weights": {
            weight.name: plain_number(getattr(problem.weights, weight.name)) for weight in fields(problem.weights)
        },
        "points": [plain_number(points) for points in problem.points],
    }


def _room_parts(room: Room) -> dict[str, Any]:
    return {
        "id": room.id,
        "site": room.site,
        "seats": room.seats,
        "features": sorted(room.features),
        "closed": sorted(room.closed),
    }


def _session_parts(session: Session) -> dict[str, Any]:
    return {
        "id": session.id,
        "title": session.title,
        "length": session.length,
        "runs": [session.fewest_runs, session.most_runs],
        "attendance": [session.minimum, session.maximum],
        "features": sorted(session.features),
        "sites": _sorted_or_none(session.sites),
        "slots": _sorted_or_none(session.slots),
        "presenters": list(session.presenters),
        "audience": _sorted_or_none(session.audience),
        "pins": [{"slot": pin.slot, "room": pin.room} for pin in session.pins],
    }


def _attendee_parts(attendee: Attendee) -> dict[str, Any]:
    return {
        "id": attendee.id,
        "groups": dict(attendee.groups),
        "tags": sorted(attendee.tags),
        "slots": _sorted_or_none(attendee.slots),
        "needs": sorted(attendee.needs),
        "may_stay_away": attendee.may_stay_away,
        "wishes": [{"session": wish.session, "rank": wish.rank} for wish in attendee.wishes],
        "vetoes": sorted(attendee.vetoes),
        "required": [list(choice) if len(choice) > 1 else choice[0] for choice in attendee.required],
        "suits": _sorted_or_none(attendee.suits),
        "pins": [{"session": pin.session, "slot": pin.slot} for pin in attendee.pins],
    }


def _sorted_or_none(names: frozenset[str] | None) -> list[str] | None:
    return None if names is None else sorted(names)
