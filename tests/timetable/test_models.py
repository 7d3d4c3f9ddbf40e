"""What the schema itself refuses."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from pdday.db import db
from pdday.timetable import queries
from pdday.timetable.models import EnrolmentSource, PinKind, TimetableState
from tests.factories import enrol, make_day, make_offering, make_room, make_session, make_staff, make_timetable, slot_of


@pytest.fixture
def day(app):
    return make_day()


def test_a_room_holds_one_offering_at_a_time(day):
    timetable, room = make_timetable(day), make_room(day.host_school)
    make_offering(timetable, make_session(day), slot_of(day, "A"), room)

    with pytest.raises(IntegrityError):
        make_offering(timetable, make_session(day), slot_of(day, "A"), room)


def test_a_colleague_is_in_one_place_at_a_time(day):
    timetable, person = make_timetable(day), make_staff()
    enrol(person, make_offering(timetable, make_session(day), slot_of(day, "A"), make_room(day.host_school)))
    elsewhere = make_offering(timetable, make_session(day), slot_of(day, "A"), make_room(day.host_school))

    with pytest.raises(IntegrityError):
        enrol(person, elsewhere)


def test_a_presenter_cannot_sit_elsewhere_in_the_same_slot(day):
    timetable, presenter = make_timetable(day), make_staff()
    make_offering(timetable, make_session(day, presenters=(presenter,)), slot_of(day, "A"), make_room(day.host_school))
    elsewhere = make_offering(timetable, make_session(day), slot_of(day, "A"), make_room(day.host_school))

    with pytest.raises(IntegrityError):
        enrol(presenter, elsewhere)


def test_nobody_attends_a_session_twice_but_its_presenter_leads_it_twice(day):
    presenter, person = make_staff(), make_staff()
    timetable, session = make_timetable(day), make_session(day, presenters=(presenter,), runs=(2, 2))
    first, second = (
        make_offering(timetable, session, slot_of(day, label), make_room(day.host_school)) for label in "AB"
    )
    enrol(person, first)

    with pytest.raises(IntegrityError):
        enrol(person, second)


def test_one_timetable_of_a_day_is_published(day):
    make_timetable(day)

    with pytest.raises(IntegrityError):
        make_timetable(day)


def test_drafts_stand_beside_the_published_one(day):
    make_timetable(day)

    assert make_timetable(day, state=TimetableState.DRAFT).state is TimetableState.DRAFT


def test_a_place_in_a_plenary_is_for_everyone(day):
    timetable, person = make_timetable(day), make_staff()
    keynote = make_offering(timetable, None, slot_of(day, "Keynote"), make_room(day.host_school, seats=600))

    place = enrol(person, keynote)
    db.session.refresh(place)

    assert place.source is EnrolmentSource.EVERYONE


def test_a_pin_from_before_pins_could_keep_something_away_holds_it_where_it_was(app):
    day = make_day()
    session = make_session(day)
    session_id, slot_id = session.id, slot_of(day, "A").id
    db.session.commit()
    flask_migrate.downgrade(revision="0003")
    db.session.execute(
        text("INSERT INTO pin (session_id, slot_id, reason) VALUES (:session, :slot, 'Caterer')"),
        {"session": session_id, "slot": slot_id},
    )
    db.session.commit()

    flask_migrate.upgrade()

    assert [(pin.kind, pin.reason, pin.made_by_id) for pin in queries.pins(day)] == [(PinKind.HERE, "Caterer", None)]
