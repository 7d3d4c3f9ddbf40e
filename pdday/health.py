"""Whether pdday can do its work, asked cheaply and often by whoever watches: nothing here tells a secret."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from pdday import backup as backups
from pdday import workers


def why_not_ready() -> str | None:
    """What keeps the pages from being served, in a sentence; None when nothing does."""
    try:
        found = backups.revision()
    except SQLAlchemyError:
        return "The database does not answer."
    return None if found == backups.newest_revision() else "The database and the code are of different versions."


def why_no_worker(*, now: datetime) -> str | None:
    """What keeps mail and long jobs from being done, in a sentence; None when a worker is there."""
    try:
        there = workers.running(now=now)
    except SQLAlchemyError:
        return "The database does not answer."
    return None if there else "No worker gives a sign of life."
