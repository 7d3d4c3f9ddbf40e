from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from pdday.checkin import actions as door_actions
from pdday.checkin.models import Attendance
from pdday.checkin.rules import Passing
from pdday.credit import actions, queries
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import CreditRule
from pdday.db import db
from tests.checkin.factories import forget, make_door, make_published_day, scan_name
from tests.factories import at, make_coordinator, make_day, make_offering, make_room, make_session, make_staff, slot_of


def awards() -> list[CreditedMinutes]:
    return list(
        db.session.scalars(
            select(CreditedMinutes).join(Attendance).order_by(Attendance.staff_id, Attendance.arrived_at)
        )
    )


def test_everybody_who_was_there_is_credited_with_the_rule_and_the_reason(app: Flask) -> None:
    the_day, luis, mei = make_published_day(), make_staff("Luis Ortega"), make_staff("Mei Tanaka")
    door = make_door(the_day)
    scan_name(door, luis, "9:12")
    scan_name(door, mei, "9:30")

    changed = actions.award(the_day.day, now=at("16:00"))
    forget()

    assert changed == 2
    assert [(award.minutes, award.rule, award.decided_at, str(award.explanation)) for award in awards()] == [
        (
            60,
            "district default, version 1",
            at("16:00"),
            "There from beginning to end, small delays forgiven: all 60 credit minutes.",
        ),
        (
            45,
            "district default, version 1",
            at("16:00"),
            "Came 15 minutes after the beginning: 45 of 60 credit minutes.",
        ),
    ]


def test_awarding_twice_changes_nothing(app: Flask) -> None:
    the_day = make_published_day()
    scan_name(make_door(the_day), make_staff(), "9:12")
    actions.award(the_day.day, now=at("16:00"))
    forget()

    changed = actions.award(the_day.day, now=at("17:00"))
    forget()

    assert changed == 0
    assert [award.decided_at for award in awards()] == [at("16:00")]


def test_a_corrected_attendance_is_credited_anew(app: Flask) -> None:
    the_day, luis, dana = make_published_day(), make_staff("Luis Ortega"), make_coordinator()
    door = make_door(the_day)
    scan_name(door, luis, "9:45")
    scan_name(make_door(the_day), make_staff(), "9:12")
    actions.award(the_day.day, now=at("16:00"))
    door_actions.record_by_hand(door, luis, arrived_at=at("9:15"), by=dana, why="was setting up", now=at("16:30"))

    changed = actions.award(the_day.day, now=at("17:00"))

    assert changed == 1
    assert [award.minutes for award in awards()] == [60, 60]


def test_another_rule_replaces_the_award_and_its_name(app: Flask) -> None:
    the_day = make_published_day()
    scan_name(make_door(the_day), make_staff(), "9:30")
    actions.award(the_day.day, now=at("16:00"))

    changed = actions.award(the_day.day, now=at("17:00"), rule=CreditRule(name="lenient", grace_in_minutes=20))

    assert changed == 1
    assert [(award.minutes, award.rule) for award in awards()] == [(60, "lenient, version 1")]


def test_changing_rooms_in_a_slot_adds_both_and_doubles_nothing(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    first, second = make_door(the_day), make_door(the_day)
    scan_name(first, luis, "9:12")
    scan_name(second, luis, "9:40")

    actions.award(the_day.day, now=at("16:00"))

    assert [award.minutes for award in awards()] == [25, 35]
    assert queries.credited_sum_by_staff(the_day.day) == {luis.id: 60}


def test_leaving_early_and_a_double_session_are_credited_slot_by_slot(app: Flask) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    day = the_day.day
    double = make_offering(
        the_day.timetable,
        make_session(day, slots="A", length=2),
        slot_of(day, "A"),
        make_room(day.host_school),
        more_slots=(slot_of(day, "B"),),
    )
    scan_name(double, luis, "9:10")
    scan_name(double, luis, "11:00", passing=Passing.LEAVING)

    actions.award(day, now=at("16:00"))

    assert queries.credited_sum_by_staff(day) == {luis.id: 60 + 35}


def test_only_the_days_own_attendances_are_credited(app: Flask) -> None:
    the_day = make_published_day()
    scan_name(make_door(the_day), make_staff(), "9:12")

    assert actions.award(make_day(), now=at("16:00")) == 0
    assert awards() == []
