"""A day as an iCalendar file (RFC 5545): what is in it and how often each entry has changed. Pure.

An entry is one person's slot: its UID stays, its SEQUENCE rises with each published change, and what is there no
more is said to be cancelled, because calendars keep what merely vanishes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
MINUTES_A_DAY = 24 * 60


@dataclass(frozen=True)
class Entry:
    """One slot of one person's day, as their calendar shows it."""

    uid: str
    #: How often it has changed since it was first published.
    sequence: int
    title: str
    begins_at: datetime
    ends_at: datetime
    #: IANA name of the school's zone.
    zone: str
    changed_at: datetime
    place: str = ""
    words: str = ""
    is_cancelled: bool = False


def calendar(name: str, entries: Sequence[Entry]) -> bytes:
    """The entries as a calendar of that name, in the school's time, with the zones that they are in."""
    made = Calendar()
    made.add("prodid", "-//pdday//My day//EN")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    for zone in sorted({entry.zone for entry in entries}):
        years = [entry.begins_at.year for entry in entries if entry.zone == zone]
        made.add_component(timezone(zone, min(years), max(years)))
    for entry in entries:
        made.add_component(_event(entry))
    content: bytes = made.to_ical()
    return content


def timezone(zone: str, first: int, last: int) -> Timezone:
    """The zone's clock in these years and one around: each offset and the moment from which it holds."""
    info = ZoneInfo(zone)
    begins, ends = datetime(first - 1, 1, 1, tzinfo=UTC), datetime(last + 2, 1, 1, tzinfo=UTC)
    made = Timezone()
    made.add("tzid", zone)
    for moment in (begins, *_changes(info, begins, ends)):
        before, after = (moment - MINUTE).astimezone(info), moment.astimezone(info)
        part = TimezoneDaylight() if after.dst() else TimezoneStandard()
        was, becomes = before.utcoffset() or timedelta(), after.utcoffset() or timedelta()
        part.add("dtstart", (moment + was).replace(tzinfo=None))
        part.add("tzoffsetfrom", was)
        part.add("tzoffsetto", becomes)
        part.add("tzname", after.tzname())
        made.add_component(part)
    return made


def _changes(info: ZoneInfo, begins: datetime, ends: datetime) -> Iterator[datetime]:
    """The moments, to the minute, at which the zone's offset changes; no zone changes twice in a day."""
    for days in range((ends - begins).days):
        morning = begins + days * DAY
        before = morning.astimezone(info).utcoffset()

        def has_changed(minute: int, morning: datetime = morning, before: timedelta | None = before) -> bool:
            return (morning + minute * MINUTE).astimezone(info).utcoffset() != before

        if has_changed(MINUTES_A_DAY):
            yield morning + bisect_left(range(MINUTES_A_DAY), True, key=has_changed) * MINUTE


def _event(entry: Entry) -> Event:
    zone = ZoneInfo(entry.zone)
    made = Event()
    made.add("uid", entry.uid)
    made.add("sequence", entry.sequence)
    made.add("dtstamp", entry.changed_at)
    made.add("last-modified", entry.changed_at)
    made.add("summary", entry.title)
    made.add("dtstart", entry.begins_at.astimezone(zone))
    made.add("dtend", entry.ends_at.astimezone(zone))
    made.add("status", "CANCELLED" if entry.is_cancelled else "CONFIRMED")
    if entry.place:
        made.add("location", entry.place)
    if entry.words:
        made.add("description", entry.words)
    return made


def changes(states: Iterable[object]) -> int:
    """How often something changed, from the first time it was there: equal neighbours are no change."""
    count, last, was_there = 0, None, False
    for state in states:
        if was_there and state != last:
            count += 1
        was_there = was_there or state is not None
        last = state
    return count
