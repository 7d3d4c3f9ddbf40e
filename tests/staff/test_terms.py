"""The data-use terms: read and accepted before anything else, in versions, with a date."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response

from pdday.clock import now
from pdday.db import db
from pdday.errors import Refused, TooLate
from pdday.staff import terms_actions, terms_queries
from pdday.staff.first_terms import FIRST_TERMS
from pdday.staff.models import StaffMember, Terms, TermsAcceptance
from pdday.staff.rules import parts_of_terms
from pdday.staff.vocabulary import Duty
from pdday.trail import Trail
from tests.factories import BEFORE, make_coordinator, make_district, make_staff
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN

NOW = BEFORE
LATER = NOW + timedelta(days=30)
NEW_WORDS = "# In short\n\nLess than before."


@pytest.fixture
def dana(app: Flask) -> StaffMember:
    make_district()
    return make_coordinator()


@pytest.fixture
def first(dana: StaffMember) -> Terms:
    return terms_actions.begin_terms(now=now() - timedelta(days=400))


@pytest.fixture
def luis(first: Terms) -> StaffMember:
    return make_staff("Luis Ortega")


def publish(by: StaffMember, words: str = NEW_WORDS, *, effective_at=LATER) -> Terms:
    return terms_actions.publish_terms(words, effective_at=effective_at, by=by, now=NOW)


def accept(person: StaffMember, number: int = 1, *, at=NOW) -> None:
    terms_actions.accept_terms(number, by=person, now=at)


class TestVersions:
    def test_the_first_terms_say_what_matters_most(self):
        words = " ".join(FIRST_TERMS.split())

        missing = [
            promise
            for promise in ("not used to evaluate you", "Answers have no name", "Who sees what", "How long")
            if promise not in words
        ]

        assert missing == []

    def test_a_heading_is_told_from_a_paragraph(self):
        assert parts_of_terms("# In short\n\nLess\nthan before.\n\n\n") == [
            (True, "In short"),
            (False, "Less\nthan before."),
        ]

    def test_nobody_is_asked_where_nothing_is_published(self, dana):
        assert terms_queries.has_accepted_terms(dana, now=NOW)

    def test_who_has_accepted_is_not_asked_again_until_a_new_version_holds(self, dana, luis):
        accept(luis)
        publish(dana)

        asked = [not terms_queries.has_accepted_terms(luis, now=moment) for moment in (NOW, LATER)]

        assert asked == [False, True]

    def test_accepting_twice_is_once_and_the_first_moment_stays(self, luis):
        accept(luis)
        accept(luis, at=NOW + timedelta(minutes=1))

        assert db.session.scalars(db.select(TermsAcceptance.accepted_at)).all() == [NOW]

    def test_nobody_accepts_a_version_they_have_not_read(self, dana, luis):
        publish(dana, effective_at=NOW)

        with pytest.raises(TooLate, match="a newer version than the one you read"):
            accept(luis, 1)

    def test_the_same_words_are_no_new_version(self, dana, first):
        with pytest.raises(Refused, match="word for word version 1"):
            publish(dana, FIRST_TERMS.replace("\n", "\r\n"))

    def test_a_version_does_not_begin_before_the_one_before_it(self, dana, first):
        publish(dana)

        with pytest.raises(Refused, match="Version 2 begins later"):
            publish(dana, "Other words.", effective_at=NOW)

    def test_the_trail_says_who_published(self, dana, first):
        publish(dana)

        (entry,) = db.session.scalars(db.select(Trail))
        assert (entry.did, entry.by_id, entry.facts) == ("publish_terms", dana.id, {"number": 2})


def proof(client: Reader) -> str:
    """The token of a form on a page that is open before the yes."""
    return client.get("/terms").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]


class TestTheDoor:
    def test_before_anything_else_the_terms_are_read(self, client: Reader, luis: StaffMember):
        client.sign_in(luis)

        for address in ("/you", "/my-day", "/sessions"):
            there = urlsplit(client.get(address).headers["Location"])
            assert (there.path, there.query) == ("/terms", f"next={address}")
        assert "not used to evaluate you" in client.get("/terms").text

    def test_with_the_yes_one_is_where_one_wanted_to_be(self, client: Reader, luis: StaffMember):
        client.sign_in(luis)
        fields = {"csrf_token": proof(client), "number": "1", "yes": "y", "next": "/you"}

        answer = client.post("/terms/acceptance", data=fields)

        assert answer.headers["Location"] == "/you"
        assert "Version 1, accepted on" in client.get("/you").text

    def test_without_the_tick_nothing_is_accepted(self, client: Reader, luis: StaffMember):
        client.sign_in(luis)

        answer = client.post("/terms/acceptance", data={"csrf_token": proof(client), "number": "1"})

        assert (answer.status_code, "Check the box if you accept" in answer.text) == (422, True)
        assert db.session.query(TermsAcceptance).count() == 0

    def test_what_was_sent_meanwhile_is_not_kept_and_the_page_says_so(self, client: Reader, luis: StaffMember):
        client.sign_in(luis)

        answer = client.post("/you/pin", data={"csrf_token": proof(client), "pin": "602214", "again": "602214"})

        assert (answer.status_code, "Nothing was saved, because a new version" in answer.text) == (428, True)
        assert luis.pin_hash is None

    def test_whoever_does_not_accept_can_sign_out(self, client: Reader, luis: StaffMember):
        client.sign_in(luis)

        assert client.post("/sign-out", data={"csrf_token": proof(client)}).status_code == 302

    def test_a_door_with_people_in_front_of_it_is_not_held_up(self, client: Reader, first: Terms):
        client.sign_in(make_staff("Sam Novak", duties=(Duty.STEWARD,)))

        assert "/terms" not in client.get("/doors").headers.get("Location", "")

    def test_a_pin_opens_no_way_around(self, client: Reader, first: Terms):
        make_staff("Joyce Okafor", email=None, pin_hash=HASH)
        client.send("/kiosk", who="Joyce Okafor", pin=PIN)

        assert client.get("/my-choices").headers["Location"].startswith("/terms")


class TestTheCoordinator:
    def test_a_new_version_is_published_from_a_day_on(self, client: Reader, dana: StaffMember):
        client.sign_in(dana)
        soon = (now() + timedelta(days=2)).date().isoformat()

        client.send("/staff/terms", words=NEW_WORDS, effective_on=soon)

        page = client.get("/staff/terms").text
        assert ("Version 1" in page, "not yet" in page) == (True, True)
        assert client.get("/you").status_code == 200

    def test_a_day_that_is_over_is_refused_and_the_words_are_still_there(self, client: Reader, dana: StaffMember):
        client.sign_in(dana)

        answer = client.send("/staff/terms", words="My own words.", effective_on="2020-01-01")

        assert ("That day is over." in answer.text, "My own words." in answer.text) == (True, True)

    def test_what_was_accepted_can_be_read_again_after_a_new_version(self, client: Reader, dana, luis):
        at = now() - timedelta(days=300)
        accept(luis, at=at)
        terms_actions.publish_terms(NEW_WORDS, effective_at=at, by=dana, now=at)
        accept(luis, 2, at=now())
        reader = Reader(client.application, Response, use_cookies=True).sign_in(luis)

        assert "Version 1, accepted on" in reader.get("/you").text
        assert "not used to evaluate you" in reader.get("/terms/1").text
        assert "Less than before." in reader.get("/terms").text
