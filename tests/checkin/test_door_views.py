"""A steward's pages, as forms: all of this works without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from itertools import count

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pdday.checkin import actions, badge_actions, queries
from pdday.checkin.badges import badge_address, token_in
from pdday.checkin.models import Attendance, Scan, ScanMethod, ScanOutcome
from pdday.checkin.names import LOOKS
from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Offering
from pdday.trail import Trail
from tests.checkin.factories import TheDay, begin_now, make_badge, make_door, make_published_day
from tests.factories import ZONE, enrol, make_coordinator, make_day, make_room, make_staff
from tests.reader import Reader

_scan_ids = count(1)


@pytest.fixture
def the_day(app: Flask) -> TheDay:
    """A published day whose slot A has just begun."""
    the_day = make_published_day()
    begin_now(the_day)
    return the_day


@pytest.fixture
def steward(the_day: TheDay, client: Reader) -> Reader:
    return client.sign_in(make_staff("Rosa Delgado", duties=(Duty.STEWARD,)))


def new_scan_id() -> str:
    return f"made-on-this-device-{next(_scan_ids):06}"


def try_at(
    steward: Reader, door: Offering, *, way: str = "arriving", by: str = "scan", **fields: object
) -> TestResponse:
    """Send one try and read the page that comes of it."""
    fields = {"scan_id": new_scan_id()} | fields
    answer = steward.send(f"/doors/{door.id}/scans?by={by}&way={way}", **fields)
    return steward.get(answer.location) if answer.status_code == 302 else answer


def words(page: TestResponse) -> str:
    """What the verdict says, in one line."""
    verdict = re.search(r'<section class="verdict.*?</section>', page.text, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", verdict.group()).split()) if verdict else ""


def outcome(page: TestResponse) -> str:
    found = re.search(r'data-outcome="(\w+)"', page.text)
    return found.group(1) if found else ""


def number_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_a_steward_finds_the_door_of_a_room(steward: Reader, the_day: TheDay):
    door = make_door(the_day, seats=12, room=make_room(the_day.day.host_school, "Room 203", seats=12))
    enrol(make_staff(), door)

    page = steward.get("/doors").text

    assert "Room 203" in page
    assert f'href="/doors/{door.id}"' in page
    assert "0 in, 1 still expected, 12 seats" in page


@pytest.mark.parametrize(
    "read", ["an address", "an address from another host", "the token", "the token and a line end"]
)
def test_a_badge_is_read_however_it_comes(steward: Reader, the_day: TheDay, read: str):
    door, luis = make_door(the_day), make_staff("Luis Ortega")
    enrol(luis, door)
    token = make_badge(the_day, luis).token
    typed = {
        "an address": badge_address(token),
        "an address from another host": f"https://pd.example/b/{token}",
        "the token": token,
        "the token and a line end": f" {token}\r\n",
    }[read]

    page = try_at(steward, door, token=typed)

    assert "Welcome, Luis" in words(page)
    assert "1 in, 0 still expected" in page.text


def test_what_a_scanner_read_ends_in_the_token():
    assert [token_in(read) for read in ("https://a.example/b/x-1", "x-1 ", "/b/x-1/", None, "")] == ["x-1"] * 3 + [
        None,
        None,
    ]


def test_a_second_scan_says_when_the_first_was(steward: Reader, the_day: TheDay):
    door, luis = make_door(the_day), make_staff("Luis Ortega")
    try_at(steward, door, staff_id=luis.id, seconds_ago=0)
    attendance = queries.find_attendance(door.id, luis.id)
    assert attendance is not None
    attendance.arrived_at = now() - timedelta(minutes=20)
    first = on_the_wall(attendance.arrived_at, ZONE)

    page = try_at(steward, door, staff_id=luis.id)

    assert outcome(page) == "already_in"
    assert f"The first scan was at {first:%-I:%M}. Counted once." in words(page)


def test_whoever_belongs_in_another_room_is_told_which(steward: Reader, the_day: TheDay):
    door = make_door(the_day)
    other = make_door(the_day, room=make_room(the_day.day.host_school, "Room 118"))
    farah = make_staff("Farah Aziz")
    enrol(farah, other)

    page = try_at(steward, door, staff_id=farah.id)

    assert outcome(page) == "another_room"
    assert f"Expected in Room 118 : “{other.title}”" in words(page)


def test_given_a_room_posted_for_30_when_anyone_force_adds_a_31st_then_it_is_refused_with_alternatives(
    client: Reader, the_day: TheDay
):
    """DOMAIN.md 12, scenario 17: also a coordinator, also by name."""
    room = make_room(the_day.day.host_school, "Room 203", seats=40, posted_limit=30)
    door = make_door(the_day, room=room, seats=40)
    near = make_door(the_day, room=make_room(the_day.day.host_school, "Room 118"))
    coordinator = client.sign_in(make_coordinator())
    for _ in range(30):
        actions.scan(
            door,
            scan_id=new_scan_id(),
            staff=make_staff(),
            method=ScanMethod.TAP,
            scanned_at=now(),
            by=None,
            now=now(),
        )

    page = try_at(coordinator, door, by="name", staff_id=make_staff("Tom Brandt").id)

    assert outcome(page) == "full"
    assert "The sign in this room allows 30 people, so nobody can be added." in words(page)
    assert f"Free seats nearby Room 118 {near.title} 30 seats free" in words(page)
    assert queries.present_count(door) == 30


def test_given_wifi_fails_for_40_minutes_when_it_returns_then_queued_scans_appear_once_each_with_original_times(
    steward: Reader, the_day: TheDay
):
    """DOMAIN.md 12, scenario 24, without the network: tries told 40 minutes later, each of them twice."""
    begin_now(the_day, minutes_ago=45)
    door, people = make_door(the_day), [make_staff() for _ in range(3)]
    made_ago = [40 * 60, 39 * 60, 20 * 60]
    told = [
        {"scan_id": new_scan_id(), "staff_id": person.id, "seconds_ago": ago}
        for person, ago in zip(people, made_ago, strict=True)
    ]
    told_at = now()

    for fields in (*told, *told):
        try_at(steward, door, **fields)

    rows = db.session.scalars(select(Scan).order_by(Scan.id)).all()
    lateness = [round((scan.received_at - scan.scanned_at).total_seconds()) for scan in rows]
    arrivals = db.session.scalars(select(Attendance).order_by(Attendance.arrived_at)).all()
    assert lateness == made_ago
    assert [each.staff_id for each in arrivals] == [person.id for person in people]
    assert all(each.arrived_at < told_at - timedelta(minutes=15) for each in arrivals)


def test_a_double_tap_is_one_scan(steward: Reader, the_day: TheDay):
    door, luis, scan_id = make_door(the_day), make_staff("Luis Ortega"), new_scan_id()

    pages = [try_at(steward, door, by="list", staff_id=luis.id, scan_id=scan_id) for _ in range(2)]

    assert [outcome(page) for page in pages] == ["walk_in", "walk_in"]
    assert (number_of(Scan), number_of(Attendance)) == (1, 1)


def test_every_row_of_the_list_is_a_try_of_its_own(steward: Reader, the_day: TheDay):
    door = make_door(the_day)
    for _ in range(3):
        enrol(make_staff(), door)

    ids = re.findall(r'name="scan_id" value="([^"]+)"', steward.get(f"/doors/{door.id}?by=list").text)

    assert (len(ids), len(set(ids))) == (3, 3)


def test_leaving_is_recorded_and_the_room_empties(steward: Reader, the_day: TheDay):
    door, luis = make_door(the_day), make_staff("Luis Ortega")
    enrol(luis, door)
    try_at(steward, door, by="list", staff_id=luis.id)

    page = try_at(steward, door, by="list", way="leaving", staff_id=luis.id)

    assert "Goodbye, Luis" in words(page)
    assert "0 in, 0 still expected" in page.text


def test_a_badge_that_nobody_has_leads_on_to_the_list(steward: Reader, the_day: TheDay):
    page = try_at(steward, make_door(the_day), token="from-another-event")

    assert outcome(page) == "unknown_badge"
    assert "Find them in the list or by name instead" in words(page)


def test_a_lost_badge_is_worth_nothing_and_says_whose_it_was(steward: Reader, the_day: TheDay):
    luis = make_staff("Luis Ortega")
    badge = make_badge(the_day, luis)
    badge_actions.revoke_badge(badge, by=make_coordinator(), why="Left on the bus", now=now())

    page = try_at(steward, make_door(the_day), token=badge.token)

    assert (outcome(page), number_of(Attendance)) == ("revoked", 0)
    assert "Luis Ortega" in words(page)


def test_too_early_says_when_doors_open_and_too_late_when_it_ended(steward: Reader, the_day: TheDay):
    later, person = make_door(the_day, "B"), make_staff()
    begin_now(the_day, "C", minutes_ago=90)
    over = make_door(the_day, "C")

    assert "Doors open at 10:05, Friday, March 12." in words(try_at(steward, later, staff_id=person.id))
    assert "If they were here, a coordinator can record it." in words(try_at(steward, over, staff_id=person.id))


def test_somebody_not_on_the_list_is_found_by_name(steward: Reader, the_day: TheDay):
    door = make_door(the_day)
    other = make_door(the_day, room=make_room(the_day.day.host_school, "Room 118"))
    enrol(make_staff("Farah Aziz"), other)
    make_staff("Farid Azimi")

    page = steward.get(f"/doors/{door.id}?by=name&q=azi").text

    assert page.index("Farid Azimi") < page.index("Farah Aziz")
    assert "expected in Room 118" in page
    assert "nothing planned in this slot" in page


def test_a_name_that_nobody_has_is_said_and_kept(steward: Reader, the_day: TheDay):
    page = steward.get(f"/doors/{make_door(the_day).id}?by=name&q=Zzyzx").text

    assert "Nobody of the district has a name like “Zzyzx”." in page
    assert 'value="Zzyzx"' in page


def test_an_empty_code_is_refused_and_a_long_one_kept(steward: Reader, the_day: TheDay):
    door = make_door(the_day)

    empty, long = try_at(steward, door, token=" "), try_at(steward, door, token="x" * 400)

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "Scan a badge, or type its code." in empty.text
    assert "x" * 400 in long.text
    assert number_of(Scan) == 0


def arrived(steward: Reader, door: Offering, person: StaffMember) -> str:
    """Let somebody in; the address of their arrival."""
    try_at(steward, door, by="list", staff_id=person.id)
    return f"/doors/{door.id}/arrivals/{person.id}"


def test_an_arrival_is_undone_with_a_reason_and_the_scan_stays(steward: Reader, the_day: TheDay):
    door, ruth = make_door(the_day), make_staff("Ruth Abara")
    address = arrived(steward, door, ruth)
    assert "Undo the arrival of Ruth Abara?" in steward.get(address).text

    sent = [steward.send(f"{address}/undoing", reason="other", words="Twins") for _ in range(2)]

    entries = db.session.scalars(select(Trail).where(Trail.did == "undo_attendance")).all()
    assert [each.status_code for each in sent] == [302, 302]
    assert [entry.why for entry in entries] == ["Something else. Twins"]
    assert (number_of(Attendance), number_of(Scan)) == (0, 1)


def test_nothing_is_undone_without_a_reason(steward: Reader, the_day: TheDay):
    address = arrived(steward, make_door(the_day), make_staff("Ruth Abara"))

    page = steward.send(f"{address}/undoing", reason="other", words=" ")

    assert page.status_code == 422
    assert "Say in a few words what happened." in page.text
    assert number_of(Attendance) == 1


def test_the_wall_counts_every_room_of_a_slot(steward: Reader, the_day: TheDay):
    first, second = make_door(the_day, seats=10), make_door(the_day, seats=20)
    make_door(the_day, "B", seats=99)
    luis = make_staff()
    enrol(luis, first)
    enrol(make_staff(), second)
    try_at(steward, first, staff_id=luis.id)

    page = " ".join(steward.get("/wall?slot=A").text.split())

    assert "1 in, 0 awaited, 10 seats" in page
    assert "0 in, 1 awaited, 20 seats" in page
    assert "99 seats" not in page
    assert page.index("20 seats") < page.index("10 seats")


def test_before_publication_the_doors_say_why_there_are_none(client: Reader):
    make_day()
    client.sign_in(make_coordinator())

    assert "Doors open when the timetable is published." in client.get("/doors").text
    assert "Rooms fill when the timetable is published." in client.get("/wall").text


def test_colleagues_who_are_no_stewards_let_nobody_in(client: Reader, the_day: TheDay):
    door, person = make_door(the_day), make_staff()
    client.sign_in(person)

    answer = client.send(f"/doors/{door.id}/scans", scan_id=new_scan_id(), staff_id=person.id)

    assert (answer.status_code, number_of(Scan)) == (403, 0)


def test_every_outcome_differs_in_words_and_in_shape():
    looks = [LOOKS[outcome] for outcome in ScanOutcome]

    assert len({look.headline.pattern for look in looks}) == len({look.picture for look in looks}) == len(looks) == 10
    assert {look.tones for look in looks if look.kind} == {2}
    assert {look.tones for look in looks if not look.kind} == {1}
