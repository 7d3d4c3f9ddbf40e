"""Real worker processes, and what becomes of their jobs when they are stopped, cancelled or killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Row, select, update

from pdday import jobs, lanes, outbox
from pdday.clock import now
from pdday.config import Config
from pdday.db import begin_for_reading, db
from pdday.jobs import Job, JobKind, JobState
from pdday.trail import Trail
from pdday.worker import do_now, in_a_line
from tests.factories import make_day
from tests.mail_server import a_mail_server
from tests.worker_process import settings_file

pytestmark = pytest.mark.slow

#: Long enough for a busy machine to start Python twice; nothing waits for it to pass.
PATIENCE_SECONDS = 90


@contextmanager
def a_worker(config: Config) -> Iterator[subprocess.Popen[bytes]]:
    """A worker process, killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.worker_process", str(settings_file(config))]
    with subprocess.Popen(command, cwd=Path(__file__).parent.parent) as process:
        try:
            yield process
        finally:
            process.kill()


def until(come_true: Callable[[], bool]) -> None:
    """Wait until `come_true`."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not come_true():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.1)


def ask(do: str, *, handed_over: bool = True) -> int:
    """Ask for a job that does as told, and hand it over; its id."""
    job = jobs.ask(JobKind.SOLVE, day=make_day(), wants={"do": do}, by=None, now=now())
    db.session.commit()
    job_id = job.id
    db.session.rollback()
    if handed_over:
        lanes.hand_over(job_id)
    return job_id


def look_at(job_id: int) -> Row[Any]:
    """The job as it is now, read without holding up the worker's writes."""
    begin_for_reading()
    columns = (Job.state, Job.progress, Job.result, Job.reason, Job.attempts, Job.losses)
    row = db.session.execute(select(*columns).where(Job.id == job_id)).one()
    db.session.rollback()
    return row


def is_at_it(job_id: int) -> bool:
    """Whether the work has begun and its first sign of life has arrived."""
    seen = look_at(job_id)
    return seen.state is JobState.RUNNING and seen.progress == {"said": "at it"}


def ends_as(wanted: JobState, job_id: int) -> Row[Any]:
    """Wait until the job is in this state; the job as it then is."""
    until(lambda: look_at(job_id).state is wanted)
    return look_at(job_id)


def cancel(job_id: int) -> None:
    jobs.cancel(db.session.get_one(Job, job_id), by=None, now=now())
    db.session.commit()


def let_time_pass(job_id: int) -> None:
    """Make the last sign of life a minute older than it is."""
    db.session.execute(update(Job).where(Job.id == job_id).values(heartbeat_at=now() - timedelta(minutes=1)))
    db.session.commit()


def test_a_job_is_done_and_what_it_made_is_kept(app: Flask, config: Config):
    job_id = ask("finish")

    with a_worker(config) as worker:
        job = ends_as(JobState.DONE, job_id)

    made = db.session.scalars(select(Trail.did).where(Trail.thing == "job").order_by(Trail.id)).all()
    assert (job.result, made) == ({"by": worker.pid}, ["ask", "finish"])


def test_a_job_whose_hint_was_lost_is_found_all_the_same(app: Flask, config: Config):
    job_id = ask("finish", handed_over=False)

    with a_worker(config) as worker:
        job = ends_as(JobState.DONE, job_id)

    assert job.result == {"by": worker.pid}


def test_a_killed_workers_job_is_found_and_finished_by_another(app: Flask, config: Config):
    job_id = ask("hang at the first attempt")
    with a_worker(config) as first:
        until(lambda: is_at_it(job_id))
        os.kill(first.pid, signal.SIGKILL)
        first.wait()

    let_time_pass(job_id)
    with a_worker(config) as second:
        job = ends_as(JobState.DONE, job_id)

    assert (job.result, job.attempts, job.losses) == ({"by": second.pid}, 2, 1)


def test_a_job_that_kills_its_process_twice_has_failed_with_a_reason(app: Flask, config: Config):
    job_id = ask("be killed")

    with a_worker(config):
        job = ends_as(JobState.FAILED, job_id)

    assert (job.attempts, "broke off 2 times" in str(job.reason)) == (2, True)


def test_a_terminal_does_not_wait_for_a_job_that_cannot_begin(app: Flask):
    job_id = ask("finish", handed_over=False)

    with pytest.raises(FileNotFoundError):
        do_now(app, job_id, say=print, command=["no-such-program"])


def test_a_terminal_is_told_how_far_a_job_is_without_what_is_drawn_on_pages():
    told = in_a_line({"phase": "search", "score": 10.5, "bound": None, "points": [[1.0, 10.5, None]]})

    assert told == "phase search, score 10.50"


def test_a_worker_told_to_stop_puts_its_job_back(app: Flask, config: Config):
    job_id = ask("work until cancelled")

    with a_worker(config) as worker:
        until(lambda: is_at_it(job_id))
        worker.terminate()
        code = worker.wait(PATIENCE_SECONDS)

    job = look_at(job_id)
    assert (code, job.state, job.losses) == (0, JobState.WAITING, 0)


def test_a_cancelled_job_stops_and_keeps_nothing(app: Flask, config: Config):
    job_id = ask("work until cancelled")

    with a_worker(config):
        until(lambda: is_at_it(job_id))
        cancel(job_id)
        job = ends_as(JobState.CANCELLED, job_id)

    assert job.result == {}


def test_a_cancelled_job_that_does_not_listen_is_ended_by_force(app: Flask, config: Config):
    job_id = ask("never listen")

    with a_worker(config):
        until(lambda: is_at_it(job_id))
        cancel(job_id)
        job = ends_as(JobState.CANCELLED, job_id)

    assert job.losses == 0


def test_a_refusal_of_the_work_reaches_the_person_who_asked(app: Flask, config: Config):
    job_id = ask("refuse")

    with a_worker(config):
        job = ends_as(JobState.FAILED, job_id)

    assert (str(job.reason), job.losses) == ("Slot B has too few seats.", 0)


def test_a_mistake_in_the_work_fails_it_without_another_try(app: Flask, config: Config):
    job_id = ask("break")

    with a_worker(config):
        job = ends_as(JobState.FAILED, job_id)

    assert (str(job.reason), job.attempts) == (
        "Something went wrong. Whoever looks after the server finds in the worker's log what it was.",
        1,
    )


def test_two_workers_share_the_jobs_and_each_is_done_once(app: Flask, config: Config):
    several = [ask("finish") for _ in range(4)]

    with a_worker(config), a_worker(config):
        for job_id in several:
            ends_as(JobState.DONE, job_id)

    made = db.session.scalars(select(Trail.thing_id).where(Trail.did == "finish").order_by(Trail.thing_id)).all()
    assert made == several


def test_a_code_goes_out_while_long_jobs_keep_every_thread_busy(app: Flask, config: Config):
    with a_mail_server() as mailbox:
        config = replace(config, mail=mailbox.address)
        busy = [ask("work until cancelled") for _ in range(lanes.LONG_AT_ONCE)]
        with a_worker(config):
            until(lambda: all(is_at_it(job_id) for job_id in busy))
            outbox.put(once="code-1", to="p1@harlow.example", subject="Your code", body="", urgent=True, now=now())
            db.session.commit()
            lanes.hurry_messages()
            until(lambda: mailbox.subjects == ["Your code"])

    assert [look_at(job_id).state for job_id in busy] == [JobState.RUNNING] * lanes.LONG_AT_ONCE
