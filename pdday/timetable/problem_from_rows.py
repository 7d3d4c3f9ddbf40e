"""The day's rows → the solver's problem, and nothing else.

Ids in the problem are a letter and the row's number (P staff, S session, R room, H site); slots keep their
letter on the signs. People on leave are away all day, so nobody is seated who will not come.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pdday.clock import minutes_between
from pdday.preferences.models import Accommodation, Company, CompanyKind, PreferenceList
from pdday.preferences.rules import matches, suits, tags
from pdday.programme.models import Day, Room, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Session
from pdday.proposals.vocabulary import Modality
from pdday.solver import Problem, problem_from
from pdday.solver.canonical import FORMAT
from pdday.staff.models import StaffMember, Travel
from pdday.staff.vocabulary import SchoolLevel
from pdday.timetable import queries
from pdday.timetable.aims import BALANCED, Aims, aims_of
from pdday.timetable.models import Pin, PinKind, Timetable


@dataclass(frozen=True)
class Part:
    """Some of a day's sessions, and the people whom they and one change of seats concern; by the rows' numbers."""

    session_ids: frozenset[int]
    staff_ids: frozenset[int]


def problem_behind(timetable: Timetable, *, part: Part | None = None) -> Problem:
    """The problem that today's rows pose to a timetable: weighed as it was when the timetable was made."""
    return problem_of(timetable.day, aims=aims_of(timetable.aims), part=part)


def problem_of(day: Day, *, aims: Aims = BALANCED, part: Part | None = None) -> Problem:
    """The problem that today's rows pose, or a part of it. Raises BadFile where rows contradict each other.

    A part has no other people and sessions at all, so its people want, need and lead only what is in it.
    """
    return _problem_from(day, _read(day, part), aims)


def problem_to_count(day: Day) -> Problem:
    """What of the problem counting needs: seats, who is there, what is required; not what anybody asks for."""
    return _problem_from(day, _read(day, None, asked=False), BALANCED)


def _problem_from(day: Day, rows: _Rows, aims: Aims) -> Problem:
    return problem_from(
        {
            "format": FORMAT,
            "name": f"{day.name}, {day.date.isoformat()}",
            "slots": [_slot(slot, after) for slot, after in zip(rows.slots, [*rows.slots[1:], None], strict=True)],
            "travel": [
                {"from": site_key(way.from_school_id), "to": site_key(way.to_school_id), "minutes": way.minutes}
                for way in rows.travel
            ],
            "rooms": [_room(room, rows) for room in rows.rooms],
            "sessions": [_session(session, rows) for session in rows.sessions],
            "attendees": [_attendee(person, rows) for person in rows.people],
            **{kind.value: _companies(rows, kind) for kind in CompanyKind},
            **aims.kept(),
        }
    )


def staff_key(staff_id: int) -> str:
    """A colleague's id in the problem."""
    return f"P{staff_id}"


def session_key(session_id: int) -> str:
    """A session's id in the problem."""
    return f"S{session_id}"


def room_key(room_id: int) -> str:
    """A room's id in the problem."""
    return f"R{room_id}"


def site_key(school_id: int) -> str:
    """A site's id in the problem."""
    return f"H{school_id}"


def row_id(key: str) -> int:
    """The row's number in an id of the problem."""
    return int(key[1:])


@dataclass(frozen=True)
class _Rows:
    """Everything that is read, once; a fixed number of statements whatever the size of the district."""

    slots: Sequence[Slot]
    travel: Sequence[Travel]
    rooms: Sequence[Room]
    closed: dict[int, list[str]]
    sessions: Sequence[Session]
    session_pins: dict[int, list[Pin]]
    #: Ids of the slots that a pin keeps a session out of.
    kept_out: dict[int, list[int]]
    people: Sequence[StaffMember]
    away: dict[int, set[str]]
    on_leave: frozenset[int]
    lists: dict[int, PreferenceList]
    needs: dict[int, list[Accommodation]]
    companies: Sequence[Company]
    seat_pins: dict[int, list[Pin]]
    labels: dict[int, str]
    #: Sessions that run, by id, and those of them that are required of somebody.
    running: frozenset[int]
    requiring: Sequence[Session]
    #: What suits people of these roles and grades: few kinds of people make a large district.
    suiting: dict[tuple[frozenset[str], tuple[str, ...]], list[str]]
    #: Whether what people ask for is read too, and what suits them.
    asked: bool


def _read(day: Day, part: Part | None, *, asked: bool = True) -> _Rows:
    session_ids, staff_ids = (part.session_ids, part.staff_ids) if part else (None, None)
    slots = [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT]
    labels = {slot.id: slot.label for slot in slots}
    closed: dict[int, list[str]] = defaultdict(list)
    for closure in queries.room_closures(day):
        if closure.slot_id in labels:
            closed[closure.room_id].append(labels[closure.slot_id])
    away: dict[int, set[str]] = defaultdict(set)
    for each in queries.aways(day):
        if each.slot_id in labels:
            away[each.staff_id].add(labels[each.slot_id])
    sessions = queries.sessions_of(day, only=session_ids)
    known = {session.id for session in sessions}
    pins = [pin for pin in queries.pins(day) if pin.session_id in known]
    running = [session for session in sessions if not session.cancelled_at]
    return _Rows(
        slots=slots,
        travel=queries.travels(),
        rooms=queries.rooms_for_sessions(),
        closed=closed,
        sessions=sessions,
        session_pins=_by((pin.session_id, pin) for pin in pins if pin.staff_id is None and pin.kind is PinKind.HERE),
        kept_out=_by((pin.session_id, pin.slot_id) for pin in pins if pin.kind is PinKind.NEVER),
        people=queries.people(day, only=staff_ids),
        away=away,
        on_leave=queries.staff_on_leave(day),
        lists={each.staff_id: each for each in queries.preference_lists(day, only=staff_ids)} if asked else {},
        needs=_by((need.staff_id, need) for need in queries.room_needs(day)),
        companies=queries.companies(day) if asked else (),
        seat_pins=_by((pin.staff_id, pin) for pin in pins if pin.staff_id is not None),
        labels=labels,
        running=frozenset(session.id for session in running),
        requiring=[session for session in running if session.audience_rules],
        suiting={},
        asked=asked,
    )


