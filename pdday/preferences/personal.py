"""What choosing holds on one person: wishes, arrangements, teams. Who is kept apart from whom is told to nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from pdday import persons
from pdday.persons import Fate, Section, Step
from pdday.preferences.models import (
    PAIRS,
    Accommodation,
    Company,
    CompanyKind,
    CompanyMember,
    ListSource,
    Preference,
    PreferenceList,
    Star,
    Veto,
)
from pdday.preferences.names import ARRANGEMENTS
from pdday.programme.models import Day
from pdday.programme.personal import is_ahead
from pdday.proposals.models import Proposal, Session
from pdday.words import Sentence

persons.call(
    {
        ListSource.COLLEAGUE: Sentence("by yourself"),
        ListSource.PROXY: Sentence("by a coordinator, for you"),
        ListSource.KIOSK: Sentence("by yourself, at a shared device"),
        CompanyKind.TOGETHER: Sentence("together"),
        CompanyKind.SPREAD: Sentence("spread over the sessions"),
    }
)

#: Teams that a colleague knows of. The others tell about somebody else.
_OPEN = (CompanyKind.TOGETHER, CompanyKind.SPREAD)


@persons.sections.answer(PreferenceList)
def what_you_want(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Lists by day, with ranks, stars and “not for me”."""
    lists = (
        select(Day.name, PreferenceList.saved_at, PreferenceList.source)
        .join(PreferenceList, PreferenceList.day_id == Day.id)
        .where(PreferenceList.staff_id == staff_id)
        .order_by(PreferenceList.id)
    )
    heads: tuple[Sentence, ...] = (Sentence("Day"), Sentence("Saved"), Sentence("How it came"))
    yield Section(Sentence("Your lists"), heads, persons.rows(lists))
    ranked = _titles(Preference, staff_id).add_columns(Preference.rank).order_by(PreferenceList.id, Preference.rank)
    heads = (Sentence("Day"), Sentence("Session"), Sentence("Rank"))
    yield Section(Sentence("Your choices"), heads, persons.rows(ranked))
    heads = (Sentence("Day"), Sentence("Session"))
    starred = _titles(Star, staff_id).order_by(PreferenceList.id, Star.position)
    yield Section(Sentence("Sessions you starred"), heads, persons.rows(starred))
    refused = _titles(Veto, staff_id).order_by(PreferenceList.id, Veto.session_id)
    yield Section(Sentence("Sessions that are not for you"), heads, persons.rows(refused))


@persons.sections.answer(Accommodation, CompanyMember)
def what_you_need(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Arrangements, and teams that asked to be together or to spread out."""
    needs = (
        select(Day.name, Accommodation.category)
        .join(Accommodation, Accommodation.day_id == Day.id)
        .where(Accommodation.staff_id == staff_id)
        .order_by(Accommodation.id)
    )
    yield Section(
        Sentence("Arrangements you asked for"),
        (Sentence("Day"), Sentence("Arrangement")),
        [(day, ARRANGEMENTS[category]) for day, category in persons.rows(needs)],
    )
    teams = (
        select(Day.name, Company.name, Company.kind)
        .join(Company, Company.day_id == Day.id)
        .join(Company.members)
        .where(CompanyMember.staff_id == staff_id, Company.kind.in_(_OPEN))
        .order_by(Company.id)
    )
    heads = (Sentence("Day"), Sentence("Team"), Sentence("Wants to be"))
    yield Section(Sentence("Teams you are in"), heads, persons.rows(teams))


@persons.fates.answer(PreferenceList, Accommodation, CompanyMember)
def what_becomes_of_wishes(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Ranks of a day that is over stay, because who got what was counted by them. Everything else goes."""
    mine, ahead = PreferenceList.staff_id == staff_id, PreferenceList.day_id.in_(select(Day.id).where(is_ahead(now)))
    if count := persons.count(mine, ahead):
        told = Sentence("Their lists for days ahead: {count}.", {"count": count})
        yield Step(Fate.GOES, told, (delete(PreferenceList).where(mine, ahead),))
    lists = select(PreferenceList.id).where(mine)
    marks = (Star, Veto)
    if count := sum(persons.count(each.list_id.in_(lists)) for each in marks):
        told = Sentence("Stars and “not for me”: {count}.", {"count": count})
        yield Step(Fate.GOES, told, tuple(delete(each).where(each.list_id.in_(lists)) for each in marks))
    if count := persons.count(mine, ~ahead):
        pattern = "Ranks on their lists for days that are over: {count}; shares by choice are counted by them."
        yield Step(Fate.STAYS, Sentence(pattern, {"count": count}))
    yield from _needs(staff_id)


def _needs(staff_id: int) -> Iterator[Step]:
    if count := persons.count(Accommodation.staff_id == staff_id):
        gone = delete(Accommodation).where(Accommodation.staff_id == staff_id)
        yield Step(Fate.GOES, Sentence("Arrangements they asked for: {count}.", {"count": count}), (gone,))
    pairs = Company.id.in_(select(CompanyMember.company_id).where(CompanyMember.staff_id == staff_id))
    yield Step(
        Fate.GOES,
        Sentence("Teams they were in, and instructions about who sits with whom, if there are any."),
        (
            delete(Company).where(pairs, Company.kind.in_(PAIRS)),
            delete(CompanyMember).where(CompanyMember.staff_id == staff_id),
        ),
    )


def _titles(kind: Any, staff_id: int) -> Any:
    """Day and title of what a person ranked, starred or refused."""
    return (
        select(Day.name, Proposal.title)
        .select_from(kind)
        .join(PreferenceList, PreferenceList.id == kind.list_id)
        .join(Day, Day.id == PreferenceList.day_id)
        .join(Session, Session.id == kind.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(PreferenceList.staff_id == staff_id)
    )
