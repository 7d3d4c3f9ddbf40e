"""What can happen while people choose. Actions flush; the edge commits.

All changes to one person's choices wait for each other: each holds that person's row. So two tabs, or one
button pressed twice, are made one after the other on the list as it is, and neither undoes what the other did.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from pdday import outbox, trail
from pdday.clock import on_the_wall
from pdday.db import db, lock
from pdday.errors import TooLate
from pdday.preferences import answers_queries, order, queries, rules
from pdday.preferences.models import (
    Accommodation,
    AccommodationCategory,
    ListSource,
    Preference,
    PreferenceList,
    Star,
    Veto,
)
from pdday.preferences.order import Choices
from pdday.programme.models import Away, Day
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.words import Sentence

REMINDER_SUBJECT = Sentence("What would you like on the PD day?")
REMINDER_BODY = Sentence(
    "Hello {first_name},\n\n"
    "you have not said yet which sessions you would like on {day}. It takes five minutes on a phone:\n"
    "{address}\n\n"
    "When you do it makes no difference: nobody gets in by being first. If you send no list, you get "
    "sessions that suit your work.\n"
)


@dataclass(frozen=True)
class Saved:
    """What came of a change to a list."""

    #: Whether the list had been changed elsewhere since the page that asked was made.
    changed_elsewhere: bool = False


def star(session: Session, *, by: StaffMember, now: datetime) -> Saved:
    """Put a session at the end of one's list; beyond eight it waits among the stars."""
    _require_wishable(session, by)
    return _change(session.proposal.day, lambda choices: order.star(choices, session.id), by=by, now=now)


def take_off(session: Session, *, by: StaffMember, now: datetime, seen_version: int | None = None) -> Saved:
    """Take a session off one's list and stars."""
    return _change(
        session.proposal.day,
        lambda choices: order.take_off(choices, session.id),
        by=by,
        now=now,
        seen_version=seen_version,
    )


def place(session: Session, number: int, *, by: StaffMember, now: datetime, seen_version: int | None = None) -> Saved:
    """Make a session the `number`th of one's list."""
    _require_wishable(session, by)
    return _change(
        session.proposal.day,
        lambda choices: order.place(choices, session.id, number),
        by=by,
        now=now,
        seen_version=seen_version,
    )


def tie(session: Session, *, by: StaffMember, now: datetime, seen_version: int | None = None) -> Saved:
    """Say that a session is as good as the one above it."""
    return _change(
        session.proposal.day, lambda choices: order.tie(choices, session.id), by=by, now=now, seen_version=seen_version
    )


def untie(session: Session, *, by: StaffMember, now: datetime, seen_version: int | None = None) -> Saved:
    """Say that a session is not quite as good as the one above it."""
    return _change(
        session.proposal.day,
        lambda choices: order.untie(choices, session.id),
        by=by,
        now=now,
        seen_version=seen_version,
    )


def refuse(session: Session, *, by: StaffMember, now: datetime) -> Saved:
    """Mark a session “not for me”: one is never placed in it, unless it is required."""
    _require_wishable(session, by)
    return _change(session.proposal.day, lambda choices: order.refuse(choices, session.id), by=by, now=now)


def welcome(session: Session, *, by: StaffMember, now: datetime) -> Saved:
    """Take “not for me” back."""
    return _change(session.proposal.day, lambda choices: order.welcome(choices, session.id), by=by, now=now)


def tell_when_away(day: Day, slot_ids: Iterable[int], *, by: StaffMember, now: datetime) -> None:
    """Say in which breakouts one is away; slots that are not the day's breakouts are ignored."""
    _require_open(day, now=now)
    lock(by)
    keep_aways(day, by, slot_ids)


def keep_aways(day: Day, person: StaffMember, slot_ids: Iterable[int]) -> bool:
    """Write down in which breakouts a person, whose row is held, is away; whether that is something new."""
    wanted = {slot.id for slot in queries.breakouts(day)} & set(slot_ids)
    known = {each.slot_id: each for each in queries.aways(day, person)}
    for slot_id in known.keys() - wanted:
        db.session.delete(known[slot_id])
    db.session.add_all(Away(staff_id=person.id, slot_id=slot_id) for slot_id in sorted(wanted - known.keys()))
    db.session.flush()
    return wanted != known.keys()


