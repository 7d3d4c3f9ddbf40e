"""What can be asked about proposals and the sessions that came of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from pdday.db import db
from pdday.programme.models import Day
from pdday.proposals import rules
from pdday.proposals.models import AudienceRule, Proposal, ProposalPresenter, Review, Session, SessionPresenter
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.models import School, StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty, SchoolLevel


def find_first_presenter() -> StaffMember | None:
    """The first colleague who leads a session and has no duty besides: a typical presenter."""
    return db.session.scalar(
        select(StaffMember)
        .where(
            StaffMember.left_at.is_(None),
            StaffMember.id.in_(select(SessionPresenter.staff_id)),
            StaffMember.id.not_in(select(StaffDuty.staff_id)),
        )
        .order_by(StaffMember.id)
        .limit(1)
    )


def find_proposal(proposal_id: int) -> Proposal | None:
    """A proposal with all that its pages show."""
    return db.session.scalar(
        _with_presenters(select(Proposal).where(Proposal.id == proposal_id)).options(
            selectinload(Proposal.steps),
            selectinload(Proposal.barred_slots),
            joinedload(Proposal.day).selectinload(Day.slots),
            joinedload(Proposal.day).selectinload(Day.phases),
            joinedload(Proposal.day).selectinload(Day.strands),
            joinedload(Proposal.session),
        )
    )


def proposals_of(person: StaffMember, day: Day) -> Sequence[Proposal]:
    """What this colleague presents, or is asked to, on this day; the newest first."""
    mine = select(ProposalPresenter.proposal_id).where(ProposalPresenter.staff_id == person.id)
    return db.session.scalars(
        _with_presenters(select(Proposal))
        .where(Proposal.day_id == day.id, Proposal.id.in_(mine))
        .order_by(Proposal.id.desc())
    ).all()


def find_draft(person: StaffMember, day: Day, title: str) -> Proposal | None:
    """The draft of this title that the colleague has begun already, so that beginning it twice is beginning it once."""
    return db.session.scalar(
        select(Proposal)
        .join(Proposal.presenters)
        .where(Proposal.day_id == day.id, Proposal.title == title, Proposal.state == ProposalState.DRAFT)
        .where(ProposalPresenter.staff_id == person.id, ProposalPresenter.position == 1)
        .limit(1)
    )


def free_code(day: Day) -> str:
    """The next code that no proposal of the day has, such as P070. Holds only under the day's lock."""
    taken = set(db.session.scalars(select(Proposal.code).where(Proposal.day_id == day.id)))
    number = len(taken) + 1
    while f"P{number:03}" in taken:
        number += 1
    return f"P{number:03}"


def sent_proposals(day: Day) -> Sequence[Proposal]:
    """Everything a coordinator has to do with: all but drafts, by what waits longest for a decision, with reviews."""
    order = {ProposalState.SUBMITTED: 0, ProposalState.WAITLISTED: 1, ProposalState.REVISE: 2}
    found = db.session.scalars(
        _with_presenters(select(Proposal))
        .where(Proposal.day_id == day.id, Proposal.state != ProposalState.DRAFT)
        .options(selectinload(Proposal.reviews), selectinload(Proposal.steps))
        .order_by(Proposal.id)
    ).all()
    return sorted(found, key=lambda proposal: order.get(proposal.state, 3))


def proposals_to_join(proposal: Proposal) -> Sequence[Proposal]:
    """Other proposals of the day that this one could become part of, by title."""
    others = db.session.scalars(
        _with_presenters(select(Proposal))
        .where(Proposal.day_id == proposal.day_id, Proposal.state != ProposalState.DRAFT)
        .order_by(Proposal.title, Proposal.id)
    ).all()
    return [each for each in others if rules.can_take_in(each, proposal)]


def count_undecided(day: Day) -> int:
    """How many proposals were sent and wait for a decision."""
    waiting = Proposal.day_id == day.id, Proposal.state == ProposalState.SUBMITTED
    return db.session.scalar(select(func.count()).select_from(Proposal).where(*waiting)) or 0


