"""Runs the migrations inside the application's own connection."""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from pdday.db import Base, Moment, Told, Words

#: Our column types, as the database sees them: a migration must not need tomorrow's code.
AS_STORED = {Moment: "sa.DateTime(timezone=True)", Words: "sa.JSON()", Told: "sa.JSON()"}

engine = current_app.extensions["migrate"].db.engine


def as_stored(kind: str, thing: object, _context: object) -> str | bool:
    """How autogenerate writes a column's type down; False means "as usual"."""
    return AS_STORED.get(type(thing), False) if kind == "type" else False


def keep_foreign_keys(connection: Connection, mode: str) -> None:
    """Set SQLite's watch over foreign keys. Past SQLAlchemy, which would begin a transaction, in which it is ignored."""
    if connection.dialect.name == "sqlite":
        connection.connection.dbapi_connection.execute(f"PRAGMA foreign_keys={mode}")


def run() -> None:
    """Migrate the database that the application is set to. SQLite changes tables by copying them (batch mode)."""
    with engine.connect() as connection:
        # A copied table is dropped and renamed; with foreign keys on, its children would be deleted with it.
        keep_foreign_keys(connection, "OFF")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=True,
            compare_type=True,
            render_item=as_stored,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()
        keep_foreign_keys(connection, "ON")


run()
