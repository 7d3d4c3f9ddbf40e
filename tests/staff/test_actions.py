import re
import threading
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from pdday.config import Config
from pdday.db import db
from pdday.errors import Refused
from pdday.outbox import Message
from pdday.staff import actions
from pdday.staff.models import SignIn, SignInCode, StaffMember
from pdday.staff.vocabulary import Device
from tests.factories import BEFORE, make_staff

KEY = "a key of the tests"
PAGE = "https://pd.example.org/sign-in/code"
NOW = BEFORE
EMAIL = "l.ortega@harlow.example"


def ask(person: StaffMember, *, now=NOW) -> None:
    actions.ask_for_code(str(person.email), sign_in_page=PAGE, key=KEY, now=now)


def newest_mail() -> Message:
    return db.session.scalars(db.select(Message).order_by(Message.id.desc())).first()


def code_in(mail: Message, config: Config) -> str:
    return Fernet(config.seal_key).decrypt(mail.sealed).decode().split()[0]


def try_it(person: StaffMember, digits: str, *, now=NOW) -> actions.Tried:
    return actions.try_code(str(person.email), digits, device=Device.WORK, key=KEY, now=now)


def another(digits: str) -> str:
    """Six digits that are not these."""
    return f"{(int(digits) + 1) % 1_000_000:06}"


@pytest.fixture
def luis(app: Flask) -> StaffMember:
    return make_staff("Luis Ortega", email=EMAIL)


def test_the_code_in_the_mail_opens_the_door_once(app: Flask, luis: StaffMember):
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])

    assert try_it(luis, digits).token is not None
    assert try_it(luis, digits).token is None


def test_who_comes_back_after_a_week_is_sent_a_code_again(app: Flask, luis: StaffMember):
    ask(luis)

    ask(luis, now=NOW + timedelta(days=7))

    mails = db.session.scalars(db.select(Message).where(Message.to_address == EMAIL)).all()
    assert [mail.put_at for mail in mails] == [NOW, NOW + timedelta(days=7)]
    assert try_it(luis, code_in(mails[-1], app.config["PDDAY"]), now=NOW + timedelta(days=7)).token is not None


def test_the_code_is_nowhere_at_rest_in_the_clear(app: Flask, luis: StaffMember):
    ask(luis)
    mail, code = newest_mail(), db.session.scalars(db.select(SignInCode)).one()
    digits = code_in(mail, app.config["PDDAY"])

    kept = " ".join(
        str(value) for row in (mail, code) for name, value in vars(row).items() if name != "_sa_instance_state"
    )

    assert digits not in kept
    assert re.fullmatch(r"\d{6}", digits)


def test_the_mail_goes_first_and_says_both_ways_in(luis: StaffMember):
    ask(luis)
    mail = newest_mail()

    address = urlsplit(re.search(r"https://\S+", mail.body).group())
    assert mail.urgent
    assert mail.to_address == "l.ortega@harlow.example"
    assert "your code is {secret}." in mail.body
    told = {"email": ["l.ortega@harlow.example"], "code": ["{secret}"], "proof": ["{proof}"]}
    assert parse_qs(address.query) == told


def test_a_wrong_code_opens_nothing_and_is_counted(app: Flask, luis: StaffMember):
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])

    tried = try_it(luis, another(digits))

    assert db.session.scalars(db.select(SignInCode.tries)).one() == 1
    with pytest.raises(Refused, match="That code does not work"):
        tried.key_to_the_door()


def test_a_code_is_over_after_ten_minutes(app: Flask, luis: StaffMember):
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])

    assert try_it(luis, digits, now=NOW + timedelta(minutes=10)).token is None


def test_a_sixth_try_is_refused_even_with_the_right_code(app: Flask, luis: StaffMember):
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])
    for _ in range(5):
        try_it(luis, another(digits))

    assert try_it(luis, digits).token is None


