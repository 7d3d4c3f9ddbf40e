"""What a worker does with one job: the register of what each kind comes to, and doing it in a process of its own.

A long job runs in a child of the worker, so that a crash or a kill of it is survived, its memory is given
back, and a cancel can always be carried out. The child beats the job's heart from a thread with short
transactions of its own; the work itself holds none open while it computes.
"""

from __future__ import annotations

import logging
import os
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from flask import Flask
from sqlalchemy.exc import OperationalError

from pdday import jobs, logs, scratch
from pdday.clock import now
from pdday.db import db
from pdday.errors import Refused
from pdday.jobs import Attempt, Job, JobKind
from pdday.words import Sentence

log = logging.getLogger(__name__)


class Tools:
    """What the work on a job may use while it computes; safe from any thread, touches no database."""

    def __init__(self, folder: Path | None = None, earlier: Sequence[Path] = ()) -> None:
        #: A folder that nobody else writes to; it goes when the job is over.
        self.folder = folder
        #: Folders of earlier attempts at the same job, whose process was killed; the newest first.
        self.earlier = earlier
        #: What the work last said about itself.
        self.said: Mapping[str, Any] = {}
        #: Set when the work should end.
        self.unwanted = threading.Event()
        #: Set when the work should end with what it has.
        self.enough = threading.Event()

    def progress(self, said: Mapping[str, Any]) -> None:
        """Say how far the work is, in the kind's own shape; the page shows it within a second or two."""
        self.said = dict(said)

    def cancelled(self) -> bool:
        """Whether the work should stop where it is; nothing that it then returns is kept."""
        return self.unwanted.is_set()

    def to_conclude(self) -> bool:
        """Whether the work should end with the best that it has, once it has anything; that is kept."""
        return self.enough.is_set()


#: The work on a job: its number and the tools in, what came of it out. What it has flushed by then is committed
#: together with the job's end, or not at all. It raises Refused with a sentence for the person who asked.
Work = Callable[[int, Tools], Mapping[str, Any]]

#: Filled by the features' `tasks` modules, which app.py imports.
WORK: dict[JobKind, Work] = {}


def work(kind: JobKind) -> Callable[[Work], Work]:
    """Register a function as the work on jobs of `kind`."""

    def register(function: Work) -> Work:
        if kind in WORK:
            raise ValueError(f"two functions want to be the work of {kind}")
        WORK[kind] = function
        return function

    return register


def work_on(attempt: Attempt, app: Flask) -> None:
    """Do the work of a job that has been taken, and end it; the whole life of the child process."""
    signal.signal(signal.SIGTERM, _leave)
    with app.app_context():
        job = db.session.get_one(Job, attempt.job_id)
        kind, to_conclude = job.kind, job.conclude_asked_at is not None
        db.session.rollback()
        with _folder_of(attempt, app) as folder, Pulse(attempt, app, folder) as pulse:
            if to_conclude:
                pulse.tools.enough.set()
            try:
                result = WORK[kind](attempt.job_id, pulse.tools)
                db.session.flush()
            except Refused as refusal:
                db.session.rollback()
                jobs.fail(attempt, refusal.sentence, now=now())
            except Exception:
                log.exception("Job %s (%s) failed.", attempt.job_id, kind)
                db.session.rollback()
                jobs.fail(
                    attempt,
                    Sentence(
                        "Something went wrong. Whoever looks after the server finds in the worker's log what it was."
                    ),
                    now=now(),
                )
            else:
                if not jobs.finish(attempt, result, now=now()):
                    db.session.rollback()
                    jobs.stop(attempt, now=now())
            db.session.commit()


@contextmanager
def _folder_of(attempt: Attempt, app: Flask) -> Iterator[Path]:
    """A folder for this attempt, where everything temporary goes too, so that nothing stays if the process is killed.

    Its worker removes it: only then is the job over.
    """
    folder = scratch.make_folder(app.config["PDDAY"].instance, attempt.job_id, attempt.number)
    before, tempfile.tempdir = tempfile.tempdir, str(folder)
    try:
        yield folder
    finally:
        tempfile.tempdir = before


class Pulse:
    """The heartbeat of one attempt, while it is entered: signs of life out, a wish to cancel in."""

    def __init__(self, attempt: Attempt, app: Flask, folder: Path) -> None:
        self.tools = Tools(
            folder, scratch.earlier_folders(app.config["PDDAY"].instance, attempt.job_id, attempt.number)
        )
        self._attempt = attempt
        self._app = app
        self._parent = os.getppid()
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pulse", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(jobs.HEARTBEAT_SECONDS):
            if os.getppid() != self._parent:
                # The worker was killed. Someone else will take the job; two must not work on it.
                os._exit(1)
            try:
                self._beat()
            except OperationalError as trouble:
                log.warning(
                    "Job %s could not give a sign of life: %s", self._attempt.job_id, logs.kind(trouble.orig or trouble)
                )

    def _beat(self) -> None:
        with self._app.app_context():
            alive = jobs.beat(self._attempt, now=now(), progress=self.tools.said)
            asked = jobs.cancel_asked_at(self._attempt)
            to_conclude = jobs.is_to_conclude(self._attempt)
            db.session.commit()
        if asked or not alive:
            self.tools.unwanted.set()
        if to_conclude:
            self.tools.enough.set()


def _leave(_signal: int, _frame: object) -> None:
    """Leave through every `finally`, so that temporary files go too."""
    raise SystemExit(1)
