"""What can happen to exit tickets, words to presenters, and commitments.

An exit ticket is handed in once: `hand_in` notes that the colleague has answered, and locks what they answered in
an envelope beside it, in one transaction, so that nothing is ever lost. The tables then show who has answered and
not what. `release_batch` opens five or more envelopes of one offering together, in shuffled order, with new keys,
in a transaction that names nobody. So no row, no number of a transaction and no copy of the database from before
or after joins an answer to a person. (Whoever has the server's key *and* its database while tickets wait could
open them, as they could watch them come in.) Neither action writes to the trail.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from pdday import outbox, seal, trail
from pdday.clock import on_the_wall
from pdday.db import db, lock
from pdday.errors import NotReady, Refused, TooLate
from pdday.feedback import queries, rules
from pdday.feedback.hurtful import may_hurt
from pdday.feedback.models import (
    Answer,
    Remark,
    RemarkItem,
    RemarkState,
    SealedTicket,
    TicketHandedIn,
)
from pdday.feedback.rules import ExitTicket
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.words import CalendarDay, Sentence

log = logging.getLogger(__name__)

#: 32 characters from 128 random bits.
KEY_BYTES = 16
#: Every envelope holds a multiple of so many bytes; the longest ticket fits one, so all are equally long.
ENVELOPE_BYTES = 8192
#: What a ticket keeps as words, apart from its points.
_WORDS = frozenset(RemarkItem)

REMINDER_SUBJECT = Sentence("What did you take home?")
REMINDER_BODY = Sentence(
    "Hello {first_name},\n\n"
    "you were in a session of {day} about which you have not said anything yet. It takes three minutes and nobody "
    "learns what you answered:\n\n{address}\n\n"
    "It is open until {closes}. Answering is your choice; you get this reminder once."
)


def hand_in(
    offering: Offering, ticket: ExitTicket, *, by: StaffMember, now: datetime, signed_question: str | None = None
) -> None:
    """Take the colleague's exit ticket: that it is in, and, locked, what it says.

    A `signed_question` goes to the presenter with the colleague's name, on purpose, at once. Raises Refused for an
    offering that they did not attend, or have answered about before, or after tickets have closed; the lock on the
    person makes two taps on the button one.
    """
    lock(by)
    day = offering.timetable.day
    reason = rules.why_not_hand_in(
        attended=queries.attended(offering, by),
        handed_in=queries.has_handed_in(offering, by),
        day=day.date,
        on=on_the_wall(now, day.time_zone).date(),
    )
    if reason:
        raise Refused(reason.pattern, reason.facts)
    db.session.add(TicketHandedIn(offering_id=offering.id, staff_id=by.id))
    words = json.dumps(asdict(ticket) | {"role_group": by.role_group}, ensure_ascii=False).encode()
    blocks = -(-len(words) // ENVELOPE_BYTES)
    sealed = seal.lock_up(words.ljust(blocks * ENVELOPE_BYTES))
    db.session.add(SealedTicket(key=secrets.token_hex(KEY_BYTES), offering_id=offering.id, sealed=sealed))
    if signed_question:
        asked = _remark(offering.id, RemarkItem.QUESTION, signed_question)
        db.session.add(Remark(**asked, staff_id=by.id))
    db.session.flush()


def release_batch(offering: Offering) -> int:
    """Let the presenters read the tickets that wait, all at once; return the number of the batch.

    They are opened together and written in shuffled order, points apart from words, so that neither place in the
    table nor transaction number tells who was first, nor which words go with which points. A role group that would
    tell a few of them from the others is left out, since who handed in a ticket is known: the only nurse's answers
    would be hers for all to see. Words that may hurt a person are held for a coordinator. Raises NotReady while
    fewer than five wait.
    """
    lock(offering)
    waiting = queries.sealed_tickets(offering)
    if not rules.may_release(len(waiting)):
        raise NotReady("Answers are shown once {least} wait; fewer would say whose they are.", _LEAST)
    opened = [json.loads(seal.open_up(each.sealed)) for each in waiting]
    batch = queries.latest_batch(offering) + 1
    kept = rules.groups_to_keep(each["role_group"] for each in opened)
    points = [
        {
            **{name: value for name, value in each.items() if name not in _WORDS},
            "key": secrets.token_hex(KEY_BYTES),
            "offering_id": offering.id,
            "batch": batch,
            "role_group": each["role_group"] if each["role_group"] in kept else None,
        }
        for each in opened
    ]
    words = [_remark(offering.id, item, each[item]) for each in opened for item in RemarkItem if each[item]]
    db.session.execute(delete(SealedTicket).where(SealedTicket.key.in_([each.key for each in waiting])))
    for rows, model in ((points, Answer), (words, Remark)):
        secrets.SystemRandom().shuffle(rows)
        if rows:
            db.session.execute(insert(model), rows)
    return batch


def lock_anew() -> int:
    """Lock the tickets that wait with the key of now, where a former one did; how many.

    In the order of their random keys, so that no place on the disk tells afterwards who came first.
    """
    waiting = db.session.execute(select(SealedTicket.key, SealedTicket.sealed).order_by(SealedTicket.key)).all()
    former = [(key, sealed) for key, sealed in waiting if seal.is_locked_with_a_former_key(sealed)]
    for key, sealed in former:
        db.session.execute(update(SealedTicket).where(SealedTicket.key == key).values(sealed=seal.lock_anew(sealed)))
    return len(former)


def release_batches(offerings: Iterable[Offering]) -> int:
    """Release each of these offerings' batches that is large enough; return how many had one.

    One whose tickets cannot be opened now, because the key was changed, waits and keeps no other from being read.
    """
    released = 0
    for offering in offerings:
        if not rules.may_release(len(queries.sealed_tickets(offering))):
            continue
        try:
            release_batch(offering)
        except NotReady as reason:
            log.warning("The exit tickets of offering %s wait: %s", offering.id, reason)
        else:
            released += 1
    return released


def release_what_is_due(*, now: datetime) -> int:
    """Release every batch whose time has come, of all days; return how many. For the worker."""
    released = 0
    for day in queries.days_with_tickets_waiting():
        today = on_the_wall(now, day.time_zone).date()
        waiting = queries.offerings_with_a_batch_due(day, rules.SMALLEST_BATCH)
        batches = queries.batches_by_offering(waiting)
        due = [
            each for each in waiting if rules.is_release_due(batches=batches.get(each.id, 0), day=day.date, on=today)
        ]
        released += release_batches(due)
    return released


def let_through(remark: Remark, *, by: StaffMember, now: datetime, why: str, shortened_to: str | None = None) -> None:
    """Let the presenter read words that were held, or what is left of them. Refused where nothing was left out."""
    if shortened_to == remark.words:
        raise Refused("Nothing is left out yet. Take the hurtful part away, or let the words through as they are.")
    _decide(remark, RemarkState.SHOWN, by=by)
    remark.shortened_to = shortened_to
    trail.record("shorten" if shortened_to else "let_through", remark, by=by, at=now, why=why)
    db.session.flush()


def withhold(remark: Remark, *, by: StaffMember, now: datetime, why: str) -> None:
    """Keep words from the presenter for good; who decided it, and why, is in the trail."""
    _decide(remark, RemarkState.WITHHELD, by=by)
    trail.record("withhold", remark, by=by, at=now, why=why)
    db.session.flush()


def remind(day: Day, *, address: str, by: StaffMember, now: datetime) -> None:
    """Remind everyone with an open exit ticket, once for the whole day.

    Nobody is told who that is, nor how many: of a small session that would be the same. `address` is their day's
    page. After the commit call `lanes.hurry_messages()`.
    """
    closes = rules.tickets_close_on(day.date)
    if on_the_wall(now, day.time_zone).date() > closes:
        raise TooLate("Exit tickets of this day have closed, so nobody is reminded of them.")
    lock(day)
    for person in queries.people_with_open_tickets(day):
        if not person.email:
            continue
        facts = {"first_name": person.first_name, "day": day.name, "address": address, "closes": CalendarDay(closes)}
        outbox.put(
            once=f"exit-tickets-{day.id}:staff-{person.id}",
            staff=person,
            to=str(person.email),
            subject=REMINDER_SUBJECT.said(person.language),
            body=Sentence(REMINDER_BODY.pattern, facts).said(person.language),
            now=now,
        )
    trail.record("remind_of_tickets", day, by=by, at=now)
    db.session.flush()


def _decide(remark: Remark, to: RemarkState, *, by: StaffMember) -> None:
    lock(remark)
    presents = rules.may_read_answers(by, remark.offering.session)
    if reason := rules.why_not_decide(remark, to, presents=presents):
        raise Refused(reason.pattern, reason.facts)
    remark.state = to


def _remark(offering_id: int, item: RemarkItem, words: str) -> dict[str, Any]:
    state = RemarkState.HELD if may_hurt(words) else RemarkState.SHOWN
    return {"offering_id": offering_id, "item": item, "words": words, "state": state}


_LEAST = {"least": rules.SMALLEST_BATCH}
