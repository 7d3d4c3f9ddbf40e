"""What every command begins with: the installation that the environment names, opened and closed again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask import Flask

from pdday import backup as backups
from pdday.app import create_app
from pdday.db import db
from pdday.words import Sentence


@contextmanager
def installation() -> Iterator[Flask]:
    """The application on the database that the environment names."""
    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def migrated_installation() -> Iterator[Flask]:
    """The application on a database that has run all migrations; refuses to work on another."""
    with installation() as app:
        backups.refuse_unless_migrated()
        yield app


def say(sentence: Sentence) -> None:
    click.echo(str(sentence))
