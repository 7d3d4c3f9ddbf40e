"""Rows about what presenters offer, and the accepted content that comes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from pdday.db import Base, Moment, Words, closed_set
from pdday.programme.models import Day, Slot, Strand
from pdday.programme.vocabulary import Feature, RoomSetup
from pdday.proposals.vocabulary import (
    Attestation,
    Criterion,
    FollowUpOffer,
    Format,
    Level,
    Modality,
    ProposalState,
    Protocol,
)
from pdday.staff.models import School, StaffMember
from pdday.staff.vocabulary import EmployeeGroup, GradeBand, StaffRole, YearsBand


class Proposal(Base):
    """What presenters offer to lead: the form as they filled it in, and what was decided about it."""

    __tablename__ = "proposal"
    __table_args__ = (
        UniqueConstraint("day_id", "code"),
        CheckConstraint(
            "state NOT IN ('revise', 'accepted', 'merged', 'waitlisted', 'declined') "
            "OR (decided_by_id IS NOT NULL AND decided_at IS NOT NULL)",
            name="decided_by_somebody",
        ),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", name="merged_into_something"),
        CheckConstraint("length(title) <= 90", name="title_length"),
        CheckConstraint("state IN ('draft', 'withdrawn') OR length(title) > 0", name="has_a_title"),
        CheckConstraint("version > 0", name="version_from_one"),
        CheckConstraint("length(abstract) <= 700", name="abstract_length"),
        CheckConstraint("minutes > 0 AND runs_offered > 0", name="minutes_and_runs"),
        CheckConstraint("fewest_people >= 0 AND most_people >= fewest_people", name="fewest_and_most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    day_id: Mapped[int] = mapped_column(ForeignKey("day.id"), index=True)
    #: Short code for talk among coordinators, such as HR012.
    code: Mapped[str]
    state: Mapped[ProposalState] = mapped_column(closed_set(ProposalState), default=ProposalState.DRAFT)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    #: What its presenters were told about the decision; never a score.
    decided_why: Mapped[str] = mapped_column(default="")
    #: Counts every change, so that two windows, or two coordinators, never overwrite each other unseen.
    version: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None] = mapped_column(Moment)
    #: What its presenters have typed since it was sent and not put into it yet, and how often that was kept.
    unsent: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    #: When reviewers first saw it as it is now, without names.
    released_at: Mapped[datetime | None] = mapped_column(Moment)
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    title: Mapped[str]
    abstract: Mapped[str] = mapped_column(default="")
    #: What participants will be able to do: one to three sentences, a line each.
    objective: Mapped[str] = mapped_column(default="")
    #: Where its presenters have used it themselves.
    used_in: Mapped[str] = mapped_column(default="")
    strand_id: Mapped[int] = mapped_column(ForeignKey("strand.id"))
    format: Mapped[Format] = mapped_column(closed_set(Format))
    protocol: Mapped[Protocol] = mapped_column(closed_set(Protocol), default=Protocol.NONE)
    level: Mapped[Level] = mapped_column(closed_set(Level), default=Level.NEW_TO_THIS)
    grade_bands: Mapped[tuple[str, ...]] = mapped_column(Words(GradeBand), default=())
    #: Roles it is meant for; empty means everyone.
    audience_roles: Mapped[tuple[str, ...]] = mapped_column(Words(StaffRole), default=())
    minutes: Mapped[int]
    #: How often the presenters are willing to run it.
    runs_offered: Mapped[int] = mapped_column(default=1)
    fewest_people: Mapped[int] = mapped_column(default=0)
    most_people: Mapped[int]
    modality: Mapped[Modality] = mapped_column(closed_set(Modality), default=Modality.IN_PERSON)
    #: The language it is held in; empty means the district's usual one.
    language: Mapped[str] = mapped_column(default="")
    #: What people should know or bring; empty means nothing.
    prerequisites: Mapped[str] = mapped_column(default="")
    #: How everyone can take part, whatever they see, hear or can move.
    accessibility_plan: Mapped[str] = mapped_column(default="")
    #: What materials cost and for what; empty means nothing.
    materials_cost: Mapped[str] = mapped_column(default="")
    #: Its presenters would like a colleague who has led sessions to help them; reviewers are not told.
    mentor_requested: Mapped[bool] = mapped_column(default=False)
    #: What its presenters have confirmed; all of it before it is sent.
    attestations: Mapped[tuple[str, ...]] = mapped_column(Words(Attestation), default=())
    setup: Mapped[RoomSetup | None] = mapped_column(closed_set(RoomSetup))
    room_needs: Mapped[tuple[str, ...]] = mapped_column(Words(Feature), default=())
    #: The need staff voiced that it answers, as a short tag.
    need_tag: Mapped[str | None]
    follow_up: Mapped[FollowUpOffer] = mapped_column(closed_set(FollowUpOffer), default=FollowUpOffer.NONE)
    earns_credit: Mapped[bool] = mapped_column(default=True)
    #: Minutes that count as language acquisition where the state asks for it.
    language_minutes: Mapped[int] = mapped_column(default=0)

    day: Mapped[Day] = relationship()
    strand: Mapped[Strand] = relationship()
    decided_by: Mapped[StaffMember | None] = relationship()
    #: The proposal whose text stays, where two became one.
    merged_into: Mapped[Proposal | None] = relationship(remote_side="Proposal.id")
    presenters: Mapped[list[ProposalPresenter]] = relationship(
        order_by="ProposalPresenter.position", back_populates="proposal", cascade="all, delete-orphan"
    )
    barred_slots: Mapped[list[Slot]] = relationship(secondary="proposal_barred_slot", order_by=Slot.position)
    steps: Mapped[list[ProposalStep]] = relationship(
        order_by="ProposalStep.position", back_populates="proposal", cascade="all, delete-orphan"
    )
    reviews: Mapped[list[Review]] = relationship(
        order_by="Review.staff_id", back_populates="proposal", cascade="all, delete-orphan"
    )
    session: Mapped[Session | None] = relationship(back_populates="proposal")

    @property
    def typed_version(self) -> int:
        """Counts every change, those that are kept apart from what was sent included."""
        return self.version + (self.unsent["times"] if self.unsent else 0)

    @property
    def objectives(self) -> tuple[str, ...]:
        """What participants will be able to do, one by one."""
        return tuple(line for line in self.objective.splitlines() if line.strip())


class ProposalPresenter(Base):
    """A colleague named on a proposal; the lead has position 1, and a co-presenter must agree."""

    __tablename__ = "proposal_presenter"
    __table_args__ = (UniqueConstraint("proposal_id", "position"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    position: Mapped[int]
    agreed_at: Mapped[datetime | None] = mapped_column(Moment)

    proposal: Mapped[Proposal] = relationship(back_populates="presenters")
    staff: Mapped[StaffMember] = relationship()


class ProposalBarredSlot(Base):
    """A slot in which a proposal cannot run."""

    __tablename__ = "proposal_barred_slot"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)


class ProposalStep(Base):
    """One step of a proposal's timed agenda; a draft's may still lack its minutes or its words."""

    __tablename__ = "proposal_step"
    __table_args__ = (CheckConstraint("minutes > 0", name="takes_minutes"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    minutes: Mapped[int | None]
    #: What people do in it.
    activity: Mapped[str] = mapped_column(default="")
    protocol: Mapped[Protocol] = mapped_column(closed_set(Protocol), default=Protocol.NONE)

    proposal: Mapped[Proposal] = relationship(back_populates="steps")


class Review(Base):
    """What one reviewer thinks of a proposal, or that they stepped back from it."""

    __tablename__ = "review"
    __table_args__ = (
        *(CheckConstraint(f"{each.value} BETWEEN 1 AND 4", name=f"{each.value}_1_to_4") for each in Criterion),
        CheckConstraint(
            " AND ".join(f"(recused = ({each.value} IS NULL))" for each in Criterion), name="all_six_or_recused"
        ),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(Moment)
    #: Stepped back: too near to the proposal or its authors to judge it. Nobody is asked why.
    recused: Mapped[bool] = mapped_column(default=False)
    relevance: Mapped[int | None]
    practical_use: Mapped[int | None]
    active_learning: Mapped[int | None]
    fits_time: Mapped[int | None]
    inclusive: Mapped[int | None]
    clarity: Mapped[int | None]
    #: For its authors, who read it unsigned with the decision.
    comment: Mapped[str] = mapped_column(default="")

    proposal: Mapped[Proposal] = relationship(back_populates="reviews")
    staff: Mapped[StaffMember] = relationship()


class Session(Base):
    """Accepted content: what may run on the day, and the limits within which the timetable may place it."""

    __tablename__ = "session"
    __table_args__ = (
        CheckConstraint("fewest_runs >= 0 AND most_runs >= fewest_runs", name="fewest_and_most_runs"),
        CheckConstraint("length >= 1", name="length_in_slots"),
        CheckConstraint("(cancelled_at IS NULL) = (cancelled_by_id IS NULL)", name="cancelled_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), unique=True)
    #: Consecutive slots it takes.
    length: Mapped[int] = mapped_column(default=1)
    fewest_runs: Mapped[int] = mapped_column(default=1)
    most_runs: Mapped[int] = mapped_column(default=1)
    #: Only at this site, where that matters; the virtual site for virtual sessions.
    school_id: Mapped[int | None] = mapped_column(ForeignKey("school.id"))
    cancelled_at: Mapped[datetime | None] = mapped_column(Moment)
    cancelled_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_member.id"))

    proposal: Mapped[Proposal] = relationship(back_populates="session")
    school: Mapped[School | None] = relationship()
    presenters: Mapped[list[SessionPresenter]] = relationship(
        order_by="SessionPresenter.position", back_populates="session", cascade="all, delete-orphan"
    )
    allowed_slots: Mapped[list[Slot]] = relationship(secondary="session_slot", order_by=Slot.position)
    audience_rules: Mapped[list[AudienceRule]] = relationship(
        order_by="AudienceRule.id", back_populates="session", cascade="all, delete-orphan"
    )

    @property
    def title(self) -> str:
        """The title as colleagues see it in the programme."""
        return self.proposal.title


class SessionPresenter(Base):
    """A colleague who leads a session; position 1 is named first."""

    __tablename__ = "session_presenter"
    __table_args__ = (UniqueConstraint("session_id", "position"),)

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_member.id"), primary_key=True, index=True)
    position: Mapped[int]

    session: Mapped[Session] = relationship(back_populates="presenters")
    staff: Mapped[StaffMember] = relationship()


class SessionSlot(Base):
    """A breakout slot that a run of the session may cover."""

    __tablename__ = "session_slot"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    slot_id: Mapped[int] = mapped_column(ForeignKey("slot.id"), primary_key=True)


class AudienceRule(Base):
    """Whom a session is required for: everyone who matches each condition that is given."""

    __tablename__ = "audience_rule"
    __table_args__ = (
        CheckConstraint(
            "role IS NOT NULL OR employee_group IS NOT NULL OR years_band IS NOT NULL",
            name="names_a_condition",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), index=True)
    role: Mapped[StaffRole | None] = mapped_column(closed_set(StaffRole))
    employee_group: Mapped[EmployeeGroup | None] = mapped_column(closed_set(EmployeeGroup))
    years_band: Mapped[YearsBand | None] = mapped_column(closed_set(YearsBand))

    session: Mapped[Session] = relationship(back_populates="audience_rules")


Index("ix_proposal_state", Proposal.day_id, Proposal.state)
