"""What can be asked about a day's frame."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from pdday.db import db, exists
from pdday.programme import rules
from pdday.programme.models import Day, Gathering, GatheringSchool, Goal, LunchWave, Room, RoomClosure, Slot, Strand
from pdday.staff.models import School, StaffMember, StaffSite, Travel


def find_current_day(*, now: datetime) -> Day | None:
    """The day that people speak of at the moment. None before the first is made."""
    return rules.current_day(days(), now=now)


def days() -> Sequence[Day]:
    """Every day there is, the earliest first."""
    return db.session.scalars(_days()).all()


@cache
def _days() -> Select[Day]:
    """Put together once: nearly every page begins with it."""
    return select(Day).order_by(Day.date, Day.id)


def find_day(day_id: int) -> Day | None:
    return db.session.get(Day, day_id)


def find_day_on(on: date) -> Day | None:
    """The day of this date; of two, the one that was made last."""
    return db.session.scalar(select(Day).where(Day.date == on).order_by(Day.id.desc()).limit(1))


def is_day_named(name: str, on: date) -> bool:
    """Whether there is a day of this name on this date."""
    return exists(select(Day.id).where(Day.name == name, Day.date == on))


def find_slot(day: Day, slot_id: int) -> Slot | None:
    return db.session.scalar(select(Slot).where(Slot.id == slot_id, Slot.day_id == day.id))


def find_strand(day: Day, strand_id: int) -> Strand | None:
    return db.session.scalar(select(Strand).where(Strand.id == strand_id, Strand.day_id == day.id))


def find_goal(day: Day, goal_id: int) -> Goal | None:
    return db.session.scalar(select(Goal).where(Goal.id == goal_id, Goal.day_id == day.id))


def find_gathering(day: Day, gathering_id: int) -> Gathering | None:
    """One gathering of this day, with its schools."""
    return db.session.scalar(
        select(Gathering)
        .join(Gathering.slot)
        .where(Gathering.id == gathering_id, Slot.day_id == day.id)
        .options(selectinload(Gathering.schools))
    )


def gatherings_of(day: Day) -> Sequence[Gathering]:
    """Where schools meet in the slots for everyone, in the order of the day."""
    found = db.session.scalars(
        select(Gathering)
        .join(Gathering.slot)
        .where(Slot.day_id == day.id)
        .options(joinedload(Gathering.room).joinedload(Room.school), joinedload(Gathering.schools))
        .order_by(Slot.position, Gathering.id)
    )
    return found.unique().all()


def ids_of_slots_with_a_gathering(day: Day) -> frozenset[int]:
    """Slots for everyone in which somebody meets somewhere."""
    return frozenset(db.session.scalars(select(Gathering.slot_id).join(Gathering.slot).where(Slot.day_id == day.id)))


def lunch_slot_by_school(day: Day) -> dict[int, int]:
    """The lunch slot's id by school id."""
    rows = db.session.execute(select(LunchWave.school_id, LunchWave.slot_id).where(LunchWave.day_id == day.id))
    return dict(rows.all())


def count_staff() -> int:
    """How many people are on the roster."""
    return db.session.scalar(select(func.count()).select_from(StaffMember).where(StaffMember.left_at.is_(None))) or 0


def seats_for_sessions() -> int:
    """How many people all rooms that hold sessions can have at a time."""
    return sum(room.capacity for room in db.session.scalars(select(Room).where(Room.holds_sessions)))


def schools() -> Sequence[School]:
    """Every site, by name."""
    return db.session.scalars(select(School).order_by(School.name)).all()


def find_school(school_id: int) -> School | None:
    return db.session.get(School, school_id)


def is_school_named(word: str, *, but: School | None = None) -> bool:
    """Whether another site has this name or short name, however its letters are cased."""
    same = (func.lower(School.name) == word.lower()) | (func.lower(School.short_name) == word.lower())
    statement = select(School.id).where(same)
    return exists(statement if but is None else statement.where(School.id != but.id))


def minutes_to_other_sites(school: School) -> dict[int, int]:
    """Minutes of travel by the other site's id."""
    rows = db.session.scalars(
        select(Travel).where(or_(Travel.from_school_id == school.id, Travel.to_school_id == school.id))
    )
    return {
        each.to_school_id if each.from_school_id == school.id else each.from_school_id: each.minutes for each in rows
    }


def rooms() -> Sequence[Room]:
    """Every room with its site, by site and name."""
    return db.session.scalars(
        select(Room).join(Room.school).options(joinedload(Room.school)).order_by(School.name, Room.name, Room.id)
    ).all()


def find_room(room_id: int) -> Room | None:
    return db.session.get(Room, room_id, options=[joinedload(Room.school)])


def is_room_named(school: School, name: str, *, but: Room | None = None) -> bool:
    """Whether the site has another room of this name."""
    statement = select(Room.id).where(Room.school_id == school.id, Room.name == name)
    return exists(statement if but is None else statement.where(Room.id != but.id))


def closures_by_slot(room: Room) -> dict[int, str]:
    """Why the room is closed, by slot id."""
    rows = db.session.execute(select(RoomClosure.slot_id, RoomClosure.reason).where(RoomClosure.room_id == room.id))
    return dict(rows.all())


def closed_slots_by_room(day: Day) -> dict[int, list[str]]:
    """Labels of the slots in which a room is closed, by room id."""
    labels: dict[int, list[str]] = defaultdict(list)
    for room_id, label in db.session.execute(
        select(RoomClosure.room_id, Slot.label)
        .join(Slot, RoomClosure.slot_id == Slot.id)
        .where(Slot.day_id == day.id)
        .order_by(Slot.position)
    ):
        labels[room_id].append(label)
    return labels


def names_of_what_needs(school: School) -> list[str]:
    """What keeps a site from being removed, as far as days, rooms and people go: one word each."""
    needs = {
        "people": select(StaffMember.id).where(StaffMember.home_school_id == school.id),
        "itinerant people": select(StaffSite.staff_id).where(StaffSite.school_id == school.id),
        "rooms": select(Room.id).where(Room.school_id == school.id),
        "days": select(Day.id).where(Day.host_school_id == school.id),
        "lunch waves": select(LunchWave.slot_id).where(LunchWave.school_id == school.id),
        "gatherings": select(GatheringSchool.gathering_id).where(GatheringSchool.school_id == school.id),
    }
    return [name for name, statement in needs.items() if exists(statement)]


def gatherings_in(thing: Slot | Room) -> Sequence[Gathering]:
    """Gatherings that need this slot or this room."""
    here = Gathering.slot_id == thing.id if isinstance(thing, Slot) else Gathering.room_id == thing.id
    return db.session.scalars(
        select(Gathering).where(here).options(joinedload(Gathering.slot)).order_by(Gathering.id)
    ).all()


def has_lunch_wave(slot: Slot) -> bool:
    """Whether a school has its lunch in this slot."""
    return exists(select(LunchWave.school_id).where(LunchWave.slot_id == slot.id))
