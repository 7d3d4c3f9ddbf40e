"""Hints to workers: they hurry the work and carry nothing that could be lost."""

from __future__ import annotations

import logging
from dataclasses import replace
from threading import Event

import pytest
from flask import Flask
from sqlalchemy import inspect, text

from pdday import lanes
from pdday.config import Config
from pdday.db import Base, db
from pdday.lanes import Lane

PATIENCE_SECONDS = 30


@pytest.fixture(autouse=True)
def nothing_left_from_other_tests(app: Flask) -> None:
    """Hints that other tests left on PostgreSQL are thrown away; on SQLite each test has a file of its own."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("DROP SCHEMA IF EXISTS huey CASCADE"))
        db.session.commit()


def test_a_hint_reaches_the_lane_it_was_left_in(app: Flask, config: Config):
    heard, arrived = [], Event()

    def on_hint(*what: int) -> None:
        heard.append(what)
        arrived.set()

    lane = lanes.consumer(Lane.LONG, config, on_hint=on_hint, on_look=lambda: None)
    lane.start()
    lanes.hurry_messages()
    lanes.hand_over(17)
    arrived.wait(PATIENCE_SECONDS)
    lane.stop(graceful=True)

    assert heard == [(17,)]


def test_a_worker_looks_by_itself_without_any_hint(app: Flask, config: Config):
    looked = Event()

    lane = lanes.consumer(Lane.MESSAGES, config, on_hint=lambda: None, on_look=looked.set)
    lane.start()
    looked.wait(PATIENCE_SECONDS)
    lane.stop(graceful=True)

    assert looked.is_set()


def test_a_hint_that_cannot_be_left_stops_nobody(
    app: Flask, config: Config, caplog: pytest.LogCaptureFixture, tmp_path
):
    (tmp_path / "a file").touch()
    nowhere = "postgresql+psycopg://pd:hunter2@127.0.0.1:1/pdday"
    broken = {"sqlite": {"instance": tmp_path / "a file"}, "postgresql+psycopg": {"database_url": nowhere}}
    app.config["PDDAY"] = replace(config, **broken[config.database_url.split(":")[0]])

    with caplog.at_level(logging.WARNING):
        lanes.hand_over(17)

    assert "workers will see by themselves" in caplog.text
    assert "hunter2" not in caplog.text


def test_hueys_tables_stay_out_of_our_schema(app: Flask, config: Config):
    lanes.hand_over(17)

    assert set(inspect(db.engine).get_table_names()) - {"alembic_version"} == set(Base.metadata.tables)
