"""The trail: who did what to which thing, kept with the change or not at all."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from pdday.db import db
from pdday.trail import STRUCK_FACTS, STRUCK_WHY, Trail, record, strike
from tests.factories import BEFORE, make_coordinator, make_day


def test_an_entry_says_who_did_what_to_which_thing_and_why(app: Flask):
    coordinator, day = make_coordinator(), make_day()

    record("publish", day, by=coordinator, at=BEFORE, why="Room 12 is flooded", facts={"number": 3})
    db.session.flush()

    entry = db.session.scalars(select(Trail)).one()
    assert (entry.by_id, entry.did, entry.thing, entry.thing_id) == (coordinator.id, "publish", "day", day.id)
    assert (entry.at, entry.why, entry.facts) == (BEFORE, "Room 12 is flooded", {"number": 3})


def test_what_the_system_did_names_nobody(app: Flask):
    record("supersede", make_day(), by=None, at=BEFORE)

    assert db.session.scalars(select(Trail)).one().by_id is None


def test_an_entry_goes_when_its_change_is_rolled_back(app: Flask):
    record("publish", make_day(), by=None, at=BEFORE)
    db.session.flush()

    db.session.rollback()

    assert db.session.scalars(select(Trail)).all() == []


def test_an_entry_cannot_be_rewritten(app: Flask):
    record("publish", make_day(), by=None, at=BEFORE)
    db.session.flush()
    entry = db.session.scalars(select(Trail)).one()

    entry.did = "nothing"

    with pytest.raises(DatabaseError, match="the trail is append-only"):
        db.session.flush()


def test_an_entry_cannot_be_torn_out(app: Flask):
    record("publish", make_day(), by=None, at=BEFORE)
    db.session.flush()
    entry = db.session.scalars(select(Trail)).one()

    db.session.delete(entry)

    with pytest.raises(DatabaseError, match="the trail is append-only"):
        db.session.flush()


def test_a_strike_takes_reason_and_facts_and_leaves_who_did_what_when(app: Flask):
    coordinator, day = make_coordinator(), make_day()
    record("publish", day, by=coordinator, at=BEFORE, why="Ms. Lopez is ill", facts={"name": "Lopez"})
    record("draft", day, by=coordinator, at=BEFORE, facts={"name": "Lopez"})
    db.session.flush()

    strike(db.session.scalars(select(Trail.id)).all())

    db.session.expire_all()
    struck = [(each.did, each.by_id, each.at, each.why, each.facts) for each in db.session.scalars(select(Trail))]
    assert struck == [
        ("publish", coordinator.id, BEFORE, STRUCK_WHY, STRUCK_FACTS),
        ("draft", coordinator.id, BEFORE, None, STRUCK_FACTS),
    ]


@pytest.mark.parametrize("change", [{"did": "nothing"}, {"by_id": None}, {"thing_id": 7}, {"why": "Another reason"}])
def test_a_strike_that_changes_more_is_refused(app: Flask, change: dict[str, object]):
    record("publish", make_day(), by=make_coordinator(), at=BEFORE, why="Ms. Lopez is ill")
    db.session.flush()

    with pytest.raises(DatabaseError, match="the trail is append-only"):
        db.session.execute(update(Trail).values(**({"why": STRUCK_WHY, "facts": STRUCK_FACTS} | change)))
