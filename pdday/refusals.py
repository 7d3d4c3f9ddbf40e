"""What was refused, counted: what, from where, in which hour; never who, and never what was typed.

Whoever guesses a code, a PIN, a badge or an address is refused again and again. So that somebody sees it, each time is
a line in the log and counts here, for `pdday doctor` and for whoever asks the database later; the trail keeps the
tenth, the hundredth and the thousandth of an hour, so that guessing without end cannot fill it.
"""

from __future__ import annotations

import enum
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import UniqueConstraint, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from pdday import trail
from pdday.db import Base, Moment, closed_set, db

log = logging.getLogger(__name__)

#: Counts older than this are history; the trail still has what was many.
KEPT = timedelta(days=30)
#: The trail is told of these in each hour.
TOLD = frozenset({10, 100, 1_000, 10_000})


class RefusalKind(enum.StrEnum):
    """What was refused."""

    CODE = "code"
    PIN = "pin"
    #: What a steward scanned was never given out.
    BADGE = "badge"
    #: Somebody who is signed in asked for a page of other duties, or of somebody else.
    PAGE = "page"


class Refusal(Base):
    """How often one thing was refused to one place within one hour."""

    __tablename__ = "refusal"
    __table_args__ = (UniqueConstraint("what", "place", "hour"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[RefusalKind] = mapped_column(closed_set(RefusalKind))
    #: Keyed hash of a network address, as `web.pace.place_of_request` says it; empty where there is none.
    place: Mapped[str]
    hour: Mapped[datetime] = mapped_column(Moment)
    times: Mapped[int]


@dataclass(frozen=True)
class Often:
    """One thing that was refused again and again: how often in all, and how often to one place within one hour."""

    what: RefusalKind
    times: int
    most: int


def count(what: RefusalKind, *, place: str | None, now: datetime) -> None:
    """Count one refusal and say so in the log. Flushes; whoever refuses commits before they say no."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    once_more = _insert(what=what, place=place or "", hour=hour, times=1).on_conflict_do_update(
        index_elements=("what", "place", "hour"), set_={"times": Refusal.times + 1}
    )
    refusal_id, times = db.session.execute(once_more.returning(Refusal.id, Refusal.times)).one()
    log.warning("refused", extra={"facts": {"what": what.value, "times": times}})
    if times in TOLD:
        refusal = db.session.get_one(Refusal, refusal_id)
        trail.record("refuse_often", refusal, by=None, at=now, facts={"what": what.value, "times": times})
    if times == 1:
        db.session.execute(delete(Refusal).where(Refusal.hour < now - KEPT))
    db.session.flush()


def since(moment: datetime) -> list[Often]:
    """What was refused after `moment`, the most frequent first."""
    times = func.sum(Refusal.times)
    rows = db.session.execute(
        select(Refusal.what, times, func.max(Refusal.times))
        .where(Refusal.hour > moment)
        .group_by(Refusal.what)
        .order_by(times.desc(), Refusal.what)
    )
    return [Often(*row) for row in rows]


def _insert(**values: Any) -> Any:
    """A row that may be there already; both databases say it alike, SQLAlchemy by two names."""
    dialect = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(Refusal).values(**values)
