"""A fingerprint of everything a database holds, for comparing two districts."""

from __future__ import annotations

from hashlib import sha256

from sqlalchemy import select

from pdday.db import Base, db

#: Drawn afresh each time, so that nobody can guess them: badges, keys, envelopes and the order of unlinkable answers.
SECRETS = frozenset(
    {
        "badge.token",
        "scan.token",
        "answer.key",
        "answer.batch",
        "remark.id",
        "sealed_ticket.key",
        "sealed_ticket.sealed",
    }
)


def digest() -> str:
    """sha256 over every row of every table in the order of its keys, secrets left out."""
    told = sha256()
    for table in Base.metadata.sorted_tables:
        columns = [column for column in table.columns if f"{table.name}.{column.name}" not in SECRETS]
        rows = [repr(tuple(row)) for row in db.session.execute(select(*columns))]
        told.update(f"{table.name}: {sorted(rows)}\n".encode())
    return told.hexdigest()
