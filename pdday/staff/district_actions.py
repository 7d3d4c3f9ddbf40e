"""How an installation begins: its district, the first place of work, and somebody who may do the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.exc import IntegrityError

from pdday import trail
from pdday.db import db
from pdday.errors import Refused
from pdday.staff.models import District, School, StaffDuty, StaffMember
from pdday.staff.queries import find_district
from pdday.staff.terms_actions import begin_terms
from pdday.staff.vocabulary import Duty, EmployeeGroup, SchoolLevel, StaffRole

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_STATE = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class Beginning:
    """What has to be known before anybody can sign in."""

    district: str
    state: str
    time_zone: str
    school: str
    first_name: str
    last_name: str
    email: str
    #: The district's own number for the coordinator, by which a roster knows them again.
    employee_id: str
    #: What kind of site the first one is.
    kind: SchoolLevel = SchoolLevel.DISTRICT


def begin_district(wanted: Beginning, *, now: datetime) -> StaffMember:
    """The district with one site and its first coordinator. Refuses where there is a district already."""
    district = find_district()
    if district is not None:
        raise _there_is_one(district)
    _refuse_what_cannot_be(wanted)
    district = District(name=wanted.district, state=wanted.state.upper(), time_zone=wanted.time_zone)
    school = School(name=wanted.school, short_name=wanted.school, level=wanted.kind)
    try:
        with db.session.begin_nested():
            db.session.add_all([district, school])
    except IntegrityError:  # somebody else began it just now
        raise Refused("There is a district already.")
    person = StaffMember(
        employee_id=wanted.employee_id,
        first_name=wanted.first_name,
        last_name=wanted.last_name,
        email=wanted.email.strip().lower(),
        home_school=school,
        role=StaffRole.DISTRICT_ADMINISTRATOR,
        employee_group=EmployeeGroup.ADMINISTRATOR,
        duties=[StaffDuty(duty=Duty.COORDINATOR)],
    )
    db.session.add(person)
    db.session.flush()
    begin_terms(now=now)
    trail.record("begin_district", district, by=None, at=now, facts={"coordinator": person.id})
    return person


def _there_is_one(district: District) -> Refused:
    return Refused(
        "This database holds {district} already. Its coordinators add others on their page of people; "
        "whoever cannot sign in gets a code with: pdday code E-MAIL",
        {"district": district.name},
    )


def _refuse_what_cannot_be(wanted: Beginning) -> None:
    if not _EMAIL.fullmatch(wanted.email.strip()):
        raise Refused("“{email}” is not an e-mail address.", {"email": wanted.email})
    if not _STATE.fullmatch(wanted.state.upper()):
        raise Refused("“{state}” is not a state: write two letters, such as IL.", {"state": wanted.state})
    try:
        ZoneInfo(wanted.time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused("“{zone}” is not a time zone: write one such as America/Chicago.", {"zone": wanted.time_zone})
