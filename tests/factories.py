"""Plain functions that make rows for tests, with no surprises: what a test cares about it says, the rest is dull.

Each flushes, so ids are there; none commits.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any, TypeVar

from pdday.clock import school_time
from pdday.db import db
from pdday.programme.models import Day, Phase, Room, Slot, Strand
from pdday.programme.vocabulary import PhaseKind, RoomSetup, SlotKind
from pdday.proposals.models import Proposal, ProposalPresenter, Session, SessionPresenter
from pdday.proposals.vocabulary import Format, ProposalState
from pdday.staff.models import District, School, StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty, EmployeeGroup, SchoolLevel, StaffRole
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSlot,
    EnrolmentSource,
    Offering,
    OfferingSlot,
    Timetable,
    TimetableState,
)

ZONE = "America/Chicago"
THE_DATE = date(2027, 3, 12)
_numbers = count(1)
Row = TypeVar("Row")


def at(wall: str, on: date = THE_DATE) -> datetime:
    """The moment at which the school's clock shows `wall`, such as "9:15"."""
    hour, minute = wall.split(":")
    return school_time(on, time(int(hour), int(minute)), ZONE)


#: A moment long before the day, for things whose time does not matter.
BEFORE = datetime(2027, 2, 1, 15, 0, tzinfo=UTC)


def keep(row: Row) -> Row:
    db.session.add(row)
    db.session.flush()
    return row


def make_district(name: str = "Harlow Ridge") -> District:
    return db.session.get(District, 1) or keep(District(name=name, state="IL", time_zone=ZONE))


def make_school(name: str | None = None, *, level: SchoolLevel = SchoolLevel.HIGH) -> School:
    name = name or f"School {next(_numbers)}"
    return keep(School(name=name, short_name=name, level=level))


def make_staff(
    name: str | None = None,
    *,
    school: School | None = None,
    role: StaffRole = StaffRole.CLASSROOM_TEACHER,
    duties: tuple[Duty, ...] = (),
    **more: Any,
) -> StaffMember:
    """A colleague; `name` is first and last name. More columns by name."""
    number = next(_numbers)
    first, last = (name or f"Person {number}").split(" ", 1)
    columns = {"employee_group": EmployeeGroup.CERTIFICATED, "email": f"p{number}@harlow.example"} | more
    person = StaffMember(
        employee_id=f"E{number:05}",
        first_name=first,
        last_name=last,
        home_school=school or make_school(),
        role=role,
        duties=[StaffDuty(duty=duty) for duty in duties],
        **columns,
    )
    return keep(person)


def make_coordinator(name: str = "Dana Whitfield") -> StaffMember:
    return make_staff(name, duties=(Duty.COORDINATOR,), role=StaffRole.DISTRICT_ADMINISTRATOR)


def make_day(school: School | None = None, *, phase: PhaseKind | None = None) -> Day:
    """A day with a keynote, breakouts A and B (morning), C and D (afternoon), and a reflection."""
    make_district()
    day = Day(
        name="PD Day",
        date=THE_DATE,
        time_zone=ZONE,
        host_school=school or make_school(),
        strands=[],
        slots=[],
        phases=[],
    )
    day.strands.append(Strand(number=1, name="Belonging and Climate"))
    times = [
        ("Keynote", SlotKind.PLENARY, "8:15", "9:00", 45, None),
        ("A", SlotKind.BREAKOUT, "9:15", "10:15", 60, "morning"),
        ("B", SlotKind.BREAKOUT, "10:25", "11:25", 60, "morning"),
        ("C", SlotKind.BREAKOUT, "12:55", "13:55", 60, "afternoon"),
        ("D", SlotKind.BREAKOUT, "14:05", "14:50", 45, "afternoon"),
        ("Reflection", SlotKind.REFLECTION, "14:50", "15:15", 20, None),
    ]
    for position, (label, kind, begins, ends, credit, block) in enumerate(times, 1):
        day.slots.append(
            Slot(
                position=position,
                label=label,
                kind=kind,
                begins_at=at(begins),
                ends_at=at(ends),
                credit_minutes=credit,
                block=block,
            )
        )
    if phase:
        day.phases.append(Phase(kind=phase, begins_on=date(2027, 1, 1), ends_on=date(2027, 12, 31)))
    return keep(day)


def slot_of(day: Day, label: str) -> Slot:
    return next(slot for slot in day.slots if slot.label == label)


