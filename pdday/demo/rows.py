"""The planned district → rows, and nothing else. Flushes; whoever calls commits.

Many rows go in by bulk insert: at 480 staff there are some 2,600 wishes, at 10,000 fifty thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time, timedelta
from hashlib import scrypt
from itertools import combinations

from sqlalchemy import insert

from pdday.db import Base, db
from pdday.demo import frame
from pdday.demo.district import SEED, DistrictPlan, plan_district
from pdday.demo.frame import Calendar, PlannedSlot
from pdday.demo.people import Person
from pdday.demo.places import HOST, VIRTUAL_SITE, Site, travel_minutes
from pdday.demo.rooms import PlannedRoom
from pdday.demo.rows_of_sessions import add_sessions
from pdday.demo.shares import DESCRIBED
from pdday.preferences.models import Accommodation, Company, CompanyMember, Preference, PreferenceList, Veto
from pdday.programme.models import (
    Away,
    Day,
    Gathering,
    GatheringSchool,
    Goal,
    Leave,
    LunchWave,
    Phase,
    Room,
    Slot,
    Strand,
)
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Session
from pdday.staff.models import District, School, StaffDuty, StaffMember, StaffSite, TermsAcceptance, Travel
from pdday.staff.terms_actions import begin_terms


def make_district(*, staff: int = DESCRIBED, seed: int = SEED) -> Day:
    """Write the demo district into an empty database, up to the close of choosing; its day."""
    return write(plan_district(staff=staff, seed=seed))


def write(plan: DistrictPlan, *, next_day: DistrictPlan | None = None) -> Day:
    """Every row of a planned district, in the order of the day's story, and of a next day of the same people."""
    db.session.add(District(name=frame.DISTRICT, state=frame.STATE, time_zone=frame.TIME_ZONE))
    schools = _schools(plan.sites)
    staff_ids = _people(plan, schools)
    _terms(plan, staff_ids)
    rooms = _rooms(plan.rooms, schools)
    day = _write_day(plan, rooms, schools, staff_ids)
    if next_day is not None:
        _write_day(next_day, rooms, schools, staff_ids)
    db.session.flush()
    db.session.expire_all()
    return day


def _write_day(
    plan: DistrictPlan, rooms: Mapping[str, Room], schools: Mapping[str, School], staff_ids: list[int]
) -> Day:
    day = _day(plan.calendar, schools[HOST])
    slots = {slot.label: slot for slot in day.slots}
    _frame(plan, day, slots, rooms, schools)
    sessions = add_sessions(plan, day, slots, staff_ids)
    _absences(plan, day, slots, staff_ids)
    _arrangements(plan, day, staff_ids)
    _lists(plan, day, staff_ids, sessions)
    return day


def _add(rows: Iterable[Base]) -> None:
    db.session.add_all(rows)
    db.session.flush()


def _schools(sites: Iterable[Site]) -> dict[str, School]:
    everywhere = (*sites, VIRTUAL_SITE)
    schools = {
        site.short_name: School(name=site.name, short_name=site.short_name, level=site.level) for site in everywhere
    }
    _add(schools.values())
    # Being online is being everywhere, so no way leads to or from the virtual site.
    _add(
        Travel(
            from_school_id=schools[one.short_name].id,
            to_school_id=schools[other.short_name].id,
            minutes=travel_minutes(one, other),
        )
        for one, other in combinations(sites, 2)
    )
    return schools


def _people(plan: DistrictPlan, schools: Mapping[str, School]) -> list[int]:
    """Ids of the colleagues by their number in the plan."""
    rows = [_staff_member(person, plan.seed, schools) for person in plan.people]
    _add(rows)
    for person, row in zip(plan.people, rows, strict=True):
        row.mentored_by_id = None if person.mentor is None else rows[person.mentor].id
    _add(
        StaffSite(staff_id=row.id, school_id=schools[site].id, fte=share)
        for person, row in zip(plan.people, rows, strict=True)
        for site, share in person.sites
    )
    _add(
        StaffDuty(staff_id=row.id, duty=duty)
        for person, row in zip(plan.people, rows, strict=True)
        for duty in person.duties
    )
    return [row.id for row in rows]


def _terms(plan: DistrictPlan, staff_ids: list[int]) -> None:
    """Everyone has accepted the data-use terms, in the days after the district published them."""
    published = plan.calendar.at(time(8), days_later=-100)
    terms = begin_terms(now=published)
    accepted = [
        {"staff_id": staff_id, "terms_id": terms.id, "accepted_at": published + timedelta(hours=3 * (place % 60) + 1)}
        for place, staff_id in enumerate(staff_ids)
    ]
    db.session.execute(insert(TermsAcceptance), accepted)


def _staff_member(person: Person, seed: int, schools: Mapping[str, School]) -> StaffMember:
    address = f"{person.first_name}.{person.last_name}@harlowridge.example".lower()
    return StaffMember(
        employee_id=person.employee_id,
        first_name=person.first_name,
        last_name=person.last_name,
        email=address if person.has_email else None,
        language=person.language,
        home_school_id=schools[person.post.site].id,
        role=person.role,
        employee_group=person.employee_group,
        grade_bands=person.grade_bands,
        subjects=person.subjects,
        years_band=person.years_band,
        fte=person.fte,
        is_mentor=person.is_mentor,
        is_teacher_leader=person.is_teacher_leader,
        pin_hash=None if person.has_email else _pin_hash(person, seed),
    )


