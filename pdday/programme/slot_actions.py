"""What can happen to a day's slots: added, changed, removed; who meets where and lunches when."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete

from pdday import trail
from pdday.clock import on_the_wall, school_time
from pdday.db import db, lock
from pdday.errors import NotReady, Refused
from pdday.programme import queries, registers, rules
from pdday.programme.actions import refuse_while_needed
from pdday.programme.models import Day, Gathering, GatheringSchool, LunchWave, Room, Slot
from pdday.programme.registers import News
from pdday.programme.rules import PlannedSlot
from pdday.staff.models import StaffMember
from pdday.words import Sentence, WallTime


def add_slot(day: Day, planned: PlannedSlot, *, by: StaffMember, now: datetime) -> Slot:
    """A new slot, at its place in the order of the day."""
    lock(day)
    _refuse_what_does_not_fit(day, planned)
    slot = Slot(day_id=day.id, position=_behind_the_last(day))
    _describe(slot, day, planned)
    db.session.add(slot)
    db.session.flush()
    _put_in_order(day)
    trail.record("add_slot", slot, by=by, at=now, facts=_facts(planned))
    return slot


def change_slot(slot: Slot, planned: PlannedSlot, *, by: StaffMember, now: datetime) -> None:
    """Describe a slot anew. Who has a published place in it keeps it, and is told when the times change."""
    day = slot.day
    lock(day)
    lock(slot)
    begun, ended = slot.begins_at, slot.ends_at
    _refuse_what_does_not_fit(day, planned, instead_of=slot)
    if slot.kind is not planned.kind:
        refuse_while_needed(slot, Sentence("“{label}” can't become another kind of slot.", {"label": slot.label}))
    _describe(slot, day, planned)
    db.session.flush()
    _put_in_order(day)
    trail.record("change_slot", slot, by=by, at=now, facts=_facts(planned))
    if (slot.begins_at, slot.ends_at) != (begun, ended):
        registers.changed.ask(News(slot, _new_times(slot, begun, ended), now))


def _new_times(slot: Slot, begun: datetime, ended: datetime) -> Sentence:
    walls = {"begins": slot.begins_at, "ends": slot.ends_at, "begun": begun, "ended": ended}
    times = {name: WallTime(on_the_wall(moment, slot.day.time_zone).time()) for name, moment in walls.items()}
    return Sentence(
        "“{label}” is from {begins} to {ends} now (until now: {begun} to {ended}).", {"label": slot.label, **times}
    )


def remove_slot(slot: Slot, *, by: StaffMember, now: datetime) -> None:
    """Take away a slot that nothing needs yet; rooms closed in it are closed no more."""
    day = slot.day
    lock(day)
    lock(slot)
    refuse_while_needed(slot, Sentence("“{label}” can't be removed.", {"label": slot.label}))
    trail.record("remove_slot", slot, by=by, at=now, facts={"label": slot.label})
    db.session.delete(slot)
    db.session.flush()
    _put_in_order(day)


def set_gathering(
    day: Day,
    gathering: Gathering | None,
    *,
    slot: Slot,
    room: Room,
    title: str,
    school_ids: Collection[int],
    by: StaffMember,
    now: datetime,
) -> Gathering:
    """Let these schools meet in this room in this slot; a school that met elsewhere in the slot comes here now."""
    lock(day)
    if any(each.room_id == room.id and each is not gathering for each in queries.gatherings_in(slot)):
        raise Refused(
            "{room} has a gathering in “{slot}” already. Change that one, or choose another room.",
            {"room": room.name, "slot": slot.label},
        )
    if gathering is not None:
        lock(gathering)
        db.session.execute(delete(GatheringSchool).where(GatheringSchool.gathering_id == gathering.id))
        db.session.expire(gathering, ["schools"])
    db.session.execute(
        delete(GatheringSchool).where(
            GatheringSchool.slot_id == slot.id, GatheringSchool.school_id.in_(sorted(school_ids))
        )
    )
    kept = gathering or Gathering()
    kept.slot_id, kept.room_id, kept.title = slot.id, room.id, title
    db.session.add(kept)
    db.session.flush()
    db.session.add_all(
        GatheringSchool(slot_id=slot.id, school_id=each, gathering_id=kept.id) for each in sorted(set(school_ids))
    )
    db.session.flush()
    db.session.expire_all()
    trail.record("set_gathering", kept, by=by, at=now, facts={"title": title, "schools": sorted(set(school_ids))})
    return kept


def remove_gathering(gathering: Gathering, *, by: StaffMember, now: datetime) -> None:
    """Take a gathering away; its schools need another room before a draft."""
    lock(gathering.slot.day)
    lock(gathering)
    trail.record("remove_gathering", gathering, by=by, at=now, facts={"title": gathering.title})
    db.session.delete(gathering)
    db.session.flush()


def set_lunches(day: Day, slot_id_by_school: Mapping[int, int], *, by: StaffMember, now: datetime) -> None:
    """Say when each school lunches; a school that is not named has no lunch slot of its own."""
    lock(day)
    db.session.execute(delete(LunchWave).where(LunchWave.day_id == day.id))
    db.session.add_all(
        LunchWave(day_id=day.id, school_id=school_id, slot_id=slot_id)
        for school_id, slot_id in sorted(slot_id_by_school.items())
    )
    db.session.flush()
    facts = {str(school_id): slot_id for school_id, slot_id in sorted(slot_id_by_school.items())}
    trail.record("set_lunches", day, by=by, at=now, facts=facts)


def _refuse_what_does_not_fit(day: Day, planned: PlannedSlot, *, instead_of: Slot | None = None) -> None:
    if wrong := rules.why_not_slot(day, planned, instead_of=instead_of):
        raise NotReady("The slot doesn't fit into the day.", reasons=tuple(wrong.values()))


def _describe(slot: Slot, day: Day, planned: PlannedSlot) -> None:
    slot.label, slot.kind, slot.block = planned.label, planned.kind, planned.block
    slot.begins_at = school_time(day.date, planned.begins, day.time_zone)
    slot.ends_at = school_time(day.date, planned.ends, day.time_zone)
    slot.credit_minutes, slot.feedback_minutes = planned.credit_minutes, planned.feedback_minutes


def _behind_the_last(day: Day) -> int:
    return max((slot.position for slot in day.slots), default=0) + 1


def _put_in_order(day: Day) -> None:
    """Number the slots by time. First out of the way, because two slots may never share a number."""
    db.session.expire(day, ["slots"])
    in_order = sorted(day.slots, key=lambda slot: (slot.begins_at, slot.ends_at, slot.position))
    for slot in in_order:
        slot.position = -slot.position
    db.session.flush()
    for position, slot in enumerate(in_order, 1):
        slot.position = position
    db.session.flush()
    db.session.expire(day, ["slots"])


def _facts(planned: PlannedSlot) -> dict[str, object]:
    return {
        "label": planned.label,
        "kind": planned.kind.value,
        "begins": f"{planned.begins:%H:%M}",
        "ends": f"{planned.ends:%H:%M}",
        "credit_minutes": planned.credit_minutes,
    }
