"""Every form, sent twice: one after the other, and twice at the same moment. What comes of it is as of one.

Each form stands on a page of a district in which it can be sent; both its sendings start from the same
database, which is put back in between. New forms are found by themselves; one that no page here offers has to be
named in ELSEWHERE, and one whose fields a page leaves empty in FILLED.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Response, current_app
from sqlalchemy import Column, create_engine, select, text
from sqlalchemy.engine import make_url
from werkzeug.exceptions import HTTPException

from pdday.config import Config
from pdday.db import Base, Moment, db, empty_write_ahead_log
from pdday.preferences.models import Company, CompanyKind, CompanyMember, Preference, PreferenceList, Star
from pdday.programme.models import Day, Leave, Phase, Room, RoomClosure, Slot, Strand
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.proposals.models import Proposal, ProposalPresenter, Session
from pdday.staff.models import School, StaffMember
from pdday.timetable.models import Offering, Timetable
from pdday.timetable.seat_models import CalendarFeed, Waiting
from tests.factories import (
    BEFORE,
    at,
    enrol,
    keep,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    slot_of,
)
from tests.forms import Form, forms_on
from tests.preferences.factories import make_choosing_day, make_sessions
from tests.proposals.factories import make_draft, make_sent
from tests.reader import Reader
from tests.test_every_page import A_ROSTER, UPLOAD, District, make_district_to_read, rules
from tests.test_junk_everywhere import Sender

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

GOOD_UPLOAD = "abcdEFGH12345678abcdEG"
GOOD_ROSTER = "employee_id,first,last,site,role,group\nN7,New,Colleague,Ridge High,nurse,certificated\n"
#: What a person types where the page leaves it empty.
FILLED: dict[str, dict[str, str]] = {
    "commitments.write": {"what": "Try number talks"},
    "door.scan": {"token": "nobody's badge"},
    "places.add_room": {"name": "Room 999", "seats": "20"},
    "places.add_site": {"name": "New Site", "short_name": "New"},
    "programme.add_strand": {"name": "A new strand"},
    "programme.make_day": {"name": "Next Day", "date": "2028-03-10"},
    "proposals.begin": {"title": "A new idea"},
    "reviews.accept": {"why": "Good"},
    "reviews.waitlist": {"why": "We have many of these."},
    "reviews.decline": {"why": "We have many of these."},
    "reviews.ask_for_changes": {"why": "Say how long each step takes."},
    "slots.add_slot": {"label": "Late", "kind": "breakout", "begins": "16:00", "ends": "16:40", "block": "late"},
    "proposals.save": {"then": ""},
    "people.set_duties": {"why": "She asked for it", "duties": "steward"},
    "people.let_leave": {"why": "She moved"},
    "people.add": {"employee_id": "E999", "first_name": "New", "last_name": "Person", "email": "new@harlow.example"},
    "privacy.purge": {"typed_name": "Gone Away"},
    "programme.set_phases": {"proposing_begins": "", "proposing_ends": ""},
    "slots.add_gathering": {"title": "Farewell", "slot_id": "6"},
    "reviews.merge": {"into_id": "6", "why": "These two belong together."},
    "timetable_pins.pin": {"slot": "2", "reason": "She asked for it"},
    "presence.pair": {"kind": "apart", "other": "5"},
    "pins.change": {"pin": "739164", "again": "739164"},
}
#: Sent again on purpose: each sending is an own thing to do.
MEANT_TO_REPEAT = {
    "staff.sign_out": "the second browser is signed out already and is led to sign in",
    "staff.sign_out_everywhere": "as above",
}
#: Pages of a day on which people choose.
TO_CHOOSE = ("/sessions", "/my-choices", "/my-choices/needs", "/answers")
#: Not offered on any page of this district; where they are sent twice instead, or why not.
ELSEWHERE = {
    "checkin.cancel": "tests/test_jobs.py: a job is cancelled once",
    "timetable.cancel": "tests/test_jobs.py: a job is cancelled once",
    "timetable.conclude": "tests/test_jobs.py: the second click on conclude changes nothing",
    "timetable.bring_back": "tests/timetable/test_version_actions.py: the second click hears of the first",
    "timetable.draft": "tests/test_jobs.py: one solve a day, by index",
    "timetable.publish": "tests/timetable/test_actions.py: two coordinators publish at once",
    "commitments.follow_up": "tests/feedback: once after each stretch",
    "credit.correct": "the day is still ahead; tests/credit/test_records.py: a correction said twice is told once",
    "goals.add": "tests/programme/test_goals.py: the same goal twice is refused",
    "goals.move_up": "tests/programme/test_goals.py: each click is one place, and the first stays first",
    "guests.dismiss": "tests/checkin: what was settled is settled",
    "guests.let_in": "tests/checkin: the same key twice is one guest",
    "guests.link": "tests/checkin: what was settled is settled",
    "remarks.decide": "tests/feedback: held words are decided about once",
    "exchanges.accept": "tests/timetable: an exchange is one, whoever answers first",
    "exchanges.ask": "one open offer for each seat, by index",
    "exchanges.decline": "an answer is given once",
    "exchanges.withdraw": "an answer is given once",
    "kiosk.stay": "says only that somebody is still there",
    "kiosk.try_pin": "tests/staff/test_pin_actions.py: each try counts",
    "my_record.dispute": "one open dispute for each record, by index; the newer words stand",
    "people.welcome_back": "sets what is set already",
    "proposals.forget_unsent": "tests/proposals/test_unsent.py: what is forgotten stays so",
    "pins.give_all": "each slip is printed once",
    "repairs.repair": "tests/test_jobs.py: one solve a day, by index",
    "reviews.release_all": "what lies before reviewers already stays there",
    "roster.match_titles": "says the same of the same titles",
    "roster.upload": "each file is looked at by itself and changes nothing",
    "seats.give_up": "tests/timetable/test_seat_actions.py",
    "staff.ask_for_code": "tests/staff/test_actions.py: five codes at most",
    "staff.sign_in_as": "each sending is a browser of its own",
    "staff.try_code": "tests/staff/test_actions.py: a code works once",
    "terms.accept": "one yes for each version, by key",
    "timetable_pins.unpin": "takes off what is off already",
    "tickets.hand_in": "tests/feedback: one ticket for each colleague, by key",
    "why.ask": "tests/test_jobs.py: one job of a kind and day, by index",
}
#: The way on, the page again, or a sentence that says why not: gone already (404), over already (409), terms that
#: are new since (428).
HARMLESS_ANSWERS = {200, 302, 303, 404, 409, 422, 428}
#: Columns that are made up anew each time.
RANDOM = {"token", "token_hash", "key", "scan_id", "once", "pin_hash", "code_hash", "sealed", "body", "employee_id"}
#: Tables in which a second sending may leave a trace that harms nobody; the former PIN is a wrong one once a new
#: one is set, and each refusal counts; a worker lives beside each sender.
HARMLESS = {"sign_in", "trail", "wrong_pin", "refusal", "worker_sign"}


@dataclass
class Way:
    """A form that somebody can send."""

    endpoint: str
    who: str
    address: str
    fields: dict[str, Any]


def make_district_to_send_from() -> District:
    """The district of every page, and beside it something to remove, to move, to agree to and to take back."""
    district = make_district_to_read()
    made, colleague = district.made, district.colleague
    made.day.phases.append(Phase(kind=PhaseKind.PROPOSING, begins_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)))
    made.day.slots.append(
        Slot(position=9, label="Extra", kind=SlotKind.LUNCH, begins_at=at("17:00"), ends_at=at("17:10"))
    )
    make_room(made.schools[0], "Spare room")
    make_school("Spare site")
    (Path(current_app.instance_path) / "rosters" / GOOD_UPLOAD).write_text(GOOD_ROSTER)
    keep(Strand(day_id=made.day.id, number=2, name="Spare strand"))
    to_come = make_day_to_choose_for(colleague)
    closed, absent = make_room(made.schools[0], "Closed room"), make_staff("Absent All-Day")
    for day in (made.day, to_come):
        keep(Leave(day_id=day.id, staff_id=absent.id, reported_at=BEFORE))
        keep(RoomClosure(room_id=closed.id, slot_id=slot_of(day, "A").id, reason="A leak"))
        apart = [CompanyMember(staff_id=who.id, day_id=day.id) for who in (absent, made.people[4])]
        keep(Company(day_id=day.id, kind=CompanyKind.APART, name="Two people", members=apart))
    asked = make_draft(made.day, made.people[3], title="Asked to join")
    keep(ProposalPresenter(proposal_id=asked.id, staff_id=colleague.id, position=2))
    keep(ProposalPresenter(proposal_id=district.draft.id, staff_id=made.people[4].id, position=2, agreed_at=BEFORE))
    for title, seats in (("Room to spare", 20), ("Full", 1), ("Full too", 1)):
        run = make_offering(
            made.timetable,
            make_session(made.day, title),
            slot_of(made.day, "B"),
            make_room(made.schools[0]),
            seats=seats,
        )
        if seats == 1:
            enrol(make_staff(), run)
    full = db.session.scalars(select(Offering).join(Session).join(Proposal).where(Proposal.title == "Full too")).one()
    keep(Waiting(staff_id=colleague.id, session_id=full.session_id, slot_id=full.slot_id, asked_at=BEFORE))
    keep(CalendarFeed(staff_id=colleague.id, token="a calendar", made_at=BEFORE))
    make_sent(made.day, made.people[6], title="Not released", released=False)
    keep(make_staff("Gone Away")).left_at = BEFORE
    db.session.commit()
    return district


def make_day_to_choose_for(colleague: StaffMember) -> Day:
    """A later day on which people still choose; lists of the other one stay as they are, its timetable is out."""
    day = make_choosing_day()
    day.name, day.date = "Day to come", date(2031, 3, 14)
    first, second, third, _ = make_sessions(day, "First", "Second", "Third", "Fourth")
    wishes = [Preference(session_id=each.id, rank=rank) for rank, each in enumerate((first, second), 1)]
    stars = [Star(session_id=third.id)]
    keep(PreferenceList(day_id=day.id, staff_id=colleague.id, saved_at=BEFORE, preferences=wishes, stars=stars))
    return day


def pages_with_forms(app: Flask, district: District) -> Iterator[tuple[str, str]]:
    """Every page of the walk, and some that the walk does not visit; with who reads it."""
    gone = db.session.scalars(select(StaffMember.id).where(StaffMember.left_at.is_not(None))).one()
    asked = db.session.scalars(select(Proposal.id).where(Proposal.title == "Asked to join")).one()
    absent = db.session.scalars(select(StaffMember.id).where(StaffMember.last_name == "All-Day")).one()
    spare, closed = (
        db.session.scalars(select(Room.id).where(Room.name == name)).one() for name in ("Spare room", "Closed room")
    )
    site = db.session.scalars(select(School.id).where(School.name == "Spare site")).one()
    slot = db.session.scalars(select(Slot.id).where(Slot.label == "Extra")).one()
    strand = db.session.scalars(select(Strand.id).where(Strand.name == "Spare strand")).one()
    unreleased = db.session.scalars(select(Proposal.id).where(Proposal.title == "Not released")).one()
    to_come = db.session.scalars(select(Day.id).where(Day.name == "Day to come")).one()
    unread = db.session.scalars(select(Session.id).join(Proposal).where(Proposal.title == "Fourth")).one()
    more = [
        *(f"{page}?day={to_come}" for page in TO_CHOOSE),
        f"/sessions/{unread}?day={to_come}",
        *(f"/programme/rooms/{closed}", f"/staff/{absent}/on-the-day"),
        *(f"/programme/rooms/{spare}", f"/programme/sites/{site}", f"/programme/slots/{slot}"),
        *(f"/programme/strands/{strand}", f"/staff/{gone}/purge", f"/proposals/{asked}"),
        *(f"/proposals/{unreleased}/review", f"/proposals/{unreleased}/decision"),
        *(f"/my-day/slots/{slot_of(district.made.day, 'B').id}", "/my-day/calendar"),
        *(f"/timetables/{each}" for each in db.session.scalars(select(Timetable.id))),
        *(f"/proposals/{district.draft.id}/presenters?name=Person", f"/staff/rosters/{GOOD_UPLOAD}"),
    ]
    addresses = [district.address(rule) for rule in rules(app, "GET")] + more
    for who in ("coordinator", "colleague"):
        reader = Reader(app, Response, use_cookies=True).sign_in(getattr(district, who))
        for address in addresses:
            answer = reader.get(address)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield who, answer.text


def ways_by_endpoint(app: Flask, district: District) -> dict[str, list[Way]]:
    """Every form on those pages, by the view that takes it."""
    found: dict[str, list[Way]] = {}
    for who, page in pages_with_forms(app, district):
        for form in forms_on(page):
            endpoint = _endpoint(app, form)
            known = found.setdefault(endpoint, [])
            if all((way.address, way.who) != (form.action, who) for way in known):
                fields = {name: values for name, values in form.fields.items() if name != "csrf_token"}
                known.append(Way(endpoint, who, form.action, fields | FILLED.get(endpoint, {})))
    return found


def _endpoint(app: Flask, form: Form) -> str:
    try:
        return str(app.url_map.bind("localhost").match(form.path, method="POST")[0])
    except HTTPException:
        return ""


class Rewind:
    """A database that can be put back to a moment."""

    def __init__(self, config: Config) -> None:
        self.url = make_url(config.database_url)
        self.file = None if self.url.get_backend_name() == "postgresql" else str(self.url.database)

    def _keep_files(self) -> None:
        """Files that wait for an answer are no part of the database."""
        rosters = Path(current_app.instance_path) / "rosters"
        (rosters / UPLOAD).write_text(A_ROSTER)
        (rosters / GOOD_UPLOAD).write_text(GOOD_ROSTER)

    def remember(self) -> None:
        """This moment is the one."""
        self._rest()
        if self.file:
            empty_write_ahead_log()
            db.engine.dispose()
            shutil.copy(self.file, self.file + ".then")
        else:
            self._on_server(
                'DROP DATABASE IF EXISTS "{then}" WITH (FORCE)', 'CREATE DATABASE "{then}" TEMPLATE "{name}"'
            )

    def back(self) -> None:
        """As it was then."""
        self._rest()
        self._keep_files()
        if self.file:
            for ending in ("-wal", "-shm"):
                Path(self.file + ending).unlink(missing_ok=True)
            shutil.copy(self.file + ".then", self.file)
        else:
            self._on_server('DROP DATABASE "{name}" WITH (FORCE)', 'CREATE DATABASE "{name}" TEMPLATE "{then}"')

    def forget(self) -> None:
        """The moment is not needed any more."""
        self._rest()
        if not self.file:
            self._on_server('DROP DATABASE IF EXISTS "{then}" WITH (FORCE)')

    def _rest(self) -> None:
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()

    def _on_server(self, *commands: str) -> None:
        server = create_engine(self.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            for command in commands:
                connection.execute(text(command.format(name=self.url.database, then=f"{self.url.database}_then")))
        server.dispose()


@pytest.fixture
def rewind(app: Flask, config: Config) -> Iterator[Rewind]:
    rewind = Rewind(config)
    yield rewind
    rewind.forget()


def content() -> dict[str, list[str]]:
    """Everything that is kept, table by table, without times and what is made up at random."""
    db.session.rollback()
    kept = {}
    for table in Base.metadata.sorted_tables:
        if table.name not in HARMLESS:
            columns = [column for column in table.columns if _is_lasting(column)]
            kept[table.name] = sorted(str(tuple(row)) for row in db.session.execute(select(*columns)))
    return kept


def _is_lasting(column: Column[Any]) -> bool:
    return not isinstance(column.type, Moment) and column.name not in RANDOM


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """Tables that hold something else, with the rows."""
    return [
        f"{name}: {sorted(set(one[name]) ^ set(other[name]))[:4]} ({len(one[name])}, {len(other[name])})"
        for name in one
        if one[name] != other[name]
    ]


def send(app: Flask, district_ids: dict[str, int], way: Way) -> int:
    """Send the form; what was answered."""
    person = db.session.get_one(StaffMember, district_ids[way.who])
    return Sender(app, person).send("POST", way.address, data=way.fields).status_code


def send_at_once(app: Flask, ids: dict[str, int], way: Way, *, times: int) -> list[int]:
    """Send the form from several browsers at the same moment."""
    senders = [Sender(app, db.session.get_one(StaffMember, ids[way.who])) for _ in range(times)]
    db.session.remove()
    start, statuses = threading.Barrier(times), []

    def press(sender: Sender) -> None:
        with app.app_context():
            start.wait()
            statuses.append(sender.send("POST", way.address, data=way.fields).status_code)

    threads = [threading.Thread(target=press, args=(sender,)) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return sorted(statuses)


def test_a_form_sent_twice_comes_to_the_same_as_sent_once(app: Flask, rewind: Rewind) -> None:
    district = make_district_to_send_from()
    ids = {who: getattr(district, who).id for who in ("coordinator", "colleague")}
    ways = ways_by_endpoint(app, district)
    rewind.remember()
    faults, tried = {}, set()
    for endpoint, candidates in sorted(ways.items()):
        if endpoint in MEANT_TO_REPEAT or not endpoint:
            continue
        for way in candidates[:6]:
            rewind.back()
            if send(app, ids, way) >= 400:
                continue
            tried.add(endpoint)
            once = content()
            again = send(app, ids, way)
            if again not in HARMLESS_ANSWERS or differences(once, content()):
                faults[endpoint] = (again, differences(once, content()))
            rewind.back()
            both = send_at_once(app, ids, way, times=2)
            if not set(both) <= HARMLESS_ANSWERS or min(both) >= 400 or differences(once, content()):
                faults[f"{endpoint} at once"] = (both, differences(once, content()))
            break

    every = {rule.endpoint for rule in rules(app, "POST")}
    assert faults == {}
    assert every - tried - set(MEANT_TO_REPEAT) - set(ELSEWHERE) == set()
    assert (set(ELSEWHERE) | set(MEANT_TO_REPEAT)) - every == set()
