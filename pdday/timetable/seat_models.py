"""Rows about seats after publication: waiting for one, exchanging one, what changed hands, and calendar feeds."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.programme.models import Slot
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable


class Waiting(Base):
    """A colleague who waits for a seat in a full session at one time; a person waits for one session per slot.

    It names session and slot, not the offering, so a new timetable does not end it.
    """

    __tablename__ = "waiting"
    __table_args__ = (
        UniqueConstraint("staff_id", "slot_id"),
        Index("ix_waiting_session_slot", "session_id", "slot_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"))
    #: The first slot of the run that is wanted.
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    asked_at: Mapped[datetime] = mapped_column(Moment)

    staff: Mapped[StaffMember] = relationship()
    session: Mapped[Session] = relationship()
    slot: Mapped[Slot] = relationship()


class ExchangeState(StrEnum):
    """What became of an offer to exchange seats."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    #: Nobody answered in time, or one of the seats went elsewhere.
    LAPSED = "lapsed"


#: What can happen to an offer.
NEXT_STATES: dict[ExchangeState, frozenset[ExchangeState]] = {
    ExchangeState.OFFERED: frozenset(ExchangeState) - {ExchangeState.OFFERED},
    ExchangeState.ACCEPTED: frozenset(),
    ExchangeState.DECLINED: frozenset(),
    ExchangeState.WITHDRAWN: frozenset(),
    ExchangeState.LAPSED: frozenset(),
}


class Exchange(Base):
    """An offer between two colleagues: my seat for yours, at the same time. Nobody else sees it."""

    __tablename__ = "exchange"
    __table_args__ = (
        CheckConstraint("asker_id <> colleague_id", name="between_two"),
        CheckConstraint("(state = 'offered') = (answered_at IS NULL)", name="answered_at_some_time"),
        Index(
            "uq_exchange_one_open",
            "asker_id",
            "offers_id",
            unique=True,
            sqlite_where=text("state = 'offered'"),
            postgresql_where=text("state = 'offered'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(ForeignKey("timetable.id", ondelete="CASCADE"))
    asker_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    colleague_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    #: What the asker has and what they would like instead; that the colleague has it is not said to them.
    offers_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"))
    wants_id: Mapped[int] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"))
    state: Mapped[ExchangeState] = mapped_column(closed_set(ExchangeState), default=ExchangeState.OFFERED)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)

    timetable: Mapped[Timetable] = relationship()
    asker: Mapped[StaffMember] = relationship(foreign_keys=[asker_id])
    colleague: Mapped[StaffMember] = relationship(foreign_keys=[colleague_id])
    offers: Mapped[Offering] = relationship(foreign_keys=[offers_id])
    wants: Mapped[Offering] = relationship(foreign_keys=[wants_id])


class SeatChangeKind(StrEnum):
    """How a seat changed hands after publication."""

    TOOK = "took"
    GAVE_UP = "gave_up"
    WAITED = "waited"
    EXCHANGED = "exchanged"


class SeatChange(Base):
    """One slot of somebody's published day that changed by their own wish; only ever added to."""

    __tablename__ = "seat_change"
    __table_args__ = (Index("ix_seat_change_timetable_id_staff_id", "timetable_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(ForeignKey("timetable.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"))
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    kind: Mapped[SeatChangeKind] = mapped_column(closed_set(SeatChangeKind))
    #: What they had then, and what they have since; None for nothing.
    left_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"))
    taken_id: Mapped[int | None] = mapped_column(ForeignKey("offering.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)


class CalendarFeed(Base):
    """The private address at which one person's calendar reads their day: a random token, stored and revocable."""

    __tablename__ = "calendar_feed"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    token: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)

    staff: Mapped[StaffMember] = relationship()
