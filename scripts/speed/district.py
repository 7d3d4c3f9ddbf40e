"""The district that speed is measured with: a day lived through, and one of 160 sessions that begins this morning."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, func, select, text
from sqlalchemy.engine import make_url

from pdday.app import create_app
from pdday.checkin import badge_actions
from pdday.checkin.models import Badge
from pdday.config import Config, from_environment
from pdday.db import Base, db
from pdday.demo.run import run
from pdday.programme.models import Day
from pdday.programme.queries import find_current_day
from pdday.solver import Plan, Problem
from pdday.solver.solve import solve
from pdday.staff import actions as signing
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Device
from pdday.timetable import actions
from pdday.timetable.problem_from_rows import problem_of

#: The demo is made as of this date, so that two runs measure the same district.
TODAY = date(2026, 11, 22)
#: While colleagues choose, and on the morning of the day: 8:05 on the school's wall, ten minutes before the keynote.
CHOOSING = datetime(2026, 11, 24, 21, 0, tzinfo=UTC)
MORNING = datetime(2027, 1, 8, 14, 5, tzinfo=UTC)
#: Filled districts wait here for the next run.
FOLDER = Path(__file__).resolve().parent.parent.parent / "instance" / "speed"


@dataclass(frozen=True)
class Filled:
    """A filled database, and everything a browser needs that is signed in."""

    config: Config
    #: Tokens of signed-in browsers, by staff id.
    tokens: dict[int, str]

    @property
    def name(self) -> str:
        return "SQLite" if self.config.embedded else "PostgreSQL"

    def environment(self, moment: datetime) -> dict[str, str]:
        """What a server of this database at this moment is started with."""
        settings = {
            "PDDAY_INSTANCE": str(self.config.instance),
            "PDDAY_SECRET_KEY": self.config.secret_key,
            "PDDAY_SEAL_KEY": self.config.seal_key,
            "SPEED_MOMENT": moment.isoformat(),
        }
        return settings if self.config.embedded else settings | {"DATABASE_URL": self.config.database_url}


def on_sqlite(staff: int, *, solve_seconds: float) -> Filled:
    """The district on SQLite; made once, in some minutes, and then kept."""
    folder = FOLDER / str(staff)
    config, tokens = from_environment({"PDDAY_INSTANCE": str(folder)}), folder / "tokens.json"
    if not tokens.exists():
        folder.mkdir(parents=True, exist_ok=True)  # what a run that was stopped has made is there still
        with create_app(from_environment({"PDDAY_INSTANCE": str(folder)})).app_context():
            flask_migrate.upgrade()
            _fill(staff, solve_seconds)
            tokens.write_text(json.dumps(_sign_everybody_in()))
            db.engine.dispose()
        config = from_environment({"PDDAY_INSTANCE": str(folder)})
    with create_app(config).app_context():
        flask_migrate.upgrade()
        db.engine.dispose()
    return Filled(config, {int(staff_id): token for staff_id, token in json.loads(tokens.read_text()).items()})


def on_postgres(filled: Filled, server: str) -> Filled:
    """The same rows in a new database of this PostgreSQL server."""
    address = make_url(server).set(drivername="postgresql+psycopg")
    url = address.set(database="pdday_speed")
    with create_engine(address, isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(text("DROP DATABASE IF EXISTS pdday_speed WITH (FORCE)"))
        connection.execute(text("CREATE DATABASE pdday_speed"))
    config = from_environment(filled.environment(MORNING) | {"DATABASE_URL": url.render_as_string(hide_password=False)})
    with create_app(config).app_context():
        flask_migrate.upgrade()
        _copy(create_engine(filled.config.database_url), db.engine)
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))  # as autovacuum does within a minute
        db.engine.dispose()
    return Filled(config, filled.tokens)


def fresh_copy(filled: Filled, folder: Path) -> Filled:
    """The district on SQLite once more, for what changes it."""
    source, copy = str(filled.config.instance / "pdday.db"), folder / "pdday.db"
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(copy)) as here:
        there.backup(here)
    settings = filled.environment(MORNING) | {"PDDAY_INSTANCE": str(folder)}
    return Filled(from_environment(settings), filled.tokens)


def app_of(filled: Filled) -> Flask:
    """pdday on this database, in this process."""
    return create_app(filled.config)


def _fill(staff: int, solve_seconds: float) -> None:
    """The demo, and its coming day with a published timetable and badges."""
    run(say=print, staff=staff, today=TODAY, solve_seconds=solve_seconds)
    day = find_current_day(now=MORNING)
    assert isinstance(day, Day)
    problem = problem_of(day)
    db.session.commit()
    plan = _solved(problem, solve_seconds)
    dana = db.session.scalars(select(StaffMember).where(StaffMember.first_name == "Dana").limit(1)).one()
    before = MORNING - timedelta(days=5)
    timetable = actions.draft(day, problem, plan, by_id=dana.id, now=before)
    actions.publish(timetable, by=dana, now=before)
    badge_actions.issue_badges(day, now=before)
    db.session.commit()


def _solved(problem: Problem, seconds: float) -> Plan:
    """A plan for the coming day; on a busy machine it takes longer than it was given."""
    print(f"Solving the coming day for {seconds:.0f} seconds at most.", flush=True)
    plan = solve(problem, seconds=seconds, seed=1)
    return plan if plan.score is not None else _solved(problem, 2 * seconds)


def _sign_everybody_in() -> dict[int, str]:
    """Everybody's phone, signed in on the day before."""
    people = db.session.scalars(select(StaffMember).where(StaffMember.left_at.is_(None))).all()
    before = MORNING - timedelta(days=1)
    tokens = {each.id: signing.begin_sign_in(each, device=Device.OWN, now=before) for each in people}
    db.session.commit()
    assert db.session.scalar(select(func.count(Badge.id)))
    return tokens


def _copy(source: object, target: object) -> None:
    """Every row of one database into another; ids go on after the largest."""
    with source.connect() as here, target.begin() as there:  # type: ignore[attr-defined]
        there.execute(text("SET session_replication_role = replica"))  # rows refer to each other in circles
        there.execute(text(f"TRUNCATE {', '.join(table.name for table in Base.metadata.sorted_tables)}"))
        for table in Base.metadata.sorted_tables:
            if rows := [dict(row) for row in here.execute(select(table)).mappings()]:
                there.execute(table.insert(), rows)
            if "id" in table.c and table.c.id.autoincrement:
                there.execute(
                    text(
                        f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), max(id)) FROM {table.name} "
                        f"HAVING max(id) IS NOT NULL AND pg_get_serial_sequence('{table.name}', 'id') IS NOT NULL"
                    )
                )
