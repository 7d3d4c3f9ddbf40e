"""Whole days for the report's tests: made once, with numbers that can be counted by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import count

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.feedback.models import Answer, Commitment, FollowUp, TicketHandedIn, UseInPractice
from pdday.preferences.models import Preference, PreferenceList
from pdday.programme.models import Away, Day, Leave
from pdday.proposals.models import Session
from pdday.staff.models import School, StaffMember
from pdday.staff.vocabulary import EmployeeGroup, SchoolLevel, StaffRole
from pdday.timetable.models import EnrolmentSource, Offering, Timetable, TimetableState
from pdday.words import Sentence
from tests.factories import (
    BEFORE,
    at,
    enrol,
    keep,
    make_day,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)

_keys = count(1)


def attend(
    person: StaffMember, offering: Offering, *, minutes: int | None = None, presents: bool = False
) -> Attendance:
    """`person` was in the offering; `minutes` credits it."""
    attendance = keep(
        Attendance(
            offering_id=offering.id,
            staff_id=person.id,
            kind=AttendanceKind.PRESENTING if presents else AttendanceKind.ENROLLED,
            arrived_at=at("9:10"),
            recorded_by_id=person.id,
        )
    )
    if minutes is not None:
        keep(
            CreditedMinutes(
                attendance_id=attendance.id,
                minutes=minutes,
                rule="test 1",
                explanation=Sentence("This part of the day carries no credit."),
                decided_at=at("16:00"),
            )
        )
    return attendance


def answer(
    offering: Offering,
    *,
    good_use: int | None = None,
    before: int | None = None,
    now: int | None = None,
) -> Answer:
    """One released exit ticket's points."""
    return keep(
        Answer(
            key=f"key {next(_keys):06}",
            offering_id=offering.id,
            good_use=good_use,
            confidence_before=before,
            confidence_now=now,
            batch=1,
        )
    )


def hand_in(person: StaffMember, offering: Offering) -> TicketHandedIn:
    return keep(TicketHandedIn(offering_id=offering.id, staff_id=person.id))


def wish(person: StaffMember, day: Day, *sessions: Session, ranks: tuple[int, ...] = ()) -> PreferenceList:
    """The person's list, most wanted first; `ranks` where they are not 1, 2, 3."""
    ranks = ranks or tuple(range(1, len(sessions) + 1))
    return keep(
        PreferenceList(
            day_id=day.id,
            staff_id=person.id,
            saved_at=BEFORE,
            preferences=[
                Preference(session_id=session.id, rank=rank) for session, rank in zip(sessions, ranks, strict=True)
            ],
        )
    )


def commit_to(person: StaffMember, day: Day, **uses: UseInPractice) -> Commitment:
    """A commitment, and replies: `commit_to(person, day, d90=UseInPractice.ROUTINE)`."""
    commitment = keep(Commitment(day_id=day.id, staff_id=person.id, what="Try it", made_at=at("15:00")))
    for after, use in uses.items():
        keep(
            FollowUp(
                commitment_id=commitment.id,
                after_days=int(after.removeprefix("d")),
                use=use,
                answered_on=date(2027, 6, 10),
            )
        )
    return commitment


@dataclass
class Made:
    """A district of 60 with a day behind it; see `make_finished_day`."""

    day: Day
    timetable: Timetable
    people: list[StaffMember]
    sessions: list[Session]
    offerings: list[Offering]
    schools: list[School]


#: Role, employee group, how many of them at the high school, the middle school, and the small school.
STAFF = (
    (StaffRole.CLASSROOM_TEACHER, EmployeeGroup.CERTIFICATED, (20, 10, 2)),
    (StaffRole.NURSE, EmployeeGroup.CERTIFICATED, (2, 1, 0)),
    (StaffRole.PARAPROFESSIONAL, EmployeeGroup.CLASSIFIED_HOURLY, (8, 6, 1)),
    (StaffRole.SCHOOL_ADMINISTRATOR, EmployeeGroup.ADMINISTRATOR, (4, 5, 1)),
)


