"""Rows of feedback. Nothing joins an answer to a person: no column, no time, no order.

`TicketHandedIn` says that somebody answered; `Answer` says what was answered. They are written in different
transactions, share no key, and answers are rewritten in shuffled order when a batch is released.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import RoleGroup
from pdday.timetable.models import Offering


class TicketHandedIn(Base):
    """A colleague has handed in the exit ticket of an offering. When, and what it says, is not here."""

    __tablename__ = "ticket_handed_in"

    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)


class Answer(Base):
    """One exit ticket's answers, by nobody. The items are those of the instrument (E1 to E9); empty means skipped."""

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("good_use BETWEEN 1 AND 5", name="good_use_scale"),
        CheckConstraint("fits_my_work BETWEEN 1 AND 5", name="fits_my_work_scale"),
        CheckConstraint("practised BETWEEN 1 AND 5", name="practised_scale"),
        CheckConstraint("roles_heard BETWEEN 1 AND 5", name="roles_heard_scale"),
        CheckConstraint("objectives_met BETWEEN 1 AND 4", name="objectives_met_scale"),
        CheckConstraint("confidence_before BETWEEN 1 AND 5", name="confidence_before_scale"),
        CheckConstraint("confidence_now BETWEEN 1 AND 5", name="confidence_now_scale"),
        CheckConstraint("will_try BETWEEN 1 AND 5", name="will_try_scale"),
        # SQLite would otherwise keep the order of arrival.
        {"sqlite_with_rowid": False},
    )

    #: Random, so that it says nothing about the order of arrival.
    key: Mapped[str] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    #: Left out on release where fewer than five of the batch name it.
    role_group: Mapped[RoleGroup | None] = mapped_column(closed_set(RoleGroup))
    answered_on: Mapped[date]
    #: E1, E2, E3, E4: 1 strongly disagree … 5 strongly agree.
    good_use: Mapped[int | None]
    fits_my_work: Mapped[int | None]
    practised: Mapped[int | None]
    roles_heard: Mapped[int | None]
    #: E5: 1 not … 4 fully.
    objectives_met: Mapped[int | None]
    #: E6a, E6b: 1 not at all … 5 very; asked at one sitting, so "before" is recalled.
    confidence_before: Mapped[int | None]
    confidence_now: Mapped[int | None]
    #: E7: 1 very unlikely … 5 very likely.
    will_try: Mapped[int | None]
    #: E8: what they would need.
    would_need: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    #: E9, to the presenter.
    keep: Mapped[str | None]
    change: Mapped[str | None]
    #: The batch in which it was released to the presenter, if any.
    batch: Mapped[int | None]

    offering: Mapped[Offering] = relationship()


class Sharing(StrEnum):
    """Who may see a commitment; the author decides, and the default is nobody."""

    PRIVATE = "private"
    PARTNER = "partner"
    CIRCLE = "circle"
    PUBLIC = "public"


class Commitment(Base):
    """What one colleague means to try, in their own words."""

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("day_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    first_step_by: Mapped[date | None]
    sharing: Mapped[Sharing] = mapped_column(closed_set(Sharing), default=Sharing.PRIVATE)
    made_at: Mapped[datetime] = mapped_column(Moment)

    staff: Mapped[StaffMember] = relationship()
    follow_ups: Mapped[list[FollowUp]] = relationship(order_by="FollowUp.after_days", back_populates="commitment")


class UseInPractice(StrEnum):
    """F1: how far the commitment has come."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    TRIED_ONCE = "tried_once"
    SOMETIMES = "sometimes"
    ROUTINE = "routine"
    CHANGED = "changed"
    DROPPED = "dropped"


class FollowUp(Base):
    """An answer to "how is it going?" after 30, 60 or 90 days. No row: no reply, told apart in every figure."""

    __tablename__ = "follow_up"
    __table_args__ = (CheckConstraint("after_days IN (30, 60, 90)", name="after_30_60_90"),)

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id", ondelete="CASCADE"), primary_key=True)
    after_days: Mapped[int] = mapped_column(primary_key=True)
    use: Mapped[UseInPractice] = mapped_column(closed_set(UseInPractice))
    answered_on: Mapped[date]

    commitment: Mapped[Commitment] = relationship(back_populates="follow_ups")
