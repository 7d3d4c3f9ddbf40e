"""Rows about what colleagues want and need. When a list was sent gives no advantage to anyone."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, closed_set
from pdday.programme.vocabulary import Feature
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember


class ListSource(StrEnum):
    """How a list came about."""

    COLLEAGUE = "colleague"
    PROXY = "proxy"
    KIOSK = "kiosk"


class PreferenceList(Base):
    """One colleague's list for one day. No row: they never answered, and get sessions that suit their role."""

    __tablename__ = "preference_list"
    __table_args__ = (UniqueConstraint("day_id", "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    source: Mapped[ListSource] = mapped_column(closed_set(ListSource), default=ListSource.COLLEAGUE)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    #: Counts the changes, so that a page can tell whether the list is still the one it showed.
    version: Mapped[int] = mapped_column(default=1)

    staff: Mapped[StaffMember] = relationship()
    preferences: Mapped[list[Preference]] = relationship(
        order_by="(Preference.rank, Preference.position, Preference.session_id)",
        back_populates="list",
        cascade="all, delete-orphan",
    )
    stars: Mapped[list[Star]] = relationship(
        order_by="Star.position", back_populates="list", cascade="all, delete-orphan"
    )
    vetoes: Mapped[list[Veto]] = relationship(back_populates="list", cascade="all, delete-orphan")


class Preference(Base):
    """A ranked wish; rank 1 is most wanted, equal ranks are ties."""

    __tablename__ = "preference"
    __table_args__ = (CheckConstraint("rank >= 1", name="rank_from_one"),)

    list_id: Mapped[int] = mapped_column(ForeignKey("preference_list.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True, index=True)
    rank: Mapped[int]
    #: Where it stands among its equals on the page; the timetable knows only ranks.
    position: Mapped[int] = mapped_column(default=0)

    list: Mapped[PreferenceList] = relationship(back_populates="preferences")
    session: Mapped[Session] = relationship()


class Star(Base):
    """A session somebody starred beyond the eight of their list: kept for them, unknown to the timetable."""

    __tablename__ = "star"

    list_id: Mapped[int] = mapped_column(ForeignKey("preference_list.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)
    #: In the order in which they were starred.
    position: Mapped[int] = mapped_column(default=0)

    list: Mapped[PreferenceList] = relationship(back_populates="stars")
    session: Mapped[Session] = relationship()


class Veto(Base):
    """A session somebody marked “not for me”: never given to them, unless it is required."""

    __tablename__ = "veto"

    list_id: Mapped[int] = mapped_column(ForeignKey("preference_list.id", ondelete="CASCADE"), primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id"), primary_key=True)

    list: Mapped[PreferenceList] = relationship(back_populates="vetoes")


class AccommodationCategory(StrEnum):
    """What kind of arrangement a person needs. The reason is never asked for and never kept."""

    ASL_INTERPRETER = "asl_interpreter"
    CART_CAPTIONS = "cart_captions"
    SPOKEN_LANGUAGE_INTERPRETER = "spoken_language_interpreter"
    LARGE_PRINT_OR_SCREEN_READER = "large_print_or_screen_reader"
    WHEELCHAIR_OR_STEP_FREE = "wheelchair_or_step_free"
    SEATING_OR_STANDING = "seating_or_standing"
    HEARING_LOOP = "hearing_loop"
    LOW_SENSORY_OR_QUIET_ROOM = "low_sensory_or_quiet_room"
    LACTATION_SPACE_AND_BREAK = "lactation_space_and_break"
    PRAYER_SPACE = "prayer_space"
    PROXIMITY_OR_TRAVEL_TIME = "proximity_or_travel_time"
    PARKING = "parking"
    DIETARY = "dietary"
    ALLERGY = "allergy"
    SERVICE_ANIMAL = "service_animal"
    MEDICATION_FRIDGE = "medication_fridge"
    OTHER = "other"


class Accommodation(Base):
    """An arrangement one colleague needs on one day; seen by few, deleted after the day.

    `room_feature` is what every room they are in must then have; it is empty where the category asks
    for something other than a room (an interpreter, a diet, a parking place).
    """

    __tablename__ = "accommodation"

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    category: Mapped[AccommodationCategory] = mapped_column(closed_set(AccommodationCategory))
    room_feature: Mapped[Feature | None] = mapped_column(closed_set(Feature))

    staff: Mapped[StaffMember] = relationship()


class CompanyKind(StrEnum):
    """How the members of a company are to be placed with regard to each other."""

    #: Never in one room (an instruction; the reason is not kept). Two members.
    APART = "apart"
    #: Always in the same room, as a person and their interpreter. Two members.
    JOINED = "joined"
    #: A team that wants to share at least one session.
    TOGETHER = "together"
    #: A team that wants to spread out and share back.
    SPREAD = "spread"


#: Instructions about two people, which coordinators alone see.
PAIRS = (CompanyKind.APART, CompanyKind.JOINED)


class Company(Base):
    """People who are to be placed with regard to each other."""

    __tablename__ = "company"
    __table_args__ = (UniqueConstraint("id", "day_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id", ondelete="CASCADE"), index=True)
    kind: Mapped[CompanyKind] = mapped_column(closed_set(CompanyKind))
    name: Mapped[str]

    members: Mapped[list[CompanyMember]] = relationship(back_populates="company", cascade="all, delete-orphan")


class CompanyMember(Base):
    """A colleague in a company."""

    __tablename__ = "company_member"
    __table_args__ = (
        ForeignKeyConstraint(["company_id", "day_id"], ["company.id", "company.day_id"], ondelete="CASCADE"),
    )

    company_id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    day_id: Mapped[int]

    company: Mapped[Company] = relationship(back_populates="members")
    staff: Mapped[StaffMember] = relationship()
