"""Where a person is named in words that belong to others: reasons, comments, messages, facts in JSON.

Found are the full name, the name on certificates, the e-mail address and a long number in the district. A text
that says “Ms. R.” or a first name alone is not found; the page of the purge says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    ColumnElement,
    Enum,
    String,
    Table,
    Text,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    type_coerce,
    union_all,
    update,
)

from pdday.db import Base, Words, db
from pdday.outbox import Message
from pdday.staff.models import StaffMember
from pdday.trail import Trail, strike

#: What stands where a name stood: short, so that no limit of a text is passed.
REMOVED = "[…]"
#: A shorter number in the district could as well be a count of chairs.
SHORTEST_NUMBER = 5


@dataclass(frozen=True)
class Mention:
    """One cell of a row that names the person, and what it says without the name."""

    table: Table
    column: Column[Any]
    key: tuple[Any, ...]
    without: Any


def find_mentions(person: StaffMember) -> list[Mention]:
    """Every cell outside the person's own row that names them: one look over all tables, then one at each that may."""
    words = _words(person)
    own = set(db.session.scalars(select(Message.id).where(Message.staff_id == person.id)))
    return [
        each
        for table, columns in _tables_that_may(words)
        for each in _in_table(table, columns, words)
        if not (each.table is Message.__table__ and each.key[0] in own)  # those go as a whole
    ]


def remove(mentions: list[Mention]) -> None:
    """Take the name out of these cells. Entries of the trail lose their whole reason and facts."""
    strike({each.key[0] for each in mentions if each.table is Trail.__table__})
    for each in mentions:
        if each.table is not Trail.__table__:
            value = literal(each.without, JSON) if isinstance(_stored(each.column), JSON) else each.without
            same = [part == value for part, value in zip(each.table.primary_key, each.key, strict=True)]
            db.session.execute(update(each.table).where(*same).values({each.column: value}))


def has_namesake(person: StaffMember) -> bool:
    """Whether a colleague has the same name, so that a text that names it may well mean them."""
    same = (
        func.lower(StaffMember.first_name) == func.lower(person.first_name),
        func.lower(StaffMember.last_name) == func.lower(person.last_name),
    )
    return bool(db.session.scalar(select(func.count()).where(StaffMember.id != person.id, *same)))


def _words(person: StaffMember) -> list[str]:
    first, last = person.first_name, person.last_name
    names = [] if has_namesake(person) else [f"{first} {last}", f"{last}, {first}", person.legal_name]
    number = person.employee_id if len(person.employee_id) >= SHORTEST_NUMBER else None
    return [word.strip() for word in (*names, person.email, number) if word and word.strip()]


def _tables_that_may(words: list[str]) -> list[tuple[Table, list[Column[Any]]]]:
    """The tables in which something looks like one of the words, with their columns of free words."""
    free = [(table, columns) for table in Base.metadata.sorted_tables if (columns := _free_words(table))]
    looks = [
        select(literal(number).label("number")).where(exists().select_from(table).where(_looks_like(columns, words)))
        for number, (table, columns) in enumerate(free)
    ]
    return [free[number] for number in sorted(db.session.scalars(union_all(*looks)))]


def _free_words(table: Table) -> list[Column[Any]]:
    """The columns that may hold free words; the person's own row is not a text of others."""
    if table is StaffMember.__table__:
        return []
    return [
        column
        for column in table.columns
        if isinstance(kind := _stored(column), JSON | String)
        and not isinstance(kind, Enum)
        and not isinstance(column.type, Words)
        and not column.primary_key
    ]


def _looks_like(columns: list[Column[Any]], words: list[str]) -> ColumnElement[bool]:
    """Rough: JSON writes é as \\u00e9, and SQLite knows small and capital letters of English only."""
    patterns = ["%" + re.sub(r"[^ -~]+|[%_\\]", "%", word) + "%" for word in words]
    return or_(false(), *(cast(column, Text).ilike(pattern) for column in columns for pattern in patterns))


def _in_table(table: Table, columns: list[Column[Any]], words: list[str]) -> Iterator[Mention]:
    key = list(table.primary_key)
    named = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    read = [type_coerce(column, _stored(column)) for column in columns]
    for row in db.session.execute(select(*key, *read).where(_looks_like(columns, words))):
        place, values = tuple(row[: len(key)]), row[len(key) :]
        for column, value in zip(columns, values, strict=True):
            if (without := _without(value, named)) != value:
                yield Mention(table, column, place, without)


def _without(value: Any, named: re.Pattern[str]) -> Any:
    match value:
        case str():
            return named.sub(REMOVED, value)
        case list():
            return [_without(part, named) for part in value]
        case dict():
            return {named.sub(REMOVED, name): _without(part, named) for name, part in value.items()}
        case _:
            return value


def _stored(column: Column[Any]) -> Any:
    """The column's type as the database keeps it, without our own dress."""
    return getattr(column.type, "impl", column.type)
