"""What coordinators note of one person on the day: absent, and whom they are never or always with.

Nothing here has a reason: that somebody is absent is the day's business, why is not.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.preferences import person_queries, queries
from pdday.preferences.actions import keep_aways
from pdday.preferences.models import Company, CompanyKind, CompanyMember
from pdday.programme.models import Day, Leave
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_sign_in

#: What a pair is called inside; no page shows it.
_NAMES = {CompanyKind.APART: "Instruction", CompanyKind.JOINED: "Interpreter"}


def report_leave(day: Day, person: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Note that somebody is absent all day. Said twice, the first time stands."""
    lock(person)
    if db.session.get(Leave, (day.id, person.id)) is None:
        db.session.add(Leave(day_id=day.id, staff_id=person.id, reported_at=now))
        trail.record("report_leave", person, by=by, at=now, facts={"day_id": day.id})
    db.session.flush()


def end_leave(day: Day, person: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Note that somebody comes after all."""
    lock(person)
    leave = db.session.get(Leave, (day.id, person.id))
    if leave is not None:
        db.session.delete(leave)
        trail.record("end_leave", person, by=by, at=now, facts={"day_id": day.id})
    db.session.flush()


def set_away(day: Day, person: StaffMember, slot_ids: Iterable[int], *, by: StaffMember, now: datetime) -> None:
    """Note in which breakouts somebody is away; in all others they are there."""
    lock(person)
    if keep_aways(day, person, slot_ids):
        away = sorted(each.slot_id for each in queries.aways(day, person))
        trail.record("set_away", person, by=by, at=now, facts={"day_id": day.id, "slot_ids": away})


def pair(
    day: Day, one: StaffMember, other: StaffMember, kind: CompanyKind, *, by: StaffMember, now: datetime
) -> Company:
    """Keep two people apart, or always together. Said twice, it is one instruction.

    The trail says that there was one and who gave it, not about whom: what is taken away again is forgotten.
    """
    lock(day)
    _refuse_pair(one, other)
    for each, known in person_queries.pairs(day, one):
        if known.id != other.id:
            continue
        if each.kind is kind:
            return each
        told = "{one} and {other} have the opposite instruction already. Take that one away first."
        raise Refused(told, {"one": one.name, "other": other.name})
    members = [CompanyMember(staff_id=person.id) for person in (one, other)]
    made = Company(day_id=day.id, kind=kind, name=_NAMES[kind], members=members)
    db.session.add(made)
    db.session.flush()
    trail.record("pair", made, by=by, at=now, facts={"kind": kind.value})
    return made


def part(day: Day, person: StaffMember, company_id: int, *, by: StaffMember, now: datetime) -> bool:
    """Take an instruction about a person away. False where it is gone already."""
    lock(day)
    company = next((each for each, _other in person_queries.pairs(day, person) if each.id == company_id), None)
    if company is None:
        return False
    trail.record("part", company, by=by, at=now, facts={"kind": company.kind.value})
    db.session.delete(company)
    db.session.flush()
    return True


def _refuse_pair(one: StaffMember, other: StaffMember) -> None:
    if one.id == other.id:
        raise Refused("Choose somebody other than {name}.", {"name": one.name})
    for person in (one, other):
        if not may_sign_in(person):
            raise Refused("{name} has left, and is in no session any more.", {"name": person.name})
