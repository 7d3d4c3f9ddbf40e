"""Messages wait here; the only file that sends mail. One key per person and purpose, so nothing goes out twice."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pdday.db import Base, Moment, closed_set


class MessageState(StrEnum):
    """Where a message is."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


class Message(Base):
    """One message to one person."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_waiting", "state", "urgent", "id"),
        CheckConstraint("state <> 'sent' OR sealed IS NULL", name="secret_wiped_on_sending"),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="sent_at_some_time"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The send-once key, such as "timetable-3:staff-17".
    once: Mapped[str] = mapped_column(unique=True)
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    to_address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    #: Encrypted secret (a sign-in code) that replaces {secret} in the body on sending, then is wiped.
    sealed: Mapped[bytes | None]
    #: Codes go first.
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[MessageState] = mapped_column(closed_set(MessageState), default=MessageState.WAITING)
    tries: Mapped[int] = mapped_column(default=0)
    put_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Not before this moment; moves on after each failed try.
    next_try_at: Mapped[datetime] = mapped_column(Moment)
    failure: Mapped[str | None]
