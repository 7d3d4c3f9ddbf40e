"""Rows of feedback. Nothing joins an answer to a person: no column, no time, no order.

`TicketHandedIn` says that somebody answered. What they answered waits in a `SealedTicket`, which nobody can read
in the tables. Once five or more wait they are opened together, in shuffled order: the points become `Answer` rows,
the words `Remark` rows, and nothing joins these two either.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import RoleGroup
from pdday.timetable.models import Offering


class TicketHandedIn(Base):
    """A colleague has handed in the exit ticket of an offering. When, and what it says, is not here."""

    __tablename__ = "ticket_handed_in"

    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)


class SealedTicket(Base):
    """An exit ticket that waits for others to be released with; all of them are locked, and equally long.

    Written with the `TicketHandedIn` of its author, so that none is ever lost. A database that is read, copied or
    compared while it waits shows that somebody answered, which is known, and never what.
    """

    __tablename__ = "sealed_ticket"
    # SQLite would otherwise keep the order of arrival.
    __table_args__ = ({"sqlite_with_rowid": False},)

    #: Random, so that it says nothing about the order of arrival.
    key: Mapped[str] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    sealed: Mapped[bytes]


class Answer(Base):
    """The points of one released exit ticket, by nobody; items E1 to E8 and E10 of the instrument.

    Empty means skipped, or "doesn't apply to me".
    """

    __tablename__ = "answer"
    __table_args__ = (
        CheckConstraint("good_use BETWEEN 1 AND 5", name="good_use_scale"),
        CheckConstraint("fits_my_work BETWEEN 1 AND 5", name="fits_my_work_scale"),
        CheckConstraint("practised BETWEEN 1 AND 5", name="practised_scale"),
        CheckConstraint("roles_heard BETWEEN 1 AND 5", name="roles_heard_scale"),
        CheckConstraint("objectives_met BETWEEN 1 AND 4", name="objectives_met_scale"),
        CheckConstraint("confidence_before BETWEEN 1 AND 5", name="confidence_before_scale"),
        CheckConstraint("confidence_now BETWEEN 1 AND 5", name="confidence_now_scale"),
        CheckConstraint("will_try BETWEEN 1 AND 5", name="will_try_scale"),
        CheckConstraint("would_suggest BETWEEN 0 AND 10", name="would_suggest_scale"),
        # SQLite would otherwise keep the order of arrival.
        {"sqlite_with_rowid": False},
    )

    #: Random, so that it says nothing about the order of arrival.
    key: Mapped[str] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    #: Left out on release where it would tell a small group of the batch from the others.
    role_group: Mapped[RoleGroup | None] = mapped_column(closed_set(RoleGroup))
    #: E1, E2, E3, E4: 1 strongly disagree … 5 strongly agree.
    good_use: Mapped[int | None]
    fits_my_work: Mapped[int | None]
    practised: Mapped[int | None]
    roles_heard: Mapped[int | None]
    #: E5: 1 not … 4 fully.
    objectives_met: Mapped[int | None]
    #: E6a, E6b for the first objective: 1 not at all … 5 very; asked at one sitting, so "before" is recalled.
    confidence_before: Mapped[int | None]
    confidence_now: Mapped[int | None]
    #: The same for the second objective and the third, as pairs.
    more_confidence: Mapped[list[list[int | None]] | None] = mapped_column(JSON(none_as_null=True))
    #: E7: 1 very unlikely … 5 very likely.
    will_try: Mapped[int | None]
    #: E8: what they would need.
    would_need: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    #: E10: 0 certainly not … 10 certainly.
    would_suggest: Mapped[int | None]
    #: The batch in which it was released to the presenter.
    batch: Mapped[int]

    offering: Mapped[Offering] = relationship()


class RemarkItem(StrEnum):
    """What the words answer: E9's two boxes, or the question one still has (Q)."""

    KEEP = "keep"
    CHANGE = "change"
    QUESTION = "question"


