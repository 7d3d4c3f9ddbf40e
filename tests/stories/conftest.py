"""One story for each kind of database, told by the tests of this folder one after the other."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from tests.conftest import DATABASES, POSTGRES
from tests.stories.installation import an_installation
from tests.stories.person import Looks
from tests.stories.story import Story, times_now


@pytest.fixture(scope="package", params=DATABASES)
def database(request: pytest.FixtureRequest) -> str:
    """The kind of database the story runs on."""
    return str(request.param)


@pytest.fixture(scope="package")
def database_url(database: str) -> Iterator[str | None]:
    """An empty PostgreSQL database, dropped at the end; None for an SQLite file of the installation's own."""
    if database == "sqlite":
        yield None
        return
    name = f"pdday_story_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    address = make_url(str(POSTGRES)).set(drivername="postgresql+psycopg")
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    yield make_url(str(POSTGRES)).set(database=name).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    server.dispose()


@pytest.fixture(scope="package")
def story(
    database: str, database_url: str | None, tmp_path_factory: pytest.TempPathFactory, chromium: Browser
) -> Iterator[Story]:
    """A new installation that nobody has used yet, served to real browsers."""
    with an_installation(tmp_path_factory.mktemp("installation"), database_url) as installation:
        story = Story(installation, chromium, times_now(), Looks(closely=database == "sqlite"))
        yield story
        for context in story.contexts:
            context.close()
