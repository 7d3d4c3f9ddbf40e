"""Background work: a row for every job, with its progress, its heartbeat and how it ended.

Huey carries a job's number to a worker at most once, and a killed worker loses it. So the truth is our own
row: written before the job is handed over, kept alive by a heartbeat, found again when that stops. Each time
a worker takes a job is an *attempt*; whatever a worker says about a job names its attempt, so one that was
given up for lost cannot speak for the one that took over.

Functions here flush and never commit: a view commits what a person asked, the worker what it did.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ColumnElement, ForeignKey, Index, select, text, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from pdday.db import Base, Moment, Told, closed_set, db, lock
from pdday.errors import TooLate
from pdday.trail import record
from pdday.words import Sentence

#: A worker says this often that it is still at it.
HEARTBEAT_SECONDS = 1.0
#: A job that has said nothing for so long is lost: its worker was killed or cut off.
STALE = timedelta(seconds=20)
#: A job lost once begins anew on another worker; lost twice, it is the job itself that kills workers.
MOST_LOSSES = 2


class JobKind(StrEnum):
    """What a job does."""

    SOLVE = "solve"
    BADGES = "badges"
    REPORT = "report"
    #: What it would take to give somebody one seat.
    COST = "cost"


class JobState(StrEnum):
    """How far it has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


#: What can happen to a job. Running → waiting: its worker stopped in good order, or was lost for the first time.
NEXT_STATES: dict[JobState, frozenset[JobState]] = {
    JobState.WAITING: frozenset({JobState.RUNNING, JobState.CANCELLED}),
    JobState.RUNNING: frozenset({JobState.WAITING, JobState.DONE, JobState.FAILED, JobState.CANCELLED}),
    JobState.DONE: frozenset(),
    JobState.FAILED: frozenset(),
    JobState.CANCELLED: frozenset(),
}

