"""What whoever watches over pdday is told: plainly, cheaply, and nothing else."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from pdday import backup as backups
from pdday import workers
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.worker import Worker
from tests.counting import queries, statements
from tests.reader import Reader

WELL = {"well": True, "trouble": None}


@pytest.fixture
def another_version(app: Flask):
    """A database that a newer pdday has migrated."""
    number = backups.revision()
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    yield
    db.session.rollback()
    db.session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
    db.session.commit()


def test_whether_the_process_lives_is_told_without_asking_the_database(client: Reader):
    with statements() as sent:
        answer = client.get("/health/live")

    assert (answer.status_code, answer.json, sent) == (200, WELL, [])


def test_a_sound_installation_is_ready_after_one_question(client: Reader):
    client.get("/health/ready")

    with statements() as sent:
        answer = client.get("/health/ready")

    assert (answer.status_code, answer.json) == (200, WELL)
    assert queries(sent) <= 2


def test_pages_of_another_version_than_the_database_are_not_ready(client: Reader, another_version: None):
    answer = client.get("/health/ready")

    assert (answer.status_code, answer.json["trouble"]) == (
        503,
        "The database and the code are of different versions.",
    )


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_without_its_database_pdday_lives_but_is_not_ready(app: Flask, config: Config, client: Reader):
    db.engine.dispose()
    Path(config.database_url.removeprefix("sqlite:///")).write_bytes(b"a letter to the board " * 100)

    alive, ready = client.get("/health/live"), client.get("/health/ready")

    assert (alive.status_code, ready.status_code, ready.json["trouble"]) == (200, 503, "The database does not answer.")


def test_a_worker_is_there_while_it_gives_signs(client: Reader):
    sign_id = workers.begin("pd1", 4711, now=now())
    db.session.commit()
    there = client.get("/health/worker")
    workers.give_sign(sign_id, now=now() - workers.SILENT - timedelta(seconds=1))
    silent = client.get("/health/worker")

    assert (there.status_code, there.json) == (200, WELL)
    assert (silent.status_code, silent.json["trouble"]) == (503, "No worker gives a sign of life.")


def test_a_worker_that_stops_in_good_order_is_there_no_more(app: Flask):
    sign_id = workers.begin("pd1", 4711, now=now())

    workers.leave(sign_id)

    assert (workers.running(now=now()), workers.last_seen_at()) == ([], None)


def test_a_worker_that_the_database_has_forgotten_enters_itself_again(app: Flask):
    """As when a backup from before it began is put back while it runs."""
    worker = Worker(app)
    worker.give_sign(now())
    db.session.execute(db.delete(workers.WorkerSign))
    db.session.commit()

    worker.give_sign(now() + workers.SIGN_EVERY)

    assert [each.process for each in workers.running(now=now())] == [os.getpid()]


def test_a_worker_long_gone_is_forgotten_when_another_begins(app: Flask):
    workers.begin("pd1", 4711, now=now() - workers.FORGOTTEN - timedelta(seconds=1))

    workers.begin("pd2", 12, now=now())

    assert [each.host for each in db.session.scalars(db.select(workers.WorkerSign))] == ["pd2"]
