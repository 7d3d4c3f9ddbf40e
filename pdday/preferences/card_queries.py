"""The sessions on offer as their cards show them, read as plain rows: while people choose no page is asked for more."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, bindparam, cast, select

from pdday.db import rows
from pdday.preferences.catalogue import Card, Leader, StrandSign
from pdday.programme.models import Day, Strand
from pdday.proposals.models import Proposal, Session, SessionPresenter
from pdday.staff.models import StaffMember


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
