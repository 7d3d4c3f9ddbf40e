"""Migrations run up, down and up again on both databases, and end where the models are."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import flask_migrate
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import DatabaseError

from pdday import backup as backups
from pdday.config import Config
from pdday.credit.actions import award
from pdday.credit.models import CreditedMinutes
from pdday.credit.rules import CreditRule
from pdday.db import Base, db
from pdday.demo.district import plan_district
from pdday.demo.rows import write
from pdday.desk.check import check
from pdday.feedback.models import Answer, Remark, RemarkItem, RemarkState, SealedTicket
from pdday.seal import open_up
from pdday.staff.models import School
from tests.checkin.factories import make_door, make_published_day, scan_name
from tests.factories import (
    at,
    make_day,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


@pytest.fixture
def migrated_again(app: Flask) -> Iterator[None]:
    """Leaves the shared PostgreSQL database as the other tests expect it."""
    yield
    db.session.remove()
    flask_migrate.upgrade()


@pytest.fixture
def number_put_back(app: Flask) -> Iterator[None]:
    """Leaves the number of the last migration as it was."""
    number = backups.revision()
    yield
    db.session.rollback()
    db.session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
    db.session.commit()


@pytest.fixture
def tomorrow(app: Flask, config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tomorrow's pdday on today's database: a copy of the migrations with one more, which does nothing."""
    migrate = app.extensions["migrate"].migrate
    folder = config.instance / "migrations"
    shutil.copytree(migrate.directory, folder, ignore=shutil.ignore_patterns("__pycache__"))
    today = backups.newest_revision()
    (folder / "versions" / "tomorrow.py").write_text(
        f"revision = 'tomorrow'\ndown_revision = '{today}'\n\n\ndef upgrade():\n    pass\n"
    )
    monkeypatch.setattr(migrate, "directory", str(folder))


def test_the_migrations_end_where_the_models_are(app: Flask):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "render_as_batch": True})

        assert compare_metadata(context, Base.metadata) == []


def test_a_migrated_database_has_exactly_the_models_tables(app: Flask):
    assert tables() == {table.name for table in Base.metadata.sorted_tables}


@pytest.mark.slow
def test_down_leaves_nothing_and_up_again_brings_everything_back(app: Flask, migrated_again: None):
    everything = tables()

    flask_migrate.downgrade(revision="base")
    nothing = tables()
    flask_migrate.upgrade()

    assert (nothing, tables()) == (set(), everything)


@pytest.mark.slow
def test_a_database_migrated_twice_can_be_written(app: Flask, migrated_again: None):
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()

    make_day(make_school("Lowry"))
    db.session.commit()

    assert db.session.scalars(select(School.name)).all() == ["Lowry"]


def test_the_schema_in_the_database_names_every_constraint(app: Flask):
    unnamed = [
        (table, check["sqltext"])
        for table in tables()
        for check in inspect(db.engine).get_check_constraints(table)
        if not check["name"]
    ]

    assert unnamed == []


@pytest.mark.slow
def test_migrating_a_new_database_needs_no_backup(app: Flask, config: Config, migrated_again: None):
    flask_migrate.downgrade(revision="base")

    kept = backups.migrate()

    assert (kept, backups.revision()) == (None, backups.newest_revision())


def test_migrating_again_does_nothing(app: Flask, config: Config):
    make_school("Lowry")
    db.session.commit()

    assert (backups.migrate(), (config.instance / "backups").exists()) == (None, False)


def test_a_database_that_holds_anything_is_backed_up_before_a_migration(
    app: Flask, tomorrow: None, number_put_back: None
):
    make_school("Lowry")
    db.session.commit()

    kept = backups.migrate()

    assert (kept is not None and kept.exists(), backups.revision()) == (True, "tomorrow")


def test_a_newer_pddays_database_is_refused_in_a_sentence(app: Flask, number_put_back: None):
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    db.session.commit()

    with pytest.raises(backups.Refused, match=r"made by a newer pdday \(migration 9999\)"):
        backups.migrate()


@pytest.fixture
def harlow_ridge(app: Flask) -> None:
    """The demo district with 60 people, as it is before its day is drafted."""
    write(plan_district(staff=60))
    db.session.commit()


def rows_by_table() -> dict[str, int]:
    with db.engine.connect() as connection:
        return {name: connection.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in sorted(tables())}


def test_an_upgrade_keeps_every_row_of_a_district(harlow_ridge: None, tomorrow: None, number_put_back: None):
    before = rows_by_table()

    backups.migrate()

    assert (before["staff_member"], rows_by_table()) == (60, before)
    assert check() == []


def test_the_backup_before_an_upgrade_brings_a_district_back(
    harlow_ridge: None, tomorrow: None, number_put_back: None, config: Config
):
    before = rows_by_table()
    kept = backups.migrate()
    assert kept is not None

    db.session.remove()
    former = backups.restore(kept, although_it_holds_a_day=True)

    assert rows_by_table() == before
    if not config.embedded:
        db.session.execute(text(f'DROP SCHEMA "{former}" CASCADE'))
        db.session.commit()


@pytest.fixture
def first_release(app: Flask, config: Config) -> Path:
    """The migrations that the first release knew."""
    folder = config.instance / "first_release"
    shutil.copytree(app.extensions["migrate"].migrate.directory, folder, ignore=shutil.ignore_patterns("__pycache__"))
    for migration in (folder / "versions").glob("*.py"):
        if not migration.name.startswith("0001"):
            migration.unlink()
    return folder


