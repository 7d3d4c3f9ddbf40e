"""What people hear by mail when a seat changes hands: which session, when and where, and nothing about why."""

from __future__ import annotations

from datetime import datetime

from pdday import outbox
from pdday.clock import on_the_wall
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.timetable.seat_models import Exchange, Waiting
from pdday.words import Sentence, WallTime

#: Where everybody reads and answers offers.
EXCHANGES = "/my-day/exchanges"
MY_DAY = "/my-day"

_WAITED = Sentence(
    "Hello {first_name},\n\nA seat became free in “{title}” (slot {slot}, {time}, {room}), for which you waited: "
    "it is yours. What you had at that time is free for others. If your mind has changed, choose something else:\n"
    "{address}\n"
)
_ASKED = Sentence(
    "Hello {first_name},\n\n{asker} asks whether you would exchange seats: theirs in “{title}” (slot {slot}, {time}, "
    "{room}) for yours in “{yours}”. Say yes or no, whichever suits you; nobody else sees the offer or your answer:\n"
    "{address}\n"
)
_EXCHANGED = Sentence(
    "Hello {first_name},\n\nThe exchange has come about: you now have “{title}” (slot {slot}, {time}, {room}).\n"
    "{address}\n"
)


def tell_who_waited(waiting: Waiting, offering: Offering, *, now: datetime) -> None:
    """Tell somebody that the seat they waited for is theirs."""
    once = f"waiting-{waiting.id}:staff-{waiting.staff_id}:{waiting.asked_at.timestamp():.0f}"
    subject = Sentence("You have a seat in “{title}”", {"title": offering.title})
    _put(waiting.staff, once, subject, _WAITED, _facts(offering), address=MY_DAY, now=now)


def tell_who_is_asked(exchange: Exchange, *, now: datetime) -> None:
    """Show a colleague an offer of exchange."""
    facts = _facts(exchange.offers) | {"asker": exchange.asker.name, "yours": exchange.wants.title}
    subject = Sentence("{asker} would exchange seats with you", {"asker": exchange.asker.name})
    once = f"exchange-{exchange.id}:asked"
    _put(exchange.colleague, once, subject, _ASKED, facts, address=EXCHANGES, now=now)


def tell_who_asked(exchange: Exchange, *, now: datetime) -> None:
    """Tell the asker that the exchange has come about."""
    subject = Sentence("You have a seat in “{title}”", {"title": exchange.wants.title})
    once = f"exchange-{exchange.id}:done"
    _put(exchange.asker, once, subject, _EXCHANGED, _facts(exchange.wants), address=MY_DAY, now=now)


def _facts(offering: Offering) -> dict[str, object]:
    begins = on_the_wall(offering.slot.begins_at, offering.timetable.day.time_zone)
    return {
        "title": offering.title,
        "slot": offering.slot.label,
        "time": WallTime(begins.time()),
        "room": offering.room.name,
    }


def _put(
    person: StaffMember,
    once: str,
    subject: Sentence,
    body: Sentence,
    facts: dict[str, object],
    *,
    address: str,
    now: datetime,
) -> None:
    if not person.email:
        return
    facts = facts | {"first_name": person.first_name, "address": outbox.address_of(address)}
    outbox.put(
        once=once,
        staff=person,
        to=person.email,
        subject=subject.said(person.language),
        body=Sentence(body.pattern, facts).said(person.language),
        now=now,
    )
