"""Given access to the database, nothing in it joins an answer to the colleague who gave it (scenario 34)."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Date, DateTime, Time, inspect, select, text

from pdday.config import Config
from pdday.db import Base, db
from pdday.feedback import actions
from pdday.feedback.models import Answer, Remark, SealedTicket, TicketHandedIn
from pdday.feedback.names import NEEDS
from pdday.feedback.rules import LONGEST_WORDS, ExitTicket
from pdday.staff.vocabulary import RoleGroup
from tests.feedback.factories import hand_in, make_attended_offering

ON_SQLITE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_an_answer_names_nobody_and_no_time() -> None:
    handed_in = TicketHandedIn.__table__

    for said in (SealedTicket.__table__, Answer.__table__, Remark.__table__):
        shared = {column.name for column in said.columns} & {column.name for column in handed_in.columns}
        times = [column.name for column in (*said.columns, *handed_in.columns) if is_a_time(column.type)]
        leads_to = {key.column.table.name for key in said.foreign_keys}

        assert times == []
        # A question alone may be signed, on purpose.
        assert shared - {"offering_id"} == ({"staff_id"} if said.name == "remark" else set())
        assert leads_to - {"offering"} == ({"staff_member"} if said.name == "remark" else set())


def is_a_time(kind: object) -> bool:
    kind = getattr(kind, "impl", kind)
    return isinstance(kind, Date | DateTime | Time)


@pytest.mark.parametrize("model", [SealedTicket, Answer, Remark])
def test_the_databases_own_tables_are_as_the_models_say(app: Flask, model: type[Base]) -> None:
    columns = {column["name"] for column in inspect(db.engine).get_columns(model.__tablename__)}

    assert columns == {column.name for column in model.__table__.columns}


@ON_SQLITE
@pytest.mark.parametrize("table", ["sealed_ticket", "answer"])
def test_sqlite_keeps_no_row_number_of_an_answer(app: Flask, table: str) -> None:
    with pytest.raises(Exception, match="no such column: rowid"):
        db.session.execute(text(f"SELECT rowid FROM {table}"))


def test_a_ticket_that_waits_cannot_be_read_nor_told_from_others_by_its_length(app: Flask) -> None:
    room = make_attended_offering(people=3)
    longest = "\u0001" * LONGEST_WORDS
    tickets = [
        ExitTicket(),
        ExitTicket(good_use=1, keep="short"),
        ExitTicket(
            keep=longest, change="🦉" * LONGEST_WORDS, question=longest, would_need=list(NEEDS), would_suggest=10
        ),
    ]
    for person, ticket in zip(room.people, tickets, strict=True):
        hand_in(room.offering, person, ticket)

    waiting = db.session.scalars(select(SealedTicket.sealed)).all()

    assert len({len(each) for each in waiting}) == 1
    assert [each for each in waiting if b"short" in each or b"short" in urlsafe_b64decode(each)] == []
    # Fernet says when a text was locked, unless it is told to say nothing.
    assert {urlsafe_b64decode(each)[1:9] for each in waiting} == {bytes(8)}


@pytest.mark.slow
def test_released_answers_share_one_transaction_and_lie_in_another_order(app: Flask, database: str) -> None:
    room = make_attended_offering(people=24)
    words = [f"word-{number:02}" for number in range(24)]
    for number, (person, word) in enumerate(zip(room.people, words, strict=True)):
        hand_in(room.offering, person, ExitTicket(would_suggest=number % 11, more_confidence=[[number, 1]], keep=word))

    actions.release_batch(room.offering)
    db.session.commit()

    points = [each[0][0] for each in db.session.scalars(select(Answer.more_confidence).order_by(Answer.key)) if each]
    told = [int(each[-2:]) for each in db.session.scalars(select(Remark.words).order_by(Remark.id))]
    assert sorted(points) == sorted(told) == list(range(24))
    assert points != told, "words lie beside the points of the same ticket"
    assert list(range(24)) not in (points, told)
    if database == "postgres":
        tickets = set(db.session.scalars(text("SELECT xmin::text FROM ticket_handed_in")))
        for table in ("answer", "remark"):
            transactions = set(db.session.scalars(text(f"SELECT xmin::text FROM {table}")))
            assert (len(transactions), transactions & tickets) == (1, set())


@pytest.mark.slow
@pytest.mark.parametrize(("nurses", "told"), [(1, 0), (4, 0), (5, 5)])
def test_the_only_nurse_in_a_room_is_not_told_by_her_role(app: Flask, nurses: int, told: int) -> None:
    room = make_attended_offering(people=6, nurses=nurses)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    actions.release_batch(room.offering)

    role_groups = list(db.session.scalars(select(Answer.role_group)))
    # With few nurses nobody's role is told: those who have none beside six teachers would be the nurses.
    assert role_groups.count(RoleGroup.STUDENT_SERVICES) == told
    assert role_groups.count(RoleGroup.TEACHERS) == (6 if told else 0)
    assert len(role_groups) == 6 + nurses


@ON_SQLITE
def test_the_file_on_disk_forgets_who_answered_first(app: Flask, config: Config) -> None:
    """SQLite would lay new rows beside the former ones. (PostgreSQL's old copies go at the server's next vacuum.)"""
    room = make_attended_offering(people=24)
    words = [f"word-{number:02}" for number in range(24)]
    for number, (person, word) in enumerate(zip(room.people, words, strict=True)):
        hand_in(room.offering, person, ExitTicket(keep=word, change="more practice " * (number * 7 % 24)))
    former_keys = list(db.session.scalars(select(SealedTicket.key)))

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
