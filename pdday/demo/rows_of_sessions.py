"""The planned proposals → rows: each proposal as it was decided, and the accepted ones as sessions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select

from pdday.db import db
from pdday.demo import frame
from pdday.demo.agendas import agenda, used_in
from pdday.demo.besides import besides
from pdday.demo.district import DistrictPlan
from pdday.demo.personas import DANA
from pdday.demo.reviews import add_reviews, reviewers
from pdday.demo.sessions import PlannedSession
from pdday.programme.models import Day, Slot, Strand
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals.models import AudienceRule, Proposal, ProposalPresenter, Session, SessionPresenter
from pdday.proposals.vocabulary import DECIDED, Attestation, Modality, ProposalState
from pdday.staff.models import School
from pdday.staff.vocabulary import SchoolLevel


def add_sessions(plan: DistrictPlan, day: Day, slots: Mapping[str, Slot], staff_ids: list[int]) -> dict[str, Session]:
    """Every proposal of the plan and, for the accepted ones, their session by code."""
    strands = {strand.name: strand for strand in db.session.scalars(select(Strand).where(Strand.day_id == day.id))}
    dana = next(staff_ids[person.number] for person in plan.people if person.persona is DANA)
    online = db.session.scalars(select(School).where(School.level == SchoolLevel.VIRTUAL)).one()
    proposed_at, decided_at = (_last_moment(plan, phase) for phase in (PhaseKind.PROPOSING, PhaseKind.REVIEWING))
    proposals = {
        planned.code: _proposal(planned, day, strands[planned.strand], slots, decided=(dana, decided_at))
        for planned in plan.sessions
    }
    for place, planned in enumerate(plan.sessions):
        proposals[planned.code].used_in = used_in(place)
    for planned in plan.sessions:
        presenters = [staff_ids[number] for number in plan.presenters[planned.code]]
        proposals[planned.code].presenters = [
            ProposalPresenter(staff_id=staff_id, position=position, agreed_at=proposed_at)
            for position, staff_id in enumerate(presenters, 1)
        ]
    add_reviews(
        proposals,
        [staff_ids[number] for number in reviewers(plan.people)],
        released_at=proposed_at,
        at=decided_at,
        seed=plan.seed,
    )
    for planned in plan.sessions:
        if planned.merged_into:
            db.session.add(proposals[planned.merged_into])
            db.session.flush()
            proposals[planned.code].merged_into_id = proposals[planned.merged_into].id
    db.session.add_all(proposals.values())
    db.session.flush()
    sessions = {planned.code: _session(planned, proposals[planned.code], slots, online) for planned in plan.accepted}
    db.session.add_all(sessions.values())
    db.session.flush()
    return sessions


def _proposal(
    planned: PlannedSession, day: Day, strand: Strand, slots: Mapping[str, Slot], *, decided: tuple[int, datetime]
) -> Proposal:
    decided_by, decided_at = decided if planned.state in DECIDED else (None, None)
    more = besides(planned.code)
    return Proposal(
        day_id=day.id,
        code=planned.code,
        state=planned.state,
        decided_by_id=decided_by,
        decided_at=decided_at,
        title=planned.title,
        abstract=planned.abstract,
        objective=planned.objective,
        strand_id=strand.id,
        format=planned.format,
        protocol=planned.protocol,
        level=planned.level,
        grade_bands=planned.grade_bands,
        audience_roles=planned.audience_roles,
        minutes=planned.minutes,
        runs_offered=planned.runs,
        fewest_people=planned.fewest_people,
        most_people=planned.most_people,
        modality=planned.modality,
        setup=planned.setup,
        room_needs=planned.room_needs,
        language=more.language,
        prerequisites=more.prerequisites,
        accessibility_plan=more.accessibility_plan,
        materials_cost=more.materials_cost,
        mentor_requested=more.mentor_requested,
        attestations=() if planned.state is ProposalState.DRAFT else tuple(Attestation),
        need_tag=planned.need_tag,
        follow_up=planned.follow_up,
        earns_credit=planned.earns_credit,
        language_minutes=planned.language_minutes,
        steps=list(agenda(planned)),
        barred_slots=[slots[label] for label in planned.barred_slots if label in slots],
    )


def _session(planned: PlannedSession, proposal: Proposal, slots: Mapping[str, Slot], online: School) -> Session:
    """May run once at the least; how often it does, the demand decides up to what its presenters offer."""
    required = planned.required_for
    return Session(
        proposal_id=proposal.id,
        length=planned.length,
        fewest_runs=1,
        most_runs=planned.runs,
        school_id=online.id if planned.modality is Modality.VIRTUAL else None,
        presenters=[
            SessionPresenter(staff_id=presenter.staff_id, position=presenter.position)
            for presenter in proposal.presenters
        ],
        allowed_slots=[slots[label] for label in planned.slots if label in slots],
        audience_rules=[
            AudienceRule(role=required.role, employee_group=required.employee_group, years_band=required.years_band)
        ]
        if required
        else [],
    )


def _last_moment(plan: DistrictPlan, phase: PhaseKind) -> datetime:
    """When proposals were in, or the panel had decided: the last day of a phase, as the office closes."""
    _, last = plan.calendar.phases[phase]
    return frame.at(frame.OFFICE_CLOSES, last)
