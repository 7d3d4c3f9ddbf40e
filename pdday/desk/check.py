"""`pdday check`: read the whole database again and report what cannot be, naming rows.

Most of it the schema or a lock already forbids; here it is written a second time, from the tables and without
trusting any constraint, so that a mistake in one place does not pass unseen. Repairing is a person's decision.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ForeignKeyConstraint, Table, and_, select

from pdday.db import Base, db
from pdday.desk.cannot_be import CannotBe, Check
from pdday.desk.check_attendance import ATTENDANCE
from pdday.desk.check_seats import SEATS
from pdday.desk.check_timetable import TIMETABLE
from pdday.words import Sentence


def check() -> list[CannotBe]:
    """Everything in the database that cannot be, in the order of the day's story; empty when all is well."""
    return [found for each in CHECKS for found in each()]


def rows_that_point_nowhere() -> Iterator[CannotBe]:
    """Rows that name another row which is not there: attendance without a person, a badge without a day …"""
    for table in Base.metadata.sorted_tables:
        for link in sorted(table.foreign_key_constraints, key=lambda each: str(each.name)):
            yield from _dangling(table, link)


def _dangling(table: Table, link: ForeignKeyConstraint) -> Iterator[CannotBe]:
    target = link.referred_table.alias("target")
    same = and_(*(part.parent == target.c[part.column.name] for part in link.elements))
    names_one = and_(*(part.parent.is_not(None) for part in link.elements))
    key = list(table.primary_key.columns)
    missing = select(*key).where(names_one, ~select(target).where(same).exists()).order_by(*key)
    for row in db.session.execute(missing):
        row_id = row[0] if len(row) == 1 else "/".join(map(str, row))
        facts = {"thing": table.name, "id": row_id, "target": link.referred_table.name}
        sentence = Sentence("{thing} {id} names a row of {target} that is not there.", facts)
        yield CannotBe("points_nowhere", table.name, row_id, sentence)


CHECKS: tuple[Check, ...] = (rows_that_point_nowhere, *TIMETABLE, *SEATS, *ATTENDANCE)
