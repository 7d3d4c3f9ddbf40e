"""One person, several windows, at the same moment: each request has its own transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from flask import Flask
from sqlalchemy import func, select

from pdday.db import db
from pdday.outbox import Message
from pdday.preferences import actions
from pdday.preferences.models import PreferenceList
from pdday.programme.models import Away, Day
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from tests.factories import make_coordinator, make_staff, slot_of
from tests.preferences.factories import NOW, chosen, make_choosing_day, make_sessions


def at_once(app: Flask, tries: Sequence[Callable[[], object]]) -> None:
    """Let every try begin together, each committing on its own, when the test has let go of the database."""
    db.session.commit()
    start = Barrier(len(tries))

    def run(attempt: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            attempt()
            db.session.commit()

    with ThreadPoolExecutor(len(tries)) as threads:
        list(threads.map(run, tries))


def starring(session_id: int, person_id: int) -> Callable[[], object]:
    def attempt() -> object:
        person = db.session.get_one(StaffMember, person_id)
        return actions.star(db.session.get_one(Session, session_id), by=person, now=NOW)

    return attempt


def everything(person: StaffMember, day: Day) -> list[int]:
    choices = chosen(person, day)
    return sorted([*(wish.session_id for wish in choices.wishes), *choices.stars])


def test_ten_stars_in_ten_windows_are_ten_stars(app: Flask) -> None:
    day, luis = make_choosing_day(), make_staff("Luis Ortega")
    sessions = [session.id for session in make_sessions(day, *(f"Session {number}" for number in range(10)))]

    at_once(app, [starring(session, luis.id) for session in sessions])

    assert everything(luis, day) == sorted(sessions)
    assert len(chosen(luis, day).wishes) == 8


def test_one_star_pressed_many_times_at_once_is_one_star(app: Flask) -> None:
    day, luis = make_choosing_day(), make_staff("Luis Ortega")
    (talks,) = make_sessions(day, "Talks")

    at_once(app, [starring(talks.id, luis.id) for _ in range(8)])

    assert everything(luis, day) == [talks.id]
    assert db.session.scalar(select(PreferenceList.version)) == 1


def test_moves_in_two_windows_lose_no_choice(app: Flask) -> None:
    day, luis = make_choosing_day(), make_staff("Luis Ortega")
    sessions = make_sessions(day, *(f"Session {number}" for number in range(8)))
    for session in sessions:
        actions.star(session, by=luis, now=NOW)
    ids, person_id = [session.id for session in sessions], luis.id

    def moving(session_id: int, number: int) -> Callable[[], object]:
        def attempt() -> object:
            person, session = db.session.get_one(StaffMember, person_id), db.session.get_one(Session, session_id)
            return actions.place(session, number, by=person, now=NOW, seen_version=8)

        return attempt

    at_once(app, [moving(session_id, number) for number, session_id in enumerate(reversed(ids), 1)])

    assert everything(luis, day) == sorted(ids)


def test_the_same_form_sent_twice_at_once_is_kept_once(app: Flask) -> None:
    day, luis = make_choosing_day(), make_staff("Luis Ortega")
    slot, day_id, person_id = slot_of(day, "A").id, day.id, luis.id

    def telling() -> object:
        person = db.session.get_one(StaffMember, person_id)
        return actions.tell_when_away(db.session.get_one(Day, day_id), [slot], by=person, now=NOW)

    at_once(app, [telling] * 6)

    assert db.session.scalar(select(func.count()).select_from(Away)) == 1


def test_two_coordinators_who_remind_at_once_send_one_message_each(app: Flask) -> None:
    day, luis = make_choosing_day(), make_staff("Luis Ortega")
    day_id, danas = day.id, [make_coordinator().id, make_coordinator().id]

    def reminding(by: int) -> Callable[[], object]:
        def attempt() -> object:
            dana = db.session.get_one(StaffMember, by)
            return actions.remind(db.session.get_one(Day, day_id), address="here", by=dana, now=NOW)

        return attempt

    at_once(app, [reminding(dana) for dana in danas])

    sent = select(func.count()).select_from(Message).where(Message.staff_id == luis.id)
    assert db.session.scalar(sent) == 1
