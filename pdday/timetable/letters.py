"""What people hear by mail about their own day: what they have, or what is there now instead of what."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from pdday import outbox
from pdday.clock import on_the_wall
from pdday.programme.models import Day
from pdday.programme.registers import News
from pdday.staff.models import StaffMember
from pdday.timetable import place_queries, queries
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence, WallTime

#: Where everybody reads their own day.
MY_DAY = "/my-day"

READY = Sentence("Your PD day is ready.")
CHANGED = Sentence("Something in your PD day has changed.")
_LETTER = Sentence(
    "Hello {first_name},\n\n{news}\n\n{lines}\n\nYour whole day, and why you have each session, is on your page:\n"
    "{address}\n"
)
_HAS = Sentence("{time}: {place}")
_HAS_NOW = Sentence("{time}: {place} (until now: {before})")
_PLACE = Sentence("“{title}”, {room}")
_FREE = Sentence("nothing")
_WITHDRAWN = Sentence(
    "“{title}” in {slot} was withdrawn by its presenters. We are sorry. You can take a free seat elsewhere yourself; "
    "otherwise the coordinator finds you one."
)
_AT_ANOTHER_SITE = Sentence("{room} at {site}")


@dataclass(frozen=True)
class Days:
    """What everybody has in each slot of one timetable: offering ids by slot id, by staff id."""

    offerings: Mapping[int, Offering]
    has: Mapping[int, Mapping[int, int]]

    @classmethod
    def of(cls, timetable: Timetable | None) -> Days:
        """Read a timetable; without one nobody has anything."""
        if timetable is None:
            return cls({}, {})
        return cls({each.id: each for each in queries.offerings(timetable)}, place_queries.slots_by_person(timetable))

    def find(self, staff_id: int, slot_id: int) -> Offering | None:
        """What a person has in a slot."""
        found = self.has.get(staff_id, {}).get(slot_id)
        return None if found is None else self.offerings[found]


def tell_whose_day_changed(
    timetable: Timetable, former: Timetable | None, staff_ids: Collection[int], *, now: datetime
) -> None:
    """Put one message to each of these people who has an address; what it says is theirs alone."""
    after, before = Days.of(timetable), Days.of(former)
    news = READY if former is None else CHANGED
    outbox.put_all(
        (
            _letter(
                person,
                news,
                [told.said(person.language) for told in _lines(timetable.day, person, after, before)],
                once=f"timetable-{timetable.id}",
            )
            for person in place_queries.people_with_mail(staff_ids)
        ),
        now=now,
    )


def tell_news(news: News, timetable: Timetable, staff_ids: Collection[int]) -> None:
    """Tell people who have a place there that a slot or room of the published timetable has changed."""
    once = f"timetable-{timetable.id}:{news.thing.__tablename__}-{news.thing.id}:{news.at.timestamp():.0f}"
    outbox.put_all(
        (
            _letter(person, CHANGED, [news.sentence.said(person.language)], once=once)
            for person in place_queries.people_with_mail(staff_ids)
        ),
        now=news.at,
    )


def tell_withdrawn(offering: Offering, staff_ids: Collection[int], *, now: datetime) -> None:
    """Tell people who have a seat in a running that its presenters took the session back."""
    news = Sentence(_WITHDRAWN.pattern, {"title": offering.title, "slot": offering.slot.label})
    once = f"offering-{offering.id}:withdrawn"
    outbox.put_all(
        (
            _letter(person, CHANGED, [news.said(person.language)], once=once)
            for person in place_queries.people_with_mail(staff_ids)
        ),
        now=now,
    )


def _letter(person: StaffMember, news: Sentence, lines: list[str], *, once: str) -> outbox.Letter:
    facts = {
        "first_name": person.first_name,
        "news": news,
        "lines": "\n".join(f"- {line}" for line in lines),
        "address": outbox.address_of(MY_DAY),
    }
    return outbox.Letter(
        once=f"{once}:staff-{person.id}",
        staff_id=person.id,
        to=str(person.email),
        subject=news.said(person.language),
        body=Sentence(_LETTER.pattern, facts).said(person.language),
    )


def _lines(day: Day, person: StaffMember, after: Days, before: Days) -> Iterator[Sentence]:
    """A line for each time of the person's day that is not as it was; a long session is told once."""
    told_last: tuple[Offering | None, Offering | None] = (None, None)
    for slot in day.slots:
        has, had = after.find(person.id, slot.id), before.find(person.id, slot.id)
        if _same(has, had) or (has, had) == told_last:
            continue
        told_last = (has, had)
        begins = WallTime(on_the_wall(slot.begins_at, day.time_zone).time())
        facts = {"time": begins, "place": _place(has, day), "before": _place(had, day)}
        yield Sentence((_HAS if had is None else _HAS_NOW).pattern, facts)


def _same(has: Offering | None, had: Offering | None) -> bool:
    if has is None or had is None:
        return has is had
    return (has.session_id, has.room_id) == (had.session_id, had.room_id)


def _place(offering: Offering | None, day: Day) -> Sentence:
    if offering is None:
        return _FREE
    room: str | Sentence = offering.room.name
    if offering.room.school_id != day.host_school_id:
        room = Sentence(_AT_ANOTHER_SITE.pattern, {"room": room, "site": offering.room.school.short_name})
    return Sentence(_PLACE.pattern, {"title": offering.title, "room": room})
