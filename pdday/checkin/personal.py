"""What the doors hold on one person: badges, tries at doors, and the fact that they were there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, func, or_, select, update

from pdday import persons
from pdday.checkin.models import Attendance, AttendanceKind, Badge, Guest, Scan, ScanMethod
from pdday.checkin.names import LOOKS
from pdday.persons import Fate, Section, Step
from pdday.programme.models import Day
from pdday.proposals.models import Proposal, Session
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence

persons.call(
    {
        AttendanceKind.ENROLLED: Sentence("as planned"),
        AttendanceKind.MOVED: Sentence("in another room than planned"),
        AttendanceKind.WALK_IN: Sentence("walk-in"),
        AttendanceKind.PRESENTING: Sentence("leading it"),
    }
)
persons.call(
    {
        ScanMethod.BADGE: Sentence("with the badge"),
        ScanMethod.TAP: Sentence("on the list of the door"),
        ScanMethod.NAME: Sentence("by name"),
        ScanMethod.KIOSK: Sentence("at the kiosk"),
        ScanMethod.PAPER: Sentence("on the list on paper"),
    }
)

_TITLE = func.coalesce(Proposal.title, Offering.plenary_title)


@persons.sections.answer(Badge, Scan, Guest, Attendance)
def where_you_were(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Badges, tries at doors with what they came to, and attendance."""
    badges = (
        select(Day.name, Badge.made_at, Badge.revoked_at)
        .join(Badge, Badge.day_id == Day.id)
        .where(Badge.staff_id == staff_id)
        .order_by(Badge.id)
    )
    heads: tuple[Sentence, ...] = (Sentence("Day"), Sentence("Made"), Sentence("Replaced"))
    yield Section(Sentence("Your badges"), heads, persons.rows(badges))
    scans = (
        select(_TITLE, Scan.scanned_at, Scan.method, Scan.outcome)
        .join(Offering, Offering.id == Scan.offering_id)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Scan.staff_id == staff_id)
        .order_by(Scan.id)
    )
    heads = (Sentence("Door of"), Sentence("When"), Sentence("How"), Sentence("What it came to"))
    said = [(*row[:3], LOOKS[row[3]].tag) for row in persons.rows(scans)]
    yield Section(Sentence("Your tries at doors"), heads, said)
    as_guest = (
        select(Guest.name, Guest.comes_from, Guest.arrived_at).where(Guest.staff_id == staff_id).order_by(Guest.id)
    )
    heads = (Sentence("Name"), Sentence("Came from"), Sentence("When"))
    yield Section(Sentence("Taken for a guest at a door"), heads, persons.rows(as_guest.order_by(Guest.id)))
    present = (
        select(Day.name, _TITLE, Attendance.kind, Attendance.arrived_at, Attendance.left_at, Attendance.minutes_away)
        .select_from(Attendance)
        .join(Attendance.offering)
        .join(Offering.timetable)
        .join(Timetable.day)
        .outerjoin(Offering.session)
        .outerjoin(Session.proposal)
        .where(Attendance.staff_id == staff_id)
        .order_by(Attendance.arrived_at)
    )
    heads = (
        Sentence("Day"),
        Sentence("Title"),
        Sentence("As"),
        Sentence("From"),
        Sentence("Until"),
        Sentence("Minutes away in between"),
    )
    yield Section(Sentence("Where you were"), heads, persons.rows(present))


@persons.fates.answer(Badge, Scan, Guest, Attendance)
def what_becomes_of_arrivals(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Badges open no door any more; that somebody was there stays true."""
    tokens = select(Badge.token).where(Badge.staff_id == staff_id)
    read = or_(Scan.staff_id == staff_id, Scan.token.in_(tokens))
    if count := persons.count(Badge.staff_id == staff_id):
        gone = (update(Scan).where(read).values(token=None), delete(Badge).where(Badge.staff_id == staff_id))
        yield Step(Fate.GOES, Sentence("Badges, and what doors read from them: {count}.", {"count": count}), gone)
    if count := persons.count(Guest.staff_id == staff_id):
        notes = (delete(Guest).where(Guest.staff_id == staff_id),)
        yield Step(Fate.GOES, Sentence("Notes that took them for a guest: {count}.", {"count": count}), notes)
    if count := persons.count(Attendance.staff_id == staff_id):
        pattern = "Attendance, with its scans and hours, by a former colleague: {count}. Rates are counted by it."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))
