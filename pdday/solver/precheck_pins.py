"""Counting before solving: runs that are pinned where they may not be, or two of them to one place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pdday.solver.choices import PLACE_RULES, presenters_available
from pdday.solver.plan import Conflict
from pdday.solver.problem import Problem, RunPin, Session
from pdday.solver.rules import Rule

#: By place rule, why a pinned room is none for a session.
NOT_THIS_ROOM = {
    Rule.ROOM_FEATURES: "the room lacks a feature that it needs",
    Rule.ROOM_SITE: "the room is at none of its sites",
    Rule.NEEDS: "the room lacks what its presenters need",
    Rule.ROOM_OPEN: "the room is closed when it could run",
}


def pins_that_cannot_be(problem: Problem, openings: Mapping[str, tuple[tuple[str, str], ...]]) -> Iterator[Conflict]:
    """Runs pinned where they may not be; `openings` is as in `precheck`."""
    for session in problem.sessions:
        for pin in session.pins:
            kept = (
                start for start, room in openings[session.id] if pin.slot in (None, start) and pin.room in (None, room)
            )
            if openings[session.id] and next(kept, None) is None:
                yield Conflict(
                    Rule.PINS,
                    tuple(name for name in (session.id, pin.slot, pin.room) if name is not None),
                    f"“{session.title}” is pinned to {_where(pin.slot, pin.room)}, where it may not be: "
                    f"{_why_not_there(problem, session, pin)}.",
                    "Take the pin away, or change what keeps the session out.",
                )


def pins_that_clash(problem: Problem) -> Iterator[Conflict]:
    """Two pinned runs in one room at one time, or with one presenter at one time."""
    pinned = [
        (session, pin.room, set(problem.covers(session.id, pin.slot)))
        for session in problem.sessions
        for pin in session.pins
        if pin.slot is not None
    ]
    for index, (one, room, slots) in enumerate(pinned):
        for other, other_room, other_slots in pinned[index + 1 :]:
            if one.id == other.id or slots.isdisjoint(other_slots):
                continue
            both = f"“{one.title}” and “{other.title}” are pinned to the same time"
            if room is not None and room == other_room:
                yield Conflict(Rule.ROOM_ONCE, (one.id, other.id, room), f"{both} in room {room}.", "Move one pin.")
            for presenter in sorted({*one.presenters} & {*other.presenters}):
                yield Conflict(
                    Rule.PRESENTERS,
                    (one.id, other.id, presenter),
                    f"{both}, and {presenter} presents both.",
                    "Move one pin, or change a presenter.",
                )


def _where(slot: str | None, room: str | None) -> str:
    places = [f"slot {slot}" if slot is not None else "", f"room {room}" if room is not None else ""]
    return " and ".join(place for place in places if place) or "some slot"


def _why_not_there(problem: Problem, session: Session, pin: RunPin) -> str:
    """The first rule that keeps a session, which has its place elsewhere, out of where it is pinned."""
    starts = [start for start in problem.starts(session) if pin.slot in (None, start)]
    if not starts:
        return "it cannot start in that slot"
    starts = [start for start in starts if presenters_available(problem, session, start)]
    if not starts:
        return "its presenters are not all there then"
    if pin.room is None:
        return "no room that suits it is open then"
    room = problem.room(pin.room)
    return next(
        NOT_THIS_ROOM[rule]
        for rule, may_be in PLACE_RULES.items()
        if not any(may_be(problem, session, start, room) for start in starts)
    )
