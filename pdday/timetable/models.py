"""Rows of a timetable: a versioned set of offerings, and a place in them for everyone.

What must never be false is held by the schema: a room holds one offering at a time (`offering_slot`), a
colleague is in one place at a time, presenting included (`enrolment_slot`), attends no session twice
(a partial unique index), and one timetable of a day is published. Only "no more people than seats" needs
a count, and that is taken under the offering's lock.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.programme.models import Day, Room, Slot
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember

#: Two foreign keys lead from an enrolment to its offering; this is the one that means "in it".
_SAME_OFFERING = "Enrolment.offering_id == Offering.id, Enrolment.timetable_id == Offering.timetable_id"


class TimetableState(StrEnum):
    """Whether people see it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


#: What can happen to a timetable. One that was superseded comes back only as a new version made from it.
NEXT_STATES: dict[TimetableState, frozenset[TimetableState]] = {
    TimetableState.DRAFT: frozenset({TimetableState.PUBLISHED}),
    TimetableState.PUBLISHED: frozenset({TimetableState.SUPERSEDED}),
    TimetableState.SUPERSEDED: frozenset(),
}


class Timetable(Base):
    """One version of who is where. Published ones are never overwritten, only superseded."""

    __tablename__ = "timetable"
    __table_args__ = (
        UniqueConstraint("day_id", "number"),
        Index(
            "uq_timetable_one_published",
            "day_id",
            unique=True,
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        CheckConstraint(
            "state = 'draft' OR (published_at IS NOT NULL AND published_by_id IS NOT NULL)",
            name="published_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id"))
    #: Drafts of a day are numbered from 1, as coordinators speak of them.
    number: Mapped[int]
    state: Mapped[TimetableState] = mapped_column(closed_set(TimetableState), default=TimetableState.DRAFT)
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: The timetable it was taken from and changed by hand, or brought back; None if the solver made it.
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("timetable.id"))
    #: Why it was made, in the coordinator's words.
    why: Mapped[str | None]
    published_at: Mapped[datetime | None] = mapped_column(Moment)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: The solver's word: optimal, feasible.
    solver_status: Mapped[str]
    score: Mapped[float]
    #: No plan of the problem can score more than this (proved).
    bound: Mapped[float]
    #: (bound − score) / max(1, |bound|).
    gap: Mapped[float]
    solve_seconds: Mapped[float]
    seed: Mapped[int]
    #: sha256 of the problem's canonical JSON.
    fingerprint: Mapped[str]
    #: What it aims at, as `aims` keeps it; nothing is kept of those made before aims could be chosen.
    aims: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default=text("'{}'"))
    #: Shares by choice, satisfaction by group and so on, as solver.measures wrote them.
    measures: Mapped[dict[str, Any]] = mapped_column(JSON)

    day: Mapped[Day] = relationship()
    made_by: Mapped[StaffMember | None] = relationship(foreign_keys=[made_by_id])
    made_from: Mapped[Timetable | None] = relationship(remote_side=[id])
    published_by: Mapped[StaffMember | None] = relationship(foreign_keys=[published_by_id])
    offerings: Mapped[list[Offering]] = relationship(back_populates="timetable", cascade="all, delete-orphan")


class Offering(Base):
    """One running of a session in a slot and a room; or a plenary or reflection, which has a title of its own."""

    __tablename__ = "offering"
    __table_args__ = (
        UniqueConstraint("id", "timetable_id"),
        UniqueConstraint("id", "timetable_id", "session_id"),
        CheckConstraint("(session_id IS NULL) <> (plenary_title IS NULL)", name="session_or_plenary"),
        CheckConstraint("seats > 0", name="has_seats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int] = mapped_column(ForeignKey("timetable.id", ondelete="CASCADE"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("session.id"), index=True)
    plenary_title: Mapped[str | None]
    #: The first slot; `offering_slot` has them all.
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    #: Attendees it may have, presenters not counted: the room's capacity or the session's limit, the smaller.
    seats: Mapped[int]

    timetable: Mapped[Timetable] = relationship(back_populates="offerings")
    session: Mapped[Session | None] = relationship()
    slot: Mapped[Slot] = relationship()
    room: Mapped[Room] = relationship()
    slots: Mapped[list[OfferingSlot]] = relationship(back_populates="offering", cascade="all, delete-orphan")
    enrolments: Mapped[list[Enrolment]] = relationship(
        back_populates="offering",
        cascade="all, delete-orphan",
        primaryjoin=f"and_({_SAME_OFFERING})",
        foreign_keys="[Enrolment.offering_id, Enrolment.timetable_id]",
    )

    @property
    def title(self) -> str:
        """The session's title, or the plenary's own."""
        return self.session.title if self.session else str(self.plenary_title)


class OfferingSlot(Base):
    """A slot that an offering fills in its room; a room holds one offering at a time."""

    __tablename__ = "offering_slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["offering_id", "timetable_id"], ["offering.id", "offering.timetable_id"], ondelete="CASCADE"
        ),
        UniqueConstraint("timetable_id", "room_id", "slot_id"),
    )

    offering_id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)
    timetable_id: Mapped[int]
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))

    offering: Mapped[Offering] = relationship(back_populates="slots", overlaps="slots")
    slot: Mapped[Slot] = relationship()