def sessions_of(day: Day) -> Sequence[Session]:
    """The sessions that run on the day, with whom they are required for."""
    return db.session.scalars(
        select(Session)
        .join(Session.proposal)
        .where(Proposal.day_id == day.id, Session.cancelled_at.is_(None))
        .options(contains_eager(Session.proposal), selectinload(Session.audience_rules))
        .order_by(Session.id)
    ).all()


def people_required(sessions: Iterable[Session]) -> dict[int, int]:
    """How many colleagues have to attend each, by its audience rules; ids of sessions without any are left out."""
    kinds = db.session.execute(
        select(StaffMember.role, StaffMember.employee_group, StaffMember.years_band, func.count())
        .where(StaffMember.left_at.is_(None))
        .group_by(StaffMember.role, StaffMember.employee_group, StaffMember.years_band)
    ).all()
    return {
        session.id: sum(count for *kind, count in kinds if any(_matches(each, kind) for each in session.audience_rules))
        for session in sessions
        if session.audience_rules
    }


def _matches(rule: AudienceRule, kind: Sequence[object]) -> bool:
    conditions = (rule.role, rule.employee_group, rule.years_band)
    return all(wanted is None or wanted == has for wanted, has in zip(conditions, kind, strict=True))


def review_pile(reviewer: StaffMember, day: Day) -> Sequence[Proposal]:
    """What this reviewer may read: released proposals but their own; in the order in which they came."""
    own = select(ProposalPresenter.proposal_id).where(ProposalPresenter.staff_id == reviewer.id)
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.day_id == day.id, Proposal.state == ProposalState.SUBMITTED)
        .where(Proposal.released_at.is_not(None), Proposal.id.not_in(own))
        .options(joinedload(Proposal.strand))
        .order_by(Proposal.id)
    ).all()


def reviews_by_proposal(reviewer: StaffMember, day: Day) -> dict[int, Review]:
    """What this reviewer has said so far, by the proposal's id."""
    theirs = select(Review).join(Review.proposal).where(Review.staff_id == reviewer.id, Proposal.day_id == day.id)
    return {review.proposal_id: review for review in db.session.scalars(theirs)}


def reviews_of(proposal: Proposal) -> Sequence[Review]:
    """What reviewers said of a proposal, with who they are."""
    return db.session.scalars(
        select(Review)
        .where(Review.proposal_id == proposal.id)
        .options(joinedload(Review.staff))
        .order_by(Review.staff_id)
    ).all()


def find_virtual_site() -> School | None:
    """The site of virtual rooms, if the district has one."""
    return db.session.scalar(select(School).where(School.level == SchoolLevel.VIRTUAL).order_by(School.id).limit(1))


def coordinators() -> Sequence[StaffMember]:
    """Everyone who coordinates and works here."""
    duty = select(StaffDuty.staff_id).where(StaffDuty.duty == Duty.COORDINATOR)
    return db.session.scalars(
        select(StaffMember).where(StaffMember.id.in_(duty), StaffMember.left_at.is_(None)).order_by(StaffMember.id)
    ).all()


def count_to_review(reviewer: StaffMember, day: Day) -> int:
    """How many proposals wait for this reviewer's word."""
    own = select(ProposalPresenter.proposal_id).where(ProposalPresenter.staff_id == reviewer.id)
    done = select(Review.proposal_id).where(Review.staff_id == reviewer.id)
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Proposal)
            .where(Proposal.day_id == day.id, Proposal.state == ProposalState.SUBMITTED)
            .where(Proposal.released_at.is_not(None), Proposal.id.not_in(own), Proposal.id.not_in(done))
        )
        or 0
    )


def _with_presenters(statement: Select[Proposal]) -> Select[Proposal]:
    return statement.options(
        joinedload(Proposal.strand),
        selectinload(Proposal.presenters).joinedload(ProposalPresenter.staff),
    )
