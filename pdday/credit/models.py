"""Rows of credit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.checkin.models import Attendance
from pdday.db import Base, Moment, Told
from pdday.words import Sentence


class CreditedMinutes(Base):
    """The minutes one attendance earns, the rule that gave them, and one sentence that explains it."""

    __tablename__ = "credited_minutes"
    __table_args__ = (CheckConstraint("minutes >= 0", name="minutes_not_negative"),)

    attendance_id: Mapped[int] = mapped_column(ForeignKey("attendance.id", ondelete="CASCADE"), primary_key=True)
    minutes: Mapped[int]
    #: Name and version of the rule, so that an old award can be recomputed.
    rule: Mapped[str]
    explanation: Mapped[Sentence] = mapped_column(Told)
    decided_at: Mapped[datetime] = mapped_column(Moment)

    attendance: Mapped[Attendance] = relationship()