def ask_for_arrangements(
    day: Day, categories: Iterable[AccommodationCategory], *, by: StaffMember, now: datetime
) -> None:
    """Say what kinds of arrangement one needs; never why. What was arranged for a kind already stays."""
    if closed := rules.why_not_choose(day.phases, today=on_the_wall(now, day.time_zone).date()):
        raise TooLate(closed.pattern, closed.facts)
    lock(by)
    wanted = set(categories)
    rows = queries.accommodations(day, by)
    for row in rows:
        if row.category not in wanted:
            db.session.delete(row)
    for category in sorted(wanted - {row.category for row in rows}):
        feature = rules.ROOM_FEATURES.get(category)
        db.session.add(Accommodation(day_id=day.id, staff_id=by.id, category=category, room_feature=feature))
    db.session.flush()


def remind(day: Day, *, address: str, by: StaffMember, now: datetime) -> int:
    """Send a reminder to everyone who has not answered, at most one a day each; how many are reminded today.

    `address` is the page where they choose. After the commit call `lanes.hurry_messages()`.
    """
    _require_open(day, now=now)
    lock(day)
    today = on_the_wall(now, day.time_zone).date()
    people = [person for person in answers_queries.silent_people(day) if person.email]
    for person in people:
        facts = {"first_name": person.first_name, "day": day.name, "address": address}
        outbox.put(
            once=f"choices-{day.id}:{today.isoformat()}:staff-{person.id}",
            staff=person,
            to=str(person.email),
            subject=REMINDER_SUBJECT.said(person.language),
            body=Sentence(REMINDER_BODY.pattern, facts).said(person.language),
            now=now,
        )
    trail.record("remind", day, by=by, at=now, facts={"people": len(people)})
    db.session.flush()
    return len(people)


def _change(
    day: Day,
    change: Callable[[Choices], Choices],
    *,
    by: StaffMember,
    now: datetime,
    seen_version: int | None = None,
) -> Saved:
    _require_open(day, now=now)
    lock(by)
    row = queries.find_list(day, by)
    before = queries.choices_in(row)
    after = change(before)
    if after == before:
        return Saved()
    version = row.version if row else 0
    _keep(row, after, day=day, by=by, now=now)
    return Saved(changed_elsewhere=seen_version is not None and seen_version != version)


def _keep(row: PreferenceList | None, choices: Choices, *, day: Day, by: StaffMember, now: datetime) -> None:
    """Write a list down. One on which nothing is left is no answer, so it has no row."""
    if choices.is_empty:
        db.session.delete(row)
        db.session.flush()
        return
    if row is None:
        row = PreferenceList(day_id=day.id, staff_id=by.id, version=0, preferences=[], stars=[], vetoes=[])
        db.session.add(row)
    row.source, row.saved_at, row.version = ListSource.COLLEAGUE, now, row.version + 1
    wishes = {each.session_id: each for each in row.preferences}
    row.preferences = [
        _at(wishes.get(wish.session_id) or Preference(session_id=wish.session_id), rank=rank, position=position)
        for position, (wish, rank) in enumerate(zip(choices.wishes, order.ranks(choices.wishes), strict=True), 1)
    ]
    stars = {each.session_id: each for each in row.stars}
    row.stars = [stars.get(session_id) or Star(session_id=session_id) for session_id in choices.stars]
    for position, each in enumerate(row.stars, 1):
        each.position = position
    vetoes = {each.session_id: each for each in row.vetoes}
    row.vetoes = [vetoes.get(session_id) or Veto(session_id=session_id) for session_id in sorted(choices.not_for_me)]
    db.session.flush()


def _at(preference: Preference, *, rank: int, position: int) -> Preference:
    preference.rank, preference.position = rank, position
    return preference


def _require_open(day: Day, *, now: datetime) -> None:
    if closed := queries.why_not_choose(day, now=now):
        raise TooLate(closed.pattern, closed.facts)


def _require_wishable(session: Session, person: StaffMember) -> None:
    if reason := rules.why_not_wish(session, person):
        raise TooLate(reason.pattern, reason.facts)
