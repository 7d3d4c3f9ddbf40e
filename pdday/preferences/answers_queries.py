"""How many have chosen so far, and of how many: counts by school and by work, never whose list says what."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute

from pdday.db import db
from pdday.preferences.models import PreferenceList
from pdday.programme.models import Day, Leave
from pdday.staff.models import School, StaffMember
from pdday.staff.vocabulary import RoleGroup, role_group

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
