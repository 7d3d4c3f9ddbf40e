"""New keys for an installation: what was given out under the former ones is still good, on paper and in pockets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask, Response
from sqlalchemy import select
from werkzeug.security import generate_password_hash

from pdday import outbox, seal
from pdday.app import create_app
from pdday.checkin.badges import badge_address, token_in
from pdday.checkin.rules import ScanOutcome
from pdday.clock import now
from pdday.config import Config, Misconfigured, forget_former_keys, from_environment, renew_kept_keys
from pdday.db import db
from pdday.errors import NotReady
from pdday.feedback import actions as feedback_actions
from pdday.feedback.models import SealedTicket
from pdday.feedback.rules import ExitTicket
from pdday.outbox import Message
from pdday.timetable import feed_actions
from pdday.timetable.models import Offering
from tests.checkin.factories import make_badge, make_door, make_published_day, scan_token
from tests.factories import make_staff
from tests.feedback.factories import hand_in, make_attended_offering
from tests.reader import Reader
from tests.staff.test_views import KNOWN, sent_code

SECRET, SEAL = "the next secret of the tests, of 32 characters", Fernet.generate_key().decode()
PIN = "271828"


def renewed(config: Config, *, knows_the_former: bool = True) -> Config:
    """The same installation with new keys, and with the former ones behind them or not."""
    former = {"former_secret_keys": (config.secret_key,), "former_seal_keys": (config.seal_key,)}
    return replace(config, secret_key=SECRET, seal_key=SEAL, **(former if knows_the_former else {}))


@contextmanager
def running(config: Config) -> Iterator[Flask]:
    """The installation started anew with these settings, on the database there is."""
    db.session.commit()
    app = create_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def same_browser(client: Reader, app: Flask) -> Reader:
    """The browser, its cookie kept, in front of the installation as it runs now."""
    browser = Reader(app, Response, use_cookies=True)
    browser.set_cookie("pdday", client.get_cookie("pdday").value)
    return browser


def test_whoever_is_signed_in_stays_signed_in(client: Reader, config: Config):
    client.sign_in(make_staff("Luis Ortega"))

    with running(renewed(config)) as app:
        browser = same_browser(client, app)
        assert "Luis Ortega" in browser.get("/you").text
        assert browser.get("/you").status_code == 200  # with the cookie that the new key signed


def test_a_form_opened_before_is_still_taken(client: Reader, config: Config):
    client.sign_in(make_staff("Luis Ortega"))
    proof = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get("/you").text).group(1)

    with running(renewed(config)) as app:
        answer = same_browser(client, app).post("/sign-out", data={"csrf_token": proof})

    assert answer.headers["Location"] == "/sign-in"


def test_without_the_former_key_one_signs_in_again(client: Reader, config: Config):
    client.sign_in(make_staff("Luis Ortega"))

    with running(renewed(config, knows_the_former=False)) as app:
        answer = same_browser(client, app).get("/you")

    assert answer.headers["Location"].startswith("/sign-in?")


@pytest.mark.slow
def test_a_code_on_its_way_still_opens_the_door(client: Reader, config: Config):
    make_staff("Luis Ortega", email=KNOWN)
    client.send("/sign-in", email=KNOWN)
    digits = sent_code(client.application)

    with running(renewed(config)) as app:
        browser = Reader(app, Response, use_cookies=True)
        browser.send("/sign-in/code", email=KNOWN, code=digits)
        assert "Luis Ortega" in browser.get("/you").text


@pytest.mark.slow
@pytest.mark.parametrize("knows_the_former", [True, False])
def test_what_is_printed_or_in_a_calendar_needs_no_key_at_all(app: Flask, config: Config, knows_the_former: bool):
    luis = make_staff("Luis Ortega", pin_hash=generate_password_hash(PIN))
    the_day = make_published_day()
    make_badge(the_day, luis).token = "LuisHisOwnBadge12"
    printed = badge_address("LuisHisOwnBadge12")
    feed = feed_actions.open_feed(by=luis, now=now()).token
    door_id = make_door(the_day).id

    with running(renewed(config, knows_the_former=knows_the_former)) as after:
        verdict = scan_token(db.session.get_one(Offering, door_id), token_in(printed) or "", "9:20")
        browser = Reader(after, Response, use_cookies=True)
        calendar = browser.get(f"/calendar/{feed}.ics").status_code
        browser.send("/kiosk", who="Luis Ortega", pin=PIN)
        page = browser.get("/you").text

    assert verdict.outcome in {ScanOutcome.WELCOME, ScanOutcome.WALK_IN}
    assert (calendar, "Luis Ortega" in page) == (200, True)


@pytest.mark.slow
def test_tickets_that_waited_are_opened_with_the_former_key_and_locked_anew_without_it(app: Flask, config: Config):
    room = make_attended_offering(people=5)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))
    offering_id = room.offering.id

    with running(renewed(config)):
        assert feedback_actions.lock_anew() == 5
        assert feedback_actions.lock_anew() == 0
        db.session.commit()
    with running(renewed(config, knows_the_former=False)):
        assert feedback_actions.release_batch(db.session.get_one(Offering, offering_id)) == 1


def test_tickets_are_equally_long_and_tell_no_time_after_they_were_locked_anew(app: Flask, config: Config):
    room = make_attended_offering(people=2)
    for person, words in zip(room.people, ("", "w" * 900), strict=True):
        hand_in(room.offering, person, ExitTicket(good_use=4, keep=words))

    with running(renewed(config)):
        feedback_actions.lock_anew()
        sealed = db.session.scalars(select(SealedTicket.sealed)).all()

        assert len({len(each) for each in sealed}) == 1
        assert {Fernet(SEAL).extract_timestamp(each) for each in sealed} == {0}


def test_a_waiting_code_is_locked_anew_and_still_says_the_same(app: Flask, config: Config):
    outbox.put(once="a", to=KNOWN, subject="Code", body="{secret}", secret="402817", now=now())

    with running(renewed(config)):
        assert outbox.lock_anew() == 1
        db.session.commit()
    with running(renewed(config, knows_the_former=False)):
        assert seal.open_up(db.session.scalars(select(Message.sealed)).one()) == b"402817"


def test_no_worker_sends_a_code_while_it_may_be_locked_anew(app: Flask):
    message = outbox.put(once="a", to=KNOWN, subject="Code", body="{secret}", secret="402817", now=now())
    db.session.commit()
    not_held = select(Message.id).where(Message.id == message.id).with_for_update(skip_locked=True)

    outbox.lock_anew()

    if db.engine.dialect.name == "postgresql":  # SQLite has one writer at a time
        with db.engine.connect() as worker:
            assert worker.scalars(not_held).all() == []
    db.session.rollback()
    assert db.session.scalars(not_held).all() == [message.id]


def test_what_no_key_opens_is_left_as_it_is_and_says_so(app: Flask, config: Config):
    room = make_attended_offering(people=1)
    hand_in(room.offering, room.people[0], ExitTicket(good_use=4))
    before = db.session.scalars(select(SealedTicket.sealed)).one()

    with running(renewed(config, knows_the_former=False)):
        with pytest.raises(NotReady, match="PDDAY_SEAL_KEY"):
            feedback_actions.lock_anew()
        db.session.rollback()
        assert db.session.scalars(select(SealedTicket.sealed)).one() == before


def test_an_installation_that_keeps_its_own_keys_renews_and_forgets_them(tmp_path: Path):
    first = from_environment({"PDDAY_INSTANCE": str(tmp_path)})
    renew_kept_keys(first)
    second = from_environment({"PDDAY_INSTANCE": str(tmp_path)})
    forget_former_keys(second)
    third = from_environment({"PDDAY_INSTANCE": str(tmp_path)})

    assert second.former_secret_keys == (first.secret_key,)
    assert second.former_seal_keys == (first.seal_key,)
    assert (third.secret_key, third.former_secret_keys) == (second.secret_key, ())
    assert len({first.seal_key, second.seal_key, first.secret_key, second.secret_key}) == 4
    assert {oct(file.stat().st_mode & 0o777) for file in tmp_path.iterdir()} == {"0o600"}


@pytest.mark.parametrize("change", [renew_kept_keys, forget_former_keys])
def test_keys_from_the_environment_are_changed_there(tmp_path: Path, change: Callable[[Config], None]):
    from_environment({"PDDAY_INSTANCE": str(tmp_path)})
    config = from_environment({"PDDAY_INSTANCE": str(tmp_path), "PDDAY_SECRET_KEY": SECRET})

    with pytest.raises(Misconfigured, match="PDDAY_SECRET_KEY comes from the environment"):
        change(config)


def test_former_keys_from_the_environment_are_a_list_newest_first(tmp_path: Path):
    older, oldest = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    config = from_environment({
        "PDDAY_INSTANCE": str(tmp_path), "PDDAY_SEAL_KEY": SEAL, "PDDAY_FORMER_SEAL_KEYS": f"{older}, {oldest}",
    })  # fmt: skip

    assert (config.seal_key, config.former_seal_keys) == (SEAL, (older, oldest))
    assert older not in repr(config)
