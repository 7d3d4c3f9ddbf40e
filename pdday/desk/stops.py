"""Somebody's day as a row of stops: places in offerings, and what everyone has without a door. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime

from pdday.credit.rules import event_total
from pdday.desk.rules import Placed, Wish
from pdday.preferences.catalogue import StrandSign
from pdday.programme.vocabulary import SlotKind
from pdday.timetable.models import EnrolmentSource
from pdday.timetable.rules import DOORS_OPEN_BEFORE
from pdday.words import Sentence


@dataclass(frozen=True)
class Site:
    """Where a room is."""

    id: int
    short_name: str
    name: str


@dataclass(frozen=True)
class Running:
    """An offering as somebody's day shows it, to everybody alike. Two that show the same are the same."""

    id: int
    #: None for what everyone has together.
    session_id: int | None
    title: str
    #: In the order of the day.
    slot_ids: tuple[int, ...]
    room: str
    site: Site
    strand: StrandSign | None
    #: The language it is held in, as its author calls it; empty means the district's usual one.
    language: str
    audience_roles: tuple[str, ...]
    grade_bands: tuple[str, ...]
    #: Names of who leads it.
    leaders: tuple[str, ...]
    #: Whether its presenters took it back after publication, so that it does not run.
    is_withdrawn: bool = False

    @property
    def where_and_when(self) -> tuple[int | str, tuple[int, ...], str, int]:
        """The same for a run and for what it became in a later timetable, if neither room nor time changed."""
        return self.session_id or self.title, self.slot_ids, self.room, self.site.id

    def __hash__(self) -> int:
        """From what tells them apart nearly always: a page looks each of its own up more than once."""
        return hash((self.id, self.title))

    @property
    def what_and_when(self) -> tuple[int | str, int]:
        """The same for a run and for what it became in a later timetable: what it is, and its first slot."""
        return self.session_id or self.title, self.slot_ids[0]


@dataclass(frozen=True)
class Hour:
    """A slot of the day, as it is for one person."""

    id: int
    day_id: int
    label: str
    kind: SlotKind
    begins_at: datetime
    ends_at: datetime
    credit_minutes: int
    #: Whether they are not available then.
    is_away: bool = False
    #: Whether the people of their school have lunch then, if it is a lunch at all.
    is_lunch: bool = False


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
    running: Running | None = None
    #: How they came by the place, and the rank they had given it; None where they have none of their own.
    source: EnrolmentSource | None = None
    rank: int | None = None
    #: Whether they took it themselves in this very timetable, after it was published.
    is_own_doing: bool = False
    why: Sentence | None = None
    arrived_at: datetime | None = None
    credited_minutes: int | None = None
    #: Told where less counts than the whole stop.
    why_minutes: Sentence | None = None
    #: What the timetable before gave them then, where this one gives them something else; None for no change.
    before: tuple[Running, ...] | None = None
    way: Way | None = None

    @property
    def is_breakout(self) -> bool:
        """Whether it has a letter on the signs."""
        return self.running is not None and self.running.session_id is not None

    @property
    def is_withdrawn(self) -> bool:
        """Whether nothing takes place there any more; what they were in before still did."""
        return self.running is not None and self.running.is_withdrawn and self.arrived_at is None

    @property
    def is_open(self) -> bool:
        """Whether it is a slot for sessions in which they have no place."""
        return self.running is None and self.kind is SlotKind.BREAKOUT


