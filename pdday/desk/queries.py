"""Somebody's day, put together from what is read of it; a fixed number of statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from pdday.db import db
from pdday.desk.day_queries import (
    Place,
    Presence,
    find_wishes,
    hours,
    hours_on,
    minutes_between_sites,
    places,
    places_before,
    places_in,
    presences,
    presences_on,
)
from pdday.desk.rules import Placed, why_these_places
from pdday.desk.stops import Hour, MyDay, Running, Stop, whole, with_what_was_before
from pdday.preferences.rules import is_meant_for
from pdday.staff.models import StaffMember
from pdday.staff.queries import is_named
from pdday.timetable.models import EnrolmentSource, Timetable
from pdday.words import Sentence


def my_day(person: StaffMember, timetable: Timetable) -> MyDay:
    """The person's day in this timetable, each place with its reason."""
    own, clock = places(person, timetable), hours(person, timetable.day_id)
    wishes = find_wishes(person, timetable, got={place.running.session_id for place in own})
    has_list = wishes is not None or any(place.source is EnrolmentSource.WISH for place in own)
    away = frozenset(hour.label for hour in clock if hour.is_away)
    hour_by_id = {hour.id: hour for hour in clock}
    placed = [_placed(place, person, hour_by_id) for place in own]
    reasons = why_these_places(placed, wishes or (), away=away, sent_a_list=has_list)
    stops = _stops(own, reasons, presences(person, timetable), hour_by_id)
    full = whole(stops, clock, minutes_between=minutes_between_sites)
    # A day's first timetable has none before it: nothing is asked then.
    before = places_before(person, timetable) if timetable.published_at and timetable.number > 1 else []
    if before:
        full = with_what_was_before(full, before)
    return MyDay(full, has_list, wishes=tuple(wishes or ()), places=tuple(placed), away=away)


def stops_by_day(person: StaffMember, timetables: Sequence[Timetable]) -> dict[int, tuple[Stop, ...]]:
    """The person's stops in timetables of several days, by the day's id: without reasons, and without ways between.

    As many statements for ten days as for one.
    """
    day_ids = [timetable.day_id for timetable in timetables]
    clock = hours_on(person, day_ids)
    hour_by_id = {hour.id: hour for hour in clock}
    own, seen, of_day = defaultdict(list), defaultdict(list), defaultdict(list)
    for hour in clock:
        of_day[hour.day_id].append(hour)
    for place in places_in(person, timetables):
        own[hour_by_id[place.running.slot_ids[0]].day_id].append(place)
    for presence in presences_on(person, day_ids):
        seen[hour_by_id[presence.running.slot_ids[0]].day_id].append(presence)
    return {
        day_id: whole(
            _stops(own[day_id], [None] * len(own[day_id]), seen[day_id], hour_by_id),
            of_day[day_id],
            minutes_between=dict,
        )
        for day_id in day_ids
    }


def people_to_look_up(words: str, *, limit: int = 20) -> Sequence[StaffMember]:
    """Colleagues of these names, also those who have left since, for "everyone's day", by last name."""
    return db.session.scalars(
        select(StaffMember)
        .where(is_named(words))
        .options(joinedload(StaffMember.home_school))
        .order_by(StaffMember.last_name, StaffMember.first_name, StaffMember.id)
        .limit(limit)
    ).all()


def _placed(place: Place, person: StaffMember, hours: Mapping[int, Hour]) -> Placed:
    fits = place.running.session_id is None or is_meant_for(place.running, person)
    letters = tuple(hours[each].label for each in place.running.slot_ids)
    return Placed(place.source, place.rank, letters, suits=fits, how=place.how, is_withdrawn=place.running.is_withdrawn)


def _stops(
    own: Sequence[Place], reasons: Sequence[Sentence | None], found: Iterable[Presence], hours: Mapping[int, Hour]
) -> list[Stop]:
    """Each place with its reason and what is recorded of it, and where somebody was instead."""
    seen = {presence.running.what_and_when: presence for presence in found}
    stops = [
        _stop(place.running, seen.pop(place.running.what_and_when, None), hours, why=why, place=place)
        for place, why in zip(own, reasons, strict=True)
    ]
    return _with_what_was_instead(stops, seen.values(), hours)


def _stop(
    running: Running,
    presence: Presence | None,
    hours: Mapping[int, Hour],
    *,
    why: Sentence | None,
    place: Place | None = None,
) -> Stop:
    slots = [hours[each] for each in running.slot_ids]
    counted = presence.minutes if presence else None
    is_less = counted is not None and counted < sum(slot.credit_minutes for slot in slots)
    return Stop(
        label="".join(slot.label for slot in slots) if running.session_id else slots[0].label,
        title=running.title,
        kind=slots[0].kind,
        slot_id=slots[0].id,
        begins_at=slots[0].begins_at,
        ends_at=slots[-1].ends_at,
        running=running,
        source=place.source if place else None,
        rank=place.rank if place else None,
        is_own_doing=place is not None and place.how is not None,
        why=None if presence and running.is_withdrawn else why,
        arrived_at=presence.arrived_at if presence else None,
        credited_minutes=counted,
        why_minutes=presence.explanation if presence and is_less else None,
    )


def _with_what_was_instead(
    stops: Sequence[Stop], presences: Iterable[Presence], hours: Mapping[int, Hour]
) -> list[Stop]:
    """The stops, and where somebody was without a place; such a one stands instead of what they missed for it."""
    found = list(stops)
    for presence in presences:
        missed = next((stop for stop in found if _took_its_place(presence, stop)), None)
        found = [stop for stop in found if stop is not missed]
        found.append(_stop(presence.running, presence, hours, why=_why_there(missed)))
    return found


def _took_its_place(presence: Presence, stop: Stop) -> bool:
    """Whether somebody was elsewhere for the whole of a stop, and never there."""
    if stop.arrived_at or stop.running is None:
        return False
    return set(stop.running.slot_ids) <= set(presence.running.slot_ids)


def _why_there(missed: Stop | None) -> Sentence:
    """Where somebody was without a place: they moved, or walked in."""
    if missed is None:
        return Sentence("You were here without a place of your own; it counts the same.")
    return Sentence("You went here instead of “{title}”; it counts the same.", {"title": missed.title})
