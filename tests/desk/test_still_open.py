"""What the last day still waits for is one press away, also while the pages speak of the coming one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from pdday.clock import now, on_the_wall
from pdday.feedback.models import Commitment, Sharing
from pdday.feedback.rules import ExitTicket
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from tests.checkin.factories import end
from tests.factories import BEFORE, keep, make_day, make_staff
from tests.feedback.factories import Attended, hand_in, make_attended_offering
from tests.reader import Reader


@pytest.fixture
def was_there(app) -> Attended:
    """Somebody who was in a session four days ago; the coming day is three days ahead, so it is the nearest."""
    attended = make_attended_offering()
    today = today_at(attended.day)
    attended.day.date, attended.day.name = today - timedelta(days=4), "Autumn Day"
    end(attended.offering, minutes_ago=4 * 24 * 60)
    make_day().date = today + timedelta(days=3)
    return attended


def today_at(day: Day) -> date:
    """The date on the wall of the school: in the evening it is a day earlier than that of the clock of the world."""
    return on_the_wall(now(), day.time_zone).date()


def make_commitment(day: Day, person: StaffMember) -> Commitment:
    return keep(Commitment(day=day, staff=person, what="Number Talks", made_at=BEFORE, sharing=Sharing.PRIVATE))


def main_of(page: str) -> str:
    return page[page.index("<main") :]


def test_an_open_exit_ticket_of_the_last_day_stands_before_the_coming_day(client: Reader, was_there: Attended):
    page = main_of(client.sign_in(was_there.people[0]).get("/my-day").text)

    assert "Autumn Day: an exit ticket takes three minutes" in page
    assert f'href="/exit-tickets/{was_there.offering.id}"' in page


def test_an_exit_ticket_that_is_in_is_not_asked_for_again(client: Reader, was_there: Attended):
    hand_in(was_there.offering, was_there.people[0], ExitTicket(good_use=4), on=was_there.day.date)

    assert "Still open" not in main_of(client.sign_in(was_there.people[0]).get("/my-day").text)


def test_after_a_week_exit_tickets_are_not_asked_for_any_more(client: Reader, was_there: Attended):
    was_there.day.date = today_at(was_there.day) - timedelta(days=8)

    assert "Still open" not in main_of(client.sign_in(was_there.people[0]).get("/my-day?day=2").text)


def test_a_commitment_that_is_due_is_asked_about_on_my_day(client: Reader, was_there: Attended):
    was_there.day.date = today_at(was_there.day) - timedelta(days=31)
    commitment = make_commitment(was_there.day, was_there.people[0])

    page = main_of(client.sign_in(was_there.people[0]).get("/my-day").text)

    assert f'href="/my-commitments/{commitment.id}/after/30"' in page


def test_another_persons_commitment_is_not_asked_about(client: Reader, was_there: Attended):
    was_there.day.date = today_at(was_there.day) - timedelta(days=31)
    make_commitment(was_there.day, make_staff())

    assert "Still open" not in main_of(client.sign_in(was_there.people[0]).get("/my-day").text)
