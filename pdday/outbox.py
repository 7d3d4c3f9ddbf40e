"""Messages wait here; the only file that sends mail. One key per person and purpose, so nothing is put twice.

Sending is at-least-once. A message is claimed in one short transaction, sent with none open, and marked in
another; a worker killed between sending and marking leaves a message that goes out a second time when the
claim runs out, with the same Message-ID, by which mailboxes tell a repeat. The other way round, a message
that says "your room has changed" could be lost without anybody knowing; read twice it costs a glance.
"""

from __future__ import annotations

import logging
import smtplib
import ssl
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from enum import StrEnum
from functools import lru_cache
from hashlib import sha256
from typing import Any
from urllib.parse import unquote, urlsplit

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from pdday.config import Config
from pdday.db import Base, Moment, Told, closed_set, db
from pdday.words import Sentence

log = logging.getLogger(__name__)

#: Pauses after the first, second … failed try; after the last the message has failed.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
#: How long a claimed message is one worker's alone: longer than a mail server may take to answer.
CLAIM = timedelta(minutes=3)
#: How long a code waits encrypted before it is wiped unsent.
SECRET_LIFE = timedelta(minutes=10)
#: A mail server that says nothing for so long is given up for this time.
SERVER_SECONDS = 30

#: Troubles after which the next message may fare better on the same connection.
ABOUT_ONE_MESSAGE = (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError)


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


#: What can happen to a message.
NEXT_STATES: dict[MessageState, frozenset[MessageState]] = {
    MessageState.WAITING: frozenset({MessageState.SENT, MessageState.FAILED}),
    MessageState.SENT: frozenset(),
    MessageState.FAILED: frozenset(),
}


class Message(Base):
    """One message to one person."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "state", "urgent", "id"),
        CheckConstraint("state = 'waiting' OR sealed IS NULL", name="secret_wiped_at_the_end"),
        CheckConstraint("sealed IS NULL OR expires_at IS NOT NULL", name="secret_expires"),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_some_time"),
        CheckConstraint("(state = 'failed') = (failure IS NOT NULL)", name="failed_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The send-once key, such as "timetable-3:staff-17".
    once: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    #: Encrypted secret (a sign-in code) that replaces {secret} in the body on sending; wiped when that is over.
    sealed: Mapped[bytes | None]
    #: Codes go first.
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MessageState] = mapped_column(closed_set(MessageState), default=MessageState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    put_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Not before this moment; moves on with each claim and each failed try.
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    #: After this moment it is of no use and is not sent any more.
    expires_at: Mapped[datetime | None] = mapped_column(Moment)
    failure: Mapped[Sentence | None] = mapped_column(Told)


def put(
    *,
    once: str,
    to: str,
    subject: str,
    body: str,
    now: datetime,
    staff: Any | None = None,
    secret: str | None = None,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> Message:
    """Put a message into the outbox, unless `once` was put before: then the first one comes back unchanged.

    `subject` and `body` are in the reader's language already; the subject is brought onto one line. `secret` takes
    the place of {secret} in the body; it is kept encrypted, and no longer than SECRET_LIFE. After the commit call
    `lanes.hurry_messages()`.
    """
    message = Message(
        once=once,
        staff_id=None if staff is None else staff.id,
        to_address=_one_address(to),
        subject=_on_one_line(subject),
        body=body,
        sealed=None if secret is None else _seal().encrypt(secret.encode()),
        urgent=urgent,
        put_at=now,
        next_try_at=now,
        expires_at=expires_at or (None if secret is None else now + SECRET_LIFE),
    )
    try:
        with db.session.begin_nested():
            db.session.add(message)
    except IntegrityError:
        first = db.session.scalar(select(Message).where(Message.once == once))
        if first is None:  # It was not the key that stood in the way.
            raise
        return first
    return message


@dataclass(frozen=True)
class Letter:
    """A message to be put: its send-once key, whom it is for, and what it says in the reader's language."""

    once: str
    staff_id: int
    to: str
    subject: str
    body: str


def put_all(letters: Iterable[Letter], *, now: datetime) -> None:
    """Put many messages in one statement; of those whose key was put before, the first stays as it was.

    After the commit call `lanes.hurry_messages()`.
    """
    rows = [
        {
            "once": letter.once,
            "staff_id": letter.staff_id,
            "to_address": _one_address(letter.to),
            "subject": _on_one_line(letter.subject),
            "body": letter.body,
            "put_at": now,
            "next_try_at": now,
        }
        for letter in letters
    ]
    if rows:
        insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
        db.session.execute(insert(Message).on_conflict_do_nothing(index_elements=["once"]), rows)


def _one_address(to: str) -> str:
    """The address, if nothing slips in behind it; else ValueError."""
    if any(mark in to for mark in "\r\n"):
        raise ValueError("a line break in a message's address")
    return to


def _on_one_line(subject: str) -> str:
    """A title or a name in it may have come over several lines."""
    return " ".join(subject.split())


def address_of(path: str) -> str:
    """The address of one of our pages, as a message names it."""
    return f"{current_app.config['PDDAY'].url}{path}"


def count_waiting() -> int:
    """How many messages wait to be sent."""
    return db.session.scalar(select(func.count()).where(Message.state == MessageState.WAITING)) or 0


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
                server = server or closing.enter_context(_reach(config.mail))
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


def _reach(address: str) -> smtplib.SMTP:
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
            body = body.replace("{secret}", _seal().decrypt(letter.sealed).decode())
        except InvalidToken:
            raise ValueError("it was sealed with another PDDAY_SEAL_KEY")
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


def _seal() -> Fernet:
    return Fernet(current_app.config["PDDAY"].seal_key)


def _say_that_mail_is_not_set_up() -> None:
    _say_how_many_wait(count_waiting())
    db.session.rollback()


@lru_cache(maxsize=1)
def _say_how_many_wait(count: int) -> None:
    """Said again only when the number is another: a worker looks every few seconds."""
    if count:
        log.warning("Mail is not set up (PDDAY_MAIL); %s messages wait.", count)
