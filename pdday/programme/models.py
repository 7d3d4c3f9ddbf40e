"""Rows that frame a day: when, where, under which strands."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, Words, closed_set
from pdday.programme.vocabulary import Feature, PhaseKind, RoomSetup, SlotKind
from pdday.staff.models import School


class Day(Base):
    """One PD day. Its slots carry the times; its zone says what a clock on the wall shows."""

    __tablename__ = "day"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    date: Mapped[date]
    #: IANA name, such as America/Chicago.
    time_zone: Mapped[str]
    #: Where people arrive.
    host_school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))

    host_school: Mapped[School] = relationship()
    slots: Mapped[list[Slot]] = relationship(order_by="Slot.position", back_populates="day")
    phases: Mapped[list[Phase]] = relationship(order_by="Phase.begins_on", back_populates="day")
    strands: Mapped[list[Strand]] = relationship(order_by="Strand.number", back_populates="day")
    goals: Mapped[list[Goal]] = relationship(order_by="Goal.position", back_populates="day")


class Phase(Base):
    """A stretch of the day's story and its dates, both included."""

    __tablename__ = "phase"
    __table_args__ = (CheckConstraint("ends_on >= begins_on", name="ends_after_it_begins"),)

    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[PhaseKind] = mapped_column(closed_set(PhaseKind), primary_key=True)
    begins_on: Mapped[date]
    ends_on: Mapped[date]

    day: Mapped[Day] = relationship(back_populates="phases")


class Slot(Base):
    """A time in the day. Credit minutes are their own number: welcome, lunch and walking earn none."""

    __tablename__ = "slot"
    __table_args__ = (
        UniqueConstraint("day_id", "position"),
        UniqueConstraint("day_id", "label"),
        UniqueConstraint("id", "day_id"),
        CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        CheckConstraint("credit_minutes >= 0", name="credit_not_negative"),
        CheckConstraint("kind <> 'breakout' OR block IS NOT NULL", name="breakout_has_a_block"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    #: Place in the order of the day, from 1.
    position: Mapped[int]
    #: The letter on signs and badges for breakouts (A, B …), a short name for the others.
    label: Mapped[str]
    kind: Mapped[SlotKind] = mapped_column(closed_set(SlotKind))
    begins_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    credit_minutes: Mapped[int] = mapped_column(default=0)
    #: Minutes at the end kept free for the exit ticket.
    feedback_minutes: Mapped[int] = mapped_column(default=0)
    #: Breakouts of one block follow each other directly, so a long session may span them.
    block: Mapped[str | None]

    day: Mapped[Day] = relationship(back_populates="slots")


class LunchWave(Base):
    """Which lunch slot a school's people have; set by school before anything is solved."""

    __tablename__ = "lunch_wave"
    __table_args__ = (ForeignKeyConstraint(["slot_id", "day_id"], ["slot.id", "slot.day_id"], ondelete="CASCADE"),)

    day_id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    slot_id: Mapped[int]

    slot: Mapped[Slot] = relationship()
    school: Mapped[School] = relationship()


class Room(Base):
    """A place that holds people: a classroom, a gym, or a virtual room."""

    __tablename__ = "room"
    __table_args__ = (
        UniqueConstraint("school_id", "name"),
        CheckConstraint("seats > 0", name="has_seats"),
        CheckConstraint("posted_limit > 0", name="posted_limit_above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"))
    name: Mapped[str]
    seats: Mapped[int]
    #: What the fire marshal's sign says; never exceeded, not even by a coordinator.
    posted_limit: Mapped[int | None]
    area_square_feet: Mapped[int | None]
    setup: Mapped[RoomSetup] = mapped_column(closed_set(RoomSetup))
    features: Mapped[tuple[str, ...]] = mapped_column(Words(Feature), default=())
    #: Rooms kept for rest, prayer or milk are on the map but never hold sessions.
    holds_sessions: Mapped[bool] = mapped_column(default=True)

    school: Mapped[School] = relationship()

    @property
    def capacity(self) -> int:
        """How many people may be in the room at once: its seats, or fewer where a posted limit says so."""
        return self.seats if self.posted_limit is None else min(self.seats, self.posted_limit)


class RoomClosure(Base):
    """A slot in which a room may not be used, and why."""

    __tablename__ = "room_closure"

    room_id: Mapped[int] = mapped_column(ForeignKey("room.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True)
    reason: Mapped[str]


class Goal(Base):
    """What should be different for students because of this day; strands work towards it."""

    __tablename__ = "goal"
    __table_args__ = (UniqueConstraint("day_id", "position"), UniqueConstraint("day_id", "words"))

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    #: From 1; 0 only while two goals change places.
    position: Mapped[int]
    #: The goal in one sentence.
    words: Mapped[str]
    #: What one would see in a classroom if the day was worth it.
    outcome: Mapped[str] = mapped_column(default="")

    day: Mapped[Day] = relationship(back_populates="goals")


class Strand(Base):
    """What sessions on one subject belong to; its number chooses one of the twelve colours and icons."""

    __tablename__ = "strand"
    __table_args__ = (
        UniqueConstraint("day_id", "number"),
        UniqueConstraint("day_id", "name"),
        CheckConstraint("number BETWEEN 0 AND 12", name="twelve_colours"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    #: From 1; 0 only while two strands change places.
    number: Mapped[int]
    name: Mapped[str]
    #: What its sessions work towards.
    goal_id: Mapped[int | None] = mapped_column(ForeignKey("goal.id", ondelete="SET NULL"))

    day: Mapped[Day] = relationship(back_populates="strands")
    goal: Mapped[Goal | None] = relationship()


class Gathering(Base):
    """A room in which schools meet in a slot that is for everyone (keynote, reflection); never goes to the solver."""

    __tablename__ = "gathering"
    __table_args__ = (UniqueConstraint("slot_id", "room_id"), UniqueConstraint("id", "slot_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"))
    room_id: Mapped[int] = mapped_column(ForeignKey("room.id"))
    #: What people read on the sign and in their day, such as “Welcome and keynote”.
    title: Mapped[str]

    slot: Mapped[Slot] = relationship()
    room: Mapped[Room] = relationship()
    schools: Mapped[list[GatheringSchool]] = relationship(back_populates="gathering", cascade="all, delete-orphan")


class GatheringSchool(Base):
    """A school whose people meet in this gathering; each school has one per slot."""

    __tablename__ = "gathering_school"
    __table_args__ = (
        ForeignKeyConstraint(["gathering_id", "slot_id"], ["gathering.id", "gathering.slot_id"], ondelete="CASCADE"),
    )

    slot_id: Mapped[int] = mapped_column(primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    gathering_id: Mapped[int]

    gathering: Mapped[Gathering] = relationship(back_populates="schools")


class Away(Base):
    """A slot in which a colleague is not available: part-time hours, another duty. The reason is not kept."""

    __tablename__ = "away"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id", ondelete="CASCADE"), primary_key=True)


class Leave(Base):
    """A colleague reported absent for the whole day. Classifying the absence is for HR, not for pdday."""

    __tablename__ = "leave"

    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    reported_at: Mapped[datetime] = mapped_column(Moment)
