"""Rows of credit: the minutes that a presence earns, with the rule that gave them, and what somebody disputes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.checkin.models import Attendance
from pdday.db import Base, Moment, Told
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.words import Sentence


class CreditedMinutes(Base):
    """The minutes one attendance earns, the rule that gave them, and one sentence that explains it."""

    __tablename__ = "credited_minutes"
    __table_args__ = (
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
        CheckConstraint("version >= 1", name="version_from_one"),
    )

    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int]
    #: Name and version of the rule, so that an old award can be recomputed.
    rule: Mapped[str]
    explanation: Mapped[Sentence] = mapped_column(Told)
    decided_at: Mapped[datetime] = mapped_column(Moment)
    #: Issued anew after each change; the trail keeps what the earlier versions said.
    version: Mapped[int] = mapped_column(default=1)

    attendance: Mapped[Attendance] = relationship()


class Dispute(Base):
    """A colleague's word that the record of one offering is not right, until a coordinator settles it."""

    __tablename__ = "dispute"
    __table_args__ = (
        Index(
            "uq_dispute_one_open",
            "offering_id",
            "staff_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        CheckConstraint("(settled_at IS NULL) = (settled_by_id IS NULL)", name="settled_by_somebody"),
        CheckConstraint("(settled_at IS NULL) = (answer IS NULL)", name="settled_with_an_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    #: What was so instead, in their own words.
    words: Mapped[str]
    disputed_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: What the coordinator told them.
    answer: Mapped[str | None]

    offering: Mapped[Offering] = relationship()
    staff: Mapped[StaffMember] = relationship(foreign_keys=[staff_id])
