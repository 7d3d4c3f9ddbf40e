"""Two lanes hand work to workers: messages, which never wait behind anything long, and long jobs.

The only file that names Huey: SQLite in the instance folder for the embedded default, PostgreSQL where
DATABASE_URL says so. A lane carries hints ("look at job 7", "there is mail"), never the work itself: that is
in our own tables, and every worker also looks there by itself, so a hint that is lost costs some seconds.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Any

import psycopg
from flask import current_app
from huey import Huey, PostgresHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler
from sqlalchemy.engine import make_url

from pdday import logs
from pdday.config import Config

log = logging.getLogger(__name__)

#: How often a worker looks by itself for waiting jobs, lost jobs and messages.
LOOK_SECONDS = 5
#: Long jobs one worker does at a time: badges need not wait for a solve.
LONG_AT_ONCE = 2


class Lane(StrEnum):
    """Short messages never wait behind long jobs."""

    MESSAGES = "messages"
    LONG = "long"


def hand_over(job_id: int) -> None:
    """Tell a worker of a job; call it after the commit that keeps the job."""
    _hint(Lane.LONG, job_id)


def hurry_messages() -> None:
    """Tell a worker that messages wait; call it after the commit that keeps them."""
    _hint(Lane.MESSAGES)


def consumer(lane: Lane, config: Config, *, on_hint: Callable[..., None], on_look: Callable[[], None]) -> Consumer:
    """A worker's threads for a lane: `on_hint` with what was handed over, `on_look` every few seconds."""
    queue = _queue(lane, config)

    def hint(*what: int) -> None:
        on_hint(*what)

    def look() -> None:
        on_look()

    queue.task()(hint)
    # A look that could not begin in time is dropped: the next one sees the same.
    queue.periodic_task(lambda _moment: True, expires=LOOK_SECONDS)(look)
    return _Consumer(
        queue,
        workers=LONG_AT_ONCE if lane is Lane.LONG else 1,
        max_delay=1.0,
        scheduler_interval=LOOK_SECONDS,
    )


class _Scheduler(Scheduler):  # type: ignore[misc]
    """Huey's scheduler knows minutes; looks come more often."""

    periodic_task_seconds = LOOK_SECONDS


class _Consumer(Consumer):  # type: ignore[misc]
    scheduler_class = _Scheduler

    def _set_signal_handlers(self) -> None:
        """A worker stops both lanes together, so it listens to signals itself."""


def _hint(lane: Lane, *what: int) -> None:
    def hint(*_what: int) -> None:
        """What a hint comes to is the worker's matter; whoever leaves one only needs its name."""

    try:
        _queue(lane, current_app.config["PDDAY"]).task()(hint)(*what)
    except Exception as trouble:  # The work is safe in its table, so nobody's request fails for a hint.
        log.warning(
            "No hint could be left in the lane %s (%s); workers will see by themselves.", lane, logs.kind(trouble)
        )


def _queue(lane: Lane, config: Config) -> Huey:
    if config.embedded:
        return SqliteHuey(lane.value, filename=str(config.instance / "queue.db"), results=False)
    return PostgresHuey(lane.value, connection=lambda: _connect(config), results=False)


def _connect(config: Config) -> psycopg.Connection[Any]:
    """Huey's tables stand in a schema of their own, apart from ours, their migrations and backups."""
    address = make_url(config.database_url).set(drivername="postgresql").render_as_string(hide_password=False)
    connection = psycopg.connect(address, autocommit=True)
    connection.execute("SET client_min_messages TO warning")
    connection.execute("CREATE SCHEMA IF NOT EXISTS huey")
    connection.execute("SET search_path TO huey")
    return connection
