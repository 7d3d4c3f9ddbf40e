"""Every name in a problem stands for something: whoever or whatever is not there is named."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from pdday.solver.json_parts import BadFile, shown
from pdday.solver.plan import Plan
from pdday.solver.problem import Attendee, Problem, Session


def check_references(problem: Problem) -> None:
    """Raise BadFile for the first name that stands for nothing, or a wish that contradicts another."""
    for room in problem.rooms:
        _all_known(f"room {shown(room.id)}: closed slot", room.closed, problem.slot_index, "a slot")
    sites = {room.site for room in problem.rooms}.union(*problem.travel)
    for session in problem.sessions:
        _check_session(problem, session, sites)
    for attendee in problem.attendees:
        _check_attendee(problem, attendee)
    for name in ("apart", "joined", "together", "spread"):
        for people in getattr(problem, name):
            _all_known(f"{name}:", people, problem.attendee_by_id, "an attendee")
    if problem.previous is not None:
        _check_previous(problem, problem.previous)


def _check_session(problem: Problem, session: Session, sites: Collection[str]) -> None:
    name = f"session {shown(session.id)}:"
    _all_known(f"{name} site", session.sites or (), sites, "a site")
    _all_known(f"{name} slot", session.slots or (), problem.slot_index, "a slot")
    _all_known(f"{name} presenter", session.presenters, problem.attendee_by_id, "an attendee")
    for pin in session.pins:
        _all_known(f"{name} pinned slot", {pin.slot} - {None}, problem.slot_index, "a slot")
        _all_known(f"{name} pinned room", {pin.room} - {None}, problem.room_by_id, "a room")


def _check_attendee(problem: Problem, attendee: Attendee) -> None:
    name = f"attendee {shown(attendee.id)}:"
    _all_known(f"{name} slot", attendee.slots or (), problem.slot_index, "a slot")
    wished = [wish.session for wish in attendee.wishes]
    named_sessions = {
        "wish": wished,
        "veto": attendee.vetoes,
        "required session": [session for choice in attendee.required for session in choice],
        "suiting session": attendee.suits or (),
        "pinned session": [pin.session for pin in attendee.pins],
    }
    for what, sessions in named_sessions.items():
        _all_known(f"{name} {what}", sessions, problem.session_by_id, "a session")
    for pin in attendee.pins:
        _all_known(f"{name} pinned slot", {pin.slot} - {None}, problem.slot_index, "a slot")
    for session in sorted(set(wished)):
        if wished.count(session) > 1:
            raise BadFile(f"{name} session {shown(session)} is wished twice.")
        if session in attendee.vetoes:
            raise BadFile(f"{name} session {shown(session)} is wished and vetoed.")


def _check_previous(problem: Problem, previous: Plan) -> None:
    """People, rooms and sessions of an earlier plan may be gone by now; its slots may not."""
    _all_known("previous: slot", (run.slot for run in previous.runs), problem.slot_index, "a slot")


def _all_known(whose: str, names: Iterable[str | None], known: Collection[str], kind: str) -> None:
    for name in sorted(name for name in names if name is not None):
        if name not in known:
            raise BadFile(f"{whose} {shown(name)} is not {kind}.")
