"""From SQLite to PostgreSQL: a whole district arrives, row for row, and goes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, select

from pdday import backup as backups
from pdday import moving
from pdday.app import create_app
from pdday.db import Base, db
from pdday.demo.district import plan_district
from pdday.demo.rows import write
from pdday.desk.check import check
from pdday.errors import Refused
from tests.conftest import config_for
from tests.factories import make_school, make_staff

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database", ["postgres"], indirect=True)]


@pytest.fixture
def leaving(tmp_path: Path, migrated_sqlite: Path) -> Path:
    """The backup of an installation on SQLite: the demo's district, and a mentor with a higher number."""
    folder = tmp_path / "former"
    folder.mkdir()
    (folder / "pdday.db").write_bytes(migrated_sqlite.read_bytes())
    with create_app(config_for(folder, f"sqlite:///{folder / 'pdday.db'}")).app_context():
        write(plan_district(staff=60))
        mentored, mentor = make_staff("Ana Reyes"), make_staff("Lena Ortiz")
        mentored.mentored_by_id = mentor.id
        db.session.commit()
        backups.backup(folder / "leaving.pdday")
        db.engine.dispose()
    return folder / "leaving.pdday"


def rows(connection: Any) -> dict[str, list[Any]]:
    """Everything, by table."""
    return {
        table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key.columns))]
        for table in Base.metadata.sorted_tables
    }


@pytest.fixture
def former(leaving: Path) -> Iterator[dict[str, list[Any]]]:
    engine = create_engine(f"sqlite:///{leaving}")
    with engine.connect() as connection:
        yield rows(connection)
    engine.dispose()


def test_every_row_arrives_as_it_was(app: Flask, leaving: Path, former: dict[str, list[Any]]):
    counts = moving.move(leaving)

    with db.engine.connect() as connection:
        assert rows(connection) == former
    assert (counts["staff_member"], check()) == (62, [])


def test_the_next_row_gets_the_next_number(app: Flask, leaving: Path, former: dict[str, list[Any]]):
    moving.move(leaving)

    assert make_staff("Luis Ortega").id == max(row[0] for row in former["staff_member"]) + 1


def test_nothing_is_moved_over_what_is_there(app: Flask, leaving: Path):
    make_school("Lowry")
    db.session.commit()

    with pytest.raises(Refused, match="needs an empty one"):
        moving.move(leaving)


def test_what_is_no_backup_is_not_moved(app: Flask, tmp_path: Path):
    (tmp_path / "letter.pdday").write_bytes(b"a letter to the board")

    with pytest.raises(Refused, match="is not a backup of pdday on SQLite"):
        moving.move(tmp_path / "letter.pdday")
