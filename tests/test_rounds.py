"""What a worker does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from pdday import rounds
from pdday.db import db
from pdday.feedback import commitment_actions
from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Answer
from pdday.feedback.rules import ExitTicket
from pdday.outbox import Message
from pdday.programme.models import Day
from pdday.worker import Worker
from tests.factories import THE_DATE, at, make_day, make_staff
from tests.feedback.factories import hand_in, make_attended_offering


@pytest.fixture
def registered() -> Iterator[list[rounds.Round]]:
    """The register, to be added to; afterwards it is as it was."""
    before = list(rounds._rounds)
    yield rounds._rounds
    rounds._rounds[:] = before


def test_a_round_releases_what_is_due_and_asks_authors_how_it_is_going(app: Flask) -> None:
    room = make_attended_offering(people=5)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))
    commitment = commitment_actions.write_commitment(
        room.day, Intention("Try it"), by=make_staff("Luis Ortega"), now=at("15:00")
    )

    for _ in range(2):
        rounds.go(now=at("9:00", THE_DATE + timedelta(days=30)))

    assert len(db.session.scalars(select(Answer)).all()) == 5
    message = db.session.scalars(select(Message)).one()
    assert f"http://127.0.0.1:8000/my-commitments/{commitment.id}/after/30" in message.body


def test_work_that_fails_keeps_nothing_and_stops_nobody(
    app: Flask, registered: list[rounds.Round], caplog: pytest.LogCaptureFixture
) -> None:
    gone = []

    def break_off(now: datetime) -> None:
        make_day()
        raise ValueError("broken")

    registered[:] = [break_off, gone.append]

    rounds.go(now=at("9:00"))

    assert (gone, db.session.scalars(select(Day)).all()) == ([at("9:00")], [])
    assert "A round failed: break_off." in caplog.text


def test_a_worker_goes_its_round_at_its_first_look_and_not_at_every_one(
    app: Flask, registered: list[rounds.Round]
) -> None:
    gone: list[datetime] = []
    registered[:] = [gone.append]
    worker = Worker(app)

    for _ in range(3):
        worker.look_for_jobs()

    assert len(gone) == 1
