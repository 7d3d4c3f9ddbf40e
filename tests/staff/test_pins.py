"""PINs for shared devices: what opens the door, what is counted, what is kept."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from werkzeug.security import generate_password_hash

from pdday.db import db
from pdday.errors import Refused
from pdday.outbox import Message
from pdday.staff import actions, pin_actions, rules
from pdday.staff.models import SignIn, StaffMember, WrongPin
from pdday.staff.vocabulary import Device
from pdday.trail import Trail
from tests.factories import BEFORE, make_coordinator, make_school, make_staff
from tests.staff.test_actions import at_once

NOW = BEFORE
PIN, WRONG = "271828", "314159"
#: Hashing is slow on purpose; the tests hash once.
HASH = generate_password_hash(PIN)


@pytest.fixture
def joyce(app: Flask) -> StaffMember:
    return make_staff("Joyce Okafor", email=None, pin_hash=HASH)


def try_it(who: str = "Joyce Okafor", pin: str = PIN, *, now=NOW) -> actions.Tried:
    return pin_actions.try_pin(who, pin, now=now)


def five_wrong(person: StaffMember, *, now=NOW) -> None:
    """Five wrong tries, without the time that each takes."""
    db.session.add_all(WrongPin(staff_id=person.id, tried_at=now) for _ in range(5))
    db.session.flush()


def sign_ins() -> list[SignIn]:
    return list(db.session.scalars(db.select(SignIn).order_by(SignIn.id)))


@pytest.mark.parametrize("who", ["Joyce Okafor", " joyce  OKAFOR ", "Okafor, Joyce", "Jóyce Okafor"])
def test_a_name_is_known_however_it_is_written(joyce: StaffMember, who: str):
    assert try_it(who).token is not None


def test_the_employee_number_is_as_good_as_the_name(joyce: StaffMember):
    assert try_it(joyce.employee_id.lower()).token is not None


def test_the_name_on_certificates_is_as_good_as_the_one_colleagues_use(joyce: StaffMember):
    joyce.legal_name = "Joycelyn Okafor"

    assert try_it("Joycelyn Okafor").token is not None


def test_a_pin_opens_a_shared_device_for_an_hour_at_most(joyce: StaffMember):
    try_it()

    assert [(each.device, each.ends_at - each.began_at) for each in sign_ins()] == [(Device.SHARED, timedelta(hours=1))]


def test_two_of_one_name_are_told_apart_by_number_alone(joyce: StaffMember):
    other = make_staff("Joyce Okafor", email=None, pin_hash=HASH)

    assert try_it().token is None
    assert try_it(other.employee_id).token is not None
    assert [each.staff_id for each in sign_ins()] == [other.id]


@pytest.mark.parametrize("who", ["", " , ", "%", "Joyce", "Nobody Atall"])
def test_what_names_nobody_opens_nothing(joyce: StaffMember, who: str):
    with pytest.raises(Refused, match="That name and that PIN do not go together"):
        try_it(who).key_to_the_door()


def test_whoever_has_left_has_no_way_in(joyce: StaffMember):
    joyce.left_at = NOW

    assert try_it().token is None


@pytest.mark.slow
def test_a_sixth_try_opens_nothing_even_with_the_right_pin(joyce: StaffMember):
    for _ in range(5):
        try_it(pin=WRONG)

    assert try_it().token is None


def test_the_door_opens_again_after_ten_minutes(joyce: StaffMember):
    five_wrong(joyce)

    assert try_it(now=NOW + timedelta(minutes=10)).token is not None


def test_twenty_wrong_pins_are_enough_for_a_day(joyce: StaffMember):
    for round_ in range(4):
        five_wrong(joyce, now=NOW + timedelta(minutes=11 * round_))

    assert try_it(now=NOW + timedelta(hours=23)).token is None
    assert try_it(now=NOW + timedelta(hours=25)).token is not None


def test_wrong_pins_of_one_colleague_are_nothing_to_another(joyce: StaffMember):
    rosa = make_staff("Rosa Delgado", pin_hash=HASH)
    five_wrong(joyce)

    assert try_it(rosa.name).token is not None


def test_tries_while_the_door_is_shut_are_not_counted_on_top(joyce: StaffMember):
    five_wrong(joyce)

    try_it(pin=WRONG)

    assert db.session.query(WrongPin).count() == 5


@pytest.mark.slow
def test_twelve_wrong_pins_at_once_are_five_tries(app: Flask, joyce: StaffMember):
    def one_more() -> None:
        try_it(pin=WRONG)
        db.session.commit()

    at_once(app, 12, one_more)

    assert db.session.query(WrongPin).count() == 5


def test_everyone_without_mail_gets_a_pin_that_opens(app: Flask):
    school, dana = make_school("Birchfield"), make_coordinator()
    joyce = make_staff("Joyce Okafor", school=school, email=None)
    make_staff("Luis Ortega", school=school)
    make_staff("Ana Reyes", email=None)

    slips = pin_actions.give_pins(school, by=dana, now=NOW)

    assert [slip.person for slip in slips] == [joyce]
    assert try_it(pin=slips[0].pin).token is not None


def test_asked_twice_the_first_pins_stay(app: Flask):
    school, dana = make_school("Birchfield"), make_coordinator()
    make_staff("Joyce Okafor", school=school, email=None)
    (slip,) = pin_actions.give_pins(school, by=dana, now=NOW)

    assert pin_actions.give_pins(school, by=dana, now=NOW) == []
    assert try_it(pin=slip.pin).token is not None


def test_a_new_pin_ends_the_old_one_its_wrong_tries_and_shared_devices_left_open(joyce: StaffMember):
    try_it()
    five_wrong(joyce)

    slip = pin_actions.give_pin(joyce, by=make_coordinator(), now=NOW)

    assert [each.ended_at for each in sign_ins()] == [NOW]
    assert slip.pin == PIN or try_it().token is None
    assert try_it(pin=slip.pin).token is not None


def test_whoever_has_left_gets_no_new_pin(joyce: StaffMember):
    joyce.left_at = NOW

    with pytest.raises(Refused, match="Joyce Okafor has left"):
        pin_actions.give_pin(joyce, by=make_coordinator(), now=NOW)


def signed_in(person: StaffMember, device: Device = Device.SHARED) -> SignIn:
    actions.begin_sign_in(person, device=device, now=NOW)
    return sign_ins()[-1]


def test_one_s_own_choice_of_a_pin_opens_the_door(joyce: StaffMember):
    pin_actions.change_pin(joyce, "602214", former=PIN, this=signed_in(joyce), now=NOW).refuse_unless_done()

    assert try_it(pin="602214").token is not None
    assert try_it().token is None


def test_who_sits_down_at_an_open_page_can_take_no_new_pin(joyce: StaffMember):
    changed = pin_actions.change_pin(joyce, "602214", former=WRONG, this=signed_in(joyce), now=NOW)

    with pytest.raises(Refused, match="That is not your current PIN"):
        changed.refuse_unless_done()
    assert (joyce.pin_hash, db.session.query(WrongPin).count()) == (HASH, 1)


def test_changing_a_pin_leaves_only_the_device_where_it_was_changed(joyce: StaffMember):
    elsewhere, phone, here = (signed_in(joyce, device) for device in (Device.SHARED, Device.OWN, Device.SHARED))

    pin_actions.change_pin(joyce, "602214", former=PIN, this=here, now=NOW)

    assert (elsewhere.ended_at, phone.ended_at, here.ended_at) == (NOW, None, None)


def test_whoever_has_an_address_is_told_of_a_new_pin(app: Flask):
    luis = make_staff("Luis Ortega")

    pin_actions.change_pin(luis, "602214", former=None, this=signed_in(luis), now=NOW)

    mail = db.session.scalars(db.select(Message)).one()
    assert (mail.to_address, "602214" in mail.body) == (luis.email, False)


@pytest.mark.parametrize("easy", ["000000", "123456", "654321", "012345", "987654", "123123"])
def test_what_everyone_tries_first_is_no_pin(joyce: StaffMember, easy: str):
    with pytest.raises(Refused, match="guessed too easily"):
        pin_actions.change_pin(joyce, easy, former=PIN, this=signed_in(joyce), now=NOW)


def test_a_pin_is_readable_nowhere_once_it_was_shown(app: Flask):
    school, dana = make_school("Birchfield"), make_coordinator()
    joyce = make_staff("Joyce Okafor", school=school, email=None)
    (slip,) = pin_actions.give_pins(school, by=dana, now=NOW)
    again = pin_actions.give_pin(joyce, by=dana, now=NOW)

    kept = [str(joyce.pin_hash), *(f"{each.facts} {each.why}" for each in db.session.scalars(db.select(Trail)))]

    assert [words for words in kept if slip.pin in words or again.pin in words] == []
    assert re.fullmatch(r"scrypt:.+", str(joyce.pin_hash))


def test_the_trail_says_who_gave_whom_a_pin(app: Flask):
    school, dana = make_school("Birchfield"), make_coordinator()
    joyce = make_staff("Joyce Okafor", school=school, email=None)

    pin_actions.give_pins(school, by=dana, now=NOW)

    (entry,) = db.session.scalars(db.select(Trail))
    assert (entry.did, entry.by_id, entry.thing_id, entry.facts) == (
        "give_pins", dana.id, school.id, {"staff": [joyce.id]},
    )  # fmt: skip


def test_nobody_is_in_front_of_a_device_that_was_touched_long_ago():
    seen = NOW

    assert rules.is_still_there(seen, now=NOW + timedelta(minutes=5, seconds=59))
    assert not rules.is_still_there(seen, now=NOW + timedelta(minutes=6))
    assert not rules.is_still_there(None, now=NOW)