class EnrolmentSource(StrEnum):
    """How a place came about."""

    WISH = "wish"
    REQUIRED = "required"
    #: Chosen for a person who had nothing there, to suit their role.
    FILL = "fill"
    PIN = "pin"
    #: They lead it; takes no seat.
    PRESENTING = "presenting"
    #: Plenaries and reflection have everyone.
    EVERYONE = "everyone"
    SWAP = "swap"
    COORDINATOR = "coordinator"


class Enrolment(Base):
    """One colleague's place in one offering."""

    __tablename__ = "enrolment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["offering_id", "timetable_id"], ["offering.id", "offering.timetable_id"], ondelete="CASCADE"
        ),
        ForeignKeyConstraint(
            ["offering_id", "timetable_id", "session_id"],
            ["offering.id", "offering.timetable_id", "offering.session_id"],
            name="fk_enrolment_session_of_its_offering",
            ondelete="CASCADE",
        ),
        UniqueConstraint("offering_id", "staff_id"),
        UniqueConstraint("id", "offering_id", "timetable_id", "staff_id"),
        Index("ix_enrolment_timetable_id_staff_id", "timetable_id", "staff_id"),
        Index(
            "uq_enrolment_no_session_twice",
            "timetable_id",
            "staff_id",
            "session_id",
            unique=True,
            sqlite_where=text("session_id IS NOT NULL AND source <> 'presenting'"),
            postgresql_where=text("session_id IS NOT NULL AND source <> 'presenting'"),
        ),
        CheckConstraint("(source = 'everyone') = (session_id IS NULL)", name="everyone_means_plenary"),
        CheckConstraint("rank IS NULL OR rank >= 1", name="rank_from_one"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    timetable_id: Mapped[int]
    offering_id: Mapped[int]
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    #: The offering's session again, so that "no session twice" can be a constraint.
    session_id: Mapped[int | None]
    source: Mapped[EnrolmentSource] = mapped_column(closed_set(EnrolmentSource))
    #: The rank the colleague had given the session, if any.
    rank: Mapped[int | None]

    offering: Mapped[Offering] = relationship(
        back_populates="enrolments",
        primaryjoin=f"and_({_SAME_OFFERING})",
        foreign_keys="[Enrolment.offering_id, Enrolment.timetable_id]",
    )
    staff: Mapped[StaffMember] = relationship()
    slots: Mapped[list[EnrolmentSlot]] = relationship(back_populates="enrolment", cascade="all, delete-orphan")


class EnrolmentSlot(Base):
    """A slot of a colleague's day that an enrolment fills; each person has one place per slot."""

    __tablename__ = "enrolment_slot"
    __table_args__ = (
        ForeignKeyConstraint(
            ["enrolment_id", "offering_id", "timetable_id", "staff_id"],
            ["enrolment.id", "enrolment.offering_id", "enrolment.timetable_id", "enrolment.staff_id"],
            name="fk_enrolment_slot_its_enrolment",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["offering_id", "slot_id"],
            ["offering_slot.offering_id", "offering_slot.slot_id"],
            ondelete="CASCADE",
        ),
        Index("ix_enrolment_slot_enrolment_id", "enrolment_id"),
    )

    timetable_id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(primary_key=True)
    enrolment_id: Mapped[int]
    offering_id: Mapped[int]

    enrolment: Mapped[Enrolment] = relationship(back_populates="slots")


class PinKind(StrEnum):
    """Whether a pin holds something in a place or keeps it out of one."""

    HERE = "here"
    NEVER = "never"


class Pin(Base):
    """Something a coordinator fixed before solving, with the reason: a session in a slot or room, or a person.

    With `staff_id` it seats that person in the session; without, it holds a run of the session, or keeps
    every run of it out of a slot.
    """

    __tablename__ = "pin"
    __table_args__ = (
        CheckConstraint("slot_id IS NOT NULL OR room_id IS NOT NULL OR staff_id IS NOT NULL", name="pins_something"),
        CheckConstraint("staff_id IS NULL OR room_id IS NULL", name="people_are_pinned_to_sessions"),
        CheckConstraint(
            "kind = 'here' OR (slot_id IS NOT NULL AND room_id IS NULL AND staff_id IS NULL)", name="never_in_a_slot"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[PinKind] = mapped_column(closed_set(PinKind), default=PinKind.HERE, server_default="here")
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    slot_id: Mapped[int | None] = mapped_column(ForeignKey("slot.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    reason: Mapped[str]
    #: Nobody and no time on pins from before these were kept.
    made_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    made_at: Mapped[datetime | None] = mapped_column(Moment)

    session: Mapped[Session] = relationship()
    slot: Mapped[Slot | None] = relationship()
    room: Mapped[Room | None] = relationship()
    staff: Mapped[StaffMember | None] = relationship(foreign_keys=[staff_id])
    made_by: Mapped[StaffMember | None] = relationship(foreign_keys=[made_by_id])
