"""The demo day at its doors: every planned try goes through the real `checkin.actions.scan`.

Doors that open together are one transaction. Scans carry ids of their own, so that a day broken off half way
can be begun again: a scan that was seen before is not written twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, time
from itertools import groupby

from sqlalchemy import select

from pdday.checkin import actions, badge_actions, guest_actions
from pdday.checkin.badge_queries import find_valid_badge
from pdday.checkin.models import LETS_IN, Badge, Scan, ScanMethod, ScanOutcome
from pdday.checkin.rules import Passing
from pdday.db import db
from pdday.demo import expected, frame
from pdday.demo.arrivals import Colleague, Door, Try, fates, tries
from pdday.demo.frame import Calendar
from pdday.demo.load import Say
from pdday.programme.models import Day
from pdday.staff.models import StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence, SoMany, people

#: On the eve the badges are made.
BADGES_AT = time(14, 0)
#: During the first breakout Dana hears of a badge left on the bus; soon after, somebody tries it.
LOST_AT, TRIED_AT = time(9, 40), time(9, 55)
#: Two come to the keynote whom no roster has; after the day somebody says who they were.
GUESTS_AT = time(8, 20)
GUESTS = (("Pat Rivera", "County office"), ("Lou Fontaine", "Substitute, first day"))
#: A paper list turns up when the last session is over.
PAPER_AT = time(15, 40)


def is_over(timetable: Timetable) -> bool:
    """Whether the doors of the last slot have been opened already."""
    last = expected.doors(timetable)[-1]
    return db.session.scalar(select(Scan.id).where(Scan.offering_id == last.offering_id).limit(1)) is not None


def let_everybody_in(timetable: Timetable, *, by: StaffMember, seed: int, say: Say) -> None:
    """The day of a published timetable, from the first door to the last. Commits each time that doors have closed."""
    calendar = frame.calendar(timetable.day.date)
    badge_actions.issue_badges(timetable.day, now=calendar.at(BADGES_AT, days_later=-1))
    db.session.commit()
    colleagues = expected.colleagues(timetable)
    doors = expected.doors(timetable)
    settled = fates(colleagues, seed=seed)
    seen: dict[int, set[int]] = defaultdict(set)
    for begins_at, opening in groupby(doors, key=lambda door: door.begins_at):
        open_now = list(opening)
        longer = {door.offering_id for door in doors if door.begins_at < begins_at < door.ends_at}
        busy = {each.staff_id for each in colleagues if not longer.isdisjoint(each.places)}
        watch = _Watch(timetable.day, open_now)
        watch.let_in(tries(colleagues, open_now, settled, busy=busy, seen=seen, seed=seed))
        for staff_id, session_id in watch.sessions_by_person():
            seen[staff_id].add(session_id)
        if open_now[0] is doors[0]:
            _let_guests_in(watch, now=calendar.at(GUESTS_AT))
        if begins_at < calendar.at(LOST_AT) < open_now[0].ends_at:
            _lose_a_badge(timetable.day, calendar, watch, by=by)
        if open_now[0] is doors[-len(open_now)]:
            _add_from_paper(watch, colleagues, by=by, now=calendar.at(PAPER_AT))
        db.session.commit()
        say(watch.told())


class _Watch:
    """The doors that are open together, the stewards at them, and whom they have let in where."""

    def __init__(self, day: Day, open_now: Sequence[Door]) -> None:
        self.day = day
        offerings = db.session.scalars(
            select(Offering).where(Offering.id.in_([door.offering_id for door in open_now])).order_by(Offering.id)
        ).all()
        self.offerings = {offering.id: offering for offering in offerings}
        self.staff = {person.id: person for person in db.session.scalars(select(StaffMember))}
        valid = select(Badge.staff_id, Badge.token).where(Badge.day_id == day.id, Badge.revoked_at.is_(None))
        self.tokens = {badge.staff_id: badge.token for badge in db.session.execute(valid)}
        duty = select(StaffDuty.staff_id).where(StaffDuty.duty == Duty.STEWARD).order_by(StaffDuty.staff_id)
        stewards = [self.staff[staff_id] for staff_id in db.session.scalars(duty)]
        self.stewards = {offering.id: stewards[place % len(stewards)] for place, offering in enumerate(offerings)}
        self.inside: dict[int, int] = {}
        self.turned_away = 0

    def let_in(self, at_doors: Sequence[Try]) -> None:
        """Try every door in order of time."""
        for number, each in enumerate(at_doors):
            doors = each.doors
            if each.again or each.passing is Passing.LEAVING:
                doors = tuple(door for door in doors if self.inside.get(each.staff_id or 0) == door)
            for door in doors:
                if self._passes(each, door, scan_id=f"demo:{door}:{number}"):
                    break
            else:
                self.turned_away += bool(doors)

    def sessions_by_person(self) -> Iterable[tuple[int, int]]:
        """(staff id, session id) of everybody inside; a keynote is no session."""
        for staff_id, door in self.inside.items():
            session_id = self.offerings[door].session_id
            if session_id is not None:
                yield staff_id, session_id

    def told(self) -> Sentence:
        """How it went, for whoever watches the demo."""
        slot = next(iter(self.offerings.values())).slot
        facts = {
            "slot": slot.label,
            "people": people(len(self.inside)),
            "doors": SoMany("{count} door", "{count} doors", len(self.offerings)),
            "away": self.turned_away,
        }
        return Sentence("{slot}: {people} through {doors}, {away} turned away.", facts)

    def _passes(self, each: Try, door: int, *, scan_id: str) -> bool:
        """Whether the door lets them through, in or out."""
        token = None
        if each.method is ScanMethod.BADGE:
            token = self.tokens[each.staff_id] if each.staff_id else f"from another event {scan_id}"
        verdict = actions.scan(
            self.offerings[door],
            scan_id=scan_id,
            token=token,
            staff=self.staff[each.staff_id] if each.staff_id and token is None else None,
            method=each.method,
            scanned_at=each.at,
            by=None if each.method is ScanMethod.KIOSK else self.stewards[door],
            now=each.at,
            passing=each.passing,
        )
        if each.staff_id and verdict.outcome in LETS_IN:
            self.inside[each.staff_id] = door
        return verdict.outcome in LETS_IN | {ScanOutcome.ALREADY_IN, ScanOutcome.LEFT}


def _let_guests_in(watch: _Watch, *, now: datetime) -> None:
    """Whoever is on no roster is written down at the door, and takes a seat like everybody."""
    offering = next(iter(watch.offerings.values()))
    for number, (name, comes_from) in enumerate(GUESTS, 1):
        guest_actions.let_in(
            offering,
            guest_key=f"demo-guest-{number:012}",
            name=name,
            comes_from=comes_from,
            by=watch.stewards[offering.id],
            now=now,
        )


def _lose_a_badge(day: Day, calendar: Calendar, watch: _Watch, *, by: StaffMember) -> None:
    """Somebody's badge is revoked and made anew; whoever found the old one learns that it is worth nothing."""
    if db.session.scalar(select(Badge.id).where(Badge.day_id == day.id, Badge.revoked_at.is_not(None))):
        return
    loser, door = min(watch.inside.items())
    badge = find_valid_badge(watch.staff[loser], day)
    if badge is None:
        return
    badge_actions.revoke_badge(badge, by=by, why="Left on the bus.", now=calendar.at(LOST_AT))
    badge_actions.issue_badges(day, now=calendar.at(LOST_AT))
    actions.scan(
        watch.offerings[door],
        scan_id=f"demo:{door}:found",
        token=badge.token,
        method=ScanMethod.BADGE,
        scanned_at=calendar.at(TRIED_AT),
        by=watch.stewards[door],
        now=calendar.at(TRIED_AT),
    )


def _add_from_paper(watch: _Watch, colleagues: Sequence[Colleague], *, by: StaffMember, now: datetime) -> None:
    """One who signed the list at the door, because nobody was there to scan."""
    for colleague in colleagues:
        own = next((place for place in colleague.places if place in watch.offerings), None)
        if own is not None and colleague.staff_id not in watch.inside:
            offering = watch.offerings[own]
            actions.record_by_hand(
                offering,
                watch.staff[colleague.staff_id],
                arrived_at=offering.slot.begins_at,
                by=by,
                why="Signed the paper list at the door.",
                now=now,
            )
            return
