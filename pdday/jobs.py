"""Background work: a row for every job, two lanes, progress, cancel and heartbeat.

Huey carries a job's id to a worker at most once, and a killed worker loses it. So the truth is our own
row: written before the job is handed over, kept alive by a heartbeat, found again when that stops.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from pdday.db import Base, Moment, Told, closed_set
from pdday.words import Sentence


class Lane(StrEnum):
    """Short messages never wait behind long jobs."""

    MESSAGES = "messages"
    LONG = "long"


class JobKind(StrEnum):
    """What a job does."""

    SOLVE = "solve"
    BADGES = "badges"
    REPORT = "report"
    SEND_MESSAGES = "send_messages"


class JobState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """One piece of background work. Of each kind a day has at most one waiting or running."""

    __tablename__ = "job"
    __table_args__ = (
        Index(
            "uq_job_one_at_a_time",
            "kind",
            "day_id",
            unique=True,
            sqlite_where=text("state IN ('waiting', 'running')"),
            postgresql_where=text("state IN ('waiting', 'running')"),
        ),
        CheckConstraint("state <> 'failed' OR reason IS NOT NULL", name="failed_with_a_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(closed_set(JobKind))
    lane: Mapped[Lane] = mapped_column(closed_set(Lane))
    day_id: Mapped[int | None] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    state: Mapped[JobState] = mapped_column(closed_set(JobState), default=JobState.WAITING)
    #: What it was asked to do, such as {"seconds": 60, "seed": 4417}.
    wants: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What it last said about itself; its shape is the kind's own.
    progress: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What came of it, such as {"timetable_id": 3}.
    result: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: Why it failed or was stopped, for the person who asked.
    reason: Mapped[Sentence | None] = mapped_column(Told)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Last sign of life of the worker that has it.
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    #: How often a worker has taken it; a second loss fails it.
    attempts: Mapped[int] = mapped_column(default=0)
