"""Given access to the database, nothing in it joins an answer to the colleague who gave it (scenario 34)."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, inspect, select, text

from pdday.config import Config
from pdday.db import db
from pdday.feedback import actions
from pdday.feedback.models import Answer, TicketHandedIn
from pdday.feedback.rules import ExitTicket
from pdday.staff.vocabulary import RoleGroup
from tests.factories import THE_DATE
from tests.feedback.factories import hand_in, make_attended_offering

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_an_answer_names_nobody_and_no_time() -> None:
    answer, ticket = Answer.__table__, TicketHandedIn.__table__

    shared = {column.name for column in answer.columns} & {column.name for column in ticket.columns}
    times = [column.name for table in (answer, ticket) for column in table.columns if is_a_time(column.type)]
    leads_to = {key.column.table.name for key in answer.foreign_keys}

    assert shared == {"offering_id"}
    assert times == []
    assert leads_to == {"offering"}


def is_a_time(kind: object) -> bool:
    kind = getattr(kind, "impl", kind)
    return isinstance(kind, DateTime) and not isinstance(kind, Date)


def test_the_databases_own_tables_are_as_the_models_say(app: Flask) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns("answer")}

    assert columns == {column.name for column in Answer.__table__.columns}


@ON_SQLITE
def test_sqlite_keeps_no_row_number_of_an_answer(app: Flask) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        db.session.execute(text("SELECT rowid FROM answer"))


def test_released_answers_share_one_transaction_and_lie_in_another_order(app: Flask, database: str) -> None:
    room = make_attended_offering(people=24)
    words = [f"word-{number:02}" for number in range(24)]
    for person, word in zip(room.people, words, strict=True):
        hand_in(room.offering, person, ExitTicket(keep=word))

    actions.release_batch(room.offering)
    db.session.commit()

    assert list(db.session.scalars(select(Answer.keep).order_by(Answer.key))) != words
    if database == "postgres":
        answers = db.session.execute(text("SELECT xmin::text, keep FROM answer ORDER BY ctid")).all()
        tickets = db.session.scalars(text("SELECT xmin::text FROM ticket_handed_in")).all()
        assert len({row.xmin for row in answers}) == 1
        assert answers[0].xmin not in tickets
        assert [row.keep for row in answers] != words


@pytest.mark.parametrize(("nurses", "told"), [(1, 0), (4, 0), (5, 5)])
def test_the_only_nurse_in_a_room_is_not_told_by_her_role(app: Flask, nurses: int, told: int) -> None:
    room = make_attended_offering(people=6, nurses=nurses)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    actions.release_batch(room.offering)

    role_groups = list(db.session.scalars(select(Answer.role_group)))
    assert (role_groups.count(RoleGroup.STUDENT_SERVICES), role_groups.count(RoleGroup.TEACHERS)) == (told, 6)
    assert len(role_groups) == 6 + nurses


@ON_SQLITE
def test_the_file_on_disk_forgets_who_answered_first(app: Flask, config: Config) -> None:
    """SQLite would lay new rows beside the former ones. (PostgreSQL's old copies go at the server's next vacuum.)"""
    room = make_attended_offering(people=24)
    words = [f"word-{number:02}" for number in range(24)]
    for number, (person, word) in enumerate(zip(room.people, words, strict=True)):
        hand_in(room.offering, person, ExitTicket(keep=word, change="more practice " * (number * 7 % 24)))
    former_keys = list(db.session.scalars(select(Answer.key)))

    actions.release_batch(room.offering)
    db.session.commit()
    stored = everything_stored(config.instance / "pdday.db")

    assert [key for key in former_keys if key.encode() in stored] == []
    assert sorted(words, key=lambda word: stored.index(word.encode())) != words
    assert sorted(words, key=lambda word: -stored.index(word.encode())) != words
    assert all(stored.count(word.encode()) == 1 for word in words)


def everything_stored(path: Path) -> bytes:
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    beside = path.with_name(path.name + "-wal")
    return path.read_bytes() + (beside.read_bytes() if beside.exists() else b"")


def test_the_day_an_answer_was_given_is_all_that_is_kept_of_the_time(app: Flask) -> None:
    room = make_attended_offering()

    hand_in(room.offering, room.people[0], ExitTicket(good_use=5))

    assert db.session.scalars(select(Answer.answered_on)).one() == THE_DATE
