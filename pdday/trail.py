"""The trail: who did what to which thing, and why. One append-only table, one function.

The database itself refuses to change or delete an entry (triggers). An entry is written in the transaction
of the change it tells of, so there is never one without the other. The one thing that the triggers let pass is
a strike: when a person is purged, an entry whose reason or facts name them loses both, and says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, case, update
from sqlalchemy.orm import Mapped, mapped_column

from pdday.db import Base, Moment, db

#: What stands in an entry that was struck, instead of its reason and its facts.
STRUCK_WHY = "[struck]"
STRUCK_FACTS = {"struck": True}


class Trail(Base):
    """One thing somebody (or the system, where nobody is named) did."""

    __tablename__ = "trail"
    __table_args__ = (Index("ix_trail_thing", "thing", "thing_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: The action's name, such as "publish".
    did: Mapped[str]
    #: Table and id of what it was done to.
    thing: Mapped[str]
    thing_id: Mapped[int]
    why: Mapped[str | None]
    #: Old and new values and whatever else an auditor would ask; never a secret, a wish or an answer.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)


def record(
    did: str,
    thing: Any,
    *,
    by: Any | None,
    at: datetime,
    why: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Write down that `by` did this to `thing` (a row that has been flushed); None means the system did."""
    db.session.add(
        Trail(
            at=at,
            by_id=None if by is None else by.id,
            did=did,
            thing=thing.__tablename__,
            thing_id=thing.id,
            why=why,
            facts=dict(facts or {}),
        )
    )


def strike(entry_ids: Collection[int]) -> None:
    """Take reason and facts out of these entries, because they name a person who was purged."""
    db.session.execute(
        update(Trail)
        .where(Trail.id.in_(entry_ids))
        .values(why=case((Trail.why.is_not(None), STRUCK_WHY)), facts=STRUCK_FACTS)
        .execution_options(synchronize_session=False)
    )
