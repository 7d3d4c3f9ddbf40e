"""What a colleague reads who wants something else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from pdday.clock import now
from pdday.db import db
from pdday.programme.models import Away
from pdday.timetable import queries, seat_actions, seat_queries
from pdday.trail import Trail
from tests.factories import (
    at,
    enrol,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.markup import Markup
from tests.timetable.factories import withdraw


@pytest.fixture
def timetable(app):
    return make_timetable(make_day())


@pytest.fixture
def luis(timetable, client):
    """The teacher who sits at `client`."""
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)
    return luis


def run(timetable, title, *, label="A", seats=30):
    room = make_room(timetable.day.host_school)
    return make_offering(
        timetable, make_session(timetable.day, title), slot_of(timetable.day, label), room, seats=seats
    )


def test_what_is_free_and_what_is_full_lead_to_what_they_are_about(client, timetable, luis):
    free, full = run(timetable, "Number Talks"), run(timetable, "AI for All", seats=1)
    enrol(make_staff(), full)

    links = Markup(client.get(f"/my-day/slots/{full.slot_id}").text).all("a")

    abouts = [each["href"] for each in links if each.get("class") == "about"]
    assert abouts == [f"/sessions/{each.session_id}" for each in (free, full)]


def test_a_slot_that_is_over_offers_nothing_and_says_so(client, timetable, luis):
    talks, ai = run(timetable, "Number Talks"), run(timetable, "AI for All", seats=1)
    enrol(luis, talks), enrol(make_staff(), ai)
    talks.slot.begins_at, talks.slot.ends_at = now() - timedelta(hours=2), now() - timedelta(minutes=1)
    db.session.flush()

    page, exchange = client.get(f"/my-day/slots/{talks.slot_id}").text, client.get(f"/offerings/{ai.id}/exchange").text

    assert "Slot A is over" in page
    assert ["doors are open" in page, "Number Talks" in page, "AI for All" in page] == [False, False, False]
    assert "“AI for All” is over, so nobody exchanges seats any more." in exchange


def test_what_is_free_in_a_slot_is_listed_with_its_seats(client, timetable, luis):
    run(timetable, "Number Talks", seats=30), run(timetable, "Elsewhere", label="B")
    full = run(timetable, "AI for All", seats=1)
    enrol(make_staff(), full)

    page = client.get(f"/my-day/slots/{full.slot_id}").text

    assert "Number Talks" in page
    assert "30 seats free" in page
    assert "Elsewhere" not in page
    assert page.index("AI for All") > page.index('id="full"')


@pytest.mark.parametrize("seats", [30, 1])
def test_a_session_that_is_in_ones_day_already_is_not_offered_once_more(client, timetable, luis, seats: int):
    talks = run(timetable, "Number Talks", label="A")
    enrol(luis, talks)
    room = make_room(timetable.day.host_school)
    again = make_offering(timetable, talks.session, slot_of(timetable.day, "C"), room, seats=seats)
    if seats == 1:
        enrol(make_staff(), again)

    page = client.get(f"/my-day/slots/{again.slot_id}").text

    assert "In your day already, in slot A" in page
    assert f"/offerings/{again.id}/" not in page


def test_taking_a_seat_leads_back_to_my_day(client, timetable, luis):
    wanted = run(timetable, "Number Talks")

    answer = client.send(f"/offerings/{wanted.id}/seat")

    assert answer.location == "/my-day"
    assert seat_queries.offering_ids_of(luis, timetable) == {wanted.id}
    assert "You have a seat in “Number Talks”." in client.get("/my-day").text


def test_a_seat_that_went_a_moment_ago_is_told_on_the_list(client, timetable, luis):
    wanted = run(timetable, "Number Talks", seats=1)
    seat_actions.take_seat(wanted, by=make_staff(), now=at("8:00"))

    answer = client.send(f"/offerings/{wanted.id}/seat")

    assert answer.status_code == 409
    assert "“Number Talks” is full: 1 of 1 seats are taken. Nothing else is free then." in answer.text
    assert "Free in slot A" in answer.text


def test_a_double_click_takes_one_seat(client, timetable, luis):
    wanted = run(timetable, "Number Talks")

    client.send(f"/offerings/{wanted.id}/seat")
    again = client.send(f"/offerings/{wanted.id}/seat")

    assert again.location == "/my-day"
    assert queries.seats_taken(wanted) == 1
    assert len(db.session.scalars(select(Trail).where(Trail.did == "take_seat")).all()) == 1


@pytest.mark.parametrize("label", ["Keynote", "Reflection"])
def test_slots_for_everyone_have_nothing_to_choose(client, timetable, luis, label):
    assert client.get(f"/my-day/slots/{slot_of(timetable.day, label).id}").status_code == 404


def test_for_a_full_session_one_can_wait_and_stop(client, timetable, luis):
    full = run(timetable, "AI for All", seats=1)
    enrol(make_staff(), full)
    slot = f"/my-day/slots/{full.slot_id}"
    assert "Wait for a seat" in client.get(slot).text

    answer = client.send(f"/offerings/{full.id}/waiting")

    assert answer.location == slot
    page = client.get(slot).text
    assert "You wait for a seat in “AI for All”." in page
    assert "Stop waiting" in page
    client.send(f"/offerings/{full.id}/waiting/end")
    assert seat_queries.who_waits(full) == []


def test_who_is_away_in_a_slot_can_give_up_the_seat_there(client, timetable, luis):
    had = run(timetable, "Number Talks")
    enrol(luis, had)
    slot = f"/my-day/slots/{had.slot_id}"
    assert "Give up this seat" not in client.get(slot).text
    db.session.add(Away(staff_id=luis.id, slot_id=had.slot_id))
    assert "Give up this seat" in client.get(slot).text

    answer = client.send(f"/offerings/{had.id}/departure")

    assert answer.location == "/my-day"
    assert queries.seats_taken(had) == 0


def test_who_is_not_away_is_told_to_choose_something_else(client, timetable, luis):
    had = run(timetable, "Number Talks")
    enrol(luis, had)

    answer = client.send(f"/offerings/{had.id}/departure")

    assert answer.status_code == 409
    assert "Choose another session instead of “Number Talks”" in answer.text
    assert queries.seats_taken(had) == 1


def test_a_refusal_at_an_address_with_an_endless_number_is_still_an_answer(client, luis, timetable):
    offering = run(timetable, "Fractions")
    enrol(luis, offering)

    answer = client.send(f"/offerings/{offering.id}/waiting?day={'9' * 30}")

    assert (answer.status_code, "We cannot read that" in answer.text) == (400, True)


def test_once_its_doors_are_open_a_slot_offers_no_seat_that_would_be_refused(client, timetable, luis):
    wanted = run(timetable, "Number Talks")
    wanted.slot.begins_at = now() + timedelta(minutes=10)
    wanted.slot.ends_at = now() + timedelta(minutes=70)

    pages = [client.get(address).text for address in (f"/my-day/slots/{wanted.slot_id}", "/my-day")]
    refused = client.send(f"/offerings/{wanted.id}/seat").text

    assert "The doors are open." in pages[0]
    assert "Take this seat" not in pages[0]
    assert f'/my-day/slots/{wanted.slot_id}"' not in pages[1]
    assert "The doors of “Number Talks” are open" in refused


def test_a_session_that_was_withdrawn_is_not_offered_and_whoever_sits_in_it_reads_so(client, timetable, luis):
    mine, other, free = run(timetable, "Small Groups"), run(timetable, "AI for All"), run(timetable, "Number Talks")
    enrol(luis, mine)
    withdraw(mine), withdraw(other)

    page = client.get(f"/my-day/slots/{mine.slot_id}").text

    assert "“Small Groups” has been withdrawn and does not run." in page
    assert "AI for All" not in page
    offered = [f"/offerings/{each.id}/seat" in page for each in (mine, other, free)]
    assert offered == [False, False, True]


def test_a_seat_that_was_withdrawn_while_the_list_was_open_is_refused_in_words(client, timetable, luis):
    gone = run(timetable, "Small Groups")
    withdraw(gone)

    answer = client.send(f"/offerings/{gone.id}/seat")

    assert answer.status_code == 409
    assert "“Small Groups” has been withdrawn and does not run." in answer.text
