"""Who comes, as those who lead a session read it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdday.clock import now
from pdday.db import db
from pdday.preferences.models import Accommodation
from pdday.staff.vocabulary import StaffRole
from pdday.timetable.models import TimetableState
from tests.counting import queries, statements
from tests.factories import (
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


@pytest.fixture
def mei(app):
    return make_staff("Mei Zhou")


@pytest.fixture
def led(mei):
    """What Mei leads in slot A."""
    timetable = make_timetable(make_day())
    day = timetable.day
    session = make_session(day, "Phenomena First", presenters=(mei,))
    return make_offering(timetable, session, slot_of(day, "A"), make_room(day.host_school), seats=30)


def address(offering):
    return f"/offerings/{offering.id}/people"


def test_presenters_read_name_role_and_school_and_nothing_else(client, mei, led):
    luis = make_staff("Luis Ortega", role=StaffRole.NURSE)
    enrol(luis, led)
    db.session.add(Accommodation(day_id=led.timetable.day_id, staff_id=luis.id, category="hearing_loop"))
    client.sign_in(mei)

    page = client.get(address(led)).text

    assert "1 colleague of 30 seats" in page
    assert [each in page for each in ("Luis Ortega", "Nurse", luis.home_school.short_name)] == [True] * 3
    assert "earing" not in page


def test_a_short_list_of_people_repeats_no_heading_beside_each(client, mei, led):
    enrol(make_staff("Luis Ortega"), led)
    client.sign_in(mei)

    assert "data-label" not in client.get(address(led)).text


@pytest.mark.parametrize(("minutes", "told"), [(60, True), (5, False)])
def test_that_it_may_change_is_said_until_the_doors_open(client, mei, led, minutes, told):
    led.slot.begins_at = now() + timedelta(minutes=minutes)
    led.slot.ends_at = led.slot.begins_at + timedelta(hours=1)
    client.sign_in(mei)

    assert ("It may still change" in client.get(address(led)).text) is told


def test_my_day_leads_a_presenter_to_who_comes(client, mei, led):
    client.sign_in(mei)

    assert f'href="{address(led)}"' in client.get("/my-day").text


@pytest.mark.parametrize(("make", "status"), [(make_coordinator, 200), (make_staff, 403)])
def test_coordinators_read_it_too_and_other_colleagues_do_not(client, led, make, status):
    client.sign_in(make())

    assert client.get(address(led)).status_code == status


def test_a_draft_tells_presenters_nothing(client, mei, led):
    led.timetable.state = TimetableState.DRAFT
    led.timetable.published_at = led.timetable.published_by_id = None
    client.sign_in(mei)

    assert client.get(address(led)).status_code == 404


def test_thirty_people_cost_no_more_questions_than_one(client, mei, led):
    client.sign_in(mei)
    enrol(make_staff(), led)
    with statements() as few:
        client.get(address(led))

    for _ in range(29):
        enrol(make_staff(), led)
    with statements() as many:
        client.get(address(led))

    assert queries(many) == queries(few)
