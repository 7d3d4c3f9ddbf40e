"""What is read about a day's timetable, each query named by its answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute, defer, joinedload, selectinload

from pdday import jobs
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.preferences.models import Accommodation, Company, PreferenceList
from pdday.programme.models import Away, Day, Gathering, Leave, Room, RoomClosure, Slot
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember, Travel
from pdday.timetable.aims import Aims, aims_of
from pdday.timetable.models import (
    Enrolment,
    EnrolmentSource,
    Offering,
    Pin,
    Timetable,
    TimetableState,
)


def room_closures(day: Day) -> Sequence[RoomClosure]:
    return db.session.scalars(
        select(RoomClosure).join(Slot, RoomClosure.slot_id == Slot.id).where(Slot.day_id == day.id)
    ).all()


def aways(day: Day) -> Sequence[Away]:
    return db.session.scalars(select(Away).join(Slot, Away.slot_id == Slot.id).where(Slot.day_id == day.id)).all()


def staff_on_leave(day: Day) -> frozenset[int]:
    """Ids of the colleagues who reported that they will not come."""
    return frozenset(db.session.scalars(select(Leave.staff_id).where(Leave.day_id == day.id)))


def travels() -> Sequence[Travel]:
    return db.session.scalars(select(Travel)).all()


def rooms_for_sessions() -> Sequence[Room]:
    """Rooms that hold sessions, with their sites, by site and name."""
    return db.session.scalars(
        select(Room)
        .where(Room.holds_sessions)
        .options(joinedload(Room.school))
        .order_by(Room.school_id, Room.name, Room.id)
    ).all()


def sessions_of(day: Day, *, only: Collection[int] | None = None) -> Sequence[Session]:
    """Every session of the day, or those of these ids, with what the timetable must know of it, by id."""
    return db.session.scalars(
        select(Session)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .where(Proposal.day_id == day.id, *_among(Session.id, only))
        .options(
            joinedload(Session.proposal),
            selectinload(Session.presenters),
            selectinload(Session.allowed_slots),
            selectinload(Session.audience_rules),
        )
        .order_by(Session.id)
    ).all()


def count_sessions(day: Day) -> int:
    """How many sessions the day has."""
    of_the_day = select(func.count(Session.id)).join(Session.proposal).where(Proposal.day_id == day.id)
    return db.session.scalar(of_the_day) or 0


def people(day: Day, *, only: Collection[int] | None = None) -> Sequence[StaffMember]:
    """Everyone, or those of these ids, who is invited: staff who have not left, and whoever presents, by id."""
    presenting = (
        select(SessionPresenter.staff_id)
        .join(Session, SessionPresenter.session_id == Session.id)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .where(Proposal.day_id == day.id)
    )
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.left_at.is_(None) | StaffMember.id.in_(presenting), *_among(StaffMember.id, only))
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.id)
    ).all()


def preference_lists(day: Day, *, only: Collection[int] | None = None) -> Sequence[PreferenceList]:
    """What everyone, or these people, want of the day."""
    return db.session.scalars(
        select(PreferenceList)
        .where(PreferenceList.day_id == day.id, *_among(PreferenceList.staff_id, only))
        .options(selectinload(PreferenceList.preferences), selectinload(PreferenceList.vetoes))
    ).all()


def room_needs(day: Day) -> Sequence[Accommodation]:
    """Accommodations that ask something of the room."""
    return db.session.scalars(
        select(Accommodation).where(Accommodation.day_id == day.id, Accommodation.room_feature.is_not(None))
    ).all()


def companies(day: Day) -> Sequence[Company]:
    return db.session.scalars(
        select(Company).where(Company.day_id == day.id).options(selectinload(Company.members)).order_by(Company.id)
    ).all()


def pins(day: Day) -> Sequence[Pin]:
    """Every pin of the day with what it names, in the order they were made."""
    return db.session.scalars(
        select(Pin)
        .join(Session, Pin.session_id == Session.id)
        .join(Proposal, Session.proposal_id == Proposal.id)
        .where(Proposal.day_id == day.id)
        .options(
            joinedload(Pin.session).joinedload(Session.proposal),
            joinedload(Pin.slot),
            joinedload(Pin.room),
            joinedload(Pin.staff),
            joinedload(Pin.made_by),
        )
        .order_by(Pin.id)
    ).all()


def gatherings(day: Day) -> Sequence[Gathering]:
    """Rooms and schools of the slots that are for everyone."""
    found = db.session.scalars(
        select(Gathering)
        .join(Slot, Gathering.slot_id == Slot.id)
        .where(Slot.day_id == day.id)
        .options(joinedload(Gathering.room), joinedload(Gathering.schools))
        .order_by(Slot.position, Gathering.id)
    )
    return found.unique().all()


def find_timetable(timetable_id: int) -> Timetable | None:
    return db.session.get(Timetable, timetable_id)


def timetables(day: Day) -> Sequence[Timetable]:
    """All drafts and published versions with who made each from which, newest first."""
    return db.session.scalars(
        select(Timetable)
        .where(Timetable.day_id == day.id)
        .options(joinedload(Timetable.made_by), joinedload(Timetable.made_from), joinedload(Timetable.published_by))
        .order_by(Timetable.number.desc())
    ).all()


def find_asker(job: Job | None) -> StaffMember | None:
    """Who asked for a draft that is being made; nobody once it is over."""
    if job is None or job.is_over or job.asked_by_id is None:
        return None
    return db.session.get(StaffMember, job.asked_by_id)


def find_repaired(job: Job | None) -> Timetable | None:
    """The timetable that a draft being made repairs, if it does."""
    if job is None or job.is_over or "repairs" not in job.wants:
        return None
    return find_timetable(int(job.wants["repairs"]))


def aims_used_last(day: Day) -> Aims:
    """What the day's latest draft aims at, or was to aim at; the balanced ones where there is none."""
    job = jobs.find_latest(JobKind.SOLVE, day)
    if job is not None and "aims" in job.wants:
        return aims_of(job.wants["aims"])
    newest = select(Timetable.aims).where(Timetable.day_id == day.id).order_by(Timetable.number.desc()).limit(1)
    return aims_of(db.session.scalar(newest) or {})