def make_finished_day(*, feedback: bool = True) -> Made:
    """60 people at three schools; four sessions, one a slot; everyone but every seventh was there.

    The first two people present the first session. Every third person sent no list; everyone else ranked all
    four sessions in order. Person 5 reported leave. Of those present every second answered: 4 and 5 by turns,
    confidence up by one. Every fourth made a commitment; of these every second replied at 90 days.
    """
    schools = [
        make_school("Ridge High", level=SchoolLevel.HIGH),
        make_school("Lowry Middle", level=SchoolLevel.MIDDLE),
        make_school("Bridge Academy", level=SchoolLevel.ALTERNATIVE),
    ]
    day = make_day(schools[0])
    people = [
        make_staff(school=school, role=role, employee_group=group)
        for role, group, numbers in STAFF
        for school, number in zip(schools, numbers, strict=True)
        for _ in range(number)
    ]
    chair = people[-1]
    decided = {"decided_by_id": chair.id, "decided_at": BEFORE}
    sessions = [
        make_session(day, f"Session {letter}", presenters=tuple(people[:2]) if letter == "A" else (), **decided)
        for letter in "ABCD"
    ]
    timetable = make_published(day, by=chair)
    room = make_room(schools[0], seats=100)
    offerings = [
        make_offering(timetable, session, slot_of(day, letter), room)
        for session, letter in zip(sessions, "ABCD", strict=True)
    ]
    report_leave(people[5], day)
    for place, person in enumerate(people):
        has_list = place % 3 != 0
        if has_list:
            wish(person, day, *sessions)
        for rank, offering in enumerate(offerings, 1):
            presents = place < 2 and rank == 1
            if not presents and place != 5:
                enrol(person, offering, rank=rank if has_list else None, source=EnrolmentSource.WISH)
        if place % 7 == 0 or place == 5:
            continue
        for rank, offering in enumerate(offerings, 1):
            attend(person, offering, minutes=60, presents=place < 2 and rank == 1)
        if feedback:
            _give_feedback(place, person, day, offerings[1])
    db.session.flush()
    return Made(day, timetable, people, sessions, offerings, schools)


def make_published(day: Day, *, by: StaffMember) -> Timetable:
    """A published timetable that the solver thought well of."""
    timetable = make_timetable(day, state=TimetableState.DRAFT)
    timetable.state, timetable.published_at, timetable.published_by_id = TimetableState.PUBLISHED, BEFORE, by.id
    timetable.score, timetable.bound, timetable.gap, timetable.seed = 4123.5, 4181.0, 0.01375, 4417
    db.session.flush()
    return timetable


def _give_feedback(place: int, person: StaffMember, day: Day, offering: Offering) -> None:
    if place % 2 == 0:
        hand_in(person, offering)
        answer(offering, good_use=4 if place % 4 == 0 else 3, before=2 + place % 3, now=3 + place % 3)
    if place % 4 == 0:
        uses = {"d90": UseInPractice.ROUTINE} if place % 8 == 0 else {}
        commit_to(person, day, **uses)


def be_away(person: StaffMember, day: Day, label: str) -> Away:
    return keep(Away(staff_id=person.id, slot_id=slot_of(day, label).id))


def report_leave(person: StaffMember, day: Day) -> Leave:
    return keep(Leave(day_id=day.id, staff_id=person.id, reported_at=BEFORE))


def a_day_with_one_session(people: int = 3):
    """A day, its published timetable, a session in slot A, and people of one school who are not in it yet."""
    school = make_school()
    day = make_day(school)
    staff = [make_staff(school=school) for _ in range(people)]
    session = make_session(day, "Fractions", decided_by_id=staff[0].id, decided_at=BEFORE)
    timetable = make_published(day, by=staff[0])
    offering = make_offering(timetable, session, slot_of(day, "A"), make_room(school))
    return day, staff, session, offering
