"""What can be asked about people, schools and who is signed in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from unicodedata import combining, normalize

from sqlalchemy import ColumnElement, Select, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from pdday.db import db, exists
from pdday.staff.models import (
    District,
    School,
    SignIn,
    SignInCode,
    StaffDuty,
    StaffMember,
    WrongPin,
)
from pdday.staff.vocabulary import Duty


@dataclass(frozen=True)
class SiteWithoutMail:
    """A site with colleagues who have no e-mail."""

    school: School
    people: int
    #: Those of them who have no PIN either, and so no way in.
    without_pin: int


def find_district() -> District | None:
    """The district whose installation this is; None before it is set up."""
    return db.session.get(District, 1)


def find_school(school_id: int) -> School | None:
    """The site with this id."""
    return db.session.get(School, school_id)


def count_staff() -> int:
    """How many people work here."""
    return db.session.scalar(select(func.count(StaffMember.id)).where(StaffMember.left_at.is_(None))) or 0


def find_staff(staff_id: int) -> StaffMember | None:
    """The colleague with this id, with school and duties."""
    return db.session.get(
        StaffMember, staff_id, options=[joinedload(StaffMember.home_school), joinedload(StaffMember.duties)]
    )


def find_owner(column: str, value: str) -> StaffMember | None:
    """The colleague with this value in a column that no two share, also if they have left."""
    return db.session.scalar(select(StaffMember).where(getattr(StaffMember, column) == value))


def is_another_coordinator_than(person: StaffMember) -> bool:
    """Whether somebody else who works here is a coordinator."""
    return exists(
        select(StaffDuty.staff_id)
        .join(StaffDuty.staff)
        .where(StaffDuty.duty == Duty.COORDINATOR, StaffDuty.staff_id != person.id, StaffMember.left_at.is_(None))
    )


def people_named(words: str, *, duty: Duty | None = None, most: int = 50) -> Sequence[StaffMember]:
    """Colleagues, also those who have left, whose name or number holds each word and who carry this duty; by name."""
    statement = _people()
    for word in words.split():
        columns = (StaffMember.first_name, StaffMember.last_name, StaffMember.employee_id, StaffMember.email)
        statement = statement.where(or_(*(column.icontains(word, autoescape=True) for column in columns)))
    if duty is not None:
        statement = statement.where(StaffMember.duties.any(StaffDuty.duty == duty))
    return db.session.scalars(statement.limit(most)).all()


def people_on_duty(*, most: int = 50) -> Sequence[StaffMember]:
    """Colleagues who carry any duty and have not left, by name."""
    on_duty = _people().where(StaffMember.duties.any(), StaffMember.left_at.is_(None))
    return db.session.scalars(on_duty.limit(most)).all()


def _people() -> Select[StaffMember]:
    """Everyone whose name is still known, with their site and duties, by name."""
    return (
        select(StaffMember)
        .where(StaffMember.purged_at.is_(None))
        .options(joinedload(StaffMember.home_school), selectinload(StaffMember.duties))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    )


def sites() -> Sequence[School]:
    """All sites, by name."""
    return db.session.scalars(select(School).order_by(School.name)).all()


def find_staff_by_email(address: str) -> StaffMember | None:
    """The colleague with this address, however its letters are cased."""
    return db.session.scalar(select(StaffMember).where(StaffMember.email == address.strip().lower()))


def find_staff_with_pin(typed: str) -> StaffMember | None:
    """The colleague with a PIN whom this employee number or name means; None for nobody, and for two of one name.

    Large letters, accents and the order of first and last name make no difference: not every keyboard has them.
    """
    rows = db.session.execute(
        select(
            StaffMember.id, StaffMember.employee_id, StaffMember.first_name, StaffMember.last_name,
            StaffMember.legal_name,
        ).where(StaffMember.pin_hash.is_not(None), StaffMember.left_at.is_(None))
    ).all()  # fmt: skip
    words = _words(typed)
    numbered = [row.id for row in rows if _words(row.employee_id) == words]
    named = [row.id for row in rows if words in (_words(f"{row.first_name} {row.last_name}"), _words(row.legal_name))]
    found = numbered or named
    return db.session.get(StaffMember, found[0]) if words and len(found) == 1 else None


def wrong_pins_since(person: StaffMember, moment: datetime) -> Sequence[WrongPin]:
    """The wrong tries at one person's PIN after `moment`."""
    return db.session.scalars(
        select(WrongPin).where(WrongPin.staff_id == person.id, WrongPin.tried_at > moment).order_by(WrongPin.id)
    ).all()


