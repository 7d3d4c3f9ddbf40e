"""Rows of the door: tokens, every try, and the fact that somebody was there."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering


class Badge(Base):
    """A printed badge: a random token, stored and revocable, so that no key can be lost with it."""

    __tablename__ = "badge"
    __table_args__ = (
        Index(
            "uq_badge_one_valid",
            "day_id",
            "staff_id",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    token: Mapped[str] = mapped_column(unique=True)
    made_at: Mapped[datetime] = mapped_column(Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)

    staff: Mapped[StaffMember] = relationship()


class ScanMethod(StrEnum):
    """How somebody was recognised at the door; all count the same."""

    BADGE = "badge"
    TAP = "tap"
    NAME = "name"
    KIOSK = "kiosk"
    PAPER = "paper"


class ScanOutcome(StrEnum):
    """What a try at the door came to; a closed list, in words on every screen."""

    WELCOME = "welcome"
    ALREADY_IN = "already_in"
    #: Enrolled elsewhere; a seat was free here, so they are in and their record says "moved".
    ANOTHER_ROOM = "another_room"
    #: Nothing in this slot for them; a seat was free, so they are in.
    WALK_IN = "walk_in"
    FULL = "full"
    TOO_EARLY = "too_early"
    TOO_LATE = "too_late"
    UNKNOWN_BADGE = "unknown_badge"
    REVOKED = "revoked"
    LEFT = "left"


#: Outcomes after which the person is in the room.
LETS_IN = frozenset({ScanOutcome.WELCOME, ScanOutcome.ANOTHER_ROOM, ScanOutcome.WALK_IN})


class Scan(Base):
    """One try at a door, successful or not. The same scan id twice is one scan."""

    __tablename__ = "scan"

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made by the device that scanned, so that a retry after a lost answer is the same scan.
    scan_id: Mapped[str] = mapped_column(unique=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    #: What was read; kept even when no badge has it.
    token: Mapped[str | None]
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id", ondelete="SET NULL"), index=True)
    method: Mapped[ScanMethod] = mapped_column(closed_set(ScanMethod))
    outcome: Mapped[ScanOutcome] = mapped_column(closed_set(ScanOutcome))
    #: When the device says it happened, and when the server heard of it.
    scanned_at: Mapped[datetime] = mapped_column(Moment)
    received_at: Mapped[datetime] = mapped_column(Moment)
    steward_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class Guest(Base):
    """Somebody who came in by a door and is on no roster, until a coordinator says who it was."""

    __tablename__ = "guest"
    __table_args__ = (
        CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL) AND (staff_id IS NULL OR settled_at IS NOT NULL)",
            name="settled_by_somebody",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: Made with the form, so that a form sent twice is one guest.
    guest_key: Mapped[str] = mapped_column(unique=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"), index=True)
    #: As they say it themselves.
    name: Mapped[str]
    comes_from: Mapped[str] = mapped_column(default="")
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    steward_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"))
    #: The colleague it was; settled without one means that it was nobody of the roster.
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"), index=True)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    settled_why: Mapped[str] = mapped_column(default="")

    offering: Mapped[Offering] = relationship()
    staff: Mapped[StaffMember | None] = relationship(foreign_keys=[staff_id])


class AttendanceKind(StrEnum):
    """In what capacity somebody was there."""

    ENROLLED = "enrolled"
    MOVED = "moved"
    WALK_IN = "walk_in"
    PRESENTING = "presenting"


class Attendance(Base):
    """The fact that a colleague was in an offering, from when, and until when if they left before its end."""

    __tablename__ = "attendance"
    __table_args__ = (
        UniqueConstraint("offering_id", "staff_id"),
        CheckConstraint("left_at IS NULL OR left_at >= arrived_at", name="left_after_arriving"),
        CheckConstraint("minutes_away >= 0", name="minutes_away_not_negative"),
        CheckConstraint("scan_id IS NOT NULL OR recorded_by_id IS NOT NULL", name="has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    offering_id: Mapped[int] = mapped_column(ForeignKey("offering.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), index=True)
    kind: Mapped[AttendanceKind] = mapped_column(closed_set(AttendanceKind))
    arrived_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Minutes missed in between by somebody who left the room and came back.
    minutes_away: Mapped[int] = mapped_column(default=0)
    #: The scan that proves it, or the coordinator who recorded it by hand.
    scan_id: Mapped[int | None] = mapped_column(ForeignKey("scan.id"), unique=True)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    offering: Mapped[Offering] = relationship()
    staff: Mapped[StaffMember] = relationship(foreign_keys=[staff_id])
