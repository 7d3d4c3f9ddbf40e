"""Backups: taken from a database in use, put back without losing what was there, refused when they are no use."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, inspect, select, text

from pdday import backup as backups
from pdday.config import Config
from pdday.db import db
from pdday.errors import Refused
from pdday.programme.models import Day
from pdday.staff.models import School
from tests.factories import make_day, make_school

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


def schools() -> list[str]:
    return list(db.session.scalars(select(School.name).order_by(School.name)))


def put_back(file: Path, *, although_it_holds_a_day: bool = True) -> Path | str:
    db.session.rollback()
    return backups.restore(file, although_it_holds_a_day=although_it_holds_a_day)


@pytest.fixture(autouse=True)
def one_schema_afterwards(app: Flask, database: str):
    """A restore on PostgreSQL leaves the former schema behind; the next test starts without it."""
    yield
    if database == "postgres":
        db.session.remove()
        with db.engine.begin() as connection:
            for name in inspect(connection).get_schema_names():
                if name.startswith("before_restore"):
                    connection.execute(text(f'DROP SCHEMA "{name}" CASCADE'))


def test_a_backup_brings_back_what_was_there(app: Flask, tmp_path: Path):
    make_school("Lowry")
    db.session.commit()
    backups.backup(tmp_path / "evening.pdday")
    make_school("Parkside")
    db.session.commit()

    put_back(tmp_path / "evening.pdday")

    assert schools() == ["Lowry"]


def test_nobody_else_on_the_machine_can_read_a_backup(app: Flask, database: str, tmp_path: Path):
    backups.backup(tmp_path / "evening.pdday")

    former = put_back(tmp_path / "evening.pdday")

    files = [tmp_path / "evening.pdday", *([former] if database == "sqlite" else [])]
    assert [file for file in files if file.stat().st_mode & 0o077] == []


def test_what_was_there_before_a_restore_is_kept_beside_it(app: Flask, database: str, tmp_path: Path):
    backups.backup(tmp_path / "empty.pdday")
    make_school("Parkside")
    db.session.commit()

    former = put_back(tmp_path / "empty.pdday")

    if database == "sqlite":
        with closing(sqlite3.connect(former)) as kept:
            names = kept.execute("SELECT name FROM school").fetchall()
    else:
        names = [tuple(row) for row in db.session.execute(text(f'SELECT name FROM "{former}".school'))]
    assert (schools(), names) == ([], [("Parkside",)])


def test_people_go_on_writing_while_a_backup_is_taken(app: Flask, tmp_path: Path):
    make_school("Lowry")
    db.session.commit()
    make_school("Not yet committed")

    backups.backup(tmp_path / "noon.pdday")

    db.session.commit()
    put_back(tmp_path / "noon.pdday")
    assert schools() == ["Lowry"]


def test_a_restored_database_still_guards_its_trail(app: Flask, tmp_path: Path):
    backups.backup(tmp_path / "empty.pdday")

    put_back(tmp_path / "empty.pdday")

    db.session.execute(
        text("INSERT INTO trail (at, did, thing, thing_id, facts) VALUES ('2027-02-01', 'x', 'day', 1, '{}')")
    )
    with pytest.raises(Exception, match="append-only"):
        db.session.execute(text("DELETE FROM trail"))


def test_a_backup_never_overwrites_a_file(app: Flask, tmp_path: Path):
    (tmp_path / "precious.pdday").write_text("precious")

    with pytest.raises(Refused, match="exists already"):
        backups.backup(tmp_path / "precious.pdday")

    assert (tmp_path / "precious.pdday").read_text() == "precious"


def test_a_database_that_holds_a_day_is_not_replaced_by_mistake(app: Flask, tmp_path: Path):
    backups.backup(tmp_path / "empty.pdday")
    make_day()
    db.session.commit()

    with pytest.raises(Refused, match="--yes"):
        put_back(tmp_path / "empty.pdday", although_it_holds_a_day=False)

    assert db.session.scalar(select(func.count()).select_from(Day)) == 1


@pytest.mark.parametrize("content", [b"", b"PGDMP but not really", b"SQLite format 3\x00", b"a letter to the board"])
def test_a_file_that_is_no_backup_is_refused(app: Flask, tmp_path: Path, content: bytes):
    make_school("Lowry")
    db.session.commit()
    (tmp_path / "letter.pdday").write_bytes(content)

    with pytest.raises(Refused):
        put_back(tmp_path / "letter.pdday")

    assert schools() == ["Lowry"]


def test_someone_elses_sqlite_database_is_refused(app: Flask, tmp_path: Path):
    with closing(sqlite3.connect(tmp_path / "theirs.db")) as theirs:
        theirs.execute("CREATE TABLE alembic_version (version_num)")
        theirs.execute("INSERT INTO alembic_version VALUES ('0001')")
        theirs.commit()

    with pytest.raises(Refused, match="is not a backup of pdday"):
        put_back(tmp_path / "theirs.db")


def test_a_newer_pddays_backup_is_refused(app: Flask, tmp_path: Path):
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()
    backups.backup(tmp_path / "tomorrow.pdday")
    db.session.execute(text("UPDATE alembic_version SET version_num = :now"), {"now": backups.newest_revision()})
    db.session.commit()

    with pytest.raises(Refused, match=r"newer pdday \(migration 9999\)"):
        put_back(tmp_path / "tomorrow.pdday")


def test_a_missing_pg_dump_is_named(app: Flask, database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))

    if database == "postgres":
        with pytest.raises(Refused, match="pg_dump is not installed"):
            backups.backup(tmp_path / "evening.pdday")
    else:
        backups.backup(tmp_path / "evening.pdday")
        assert (tmp_path / "evening.pdday").exists()


def test_a_backup_leaves_nothing_half_written_beside_it(app: Flask, tmp_path: Path):
    backups.backup(tmp_path / "evening.pdday")

    assert [file.name for file in tmp_path.glob("evening*")] == ["evening.pdday"]


def test_only_the_last_few_backups_before_migrations_are_kept(app: Flask, config: Config):
    folder = config.instance / "backups"
    folder.mkdir()
    for number in range(backups.KEPT + 3):
        (folder / f"before-0002-202702{number:02}T000000000000Z.pdday").touch()

    backups._keep_the_last_few(folder)

    kept = sorted(file.name for file in folder.iterdir())
    assert (len(kept), kept[0]) == (backups.KEPT, "before-0002-20270203T000000000000Z.pdday")
