"""What cannot be at the doors and after: badges, attendance, exit tickets and credit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from sqlalchemy import and_, func, or_, select, union_all

from pdday import words
from pdday.checkin.models import Attendance, AttendanceKind, Badge, Scan
from pdday.checkin.rules import DOORS_OPEN_BEFORE
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.desk.cannot_be import CannotBe, Check
from pdday.desk.check_timetable import NAME, TITLE
from pdday.feedback.models import Answer, SealedTicket, TicketHandedIn
from pdday.programme.models import Room, Slot
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, OfferingSlot
from pdday.words import Sentence


@dataclass(frozen=True)
class Stay:
    """Somebody in a room, from when until when as far as the offering's own time goes."""

    attendance_id: int
    staff_id: int
    name: str
    kind: AttendanceKind
    session_id: int | None
    title: str
    arrived_at: datetime
    left_at: datetime | None
    begins_at: datetime
    ends_at: datetime
    offering_id: int
    room: str
    posted_limit: int | None

    @property
    def begin(self) -> datetime:
        """From when it counts: nobody is in an offering before it begins."""
        return max(self.arrived_at, self.begins_at)

    @property
    def end(self) -> datetime:
        """Until when it counts; to the end for those whose leaving nobody saw."""
        return min(self.left_at or self.ends_at, self.ends_at)


def badges_of_strangers() -> Iterator[CannotBe]:
    """A badge that opens doors belongs to somebody in the district."""
    strangers = (
        select(Badge.id, NAME)
        .join(StaffMember, StaffMember.id == Badge.staff_id)
        .where(Badge.revoked_at.is_(None), StaffMember.left_at.is_not(None), StaffMember.left_at < Badge.made_at)
        .order_by(Badge.id)
    )
    for badge_id, name in db.session.execute(strangers):
        sentence = Sentence("Badge {id} is valid, but {name} had left the district.", {"id": badge_id, "name": name})
        yield CannotBe("stranger's_badge", "badge", badge_id, sentence)


def attendance_without_evidence() -> Iterator[CannotBe]:
    """Each attendance rests on a scan of that person at that door, or on a coordinator's record."""
    baseless = (
        select(Attendance.id)
        .join(Scan, Scan.id == Attendance.scan_id, isouter=True)
        .where(
            or_(
                and_(Attendance.scan_id.is_(None), Attendance.recorded_by_id.is_(None)),
                Scan.offering_id != Attendance.offering_id,
                Scan.staff_id != Attendance.staff_id,
            )
        )
        .order_by(Attendance.id)
    )
    for attendance_id in db.session.scalars(baseless):
        facts = {"id": attendance_id}
        sentence = Sentence("Attendance {id} rests on no scan of this person at this door, nor on a record.", facts)
        yield CannotBe("no_evidence", "attendance", attendance_id, sentence)


def attendance_outside_its_time() -> Iterator[CannotBe]:
    """Nobody arrives before the doors open or after the end, or leaves before they arrive."""
    for stay in _stays():
        too_early = stay.arrived_at < stay.begins_at - DOORS_OPEN_BEFORE
        left_first = stay.left_at is not None and stay.left_at < stay.arrived_at
        if too_early or left_first or stay.arrived_at > stay.ends_at:
            facts = {"name": stay.name, "title": stay.title}
            sentence = Sentence("{name} is said to have been in “{title}” at a time when it was not.", facts)
            yield CannotBe("outside_its_time", "attendance", stay.attendance_id, sentence)


def people_in_two_rooms() -> Iterator[CannotBe]:
    """Nobody is in two rooms at the same time; told at the attendance written later."""
    for stays in _by_person(_stays()):
        for one, other in combinations(stays, 2):
            if one.begin < other.end and other.begin < one.end:
                facts = {"name": other.name, "one": one.title, "other": other.title}
                sentence = Sentence("{name} was in “{one}” and in “{other}” at the same time.", facts)
                yield CannotBe("two_rooms", "attendance", other.attendance_id, sentence)


def sessions_attended_twice() -> Iterator[CannotBe]:
    for stays in _by_person(_stays()):
        sat_in = [stay for stay in stays if stay.session_id and stay.kind is not AttendanceKind.PRESENTING]
        for one, other in combinations(sat_in, 2):
            if one.session_id == other.session_id:
                facts = {"name": other.name, "title": other.title}
                sentence = Sentence("{name} attended “{title}” twice.", facts)
                yield CannotBe("attended_twice", "attendance", other.attendance_id, sentence)


