"""Somebody's day as a row of stops: places in offerings, and what everyone has without a door. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime

from pdday.checkin.models import Attendance
from pdday.credit.rules import event_total
from pdday.desk.rules import Placed, Wish
from pdday.programme.models import Slot
from pdday.programme.vocabulary import SlotKind
from pdday.staff.models import School
from pdday.timetable.models import EnrolmentSource, Offering
from pdday.timetable.rules import DOORS_OPEN_BEFORE
from pdday.words import Sentence


@dataclass(frozen=True)
class Way:
    """The way from the room before to this one, where it is at another site."""

    minutes: int
    to: str


@dataclass(frozen=True)
class Stop:
    """One thing in somebody's day: a place in an offering, or lunch and the like, which have no door."""

    label: str
    title: str
    kind: SlotKind
    begins_at: datetime
    ends_at: datetime
    slot_id: int
    offering: Offering | None = None
    #: How they came by the place, and the rank they had given it; None where they have none of their own.
    source: EnrolmentSource | None = None
    rank: int | None = None
    why: Sentence | None = None
    attendance: Attendance | None = None
    credited_minutes: int | None = None
    #: Told where less counts than the whole stop.
    why_minutes: Sentence | None = None
    way: Way | None = None

    @property
    def is_breakout(self) -> bool:
        """Whether it has a letter on the signs."""
        return self.offering is not None and self.offering.session_id is not None

    @property
    def is_open(self) -> bool:
        """Whether it is a slot for sessions in which they have no place."""
        return self.offering is None and self.kind is SlotKind.BREAKOUT


@dataclass(frozen=True)
class MyDay:
    """Somebody's whole day in a timetable, in order."""

    stops: tuple[Stop, ...]
    sent_a_list: bool
    #: What the reasons are made from: the person's list against the timetable, their places, and when they are away.
    wishes: tuple[Wish, ...] = ()
    places: tuple[Placed, ...] = ()
    away: Set[str] = frozenset()

    def next_at(self, now: datetime) -> Stop | None:
        """What comes next, or is going on: the first stop with a door after all that was attended or has ended."""
        seen_until = max((stop.ends_at for stop in self.stops if stop.attendance), default=now)
        later = (stop for stop in self.stops if stop.offering and not stop.attendance and stop.ends_at > now)
        return next((stop for stop in later if stop.ends_at > seen_until), None)

    def may_change_until(self, now: datetime) -> datetime | None:
        """When the first of the sessions ahead can be changed no more: its doors open."""
        doors = (stop.begins_at - DOORS_OPEN_BEFORE for stop in self.stops if stop.is_breakout)
        return next((opens for opens in doors if opens > now), None)

    @property
    def credited_minutes(self) -> int:
        """Minutes credited so far, stop by stop; nothing is rounded yet."""
        return sum(stop.credited_minutes or 0 for stop in self.stops)

    @property
    def credit(self) -> int:
        """What the day's credit comes to so far, in minutes: the sum, rounded down once."""
        return event_total(stop.credited_minutes or 0 for stop in self.stops)


def whole(
    stops: Iterable[Stop],
    slots: Iterable[Slot],
    *,
    lunch_ids: Set[int],
    away: Set[str],
    minutes: Mapping[tuple[int, int], int],
) -> tuple[Stop, ...]:
    """The stops and what else the day's clock has for this person, in order, with the ways between sites.

    Of several lunch slots only those in `lunch_ids` are theirs, and team time is theirs unless they lunch then;
    nothing is added while they are `away` (labels).
    `minutes` of travel are by both schools' ids, the smaller first.
    """
    stops = list(stops)
    if not stops:
        return ()
    taken = {each.slot_id for stop in stops if stop.offering for each in stop.offering.slots}
    lunches = [slot for slot in slots if slot.id in lunch_ids]
    for slot in slots:
        if slot.id not in taken and slot.label not in away and _is_theirs(slot, lunches):
            stops.append(Stop(slot.label, slot.label, slot.kind, slot.begins_at, slot.ends_at, slot.id))
    return tuple(_with_ways(sorted(stops, key=lambda stop: (stop.begins_at, stop.slot_id)), minutes))


def _is_theirs(slot: Slot, lunches: Iterable[Slot]) -> bool:
    """Whether a slot for everyone is for somebody who has these lunches: nobody eats and meets the team at once."""
    if slot.kind is SlotKind.LUNCH:
        return slot in lunches
    return not any(slot.begins_at < lunch.ends_at and lunch.begins_at < slot.ends_at for lunch in lunches)


def _with_ways(stops: Iterable[Stop], minutes: Mapping[tuple[int, int], int]) -> Iterable[Stop]:
    before: School | None = None
    for stop in stops:
        if stop.offering is None:
            yield stop
            continue
        here = stop.offering.room.school
        if before is None or before.id == here.id:
            yield stop
        else:
            far = minutes.get((min(before.id, here.id), max(before.id, here.id)), 0)
            yield replace(stop, way=Way(far, here.short_name)) if far else stop
        before = here
