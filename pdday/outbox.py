"""Messages wait here. One key per person and purpose, so nothing is put twice; `sending` brings them out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import current_app
from sqlalchemy import CheckConstraint, ForeignKey, Index, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from pdday import seal
from pdday.db import Base, Moment, Told, closed_set, db
from pdday.words import Sentence

#: How long a code waits encrypted before it is wiped unsent.
SECRET_LIFE = timedelta(minutes=10)


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
    proof: str | None = None,
    expires_at: datetime | None = None,
    urgent: bool = False,
) -> Message:
    """Put a message into the outbox, unless `once` was put before: then the first one comes back unchanged.

    `subject` and `body` are in the reader's language already; the subject is brought onto one line. `secret` takes
    the place of {secret} in the body, `proof` that of {proof}; both are kept encrypted, and no longer than
    SECRET_LIFE. After the commit call `lanes.hurry_messages()`.
    """
    message = Message(
        once=once,
        staff_id=None if staff is None else staff.id,
        to_address=_one_address(to),
        subject=_on_one_line(subject),
        body=body,
        sealed=None if secret is None else seal.lock_up(" ".join([secret, *([proof] if proof else [])]).encode()),
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


def lock_anew() -> int:
    """Lock the secrets that wait with the key of now, where a former one did; how many.

    Each is held first: a worker that sends one meanwhile wipes it, and a secret put back would stay.
    """
    count = 0
    waiting = select(Message).where(Message.sealed.is_not(None)).order_by(Message.id).with_for_update()
    for message in db.session.scalars(waiting):
        if message.sealed is not None and seal.is_locked_with_a_former_key(message.sealed):
            message.sealed = seal.lock_anew(message.sealed)
            count += 1
    db.session.flush()
    return count