def _by(pairs: Iterable[tuple[int, Any]]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for key, thing in pairs:
        grouped[key].append(thing)
    return grouped


def _slot(slot: Slot, after: Slot | None) -> dict[str, Any]:
    follows = after is not None and after.block == slot.block
    gap = minutes_between(slot.ends_at, after.begins_at) if after is not None and follows else 0
    return {"id": slot.label, "label": slot.label, "block": slot.block, "gap_after": gap}


def _room(room: Room, rows: _Rows) -> dict[str, Any]:
    return {
        "id": room_key(room.id),
        "site": site_key(room.school_id),
        "seats": room.capacity,
        "features": list(room.features),
        "closed": rows.closed[room.id],
    }


def _session(session: Session, rows: _Rows) -> dict[str, Any]:
    proposal = session.proposal
    return {
        "id": session_key(session.id),
        "title": session.title,
        "length": session.length,
        "runs": [0, 0] if session.cancelled_at else [session.fewest_runs, session.most_runs],
        "attendance": [proposal.fewest_people, proposal.most_people],
        "features": list(proposal.room_needs),
        "sites": _sites(session, rows),
        "slots": [slot.label for slot in session.allowed_slots if slot.id not in rows.kept_out[session.id]],
        "presenters": [staff_key(each.staff_id) for each in session.presenters],
        "audience": list(proposal.audience_roles) or None,
        "pins": [
            {
                "slot": rows.labels[pin.slot_id] if pin.slot_id else None,
                "room": room_key(pin.room_id) if pin.room_id else None,
            }
            for pin in rows.session_pins[session.id]
        ],
    }


def _sites(session: Session, rows: _Rows) -> list[str] | None:
    """Where a session may be: its own site if it has one; else virtual rooms for virtual ones, real ones for others."""
    if session.school_id is not None:
        return [site_key(session.school_id)]
    wants_virtual = session.proposal.modality is Modality.VIRTUAL
    return sorted(
        {site_key(room.school_id) for room in rows.rooms if (room.school.level is SchoolLevel.VIRTUAL) is wants_virtual}
    )


def _attendee(person: StaffMember, rows: _Rows) -> dict[str, Any]:
    there = {
        "id": staff_key(person.id),
        "slots": _available(person, rows),
        "needs": sorted({str(need.room_feature) for need in rows.needs[person.id]}),
        "required": _required(person, rows),
    }
    return there | _asked(person, rows) if rows.asked else there


def _asked(person: StaffMember, rows: _Rows) -> dict[str, Any]:
    """What only choosing between seats depends on."""
    wishes, vetoes = _wishes(person, rows)
    return {
        "groups": {
            "school": person.home_school.short_name,
            "role": person.role_group.value,
            "employee_group": person.employee_group.value,
        },
        "tags": sorted(tags(person)),
        "wishes": wishes,
        "vetoes": vetoes,
        "suits": _suiting(person, rows),
        "pins": [
            {"session": session_key(pin.session_id), "slot": rows.labels[pin.slot_id] if pin.slot_id else None}
            for pin in rows.seat_pins[person.id]
        ],
    }


def _wishes(person: StaffMember, rows: _Rows) -> tuple[list[dict[str, Any]], list[str]]:
    """What the person asked for and ruled out, among sessions that still run."""
    chosen = rows.lists.get(person.id)
    if chosen is None:
        return [], []
    wishes = [
        {"session": session_key(wish.session_id), "rank": wish.rank}
        for wish in chosen.preferences
        if wish.session_id in rows.running
    ]
    return wishes, [session_key(veto.session_id) for veto in chosen.vetoes if veto.session_id in rows.running]


def _required(person: StaffMember, rows: _Rows) -> list[str]:
    """What the person must attend; nothing is asked of people on leave."""
    if person.id in rows.on_leave:
        return []
    return [
        session_key(session.id)
        for session in rows.requiring
        if any(matches(rule, person) for rule in session.audience_rules)
    ]


def _suiting(person: StaffMember, rows: _Rows) -> list[str]:
    """The sessions that suit the person, found once for all people of the same roles and grades."""
    kind = (frozenset(tags(person)), person.grade_bands)
    if kind not in rows.suiting:
        rows.suiting[kind] = [session_key(session.id) for session in rows.sessions if suits(session, person)]
    return rows.suiting[kind]


def _available(person: StaffMember, rows: _Rows) -> list[str] | None:
    if person.id in rows.on_leave:
        return []
    away = rows.away.get(person.id)
    return [slot.label for slot in rows.slots if slot.label not in away] if away else None


def _companies(rows: _Rows, kind: CompanyKind) -> list[list[str]]:
    known = {person.id for person in rows.people}
    groups = [
        [staff_key(member.staff_id) for member in company.members if member.staff_id in known]
        for company in rows.companies
        if company.kind is kind
    ]
    return [group for group in groups if len(group) > 1]
