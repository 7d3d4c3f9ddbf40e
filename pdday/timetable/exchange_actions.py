"""Two colleagues exchange seats: one asks, the other says yes or no; nobody else learns of it.

Whether the colleague has the seat that is asked for is not told to the asker: an offer to somebody who has
something else simply lapses, as one that is not answered does.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import update

from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.solver import Broken, Rule
from pdday.staff.models import StaffMember
from pdday.timetable import exchange_queries, queries, rules, seat_letters, seat_moves, seat_queries
from pdday.timetable.models import Enrolment, Offering
from pdday.timetable.problem_from_rows import staff_key
from pdday.timetable.seat_models import NEXT_STATES, Exchange, ExchangeState, SeatChangeKind
from pdday.trail import record
from pdday.words import Sentence

#: How long an offer stands, unless its slot is sooner.
STANDS = timedelta(days=2)
#: What only the two together can show: asked when the colleague says yes.
_LEFT_TO_THE_ANSWER = frozenset({Rule.ROOM_CAPACITY, Rule.RUNS, Rule.APART, Rule.JOINED})


def ask(wants: Offering, colleague: StaffMember, *, by: StaffMember, now: datetime) -> Exchange:
    """Offer a colleague the seat that `by` has at that time for one in `wants`.

    Raises NotReady with the reasons where `by` is bound to what they have or could not sit there.
    """
    seat_moves.hold(wants.timetable)
    if wants.session_id is None or colleague.id == by.id or colleague.left_at is not None:
        raise Refused("Choose a colleague with whom to exchange.")
    if reason := rules.why_too_late_to_exchange(wants, now=now):
        raise TooLate(reason.pattern, reason.facts)
    lock(by)
    mine = _seat_to_offer(by, wants, now=now)
    if reasons := seat_moves.why_not_put(by, wants, but=_LEFT_TO_THE_ANSWER, now=now):
        raise NotReady("You could not take a seat in “{title}”.", {"title": wants.title}, reasons=reasons)
    _end_overdue(by, now=now)
    if already := exchange_queries.find_open(by, mine):
        if (already.colleague_id, already.wants_id) == (colleague.id, wants.id):
            return already
        raise Refused(
            "You offer your seat in “{title}” to {name} already. Withdraw that offer first.",
            {"title": mine.title, "name": already.colleague.name},
        )
    exchange = Exchange(
        timetable_id=wants.timetable_id,
        asker=by,
        colleague=colleague,
        offers=mine,
        wants=wants,
        asked_at=now,
        expires_at=min(now + STANDS, wants.slot.begins_at - rules.LAST_CALL_BEFORE),
    )
    db.session.add(exchange)
    db.session.flush()
    if seat_queries.find_place(colleague, wants):
        seat_letters.tell_who_is_asked(exchange, now=now)
    return exchange


def accept(exchange: Exchange, *, by: StaffMember, now: datetime) -> Exchange:
    """Say yes: both sit in the other's seat from now on, or neither does.

    Raises TooLate where the offer has ended or a seat went elsewhere, NotReady where a rule would be broken.
    """
    seat_moves.hold(exchange.timetable)
    for person in sorted((exchange.asker, exchange.colleague), key=lambda each: each.id):
        lock(person)
    lock(exchange)
    if exchange.state is ExchangeState.ACCEPTED:
        return exchange  # a second click on the same button
    _still_open(exchange, now=now)
    theirs = seat_queries.find_place(exchange.asker, exchange.offers)
    mine = seat_queries.find_place(exchange.colleague, exchange.wants)
    if theirs is None or mine is None:
        raise TooLate("One of the two seats went elsewhere meanwhile, so there is nothing to exchange.")
    if bound := seat_moves.why_not_leave([mine], now=now):
        raise NotReady("You can't change this.", reasons=bound)
    if seat_moves.why_not_leave([theirs], now=now):
        raise NotReady("Your colleague cannot give their seat away any more.")
    for offering in sorted((exchange.offers, exchange.wants), key=lambda each: each.id):
        lock(offering)
    _move(exchange, ExchangeState.ACCEPTED, now=now)  # before the seats: with them every offer that still stands lapses
    _exchange(exchange, theirs, mine, now=now)
    record("exchange_seats", exchange, by=by, at=now, facts={"asker_id": exchange.asker_id})
    seat_letters.tell_who_asked(exchange, now=now)
    return exchange


def decline(exchange: Exchange, *, now: datetime) -> None:
    """Say no. The asker hears only that it did not come about."""
    lock(exchange)
    if exchange.state is not ExchangeState.DECLINED:
        _still_open(exchange, now=now)
        _move(exchange, ExchangeState.DECLINED, now=now)


def withdraw(exchange: Exchange, *, now: datetime) -> None:
    """Take an offer back."""
    lock(exchange)
    if exchange.state is not ExchangeState.WITHDRAWN:
        _still_open(exchange, now=now)
        _move(exchange, ExchangeState.WITHDRAWN, now=now)


def _seat_to_offer(by: StaffMember, wants: Offering, *, now: datetime) -> Offering:
    """What `by` has in exactly the slots of the session they would like, if no seat in that is free."""
    places = seat_queries.places_in_slots(by, wants)
    if reason := rules.why_not_exchange(wants, places, taken=queries.seats_taken(wants)):
        raise Refused(reason.pattern, reason.facts)
    if bound := seat_moves.why_not_leave(places, now=now):
        raise NotReady("You can't change this.", reasons=bound)
    return places[0].offering


def _exchange(exchange: Exchange, theirs: Enrolment, mine: Enrolment, *, now: datetime) -> None:
    both, seats = (exchange.asker, exchange.colleague), (exchange.offers, exchange.wants)
    for seat in seats:
        seat_moves.refuse_withdrawn(seat)
    rules_of_the_day = seat_moves.RulesOfTheDay(exchange.timetable, both, into=seats)
    for place in (theirs, mine):
        seat_moves.leave(place)
    seat_moves.enrol(exchange.asker, exchange.wants)
    seat_moves.enrol(exchange.colleague, exchange.offers)
    if broken := rules_of_the_day.newly_broken():
        raise NotReady("The exchange is not possible.", reasons=tuple(_causes(broken, exchange.colleague)))
    kind = SeatChangeKind.EXCHANGED
    seat_moves.note(exchange.asker, left=[theirs], taken=exchange.wants, kind=kind, now=now)
    seat_moves.note(exchange.colleague, left=[mine], taken=exchange.offers, kind=kind, now=now)


def _causes(broken: Sequence[Broken], answering: StaffMember) -> Iterator[Sentence]:
    """Why it cannot be, told to who answers: what is theirs in words, of the other only that it is so."""
    mine = staff_key(answering.id)
    yield from (rules.why_not_here(each) for each in broken if mine in each.what)
    if any(mine not in each.what for each in broken):
        yield Sentence("It does not fit into your colleague's day.")


def _still_open(exchange: Exchange, *, now: datetime) -> None:
    if exchange.state is not ExchangeState.OFFERED or now >= exchange.expires_at:
        raise TooLate("This offer has ended.")


def _move(exchange: Exchange, state: ExchangeState, *, now: datetime) -> None:
    if state not in NEXT_STATES[exchange.state]:
        raise TooLate("This offer has ended.")
    exchange.state, exchange.answered_at = state, now
    db.session.flush()


def _end_overdue(asker: StaffMember, *, now: datetime) -> None:
    db.session.execute(
        update(Exchange)
        .where(Exchange.asker_id == asker.id, Exchange.state == ExchangeState.OFFERED, Exchange.expires_at <= now)
        .values(state=ExchangeState.LAPSED, answered_at=now)
    )
