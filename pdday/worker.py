"""The worker: one process that serves both lanes until it is told to stop.

Any number of workers may run, on any number of hosts with PostgreSQL: each takes what nobody else has taken.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy.exc import OperationalError

from pdday import jobs, logs, rounds, scratch, sending, workers
from pdday.clock import now
from pdday.db import begin_for_reading, db
from pdday.errors import Refused
from pdday.jobs import Attempt, Job, JobState
from pdday.lanes import Lane, consumer
from pdday.words import Sentence

log = logging.getLogger(__name__)

#: The command that works on one job; its number and the attempt's are added.
WORK_ON = (sys.executable, "-m", "pdday.cli", "work-on")
#: A job that does not stop by itself within this time after a cancel is ended by force.
CANCEL_GRACE = timedelta(seconds=10)
#: How long a child may take to leave in good order when told to.
LEAVE_SECONDS = 5.0
#: How often a worker looks whether its child still runs, or should not.
WATCH_SECONDS = 0.2
#: How often a command tells how far its job is.
TELL_SECONDS = 1.0


def run(app: Flask, *, command: Sequence[str] = WORK_ON) -> None:
    """Serve both lanes until SIGTERM or SIGINT; a job under way then goes back to wait for another worker."""
    worker = Worker(app, command)
    config = app.config["PDDAY"]
    lanes = [
        consumer(Lane.MESSAGES, config, on_hint=worker.send_messages, on_look=worker.send_messages),
        consumer(Lane.LONG, config, on_hint=worker.work_on, on_look=worker.look_for_jobs),
    ]
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda _signal, _frame: worker.stopping.set())
    for lane in lanes:
        lane.start()
    log.info("The worker is ready.")
    with worker.on_the_list():
        while not worker.stopping.wait(LEAVE_SECONDS):
            worker.give_sign(now())
            for lane in lanes:
                lane.check_worker_health()
        for lane in lanes:
            lane.stop(graceful=True)
    log.info("The worker has stopped.")


class Worker:
    """What one worker process does when a lane calls; methods run in the lanes' threads."""

    def __init__(self, app: Flask, command: Sequence[str] = WORK_ON) -> None:
        self.stopping = threading.Event()
        self._app = app
        self._command = tuple(command)
        self._next_round_at: datetime | None = None
        self._sign_id: int | None = None
        self._next_sign_at: datetime | None = None

    @contextmanager
    def on_the_list(self) -> Iterator[None]:
        """Stand among the workers that are there, until this one stops."""
        self.give_sign(now())
        try:
            yield
        finally:
            with self._app.app_context(), _although_the_database_may_be_away():
                if self._sign_id is not None:
                    workers.leave(self._sign_id)
                    db.session.commit()

    def give_sign(self, moment: datetime) -> None:
        """Say that this worker is there, if it is time to say so again."""
        if self._next_sign_at is not None and moment < self._next_sign_at:
            return
        with self._app.app_context(), _although_the_database_may_be_away():
            if self._sign_id is None or not workers.give_sign(self._sign_id, now=moment):
                self._sign_id = workers.begin(socket.gethostname(), os.getpid(), now=moment)
            db.session.commit()
            self._next_sign_at = moment + workers.SIGN_EVERY

    def send_messages(self) -> None:
        """Send what is due, codes first."""
        with self._app.app_context():
            sending.send_due(clock=now, stopping=self.stopping.is_set)

    def look_for_jobs(self) -> None:
        """Go a round if it is time, find jobs whose worker is gone, then work on whatever waits."""
        with self._app.app_context():
            self._go_round(now())
            for job_id in jobs.lose_stale(now=now()):
                log.warning("Job %s had lost its worker.", job_id)
            waiting = jobs.waiting_ids()
            self._clear()
            db.session.commit()
        for job_id in waiting:
            self.work_on(job_id)

    def _go_round(self, moment: datetime) -> None:
        """Do what nobody has to ask for; not at every look."""
        if self._next_round_at is None or moment >= self._next_round_at:
            self._next_round_at = moment + rounds.EVERY
            rounds.go(now=moment)

    def work_on(self, job_id: int) -> None:
        """Work on a job in a child process, unless somebody else has it or this worker is about to stop."""
        if self.stopping.is_set():
            return
        with self._app.app_context():
            attempt = jobs.take(job_id, now=now())
            db.session.commit()
        if attempt is None:
            return
        log.info("Job %s begins, attempt %s.", attempt.job_id, attempt.number)
        arguments = [*self._command, str(attempt.job_id), str(attempt.number)]
        # A group of its own: Ctrl-C reaches the worker alone, which then ends the child in good order.
        with subprocess.Popen(arguments, stdin=subprocess.DEVNULL, start_new_session=True) as child:
            try:
                self._see_through(child, attempt)
            finally:
                _end(child)
        self._close(attempt)

    def _clear(self) -> None:
        """Remove what jobs that are over left on this host, also those of a worker that was killed."""
        scratch.clear(self._app.config["PDDAY"].instance, jobs.under_way)

    def _see_through(self, child: subprocess.Popen[bytes], attempt: Attempt) -> None:
        """Wait until the child has ended by itself, this worker is to stop, or a cancel is overdue."""
        while child.poll() is None and not self.stopping.wait(WATCH_SECONDS):
            with self._app.app_context():
                begin_for_reading()
                asked_at = jobs.cancel_asked_at(attempt)
            if asked_at and now() - asked_at > CANCEL_GRACE:
                return

    def _close(self, attempt: Attempt) -> None:
        """Decide what becomes of a job that its child has not brought to an end."""
        with self._app.app_context():
            if self.stopping.is_set():
                jobs.give_back(attempt, now=now())
            elif jobs.lose(attempt, now=now()):
                log.warning("Job %s broke off.", attempt.job_id)
            db.session.commit()
            self._clear()
            log.info("Job %s: %s.", attempt.job_id, db.session.get_one(Job, attempt.job_id).state)


