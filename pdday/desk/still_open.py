"""What the last days still wait for: exit tickets not handed in, and commitments that are asked about again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, bindparam, select

from pdday.clock import on_the_wall
from pdday.db import db
from pdday.feedback.models import Commitment
from pdday.feedback.queries import open_tickets
from pdday.feedback.rules import TICKETS_STAY_OPEN, due_follow_up
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering


@dataclass(frozen=True)
class StillOpen:
    """What somebody can still answer while the pages speak of another day already."""

    #: The day of the exit tickets, if any is open.
    day: Day | None
    tickets: Sequence[Offering]
    #: Commitments asked about now, each with the days since.
    follow_ups: Sequence[tuple[Commitment, int]]

    def __bool__(self) -> bool:
        return bool(self.tickets or self.follow_ups)


def still_open(person: StaffMember, commitments: Sequence[Commitment], *, shown: Day, now: datetime) -> StillOpen:
    """What waits for this person, whatever day is shown; the shown day's own exit tickets stand in its agenda.

    `commitments` are all of theirs.
    """
    today = on_the_wall(now, shown.time_zone).date()
    last = _last_day_but(shown, today=today)
    tickets = open_tickets(person, last, now=now) if last else []
    due = [(each, due_follow_up(each, day=each.day.date, on=today)) for each in commitments]
    return StillOpen(last if tickets else None, tickets, [(each, days) for each, days in due if days is not None])


def _last_day_but(shown: Day, *, today: date) -> Day | None:
    """The latest other day whose exit tickets can still be handed in."""
    facts = {"shown_id": shown.id, "today": today, "earliest": today - TICKETS_STAY_OPEN}
    return db.session.scalar(_last_day(), facts)


@cache
def _last_day() -> Select[Day]:
    """Put together once: My day asks."""
    return (
        select(Day)
        .where(Day.id != bindparam("shown_id"), Day.date <= bindparam("today"), Day.date >= bindparam("earliest"))
        .order_by(Day.date.desc())
        .limit(1)
    )
