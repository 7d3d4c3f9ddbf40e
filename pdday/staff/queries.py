"""What can be asked about people, schools and who is signed in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import joinedload

from pdday.db import db
from pdday.staff.models import District, School, SignIn, SignInCode, StaffMember


def find_district() -> District | None:
    """The district whose installation this is; None before it is set up."""
    return db.session.get(District, 1)


def find_staff(staff_id: int) -> StaffMember | None:
    """The colleague with this id, with school and duties."""
    return db.session.get(
        StaffMember, staff_id, options=[joinedload(StaffMember.home_school), joinedload(StaffMember.duties)]
    )


def find_staff_by_email(address: str) -> StaffMember | None:
    """The colleague with this address, however its letters are cased."""
    return db.session.scalar(select(StaffMember).where(StaffMember.email == address.strip().lower()))


def codes_since(person: StaffMember, moment: datetime) -> Sequence[SignInCode]:
    """The codes made for one person after `moment`, newest first."""
    return db.session.scalars(
        select(SignInCode)
        .where(SignInCode.staff_id == person.id, SignInCode.made_at > moment)
        .order_by(SignInCode.id.desc())
    ).all()


def find_live_sign_in(token_hash: str, *, now: datetime) -> SignIn | None:
    """The sign-in that this token belongs to, unless it has ended, with its person, school and duties."""
    return (
        db.session.execute(
            select(SignIn)
            .join(SignIn.staff)
            .where(SignIn.token_hash == token_hash, SignIn.ended_at.is_(None), SignIn.ends_at > now)
            .where(StaffMember.left_at.is_(None))
            .options(joinedload(SignIn.staff).joinedload(StaffMember.home_school))
            .options(joinedload(SignIn.staff).joinedload(StaffMember.duties))
        )
        .unique()
        .scalar_one_or_none()
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
    statement = select(StaffMember).where(StaffMember.left_at.is_(None)).options(joinedload(StaffMember.home_school))
    for word in words.split():
        statement = statement.where(
            or_(
                StaffMember.first_name.icontains(word, autoescape=True),
                StaffMember.last_name.icontains(word, autoescape=True),
            )
        )
    if not words.strip():
        return []
    return db.session.scalars(
        statement.order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id).limit(most)
    ).all()


def people_by_site() -> list[tuple[str, int]]:
    """Each site's name and how many people have it as their home, by name; those who left are not counted."""
    rows = db.session.execute(
        select(School.name, func.count(StaffMember.id))
        .outerjoin(StaffMember, (StaffMember.home_school_id == School.id) & StaffMember.left_at.is_(None))
        .group_by(School.id, School.name)
        .order_by(School.name)
    )
    return [(name, count) for name, count in rows]


def site_names() -> dict[int, str]:
    """Short names of all sites, by id."""
    return dict(db.session.execute(select(School.id, School.short_name)).all())
