"""What released exit tickets say, counted by strand. Statements only.

An `Answer` is released from its first moment on; what waits is sealed, and cannot be counted here. So nothing
changes between two looks at a page but by the release of a batch, whose difference names nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, select

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.db import db
from pdday.feedback.models import Answer
from pdday.programme.models import Day, Strand
from pdday.proposals.models import Proposal, Session
from pdday.reports.counts import AGREES, Item, Opinions, Pairs, Response, Share
from pdday.reports.slots import how_many
from pdday.timetable.models import Offering, Timetable


def opinions_by_strand(day: Day) -> tuple[Opinions, ...]:
    """Released tickets by strand: by item, how many agree and how many answered it."""
    columns = [getattr(Answer, item) for item in Item]
    said = [
        number
        for item, column in zip(Item, columns, strict=True)
        for number in (how_many(column >= AGREES[item]), how_many(column.is_not(None)))
    ]
    rows = db.session.execute(_released(day, func.count(), *said).group_by(Strand.name, Strand.number))
    return tuple(
        Opinions(
            strand,
            tickets,
            {item: Share(int(said[2 * at]), int(said[2 * at + 1])) for at, item in enumerate(Item)},
        )
        for strand, tickets, *said in rows
    )


def pairs_by_strand(day: Day) -> tuple[Pairs, ...]:
    """Released tickets with both halves of the confidence item, by strand and by what they say."""
    before_and_now = Answer.confidence_before, Answer.confidence_now
    rows = db.session.execute(
        _released(day, *before_and_now, func.count())
        .where(Answer.confidence_before.is_not(None), Answer.confidence_now.is_not(None))
        .group_by(Strand.name, Strand.number, *before_and_now)
        .order_by(*before_and_now)
    )
    return tuple(Pairs(*row) for row in rows)


def suggesting(day: Day) -> Mapping[int, int]:
    """How often each point from 0 to 10 was given to "would you suggest it", of those who answered that."""
    rows = db.session.execute(
        select(Answer.would_suggest, func.count())
        .join(Offering, Answer.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .where(Timetable.day_id == day.id, Offering.session_id.is_not(None), Answer.would_suggest.is_not(None))
        .group_by(Answer.would_suggest)
        .order_by(Answer.would_suggest)
    )
    return {int(point or 0): times for point, times in rows}


def responses_by_offering(day: Day) -> tuple[Response, ...]:
    """By offering of a session at which somebody was: attendees present, and tickets released."""
    released = select(Answer.offering_id, func.count().label("tickets")).group_by(Answer.offering_id).subquery()
    rows = db.session.execute(
        select(func.count(), func.coalesce(released.c.tickets, 0), Strand.name)
        .select_from(Attendance)
        .join(Offering, Attendance.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .join(Session, Offering.session_id == Session.id)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .join(Strand, Proposal.strand_id == Strand.id)
        .outerjoin(released, released.c.offering_id == Offering.id)
        .where(Timetable.day_id == day.id, Attendance.kind != AttendanceKind.PRESENTING)
        .group_by(Offering.id, released.c.tickets, Strand.name)
        .order_by(Offering.id)
    )
    return tuple(Response(*row) for row in rows)


def _released(day: Day, *columns: Any) -> Select[Any]:
    """Released tickets of the day's sessions with the name of their strand, in the order of strands."""
    return (
        select(Strand.name, *columns)
        .select_from(Answer)
        .join(Offering, Answer.offering_id == Offering.id)
        .join(Timetable, Offering.timetable_id == Timetable.id)
        .join(Session, Offering.session_id == Session.id)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .join(Strand, Proposal.strand_id == Strand.id)
        .where(Timetable.day_id == day.id)
        .order_by(Strand.number)
    )
