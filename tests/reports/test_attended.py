"""Places, seats and hours by what the doors recorded, row by row, on SQLite and on PostgreSQL."""

from __future__ import annotations

import pytest

from pdday.checkin.models import AttendanceKind
from pdday.credit.queries import credited_sum_by_staff
from pdday.credit.rules import event_total
from pdday.db import db
from pdday.reports.attended import hours_by_group, places_by_group_and_slot, seats_by_slot
from pdday.reports.counts import (
    Hours,
    Places,
    SlotSeats,
    total,
)
from pdday.timetable.models import EnrolmentSource
from tests.factories import (
    enrol,
    make_offering,
    make_room,
    slot_of,
)
from tests.reports.factories import (
    a_day_with_one_session,
    attend,
    report_leave,
)

pytestmark = pytest.mark.usefixtures("app")


def places(day) -> Places:
    return total(Places, [row for _, _, row in places_by_group_and_slot(day)])


def test_a_place_is_used_in_its_own_room_in_another_on_leave_or_without_a_record():
    day, staff, session, offering = a_day_with_one_session(people=5)
    other = make_offering(offering.timetable, session, slot_of(day, "A"), make_room(day.host_school))
    for person in staff:
        enrol(person, offering)
    attend(staff[0], offering)
    attend(staff[1], other).kind = AttendanceKind.MOVED
    report_leave(staff[2], day)
    db.session.flush()

    assert places(day) == Places(assigned=5, there=1, elsewhere=1, on_leave=1, no_record=2)


def test_who_has_no_place_and_is_seen_walks_in_and_who_leads_has_none():
    day, staff, _, offering = a_day_with_one_session()
    enrol(staff[0], offering, source=EnrolmentSource.PRESENTING)
    attend(staff[0], offering, presents=True)
    attend(staff[1], offering).kind = AttendanceKind.WALK_IN
    attend(staff[2], offering, presents=True)
    db.session.flush()

    assert places(day) == Places(walk_ins=1)


def test_seen_in_two_rooms_of_one_slot_is_one_place_and_one_seat():
    day, staff, session, offering = a_day_with_one_session()
    other = make_offering(offering.timetable, session, slot_of(day, "A"), make_room(day.host_school), seats=12)
    enrol(staff[0], offering)
    attend(staff[0], offering)
    attend(staff[0], other).kind = AttendanceKind.MOVED
    db.session.flush()

    assert places(day) == Places(assigned=1, there=1)
    assert seats_by_slot(day) == (SlotSeats(slot_of(day, "A").id, "A", 30 + 12, 1),)


def test_a_double_session_is_a_place_in_each_of_its_slots():
    day, staff, session, offering = a_day_with_one_session()
    double = make_offering(
        offering.timetable,
        session,
        slot_of(day, "B"),
        make_room(day.host_school),
        more_slots=(slot_of(day, "C"),),
    )
    enrol(staff[0], double)
    attend(staff[0], double)

    slots = [slot_id for _, slot_id, row in places_by_group_and_slot(day) if row.there]
    assert slots == [slot_of(day, "B").id, slot_of(day, "C").id]


def test_hours_are_credits_own_rounded_down_once_for_each_colleague():
    day, staff, session, offering = a_day_with_one_session()
    in_b = make_offering(offering.timetable, session, slot_of(day, "B"), make_room(day.host_school))
    attend(staff[0], offering, minutes=50)
    attend(staff[0], in_b, minutes=60)
    attend(staff[1], offering, minutes=44)

    hours = total(Hours, [row for _, row in hours_by_group(day)])

    own = credited_sum_by_staff(day)
    assert hours.minutes == sum(own.values()) == 154
    assert hours.rounded_minutes == sum(event_total([minutes]) for minutes in own.values()) == 105 + 30
    assert (hours.people, hours.worth_minutes, hours.lost_minutes) == (2, 180, 26)


def test_a_slot_spent_in_two_rooms_is_worth_its_minutes_once():
    day, staff, session, offering = a_day_with_one_session()
    other = make_offering(offering.timetable, session, slot_of(day, "A"), make_room(day.host_school))
    attend(staff[0], offering, minutes=20)
    attend(staff[0], other, minutes=40)

    hours = total(Hours, [row for _, row in hours_by_group(day)])

    assert (hours.worth_minutes, hours.lost_minutes) == (60, 0)
