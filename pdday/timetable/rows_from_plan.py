"""The solver's plan → a new draft's rows, and nothing else; and back, for a published timetable's last check."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import insert

from pdday.db import db
from pdday.programme.models import Day, Gathering
from pdday.solver import Plan, Problem, Run, Seat, Status, Why
from pdday.staff.models import StaffMember
from pdday.timetable import queries
from pdday.timetable.aims import aims_behind
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Timetable,
)
from pdday.timetable.problem_from_rows import Part, room_key, row_id, session_key, staff_key


def make_draft(
    day: Day,
    problem: Problem,
    plan: Plan,
    *,
    measures: dict[str, Any],
    by_id: int | None,
    now: datetime,
) -> Timetable:
    """A new draft that holds the plan, and a place for everyone in the slots that are for everyone.

    Rows go in by bulk insert: a district of 480 has some 3,000 enrolments.
    """
    timetable = Timetable(
        day_id=day.id,
        number=queries.next_number(day),
        made_at=now,
        made_by_id=by_id,
        solver_status=plan.status.value,
        score=plan.score,
        bound=plan.bound,
        gap=plan.gap,
        solve_seconds=plan.seconds or 0.0,
        seed=plan.seed or 0,
        fingerprint=plan.problem,
        aims=aims_behind(problem).kept(),
        measures=measures,
    )
    db.session.add(timetable)
    db.session.flush()
    places = [*_session_places(timetable, day, problem, plan), *_gathering_places(timetable, day)]
    insert_places(timetable, places)
    return timetable


class Place:
    """An offering about to be written, the slots it fills, and who is in it why and with which rank."""

    def __init__(self, offering: Offering, slot_ids: list[int]) -> None:
        self.offering = offering
        self.slot_ids = slot_ids
        self.people: list[tuple[int, EnrolmentSource, int | None]] = []


def _session_places(timetable: Timetable, day: Day, problem: Problem, plan: Plan) -> Iterable[Place]:
    slot_ids = {slot.label: slot.id for slot in day.slots}
    seats: dict[str, list[Seat]] = defaultdict(list)
    for seat in plan.seats:
        seats[seat.run].append(seat)
    for run in plan.runs:
        session, room = problem.session(run.session), problem.room(run.room)
        covered = [slot_ids[label] for label in problem.covers(session.id, run.slot)]
        offering = Offering(
            timetable_id=timetable.id,
            session_id=row_id(run.session),
            slot_id=covered[0],
            room_id=row_id(run.room),
            seats=session.heads(room.seats),
        )
        place = Place(offering, covered)
        place.people += [(row_id(each), EnrolmentSource.PRESENTING, None) for each in session.presenters]
        place.people += [(row_id(seat.attendee), EnrolmentSource(seat.why.value), seat.rank) for seat in seats[run.id]]
        yield place


def _gathering_places(timetable: Timetable, day: Day) -> Iterable[Place]:
    """Keynote and reflection: everyone of the schools that meet there, but for those away or on leave."""
    gatherings = queries.gatherings(day)
    coming = expected_at_gatherings(day, gatherings, queries.people(day))
    for gathering in gatherings:
        offering = Offering(
            timetable_id=timetable.id,
            plenary_title=gathering.title,
            slot_id=gathering.slot_id,
            room_id=gathering.room_id,
            seats=gathering.room.capacity,
        )
        place = Place(offering, [gathering.slot_id])
        place.people = [(person.id, EnrolmentSource.EVERYONE, None) for person in coming[gathering.id]]
        yield place


def expected_at_gatherings(
    day: Day, gatherings: Iterable[Gathering], people: Iterable[StaffMember]
) -> dict[int, list[StaffMember]]:
    """Who of everyone is expected where in the slots that are for everyone, by gathering id."""
    on_leave = queries.staff_on_leave(day)
    away = {(each.staff_id, each.slot_id) for each in queries.aways(day)}
    by_school: dict[int, list[StaffMember]] = defaultdict(list)
    for person in people:
        if person.id not in on_leave:
            by_school[person.home_school_id].append(person)
    return {gathering.id: _expected(gathering, by_school, away) for gathering in gatherings}


def _expected(
    gathering: Gathering, by_school: dict[int, list[StaffMember]], away: set[tuple[int, int]]
) -> list[StaffMember]:
    return [
        person
        for school in gathering.schools
        for person in by_school[school.school_id]
        if (person.id, gathering.slot_id) not in away
    ]


def insert_places(timetable: Timetable, places: list[Place]) -> None:
    if not places:
        return
    db.session.add_all(place.offering for place in places)
    db.session.flush()
    rows = [
        {
            "offering_id": place.offering.id,
            "slot_id": slot_id,
            "timetable_id": timetable.id,
            "room_id": place.offering.room_id,
        }
        for place in places
        for slot_id in place.slot_ids
    ]
    db.session.execute(insert(OfferingSlot), rows)
    if seated := [(place, *person) for place in places for person in place.people]:
        _insert_enrolments(timetable, seated)


def _insert_enrolments(timetable: Timetable, seated: list[tuple[Place, int, EnrolmentSource, int | None]]) -> None:
    """Everybody's enrolments and the slots they fill: place, staff id, source and rank of each."""
    ids = db.session.scalars(
        insert(Enrolment).returning(Enrolment.id, sort_by_parameter_order=True),
        [
            {
                "timetable_id": timetable.id,
                "offering_id": place.offering.id,
                "staff_id": staff_id,
                "session_id": place.offering.session_id,
                "source": source,
                "rank": rank,
            }
            for place, staff_id, source, rank in seated
        ],
    )
    rows = [
        {
            "timetable_id": timetable.id,
            "staff_id": staff_id,
            "slot_id": slot_id,
            "enrolment_id": enrolment_id,
            "offering_id": place.offering.id,
        }
        for enrolment_id, (place, staff_id, _source, _rank) in zip(ids, seated, strict=True)
        for slot_id in place.slot_ids
    ]
    db.session.execute(insert(EnrolmentSlot), rows)


def plan_of(timetable: Timetable, problem: Problem, *, part: Part | None = None) -> Plan:
    """The timetable, or the part of it that `problem` (today's) is of, as a plan to be checked; it claims no score."""
    session_ids, staff_ids = (part.session_ids, part.staff_ids) if part else (None, None)
    labels = {slot.id: slot.label for slot in timetable.day.slots}
    runs: dict[int, Run] = {}
    for offering in queries.offerings(timetable, of_sessions=session_ids):
        if offering.session_id is not None:
            label = labels[offering.slot_id]
            session = session_key(offering.session_id)
            run_id = f"{session}@{label}:{offering.id}"
            runs[offering.id] = Run(id=run_id, session=session, slot=label, room=room_key(offering.room_id))
    seats = [
        Seat(
            attendee=staff_key(enrolment.staff_id),
            run=runs[enrolment.offering_id].id,
            why=_why(enrolment.source),
            rank=enrolment.rank,
        )
        for enrolment in queries.enrolments(timetable, only=staff_ids)
        if enrolment.offering_id in runs and enrolment.source is not EnrolmentSource.PRESENTING
    ]
    return Plan(problem=problem.fingerprint, status=Status.FEASIBLE, runs=tuple(runs.values()), seats=tuple(seats))


def _why(source: EnrolmentSource) -> Why:
    match source:
        case EnrolmentSource.WISH | EnrolmentSource.SWAP:
            return Why.WISH
        case EnrolmentSource.REQUIRED:
            return Why.REQUIRED
        case EnrolmentSource.PIN | EnrolmentSource.COORDINATOR:
            return Why.PIN
        case _:
            return Why.FILL
