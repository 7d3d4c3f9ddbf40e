"""What somebody's calendar shows: each published day, and what each slot was in the versions before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from pdday import outbox
from pdday.db import db
from pdday.desk.calendar import Entry, changes
from pdday.desk.queries import stops_by_day
from pdday.desk.stops import Stop
from pdday.programme.models import Day, Slot
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import EnrolmentSlot, Offering, Timetable, TimetableState
from pdday.timetable.seat_models import CalendarFeed, SeatChange
from pdday.trail import Trail
from pdday.words import Sentence

_LED_BY = Sentence("Led by {names}.")


def find_feed(person: StaffMember) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, person.id)


def find_feed_at(token: str) -> CalendarFeed | None:
    """The feed at this address, unless its reader has left the district."""
    return db.session.scalar(
        select(CalendarFeed)
        .join(CalendarFeed.staff)
        .where(CalendarFeed.token == token, StaffMember.left_at.is_(None))
        .options(joinedload(CalendarFeed.staff))
    )


def entries_of(person: StaffMember, host: str) -> list[Entry]:
    """Everything published for the person, day by day; `host` is ours, so that ids are like no other's."""
    published = _published()
    stops, histories = stops_by_day(person, published), _histories(person, published)
    return [
        entry
        for timetable in published
        for entry in _entries(
            person, timetable, host, stops=stops[timetable.day_id], history=histories[timetable.day_id]
        )
    ]


def _published() -> Sequence[Timetable]:
    return db.session.scalars(
        select(Timetable)
        .join(Timetable.day)
        .where(Timetable.state == TimetableState.PUBLISHED)
        .order_by(Day.date, Day.id)
        .options(joinedload(Timetable.day).selectinload(Day.slots))
    ).all()


def _entries(
    person: StaffMember, timetable: Timetable, host: str, *, stops: Iterable[Stop], history: History
) -> Iterator[Entry]:
    day = timetable.day
    stop_by_slot = {stop.slot_id: stop for stop in stops if not stop.is_open}
    for slot in day.slots:
        stop, had = stop_by_slot.get(slot.id), history.last_in(slot)
        if stop is None and had is None:
            continue
        title = stop.title if stop else had.title if had else slot.label
        is_withdrawn = stop is not None and stop.is_withdrawn
        is_breakout = stop.is_breakout if stop else had is not None and had.session_id is not None
        yield Entry(
            uid=f"slot-{slot.id}-staff-{person.id}@{host}",
            sequence=history.sequence(slot),
            title=f"{stop.label if stop else slot.label}: {title}" if is_breakout else title,
            begins_at=stop.begins_at if stop else slot.begins_at,
            ends_at=stop.ends_at if stop else slot.ends_at,
            zone=day.time_zone,
            changed_at=history.changed_at,
            place=_place(stop) if stop else "",
            words=_words(stop, person) if stop else "",
            is_cancelled=stop is None or is_withdrawn,
        )


class History:
    """What one person had in each slot of a day in every version that was published, seats changed since included."""

    def __init__(
        self,
        versions: Sequence[Timetable],
        *,
        ends: Iterable[EnrolmentSlot],
        made: Sequence[SeatChange],
        offerings: Mapping[int, Offering],
        moved: Mapping[int, int],
    ) -> None:
        self._versions = versions
        self._ends = {(place.timetable_id, place.slot_id): place.offering_id for place in ends}
        self._changes: dict[tuple[int, int], list[SeatChange]] = defaultdict(list)
        for change in made:
            self._changes[change.timetable_id, change.slot_id].append(change)
        self._offerings, self._moved = offerings, moved
        ids = {version.id for version in versions}
        gone = [_withdrawn_at(each) for each in offerings.values() if each.timetable_id in ids]
        moments = [*(version.published_at for version in versions), *(change.at for change in made), *gone]
        self.changed_at = max(moment for moment in moments if moment)

    def last_in(self, slot: Slot) -> Offering | None:
        """What the person had there last, also if they have nothing now."""
        had = [offering for _since, offering in self._states(slot) if offering]
        return had[-1] if had else None

    def sequence(self, slot: Slot) -> int:
        """How often the entry has changed: another session or room, or none any more, or another time of the slot."""
        states = self._states(slot)
        ends = [since for since, _offering in states[1:]] + [None]
        places: list[object] = []
        for (_since, offering), end in zip(states, ends, strict=True):
            places.append((offering.title, offering.room_id) if offering else None)
            gone = _withdrawn_at(offering) if offering else None
            if gone and (end is None or gone <= end):
                places.append(None)
        return changes(places) + self._moved.get(slot.id, 0)

    def _states(self, slot: Slot) -> list[tuple[datetime | None, Offering | None]]:
        """What began there, and since when, in the order of time; a long session is where it begins."""
        states: list[tuple[datetime | None, int | None]] = []
        for version in self._versions:
            made = self._changes[version.id, slot.id]
            first = made[0].left_id if made else self._ends.get((version.id, slot.id))
            states += [(version.published_at, first), *((change.at, change.taken_id) for change in made)]
        found = [(since, self._offerings[each] if each else None) for since, each in states]
        return [(since, each if each and each.slot_id == slot.id else None) for since, each in found]


