"""Two taps on one button, and two workers on one round, at the same moment."""

from __future__ import annotations

import pytest
from flask import Flask

from pdday.db import db
from pdday.feedback import actions
from pdday.feedback.models import Answer, Remark, SealedTicket, TicketHandedIn
from pdday.feedback.rules import ExitTicket
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from tests.factories import at
from tests.feedback.factories import hand_in, make_attended_offering
from tests.feedback.test_actions import count_of
from tests.timetable.racing import at_once

pytestmark = pytest.mark.slow


def test_one_colleague_on_two_devices_hands_in_one_ticket(app: Flask) -> None:
    room = make_attended_offering()
    offering_id, staff_id = room.offering.id, room.people[0].id

    def press() -> None:
        offering = db.session.get_one(Offering, offering_id)
        person = db.session.get_one(StaffMember, staff_id)
        actions.hand_in(offering, ExitTicket(good_use=4), by=person, now=at("10:15"))

    outcomes = at_once(app, [press] * 6)

    assert outcomes == ["Refused"] * 5 + ["done"]
    assert (count_of(TicketHandedIn), count_of(SealedTicket)) == (1, 1)


def test_two_workers_and_a_coordinator_release_each_answer_once(app: Flask) -> None:
    room = make_attended_offering(people=6)
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4, keep="Cards"))
    offering_id = room.offering.id

    outcomes = at_once(app, [lambda: actions.release_batch(db.session.get_one(Offering, offering_id))] * 3)

    assert outcomes == ["NotReady", "NotReady", "done"]
    assert (count_of(Answer), count_of(Remark), count_of(SealedTicket)) == (6, 6, 0)


def test_tickets_that_come_in_during_a_release_wait_for_the_next(app: Flask) -> None:
    room = make_attended_offering(people=10)
    for person in room.people[:5]:
        hand_in(room.offering, person, ExitTicket(good_use=4))
    offering_id, late = room.offering.id, [person.id for person in room.people[5:]]

    def press(staff_id: int) -> None:
        offering = db.session.get_one(Offering, offering_id)
        person = db.session.get_one(StaffMember, staff_id)
        actions.hand_in(offering, ExitTicket(good_use=2), by=person, now=at("10:15"))

    release = [lambda: actions.release_batch(db.session.get_one(Offering, offering_id))]
    outcomes = at_once(app, release + [lambda staff_id=staff_id: press(staff_id) for staff_id in late])

    assert outcomes == ["done"] * 6
    assert count_of(Answer) + count_of(SealedTicket) == count_of(TicketHandedIn) == 10
