"""Which workers run: each gives a sign of life in the database, so that any host can tell whether one is there."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Mapped, mapped_column

from pdday.db import Base, Moment, db

#: A worker says this often that it is there.
SIGN_EVERY = timedelta(seconds=15)
#: One that has said nothing for so long is gone, or cannot reach the database.
SILENT = timedelta(seconds=60)
#: One that never said goodbye is forgotten after this time.
FORGOTTEN = timedelta(days=1)


class WorkerSign(Base):
    """A worker, where it runs and when it last said so. One that stops in good order takes its row with it."""

    __tablename__ = "worker_sign"

    id: Mapped[int] = mapped_column(primary_key=True)
    host: Mapped[str]
    process: Mapped[int]
    began_at: Mapped[datetime] = mapped_column(Moment)
    seen_at: Mapped[datetime] = mapped_column(Moment)


def begin(host: str, process: int, *, now: datetime) -> int:
    """Enter a worker that begins, and forget those long gone; its number among the workers."""
    db.session.execute(delete(WorkerSign).where(WorkerSign.seen_at < now - FORGOTTEN))
    sign = WorkerSign(host=host, process=process, began_at=now, seen_at=now)
    db.session.add(sign)
    db.session.flush()
    return sign.id


def give_sign(sign_id: int, *, now: datetime) -> bool:
    """Say that this worker is there. False where nobody knows it any more: a backup from before it was put back."""
    sign = update(WorkerSign).where(WorkerSign.id == sign_id).values(seen_at=now).returning(WorkerSign.id)
    return db.session.scalar(sign) is not None


def leave(sign_id: int) -> None:
    """Take a worker that stops off the list."""
    db.session.execute(delete(WorkerSign).where(WorkerSign.id == sign_id))


def running(*, now: datetime) -> list[WorkerSign]:
    """The workers that are there, the longest running first."""
    alive = select(WorkerSign).where(WorkerSign.seen_at >= now - SILENT).order_by(WorkerSign.began_at, WorkerSign.id)
    return list(db.session.scalars(alive))


def last_seen_at() -> datetime | None:
    """When any worker last gave a sign; None where none ever did, or the last one stopped in good order."""
    return db.session.scalar(select(func.max(WorkerSign.seen_at, type_=WorkerSign.seen_at.type)))
