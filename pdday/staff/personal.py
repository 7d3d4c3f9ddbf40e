"""What the staff list holds on one person: the row itself, their sites and duties, where they are signed in."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update

from pdday import persons
from pdday.db import db
from pdday.persons import Fate, Section, Step
from pdday.staff.models import (
    SignIn,
    SignInCode,
    StaffDuty,
    StaffMember,
    StaffSite,
    Terms,
    TermsAcceptance,
    WrongPin,
)
from pdday.staff.names import DUTIES, EMPLOYEE_GROUPS, ROLE_OF_ONE, SUBJECTS
from pdday.staff.vocabulary import Subject
from pdday.words import LANGUAGES, InARow, Sentence, colleagues, spoken

#: Columns that reports sort and count by; with them the row stays, without everything else.
KEPT = frozenset({"id", "home_school_id", "role", "employee_group", "left_at", "purged_at"})
#: What a purged row is called, wherever a name must stand.
FORMER = ("Former", "colleague")


@persons.sections.answer(StaffMember, StaffSite, StaffDuty)
def about_you(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """The person's own row, in the words of the roster."""
    person = db.session.get_one(StaffMember, staff_id)
    mentor = db.session.get(StaffMember, person.mentored_by_id) if person.mentored_by_id else None
    facts: list[tuple[Sentence, persons.Cell]] = [
        (Sentence("First name"), person.first_name),
        (Sentence("Last name"), person.last_name),
        (Sentence("Name on certificates"), person.legal_name),
        (Sentence("E-mail"), person.email),
        (Sentence("Number in the district"), person.employee_id),
        (Sentence("Site"), person.home_school.name),
        (Sentence("Other sites"), ", ".join(each.school.name for each in person.sites) or None),
        (Sentence("Role"), ROLE_OF_ONE[person.role]),
        (Sentence("Employee group"), EMPLOYEE_GROUPS[person.employee_group]),
        (Sentence("Grades"), ", ".join(person.grade_bands) or None),
        (Sentence("Subjects"), _in_a_row(SUBJECTS[Subject(each)] for each in person.subjects)),
        (Sentence("Years of experience"), person.years_band),
        (Sentence("Share of a post"), person.fte),
        (Sentence("Language"), LANGUAGES[spoken(person.language)]),
        (Sentence("Is a mentor"), person.is_mentor),
        (Sentence("Is a teacher leader"), person.is_teacher_leader),
        (Sentence("Mentored by"), mentor.name if mentor else None),
        (Sentence("Duties in pdday"), _in_a_row(DUTIES[each.duty] for each in person.duties)),
        (Sentence("Has a PIN for shared devices"), person.pin_hash is not None),
    ]
    yield Section(Sentence("About you"), (Sentence("What"), Sentence("Held")), facts)


def _in_a_row(words: Iterable[Sentence]) -> Sentence | None:
    named = InARow(tuple(words))
    return Sentence("{words}", {"words": named}) if named.things else None


@persons.sections.answer(SignIn, SignInCode, WrongPin)
def sign_ins(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Where they were signed in, and codes of the last day; the codes themselves are not kept."""
    began = select(SignIn.began_at, SignIn.ends_at, SignIn.ended_at).where(SignIn.staff_id == staff_id)
    yield Section(
        Sentence("Devices you were signed in on"),
        (Sentence("Since"), Sentence("Until at most"), Sentence("Signed out")),
        persons.rows(began.order_by(SignIn.id)),
    )
    codes = select(SignInCode.made_at, SignInCode.used_at, SignInCode.tries).where(SignInCode.staff_id == staff_id)
    yield Section(
        Sentence("Codes sent to you"),
        (Sentence("Made"), Sentence("Used"), Sentence("Tries")),
        persons.rows(codes.order_by(SignInCode.id)),
    )
    wrong = select(WrongPin.tried_at).where(WrongPin.staff_id == staff_id).order_by(WrongPin.id)
    yield Section(Sentence("Wrong tries at your PIN"), (Sentence("When"),), persons.rows(wrong))


@persons.sections.answer(Terms, TermsAcceptance)
def terms(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """Which data-use terms they accepted, and which they published."""
    accepted = (
        select(Terms.number, TermsAcceptance.accepted_at)
        .join(TermsAcceptance, TermsAcceptance.terms_id == Terms.id)
        .where(TermsAcceptance.staff_id == staff_id)
        .order_by(Terms.number)
    )
    heads = (Sentence("Version"), Sentence("When"))
    yield Section(Sentence("Data-use terms you accepted"), heads, persons.rows(accepted))
    published = select(Terms.number, Terms.published_at).where(Terms.published_by_id == staff_id).order_by(Terms.number)
    yield Section(Sentence("Data-use terms you published"), heads, persons.rows(published))


@persons.fates.answer(Terms, TermsAcceptance)
def what_becomes_of_acceptances(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """What they accepted goes with them; what they published as a coordinator holds on, by a former colleague."""
    yield Step(
        Fate.GOES,
        Sentence("Which data-use terms they accepted, and when."),
        (delete(TermsAcceptance).where(TermsAcceptance.staff_id == staff_id),),
    )
    if published := persons.count(Terms.published_by_id == staff_id):
        yield Step(
            Fate.STAYS, Sentence("Versions of the data-use terms that they published: {count}.", {"count": published})
        )


@persons.fates.answer(StaffMember, StaffSite, StaffDuty, SignIn, SignInCode, WrongPin)
def what_becomes_of_the_row(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """The row loses its name; what opened doors for the person goes."""
    person = db.session.get_one(StaffMember, staff_id)
    if person.left_at is None:
        yield Step(Fate.IN_THE_WAY, Sentence("They still work here. Import a roster that does not name them first."))
    mine, doors = StaffMember.id == staff_id, (StaffDuty, StaffSite, SignIn, SignInCode, WrongPin)
    yield Step(
        Fate.GOES,
        Sentence("Name, e-mail, number in the district, PIN, grades, subjects, years, language and mentor."),
        (
            update(StaffMember).where(mine).values(**_nameless(), purged_at=now),
            update(StaffMember).where(StaffMember.mentored_by_id == staff_id).values(mentored_by_id=None),
        ),
    )
    yield Step(
        Fate.GOES,
        Sentence("Duties, further sites, devices they were signed in on, and codes."),
        tuple(delete(each).where(each.staff_id == staff_id) for each in doors),
    )
    if mentored := persons.count(StaffMember.mentored_by_id == staff_id):
        yield Step(Fate.GOES, Sentence("That they mentored {colleagues}.", {"colleagues": colleagues(mentored)}))
    yield Step(
        Fate.STAYS,
        Sentence("One row called “Former colleague” with role, employee group and site: reports count by them."),
    )


def _nameless() -> dict[str, Any]:
    """Every column that does not have to stay, emptied, and the name that stands for no name."""
    emptied: dict[str, Any] = {
        column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in StaffMember.__table__.columns
        if column.key not in KEPT
    }
    first, last = FORMER
    return emptied | {
        "employee_id": f"former-{secrets.token_hex(8)}",
        "first_name": first,
        "last_name": last,
        "grade_bands": (),
        "subjects": (),
    }
