"""Colleagues who were in an offering, ready to answer about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdday.db import db
from pdday.feedback import actions
from pdday.feedback.rules import ExitTicket
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import StaffRole
from pdday.timetable.models import Offering
from tests.checkin.factories import make_door, make_published_day, scan_name
from tests.factories import THE_DATE, at, make_staff


@dataclass
class Attended:
    """An offering and who was there."""

    day: Day
    offering: Offering
    people: list[StaffMember]


def make_attended_offering(people: int = 1, *, nurses: int = 0) -> Attended:
    """Attended by so many teachers and then so many nurses."""
    the_day = make_published_day()
    offering = make_door(the_day, seats=40)
    attendees = [make_staff(f"Attendee {number}") for number in range(people)]
    attendees += [make_staff(f"Nurse {number}", role=StaffRole.NURSE) for number in range(nurses)]
    for person in attendees:
        scan_name(offering, person, "9:12")
    return Attended(day=the_day.day, offering=offering, people=attendees)


def hand_in(offering: Offering, person: StaffMember, ticket: ExitTicket, *, on: date = THE_DATE) -> None:
    """In a transaction of its own, as the page does it."""
    actions.hand_in(offering, ticket, by=person, now=at("15:00", on))
    db.session.commit()
