"""A register of the kinds of people whom the demo's sign-in page offers, one typical person each.

Kinds that only a later feature can tell, such as presenters, are added by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pdday.db import db
from pdday.staff.models import StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty, StaffRole
from pdday.words import Sentence

Find = Callable[[], StaffMember | None]


@dataclass(frozen=True)
class Kind:
    """One kind of person, what one sees as them, and how to find one."""

    name: Sentence
    sees: Sentence
    find: Find


_kinds: dict[str, Kind] = {}


def offer(kind: Kind) -> None:
    """Add a kind of person to the page; the same name twice counts once."""
    _kinds[kind.name.pattern] = kind


def people() -> list[tuple[Kind, StaffMember]]:
    """Each kind with its typical person, in the order in which they were offered; kinds without anyone are left out."""
    found = ((kind, kind.find()) for kind in _kinds.values())
    return [(kind, person) for kind, person in found if person is not None]


def first_with_duty(duty: Duty) -> Find:
    """Finds the first colleague with this duty."""
    has_it = StaffMember.id.in_(select(StaffDuty.staff_id).where(StaffDuty.duty == duty))
    return lambda: _first(has_it)


def first_in_role(role: StaffRole) -> Find:
    """Finds the first colleague in this role who has no duty besides."""
    has_none = StaffMember.id.not_in(select(StaffDuty.staff_id))
    return lambda: _first(StaffMember.role == role, has_none)


def first_who_reads(language: str) -> Find:
    """Finds the first colleague who reads this language."""
    return lambda: _first(StaffMember.language == language)


def first_without_mail() -> StaffMember | None:
    """The first colleague who signs in with a PIN."""
    return _first(StaffMember.email.is_(None))


def _first(*conditions: object) -> StaffMember | None:
    return db.session.scalar(
        select(StaffMember)
        .where(StaffMember.left_at.is_(None), *conditions)  # type: ignore[arg-type]
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.id)
        .limit(1)
    )


offer(Kind(Sentence("Coordinator"), Sentence("Runs the day."), first_with_duty(Duty.COORDINATOR)))
offer(Kind(Sentence("Teacher"), Sentence("Chooses and attends."), first_in_role(StaffRole.CLASSROOM_TEACHER)))
offer(Kind(Sentence("Nurse"), Sentence("A small role, well cared for."), first_in_role(StaffRole.NURSE)))
offer(Kind(Sentence("Paraprofessional"), Sentence("Paid by the hour."), first_in_role(StaffRole.PARAPROFESSIONAL)))
offer(Kind(Sentence("Reads Spanish"), Sentence("Has every page in Spanish."), first_who_reads("es")))
offer(Kind(Sentence("Principal"), Sentence("Sees their own school, never a person."), first_with_duty(Duty.PRINCIPAL)))
offer(Kind(Sentence("Steward"), Sentence("Stands at a door with a scanner."), first_with_duty(Duty.STEWARD)))
