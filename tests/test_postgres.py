"""PostgreSQL: what only reads leaves its plans in place, what wrote is undone, and a lost connection is found out."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import create_engine, func, insert, literal, select, text

from pdday import postgres
from pdday.db import db
from pdday.staff.models import School
from pdday.staff.vocabulary import SchoolLevel
from tests.factories import make_school

pytestmark = pytest.mark.parametrize("database", ["postgres"], indirect=True)

A_SITE = {"name": "Ridge High", "short_name": "Ridge", "level": SchoolLevel.HIGH}


@pytest.fixture(autouse=True)
def new_connections(app: Flask) -> Iterator[None]:
    """What an earlier test has planned is none of this one's."""
    db.engine.dispose()
    yield
    db.session.rollback()
    db.engine.dispose()


def read_often() -> None:
    for _ in range(7):
        db.session.scalars(select(School.name).where(School.short_name == "Ridge")).all()
        db.session.rollback()


def planned() -> int:
    return db.session.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%short_name%'"))


def sites() -> int:
    return db.session.scalar(select(func.count(School.id))) or 0


def test_what_comes_again_stays_planned_from_page_to_page(app: Flask):
    read_often()

    assert planned() == 1


def test_a_page_that_was_refused_leaves_only_itself_to_plan_again(app: Flask):
    read_often()
    make_school("Undone")
    db.session.rollback()

    assert planned() == 0  # psycopg's own caution after a real ROLLBACK
    assert sites() == 0


@pytest.mark.parametrize(
    "write",
    [
        lambda: make_school("Undone"),
        lambda: db.session.execute(insert(School), [A_SITE, A_SITE | {"name": "Two", "short_name": "Two"}]),
        lambda: db.session.execute(text("INSERT INTO school (name, short_name, level) VALUES ('a', 'b', 'high')")),
        lambda: db.session.execute(
            select(literal(1)).add_cte(insert(School).values(**A_SITE).returning(School.id).cte("made"))
        ),
    ],
    ids=["a row", "many rows", "in plain words", "beside a question"],
)
def test_what_was_written_and_not_kept_is_undone(app: Flask, write):
    sites()  # the transaction begins by reading
    write()
    sites()
    db.session.rollback()

    assert sites() == 0


def test_a_trial_inside_a_page_that_reads_is_undone(app: Flask):
    trial = db.session.begin_nested()
    make_school("Undone")
    trial.rollback()
    db.session.rollback()

    assert sites() == 0


def test_after_a_statement_that_failed_the_next_page_is_read(app: Flask):
    with pytest.raises(Exception, match="no_such_table"):
        db.session.execute(text("SELECT 1 FROM no_such_table"))
    db.session.rollback()

    assert sites() == 0


def test_a_connection_that_the_server_has_ended_is_not_used_again(app: Flask, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "THERE_FOR", 0.0)
    ended = db.session.scalar(select(func.pg_backend_pid()))
    db.session.rollback()
    other = create_engine(db.engine.url)
    with other.begin() as connection:
        connection.execute(select(func.pg_terminate_backend(ended, 5000)))
    other.dispose()

    assert db.session.scalar(select(func.pg_backend_pid())) != ended
