"""Acceptance scenarios 32 and 34 to 36: what is said stays without a name, and what is private with its author."""

from __future__ import annotations

import logging

import pytest
from flask import Flask, Response
from sqlalchemy import select

from pdday import rounds
from pdday.clock import now
from pdday.db import Base, db
from pdday.feedback import commitment_actions as commitments
from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Remark, RemarkState
from pdday.feedback.rules import ExitTicket
from pdday.outbox import Message
from pdday.programme.models import Day
from pdday.serve import _gunicorn
from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty
from tests.factories import THE_DATE, at, make_coordinator, make_staff
from tests.feedback.factories import hand_in, make_attended_offering
from tests.feedback.test_views import answer_and_release, make_led, said_of
from tests.reader import Reader
from tests.test_every_page import make_district_to_read, rules

pytestmark = pytest.mark.slow

WORDS = "Zebra finches for everybody"


def test_scenario_32_of_four_responses_the_presenter_reads_only_a_thank_you(client: Reader) -> None:
    """Given 4 responses, when the facilitator opens feedback, then only a thank-you and "fewer than 5" appear."""
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa, people=4)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4, keep=WORDS))
    rounds.go(now=at("9:00", THE_DATE.replace(month=4)))

    pages = [client.sign_in(rosa).get(address).text for address in (said_of(room), "/what-people-said")]

    for page in pages:
        assert ("Thank you for leading it." in page, "ewer than 5 answers" in page) == (True, True)
        assert (WORDS in page, "agree" in page, "of 4" in page) == (False, False, False)


def rows() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    told = {
        table.name: sorted(repr(tuple(row)) for row in db.session.execute(select(*table.columns)))
        for table in Base.metadata.sorted_tables
    }
    db.session.rollback()
    return told


def test_scenario_34_handing_in_writes_who_answered_and_an_envelope_and_nothing_else(
    client: Reader, caplog: pytest.LogCaptureFixture
) -> None:
    """Given database access, when someone joins feedback to people, then no column or timestamp permits it.

    Neither the trail, nor jobs, messages, the sign-in, the browser or a log says when or what.
    """
    room = make_attended_offering(people=2)
    client.sign_in(room.people[0]).get("/you")
    address = f"/exit-tickets/{room.offering.id}"
    form = {"good_use": "2", "keep": WORDS, "question": "Who knows?"}
    client.get(address)
    before = rows()
    with client.session_transaction() as browser_session:
        told_before = dict(browser_session)

    with caplog.at_level(logging.DEBUG):
        answer = client.send(address, **form)
        thanks = client.get(answer.location)

    after = rows()
    with client.session_transaction() as browser_session:
        told_after = dict(browser_session)
    changed = {name for name in after if after[name] != before[name]}
    assert changed == {"ticket_handed_in", "sealed_ticket"}
    assert [name for name, lines in after.items() for line in lines if WORDS in line] == []
    assert told_after == told_before
    assert [record.getMessage() for record in caplog.records if address in record.getMessage()] == []
    assert [page.headers["Cache-Control"] for page in (client.get("/my-day"), thanks)] == ["no-store"] * 2


def test_scenario_34_a_refused_ticket_writes_nothing_at_all(client: Reader, caplog: pytest.LogCaptureFixture) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0]).get("/you")
    before = rows()

    answer = client.send(f"/exit-tickets/{room.offering.id}", keep=WORDS, change="x" * 401)

    assert (answer.status_code, rows() == before) == (422, True)
    assert WORDS not in caplog.text


def test_scenario_34_the_server_that_we_start_keeps_no_list_of_requests() -> None:
    arguments = _gunicorn("127.0.0.1", 8000)

    assert [each for each in arguments if "access" in each] == []
    assert arguments[arguments.index("--log-level") + 1] == "warning"


def test_scenario_35_an_attack_is_held_and_the_presenter_hears_nothing_of_it(client: Reader) -> None:
    """Given an attack on a person, when released, then it is held for review and the facilitator is not notified."""
    rosa, dana = make_staff("Rosa Delgado"), make_coordinator()
    room = make_led(rosa)
    answer_and_release(room, ExitTicket(change="Rosa is a moron."), *[ExitTicket(keep="Good pace.")] * 5)

    hers = client.sign_in(rosa).get(said_of(room)).text
    waiting = client.sign_in(dana).get("/held-words").text

    assert ("Good pace." in hers, "moron" in hers, "held" in hers, "coordinator" in hers) == (True, False, False, False)
    assert "Rosa is a moron." in waiting
    assert db.session.scalars(select(Message)).all() == []
    assert set(db.session.scalars(select(Remark.state))) == {RemarkState.HELD, RemarkState.SHOWN}


def test_scenario_36_a_private_commitment_is_absent_from_every_screen_of_a_principal(app: Flask) -> None:
    """Given a teacher's private commitment, when the principal opens any screen, then it is absent."""
    district = make_district_to_read()
    teacher = district.made.people[1]
    day = db.session.get_one(Day, district.made.day.id)
    commitments.write_commitment(day, Intention(WORDS, with_whom=WORDS), by=teacher, now=now())
    principal = make_staff("Elena Reyes", school=teacher.home_school)
    principal.duties.append(StaffDuty(duty=Duty.PRINCIPAL))
    addresses = [district.address(rule) for rule in rules(app, "GET")]

    seen = {}
    for person in (principal, district.coordinator):
        reader = Reader(app, Response, use_cookies=True).sign_in(person)
        seen |= {(person.last_name, each): WORDS.encode() in reader.get(each).data for each in addresses}
    own = Reader(app, Response, use_cookies=True).sign_in(teacher).get("/my-commitments").text

    assert [where for where, is_there in seen.items() if is_there] == []
    assert len(addresses) > 40
    assert WORDS in own
