"""A day that cannot be planned: what would make it possible, in a coordinator's words, and where it is changed."""

from __future__ import annotations

import pytest

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind
from pdday.solver import Rule
from pdday.solver.plan import Conflict
from pdday.timetable import pin_actions, tasks, ways_out
from pdday.timetable.models import PinKind
from pdday.timetable.ways_out import Where
from pdday.work import Tools
from tests.factories import make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings

NAMES = {"S1": "“Choir”", "P2": "Ana Ruiz", "P3": "Ben Ode", "R4": "Room 7", "R5": "Room 8"}
PLACES = {
    "a session's runs": (Rule.RUNS, ("S1",), Where.SESSION, 1, "Go to “Choir”"),
    "a session's presenter": (Rule.PRESENTERS, ("S1", "P2"), Where.PRESENTERS, 1, "Go to the presenters of “Choir”"),
    "a closed room": (Rule.ROOM_OPEN, ("A", "R4"), Where.ROOM, 4, "Go to Room 7"),
    "one of several closed rooms": (Rule.ROOM_OPEN, ("A", "R4", "R5"), Where.SITES, None, "Go to sites and rooms"),
    "too few rooms": (Rule.ROOM_ONCE, ("R4", "R5"), Where.SITES, None, "Go to sites and rooms"),
    "two pins on one room": (Rule.ROOM_ONCE, ("S1", "R4"), Where.PINS, None, "Go to the pins"),
    "a pin": (Rule.PINS, ("P2", "S1", "A"), Where.PINS, None, "Go to the pins"),
    "somebody who is away": (Rule.AVAILABLE, ("P2",), Where.PERSON, 2, "Go to Ana Ruiz"),
    "what somebody needs": (Rule.NEEDS, ("P2",), Where.ARRANGEMENTS, None, "Go to the arrangements"),
}


def one_way(rule, what, sentence="P2 needs quiet_room.", relax="Give another room quiet_room."):
    part = Conflict(rule, what, sentence, relax)
    kept = ways_out.kept([part], [], NAMES, each_alone=False)
    return kept, ways_out.told(kept, proposal_ids={1: 1}).stand[0]


@pytest.mark.parametrize(("rule", "what", "where", "row_id", "name"), PLACES.values(), ids=PLACES)
def test_each_thing_in_the_way_leads_to_where_it_is_changed(rule, what, where, row_id, name):
    _, way = one_way(rule, what)

    assert (way.where, way.row_id, str(way.name)) == (where, row_id, name)


@pytest.mark.parametrize("rule", [Rule.NEEDS, Rule.APART, Rule.JOINED])
def test_of_a_private_rule_only_its_people_are_told_and_kept(rule):
    kept, way = one_way(rule, ("P2", "P3"))

    assert str(way.stands) == "A private rule about Ana Ruiz and Ben Ode stands in the way."
    assert "quiet" not in str(kept)
    assert way.rule is None
    assert way.where is (Where.ARRANGEMENTS if rule is Rule.NEEDS else None)


def test_a_session_that_is_gone_by_now_has_no_way_to_it():
    kept, _ = one_way(Rule.RUNS, ("S1",))

    assert ways_out.told(kept, proposal_ids={}).stand[0].where is None


def test_what_an_earlier_version_kept_is_still_told():
    part = {"rule": "PRESENTERS", "sentence": "Ana is needed twice in A.", "relax": "Let Ben lead one."}

    told = ways_out.told({"conflict": [part]}, proposal_ids={})

    assert (str(told.stand[0].stands), told.stand[0].where, told.relax) == ("Ana is needed twice in A.", None, [])


@pytest.fixture
def impossible(app):
    """A day on which one presenter leads two sessions in A, and another session is pinned to a closed room."""
    day, dana = make_day(), make_coordinator()
    lee = make_staff("Lee One")
    for title in ("Fractions", "Poetry"):
        make_session(day, title, presenters=(lee,), slots="A")
    choir, room = make_session(day, "Choir", presenters=(make_staff(),)), make_room(day.host_school, "Room 7")
    make_room(day.host_school)
    slot = next(each for each in day.slots if each.label == "B")
    for kind in (PinKind.HERE, PinKind.NEVER):
        where = {"slot": slot, "room": room} if kind is PinKind.HERE else {"slot": slot, "room": None}
        pin_actions.pin(day, choir, person=None, kind=kind, reason="", by=dana, now=now(), **where)
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    return day, dana


def test_what_a_session_needs_is_called_as_rooms_call_it_in_the_readers_language():
    part = (Rule.ROOM_FEATURES, ("S1",), "S1 needs document_camera, projector, wifi_ok.", "Equip another room.")

    _, way = one_way(*part)

    assert str(way.stands) == "“Choir” needs Document camera, Projector and Good Wi-Fi."
    assert "wifi" not in way.stands.said("es")


def solved(day, by):
    """The result of a draft that was asked for."""
    job = jobs.ask(JobKind.SOLVE, day=day, wants={"seconds": 5, "seed": 1}, by=by, now=now())
    db.session.commit()
    result = tasks.solve(job.id, Tools())
    jobs.finish(jobs.take(job.id, now=now()), result, now=now())
    db.session.commit()
    return result


def test_all_that_stands_in_the_way_and_the_least_that_would_do(impossible, client):
    day, dana = impossible

    result = solved(day, dana)

    assert result["each_alone"] is True
    assert [part["rule"] for part in result["conflict"]] == ["PINS", "PRESENTERS"]
    assert [part["rule"] for part in result["relax"]] == ["PINS", "SLOT_ALLOWED"]
    client.sign_in(dana)
    page = client.get(f"/assignment?day={day.id}").text
    assert "Each of these 2 alone makes the day impossible, so each has to be mended." in page
    assert "These 2 together are the least that would do, the easiest first." in page
    assert page.index("Go to the pins</a>") < page.index("Let it run in other slots.")
    assert page.count(">Go to “Fractions”</a>") + page.count(">Go to “Poetry”</a>") == 1
