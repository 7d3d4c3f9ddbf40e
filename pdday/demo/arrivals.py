"""Who comes when, and to which door: the day as people make it, planned before anyone scans. Pure.

The shares are those of DOMAIN section 13: 93 % of places are used, 6 % of people go to another room than theirs,
3 % walk in, two presenters are ill, some are late, some leave early, and some scan twice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random
from types import MappingProxyType

from pdday.checkin.models import ScanMethod
from pdday.checkin.rules import Passing
from pdday.clock import on_the_wall
from pdday.demo import frame
from pdday.demo.shares import chance, scaled, some


@dataclass(frozen=True)
class Door:
    """An offering as people on their way see it."""

    offering_id: int
    #: None for a keynote or a reflection.
    session_id: int | None
    begins_at: datetime
    ends_at: datetime
    #: How long people have to get there from what came before.
    passing_minutes: int


@dataclass(frozen=True)
class Colleague:
    """What the timetable gives one person, and what they would rather have."""

    staff_id: int
    #: Offering ids of the day in order of time; those they lead among them.
    places: tuple[int, ...]
    leads: frozenset[int]
    #: The sessions of all these places: nobody goes to one twice.
    sessions: frozenset[int]
    #: Sessions they wished for, most wanted first.
    wishes: tuple[int, ...]
    on_leave: bool
    #: Away in some slots of the day.
    half_day: bool
    has_email: bool
    #: Somebody who comes with an interpreter, or is one, stays with the plan.
    steady: bool


@dataclass(frozen=True)
class Try:
    """Somebody at a door. If it does not let them in they go on to the next of `doors`."""

    at: datetime
    #: None for a badge that nobody here was given.
    staff_id: int | None
    doors: tuple[int, ...]
    method: ScanMethod
    passing: Passing = Passing.ARRIVING
    #: At a door that let them in before: only that one.
    again: bool = False


@dataclass(frozen=True)
class Fates:
    """What is settled about people before the first door opens, by staff id."""

    ill: frozenset[int]
    stay_away: frozenset[int]
    leave_at_lunch: frozenset[int]
    #: Reported leave, and came after all.
    come_after_all: frozenset[int]
    #: Paid for half a day, and there for all of it.
    stay_on: frozenset[int]

    def is_gone(self, staff_id: int, at: datetime) -> bool:
        """Whether the person is not in the building."""
        gone_by_then = staff_id in self.leave_at_lunch and _on_the_wall(at) > LUNCH
        return gone_by_then or staff_id in self.ill or staff_id in self.stay_away

    def walks_in(self, colleague: Colleague) -> bool:
        """Whether somebody without a place is there all the same."""
        return colleague.staff_id in self.come_after_all if colleague.on_leave else colleague.staff_id in self.stay_on


#: Of 480: presenters who fall ill, colleagues who come in spite of reported leave, and who stay on unpaid.
_ILL, _AFTER_ALL, _STAY_ON = 2, 9, 8
#: Shares of everybody: together with the one session that some skip, seven in a hundred places stay empty.
_STAY_AWAY, _LEAVE_AT_LUNCH, _SKIP_ONE = 0.042, 0.03, 0.012
#: Shares of those at a breakout. Some of those who try another room find it full.
_TRY_ANOTHER_ROOM, _LATE, _LEAVE_EARLY, _SCAN_TWICE = 0.1, 0.05, 0.015, 0.015
_SECONDS_LATE, _MINUTES_EARLY = (180, 1140), (8, 25)
_METHODS = {ScanMethod.BADGE: 84, ScanMethod.TAP: 9, ScanMethod.NAME: 4, ScanMethod.PAPER: 3}
_BY_KIOSK = 0.6
#: Nobody comes earlier than this, however long the break before; who is in time is so by two minutes past.
_EARLIEST_MINUTES, _IN_TIME_SECONDS = 18, 120
#: Doors that somebody without a place tries; chance of a strange badge each time that doors open.
_DOORS_TRIED, _STRANGER = 3, 0.5
LUNCH = time(12, 0)


def _on_the_wall(moment: datetime) -> time:
    """What the school's clock shows: the same on every date."""
    return on_the_wall(moment, frame.TIME_ZONE).time()


def fates(colleagues: Sequence[Colleague], *, seed: int) -> Fates:
    """Draw them. A presenter falls ill only where somebody leads beside them, so that every session runs."""
    random = chance(seed, "fates")
    size = len(colleagues)
    expected = [each.staff_id for each in colleagues if each.places and not each.leads and not each.steady]
    stay_away = set(some(expected, round(_STAY_AWAY * size), random))
    there = [staff_id for staff_id in expected if staff_id not in stay_away]
    on_leave = [each.staff_id for each in colleagues if each.on_leave]
    half_days = {each.staff_id for each in colleagues if each.half_day}
    return Fates(
        ill=frozenset(_ill(colleagues, max(1, scaled(_ILL, size)), random)),
        stay_away=frozenset(stay_away),
        leave_at_lunch=frozenset(some(there, round(_LEAVE_AT_LUNCH * size), random)),
        come_after_all=frozenset(some(on_leave, scaled(_AFTER_ALL, size), random)),
        stay_on=frozenset(some([each for each in there if each in half_days], scaled(_STAY_ON, size), random)),
    )


