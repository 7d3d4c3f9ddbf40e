"""Rows about people and places of work. One installation is one district."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, Words, closed_set
from pdday.staff.vocabulary import (
    Device,
    Duty,
    EmployeeGroup,
    GradeBand,
    RoleGroup,
    SchoolLevel,
    StaffRole,
    Subject,
    YearsBand,
    role_group,
)


class District(Base):
    """The district whose installation this is; there is one row."""

    __tablename__ = "district"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("smallest_group >= 5", name="smallest_group_at_least_five"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    name: Mapped[str]
    #: Two-letter state, which later chooses the rule for hours.
    state: Mapped[str]
    time_zone: Mapped[str]
    #: Groups smaller than this are withheld in every report.
    smallest_group: Mapped[int] = mapped_column(default=5)
    #: Years for which the state may ask who earned which hours. Confirm it with your state; most ask for six or seven.
    retention_years: Mapped[int] = mapped_column(default=7, server_default="7")


class School(Base):
    """A site where people work and where rooms are: a school, the service center, or the virtual site."""

    __tablename__ = "school"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    #: Short name for door plates and tables, such as “Lowry”.
    short_name: Mapped[str] = mapped_column(unique=True)
    level: Mapped[SchoolLevel] = mapped_column(closed_set(SchoolLevel))


class Travel(Base):
    """Minutes from one site to another, door to door, the same both ways (so `from` is the smaller id)."""

    __tablename__ = "travel"
    __table_args__ = (
        CheckConstraint("from_school_id < to_school_id", name="smaller_id_first"),
        CheckConstraint("minutes >= 0", name="minutes_not_negative"),
    )

    from_school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    to_school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    minutes: Mapped[int]


class StaffMember(Base):
    """One colleague. No social security number and no birth date is ever kept."""

    __tablename__ = "staff_member"
    __table_args__ = (
        CheckConstraint("fte > 0 AND fte <= 1", name="fte_is_a_share"),
        CheckConstraint("email = lower(email)", name="email_lower_case"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    #: The district's own number for this person; what a roster import matches on.
    employee_id: Mapped[str] = mapped_column(unique=True)
    first_name: Mapped[str]
    last_name: Mapped[str] = mapped_column(index=True)
    #: As it must stand on a certificate, where it differs.
    legal_name: Mapped[str | None]
    #: Lower case; empty for the colleagues who have none and use the kiosk.
    email: Mapped[str | None] = mapped_column(unique=True)
    #: In which pdday speaks to this person, one of `words.LANGUAGES`; people change it themselves.
    language: Mapped[str] = mapped_column(default="en")
    home_school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), index=True)
    role: Mapped[StaffRole] = mapped_column(closed_set(StaffRole))
    employee_group: Mapped[EmployeeGroup] = mapped_column(closed_set(EmployeeGroup))
    grade_bands: Mapped[tuple[str, ...]] = mapped_column(Words(GradeBand), default=())
    subjects: Mapped[tuple[str, ...]] = mapped_column(Words(Subject), default=())
    years_band: Mapped[YearsBand | None] = mapped_column(closed_set(YearsBand))
    #: Share of a full post over all sites.
    fte: Mapped[float] = mapped_column(default=1.0)
    is_mentor: Mapped[bool] = mapped_column(default=False)
    is_teacher_leader: Mapped[bool] = mapped_column(default=False)
    mentored_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    #: Salted, slow hash of the PIN for shared devices, if the person has one. Readable, it is nowhere.
    pin_hash: Mapped[str | None]
    #: Set when a roster import says that the person has left; rows about the past stay true.
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    #: Set when everything that names the person was removed; the row is then only counted.
    purged_at: Mapped[datetime | None] = mapped_column(Moment)

    home_school: Mapped[School] = relationship()
    sites: Mapped[list[StaffSite]] = relationship(back_populates="staff", cascade="all, delete-orphan")
    duties: Mapped[list[StaffDuty]] = relationship(back_populates="staff", cascade="all, delete-orphan")

    @property
    def name(self) -> str:
        """First and last name, as colleagues say it."""
        return f"{self.first_name} {self.last_name}"

    @property
    def role_group(self) -> RoleGroup:
        """The coarse group in which reports speak of this role."""
        return role_group(self.role)

    def has_duty(self, duty: Duty) -> bool:
        """Whether the person carries this duty."""
        return any(each.duty is duty for each in self.duties)


class StaffSite(Base):
    """A site at which a colleague works, with the share of the post; itinerant people have two or more."""

    __tablename__ = "staff_site"
    __table_args__ = (CheckConstraint("fte > 0 AND fte <= 1", name="fte_is_a_share"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    school_id: Mapped[int] = mapped_column(ForeignKey("school.id"), primary_key=True)
    fte: Mapped[float]

    staff: Mapped[StaffMember] = relationship(back_populates="sites")
    school: Mapped[School] = relationship()


class StaffDuty(Base):
    """A duty in pdday that a colleague carries."""

    __tablename__ = "staff_duty"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    duty: Mapped[Duty] = mapped_column(closed_set(Duty), primary_key=True)

    staff: Mapped[StaffMember] = relationship(back_populates="duties")


class JobTitle(Base):
    """A job title of the district's personnel office, and the role it means; matched by a coordinator once."""

    __tablename__ = "job_title"

    #: In small letters.
    title: Mapped[str] = mapped_column(primary_key=True)
    role: Mapped[StaffRole] = mapped_column(closed_set(StaffRole))


