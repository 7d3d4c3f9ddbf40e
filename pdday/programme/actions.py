"""What can happen to a day itself: it is made and changed, its phases are dated, its strands put in order.

Slots and gatherings have `slot_actions`, sites and rooms `place_actions`. Actions flush; the edge commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from pdday import trail
from pdday.clock import on_the_wall, school_time
from pdday.db import db, lock
from pdday.errors import NotReady, Refused
from pdday.programme import queries, registers, rules
from pdday.programme.models import Day, Phase, Strand
from pdday.programme.rules import PlannedDay
from pdday.programme.vocabulary import PhaseKind
from pdday.staff.models import StaffMember
from pdday.words import CalendarDay, Sentence


def make_day(planned: PlannedDay, *, by: StaffMember, now: datetime) -> Day:
    """A new day, with nothing in it yet. Sent twice, it is made once."""
    lock(planned.host_school)
    if queries.is_day_named(planned.name, planned.date):
        raise Refused(
            "There is a day “{name}” on {date} already.",
            {"name": planned.name, "date": CalendarDay(planned.date)},
        )
    day = Day(
        name=planned.name,
        date=planned.date,
        time_zone=planned.time_zone,
        host_school=planned.host_school,
        slots=[],
        phases=[],
        strands=[],
    )
    db.session.add(day)
    db.session.flush()
    trail.record("make_day", day, by=by, at=now, facts={"name": day.name, "date": day.date.isoformat()})
    return day


def change_day(day: Day, planned: PlannedDay, *, by: StaffMember, now: datetime) -> None:
    """Describe the day anew. Its slots keep the time on the wall when the date or the zone changes."""
    lock(day)
    if reasons := _left_out_by_the_clock(day, planned):
        raise NotReady("The day can't move there.", reasons=tuple(reasons))
    before = {"name": day.name, "date": day.date.isoformat(), "time_zone": day.time_zone}
    for slot in day.slots:
        begins, ends = (on_the_wall(moment, day.time_zone).time() for moment in (slot.begins_at, slot.ends_at))
        slot.begins_at = school_time(planned.date, begins, planned.time_zone)
        slot.ends_at = school_time(planned.date, ends, planned.time_zone)
    day.name, day.date, day.time_zone = planned.name, planned.date, planned.time_zone
    day.host_school = planned.host_school
    db.session.flush()
    trail.record("change_day", day, by=by, at=now, facts={"before": before})


def _left_out_by_the_clock(day: Day, planned: PlannedDay) -> list[Sentence]:
    walls = {
        on_the_wall(moment, day.time_zone).time() for slot in day.slots for moment in (slot.begins_at, slot.ends_at)
    }
    skipped = (rules.why_not_wall_time(planned.date, wall, planned.time_zone) for wall in sorted(walls))
    return [sentence for sentence in skipped if sentence is not None]


def set_phases(
    day: Day, planned: Mapping[PhaseKind, tuple[date | None, date | None]], *, by: StaffMember, now: datetime
) -> None:
    """Date the day's phases anew; one without dates is left out."""
    lock(day)
    if wrong := rules.why_not_phases(planned):
        raise NotReady("The phases were not changed.", reasons=tuple(wrong.values()))
    dated = {kind: (begins, ends) for kind, (begins, ends) in planned.items() if begins and ends}
    there = {phase.kind: phase for phase in day.phases}
    for kind in there.keys() - dated.keys():
        db.session.delete(there[kind])
    for kind, (begins, ends) in dated.items():
        phase = there.get(kind) or Phase(day_id=day.id, kind=kind)
        phase.begins_on, phase.ends_on = begins, ends
        db.session.add(phase)
    db.session.flush()
    db.session.expire(day, ["phases"])
    facts = {kind.value: [begins.isoformat(), ends.isoformat()] for kind, (begins, ends) in dated.items()}
    trail.record("set_phases", day, by=by, at=now, facts=facts)


def end_phase(day: Day, kind: PhaseKind, *, by: StaffMember, now: datetime) -> None:
    """Let a phase be over as of today; nothing changes where it is over already, or has no dates."""
    today = on_the_wall(now, day.time_zone).date()
    phase = next((phase for phase in day.phases if phase.kind is kind), None)
    if phase is None or phase.ends_on < today:
        return
    phase.ends_on = today - timedelta(days=1)
    phase.begins_on = min(phase.begins_on, phase.ends_on)
    db.session.flush()
    trail.record("end_phase", day, by=by, at=now, facts={"phase": kind.value, "ends_on": phase.ends_on.isoformat()})


def add_strand(day: Day, name: str, *, by: StaffMember, now: datetime) -> Strand:
    """One more strand, with the first colour and picture that is free."""
    lock(day)
    _refuse_second_strand(day, name)
    number = rules.first_free_number(day.strands)
    if number is None:
        raise Refused("A day has at most twelve strands, as there are twelve colors. Remove one first.")
    strand = Strand(day=day, number=number, name=name)
    db.session.add(strand)
    db.session.flush()
    trail.record("add_strand", strand, by=by, at=now, facts={"name": name})
    return strand


def rename_strand(strand: Strand, name: str, *, by: StaffMember, now: datetime) -> None:
    """Give a strand another name; its colour and its sessions stay."""
    lock(strand.day)
    lock(strand)
    _refuse_second_strand(strand.day, name, but=strand)
    before, strand.name = strand.name, name
    db.session.flush()
    trail.record("rename_strand", strand, by=by, at=now, facts={"before": before, "name": name})


def move_strand_up(strand: Strand, *, by: StaffMember, now: datetime) -> None:
    """Let a strand and the one before it change places, colours and pictures. The first stays where it is."""
    day = strand.day
    lock(day)
    before = max((each for each in day.strands if each.number < strand.number), key=_number, default=None)
    if before is None:
        return
    here, there = strand.number, before.number
    strand.number = 0
    db.session.flush()
    before.number = here
    db.session.flush()
    strand.number = there
    db.session.flush()
    db.session.expire(day, ["strands"])
    trail.record("move_strand_up", strand, by=by, at=now, facts={"from": here, "to": there})


def remove_strand(strand: Strand, *, by: StaffMember, now: datetime) -> str:
    """Take a strand away that nothing is proposed for. Returns the name it had."""
    day, name = strand.day, strand.name
    lock(day)
    lock(strand)
    refuse_while_needed(strand, Sentence("“{name}” can't be removed.", {"name": strand.name}))
    trail.record("remove_strand", strand, by=by, at=now, facts={"name": strand.name})
    db.session.delete(strand)
    db.session.flush()
    db.session.expire(day, ["strands"])
    return name


def refuse_while_needed(thing: registers.Thing, refusal: Sentence) -> None:
    """Raise NotReady with a sentence for each thing that still needs this one."""
    if reasons := registers.why_not_remove.ask(thing):
        raise NotReady(refusal.pattern, refusal.facts, reasons=tuple(reasons))


def _refuse_second_strand(day: Day, name: str, *, but: Strand | None = None) -> None:
    if any(each.name.casefold() == name.casefold() for each in day.strands if each is not but):
        raise Refused("There is a strand “{name}” already.", {"name": name})


def _number(strand: Strand) -> int:
    return strand.number
