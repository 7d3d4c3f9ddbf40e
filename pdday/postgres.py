"""PostgreSQL as pages need it: what was planned stays planned, and who just answered is not asked whether they live.

To plan the statements of My day costs twenty times what it costs to run them. psycopg has the server keep those that
come again, but forgets all of them at a ROLLBACK, which is how every page that only read used to end.
"""

from __future__ import annotations

import time
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from psycopg.pq import TransactionStatus
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

#: A connection that has answered within so many seconds is taken to be there still.
THERE_FOR = 1.0


class Postgres(PGDialect_psycopg):
    """SQLAlchemy's own, but a transaction of nothing but SELECT ends with COMMIT: there is nothing to undo."""

    supports_statement_cache = True

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)  # type: ignore[no-untyped-call]
        self._wrote: WeakSet[Any] = WeakSet()
        self._answered: WeakKeyDictionary[Any, float] = WeakKeyDictionary()

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Run a statement; whatever does not begin with SELECT may have something to undo, a savepoint too."""
        if not statement.startswith("SELECT"):
            self._wrote.add(cursor.connection)
        super().do_execute(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        self._wrote.add(cursor.connection)
        super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]

    def do_rollback(self, dbapi_connection: Any) -> None:
        connection = _driven(dbapi_connection)
        if connection in self._wrote or connection.info.transaction_status is not TransactionStatus.INTRANS:
            connection.rollback()
        else:
            connection.commit()
        self._ended(connection)

    def do_commit(self, dbapi_connection: Any) -> None:
        connection = _driven(dbapi_connection)
        connection.commit()
        self._ended(connection)

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the server is there: asked before a connection is used again (`pool_pre_ping`)."""
        if time.monotonic() - self._answered.get(_driven(dbapi_connection), 0.0) < THERE_FOR:
            return True
        return bool(super().do_ping(dbapi_connection))  # type: ignore[no-untyped-call]

    def _ended(self, connection: Any) -> None:
        self._wrote.discard(connection)
        self._answered[connection] = time.monotonic()


def _driven(dbapi_connection: Any) -> Any:
    """psycopg's own connection: the pool passes its wrapping, everybody else the thing itself."""
    return getattr(dbapi_connection, "dbapi_connection", dbapi_connection)
