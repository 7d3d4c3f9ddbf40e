"""Changing a timetable by hand, as a coordinator meets it."""

from __future__ import annotations

import pytest

from pdday.db import db
from pdday.timetable import actions, queries, run_queries
from tests.counting import queries as asked
from tests.counting import statements
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, problem_and


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


@pytest.fixture
def rooms(day):
    return make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8", seats=1)


@pytest.fixture
def draft(day, rooms):
    """Ana and Ben in Fractions (slot A, Room 7)."""
    session = make_session(day, "Fractions")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    people = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    problem, plan = problem_and(day, (session, "A", rooms[0], people))
    return actions.draft(day, problem, plan, by_id=None, now=BEFORE)


def run_in(timetable):
    db.session.expire_all()
    return next(each for each in queries.offerings(timetable) if each.session_id is not None)


def address(timetable, more=""):
    return f"/timetables/{timetable.id}/runs/{run_in(timetable).id}{more}"


def test_the_table_leads_from_each_run_to_its_page_and_from_each_free_cell_to_a_new_run(
    client, dana, draft, day, rooms
):
    page = client.get(f"/timetables/{draft.id}").text

    assert f'href="{address(draft)}"' in page
    assert f"/timetables/{draft.id}/runs/new?slot={slot_of(day, 'B').id}&amp;room={rooms[1].id}" in page


def test_the_page_of_a_run_names_who_is_in_it(client, dana, draft):
    page = client.get(address(draft)).text

    assert ("Ana Cruz" in page, "Ben Okafor" in page, "2 of 30 seats taken" in page) == (True, True, True)


def test_a_move_is_looked_at_first_and_then_made(client, dana, draft, day, rooms):
    where = {"slot": slot_of(day, "C").id, "room": rooms[0].id}

    looked = client.send(address(draft, "/place"), look="yes", why="Bus comes late", **where)
    before = run_in(draft).slot.label
    made = client.send(address(draft, "/place"), why="Bus comes late", **where)

    assert "It can be done, and it bends a wish." in looked.text
    assert "Without a place in slot A: Ana Cruz and Ben Okafor." in looked.text
    assert 'value="Bus comes late"' in looked.text
    assert (before, made.status_code, run_in(draft).slot.label) == ("A", 302, "C")


def test_looking_first_holds_up_nobody_who_writes(client, dana, draft, day, rooms):
    where = {"slot": slot_of(day, "B").id, "room": rooms[0].id}
    there, proof = address(draft, "/place"), client.proof()

    with statements() as looking:
        looked = client.post(there, data={"csrf_token": proof, "look": "yes", **where})

    assert looked.status_code == 200
    assert [each for each in looking if "IMMEDIATE" in each or "FOR NO KEY UPDATE" in each] == []


def test_a_move_that_breaks_a_rule_says_so_before_and_is_refused_after(client, dana, draft, day, rooms):
    where = {"slot": slot_of(day, "A").id, "room": rooms[1].id}

    looked = client.send(address(draft, "/place"), look="yes", **where)
    made = client.send(address(draft, "/place"), why="Nicer chairs", **where)

    assert (looked.status_code, made.status_code) == (200, 409)
    for page in (looked, made):
        assert "“Fractions” in slot A: 2 people for 1 seat in Room 8." in page.text
    assert 'value="Nicer chairs"' in made.text
    assert run_in(draft).room.name == "Room 7"


def test_a_slot_that_is_none_is_told_beside_its_field(client, dana, draft, rooms):
    refused = client.send(address(draft, "/place"), slot="999", room=rooms[0].id)

    assert refused.status_code == 422
    assert 'id="slot-error"' in refused.text


def test_a_run_is_dropped_once_and_a_second_click_is_harmless(client, dana, draft):
    there = address(draft, "/removal")

    looked = client.send(there, look="yes")
    refused = client.send(there)

    assert "“Fractions” runs 1 time, and here 0 times." in looked.text
    assert refused.status_code == 409

    run = run_in(draft)
    run.session.fewest_runs = 0
    db.session.commit()
    assert [client.send(there).status_code, client.send(there).status_code] == [302, 302]
    assert [each.title for each in queries.offerings(draft) if each.session_id] == []


def test_one_more_run_is_added_where_the_free_cell_was(client, dana, draft, day, rooms):
    session = make_session(day, "Poetry", runs=(1, 2))
    cell = f"slot={slot_of(day, 'B').id}&room={rooms[1].id}"

    shown = client.get(f"/timetables/{draft.id}/runs/new?{cell}").text
    fields = {"session": session.id, "slot": slot_of(day, "B").id, "room": rooms[1].id}
    client.send(f"/timetables/{draft.id}/runs", **fields)

    assert f'<option selected value="{rooms[1].id}">' in shown
    db.session.expire_all()
    assert [(each.title, each.room.name) for each in queries.offerings(draft) if each.slot.label == "B"] == [
        ("Poetry", "Room 8")
    ]


