"""From one server's SQLite to PostgreSQL: every row of a backup into an empty database, once.

Row by row through our own tables, so that each value is what it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Integer, Table, create_engine, func, select, text

from pdday import backup as backups
from pdday.db import Base, db
from pdday.errors import Refused

#: Rows that travel together.
AT_ONCE = 1000


def move(file: Path) -> dict[str, int]:
    """Bring what an SQLite backup holds into the empty PostgreSQL database of the settings; rows by table.

    The caller commits nothing: it is one transaction, so it has happened wholly or not at all.
    """
    _refuse_what_does_not_fit(file)
    tables = Base.metadata.sorted_tables
    with (
        create_engine(f"sqlite:///file:{file.resolve()}?mode=ro&uri=true").connect() as origin,
        db.engine.begin() as target,
        _links_checked_at_the_end(target),
    ):
        moved = {table.name: _copy(table, origin, target) for table in tables}
        for table in tables:
            _go_on_counting(table, target)
    return moved


def _refuse_what_does_not_fit(file: Path) -> None:
    if db.engine.dialect.name != "postgresql":
        raise Refused("DATABASE_URL names no PostgreSQL database; moving leads from SQLite to PostgreSQL.")
    found = backups.revision_in_sqlite(file)
    if found is None:
        raise Refused("{file} is not a backup of pdday on SQLite.", {"file": str(file)})
    if found != backups.newest_revision():
        raise Refused(
            "{file} is of another version of pdday (migration {revision}). Move a backup of this one.",
            {"file": str(file), "revision": found},
        )
    if not backups.is_empty():
        raise Refused("The database that DATABASE_URL names holds something already; moving needs an empty one.")


@contextmanager
def _links_checked_at_the_end(target: Connection) -> Iterator[None]:
    """Foreign keys wait until every row is there, and are as strict as before afterwards."""
    links = [(table.name, link.name) for table in Base.metadata.sorted_tables for link in table.foreign_key_constraints]
    for table, link in links:
        target.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{link}" DEFERRABLE INITIALLY DEFERRED'))
    yield
    target.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    for table, link in links:
        target.execute(text(f'ALTER TABLE "{table}" ALTER CONSTRAINT "{link}" NOT DEFERRABLE'))


def _copy(table: Table, origin: Connection, target: Connection) -> int:
    count = 0
    for rows in origin.execute(select(table)).mappings().partitions(AT_ONCE):
        target.execute(table.insert(), [dict(row) for row in rows])
        count += len(rows)
    return count


def _go_on_counting(table: Table, target: Connection) -> None:
    """The next row gets the next number."""
    (key, *others) = table.primary_key.columns
    if others or not isinstance(key.type, Integer) or key.foreign_keys:
        return
    highest = target.scalar(select(func.max(key)))
    sequence = target.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    if sequence and highest:
        target.execute(select(func.setval(sequence, highest)))
