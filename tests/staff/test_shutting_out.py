"""Nobody can shut a colleague out by typing wrong codes and PINs, nor take an account over unnoticed."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from pdday.db import db
from pdday.outbox import Message
from pdday.staff import actions, people_actions, pin_actions, rules
from pdday.staff.models import StaffMember, WrongPin
from pdday.staff.people_actions import FIELDS
from pdday.staff.vocabulary import Device
from tests.factories import BEFORE, make_coordinator, make_staff
from tests.reader import Reader
from tests.staff.test_actions import KEY, NOW, another, ask, newest_mail
from tests.staff.test_pins import HASH, PIN, WRONG

EMAIL = "l.ortega@harlow.example"
HERE, THERE = "the kiosk", "somewhere else"


@pytest.fixture
def luis(app: Flask) -> StaffMember:
    return make_staff("Luis Ortega", email=EMAIL)


@pytest.fixture
def joyce(app: Flask) -> StaffMember:
    return make_staff("Joyce Okafor", email=None, pin_hash=HASH)


def in_the_mail(app: Flask) -> tuple[str, str]:
    """The digits and the proof that the newest mail holds."""
    digits, proof = Fernet(app.config["PDDAY"].seal_key).decrypt(newest_mail().sealed).decode().split()
    return digits, proof


def try_it(digits: str, proof: str = "", *, now=NOW) -> actions.Tried:
    return actions.try_code(EMAIL, digits, device=Device.WORK, key=KEY, proof=proof, now=now)


def wrong_pins(person: StaffMember, *places: str) -> None:
    """Wrong tries without the time that each takes."""
    db.session.add_all(WrongPin(staff_id=person.id, tried_at=NOW, place=place) for place in places)
    db.session.flush()


def try_pin(pin: str = PIN, *, place: str = HERE) -> str | None:
    return pin_actions.try_pin("Joyce Okafor", pin, place=place, now=NOW).token


def test_however_many_wrong_codes_a_stranger_types_the_mail_opens_the_door(app: Flask, luis: StaffMember):
    ask(luis)
    digits, proof = in_the_mail(app)
    for _ in range(7):
        try_it(another(digits))

    assert try_it(digits).token is None
    assert try_it(digits, proof).token is not None


def test_a_proof_without_the_code_opens_nothing(app: Flask, luis: StaffMember):
    ask(luis)
    digits, proof = in_the_mail(app)

    assert try_it(another(digits), proof).token is None


@pytest.mark.parametrize("proof", ["0" * 64, "é", "x" * 254])
def test_a_made_up_proof_saves_no_try(app: Flask, luis: StaffMember, proof: str):
    ask(luis)
    digits, _ = in_the_mail(app)
    for _ in range(5):
        try_it(another(digits), proof)

    assert try_it(digits, proof).token is None


def test_the_proof_of_a_mail_before_is_none_for_the_next(app: Flask, luis: StaffMember):
    ask(luis)
    _, former = in_the_mail(app)
    ask(luis)
    digits, _ = in_the_mail(app)
    for _ in range(5):
        try_it(another(digits))

    assert try_it(digits, former).token is None


def test_the_address_in_the_mail_brings_the_proof_into_the_form(client: Reader, luis: StaffMember):
    client.send("/sign-in", email=EMAIL)
    body = newest_mail().body
    address = next(line for line in body.splitlines() if line.startswith("http"))
    digits, proof = in_the_mail(client.application)
    asked = parse_qs(urlsplit(address).query)

    page = client.get("/sign-in/code", query_string={"email": EMAIL, "code": digits, "proof": proof}).text

    assert (asked["code"], asked["proof"]) == (["{secret}"], ["{proof}"])
    assert [secret for secret in (digits, proof) if secret in body] == []
    assert f'name="proof" type="hidden" value="{proof}"' in page


def test_wrong_pins_from_elsewhere_leave_the_kiosk_open(joyce: StaffMember):
    wrong_pins(joyce, *[THERE] * 5)

    assert try_pin(place=THERE) is None
    assert try_pin(place=HERE) is not None


def test_many_places_together_have_a_limit_too(joyce: StaffMember):
    wrong_pins(joyce, *[f"place {number}" for number in range(15)])

    assert try_pin(place=HERE) is None


def test_who_tries_one_pin_on_everybody_is_stopped_and_others_elsewhere_are_not(joyce: StaffMember):
    for _ in range(30):
        wrong_pins(make_staff(email=None), THERE)

    assert try_pin(place=THERE) is None
    assert try_pin(place=HERE) is not None


def test_a_try_is_counted_with_its_place(joyce: StaffMember):
    try_pin(WRONG, place=HERE)

    assert db.session.scalars(db.select(WrongPin.place)).all() == [HERE]


def test_a_network_address_is_kept_as_a_hash_that_tells_places_apart(client: Reader, joyce: StaffMember):
    client.send("/kiosk", who="Joyce Okafor", pin=WRONG)
    client.post(
        "/kiosk",
        data={"csrf_token": client.proof(), "who": "Joyce Okafor", "pin": WRONG},
        environ_base={"REMOTE_ADDR": "203.0.113.9"},
    )

    first, second = db.session.scalars(db.select(WrongPin.place).order_by(WrongPin.id))
    assert first != second
    assert all(len(place) == 16 and "." not in place for place in (first, second))


def test_whoever_gets_a_pin_from_a_coordinator_hears_of_it(luis: StaffMember):
    pin_actions.give_pin(luis, by=make_coordinator(), now=NOW)

    assert newest_mail().subject == "Your PIN for shared devices was changed"
    assert newest_mail().to_address == EMAIL


def test_a_button_pressed_twice_is_told_once_and_another_pin_later_on_the_day_is_told_too(luis: StaffMember):
    dana = make_coordinator()
    for later in (timedelta(0), timedelta(0), timedelta(hours=2)):
        pin_actions.give_pin(luis, by=dana, now=NOW + later)

    assert [message.to_address for message in db.session.scalars(db.select(Message))] == [EMAIL, EMAIL]


def test_a_former_address_hears_that_codes_go_elsewhere(luis: StaffMember):
    facts = {name: getattr(luis, name) for name in FIELDS} | {"email": "somebody@elsewhere.example"}

    people_actions.change_person(luis, facts, seen=rules.face_of(luis), by=make_coordinator(), now=BEFORE)

    assert (newest_mail().to_address, newest_mail().subject) == (EMAIL, "Your address in pdday was changed")


def test_a_correction_of_the_name_alone_is_told_to_nobody(luis: StaffMember):
    facts = {name: getattr(luis, name) for name in FIELDS} | {"first_name": "Louis"}

    people_actions.change_person(luis, facts, seen=rules.face_of(luis), by=make_coordinator(), now=BEFORE)

    assert db.session.scalars(db.select(Message)).all() == []