def test_of_who_would_be_in_two_places_the_page_names_both_sessions_and_their_rooms(client, dana, day, rooms):
    lee, slot = make_staff("Lee One"), slot_of(day, "B")
    led, other = make_session(day, "Fractions", presenters=(lee,)), make_session(day, "Poetry")
    hall = make_room(day.host_school, "Hall")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    problem, plan = problem_and(day, (led, "A", rooms[0], ()), (other, "B", hall, (lee,)))
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)
    run = next(each for each in queries.offerings(draft) if each.title == "Fractions")

    refused = client.send(f"/timetables/{draft.id}/runs/{run.id}/place", slot=slot.id, room=rooms[0].id)

    assert refused.status_code == 409
    assert "Lee One is in two places in slot B: “Fractions” in Room 7 and “Poetry” in Hall." in refused.text


def test_a_person_is_moved_in_one_slot(client, dana, draft, day):
    ana = next(each.staff for each in run_queries.people_of(run_in(draft)) if each.staff.first_name == "Ana")
    there = f"/timetables/{draft.id}/people/{ana.id}/places"
    slot = slot_of(day, "A")
    fields = {f"slot-{slot.id}-into": "0"}

    shown = client.get(there).text
    looked = client.send(f"{there}/{slot.id}", look="yes", **fields).text
    client.send(f"{there}/{slot.id}", **fields)

    assert "Fractions" in shown
    assert "Without a place in slot A: Ana Cruz." in looked
    db.session.expire_all()
    assert [each.staff.name for each in run_queries.people_of(run_in(draft))] == ["Ben Okafor"]


def test_whoever_leads_a_run_is_not_moved_out_of_it(client, dana, day, rooms):
    lee, slot = make_staff("Lee One"), slot_of(day, "A")
    session = make_session(day, "Fractions", presenters=(lee,))
    problem, plan = problem_and(day, (session, "A", rooms[0], ()))
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)
    there = f"/timetables/{draft.id}/people/{lee.id}/places"

    assert "To change this, move the run." in client.get(there).text
    assert client.send(f"{there}/{slot.id}", **{f"slot-{slot.id}-into": "0"}).status_code == 404


def test_a_change_to_a_published_timetable_leads_to_the_draft_it_is_in(client, dana, draft, day):
    actions.publish(draft, by=dana, now=BEFORE)
    room = make_room(day.host_school, "Room 9")
    shown = client.get(address(draft)).text
    fields = {"slot": slot_of(day, "A").id, "room": room.id, "makes": "2", "why": "Paint"}

    first = client.send(address(draft, "/place"), **fields)
    again = client.send(address(draft, "/place"), **fields)

    assert "A change here makes draft 2 from it" in shown
    new = next(iter(queries.timetables(day)))
    assert (first.location, new.number, new.made_from_id) == (f"/timetables/{new.id}", 2, draft.id)
    assert (again.status_code, "Draft 2 has been made meanwhile." in again.text) == (409, True)
    assert "from draft 1" in client.get("/assignment").text


@pytest.mark.parametrize("more", ["", "/runs/new", "/people/1/places"])
def test_what_is_not_there_is_said_to_be_not_there(client, dana, day, more):
    assert client.get(f"/timetables/99{more}").status_code == 404


def test_what_is_for_everyone_is_not_moved_here(client, dana, draft):
    keynote = next(each for each in queries.offerings(draft) if each.session_id is None)

    assert client.get(f"/timetables/{draft.id}/runs/{keynote.id}").status_code == 404


@pytest.mark.parametrize(("button", "status"), [({"look": "yes"}, 200), ({}, 409)], ids=["looked at", "refused"])
def test_why_a_run_is_dropped_stays_on_the_page_until_it_is(client, dana, draft, button, status):
    page = client.send(address(draft, "/removal"), **button, **{"drop-why": "The easels arrive late"})

    assert page.status_code == status
    assert 'name="drop-why"' in page.text
    assert page.text.count('value="The easels arrive late"') == 1


@pytest.mark.parametrize("more", ["/place", "/removal"])
def test_only_coordinators_change_a_timetable(client, draft, more):
    client.sign_in(make_staff())

    assert client.send(address(draft, more)).status_code == 403


def test_pages_of_a_run_and_a_person_ask_the_database_as_often_for_many_as_for_few(client, dana, draft, day):
    ana = run_queries.people_of(run_in(draft))[0].staff_id
    addresses = [address(draft), f"/timetables/{draft.id}/people/{ana}/places", f"/timetables/{draft.id}/runs/new"]

    def cost():
        counts = []
        for each in addresses:
            client.get(each)
            with statements() as sent:
                client.get(each)
            counts.append(asked(sent))
        return counts

    few = cost()
    for _ in range(8):
        make_session(day), make_room(day.host_school), make_staff()

    assert cost() == few