def wrong_pins_from(place: str | None, moment: datetime) -> Sequence[WrongPin]:
    """The wrong tries at anybody's PIN that came from one place after `moment`."""
    if place is None:
        return ()
    return db.session.scalars(select(WrongPin).where(WrongPin.place == place, WrongPin.tried_at > moment)).all()


def staff_without_mail(school: School) -> Sequence[StaffMember]:
    """Colleagues whose home is this site and who have no e-mail, by last name."""
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.home_school_id == school.id, StaffMember.email.is_(None), StaffMember.left_at.is_(None))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    ).all()


def codes_since(person: StaffMember, moment: datetime) -> Sequence[SignInCode]:
    """The codes made for one person after `moment`, newest first."""
    return db.session.scalars(
        select(SignInCode)
        .where(SignInCode.staff_id == person.id, SignInCode.made_at > moment)
        .order_by(SignInCode.id.desc())
    ).all()


def find_live_sign_in(token_hash: str, *, now: datetime) -> SignIn | None:
    """The sign-in that this token belongs to, unless it has ended, with its person, school and duties."""
    facts = {"token_hash": token_hash, "now": now}
    return db.session.execute(_live_sign_in(), facts).unique().scalar_one_or_none()


@cache
def _live_sign_in() -> Select[SignIn]:
    """Put together once: every page begins with it."""
    return (
        select(SignIn)
        .join(SignIn.staff)
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
        .where(SignIn.ends_at > bindparam("now"), StaffMember.left_at.is_(None))
        .options(contains_eager(SignIn.staff).joinedload(StaffMember.home_school))
        .options(contains_eager(SignIn.staff).joinedload(StaffMember.duties))
    )


def live_sign_ins(person: StaffMember, *, now: datetime) -> Sequence[SignIn]:
    """Where one person is signed in, newest first."""
    return db.session.scalars(
        select(SignIn)
        .where(SignIn.staff_id == person.id, SignIn.ended_at.is_(None), SignIn.ends_at > now)
        .order_by(SignIn.id.desc())
    ).all()


def staff_named(words: str, *, most: int = 20) -> Sequence[StaffMember]:
    """Colleagues whose names hold each of these words, by last name; none for an empty search."""
    if not words.strip():
        return []
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.left_at.is_(None), is_named(words))
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
        .limit(most)
    ).all()


def is_named(words: str) -> ColumnElement[bool]:
    """Whether a colleague's first or last name holds each of these words; so does everybody's for no words."""
    names = (StaffMember.first_name, StaffMember.last_name)
    return and_(true(), *(or_(*(name.icontains(word, autoescape=True) for name in names)) for word in words.split()))


def people_by_site() -> list[tuple[str, int]]:
    """Each site's name and how many people have it as their home, by name; those who left are not counted."""
    rows = db.session.execute(
        select(School.name, func.count(StaffMember.id))
        .outerjoin(StaffMember, (StaffMember.home_school_id == School.id) & StaffMember.left_at.is_(None))
        .group_by(School.id, School.name)
        .order_by(School.name)
    )
    return [(name, count) for name, count in rows]


def people_without_mail_by_site() -> list[SiteWithoutMail]:
    """Each site at which somebody has no e-mail: how many, and how many of them have no PIN either; by name."""
    needs_pin = func.sum(case((StaffMember.pin_hash.is_(None), 1), else_=0))
    rows = db.session.execute(
        select(School, func.count(StaffMember.id), needs_pin)
        .join(StaffMember, StaffMember.home_school_id == School.id)
        .where(StaffMember.email.is_(None), StaffMember.left_at.is_(None))
        .group_by(School.id)
        .order_by(School.name)
    )
    return [SiteWithoutMail(*row) for row in rows]


def _words(name: str | None) -> list[str]:
    """What is left of a name to compare: its words without capitals, accents, commas and order."""
    plain = "".join(letter for letter in normalize("NFKD", name or "") if not combining(letter))
    return sorted(word for word in re.split(r"[\s,]+", plain.casefold()) if word)


def language_of(staff_id: int | None) -> str | None:
    """The language a colleague reads; None where nobody is meant."""
    return db.session.scalar(select(StaffMember.language).where(StaffMember.id == staff_id))


def site_names() -> dict[int, str]:
    """Short names of all sites, by id."""
    return dict(db.session.execute(select(School.id, School.short_name)).all())


def people_who_left() -> Sequence[StaffMember]:
    """Everyone who has left and still has a name here, by name."""
    return db.session.scalars(
        select(StaffMember)
        .where(StaffMember.left_at.is_not(None), StaffMember.purged_at.is_(None))
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
    ).all()
