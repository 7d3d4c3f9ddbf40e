"""What every test may ask for: an application on a freshly migrated database, on SQLite and on PostgreSQL.

PDDAY_TEST_POSTGRES names a PostgreSQL server and a superuser of it, such as
postgresql://name:password@127.0.0.1/postgres; `scripts/test` starts one. Without it tests run on SQLite only;
with PDDAY_TEST_REQUIRE_ALL=1 (CI) its absence ends the run.
"""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from flask import Flask, Response
from hypothesis import settings
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Dialect, Engine, make_url
from sqlalchemy.pool import NullPool

from pdday.app import create_app
from pdday.config import Config
from pdday.db import Base, db
from tests.reader import Reader

pytest_plugins = ("tests.browser",)

POSTGRES = os.environ.get("PDDAY_TEST_POSTGRES")
REQUIRE_ALL = os.environ.get("PDDAY_TEST_REQUIRE_ALL") == "1"
DATABASES = ["sqlite", "postgres"] if POSTGRES else ["sqlite"]


#: A slow machine is no fault of the code.
settings.register_profile("no hurry", deadline=None)
settings.load_profile("no hurry")


def pytest_configure(config: pytest.Config) -> None:
    if REQUIRE_ALL and not POSTGRES:
        pytest.exit("PDDAY_TEST_REQUIRE_ALL is set, but PDDAY_TEST_POSTGRES names no server.", returncode=4)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests on PostgreSQL can be left out with `-m "not postgres"`."""
    for item in items:
        if getattr(getattr(item, "callspec", None), "params", {}).get("database") == "postgres":
            item.add_marker("postgres")


def pytest_collection_finish() -> None:
    """Leave what was loaded for all tests alone, as wsgi.py does: to look through it again took a seventh of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def config_for(instance: Path, database_url: str) -> Config:
    """A complete Config for tests; secrets are fixed so that runs are alike."""
    return Config(
        instance=instance,
        database_url=database_url,
        secret_key="a secret of the tests, 32 characters and more",
        seal_key="dGVzdHMgb25seTogdGhpcyBpcyBub3QgYSBzZWNyZXQ=",
        url="http://127.0.0.1:8000",
        testing=True,
    )


@pytest.fixture(params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database the test runs on; every test that asks for `app` runs on each."""
    return str(request.param)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with every migration run, to be copied."""
    folder = tmp_path_factory.mktemp("migrated")
    path = folder / "pdday.db"
    app = create_app(config_for(folder, f"sqlite:///{path}"))
    with app.app_context():
        flask_migrate.upgrade()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        db.engine.dispose()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL database with every migration run; dropped at the end."""
    assert POSTGRES is not None
    name = f"pdday_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    server = create_engine(make_url(POSTGRES).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    address = make_url(POSTGRES).set(drivername="postgresql+psycopg", database=name)
    url = address.render_as_string(hide_password=False)
    app = create_app(config_for(tmp_path_factory.mktemp("postgres"), url))
    with app.app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    yield url
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@pytest.fixture
def config(database: str, tmp_path: Path, request: pytest.FixtureRequest) -> Config:
    """Settings that point at an empty, migrated database of the kind under test."""
    if database == "sqlite":
        path = tmp_path / "pdday.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        return config_for(tmp_path, f"sqlite:///{path}")
    url = request.getfixturevalue("migrated_postgres")
    _empty(url)
    return config_for(tmp_path, url)


@dataclass
class Made:
    """An application that tests of one process share, and its settings as they were when it was new."""

    app: Flask
    settings: dict[str, Any]

    def set_to(self, config: Config) -> None:
        """Be as new, on the database of `config`."""
        self.app.config.clear()
        self.app.config.update(self.settings | config.for_flask())
        self.app.instance_path = str(config.instance)
        with self.app.app_context():
            db.engine.url = make_url(config.database_url)


@pytest.fixture(scope="session")
def made() -> dict[str, Made]:
    """By database: an application's addresses, templates and statements take longer to make than most tests."""
    return {}


@pytest.fixture
def app(config: Config, database: str, made: dict[str, Made]) -> Iterator[Flask]:
    """pdday inside an application context, on an empty database."""
    if database not in made:
        made[database] = _make(config)
    made[database].set_to(config)
    with made[database].app.app_context() as context:
        yield context.app
        db.session.remove()
        db.engine.dispose()


def _make(config: Config) -> Made:
    app = create_app(config)
    with app.app_context():
        engine = db.engine

    @event.listens_for(engine, "do_connect")
    def open_the_tests_file(dialect: Dialect, _record: object, arguments: list[Any], _named: dict[str, Any]) -> None:
        if dialect.name == "sqlite":
            arguments[0] = engine.url.database

    return Made(app, dict(app.config))


@pytest.fixture
def own_app(config: Config) -> Iterator[Flask]:
    """As `app`, and of one test alone: for a test that adds addresses, which an application takes only when new."""
    app = create_app(config)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def client(app: Flask) -> Reader:
    """A browser that nobody has signed in to; `client.sign_in(person)` does."""
    return Reader(app, Response, use_cookies=True)


#: Sets every counter that was used back to its beginning.
_COUNT_FROM_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename)::regclass, 1, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
"""


def _empty(url: str) -> None:
    """Take every row out, guards and foreign keys aside: what a superuser of the tests' own server may do.

    Only tables that hold rows are touched: to truncate all of them takes thirty times as long, before every test.
    """
    tables = [f'"{table.name}"' for table in Base.metadata.sorted_tables]
    hold_rows = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})" for table in tables)
    with _engine(url).begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for (table,) in connection.execute(text(hold_rows)).all():
            connection.execute(text(f"DELETE FROM {table}"))
        connection.execute(text(_COUNT_FROM_ONE))


@cache
def _engine(url: str) -> Engine:
    """Keeps no connection open: PostgreSQL copies only a database that nobody is connected to."""
    return create_engine(url, poolclass=NullPool)
