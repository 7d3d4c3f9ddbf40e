"""The database: base class of all rows, column types, locks, and how SQLite is opened.

Use `db.session` for the database's session (the field's word "session" means something people attend)
and never commit below a view, a command or a task: actions flush, the edge commits once.
"""

from __future__ import annotations

import enum
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVarTuple

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, CompoundSelect, DateTime, Enum, MetaData, Row, Select, event, inspect, select
from sqlalchemy.dialects import registry
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from pdday.errors import TooLate
from pdday.words import Sentence, from_json, in_json

Ts = TypeVarTuple("Ts")

#: Every constraint has a name that can be told from its table, so that migrations can change it on SQLite too.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """What every row shares."""

    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
registry.register("postgresql.psycopg", "pdday.postgres", "Postgres")


class Moment(TypeDecorator[datetime]):
    """An instant: aware and in UTC on both sides, whatever the database keeps. Refuses naive times."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone: use clock.now() or an aware time")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short sorted list of words from one closed vocabulary, such as grade bands. Refuses any other word."""

    impl = JSON
    cache_ok = True

    def __init__(self, vocabulary: type[enum.StrEnum]) -> None:
        super().__init__()
        self.vocabulary = vocabulary

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:
        return None if value is None else sorted({self.vocabulary(word).value for word in value})

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value)


class Told(TypeDecorator[Sentence]):
    """A sentence kept as its pattern and facts, so that it can still be read in any language later."""

    #: No sentence is NULL; plain JSON would write the word null, which no constraint takes for "none".
    impl = JSON(none_as_null=True)
    cache_ok = True

    def process_bind_param(self, value: Sentence | None, dialect: Dialect) -> dict[str, object] | None:
        return None if value is None else in_json(value)

    def process_result_value(self, value: dict[str, Any] | None, dialect: Dialect) -> Sentence | None:
        return None if value is None else from_json(value)


def closed_set(members: type[enum.StrEnum]) -> Enum:
    """A column whose value is one of `members`: stored as its word, guarded by a CHECK in both databases."""
    return Enum(
        members,
        native_enum=False,
        length=40,
        values_callable=lambda enumeration: [member.value for member in enumeration],
        create_constraint=True,
        validate_strings=True,
        name=_snake(members.__name__),
    )


def begin_for_reading() -> None:
    """Begin a transaction that only reads so that it never waits for a writer, nor holds one up (SQLite)."""
    if db.engine.dialect.name == "sqlite":
        db.session.connection(execution_options={"sqlite_begin": "DEFERRED"})


def lock(row: Any) -> None:
    """Hold `row` until the transaction ends, and read it afresh.

    On PostgreSQL this is SELECT … FOR NO KEY UPDATE: it keeps other holders out, but not rows that only refer
    to this one (a scan names its steward while the steward is being scanned: FOR UPDATE deadlocked there). On
    SQLite the transaction itself began IMMEDIATE, so there is one writer and the read is already exclusive.
    Only the row itself is held, not what was loaded beside it (PostgreSQL refuses to lock an outer join).

    Raises TooLate when the row is gone: somebody removed it while we waited for it.
    """
    try:
        db.session.refresh(row, with_for_update={"key_share": True, "of": type(row)})
    except InvalidRequestError as trouble:
        if not inspect(row).persistent:
            raise  # never kept, or kept elsewhere: a mistake of ours
        raise TooLate(
            "What you were changing is not there any more: somebody else was first. Open the page again."
        ) from trouble


def empty_write_ahead_log() -> None:
    """Let nothing that was overwritten linger in SQLite's log (`secure_delete` has emptied it in the file itself).

    Call it after the commit. A reader at that moment only puts it off to the next checkpoint. PostgreSQL drops
    old copies of rows at its next vacuum.
    """
    if db.engine.dialect.name == "sqlite":
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")


def rows(statement: Select[*Ts] | CompoundSelect[*Ts], facts: Mapping[str, Any] | None = None) -> Sequence[Row[*Ts]]:
    """What `statement` finds, as plain rows. For pages that many read at once: the ORM's own work is left out."""
    db.session.flush()  # as the ORM does before it reads
    return db.session.connection().execute(statement, facts).all()


def exists(statement: Any) -> bool:
    """Whether `statement` finds at least one row."""
    return bool(db.session.scalar(select(statement.exists())))


def _snake(name: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).lstrip("_")


@event.listens_for(Engine, "connect")
def _open_sqlite(connection: Any, _record: Any) -> None:
    """Readers never wait for the writer (WAL), writers wait for each other, foreign keys count, deleted is gone."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    settings = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "busy_timeout=15000", "secure_delete=ON")
    for pragma in settings:
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """Writers begin IMMEDIATE: a deferred transaction that read first could not write any more.

    Measured in the look at the stack: of 480 contended seat updates 282 failed with a deferred begin, none
    with an immediate one. Requests that only read ask for DEFERRED, so that they never hold up a writer.
    """
    if connection.dialect.name == "sqlite":
        mode = connection.get_execution_options().get("sqlite_begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")