class SignInCode(Base):
    """A six-digit code sent to one colleague: single use, ten minutes, five tries counted here for all workers."""

    __tablename__ = "sign_in_code"
    __table_args__ = (CheckConstraint("tries BETWEEN 0 AND 5", name="five_tries"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    #: Keyed hash; the code itself is nowhere at rest except encrypted in the outbox until it is sent.
    code_hash: Mapped[str]
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    tries: Mapped[int] = mapped_column(default=0)


class WrongPin(Base):
    """One wrong try at a colleague's PIN, counted here for all workers; forgotten after a day, or with a new PIN."""

    __tablename__ = "wrong_pin"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    tried_at: Mapped[datetime] = mapped_column(Moment)
    #: Keyed hash of the network address it came from, where there is one. Tells places apart and names none.
    place: Mapped[str | None]


class SignIn(Base):
    """One signed-in browser; ending the row signs that browser out, ending all signs out everywhere."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), index=True)
    #: Hash of the random token that the browser's cookie holds.
    token_hash: Mapped[str] = mapped_column(unique=True)
    device: Mapped[Device] = mapped_column(closed_set(Device), default=Device.WORK)
    began_at: Mapped[datetime] = mapped_column(Moment)
    ends_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    staff: Mapped[StaffMember] = relationship()


class Terms(Base):
    """One version of what the district promises about people's data. Once published it stays as it is."""

    __tablename__ = "terms"
    __table_args__ = (CheckConstraint("number >= 1", name="numbered_from_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    #: 1, 2, 3 … as people see it.
    number: Mapped[int] = mapped_column(unique=True)
    #: Paragraphs with an empty line between; one that begins with “# ” is a heading.
    words: Mapped[str]
    #: From this moment on it is asked for.
    effective_at: Mapped[datetime] = mapped_column(Moment)
    published_at: Mapped[datetime] = mapped_column(Moment)
    #: Empty for the version with which a district begins.
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))


class TermsAcceptance(Base):
    """That one colleague has read and accepted one version, and when."""

    __tablename__ = "terms_acceptance"

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id", ondelete="CASCADE"), primary_key=True)
    terms_id: Mapped[int] = mapped_column(ForeignKey("terms.id"), primary_key=True)
    accepted_at: Mapped[datetime] = mapped_column(Moment)

    terms: Mapped[Terms] = relationship()
