"""What the pages of choosing read; each a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Integer,
    Select,
    bindparam,
    literal_column,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Load

from pdday.clock import on_the_wall
from pdday.db import db, rows
from pdday.preferences import registers, rules
from pdday.preferences.models import Accommodation, Preference, PreferenceList, Star, Veto
from pdday.preferences.order import Choices, Wish
from pdday.programme.models import Away, Day, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember
from pdday.words import Sentence


def why_not_choose(day: Day, *, now: datetime) -> Sentence | None:
    """Why nobody can change a list of this day now: it has been, its timetable is out, its phase; None when one can."""
    today = on_the_wall(now, day.time_zone).date()
    return rules.why_over(day, today=today) or find_settled(day) or rules.why_not_choose(day.phases, today=today)


def find_settled(day: Day) -> Sentence | None:
    """Why lists of this day count for nothing any more, if so."""
    return next(iter(registers.settled.ask(day)), None)


def runs_ahead(session: Session, reader: StaffMember, *, at: datetime) -> list[registers.Running]:
    """When and where it runs, for this reader, in order; none before it is published, or when it is over."""
    return registers.runs.ask(registers.Reading(session, reader, at))


def find_session(session_id: int) -> Session | None:
    """A session with all that its page shows."""
    return db.session.scalar(
        select(Session)
        .where(Session.id == session_id)
        .options(*_as_card(with_steps=True), selectinload(Session.audience_rules))
    )


def sessions_by_id(session_ids: Iterable[int]) -> dict[int, Session]:
    """These sessions, withdrawn ones too, by id."""
    rows = db.session.scalars(select(Session).where(Session.id.in_(session_ids)).options(*_as_card()))
    return {session.id: session for session in rows}


def find_list(day: Day, person: StaffMember) -> PreferenceList | None:
    """The person's list as it is in the database now."""
    return db.session.scalar(_list_of(), {"day_id": day.id, "staff_id": person.id})


@cache
def _list_of() -> Select[PreferenceList]:
    return (
        select(PreferenceList)
        .where(PreferenceList.day_id == bindparam("day_id"), PreferenceList.staff_id == bindparam("staff_id"))
        .options(
            selectinload(PreferenceList.preferences),
            selectinload(PreferenceList.stars),
            selectinload(PreferenceList.vetoes),
        )
        .execution_options(populate_existing=True)
    )


def choices_of(day: Day, person: StaffMember) -> Choices:
    """What the person chose for the day, for pages that only show it."""
    chosen: dict[int, list[Any]] = defaultdict(list)
    for kind, *row in rows(_chosen(), {"day_id": day.id, "staff_id": person.id}):
        chosen[kind].append(row)
    return Choices(
        wishes=_wishes((session_id, rank) for session_id, rank, _position in chosen[_WISHED]),
        stars=tuple(row[0] for row in chosen[_STARRED]),
        not_for_me=frozenset(row[0] for row in chosen[_REFUSED]),
    )


#: What a row of `_chosen` is.
_WISHED, _STARRED, _REFUSED = range(3)


@cache
def _chosen() -> CompoundSelect[int, int, int, int]:
    """Every wish, star and veto of one list, each in its order."""
    none = literal_column("0", Integer)
    each = union_all(
        _of_list(_WISHED, Preference.session_id, Preference.rank, Preference.position),
        _of_list(_STARRED, Star.session_id, none, Star.position),
        _of_list(_REFUSED, Veto.session_id, none, none),
    )
    return each.order_by("kind", "rank", "position", "session_id")


def _of_list(kind: int, session_id: Any, rank: Any, position: Any) -> Select[int, int, int, int]:
    columns = (session_id, rank.label("rank"), position.label("position"))
    return (
        select(literal_column(str(kind), Integer).label("kind"), *columns)
        .join(PreferenceList, session_id.class_.list_id == PreferenceList.id)
        .where(PreferenceList.day_id == bindparam("day_id"), PreferenceList.staff_id == bindparam("staff_id"))
    )


def choices_in(row: PreferenceList | None) -> Choices:
    """What a list's rows say."""
    if row is None:
        return Choices()
    return Choices(
        wishes=_wishes((each.session_id, each.rank) for each in row.preferences),
        stars=tuple(star.session_id for star in row.stars),
        not_for_me=frozenset(veto.session_id for veto in row.vetoes),
    )


def _wishes(ranked: Iterable[tuple[int, int]]) -> tuple[Wish, ...]:
    """Wishes from their sessions' ids and ranks, the most wanted first."""
    wishes = []
    above = None
    for session_id, rank in ranked:
        wishes.append(Wish(session_id, is_equal=rank == above))
        above = rank
    return tuple(wishes)


def breakouts(day: Day) -> Sequence[Slot]:
    """The slots in which sessions run, in order."""
    return db.session.scalars(
        select(Slot).where(Slot.day_id == day.id, Slot.kind == SlotKind.BREAKOUT).order_by(Slot.position)
    ).all()


def aways(day: Day, person: StaffMember) -> Sequence[Away]:
    """The breakouts in which the person is away."""
    return db.session.scalars(
        select(Away)
        .join(Slot, Away.slot_id == Slot.id)
        .where(Slot.day_id == day.id, Slot.kind == SlotKind.BREAKOUT, Away.staff_id == person.id)
        .order_by(Slot.position)
    ).all()


def accommodations(day: Day, person: StaffMember) -> Sequence[Accommodation]:
    """What arrangements the person asked for."""
    return db.session.scalars(
        select(Accommodation)
        .where(Accommodation.day_id == day.id, Accommodation.staff_id == person.id)
        .order_by(Accommodation.id)
    ).all()


def arrangements_asked_for(day: Day) -> Sequence[Accommodation]:
    """Every arrangement somebody needs, by kind and name; for the coordinators who make them."""
    return db.session.scalars(
        select(Accommodation)
        .join(StaffMember, Accommodation.staff_id == StaffMember.id)
        .where(Accommodation.day_id == day.id)
        .options(joinedload(Accommodation.staff).joinedload(StaffMember.home_school))
        .order_by(Accommodation.category, StaffMember.last_name, StaffMember.first_name, Accommodation.id)
    ).all()


def _as_card(*, with_steps: bool = False) -> tuple[Load, ...]:
    """Load with a session all that its card shows: strand and who leads it."""
    proposal = joinedload(Session.proposal)
    steps = (proposal.selectinload(Proposal.steps),) if with_steps else ()
    return (
        proposal.joinedload(Proposal.strand),
        selectinload(Session.presenters).joinedload(SessionPresenter.staff),
        *steps,
    )
