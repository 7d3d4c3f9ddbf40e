"""What a coordinator can do to one colleague: add, correct, give and take duties, let leave and come back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused, TooLate
from pdday.staff import queries, rules
from pdday.staff.actions import end_all_sign_ins, tell_of_new_address
from pdday.staff.models import SignInCode, StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty

#: What a form may say of a person; all of it can be corrected.
FIELDS = (
    "employee_id", "first_name", "last_name", "legal_name", "email", "home_school_id", "role", "employee_group",
    "language",
)  # fmt: skip
CHANGED_MEANWHILE = (
    "{name} was changed since you opened this page, so nothing was saved. What you typed is still here: look it "
    "over and send it again."
)


def add_person(facts: Mapping[str, Any], *, by: StaffMember, now: datetime) -> StaffMember:
    """One more colleague, whom the next roster knows by the employee number."""
    person = StaffMember(**facts)
    _keep(person, facts)
    trail.record("add_person", person, by=by, at=now)
    db.session.flush()
    return person


def change_person(
    person: StaffMember, facts: Mapping[str, Any], *, seen: str, by: StaffMember, now: datetime
) -> list[str]:
    """Correct what is known of a colleague; the names of the fields that changed. `seen` is what the form was made of.

    The trail keeps which fields, not their values: people may ask for a former name to be forgotten.
    """
    lock(person)
    former = person.email
    if rules.face_of(person) != seen:
        raise TooLate(CHANGED_MEANWHILE, {"name": person.name})
    changed = [name for name in FIELDS if getattr(person, name) != facts[name]]
    if "email" in changed:  # a code on its way to the former address opens nothing
        db.session.execute(delete(SignInCode).where(SignInCode.staff_id == person.id))
    _keep(person, facts)
    if changed:
        trail.record("change_person", person, by=by, at=now, facts={"fields": changed})
    tell_of_new_address(person, former, now=now)
    db.session.flush()
    return changed


def name_coordinator(address: str, *, now: datetime) -> StaffMember:
    """Give a colleague the coordinator's duty from the terminal of whoever runs the machine; the trail says so."""
    person = queries.find_staff_by_email(address)
    if person is None:
        raise Refused("{address} is not the address of a colleague.", {"address": address})
    _lock_the_district()
    lock(person)
    duties = {each.duty for each in person.duties} | {Duty.COORDINATOR}
    set_duties(person, duties, why="named at the terminal", by=None, now=now)
    return person


def sign_out(person: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """End every sign-in of a colleague whose phone is lost. With a new code they are in again."""
    end_all_sign_ins(person, now=now)
    trail.record("sign_out", person, by=by, at=now)
    db.session.flush()


def set_duties(
    person: StaffMember, duties: Collection[Duty], *, why: str, by: StaffMember | None, now: datetime
) -> None:
    """Give a colleague these duties and take every other. The last coordinator stays one."""
    _lock_the_district()
    lock(person)
    has = {each.duty for each in person.duties}
    if not rules.may_sign_in(person):
        raise Refused("{name} has left, and people who have left can't have duties.", {"name": person.name})
    if Duty.COORDINATOR in has - set(duties):
        _refuse_if_last_coordinator(person)
    person.duties = [each for each in person.duties if each.duty in duties]
    person.duties += [StaffDuty(duty=duty) for duty in sorted(set(duties) - has)]
    facts = {"given": sorted(set(duties) - has), "taken": sorted(has - set(duties))}
    if has != set(duties):
        trail.record("set_duties", person, by=by, at=now, why=why, facts=facts)
    db.session.flush()


def let_leave(person: StaffMember, *, why: str, by: StaffMember, now: datetime) -> None:
    """Note that a colleague has left: the past stays true, the way in is shut at once."""
    _lock_the_district()
    lock(person)
    if not rules.may_sign_in(person):
        raise TooLate("{name} has left already.", {"name": person.name})
    if rules.may_coordinate(person):
        _refuse_if_last_coordinator(person)
    person.left_at = now
    trail.record("let_leave", person, by=by, at=now, why=why)
    db.session.flush()


def welcome_back(person: StaffMember, *, by: StaffMember, now: datetime) -> None:
    """Note that somebody who had left works here again, as they were."""
    lock(person)
    if rules.may_sign_in(person):
        raise TooLate("{name} is back already.", {"name": person.name})
    person.left_at = None
    trail.record("welcome_back", person, by=by, at=now)
    db.session.flush()


def _keep(person: StaffMember, facts: Mapping[str, Any]) -> None:
    """Write the row; UNIQUE constraints decide about numbers and addresses, also between two who send at once."""
    for name in ("employee_id", "email"):
        owner = queries.find_owner(name, facts[name]) if facts[name] else None
        if owner is not None and owner is not person:
            raise Refused("“{value}” belongs to {name}.", {"value": facts[name], "name": owner.name})
    try:
        with db.session.begin_nested():
            for name in FIELDS:
                setattr(person, name, facts[name])
            db.session.add(person)
    except IntegrityError:
        raise TooLate("Somebody else was just given that number or that address.")


def _lock_the_district() -> None:
    """One at a time: two coordinators who take each other's duty away must not both succeed."""
    district = queries.find_district()
    if district is not None:
        lock(district)


def _refuse_if_last_coordinator(person: StaffMember) -> None:
    if not queries.is_another_coordinator_than(person):
        raise Refused(
            "{name} is the only coordinator. Name another one first, or nobody can run the day.", {"name": person.name}
        )
