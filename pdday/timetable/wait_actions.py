"""Waiting for a seat in a full session: whoever is next gets it at once, in the step that frees it.

Nobody has to be quick. A seat that becomes free goes first to those who had the session highest on their list,
then to those who have waited longest; somebody whom a rule keeps out is passed over and keeps waiting. Shortly
before the slot nobody is moved any more: people are on their way, and free seats are given at the door.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete

from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.solver import Rule
from pdday.staff.models import StaffMember
from pdday.timetable import queries, rules, seat_letters, seat_moves, seat_queries
from pdday.timetable.models import Offering
from pdday.timetable.seat_models import SeatChangeKind, Waiting
from pdday.trail import record


def wait(offering: Offering, *, by: StaffMember, now: datetime) -> Waiting:
    """Put `by` on the list for a full session; they keep what they have until a seat is theirs.

    In one slot one waits for one session: another takes the place of the first. Raises NotReady with the reasons
    where a seat could not be theirs even if one were free.
    """
    if offering.session_id is None:
        raise Refused("Everyone is together then.")
    seat_moves.hold(offering.timetable)
    seat_moves.refuse_withdrawn(offering)
    if rules.is_last_call(offering.slot, now=now):
        raise TooLate("“{title}” is about to begin. Go to its door: a free seat is given there.", _title(offering))
    lock(by)
    if seat_queries.find_place(by, offering):
        raise Refused("“{title}” is in your day already.", _title(offering))
    if rules.has_free_seat(offering, taken=queries.seats_taken(offering)):
        raise Refused("“{title}” has a free seat: take it.", _title(offering))
    if reasons := seat_moves.why_not_put(by, offering, but={Rule.ROOM_CAPACITY}, now=now):
        raise NotReady(
            "You would not get a seat in “{title}” even if one were free.", _title(offering), reasons=reasons
        )
    waiting = seat_queries.find_waiting(by, offering.slot_id)
    if waiting is None:
        waiting = Waiting(staff_id=by.id, slot_id=offering.slot_id, session_id=offering.session_id, asked_at=now)
        db.session.add(waiting)
    elif waiting.session_id != offering.session_id:
        waiting.session_id, waiting.asked_at = offering.session_id, now
    db.session.flush()
    return waiting


def stop_waiting(offering: Offering, *, by: StaffMember) -> None:
    """Take `by` off the list; twice is once."""
    seat_moves.hold(offering.timetable)
    mine = (Waiting.staff_id == by.id, Waiting.slot_id == offering.slot_id)
    db.session.execute(delete(Waiting).where(*mine, Waiting.session_id == offering.session_id))


def pass_on(freed: Iterable[Offering], *, now: datetime) -> None:
    """Give seats that became free to whoever waits for them, and what those leave to whoever waits for that.

    The timetable must be held. The people are not: their doors are far from open.
    """
    offerings = deque(freed)
    while offerings:
        offering = offerings.popleft()
        if offering.session_id is None or rules.is_last_call(offering.slot, now=now):
            continue
        for waiting in seat_queries.who_waits(offering):
            if not rules.has_free_seat(offering, taken=queries.seats_taken(offering)):
                break
            offerings += _give(waiting, offering, now=now)


def _give(waiting: Waiting, offering: Offering, *, now: datetime) -> list[Offering]:
    """Seat who waits, if every rule lets them; what they leave."""
    person = waiting.staff
    left = [place.offering for place in seat_queries.places_in_slots(person, offering)]
    trial = db.session.begin_nested()
    try:
        seat_letters.tell_who_waited(waiting, offering, now=now)
        place = seat_moves.put(person, offering, kind=SeatChangeKind.WAITED, now=now)
    except Refused:
        trial.rollback()
        return []
    trial.commit()
    facts = {"staff_id": person.id, "offering_id": offering.id, "gave_up": [each.id for each in left]}
    record("give_to_who_waited", place, by=None, at=now, facts=facts)
    return left


def _title(offering: Offering) -> dict[str, object]:
    return {"title": offering.title}
