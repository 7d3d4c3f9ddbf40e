from __future__ import annotations

from flask import Flask

from pdday.checkin import actions, door_lists, doors, queries, rules
from pdday.checkin.door_lists import Expected
from pdday.checkin.doors import Door
from pdday.checkin.rules import Passing
from pdday.timetable.models import EnrolmentSource, Offering, TimetableState
from tests.checkin.factories import TheDay, make_door, make_published_day, scan_name
from tests.factories import (
    at,
    enrol,
    keep,
    make_coordinator,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.reports.factories import report_leave


def seen_at(door: Offering) -> Door:
    return next(each for each in doors.doors(door.timetable) if each.offering.id == door.id)


def expected_at(door: Offering) -> dict[str, Expected]:
    return {each.first_name: each for each in door_lists.people_at(door, queries.hours_of(door))}


def test_a_door_counts_who_is_in_and_who_may_still_come(app: Flask):
    the_day = make_published_day()
    lead = make_staff("Caleb Nguyen")
    door, other = make_door(the_day, presenters=(lead, make_staff())), make_door(the_day)
    ada, ben, cyd, dot, eve = people = [make_staff() for _ in range(5)]
    for person in people:
        enrol(person, door)
    report_leave(eve, the_day.day)
    scan_name(door, ada, "9:12")
    scan_name(other, ben, "9:12")
    scan_name(door, cyd, "9:12")
    scan_name(door, cyd, "9:20", passing=Passing.LEAVING)
    scan_name(door, lead, "9:05")

    seen = seen_at(door)

    assert (seen.present, seen.awaited, seen.presenters_missing) == (1, 1, 1)
    assert dot.id  # the one who is awaited


def test_all_doors_at_once_count_as_each_door_by_itself(app: Flask):
    the_day = make_published_day()
    both = make_offering(
        the_day.timetable,
        make_session(the_day.day, length=2),
        slot_of(the_day.day, "A"),
        make_room(the_day.day.host_school),
        more_slots=(slot_of(the_day.day, "B"),),
    )
    a, b = make_door(the_day, "A"), make_door(the_day, "B")
    for number in range(9):
        person = make_staff()
        if number < 4:
            enrol(person, both)
        else:
            enrol(person, a)
            enrol(person, b)
        if number % 2:
            scan_name((a, b, both)[number % 3], person, "9:10" if number % 3 != 1 else "10:20")

    together = {each.offering.id: (each.present, each.awaited) for each in doors.doors(the_day.timetable)}

    assert together == {
        door.id: (queries.present_count(door), queries.awaited_count(door, queries.hours_of(door)))
        for door in (a, b, both)
    }


def test_the_list_has_those_expected_and_those_who_came_unexpected(app: Flask):
    the_day = make_published_day()
    lead = make_staff("Caleb Nguyen")
    door, other = make_door(the_day, presenters=(lead,)), make_door(the_day)
    ada, bea, cem, dot = (
        make_staff("Ada Alvarez"),
        make_staff("Bea Boyd"),
        make_staff("Cem Cole"),
        make_staff("Dot Day"),
    )
    for person in (ada, bea):
        enrol(person, door)
    report_leave(bea, the_day.day)
    enrol(dot, other)
    scan_name(other, ada, "9:10")
    scan_name(door, cem, "9:11")

    expected = expected_at(door)

    assert list(expected) == ["Ada", "Bea", "Cem", "Caleb"]
    assert (expected["Ada"].seen_in, expected["Ada"].is_in) == (other.room.name, False)
    assert expected["Bea"].on_leave
    assert (expected["Cem"].source, expected["Cem"].is_in) == (None, True)
    assert expected["Caleb"].leads


def test_whoever_finds_a_room_full_is_sent_near_and_to_something_alike(app: Flask):
    the_day = make_published_day()
    full, near, small, later = (
        make_door(the_day, slot, seats=n) for slot, n in [("A", 1), ("A", 9), ("A", 5), ("B", 9)]
    )
    far = make_door(the_day, room=make_room(make_school("Lowry"), seats=40), seats=40)
    taken = make_door(the_day, seats=1)
    enrol(make_staff(), taken)
    unlike = make_door(the_day, seats=20)
    unlike.session.proposal.strand = keep(type(unlike.session.proposal.strand)(day=the_day.day, number=2, name="Math"))

    ways_on = doors.ways_on(full, make_staff(), at=at("9:12"))

    assert [each.offering.id for each in ways_on] == [near.id, small.id, unlike.id]
    assert {far.id, later.id}.isdisjoint({each.offering.id for each in ways_on})


def test_nobody_is_sent_to_what_they_have_later_or_have_been_to(app: Flask):
    the_day = make_published_day()
    full, again, other = make_door(the_day, seats=1), make_door(the_day), make_door(the_day)
    person = make_staff()
    rerun = make_offering(
        the_day.timetable, again.session, slot_of(the_day.day, "C"), make_room(the_day.day.host_school)
    )
    enrol(person, rerun)

    ways_on = doors.ways_on(full, person, at=at("9:12"))

    assert [each.offering.id for each in ways_on] == [other.id]


def test_seats_kept_for_others_are_no_way_on_until_ten_past(app: Flask):
    the_day = make_published_day()
    full, promised = make_door(the_day, seats=1), make_door(the_day, seats=1)
    enrol(make_staff(), promised)

    before, after = (doors.ways_on(full, None, at=at(time)) for time in ("9:24", "9:25"))

    assert ([each.offering.id for each in before], [each.offering.id for each in after]) == ([], [promised.id])


def test_a_draft_has_no_door_to_show(app: Flask):
    the_day = make_published_day()
    draft = TheDay(the_day.day, make_timetable(the_day.day, state=TimetableState.DRAFT))

    assert doors.find_offering(make_door(draft).id) is None


def test_the_last_tries_come_newest_first_and_say_what_can_be_undone(app: Flask):
    the_day = make_published_day()
    door = make_door(the_day)
    ada, ben = make_staff("Ada Alvarez"), make_staff("Ben Boyd")
    scan_name(door, ada, "9:10")
    scan_name(door, ben, "9:11")
    attendance = queries.find_attendance(door.id, ada.id)
    assert attendance is not None
    actions.undo(attendance, by=make_coordinator(), why="Somebody else", now=at("9:12"))

    tried = door_lists.just_now(door)

    assert [(each.name, each.is_recorded) for each in tried] == [("Ben Boyd", True), ("Ada Alvarez", False)]


def test_the_slot_that_matters_is_the_one_going_on_or_next(app: Flask):
    slots = make_published_day().day.slots

    labels = [rules.slot_at(slots, at(time)).label for time in ("7:00", "9:14", "9:15", "10:20", "18:00")]

    assert labels == ["Keynote", "A", "A", "B", "Reflection"]


def test_who_only_swapped_in_is_expected_like_everybody(app: Flask):
    the_day = make_published_day()
    door, person = make_door(the_day), make_staff("Ada Alvarez")
    enrol(person, door, source=EnrolmentSource.SWAP)

    assert expected_at(door)["Ada"].source is EnrolmentSource.SWAP
