"""A colleague's own change of mind: a free seat instead of what they have in a slot, or none where they are away.

Whether the day then still keeps every rule is asked of the same checker that reads whole timetables, so a
change can be refused for no other reason, and for each of them.
"""

from __future__ import annotations

from datetime import datetime

from pdday.db import lock
from pdday.errors import Full, NotReady, Refused, TooLate
from pdday.staff.models import StaffMember
from pdday.timetable import queries, rules, seat_moves, seat_queries, wait_actions
from pdday.timetable.models import Enrolment, Offering
from pdday.timetable.seat_models import SeatChangeKind
from pdday.trail import record


def take_seat(offering: Offering, *, by: StaffMember, now: datetime) -> Enrolment:
    """Give `by` a seat in `offering`, and give up what they had in its slots to whoever waits for it.

    Raises Full where no seat is free once we hold the offering's lock, TooLate once its doors are open, and
    NotReady with the reasons where the person is bound to what they have, or a rule would be broken.
    """
    if offering.session_id is None:
        raise Refused("Seats are taken in the published timetable.")
    seat_moves.hold(offering.timetable)
    if rules.doors_are_open(offering.slot, now=now):
        raise TooLate(
            "The doors of “{title}” are open, so seats are given there: go and ask at the door.",
            {"title": offering.title},
        )
    lock(by)
    lock(offering)
    left = seat_queries.places_in_slots(by, offering)
    if have := next((place for place in left if place.offering_id == offering.id), None):
        return have  # a second click on the same button
    if not rules.has_free_seat(offering, taken=queries.seats_taken(offering)):
        told = rules.full(offering, others=seat_queries.free_at_the_same_time(offering))
        raise Full(told.pattern, told.facts)
    freed = [place.offering for place in left]
    place = seat_moves.put(by, offering, kind=SeatChangeKind.TOOK, now=now)
    facts = {"offering_id": offering.id, "gave_up": [each.id for each in freed]}
    record("take_seat", place, by=by, at=now, facts=facts)
    wait_actions.pass_on(freed, now=now)
    return place


def give_up(offering: Offering, *, by: StaffMember, now: datetime) -> None:
    """Let go of a seat in a slot that one is away for; whoever waits for it gets it.

    Everyone else chooses another session, so that nobody's day has a hole. Twice is once.
    """
    seat_moves.hold(offering.timetable)
    lock(by)
    lock(offering)
    place = seat_queries.find_place(by, offering)
    if place is None:
        return
    if bound := seat_moves.why_not_leave([place], now=now):
        raise NotReady("You can't change this.", reasons=bound)
    if not seat_queries.is_away(by, offering):
        raise Refused(
            "You are not marked as away then. Choose another session instead of “{title}”, or say in your choices "
            "when you are away.",
            {"title": offering.title},
        )
    seat_moves.leave(place)
    seat_moves.note(by, left=[place], taken=None, kind=SeatChangeKind.GAVE_UP, now=now)
    record("give_up_seat", offering, by=by, at=now)
    wait_actions.pass_on([offering], now=now)