def published_timetable(day: Day) -> Timetable | None:
    return db.session.scalar(_published(), {"day_id": day.id})


def timetable_meant(day: Day) -> Timetable | None:
    """The one coordinators most likely mean: the published one, else the newest draft; None before the first."""
    return published_timetable(day) or next(iter(timetables(day)), None)


@cache
def _published() -> Select[Timetable]:
    """Put together once: most pages of the day begin with it."""
    is_published = Timetable.state == TimetableState.PUBLISHED
    published = select(Timetable).where(Timetable.day_id == bindparam("day_id"), is_published)
    return published.options(defer(Timetable.measures))  # much to read, and shown by the pages of a solve alone


def next_number(day: Day) -> int:
    """The number of the day's next draft."""
    return (db.session.scalar(select(func.max(Timetable.number)).where(Timetable.day_id == day.id)) or 0) + 1


def offerings(timetable: Timetable, *, of_sessions: Collection[int] | None = None) -> Sequence[Offering]:
    """Every offering, or those of these sessions, with its session, slots and room, in the order of the day."""
    return db.session.scalars(
        select(Offering)
        .join(Slot, Offering.slot_id == Slot.id)
        .where(Offering.timetable_id == timetable.id, *_among(Offering.session_id, of_sessions))
        .options(
            joinedload(Offering.session).joinedload(Session.proposal).joinedload(Proposal.strand),
            joinedload(Offering.room).joinedload(Room.school),
            joinedload(Offering.slot),
            selectinload(Offering.slots),
        )
        .order_by(Slot.position, Offering.id)
    ).all()


def enrolments(timetable: Timetable, *, only: Collection[int] | None = None) -> Sequence[Enrolment]:
    """Everyone's places, or those of these people, in the order they were given."""
    return db.session.scalars(
        select(Enrolment)
        .where(Enrolment.timetable_id == timetable.id, *_among(Enrolment.staff_id, only))
        .order_by(Enrolment.id)
    ).all()


def seats_taken_by_offering(timetable: Timetable, *, only: Collection[int] | None = None) -> dict[int, int]:
    """Seats taken in every offering, or in these, by offering id; presenters take none. Counts no attendances."""
    rows = db.session.execute(
        select(Enrolment.offering_id, func.count())
        .where(Enrolment.timetable_id == timetable.id, Enrolment.source != EnrolmentSource.PRESENTING)
        .where(*_among(Enrolment.offering_id, only))
        .group_by(Enrolment.offering_id)
    )
    return dict(rows.all())


def seats_taken(offering: Offering) -> int:
    """Seats taken in one offering; presenters take none."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Enrolment)
            .where(Enrolment.offering_id == offering.id, Enrolment.source != EnrolmentSource.PRESENTING)
        )
        or 0
    )


def presenters_by_session(day: Day) -> dict[int, frozenset[int]]:
    """Staff ids of who presents each session today, by session id."""
    return {session.id: frozenset(each.staff_id for each in session.presenters) for session in sessions_of(day)}


def with_everyone(timetable: Timetable) -> Timetable:
    """The timetable with its offerings, their rooms and their enrolments loaded."""
    return db.session.scalars(
        select(Timetable)
        .where(Timetable.id == timetable.id)
        .options(
            selectinload(Timetable.offerings).selectinload(Offering.enrolments),
            selectinload(Timetable.offerings).joinedload(Offering.room),
            selectinload(Timetable.offerings).joinedload(Offering.session).joinedload(Session.proposal),
        )
        .execution_options(populate_existing=True)
    ).one()


def _among(column: InstrumentedAttribute[Any], ids: Collection[int] | None) -> tuple[ColumnElement[bool], ...]:
    """Only rows of these ids; all of them for None."""
    return () if ids is None else (column.in_(ids),)