@pytest.mark.slow
def test_a_district_of_the_first_release_comes_up_and_goes_back_with_it(
    app: Flask,
    harlow_ridge: None,
    first_release: Path,
    config: Config,
    migrated_again: None,
    monkeypatch: pytest.MonkeyPatch,
):
    """As docs/running.md tells it: upgrade, look, and back to the former code with the backup it left."""
    db.session.remove()
    flask_migrate.downgrade(revision="0001")
    before = rows_by_table()
    kept = backups.migrate()
    found = check()
    db.session.remove()
    after = rows_by_table()
    today = app.extensions["migrate"].migrate.directory

    monkeypatch.setattr(app.extensions["migrate"].migrate, "directory", str(first_release))
    with pytest.raises(backups.Refused, match="made by a newer pdday"):
        backups.refuse_unless_migrated()
    assert kept is not None
    former = backups.restore(kept, although_it_holds_a_day=True)
    backups.refuse_unless_migrated()
    back = rows_by_table()

    monkeypatch.setattr(app.extensions["migrate"].migrate, "directory", today)
    if not config.embedded:
        db.session.execute(text(f'DROP SCHEMA "{former}" CASCADE'))
        db.session.commit()
    assert (before["staff_member"], found, back) == (60, [], before)
    assert {name: after[name] for name in before} == before


def test_a_loaded_district_can_be_taken_down_and_its_tables_made_again(harlow_ridge: None, migrated_again: None):
    db.session.remove()

    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()

    assert set(rows_by_table().values()) == {0}


@pytest.mark.parametrize("statement", ["UPDATE trail SET did = 'nothing'", "DELETE FROM trail"])
def test_the_trail_is_append_only_in_the_database_itself(app: Flask, statement: str):
    db.session.execute(
        text("INSERT INTO trail (at, did, thing, thing_id, facts) VALUES ('2027-02-01', 'publish', 'day', 1, '{}')")
    )

    with pytest.raises(DatabaseError, match="the trail is append-only"):
        db.session.execute(text(statement))


@pytest.mark.slow
def test_minutes_credited_before_are_told_in_the_words_of_now_and_back(app: Flask, migrated_again: None):
    door = make_door(make_published_day())
    for number, arrived in enumerate(("9:16", "9:30", "9:15"), 1):
        scan_name(door, make_staff(f"Attendee {number}"), arrived)
    award(door.timetable.day, rule=CreditRule(grace_in_minutes=0), now=at("15:00"))
    db.session.commit()
    told = select(CreditedMinutes.explanation).order_by(CreditedMinutes.attendance_id)
    before = db.session.scalars(told).all()
    db.session.remove()

    flask_migrate.downgrade(revision="0017")
    kept = db.session.execute(text("SELECT explanation FROM credited_minutes ORDER BY attendance_id")).scalars().all()
    db.session.remove()
    flask_migrate.upgrade()

    assert "Came 1 minute after the beginning: 59 of 60 credit minutes." in [str(each) for each in before]
    facts = [(json.loads(each) if isinstance(each, str) else each)["facts"] for each in kept]
    assert [each["late"] for each in facts] == [1, 15, 0]
    assert db.session.scalars(told).all() == before


ANSWERS_OF_0004 = """
INSERT INTO answer (key, offering_id, answered_on, good_use, role_group, keep, change, batch)
VALUES ('a', {id}, '2027-03-12', 4, 'teachers', 'Kept', 'Changed', 1),
       ('b', {id}, '2027-03-12', 5, NULL, NULL, NULL, 1),
       ('c', {id}, '2027-03-12', 1, 'teachers', 'Not read yet', NULL, NULL)
"""


@pytest.mark.slow
def test_exit_tickets_of_before_the_envelopes_are_kept_up_and_down(app: Flask, migrated_again: None):
    day = make_day()
    session = make_session(day)
    offering_id = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school)).id
    db.session.commit()
    flask_migrate.downgrade(revision="0004")
    db.session.execute(text(ANSWERS_OF_0004.format(id=offering_id)))
    db.session.commit()
    db.session.remove()

    flask_migrate.upgrade()
    released = db.session.execute(select(Answer.good_use, Answer.batch).order_by(Answer.key)).all()
    words = set(db.session.execute(select(Remark.item, Remark.words, Remark.state)).all())
    waiting = json.loads(open_up(db.session.scalars(select(SealedTicket.sealed)).one()))
    db.session.remove()
    flask_migrate.downgrade(revision="0004")
    again = db.session.execute(text("SELECT good_use, keep, change, batch FROM answer")).all()

    assert released == [(4, 1), (5, 1)]
    assert words == {
        (RemarkItem.KEEP, "Kept", RemarkState.SHOWN),
        (RemarkItem.CHANGE, "Changed", RemarkState.SHOWN),
    }
    assert (waiting["good_use"], waiting["keep"], waiting["role_group"]) == (1, "Not read yet", "teachers")
    assert set(again) == {
        (4, None, None, 1),
        (5, None, None, 1),
        (1, "Not read yet", None, None),
        (None, "Kept", None, 1),
        (None, None, "Changed", 1),
    }