class RemarkState(StrEnum):
    """Whether the presenter can read it. Held: words that may hurt a person wait until a coordinator has read them."""

    HELD = "held"
    SHOWN = "shown"
    WITHHELD = "withheld"


#: What can happen to a remark.
NEXT_STATES: dict[RemarkState, frozenset[RemarkState]] = {
    RemarkState.HELD: frozenset({RemarkState.SHOWN, RemarkState.WITHHELD}),
    RemarkState.SHOWN: frozenset(),
    RemarkState.WITHHELD: frozenset(),
}


class Remark(Base):
    """Words to the presenter of an offering. By nobody, unless somebody signed their question on purpose."""

    __tablename__ = "remark"
    __table_args__ = (
        CheckConstraint("words <> ''", name="says_something"),
        CheckConstraint("staff_id IS NULL OR item = 'question'", name="only_questions_are_signed"),
        CheckConstraint("shortened_to IS NULL OR state = 'shown'", name="only_what_is_shown_is_shortened"),
    )

    #: A batch's remarks are numbered in shuffled order.
    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    item: Mapped[RemarkItem] = mapped_column(closed_set(RemarkItem))
    words: Mapped[str]
    state: Mapped[RemarkState] = mapped_column(closed_set(RemarkState))
    #: What the presenter reads in place of `words`, if a coordinator took something out.
    shortened_to: Mapped[str | None]
    #: Who asked, where they wanted to be asked back.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"), index=True)

    offering: Mapped[Offering] = relationship()
    staff: Mapped[StaffMember | None] = relationship()

    @property
    def to_read(self) -> str:
        """The words as the presenter reads them."""
        return self.shortened_to or self.words


class Sharing(StrEnum):
    """Who may see a commitment; the author decides, and the default is nobody."""

    PRIVATE = "private"
    #: Marked so when it could be chosen; no page ever showed it to a partner or circle, so it is its author's alone.
    PARTNER = "partner"
    CIRCLE = "circle"
    PUBLIC = "public"


class Commitment(Base):
    """What one colleague means to try, in their own words."""

    __tablename__ = "commitment"
    __table_args__ = (UniqueConstraint("day_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    what: Mapped[str]
    first_step_by: Mapped[date | None]
    with_whom: Mapped[str | None]
    how_i_will_know: Mapped[str | None]
    sharing: Mapped[Sharing] = mapped_column(closed_set(Sharing), default=Sharing.PRIVATE)
    made_at: Mapped[datetime] = mapped_column(Moment)

    day: Mapped[Day] = relationship()
    staff: Mapped[StaffMember] = relationship()
    follow_ups: Mapped[list[FollowUp]] = relationship(
        order_by="FollowUp.after_days", back_populates="commitment", cascade="all, delete-orphan"
    )


class UseInPractice(StrEnum):
    """F1: how far the commitment has come."""

    NOT_STARTED = "not_started"
    PLANNED = "planned"
    TRIED_ONCE = "tried_once"
    SOMETIMES = "sometimes"
    ROUTINE = "routine"
    CHANGED = "changed"
    DROPPED = "dropped"


class FollowUp(Base):
    """An answer to "how is it going?" after 30, 60 or 90 days. No row: no reply, told apart in every figure."""

    __tablename__ = "follow_up"
    __table_args__ = (CheckConstraint("after_days IN (30, 60, 90)", name="after_30_60_90"),)

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id", ondelete="CASCADE"), primary_key=True)
    after_days: Mapped[int] = mapped_column(primary_key=True)
    use: Mapped[UseInPractice] = mapped_column(closed_set(UseInPractice))
    #: F2: what they can point to. F3: the support they had. F4: what got in the way.
    evidence: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    support: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    obstacles: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    answered_on: Mapped[date]

    commitment: Mapped[Commitment] = relationship(back_populates="follow_ups")
