"""Waiting for a seat: whoever is next gets it at once, nobody has to be quick, and no seat is given twice."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import Full, NotReady, Refused, TooLate
from pdday.outbox import Message
from pdday.preferences.models import Company, CompanyKind, CompanyMember
from pdday.programme.models import Away
from pdday.staff.models import StaffMember
from pdday.timetable import actions, queries, seat_actions, seat_queries, wait_actions
from pdday.timetable.models import EnrolmentSource, Offering, TimetableState
from pdday.timetable.seat_models import SeatChange, SeatChangeKind, Waiting
from pdday.trail import Trail
from tests.factories import (
    at,
    enrol,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import make_list, withdraw
from tests.timetable.racing import at_once

EARLY = at("7:00")


@pytest.fixture
def timetable(app):
    return make_timetable(make_day())


def run(timetable, label="A", title=None, *, seats=30, room=None, **more):
    day = timetable.day
    room = room or make_room(day.host_school)
    return make_offering(timetable, make_session(day, title, **more), slot_of(day, label), room, seats=seats)


@pytest.fixture
def full(timetable):
    """A session with one seat, which `full.holder` has."""
    offering = run(timetable, title="AI for All", seats=1)
    enrol(make_staff("Ana Holder"), offering)
    return offering


@pytest.fixture
def holder(full):
    return full.enrolments[0].staff


def waits(person, offering, *, now=EARLY):
    return wait_actions.wait(offering, by=person, now=now)


def places(person, timetable):
    return seat_queries.offering_ids_of(person, timetable)


def leaves(person, full, *, now=EARLY):
    """`person` takes another seat at the same time."""
    seat_actions.take_seat(run(full.timetable), by=person, now=now)


def test_whoever_waits_gets_the_seat_in_the_step_that_frees_it(timetable, full, holder):
    ben, had = make_staff("Ben Next"), run(timetable)
    enrol(ben, had)
    waits(ben, full)

    leaves(holder, full)

    assert places(ben, timetable) == {full.id}
    assert queries.seats_taken(had) == 0
    assert db.session.scalars(select(Waiting)).all() == []


def test_the_message_names_session_time_and_room(timetable, full, holder):
    ben = make_staff("Ben Next")
    waits(ben, full)

    leaves(holder, full)

    told = db.session.scalars(select(Message).where(Message.staff_id == ben.id)).one()
    assert told.subject == "You have a seat in “AI for All”"
    assert f"(slot A, 9:15, {full.room.name})" in told.body


def test_the_trail_and_the_change_say_that_the_system_gave_it(timetable, full, holder):
    ben = make_staff("Ben Next")
    waits(ben, full)

    leaves(holder, full)

    given = db.session.scalars(select(Trail).where(Trail.did == "give_to_who_waited")).one()
    change = db.session.scalars(select(SeatChange).where(SeatChange.staff_id == ben.id)).one()
    assert (given.by_id, given.facts["staff_id"]) == (None, ben.id)
    assert (change.kind, change.left_id, change.taken_id) == (SeatChangeKind.WAITED, None, full.id)


def test_a_seat_goes_to_who_had_it_highest_on_their_list_and_then_to_who_waited_longest(timetable, full, holder):
    first, second, unasked = make_staff(), make_staff(), make_staff()
    make_list(timetable.day, second, run(timetable, "B").session, full.session)
    make_list(timetable.day, first, full.session)
    for minute, person in enumerate((unasked, second, first)):
        waits(person, full, now=at(f"7:0{minute}"))

    assert [waiting.staff_id for waiting in seat_queries.who_waits(full)] == [first.id, second.id, unasked.id]

    leaves(holder, full)

    assert places(first, timetable) == {full.id}
    assert [waiting.staff_id for waiting in seat_queries.who_waits(full)] == [second.id, unasked.id]


def test_what_they_leave_goes_to_who_waits_for_that(timetable, full, holder):
    ben, cem, also_full = make_staff("Ben Next"), make_staff("Cem After"), run(timetable, title="Art", seats=1)
    enrol(ben, also_full)
    waits(ben, full), waits(cem, also_full)

    leaves(holder, full)

    assert (places(ben, timetable), places(cem, timetable)) == ({full.id}, {also_full.id})


def test_whom_a_rule_keeps_out_is_passed_over_and_keeps_waiting(timetable, full, holder):
    ben, cem = make_staff("Ben Next"), make_staff("Cem After")
    waits(ben, full, now=at("7:00")), waits(cem, full, now=at("7:01"))
    db.session.add(Away(staff_id=ben.id, slot_id=full.slot_id))

    leaves(holder, full)

    assert (places(ben, timetable), places(cem, timetable)) == (frozenset(), {full.id})
    assert [waiting.staff_id for waiting in seat_queries.who_waits(full)] == [ben.id]


def test_nobody_is_moved_into_a_session_that_was_withdrawn(timetable, full, holder):
    ana, had = make_staff(), run(timetable)
    enrol(ana, had)
    waits(ana, full)
    withdraw(full)

    leaves(holder, full)

    assert places(ana, timetable) == {had.id}


@pytest.mark.parametrize("seats", [1, 30], ids=["full", "with free seats"])
def test_nobody_waits_for_a_session_that_was_withdrawn(timetable, seats):
    ana, gone = make_staff(), run(timetable, title="AI for All", seats=seats)
    enrol(make_staff(), gone)
    withdraw(gone)

    with pytest.raises(Refused, match="“AI for All” has been withdrawn and does not run"):
        waits(ana, gone)


def test_nobody_is_moved_when_the_slot_is_about_to_begin(timetable, full, holder):
    ben = make_staff("Ben Next")
    waits(ben, full)

    leaves(holder, full, now=at("8:15"))

    assert places(ben, timetable) == frozenset()
    assert queries.seats_taken(full) == 0
    with pytest.raises(TooLate, match="about to begin"):
        waits(make_staff(), full, now=at("8:15"))


def test_a_session_with_a_seat_needs_no_waiting(timetable):
    with pytest.raises(Refused, match="has a free seat: take it"):
        waits(make_staff(), run(timetable))


def test_who_could_not_sit_there_is_told_at_once(timetable, full):
    presenter = make_staff()
    run(timetable, presenters=(presenter,))

    with pytest.raises(NotReady) as refusal:
        waits(presenter, full)

    assert [str(told) for told in refusal.value.reasons] == ["You lead a session then."]


def test_a_private_rule_about_whoever_sits_there_is_not_told_to_who_waits(timetable, full, holder):
    ben = make_staff("Ben Next")
    members = [CompanyMember(staff_id=person.id, day_id=timetable.day_id) for person in (ben, holder)]
    db.session.add(Company(day_id=timetable.day_id, kind=CompanyKind.APART, name="HR", members=members))

    with pytest.raises(NotReady) as refusal:
        waits(ben, full)

    assert [str(told) for told in refusal.value.reasons] == [
        "A rule of the day does not allow it. Ask the coordinator."
    ]
    assert places(ben, timetable) == frozenset()


def test_in_one_slot_one_waits_for_one_session(timetable, full):
    ben, other = make_staff("Ben Next"), run(timetable, title="Art", seats=1)
    enrol(make_staff(), other)

    waits(ben, full), waits(ben, other)

    assert [waiting.session_id for waiting in db.session.scalars(select(Waiting))] == [other.session_id]


def test_waiting_twice_is_once_and_stopping_twice_too(timetable, full):
    ben = make_staff("Ben Next")
    assert waits(ben, full).id == waits(ben, full, now=at("7:30")).id

    wait_actions.stop_waiting(full, by=ben)
    wait_actions.stop_waiting(full, by=ben)

    assert seat_queries.who_waits(full) == []


def test_who_has_left_the_district_waits_for_nothing(timetable, full, holder):
    ben = make_staff("Ben Next")
    waits(ben, full)
    ben.left_at = EARLY

    leaves(holder, full)

    assert places(ben, timetable) == frozenset()


def test_a_seat_is_given_up_only_for_a_slot_one_is_away_for(timetable, full, holder):
    with pytest.raises(Refused, match="Choose another session instead"):
        seat_actions.give_up(full, by=holder, now=EARLY)
    db.session.add(Away(staff_id=holder.id, slot_id=full.slot_id))
    ben = make_staff("Ben Next")
    waits(ben, full)

    seat_actions.give_up(full, by=holder, now=EARLY)
    seat_actions.give_up(full, by=holder, now=EARLY)

    assert (places(holder, timetable), places(ben, timetable)) == (frozenset(), {full.id})


def test_a_required_place_is_not_given_up(timetable):
    ana, required = make_staff(), run(timetable)
    enrol(ana, required, source=EnrolmentSource.REQUIRED)
    db.session.add(Away(staff_id=ana.id, slot_id=required.slot_id))

    with pytest.raises(NotReady):
        seat_actions.give_up(required, by=ana, now=EARLY)


def test_a_room_posted_for_thirty_takes_no_thirty_first_and_says_where_else(timetable):
    """Scenario 17."""
    posted = run(timetable, title="Gallery Walk", room=make_room(timetable.day.host_school, seats=40, posted_limit=30))
    posted.seats = 40  # as it was drafted, before the limit was posted
    for _ in range(30):
        enrol(make_staff(), posted)
    run(timetable, title="Number Talks")

    with pytest.raises(Full) as refusal:
        seat_actions.take_seat(posted, by=make_staff(), now=EARLY)

    assert str(refusal.value) == (
        "“Gallery Walk” is full: 30 of 30 seats are taken. Free at the same time: “Number Talks”."
    )
    assert queries.seats_taken(posted) == 30


def test_a_new_timetable_keeps_who_waits_and_gives_them_the_seats_that_it_brings(timetable, full, holder):
    ben, cem = make_staff("Ben Next"), make_staff("Cem After")
    waits(ben, full, now=at("7:00")), waits(cem, full, now=at("7:01"))
    draft = make_timetable(timetable.day, state=TimetableState.DRAFT)
    larger = make_offering(draft, full.session, full.slot, full.room, seats=2)
    enrol(holder, larger)

    actions.publish(draft, by=make_coordinator(), now=EARLY)

    assert (places(ben, draft), places(cem, draft)) == ({larger.id}, frozenset())
    assert [waiting.staff_id for waiting in seat_queries.who_waits(larger)] == [cem.id]


@pytest.mark.slow
def test_seats_freed_at_once_go_to_as_many_who_wait_and_are_never_sold_twice(app, timetable):
    full, holders, waiting = run(timetable, seats=3), [make_staff() for _ in range(3)], [make_staff() for _ in range(5)]
    other = run(timetable)
    for person in holders:
        enrol(person, full)
    for person in waiting:
        waits(person, full)
    walk_ins = [make_staff() for _ in range(3)]
    full_id, other_id = full.id, other.id

    def take(staff_id: int, offering_id: int) -> None:
        person = db.session.get(StaffMember, staff_id)
        seat_actions.take_seat(db.session.get(Offering, offering_id), by=person, now=EARLY)

    outcomes = at_once(
        app,
        [partial(take, person.id, other_id) for person in holders]
        + [partial(take, person.id, full_id) for person in walk_ins],
    )

    assert outcomes == ["Full"] * 3 + ["done"] * 3
    full = db.session.get(Offering, full_id)
    assert queries.seats_taken(full) == 3
    assert len(seat_queries.who_waits(full)) == 2