def _pin_hash(person: Person, seed: int) -> str:
    """In the demo a PIN is a 7 and the five digits of the employee number. Salted, in werkzeug's notation."""
    pin, salt = f"7{person.employee_id[-5:]}", f"{seed}x{person.number}"
    hashed = scrypt(pin.encode(), salt=salt.encode(), n=4096, r=8, p=1)
    return f"scrypt:4096:8:1${salt}${hashed.hex()}"


def _day(calendar: Calendar, host: School) -> Day:
    day = Day(name=calendar.name, date=calendar.on, time_zone=frame.TIME_ZONE, host_school_id=host.id)
    day.slots = [_slot(calendar, position, slot) for position, slot in enumerate(calendar.slots, 1)]
    day.phases = [Phase(kind=kind, begins_on=first, ends_on=last) for kind, (first, last) in calendar.phases.items()]
    _add([day])
    return day


def _slot(calendar: Calendar, position: int, slot: PlannedSlot) -> Slot:
    return Slot(
        position=position,
        label=slot.label,
        kind=slot.kind,
        begins_at=calendar.at(slot.begins),
        ends_at=calendar.at(slot.ends),
        credit_minutes=slot.credit_minutes,
        feedback_minutes=frame.FEEDBACK_MINUTES if slot.kind is SlotKind.BREAKOUT else 0,
        block=slot.block,
    )


def _rooms(planned: Iterable[PlannedRoom], schools: Mapping[str, School]) -> dict[str, Room]:
    rooms = {
        room.name: Room(
            school_id=schools[room.site].id,
            name=room.name,
            seats=room.seats,
            posted_limit=room.posted_limit,
            area_square_feet=room.area_square_feet,
            setup=room.setup,
            features=room.features,
            holds_sessions=room.holds_sessions,
        )
        for room in planned
    }
    _add(rooms.values())
    return rooms


def _frame(
    plan: DistrictPlan, day: Day, slots: Mapping[str, Slot], rooms: Mapping[str, Room], schools: Mapping[str, School]
) -> None:
    """Goals, strands, lunch waves by school, and where schools meet when everyone does."""
    goals = [
        Goal(day_id=day.id, position=place, words=each.words, outcome=each.outcome)
        for place, each in enumerate(frame.GOALS, 1)
    ]
    _add(goals)
    goal_ids = {name: goal.id for goal, each in zip(goals, frame.GOALS, strict=True) for name in each.strands}
    _add(
        Strand(day_id=day.id, number=number, name=name, goal_id=goal_ids.get(name))
        for number, name in enumerate(frame.STRANDS, 1)
    )
    _add(
        LunchWave(
            day_id=day.id,
            school_id=schools[site.short_name].id,
            slot_id=slots[frame.LUNCHES[place % len(frame.LUNCHES)]].id,
        )
        for place, site in enumerate(plan.sites)
    )
    for planned in plan.gatherings:
        gathering = Gathering(slot_id=slots[planned.slot].id, room_id=rooms[planned.room].id, title=planned.title)
        _add([gathering])
        _add(
            GatheringSchool(gathering_id=gathering.id, slot_id=gathering.slot_id, school_id=schools[school].id)
            for school in planned.schools
        )


def _absences(plan: DistrictPlan, day: Day, slots: Mapping[str, Slot], staff_ids: list[int]) -> None:
    arranged = plan.arrangements
    _add(
        Away(staff_id=staff_ids[number], slot_id=slots[label].id)
        for number, labels in sorted(arranged.away.items())
        for label in labels
        if label in slots
    )
    _add(
        Leave(day_id=day.id, staff_id=staff_ids[number], reported_at=frame.at(frame.OFFICE_OPENS, on))
        for number, on in sorted(arranged.on_leave.items())
    )


def _arrangements(plan: DistrictPlan, day: Day, staff_ids: list[int]) -> None:
    _add(
        Accommodation(
            day_id=day.id, staff_id=staff_ids[need.person], category=need.category, room_feature=need.room_feature
        )
        for need in plan.arrangements.needs
    )
    for planned in plan.arrangements.companies:
        company = Company(day_id=day.id, kind=planned.kind, name=planned.name)
        _add([company])
        _add(
            CompanyMember(company_id=company.id, day_id=day.id, staff_id=staff_ids[number])
            for number in planned.members
        )


def _lists(plan: DistrictPlan, day: Day, staff_ids: list[int], sessions: Mapping[str, Session]) -> None:
    rows = [
        PreferenceList(day_id=day.id, staff_id=staff_ids[answer.person], source=answer.source, saved_at=answer.saved_at)
        for answer in plan.lists
    ]
    _add(rows)
    answers = list(zip(rows, plan.lists, strict=True))
    db.session.execute(
        insert(Preference),
        [
            {"list_id": row.id, "session_id": sessions[code].id, "rank": rank}
            for row, answer in answers
            for code, rank in answer.ranks
        ],
    )
    vetoes = [{"list_id": row.id, "session_id": sessions[code].id} for row, answer in answers for code in answer.vetoes]
    if vetoes:
        db.session.execute(insert(Veto), vetoes)
