"""Messages: put once, sent by a real server's word, codes first, secrets wiped."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pdday import outbox, sending
from pdday.config import Config
from pdday.db import db
from pdday.outbox import Message, MessageState
from tests.factories import BEFORE, make_staff
from tests.mail_server import Mailbox, a_mail_server

MINUTE = timedelta(minutes=1)


@pytest.fixture
def mailbox(app: Flask, config: Config) -> Iterator[Mailbox]:
    """A mail server that the application is set up to send to."""
    with a_mail_server() as box:
        app.config["PDDAY"] = replace(config, mail=box.address)
        yield box


def put(
    once: str = "timetable-3:staff-17",
    *,
    to: str = "p1@harlow.example",
    subject: str = "Your day",
    body: str = "Room 12.",
    **more: Any,
) -> Message:
    message = outbox.put(once=once, to=to, subject=subject, body=body, now=BEFORE, **more)
    db.session.commit()
    return message


def send(at: datetime = BEFORE) -> int:
    return sending.send_due(clock=lambda: at, stopping=lambda: False)


def test_a_message_is_sent_and_marked(mailbox):
    message = put()

    sent = send(BEFORE + MINUTE)

    assert (sent, mailbox.subjects, mailbox.bodies()) == (1, ["Your day"], ["Room 12."])
    assert (message.state, message.sent_at, message.tries) == (MessageState.SENT, BEFORE + MINUTE, 1)


def test_a_sent_message_is_not_sent_again(mailbox):
    put()
    send()

    assert (send(BEFORE + timedelta(days=1)), mailbox.subjects) == (0, ["Your day"])


def test_the_same_key_twice_is_one_message_and_the_first_one_stays(mailbox):
    person = make_staff()
    first = put("welcome-17", subject="First", staff=person)

    second = put("welcome-17", subject="Second", staff=person)

    assert (second.id, second.subject, outbox.count_waiting()) == (first.id, "First", 1)


def test_two_who_put_the_same_message_at_once_put_one(app: Flask):
    start = Barrier(2)

    def put_it() -> int:
        with app.app_context():
            start.wait()
            return put().id

    with ThreadPoolExecutor(2) as two:
        ids = {each.result() for each in [two.submit(put_it), two.submit(put_it)]}

    assert (len(ids), outbox.count_waiting()) == (1, 1)


def test_codes_go_before_everything_else(mailbox):
    put("news-1", subject="News")
    put("code-1", subject="Your code", urgent=True)

    send()

    assert mailbox.subjects == ["Your code", "News"]


def test_a_secret_is_in_the_mail_and_nowhere_else(mailbox):
    message = put(body="Your code is {secret}.", secret="402817")
    at_rest = message.sealed

    send()

    assert at_rest is not None
    assert b"402817" not in at_rest
    assert (mailbox.bodies(), message.sealed, message.body) == (
        ["Your code is 402817."],
        None,
        "Your code is {secret}.",
    )


def test_a_secret_that_was_not_sent_in_time_is_wiped_and_not_sent(mailbox):
    message = put(body="Your code is {secret}.", secret="402817")

    sent = send(BEFORE + outbox.SECRET_LIFE)

    assert (sent, mailbox.got) == (0, [])
    assert (message.state, message.sealed) == (MessageState.FAILED, None)
    assert str(message.failure) == "It could not be sent before it expired."


def test_secrets_are_wiped_in_time_also_where_mail_is_not_set_up(app):
    message = put(secret="402817")

    send(BEFORE + outbox.SECRET_LIFE)

    assert (message.state, message.sealed) == (MessageState.FAILED, None)


def test_without_a_mail_server_messages_wait(app):
    message = put()

    assert (send(), message.state, message.tries) == (0, MessageState.WAITING, 0)


def test_that_mail_is_not_set_up_is_said_once_for_each_number_of_messages(app, caplog):
    for number in range(3):
        put(once=f"early {number}")
    send(), send()
    put(once="late")
    send(), send()

    said = [record.getMessage() for record in caplog.records if "not set up" in record.getMessage()]
    assert said == [f"Mail is not set up (PDDAY_MAIL); {count} messages wait." for count in (3, 4)]


def test_a_passing_trouble_puts_a_message_off_for_growing_pauses(mailbox):
    mailbox.answer = "451 Try again later"
    message = put()
    due = [message.next_try_at]

    for _ in range(3):
        send(due[-1])
        due.append(message.next_try_at)

    assert [later - sooner for sooner, later in pairwise(due)] == [MINUTE, 5 * MINUTE, 15 * MINUTE]


def test_a_message_that_was_put_off_goes_out_once_the_trouble_is_over(mailbox):
    mailbox.answer = "451 Try again later"
    message = put()
    send()
    mailbox.answer = "250 OK"

    early, due = send(BEFORE + MINUTE / 2), send(BEFORE + MINUTE)

    assert (early, due, message.state) == (0, 1, MessageState.SENT)


def test_after_the_last_pause_a_message_has_failed_and_says_why(mailbox):
    mailbox.answer = "451 Try again later"
    message = put()

    while message.state is MessageState.WAITING:
        send(message.next_try_at)

    assert message.tries == len(sending.PAUSES) + 1
    assert "Try again later" in str(message.failure)


def test_a_message_refused_for_good_is_not_tried_again(mailbox):
    mailbox.answer = "550 No such mailbox"
    message = put()

    send()

    assert (message.state, message.tries, "No such mailbox" in str(message.failure)) == (MessageState.FAILED, 1, True)


def test_one_bad_address_does_not_hold_up_the_others(mailbox):
    astray = put("a", to="nobody@harlow.example")
    put("b", subject="Fine")

    send()

    assert (astray.state, mailbox.subjects) == (MessageState.FAILED, ["Fine"])


def test_a_mail_server_that_is_down_costs_one_message_one_try(app, config):
    app.config["PDDAY"] = replace(config, mail="smtp://127.0.0.1:1")
    put("a")
    put("b")

    send()

    assert db.session.scalars(select(Message.tries).order_by(Message.id)).all() == [1, 0]


def test_a_code_sealed_with_another_key_fails_instead_of_going_out_blank(app, mailbox):
    message = put(body="Your code is {secret}.", secret="402817")
    app.config["PDDAY"] = replace(app.config["PDDAY"], seal_key="YW5vdGhlciBrZXkgdGhhbiB0aGUgdGVzdHMnIG93biE=")

    send()

    assert (message.state, mailbox.got) == (MessageState.FAILED, [])


def test_every_try_of_a_message_has_the_same_message_id(mailbox):
    message = put()
    send()
    db.session.execute(db.update(Message).values(state=MessageState.WAITING, sent_at=None, next_try_at=BEFORE))
    db.session.commit()

    send()

    assert message.tries == 2
    assert mailbox.got[0]["Message-ID"] == mailbox.got[1]["Message-ID"]


def test_a_worker_killed_while_sending_leaves_its_message_to_the_next_when_the_claim_runs_out(mailbox):
    message = put()
    claimed = sending._claim(now=BEFORE)  # … and then the lights go out.

    before, after = send(BEFORE + sending.CLAIM / 2), send(BEFORE + sending.CLAIM)

    assert claimed is not None
    assert (before, after, message.state) == (0, 1, MessageState.SENT)


def test_two_workers_send_no_message_twice(app: Flask, mailbox):
    wanted = [f"Message {number}" for number in range(20)]
    for subject in wanted:
        put(subject, subject=subject)
    start = threading.Barrier(2)

    def send_all() -> int:
        with app.app_context():
            start.wait()
            return send()

    with ThreadPoolExecutor(2) as two:
        sent = sum(each.result() for each in [two.submit(send_all), two.submit(send_all)])

    assert (sent, sorted(mailbox.subjects)) == (20, sorted(wanted))


def test_a_worker_that_is_told_to_stop_leaves_the_rest_for_later(mailbox):
    put("a")
    put("b")

    sending.send_due(clock=lambda: BEFORE, stopping=lambda: len(mailbox.got) == 1)

    assert (len(mailbox.got), outbox.count_waiting()) == (1, 1)


@pytest.mark.parametrize("line", ["a@harlow.example\nBcc: everyone@harlow.example", "a\rb"])
def test_no_line_break_slips_into_an_address(app, line):
    letter = outbox.Letter(once="b", staff_id=1, to=line, subject="Hello", body="")

    with pytest.raises(ValueError, match="line break"):
        outbox.put(once="a", to=line, subject="Hello", body="", now=BEFORE)
    with pytest.raises(ValueError, match="line break"):
        outbox.put_all([letter], now=BEFORE)


def test_a_subject_is_on_one_line_whatever_it_names(app):
    message = outbox.put(
        once="a", to="a@harlow.example", subject="A seat in “Art\r\nBcc: everyone@x.example”", body="", now=BEFORE
    )

    assert message.subject == "A seat in “Art Bcc: everyone@x.example”"


def test_only_messages_that_wait_have_anything_before_them():
    assert {state for state, following in outbox.NEXT_STATES.items() if following} == {MessageState.WAITING}


def test_of_many_messages_at_once_each_key_is_put_once_and_the_first_stays(app: Flask):
    letters = [outbox.Letter(f"key-{number}", make_staff().id, "a@harlow.example", "Hello", "First") for number in "12"]
    outbox.put_all(letters, now=BEFORE)

    outbox.put_all([replace(letters[1], body="Second"), replace(letters[1], once="key-3")], now=BEFORE)

    rows = db.session.execute(select(Message.once, Message.body).order_by(Message.once)).all()
    assert [tuple(row) for row in rows] == [("key-1", "First"), ("key-2", "First"), ("key-3", "First")]
