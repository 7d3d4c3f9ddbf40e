"""What the pages of choosing read; each a fixed number of statements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, lru_cache
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    Text,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    select,
    union_all,
)  # fmt: skip
from sqlalchemy.orm import InstrumentedAttribute, joinedload, selectinload
from sqlalchemy.orm.strategy_options import _AbstractLoad as Load

from pdday.clock import on_the_wall
from pdday.db import db, rows
from pdday.preferences import registers, rules
from pdday.preferences.catalogue import Card, Leader, StrandSign
from pdday.preferences.models import Accommodation, Preference, PreferenceList, Star, Veto
from pdday.preferences.order import Choices, Wish
from pdday.programme.models import Away, Day, Leave, Slot, Strand
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import School, StaffMember
from pdday.staff.vocabulary import RoleGroup, role_group
from pdday.words import Sentence

Group = TypeVar("Group")


@dataclass(frozen=True)
class Answered:
    """How many of a group sent a list, of how many who are expected."""

    name: str | RoleGroup
    answered: int
    expected: int

    @property
    def rate(self) -> float:
        """Share who answered, 0–1; 0 for an empty group."""
        return self.answered / self.expected if self.expected else 0.0

    @classmethod
    def together(cls, groups: Iterable[Answered]) -> Answered:
        """All these groups as one."""
        each = list(groups)
        return cls("", sum(group.answered for group in each), sum(group.expected for group in each))


def why_not_choose(day: Day, *, now: datetime) -> Sentence | None:
    """Why nobody can change a list of this day now (a timetable that is out comes first); None when one can."""
    return find_settled(day) or rules.why_not_choose(day.phases, today=on_the_wall(now, day.time_zone).date())


def find_settled(day: Day) -> Sentence | None:
    """Why lists of this day count for nothing any more, if so."""
    return next(iter(registers.settled.ask(day)), None)


def cards_on_offer(day: Day) -> Sequence[Card]:
    """Every session that runs on the day, by strand and title: the columns that its card shows, and no more."""
    sessions = tuple(tuple(row) for row in rows(_offered(), {"day_id": day.id}))
    leaders = tuple(tuple(row) for row in rows(_leading(), {"day_id": day.id}))
    strands = tuple(tuple(row) for row in rows(_strands(), {"day_id": day.id}))
    return _cards(sessions, leaders, strands)


@lru_cache(maxsize=8)
def _cards(sessions: tuple[Any, ...], leaders: tuple[Any, ...], strands: tuple[Any, ...]) -> Sequence[Card]:
    """The cards of a few days, kept under all that was read of them, so that they cannot be out of date."""
    led_by: dict[int, list[Leader]] = defaultdict(list)
    for session_id, staff_id, first_name, last_name in leaders:
        led_by[session_id].append(Leader(staff_id, f"{first_name} {last_name}"))
    signs = {sign.id: sign for sign in (StrandSign(*strand) for strand in strands)}
    return tuple(
        Card(
            id=session_id,
            title=title,
            abstract=abstract,
            objective=objective,
            strand=signs[strand_id],
            format=form,
            minutes=minutes,
            most_runs=most_runs,
            grade_bands=tuple(json.loads(bands)),
            audience_roles=tuple(json.loads(roles)),
            presenters=tuple(led_by[session_id]),
            language=language,
        )
        for session_id, most_runs, title, abstract, objective, strand_id, form, minutes, bands, roles, language in (
            sessions
        )
    )


@cache
def _offered() -> Select[*tuple[Any, ...]]:
    """Put together once. Words come as their text, which costs less to compare than to read."""
    return (
        select(
            Session.id, Session.most_runs, Proposal.title, Proposal.abstract, Proposal.objective,
            Proposal.strand_id, Proposal.format, Proposal.minutes, cast(Proposal.grade_bands, Text),
            cast(Proposal.audience_roles, Text), Proposal.language,
        )
        .join(Session.proposal)
        .where(*_runs())
        .order_by(Proposal.strand_id, Proposal.title, Session.id)
    )  # fmt: skip


@cache
def _leading() -> Select[int, int, str, str]:
    return (
        select(SessionPresenter.session_id, StaffMember.id, StaffMember.first_name, StaffMember.last_name)
        .join(SessionPresenter.staff)
        .join(SessionPresenter.session)
        .join(Session.proposal)
        .where(*_runs())
        .order_by(SessionPresenter.session_id, SessionPresenter.position)
    )


@cache
def _strands() -> Select[int, int, str]:
    return select(Strand.id, Strand.number, Strand.name).where(Strand.day_id == bindparam("day_id"))


def _runs() -> tuple[ColumnElement[bool], ...]:
    return Proposal.day_id == bindparam("day_id"), Session.cancelled_at.is_(None)


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


def answered(day: Day) -> Answered:
    """How many answered of everyone who is expected to."""
    return Answered.together(answered_by_school(day))


def answered_by_school(day: Day) -> list[Answered]:
    """How many answered at each school, by its name; people on leave are not expected to."""
    rows = _answers(day, School.short_name)
    return sorted((Answered(name, answered, expected) for name, answered, expected in rows), key=lambda each: each.name)


def answered_by_role_group(day: Day) -> list[Answered]:
    """How many answered in each group of roles, in the groups' own order."""
    counts = {group: [0, 0] for group in RoleGroup}
    for role, answered, expected in _answers(day, StaffMember.role):
        counts[role_group(role)][0] += answered
        counts[role_group(role)][1] += expected
    return [Answered(group, answered, expected) for group, (answered, expected) in counts.items() if expected]


def silent_people(day: Day) -> Sequence[StaffMember]:
    """Everyone who is expected and has not answered, by id. For messages to them; no page names them."""
    return db.session.scalars(
        select(StaffMember)
        .outerjoin(PreferenceList, _list_of_the_person(day))
        .where(_is_expected(day), PreferenceList.id.is_(None))
        .order_by(StaffMember.id)
    ).all()


def _answers(day: Day, group: InstrumentedAttribute[Group]) -> Sequence[tuple[Group, int, int]]:
    rows = db.session.execute(
        select(group, func.count(PreferenceList.id), func.count(StaffMember.id))
        .select_from(StaffMember)
        .join(School, StaffMember.home_school_id == School.id)
        .outerjoin(PreferenceList, _list_of_the_person(day))
        .where(_is_expected(day))
        .group_by(group)
    )
    return [(name, answered, expected) for name, answered, expected in rows]


def _list_of_the_person(day: Day) -> ColumnElement[bool]:
    return and_(PreferenceList.staff_id == StaffMember.id, PreferenceList.day_id == day.id)


def _is_expected(day: Day) -> ColumnElement[bool]:
    on_leave = select(Leave.staff_id).where(Leave.day_id == day.id)
    return and_(StaffMember.left_at.is_(None), StaffMember.id.not_in(on_leave))


def _as_card(*, with_steps: bool = False) -> tuple[Load, ...]:
    """Load with a session all that its card shows: strand and who leads it."""
    proposal = joinedload(Session.proposal)
    steps = (proposal.selectinload(Proposal.steps),) if with_steps else ()
    return (
        proposal.joinedload(Proposal.strand),
        selectinload(Session.presenters).joinedload(SessionPresenter.staff),
        *steps,
    )