def make_room(
    school: School, name: str | None = None, *, seats: int = 30, features: tuple[str, ...] = (), **more: Any
) -> Room:
    name = name or f"Room {next(_numbers)}"
    return keep(Room(school=school, name=name, seats=seats, setup=RoomSetup.CLASSROOM, features=features, **more))


def make_proposal(
    day: Day,
    title: str | None = None,
    *,
    state: ProposalState = ProposalState.SUBMITTED,
    presenters: tuple[StaffMember, ...] = (),
    **more: Any,
) -> Proposal:
    number = next(_numbers)
    columns = {"minutes": 60, "most_people": 30, "fewest_people": 0} | more
    decided = {ProposalState.ACCEPTED, ProposalState.DECLINED, ProposalState.WAITLISTED, ProposalState.REVISE}
    if state in decided and "decided_by_id" not in columns:
        columns |= {"decided_by_id": make_coordinator(f"Dana {number}").id, "decided_at": BEFORE}
    proposal = Proposal(
        day=day,
        code=f"P{number:03}",
        title=title or f"Session {number}",
        state=state,
        strand=day.strands[0],
        format=Format.WORKSHOP,
        presenters=[
            ProposalPresenter(staff=person, position=position, agreed_at=BEFORE)
            for position, person in enumerate(presenters, 1)
        ],
        **columns,
    )
    return keep(proposal)


def make_session(
    day: Day,
    title: str | None = None,
    *,
    presenters: tuple[StaffMember, ...] = (),
    slots: str = "ABCD",
    runs: tuple[int, int] = (1, 1),
    length: int = 1,
    **more: Any,
) -> Session:
    """An accepted session; `more` goes to its proposal (most_people, room_needs, audience_roles …)."""
    proposal = make_proposal(day, title, state=ProposalState.ACCEPTED, presenters=presenters, **more)
    session = Session(
        proposal=proposal,
        length=length,
        fewest_runs=runs[0],
        most_runs=runs[1],
        allowed_slots=[slot_of(day, label) for label in slots],
        presenters=[SessionPresenter(staff=person, position=at) for at, person in enumerate(presenters, 1)],
    )
    return keep(session)


def make_timetable(
    day: Day, *, state: TimetableState = TimetableState.PUBLISHED, number: int | None = None
) -> Timetable:
    columns: dict[str, Any] = {}
    if state is not TimetableState.DRAFT:
        columns = {"published_at": BEFORE, "published_by_id": make_coordinator().id}
    timetable = Timetable(
        day=day,
        number=number or next(_numbers),
        state=state,
        made_at=BEFORE,
        solver_status="feasible",
        score=0.0,
        bound=0.0,
        gap=0.0,
        solve_seconds=0.0,
        seed=1,
        fingerprint="0" * 64,
        measures={},
        **columns,
    )
    return keep(timetable)


def make_offering(
    timetable: Timetable,
    session: Session | None,
    slot: Slot,
    room: Room,
    *,
    seats: int | None = None,
    more_slots: tuple[Slot, ...] = (),
) -> Offering:
    """A run of `session` (None: a plenary) that begins in `slot`; presenters are enrolled as presenting."""
    offering = Offering(
        timetable=timetable,
        session=session,
        plenary_title=None if session else slot.label,
        slot=slot,
        room=room,
        seats=seats or room.capacity,
    )
    keep(offering)
    for each in (slot, *more_slots):
        keep(OfferingSlot(offering_id=offering.id, slot_id=each.id, timetable_id=timetable.id, room_id=room.id))
    db.session.refresh(offering)
    for presenter in session.presenters if session else ():
        enrol(presenter.staff, offering, source=EnrolmentSource.PRESENTING)
    return offering


def enrol(
    person: StaffMember,
    offering: Offering,
    *,
    source: EnrolmentSource = EnrolmentSource.WISH,
    rank: int | None = None,
) -> Enrolment:
    """Give `person` a place, without asking any rule."""
    enrolment = Enrolment(
        offering_id=offering.id,
        timetable_id=offering.timetable_id,
        session_id=offering.session_id,
        staff_id=person.id,
        source=source if offering.session_id else EnrolmentSource.EVERYONE,
        rank=rank,
    )
    keep(enrolment)
    for each in offering.slots:
        keep(
            EnrolmentSlot(
                timetable_id=offering.timetable_id,
                staff_id=person.id,
                slot_id=each.slot_id,
                enrolment_id=enrolment.id,
                offering_id=offering.id,
            )
        )
    return enrolment
