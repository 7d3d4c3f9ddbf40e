"""A small published day, ways to make it false behind every rule's back, and what the check finds then."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import text

from pdday.checkin.models import Attendance, AttendanceKind, Scan, ScanMethod, ScanOutcome
from pdday.db import db
from pdday.desk.check import check
from pdday.programme.models import Day
from pdday.programme.vocabulary import Feature
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable
from tests.factories import (
    at,
    enrol,
    keep,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)


@dataclass
class Morning:
    """A published day on which Lena presents “Number Talks” in slot A and Ana sits in it."""

    day: Day
    timetable: Timetable
    offering: Offering
    lena: StaffMember
    ana: StaffMember

    def offer(self, slot: str, *, title: str = "Fractions", seats: int = 30) -> Offering:
        session = make_session(self.day, title)
        return make_offering(
            self.timetable, session, slot_of(self.day, slot), make_room(self.day.host_school), seats=seats
        )


def attend(person: StaffMember, offering: Offering, *, arrived: str = "9:10", left: str | None = None) -> Attendance:
    scan = keep(
        Scan(
            scan_id=f"{person.id}-{offering.id}",
            offering_id=offering.id,
            staff_id=person.id,
            method=ScanMethod.NAME,
            outcome=ScanOutcome.WELCOME,
            scanned_at=at(arrived),
            received_at=at(arrived),
        )
    )
    return keep(
        Attendance(
            offering_id=offering.id,
            staff_id=person.id,
            kind=AttendanceKind.ENROLLED,
            arrived_at=at(arrived),
            left_at=at(left) if left else None,
            scan_id=scan.id,
        )
    )


def found(what: str) -> list[tuple[str, int | str, str]]:
    """What the check says of this kind: table, row and sentence."""
    db.session.flush()
    return [(each.thing, each.id, str(each.sentence)) for each in check() if each.what == what]


def run_sql(statement: str, **values: object) -> None:
    db.session.flush()
    db.session.execute(text(statement), values)


def run_sql_without_foreign_keys(statement: str) -> None:
    db.session.commit()
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            steps = ("COMMIT", "PRAGMA foreign_keys=OFF", statement, "PRAGMA foreign_keys=ON", "BEGIN")
        else:
            role = "SET session_replication_role"
            steps = (f"{role} = replica", statement, f"{role} = origin", "COMMIT", "BEGIN")
        for step in steps:
            connection.exec_driver_sql(step)


def make_morning() -> Morning:
    day = make_day()
    timetable, lena, ana = make_timetable(day), make_staff("Lena Ortiz"), make_staff("Ana Reyes")
    session = make_session(day, "Number Talks", presenters=(lena,), room_needs=(Feature.PROJECTOR,))
    room = make_room(day.host_school, "Room 12", seats=2, features=(Feature.PROJECTOR,), posted_limit=2)
    offering = make_offering(timetable, session, slot_of(day, "A"), room)
    enrol(ana, offering)
    return Morning(day, timetable, offering, lena, ana)