def test_a_new_code_brings_no_new_tries(app: Flask, luis: StaffMember):
    ask(luis)
    for _ in range(5):
        try_it(luis, another(code_in(newest_mail(), app.config["PDDAY"])))
    ask(luis, now=NOW + timedelta(minutes=1))

    assert try_it(luis, code_in(newest_mail(), app.config["PDDAY"]), now=NOW + timedelta(minutes=2)).token is None


def test_a_newer_code_replaces_the_older(app: Flask, luis: StaffMember):
    ask(luis)
    older = code_in(newest_mail(), app.config["PDDAY"])
    ask(luis)
    newer = code_in(newest_mail(), app.config["PDDAY"])

    assert older == newer or try_it(luis, older).token is None
    assert try_it(luis, newer).token is not None


def test_a_code_of_one_colleague_is_nothing_to_another(app: Flask, luis: StaffMember):
    rosa = make_staff("Rosa Delgado")
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])
    ask(rosa)

    assert code_in(newest_mail(), app.config["PDDAY"]) == digits or try_it(rosa, digits).token is None


def test_nobody_s_mail_is_flooded(luis: StaffMember):
    for _ in range(8):
        ask(luis)

    assert db.session.query(Message).count() == 5


@pytest.mark.parametrize("address", ["nobody@harlow.example", "", "%", "L.ORTEGA@harlow.example.org"])
def test_an_address_that_is_no_colleague_s_gets_nothing(luis: StaffMember, address: str):
    actions.ask_for_code(address, sign_in_page=PAGE, key=KEY, now=NOW)

    assert db.session.query(Message).count() == 0
    assert actions.try_code(address, "123456", device=Device.WORK, key=KEY, now=NOW).token is None


def test_the_letters_of_an_address_may_be_large_or_small(luis: StaffMember):
    actions.ask_for_code(" L.Ortega@Harlow.example ", sign_in_page=PAGE, key=KEY, now=NOW)

    assert newest_mail().to_address == "l.ortega@harlow.example"


def test_whoever_has_left_gets_no_code(luis: StaffMember):
    luis.left_at = NOW
    ask(luis)

    assert db.session.query(Message).count() == 0


def test_codes_older_than_a_day_are_forgotten(luis: StaffMember):
    ask(luis)
    ask(luis, now=NOW + timedelta(days=2))

    assert db.session.query(SignInCode).count() == 1


def test_only_a_hash_of_a_browser_s_token_is_kept(luis: StaffMember):
    token = actions.begin_sign_in(luis, device=Device.WORK, now=NOW)

    kept = db.session.scalars(db.select(SignIn)).one()

    assert token not in (kept.token_hash, str(kept.id))
    assert kept.ends_at == NOW + timedelta(hours=12)


def test_five_browsers_with_the_same_code_at_once_and_one_gets_in(app: Flask, luis: StaffMember):
    ask(luis)
    digits = code_in(newest_mail(), app.config["PDDAY"])

    tokens = at_once(app, 5, lambda: _try(EMAIL, digits))

    assert sum(token is not None for token in tokens) == 1
    assert db.session.query(SignIn).count() == 1


def test_twelve_wrong_codes_at_once_are_five_tries(app: Flask, luis: StaffMember):
    ask(luis)
    wrong = another(code_in(newest_mail(), app.config["PDDAY"]))

    at_once(app, 12, lambda: _try(EMAIL, wrong))

    assert db.session.scalars(db.select(SignInCode.tries)).one() == 5


def _try(email: str, digits: str) -> str | None:
    tried = actions.try_code(email, digits, device=Device.WORK, key=KEY, now=NOW)
    db.session.commit()
    return tried.token


def at_once(app: Flask, browsers: int, do) -> list:
    """Do it in as many threads, each with a connection of its own, all starting together."""
    db.session.commit()
    start, results = threading.Barrier(browsers), []

    def run() -> None:
        with app.app_context():
            db.session.execute(db.select(1))  # the connection is open before the start, so that all run together
            db.session.rollback()
            start.wait()
            results.append(do())

    threads = [threading.Thread(target=run) for _ in range(browsers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