def rooms_over_their_posted_limit() -> Iterator[CannotBe]:
    """Attendees in a room at one moment, presenters not counted, against the sign at its door."""
    by_offering: dict[int, list[Stay]] = defaultdict(list)
    for stay in _stays():
        if stay.posted_limit is not None and stay.kind is not AttendanceKind.PRESENTING:
            by_offering[stay.offering_id].append(stay)
    for offering_id, stays in by_offering.items():
        people, limit = _most_at_once(stays), stays[0].posted_limit
        if limit is not None and people > limit:
            facts = {"room": stays[0].room, "people": words.people(people), "limit": limit, "title": stays[0].title}
            sentence = Sentence("{people} in {room} at once for “{title}”; its sign says {limit}.", facts)
            yield CannotBe("over_the_posted_limit", "offering", offering_id, sentence)


def more_answers_than_tickets() -> Iterator[CannotBe]:
    """Each exit ticket's answers come from somebody who handed one in."""
    given = union_all(select(Answer.offering_id), select(SealedTicket.offering_id)).subquery()
    tickets = select(func.count()).where(TicketHandedIn.offering_id == given.c.offering_id).scalar_subquery()
    beyond = (
        select(given.c.offering_id, func.count(), tickets)
        .group_by(given.c.offering_id)
        .having(func.count() > tickets)
        .order_by(given.c.offering_id)
    )
    for offering_id, given, handed_in in db.session.execute(beyond):
        facts = {"id": offering_id, "answers": given, "tickets": handed_in}
        sentence = Sentence("Offering {id} has {answers} answers from {tickets} exit tickets.", facts)
        yield CannotBe("more_answers_than_tickets", "offering", offering_id, sentence)


def more_minutes_than_the_slots_give() -> Iterator[CannotBe]:
    most = func.sum(Slot.credit_minutes)
    beyond = (
        select(Attendance.id, CreditedMinutes.minutes, most)
        .join(CreditedMinutes, CreditedMinutes.attendance_id == Attendance.id)
        .join(OfferingSlot, OfferingSlot.offering_id == Attendance.offering_id)
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .group_by(Attendance.id, CreditedMinutes.minutes)
        .having(CreditedMinutes.minutes > most)
        .order_by(Attendance.id)
    )
    for attendance_id, minutes, allowed in db.session.execute(beyond):
        facts = {"id": attendance_id, "minutes": minutes, "most": allowed}
        sentence = Sentence("Attendance {id} earns {minutes} minutes where its slots give {most}.", facts)
        yield CannotBe("too_many_minutes", "credited_minutes", attendance_id, sentence)


def _stays() -> list[Stay]:
    """Every attendance with its person, room and time, by id."""
    hours = (
        select(
            OfferingSlot.offering_id,
            func.min(Slot.begins_at, type_=Slot.begins_at.type).label("begins_at"),
            func.max(Slot.ends_at, type_=Slot.ends_at.type).label("ends_at"),
        )
        .join(Slot, Slot.id == OfferingSlot.slot_id)
        .group_by(OfferingSlot.offering_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            Attendance.id,
            Attendance.staff_id,
            NAME,
            Attendance.kind,
            Offering.session_id,
            TITLE,
            Attendance.arrived_at,
            Attendance.left_at,
            hours.c.begins_at,
            hours.c.ends_at,
            Offering.id,
            Room.name,
            Room.posted_limit,
        )
        .join(StaffMember, StaffMember.id == Attendance.staff_id)
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(hours, hours.c.offering_id == Offering.id)
        .join(Room, Room.id == Offering.room_id)
        .join(Session, Session.id == Offering.session_id, isouter=True)
        .join(Proposal, Proposal.id == Session.proposal_id, isouter=True)
        .order_by(Attendance.id)
    )
    return [Stay(*row) for row in rows]


def _by_person(stays: Iterable[Stay]) -> list[list[Stay]]:
    by_person: dict[int, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_person[stay.staff_id].append(stay)
    return list(by_person.values())


def _most_at_once(stays: Iterable[Stay]) -> int:
    """The most people there were at one moment; who leaves at that moment makes room for who arrives."""
    steps = sorted(step for stay in stays for step in ((stay.begin, 1), (stay.end, -1)))
    most = there = 0
    for _moment, change in steps:
        there += change
        most = max(most, there)
    return most


ATTENDANCE: tuple[Check, ...] = (
    badges_of_strangers,
    attendance_without_evidence,
    attendance_outside_its_time,
    people_in_two_rooms,
    sessions_attended_twice,
    rooms_over_their_posted_limit,
    more_answers_than_tickets,
    more_minutes_than_the_slots_give,
)