def _ill(colleagues: Sequence[Colleague], number: int, random: Random) -> list[int]:
    """Presenters whose every session has somebody well to lead it."""
    leaders: dict[int, set[int]] = {}
    for each in colleagues:
        for place in each.leads:
            leaders.setdefault(place, set()).add(each.staff_id)
    ill: list[int] = []
    for each in random.sample(colleagues, len(colleagues)):
        covered = all(len(leaders[place]) > 1 and leaders[place].isdisjoint(ill) for place in each.leads)
        if each.leads and covered and len(ill) < number:
            ill.append(each.staff_id)
    return ill


def tries(
    colleagues: Sequence[Colleague],
    open_now: Sequence[Door],
    settled: Fates,
    *,
    busy: Collection[int] = (),
    seen: Mapping[int, Collection[int]] = MappingProxyType({}),
    seed: int,
) -> list[Try]:
    """Everything that happens at the doors that open at one time, in order.

    `open_now` are the offerings that begin together; `busy` are colleagues still in a longer session, who have
    no reason to come; `seen` are the sessions that each has been to so far, theirs or not.
    """
    begins_at = open_now[0].begins_at
    random = chance(seed, f"tries at {_on_the_wall(begins_at):%H:%M}")
    own_door = {door.offering_id: door for door in open_now}
    at_doors: list[Try] = []
    for colleague in colleagues:
        own = next((own_door[place] for place in colleague.places if place in own_door), None)
        if settled.is_gone(colleague.staff_id, begins_at) or colleague.staff_id in busy:
            continue
        known = colleague.sessions.union(seen.get(colleague.staff_id, ()))
        new_to_them = [door for door in open_now if door.session_id not in known]
        if own is not None:
            at_doors += _comes(colleague, own, new_to_them, random)
        elif new_to_them and settled.walks_in(colleague):
            at_doors.append(_walk_in(colleague, new_to_them, random))
    return sorted([*at_doors, *_strangers(open_now, random)], key=lambda each: (each.at, each.staff_id or 0))


def _comes(colleague: Colleague, own: Door, new_to_them: Sequence[Door], random: Random) -> Iterable[Try]:
    """Somebody with a place: on time or late, there or elsewhere, perhaps twice, perhaps not to the end."""
    leads = own.offering_id in colleague.leads
    wanders = own.session_id is not None and not leads and not colleague.steady
    if wanders and random.random() < _SKIP_ONE:
        return
    moment = _arrival(own, random, late=not leads and random.random() < _LATE)
    doors: tuple[int, ...] = (own.offering_id,)
    if wanders and random.random() < _TRY_ANOTHER_ROOM:
        doors = (*_rather(colleague, new_to_them, random), own.offering_id)
    arrival = Try(moment, colleague.staff_id, doors, _method(colleague, random))
    yield arrival
    if random.random() < _SCAN_TWICE:
        yield replace(arrival, at=moment + timedelta(seconds=random.randrange(20, 200)), again=True)
    if wanders and random.random() < _LEAVE_EARLY:
        before_end = timedelta(minutes=random.randrange(*_MINUTES_EARLY))
        yield replace(arrival, at=own.ends_at - before_end, passing=Passing.LEAVING)


def _arrival(door: Door, random: Random, *, late: bool) -> datetime:
    if late:
        return door.begins_at + timedelta(seconds=random.randrange(*_SECONDS_LATE))
    earliest = -60 * min(_EARLIEST_MINUTES, max(0, door.passing_minutes - 1))
    # With no passing time at all, people need some minutes from the room before.
    latest = _IN_TIME_SECONDS if earliest else 3 * _IN_TIME_SECONDS
    return door.begins_at + timedelta(seconds=int(random.triangular(earliest, latest, (earliest + latest) / 3)))


def _rather(colleague: Colleague, new_to_them: Sequence[Door], random: Random) -> tuple[int, ...]:
    """Another room they go to: what they had wished for if it runs now, else what a friend recommends."""
    others = {door.session_id: door.offering_id for door in new_to_them}
    wished = [others[session] for session in colleague.wishes if session in others]
    return tuple(wished[:1] or some(list(others.values()), 1, random))


def _walk_in(colleague: Colleague, new_to_them: Sequence[Door], random: Random) -> Try:
    """Somebody without a place tries a few doors until one has a seat."""
    rooms = some([door.offering_id for door in new_to_them], _DOORS_TRIED, random)
    moment = _arrival(new_to_them[0], random, late=False)
    return Try(moment, colleague.staff_id, tuple(random.sample(rooms, len(rooms))), _method(colleague, random))


def _method(colleague: Colleague, random: Random) -> ScanMethod:
    """How the door knows them; without e-mail many come by the kiosk."""
    if not colleague.has_email and random.random() < _BY_KIOSK:
        return ScanMethod.KIOSK
    (method,) = random.choices(list(_METHODS), weights=list(_METHODS.values()))
    return method


def _strangers(open_now: Sequence[Door], random: Random) -> Iterable[Try]:
    """Now and then a badge of another event."""
    if random.random() < _STRANGER:
        door = random.choice(open_now)
        yield Try(_arrival(door, random, late=False), None, (door.offering_id,), ScanMethod.BADGE)
