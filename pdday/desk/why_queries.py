"""What only a coordinator reads of the reasons for somebody's day: the rules about that person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from pdday.db import db
from pdday.desk import costs as told_of
from pdday.desk.costs import Answer
from pdday.desk.why import WhyHere
from pdday.jobs import JobState
from pdday.preferences.models import Accommodation, Company, CompanyKind, CompanyMember
from pdday.programme.models import Day
from pdday.programme.names import FEATURES
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.costs import asked
from pdday.timetable.models import Timetable
from pdday.words import Sentence


def rules_about(person: StaffMember, day: Day) -> list[Sentence]:
    """What the plan had to keep for this person: what rooms must have, and rules about company, never with whom."""
    return [*_needs(person, day), *_company(person, day)]


def _needs(person: StaffMember, day: Day) -> Iterator[Sentence]:
    features = db.session.scalars(
        select(Accommodation.room_feature)
        .where(
            Accommodation.day_id == day.id,
            Accommodation.staff_id == person.id,
            Accommodation.room_feature.is_not(None),
        )
        .distinct()
    ).all()
    for feature in sorted(each for each in features if each):
        yield Sentence("Every room must have: {feature}.", {"feature": FEATURES[feature]})


def _company(person: StaffMember, day: Day) -> Iterator[Sentence]:
    kinds = set(
        db.session.scalars(
            select(Company.kind)
            .join(CompanyMember, CompanyMember.company_id == Company.id)
            .where(Company.day_id == day.id, CompanyMember.staff_id == person.id)
        )
    )
    if CompanyKind.APART in kinds:
        yield Sentence("A private rule holds for this person.")
    if kinds - {CompanyKind.APART}:
        yield Sentence("Somebody else's day goes with this one, or is spread away from it, by agreement.")


def costs(person: StaffMember, timetable: Timetable) -> dict[int, Answer]:
    """What was asked about seats for this person and what came of it, by offering id; for coordinators."""
    jobs = asked(timetable, person)
    moves = [move for job in jobs.values() for move in job.result.get("moves", ())]
    names = _names({move["staff_id"] for move in moves}) if moves else {}
    titles = _titles({session for move in moves for session in (*move["leaves"], *move["comes_to"])}) if moves else {}
    return {offering_id: told_of.answer(job, names, titles) for offering_id, job in jobs.items()}


def costs_told(person: StaffMember, timetable: Timetable, reason: WhyHere) -> dict[int, Sentence]:
    """What coordinators have found out about seats for this person, in counts for themselves, by offering id."""
    done = {key: job for key, job in asked(timetable, person).items() if job.state is JobState.DONE}
    runs = [run for each in reason.higher for run in each.wish.runs if run.id in done]
    return {run.id: told_of.told_to_the_person(done[run.id].result, "".join(run.letters)) for run in runs}


def _names(staff_ids: set[int]) -> Mapping[int, str]:
    people = db.session.scalars(select(StaffMember).where(StaffMember.id.in_(staff_ids)))
    return {person.id: person.name for person in people}


def _titles(session_ids: set[int]) -> Mapping[int, str]:
    rows = select(Session.id, Proposal.title).join(Session.proposal).where(Session.id.in_(session_ids))
    return {row.id: row.title for row in db.session.execute(rows)}
