"""What a page asks the database, statement by statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from pdday.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collects every statement sent to the database inside, BEGIN on SQLite included."""
    sent: list[str] = []

    def note(_connection, _cursor, statement: str, *_rest) -> None:
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def queries(sent: list[str]) -> int:
    """How many of them ask for rows."""
    return sum(statement.lstrip().upper().startswith("SELECT") for statement in sent)