#: What the second person who asks is told.
UNDER_WAY = {
    JobKind.SOLVE: Sentence("A timetable for this day is already being drafted."),
    JobKind.BADGES: Sentence("The badges for this day are already being made."),
    JobKind.REPORT: Sentence("The report on this day is already being made."),
    JobKind.COST: Sentence("What another seat would take is being found out. Ask again when that is done."),
}


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
        CheckConstraint("state <> 'running' OR heartbeat_at IS NOT NULL", name="running_has_a_heartbeat"),
        CheckConstraint(
            "(state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)", name="ended_at_some_time"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[JobKind] = mapped_column(closed_set(JobKind))
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    state: Mapped[JobState] = mapped_column(closed_set(JobState), default=JobState.WAITING)
    #: What it was asked to do, such as {"seconds": 60, "seed": 4417, "aims": {…}}.
    wants: Mapped[dict[str, Any]] = mapped_column(JSON)
    #: What it last said about itself; its shape is the kind's own.
    progress: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: What came of it, such as {"timetable_id": 3}.
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    #: Why it failed, for the person who asked.
    reason: Mapped[Sentence | None] = mapped_column(Told)
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    began_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Last sign of life of the worker that has it.
    heartbeat_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    cancel_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    #: When somebody wanted what there is by then, in place of all the time it was given.
    conclude_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    #: How often a worker has taken it; the number of the attempt under way.
    attempts: Mapped[int] = mapped_column(default=0)
    #: How often the worker that had it was killed or went silent.
    losses: Mapped[int] = mapped_column(default=0)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return not NEXT_STATES[self.state]


@dataclasses.dataclass(frozen=True)
class Attempt:
    """A job in the hands of one worker."""

    job_id: int
    number: int


# --- what people do ---


def ask(kind: JobKind, *, day: Any, wants: Mapping[str, Any], by: Any | None, now: datetime) -> Job:
    """Queue a job for `day`; raises TooLate when one of its kind is waiting or running there.

    The unique index decides, so of two people who ask at once one is told. After the commit call
    `lanes.hand_over(job.id)`: the job then begins at once instead of at the next look.
    """
    job = Job(kind=kind, day_id=day.id, state=JobState.WAITING, wants=dict(wants), asked_at=now)
    job.asked_by_id = None if by is None else by.id
    try:
        with db.session.begin_nested():
            db.session.add(job)
    except IntegrityError:
        raise TooLate(UNDER_WAY[kind].pattern)
    record("ask", job, by=by, at=now, facts={"kind": kind.value, "wants": dict(wants)})
    return job


def cancel(job: Job, *, by: Any | None, now: datetime) -> None:
    """Stop a job: at once if it still waits, otherwise as soon as its worker notices. Nothing it made is kept.

    Of two people who want to end it in different ways the first decides.
    """
    lock(job)
    if job.is_over:
        raise TooLate("This has ended already; there is nothing to cancel.")
    if job.conclude_asked_at and job.state is JobState.RUNNING:
        raise TooLate("It is being ended already, and the best that it has found is kept.")
    job.cancel_asked_at = job.cancel_asked_at or now
    if job.state is JobState.WAITING:
        job.state, job.ended_at = JobState.CANCELLED, now
    record("cancel", job, by=by, at=now)
    db.session.flush()


def conclude(job: Job, *, by: Any | None, now: datetime) -> None:
    """End a job early and keep the best that it has by then, or the first that it finds. Twice is as once."""
    lock(job)
    if job.conclude_asked_at or job.state is JobState.DONE:
        return
    if job.cancel_asked_at or job.is_over:
        raise TooLate("This was stopped already; nothing of it is kept.")
    job.conclude_asked_at = now
    record("conclude", job, by=by, at=now)
    db.session.flush()


def find_job(kind: JobKind, job_id: int) -> Job | None:
    """The job of this number, if it is of this kind."""
    return db.session.scalar(select(Job).where(Job.id == job_id, Job.kind == kind))


def find_latest(kind: JobKind, day: Any) -> Job | None:
    """The job of this kind that was last asked for on this day."""
    return db.session.scalar(select(Job).where(Job.kind == kind, Job.day_id == day.id).order_by(Job.id.desc()).limit(1))


# --- what workers do ---


def waiting_ids() -> list[int]:
    """Jobs that nobody has taken, the longest waiting first."""
    return list(db.session.scalars(select(Job.id).where(Job.state == JobState.WAITING).order_by(Job.id)))


def take(job_id: int, *, now: datetime) -> Attempt | None:
    """Take a waiting job; None when another worker was first, or it was cancelled."""
    number = db.session.scalar(
        update(Job)
        .where(Job.id == job_id, Job.state == JobState.WAITING)
        .values(state=JobState.RUNNING, attempts=Job.attempts + 1, began_at=now, heartbeat_at=now, progress={})
        .returning(Job.attempts)
    )
    return None if number is None else Attempt(job_id, number)


def beat(attempt: Attempt, *, now: datetime, progress: Mapping[str, Any]) -> bool:
    """Give a sign of life and say how far the work is; False when the job is no longer this attempt's."""
    return _change(attempt, {"heartbeat_at": now, "progress": dict(progress)})


def cancel_asked_at(attempt: Attempt) -> datetime | None:
    """When somebody asked to stop this job, if anybody did."""
    return db.session.scalar(select(Job.cancel_asked_at).where(Job.id == attempt.job_id))


def is_to_conclude(attempt: Attempt) -> bool:
    """Whether somebody wants what this job has by now."""
    return db.session.scalar(select(Job.conclude_asked_at).where(Job.id == attempt.job_id)) is not None


def under_way(job_ids: Collection[int]) -> frozenset[int]:
    """Those of these jobs that wait or run."""
    alive = Job.state.in_([JobState.WAITING, JobState.RUNNING])
    return frozenset(db.session.scalars(select(Job.id).where(Job.id.in_(job_ids), alive)))


def finish(attempt: Attempt, result: Mapping[str, Any], *, now: datetime) -> bool:
    """End the job as done, in the transaction of what it made; False when that must not be kept.

    It must not when the attempt was given up for lost, or somebody asked to cancel in the meantime.
    """
    done = {"state": JobState.DONE, "result": dict(result), "ended_at": now}
    return _change(attempt, done, Job.cancel_asked_at.is_(None))


def fail(attempt: Attempt, reason: Sentence, *, now: datetime) -> bool:
    """End the job as failed, with a sentence for the person who asked."""
    return _change(attempt, {"state": JobState.FAILED, "reason": reason, "ended_at": now})


def stop(attempt: Attempt, *, now: datetime) -> bool:
    """End the job as cancelled, if somebody asked for that."""
    cancelled = {"state": JobState.CANCELLED, "ended_at": now}
    return _change(attempt, cancelled, Job.cancel_asked_at.is_not(None))


def give_back(attempt: Attempt, *, now: datetime) -> bool:
    """Let another worker begin it anew, because this one stops in good order."""
    return stop(attempt, now=now) or _change(attempt, {"state": JobState.WAITING})


def lose(attempt: Attempt, *, now: datetime) -> bool:
    """What follows when a worker is gone: cancelled if that was asked, else once more, and then failed."""
    again = {"state": JobState.WAITING, "losses": Job.losses + 1}
    if stop(attempt, now=now) or _change(attempt, again, Job.losses + 1 < MOST_LOSSES):
        return True
    reason = Sentence(
        "The work broke off {times} times without a word; the machine may be short of memory.",
        {"times": MOST_LOSSES},
    )
    return fail(attempt, reason, now=now)


def lose_stale(*, now: datetime) -> list[int]:
    """Find the jobs whose worker has gone silent and let each begin anew or fail; their numbers."""
    silent = db.session.execute(
        select(Job.id, Job.attempts)
        .where(Job.state == JobState.RUNNING, Job.heartbeat_at < now - STALE)
        .order_by(Job.id)
    ).all()
    return [job_id for job_id, number in silent if lose(Attempt(job_id, number), now=now)]


def _change(attempt: Attempt, values: Mapping[str, Any], *conditions: ColumnElement[bool]) -> bool:
    """Change the job in one statement, if it is still this attempt's; whether it was."""
    mine = (Job.id == attempt.job_id, Job.state == JobState.RUNNING, Job.attempts == attempt.number)
    changed = db.session.execute(update(Job).where(*mine, *conditions).values(**values).returning(Job.id))
    return changed.first() is not None
