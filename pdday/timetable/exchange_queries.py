"""What is read about offers to exchange seats."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select
from sqlalchemy.orm import joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Load

from pdday.db import db, rows
from pdday.staff.models import StaffMember
from pdday.timetable.models import Enrolment, Offering, Timetable
from pdday.timetable.seat_models import Exchange, ExchangeState


def find_exchange(exchange_id: int) -> Exchange | None:
    return db.session.get(Exchange, exchange_id)


def find_open(asker: StaffMember, offers: Offering) -> Exchange | None:
    """The asker's standing offer of this seat."""
    return db.session.scalar(
        select(Exchange).where(
            Exchange.asker_id == asker.id, Exchange.offers_id == offers.id, Exchange.state == ExchangeState.OFFERED
        )
    )


def offers_to(person: StaffMember, timetable: Timetable, *, now: datetime) -> Sequence[Exchange]:
    """Open offers to the person for a seat that they have; of the others they never learn. Oldest first."""
    return db.session.scalars(
        select(Exchange)
        .where(*_is_offered())
        .order_by(Exchange.asked_at, Exchange.id)
        .options(joinedload(Exchange.asker), *_seats()),
        _to(person, timetable, now),
    ).all()


def count_offers_to(person: StaffMember, timetable: Timetable, *, now: datetime) -> int:
    """How many of them there are."""
    return rows(_count_of_offers(), _to(person, timetable, now))[0][0]


@cache
def _count_of_offers() -> Select[int]:
    """Put together once: My day asks."""
    return select(func.count(Exchange.id)).where(*_is_offered())


def offers_of(person: StaffMember, timetable: Timetable) -> Sequence[Exchange]:
    """What the person has offered, newest first."""
    return db.session.scalars(
        select(Exchange)
        .where(Exchange.asker_id == person.id, Exchange.timetable_id == timetable.id)
        .order_by(Exchange.asked_at.desc(), Exchange.id.desc())
        .options(joinedload(Exchange.colleague), *_seats())
    ).all()


def _to(person: StaffMember, timetable: Timetable, now: datetime) -> dict[str, object]:
    return {"colleague_id": person.id, "timetable_id": timetable.id, "now": now}


def _is_offered() -> tuple[ColumnElement[bool], ...]:
    """Open, to a colleague (`colleague_id`) who can still take it up."""
    has = and_(Enrolment.offering_id == Exchange.wants_id, Enrolment.staff_id == Exchange.colleague_id)
    theirs = and_(Enrolment.offering_id == Exchange.offers_id, Enrolment.staff_id == Exchange.asker_id)
    return (
        Exchange.colleague_id == bindparam("colleague_id"),
        Exchange.timetable_id == bindparam("timetable_id"),
        Exchange.state == ExchangeState.OFFERED,
        Exchange.expires_at > bindparam("now"),
        select(Enrolment.id).where(has).exists(),
        select(Enrolment.id).where(theirs).exists(),
    )


def _seats() -> list[Load]:
    return [
        joinedload(side).joinedload(part)
        for side in (Exchange.offers, Exchange.wants)
        for part in (Offering.session, Offering.slot, Offering.room)
    ]
