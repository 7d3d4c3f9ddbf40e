"""The only file that sends mail: what waits in the outbox goes out, codes first.

Sending is at-least-once. A message is claimed in one short transaction, sent with none open, and marked in
another; a worker killed between sending and marking leaves a message that goes out a second time when the
claim runs out, with the same Message-ID, by which mailboxes tell a repeat. The other way round, a message
that says "your room has changed" could be lost without anybody knowing; read twice it costs a glance.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from flask import current_app
from sqlalchemy import select, update

from pdday.config import Config
from pdday.db import db
from pdday.errors import NotReady
from pdday.outbox import Message, MessageState, count_waiting
from pdday.seal import open_up
from pdday.words import Sentence

log = logging.getLogger(__name__)

#: Pauses after the first, second … failed try; after the last the message has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
#: How long a claimed message is one worker's alone: longer than a mail server may take to answer.
CLAIM = timedelta(minutes=3)
#: A mail server that says nothing for so long is given up for this time.
SERVER_SECONDS = 30

#: Troubles after which the next message may fare better on the same connection.
ABOUT_ONE_MESSAGE = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError)


def send_due(*, clock: Callable[[], datetime], stopping: Callable[[], bool]) -> int:
    """Send what is due, codes first, until nothing is or `stopping`; how many went out. For the message lane.

    Commits each step by itself. A mail server that cannot be reached ends the round; the next look tries again.
    """
    config: Config = current_app.config["PDDAY"]
    _expire(now=clock())
    if config.mail is None:
        _say_that_mail_is_not_set_up()
        return 0
    sent = 0
    with ExitStack() as closing:
        server = None
        while not stopping() and (letter := _claim(now=clock())):
            try:
                server = server or closing.enter_context(reach(config.mail))
                server.send_message(_written(letter, config, at=clock()))
            except (OSError, ValueError) as trouble:  # An SMTPException is an OSError too.
                _not_sent(letter, trouble, now=clock())
                if server is None or not isinstance(trouble, ABOUT_ONE_MESSAGE):
                    break
            else:
                _end(letter, {"state": MessageState.SENT, "sent_at": clock()})
                sent += 1
    if sent:
        log.info("Sent %s messages.", sent)
    return sent


@dataclass(frozen=True)
class _Letter:
    """A message claimed for sending, taken out of its row."""

    message_id: int
    once: str
    to: str
    subject: str
    body: str
    sealed: bytes | None
    tries: int


def _expire(*, now: datetime) -> None:
    """Give up what is of no use any more, and wipe its secret."""
    late = (Message.state == MessageState.WAITING, Message.expires_at <= now)
    failure = Sentence("It could not be sent before it expired.")
    db.session.execute(update(Message).where(*late).values(state=MessageState.FAILED, failure=failure, sealed=None))
    db.session.commit()


def _claim(*, now: datetime) -> _Letter | None:
    """Take the next message that is due for this worker alone; None when nothing is."""
    message = db.session.scalar(
        select(Message)
        .where(Message.state == MessageState.WAITING, Message.next_try_at <= now)
        .order_by(Message.urgent.desc(), Message.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    letter = None
    if message is not None:
        message.tries += 1
        message.next_try_at = now + CLAIM
        letter = _Letter(
            message.id, message.once, message.to_address, message.subject, message.body, message.sealed, message.tries
        )
    db.session.commit()
    return letter


def why_not_reached(address: str) -> str | None:
    """What the mail server at this address says against us; None when it lets us in. Sends nothing."""
    try:
        with reach(address):
            return None
    except OSError as trouble:  # An SMTPException is an OSError too.
        return " ".join(str(trouble).split()) or type(trouble).__name__


def reach(address: str) -> smtplib.SMTP:
    """A connection to the mail server: encrypted from the start (smtps), or as soon as the server offers it."""
    parts = urlsplit(address)
    secure = ssl.create_default_context()
    host = str(parts.hostname)
    server: smtplib.SMTP
    if parts.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SERVER_SECONDS, context=secure)
    else:
        server = smtplib.SMTP(host, parts.port or 25, timeout=SERVER_SECONDS)
        server.ehlo()
        if server.has_extn("starttls"):
            server.starttls(context=secure)
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
    return server


def _written(letter: _Letter, config: Config, *, at: datetime) -> EmailMessage:
    """The message as it goes out. Its Message-ID is the same at each try. Raises ValueError if it cannot be."""
    mail = EmailMessage()
    mail["From"] = config.mail_from
    mail["To"] = letter.to
    mail["Subject"] = letter.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{sha256(letter.once.encode()).hexdigest()[:40]}@{urlsplit(config.url).hostname}>"
    mail["Auto-Submitted"] = "auto-generated"
    body = letter.body
    if letter.sealed is not None:
        try:
            secret, _, proof = open_up(letter.sealed).decode().partition(" ")
            body = body.replace("{secret}", secret).replace("{proof}", proof)
        except NotReady as other_key:
            raise ValueError(str(other_key))
    mail.set_content(body)
    return mail


def _not_sent(letter: _Letter, trouble: Exception, *, now: datetime) -> None:
    """Put a message off for a while, or give it up when the server refuses it for good or the tries are used up."""
    log.warning("Message %s was not sent at try %s: %s", letter.message_id, letter.tries, type(trouble).__name__)
    if _is_for_good(trouble) or letter.tries > len(PAUSES):
        failure = Sentence("It could not be sent: {trouble}", {"trouble": str(trouble)})
        _end(letter, {"state": MessageState.FAILED, "failure": failure})
    else:
        again = {"next_try_at": now + PAUSES[letter.tries - 1]}
        db.session.execute(update(Message).where(Message.id == letter.message_id).values(**again))
        db.session.commit()


def _is_for_good(trouble: Exception) -> bool:
    """Whether trying again is no use: the server said no (5xx) to this address or message, or it cannot be written."""
    match trouble:
        case smtplib.SMTPAuthenticationError():
            return False  # The setting is wrong, not the message.
        case smtplib.SMTPRecipientsRefused():
            return all(code >= 500 for code, _answer in trouble.recipients.values())
        case smtplib.SMTPResponseException():
            return trouble.smtp_code >= 500
        case _:
            return isinstance(trouble, ValueError)


def _end(letter: _Letter, values: Mapping[str, Any]) -> None:
    """Close a message, and wipe its secret."""
    waiting = (Message.id == letter.message_id, Message.state == MessageState.WAITING)
    db.session.execute(update(Message).where(*waiting).values(sealed=None, **values))
    db.session.commit()


def _say_that_mail_is_not_set_up() -> None:
    _say_how_many_wait(count_waiting())
    db.session.rollback()


@lru_cache(maxsize=1)
def _say_how_many_wait(count: int) -> None:
    """Said again only when the number is another: a worker looks every few seconds."""
    if count:
        log.warning("Mail is not set up (PDDAY_MAIL); %s messages wait.", count)