@dataclass(frozen=True)
class MyDay:
    """Somebody's whole day in a timetable, in order."""

    stops: tuple[Stop, ...]
    sent_a_list: bool
    #: What the reasons are made from: the person's list against the timetable, their places, and when they are away.
    wishes: tuple[Wish, ...] = ()
    places: tuple[Placed, ...] = ()
    away: Set[str] = frozenset()

    @property
    def was_chosen_for(self) -> bool:
        """Whether they sent no list, so that we chose, wherever nothing else gave them a place."""
        return not self.sent_a_list and any(stop.source is EnrolmentSource.FILL for stop in self.stops)

    def says_anew(self, stop: Stop) -> bool:
        """Whether the reason of this stop tells something: that we chose, for want of a list, is told once a day."""
        if stop.is_withdrawn:
            return True
        if stop.why is None or self.sent_a_list or stop.source is not EnrolmentSource.FILL:
            return stop.why is not None
        return stop is next(each for each in self.stops if each.why == stop.why)

    @property
    def changed(self) -> list[Stop]:
        """The stops where they had something else until this timetable was published."""
        return [stop for stop in self.stops if stop.before is not None]

    def next_at(self, now: datetime) -> Stop | None:
        """What comes next, or is going on: the first stop with a door after all that was attended or has ended."""
        seen_until = max((stop.ends_at for stop in self.stops if stop.arrived_at), default=now)
        later = (stop for stop in self.stops if stop.running and not stop.arrived_at and stop.ends_at > now)
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
    def is_counted(self) -> bool:
        """Whether nothing they came to waits to be credited."""
        return all(stop.credited_minutes is not None for stop in self.stops if stop.arrived_at)

    @property
    def credit(self) -> int:
        """What the day's credit comes to so far, in minutes: the sum, rounded down once."""
        return event_total(stop.credited_minutes or 0 for stop in self.stops)


def whole(
    stops: Iterable[Stop], hours: Sequence[Hour], *, minutes_between: Callable[[], Mapping[tuple[int, int], int]]
) -> tuple[Stop, ...]:
    """The stops and what else the day's clock has for this person, in order, with the ways between sites.

    Of several lunch slots only their school's is theirs, and team time is theirs unless they lunch then; nothing is
    added while they are away. `minutes_between` tells the minutes of travel by both schools' ids, the smaller first;
    it is asked only where somebody changes sites.
    """
    stops = list(stops)
    if not stops:
        return ()
    taken = {slot_id for stop in stops if stop.running for slot_id in stop.running.slot_ids}
    lunches = [hour for hour in hours if hour.is_lunch]
    for hour in hours:
        if hour.id not in taken and not hour.is_away and _is_theirs(hour, lunches):
            stops.append(Stop(hour.label, hour.label, hour.kind, hour.begins_at, hour.ends_at, hour.id))
    stops.sort(key=lambda stop: (stop.begins_at, stop.slot_id))
    sites = {stop.running.site.id for stop in stops if stop.running}
    return tuple(stops if len(sites) == 1 else _with_ways(stops, minutes_between()))


def with_what_was_before(stops: Iterable[Stop], before: Iterable[Running]) -> tuple[Stop, ...]:
    """The stops, each with what the person had then in the timetable before, where that was something else.

    Seats that they took themselves in this timetable, and where they have been, are no news to them; one that they
    took in an earlier timetable is, when it was moved since.
    """
    had = {slot_id: running for running in before for slot_id in running.slot_ids}
    return tuple(replace(stop, before=_was_before(stop, had)) for stop in stops)


def _was_before(stop: Stop, had: Mapping[int, Running]) -> tuple[Running, ...] | None:
    if stop.is_own_doing or stop.arrived_at or not (stop.source or stop.is_open):
        return None
    slot_ids = stop.running.slot_ids if stop.running else (stop.slot_id,)
    was = tuple(dict.fromkeys(had[slot_id] for slot_id in slot_ids if slot_id in had))
    now = (stop.running,) if stop.running else ()
    return None if [each.where_and_when for each in was] == [each.where_and_when for each in now] else was


def _is_theirs(hour: Hour, lunches: Iterable[Hour]) -> bool:
    """Whether a slot for everyone is for somebody who has these lunches: nobody eats and meets the team at once."""
    if hour.kind is SlotKind.LUNCH:
        return hour.is_lunch
    return not any(hour.begins_at < lunch.ends_at and lunch.begins_at < hour.ends_at for lunch in lunches)


def _with_ways(stops: Iterable[Stop], minutes: Mapping[tuple[int, int], int]) -> Iterable[Stop]:
    before: Site | None = None
    for stop in stops:
        if stop.running is None:
            yield stop
            continue
        here = stop.running.site
        if before is None or before.id == here.id:
            yield stop
        else:
            far = minutes.get((min(before.id, here.id), max(before.id, here.id)), 0)
            yield replace(stop, way=Way(far, here.short_name)) if far else stop
        before = here
