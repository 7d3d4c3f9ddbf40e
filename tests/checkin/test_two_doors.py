"""Many hands at once: each thread is a request of its own, with its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from pdday.checkin import actions, badge_actions
from pdday.checkin.actions import Verdict
from pdday.checkin.models import Attendance, Badge, Scan, ScanMethod, ScanOutcome
from pdday.db import db
from pdday.errors import TooLate
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.trail import Trail
from tests.checkin.factories import make_badge, make_door, make_published_day
from tests.factories import at, make_coordinator, make_staff
from tests.timetable import racing


def at_once(app: Flask, tries: Sequence[Callable[[], Verdict]]) -> list[Verdict]:
    """Let every try begin together, each committing on its own."""
    start = Barrier(len(tries))

    def run(attempt: Callable[[], Verdict]) -> Verdict:
        with app.app_context():
            start.wait()
            verdict = attempt()
            db.session.commit()
            return verdict

    with ThreadPoolExecutor(len(tries)) as threads:
        return list(threads.map(run, tries))


def scanning(
    door_id: int, scan_id: str, *, token: str | None = None, staff_id: int | None = None, by: int | None = None
) -> Callable[[], Verdict]:
    def attempt() -> Verdict:
        return actions.scan(
            db.session.get_one(Offering, door_id),
            scan_id=scan_id,
            token=token,
            staff=db.session.get_one(StaffMember, staff_id) if staff_id else None,
            method=ScanMethod.BADGE,
            scanned_at=at("9:12"),
            by=db.session.get_one(StaffMember, by) if by else None,
            now=at("9:12"),
        )

    return attempt


def count_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_twelve_walk_ins_and_one_seat(app: Flask) -> None:
    door = make_door(make_published_day(), seats=1).id
    people = [make_staff().id for _ in range(12)]
    db.session.commit()

    verdicts = at_once(app, [scanning(door, f"scan-{person}", staff_id=person) for person in people])

    assert sorted(verdict.outcome for verdict in verdicts) == [ScanOutcome.FULL] * 11 + [ScanOutcome.WALK_IN]
    assert (count_of(Scan), count_of(Attendance)) == (12, 1)


def test_one_badge_at_two_doors_is_in_one_room(app: Flask) -> None:
    the_day = make_published_day()
    luis = make_staff("Luis Ortega")
    badge, doors = make_badge(the_day, luis).token, [make_door(the_day).id for _ in range(4)]
    db.session.commit()

    at_once(app, [scanning(door, f"scan-{door}", token=badge) for door in doors])

    still_in = db.session.scalars(select(Attendance).where(Attendance.left_at.is_(None))).all()
    assert len(still_in) == 1
    assert count_of(Attendance) == 4


def test_the_same_scan_sent_eight_times_at_once_is_one_scan(app: Flask) -> None:
    the_day = make_published_day()
    badge, door = make_badge(the_day, make_staff("Luis Ortega")).token, make_door(the_day).id
    db.session.commit()

    verdicts = at_once(app, [scanning(door, "tablet-3:17", token=badge)] * 8)

    assert {verdict.outcome for verdict in verdicts} == {ScanOutcome.WALK_IN}
    assert (count_of(Scan), count_of(Attendance)) == (1, 1)


def test_the_same_scan_of_a_stranger_at_two_doors_is_one_scan(app: Flask) -> None:
    the_day = make_published_day()
    doors = [make_door(the_day).id for _ in range(4)]
    db.session.commit()

    verdicts = at_once(app, [scanning(door, "tablet-3:18", token="who is this") for door in doors])

    assert {verdict.outcome for verdict in verdicts} == {ScanOutcome.UNKNOWN_BADGE}
    assert count_of(Scan) == 1


def test_a_steward_who_scans_others_can_be_scanned_meanwhile(app: Flask) -> None:
    the_day = make_published_day()
    steward, door = make_staff("Sam Calloway").id, make_door(the_day).id
    people = [make_staff().id for _ in range(6)]
    db.session.commit()

    verdicts = at_once(
        app,
        [scanning(door, "steward", staff_id=steward)]
        + [scanning(door, f"scan-{person}", staff_id=person, by=steward) for person in people],
    )

    assert {verdict.outcome for verdict in verdicts} == {ScanOutcome.WALK_IN}
    assert count_of(Attendance) == 7


def test_two_coordinators_who_make_badges_at_once_make_one_for_each_person(app: Flask) -> None:
    day = make_published_day().day.id
    for _ in range(5):
        make_staff()
    make_coordinator()
    everybody = count_of(StaffMember)
    db.session.commit()

    def make() -> Verdict:
        badge_actions.issue_badges(db.session.get_one(Day, day), now=at("7:00"))
        return Verdict(ScanOutcome.WELCOME)

    at_once(app, [make] * 4)

    assert count_of(Badge) == everybody


def test_two_stewards_who_undo_one_arrival_at_once_undo_it_once(app: Flask) -> None:
    the_day = make_published_day()
    luis, dana = make_staff("Luis Ortega"), make_coordinator().id
    wrong, right = make_door(the_day).id, make_door(the_day).id
    for door, scan_id in ((right, "first"), (wrong, "second")):
        scanning(door, scan_id, staff_id=luis.id)()
    there = db.session.scalars(select(Attendance.id).where(Attendance.offering_id == wrong)).one()
    db.session.commit()

    def undo() -> object:
        attendance = db.session.get(Attendance, there)
        if attendance is None:  # as the page: it was undone before we looked
            raise TooLate("gone")
        return actions.undo(attendance, by=db.session.get_one(StaffMember, dana), why="wrong tablet", now=at("9:20"))

    outcomes = racing.at_once(app, [undo] * 4)

    assert outcomes == ["TooLate"] * 3 + ["done"]
    assert [(each.offering_id, each.left_at) for each in db.session.scalars(select(Attendance))] == [(right, None)]
    assert count_of(Trail) == 1