@contextmanager
def _although_the_database_may_be_away() -> Iterator[None]:
    """A worker outlives a database that is restarted: it says so in the log, and tries again at the next look."""
    try:
        yield
    except OperationalError as trouble:
        db.session.rollback()
        log.warning("No sign of life could be given: %s", logs.kind(trouble.orig or trouble))


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child that still runs: politely, then by force."""
    if child.poll() is not None:
        return
    child.terminate()
    try:
        child.wait(LEAVE_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def do_now(
    app: Flask, job_id: int, *, say: Callable[[Sentence], object], command: Sequence[str] = WORK_ON
) -> dict[str, Any]:
    """Do one job from the terminal, here unless a running worker was quicker; what came of it.

    Says how it goes. Ctrl-C cancels the job. Raises Refused with the job's reason when it failed.
    """
    told: dict[str, Any] = {}
    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(Worker(app, command).work_on, job_id)
        while not (job := _read(job_id)).is_over:
            if work.done():
                work.result()  # Raises what broke here; nothing, where another worker has the job.
            try:
                if job.progress != told:
                    told = job.progress
                    say(Sentence("  {progress}", {"progress": in_a_line(told)}))
                time.sleep(TELL_SECONDS)
            except KeyboardInterrupt:
                jobs.cancel(db.session.get_one(Job, job_id), by=None, now=now())
                db.session.commit()
    if job.state is not JobState.DONE:
        reason = job.reason or Sentence("It was cancelled; nothing of it is kept.")
        raise Refused(reason.pattern, reason.facts)
    return job.result


def _read(job_id: int) -> Job:
    """The job as it is now; nothing stays open, so that its worker can write."""
    begin_for_reading()
    job = db.session.get_one(Job, job_id)
    db.session.expunge(job)
    db.session.rollback()
    return job


def in_a_line(progress: Mapping[str, Any]) -> str:
    """What a job says about itself, as it comes; what is drawn on a page, such as a curve, is not told."""
    told = {name: value for name, value in progress.items() if value is not None and not isinstance(value, list)}
    shown = {name: f"{value:.2f}" if isinstance(value, float) else value for name, value in told.items()}
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in shown.items())