def _withdrawn_at(offering: Offering) -> datetime | None:
    return offering.session.cancelled_at if offering.session else None


def _histories(person: StaffMember, published: Sequence[Timetable]) -> dict[int, History]:
    """What the person had on each of these days, by the day's id; as many statements for ten days as for one."""
    day_ids = [timetable.day_id for timetable in published]
    versions = db.session.scalars(
        select(Timetable)
        .where(Timetable.day_id.in_(day_ids), Timetable.published_at.is_not(None))
        .order_by(Timetable.published_at, Timetable.id)
    ).all()
    version_ids = [version.id for version in versions]
    ends = db.session.scalars(
        select(EnrolmentSlot).where(EnrolmentSlot.timetable_id.in_(version_ids), EnrolmentSlot.staff_id == person.id)
    ).all()
    made = db.session.scalars(
        select(SeatChange)
        .where(SeatChange.timetable_id.in_(version_ids), SeatChange.staff_id == person.id)
        .order_by(SeatChange.id)
    ).all()
    offerings = _offerings({*(end.offering_id for end in ends), *_named_in(made)})
    moved = _edits_by_slot(day_ids)
    return {
        day_id: History(
            [version for version in versions if version.day_id == day_id],
            ends=ends,
            made=[change for change in made if change.timetable_id in of_day],
            offerings=offerings,
            moved=moved,
        )
        for day_id, of_day in _ids_by_day(versions).items()
    }


def _ids_by_day(versions: Iterable[Timetable]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for version in versions:
        found[version.day_id].add(version.id)
    return found


def _named_in(made: Iterable[SeatChange]) -> Iterator[int]:
    return (each for change in made for each in (change.left_id, change.taken_id) if each)


def _offerings(ids: Collection[int]) -> dict[int, Offering]:
    shown = joinedload(Offering.session).joinedload(Session.proposal)
    return {each.id: each for each in db.session.scalars(select(Offering).where(Offering.id.in_(ids)).options(shown))}


def _edits_by_slot(day_ids: Collection[int]) -> dict[int, int]:
    """How often each slot was changed by a coordinator since its day was first published."""
    of_the_day = select(func.min(Timetable.published_at)).where(Timetable.day_id == Slot.day_id)
    first = of_the_day.correlate(Slot).scalar_subquery()
    edits = (
        select(Slot.id, func.count())
        .join(Trail, (Trail.thing == Slot.__tablename__) & (Trail.thing_id == Slot.id))
        .where(Slot.day_id.in_(day_ids), Trail.at > first)
        .group_by(Slot.id)
    )
    return dict(db.session.execute(edits).all())


def _place(stop: Stop) -> str:
    return f"{stop.running.room}, {stop.running.site.name}" if stop.running else ""


def _words(stop: Stop, person: StaffMember) -> str:
    lines = [outbox.address_of("/my-day")]
    if stop.running and stop.running.leaders:
        names = ", ".join(stop.running.leaders)
        lines.insert(0, Sentence(_LED_BY.pattern, {"names": names}).said(person.language))
    return "\n".join(lines)
