"""What only a coordinator reads of the reasons for somebody's day: the rules about that person."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from pdday.db import db
from pdday.preferences.models import Accommodation, Company, CompanyKind, CompanyMember
from pdday.programme.models import Day
from pdday.programme.names import FEATURES
from pdday.staff.models import StaffMember
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
