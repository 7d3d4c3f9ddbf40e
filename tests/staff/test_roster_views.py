"""A roster import, as the coordinator meets it: nothing is written before yes, nobody vanishes silently."""

from __future__ import annotations

import io
import os
import re
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pdday.db import db
from pdday.staff.models import JobTitle, StaffMember
from pdday.staff.roster_plan import plan
from pdday.staff.vocabulary import Duty, StaffRole
from pdday.timetable import actions
from pdday.trail import Trail
from tests.counts import cases
from tests.factories import (
    BEFORE,
    enrol,
    make_coordinator,
    make_day,
    make_district,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import problem_and

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

HEADER = "employee_id,first,last,email,site,role,group"


@pytest.fixture
def dana(app, client):
    """The coordinator who sits at `client`."""
    make_district()
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


def line(person: StaffMember, **other: str) -> str:
    """A person's line as it stands in the district's list today."""
    cells = {
        "employee_id": person.employee_id,
        "first": person.first_name,
        "last": person.last_name,
        "email": person.email or "",
        "site": person.home_school.short_name,
        "role": person.role.value,
        "group": person.employee_group.value,
    }
    return ",".join((cells | other).values())


def new_line(school, number="N1", **other: str) -> str:
    cells = {"employee_id": number, "first": "New", "last": "Colleague", "email": f"{number}@harlow.example".lower()}
    cells |= {"site": school.short_name, "role": "nurse", "group": "certificated"}
    return ",".join((cells | other).values())


def upload(client, *lines: str | bytes) -> str:
    """The address of the dry run."""
    raw = lines[0] if lines and isinstance(lines[0], bytes) else "\n".join((HEADER, *lines)).encode()
    return client.send("/staff/rosters", file=(io.BytesIO(raw), "roster.csv")).location


def say_yes(client, address: str, **fields):
    page = client.get(address).text
    seen = re.search(r'name="fingerprint"[^>]* value="([0-9a-f]+)"', page).group(1)
    return client.send(f"{address}/import", **{"fingerprint": seen} | fields)


def by_number(number: str) -> StaffMember | None:
    db.session.expire_all()
    return db.session.scalar(select(StaffMember).where(StaffMember.employee_id == number))


def kept_files(app) -> list:
    return list((app.config["PDDAY"].instance / "rosters").iterdir())


def test_a_dry_run_shows_what_would_change_and_writes_nothing(app, client, dana):
    luis, gone = make_staff("Luis Ortega"), make_staff("Greta Gone")
    address = upload(client, line(dana), line(luis, last="Ortega Ruiz"), new_line(dana.home_school))

    page = client.get(address).text

    assert "Last name: Ortega → Ortega Ruiz" in page
    assert "New Colleague" in page
    assert gone.name in page
    assert (by_number("N1"), luis.last_name) == (None, "Ortega")
    assert db.session.scalars(select(Trail)).all() == []


def test_a_yes_adds_changes_and_lets_go_of_whom_was_ticked_and_forgets_the_file(app, client, dana):
    luis, gone = make_staff("Luis Ortega"), make_staff("Greta Gone")
    address = upload(client, line(dana), line(luis, last="Ortega Ruiz"), new_line(dana.home_school))

    page = say_yes(client, address, others_leave="y")

    assert page.location == "/staff/roster"
    assert (by_number("N1").role, luis.last_name) == (StaffRole.NURSE, "Ortega Ruiz")
    assert gone.left_at is not None
    assert kept_files(app) == []
    assert client.send(f"{address}/import", fingerprint="0").status_code == 404


def test_without_the_tick_nobody_leaves(client, dana):
    make_staff("Greta Gone", school=dana.home_school)

    say_yes(client, upload(client, line(dana)))

    assert [person.left_at for person in db.session.scalars(select(StaffMember))] == [None, None]


def test_a_person_with_a_duty_a_session_or_a_place_is_listed_and_stays_until_ticked_by_name(client, dana):
    day = make_day(dana.home_school)
    steward = make_staff("Sam Steward", duties=(Duty.STEWARD,))
    leads, placed = make_staff("Lea Leads"), make_staff("Pia Placed")
    session = make_session(day, "Number Talks", presenters=(leads,))
    timetable = make_timetable(day)
    coordinator_of_it = db.session.get(StaffMember, timetable.published_by_id)
    enrol(placed, make_offering(timetable, session, slot_of(day, "A"), make_room(dana.home_school)))
    others = [person for person in db.session.scalars(select(StaffMember)) if person.first_name == "Dana"]
    assert coordinator_of_it in others
    address = upload(client, *(line(person) for person in others))
    page = client.get(address).text

    say_yes(client, address, others_leave="y", leaving=[str(placed.id)])

    assert all(told in page for told in ("Is steward.", "Leads “Number Talks”.", "Has 1 place in “PD Day”."))
    db.session.expire_all()
    assert [person.left_at is not None for person in (steward, leads, placed)] == [False, False, True]
    assert placed.first_name == "Pia"


def test_a_coordinator_never_lets_themselves_go(client, dana):
    address = upload(client, new_line(dana.home_school))

    say_yes(client, address, others_leave="y", leaving=[str(dana.id)])

    db.session.expire_all()
    assert dana.left_at is None


def test_somebody_who_comes_back_may_sign_in_again(client, dana):
    back = make_staff("Bea Back", left_at=BEFORE)
    address = upload(client, line(dana), line(back))

    page = client.get(address).text
    say_yes(client, address)

    assert "had left" in page
    assert by_number(back.employee_id).left_at is None


def test_a_yes_to_a_page_that_is_no_longer_true_writes_nothing(client, dana):
    luis = make_staff("Luis Ortega")
    address = upload(client, line(dana), line(luis, last="Ortega Ruiz"))
    seen = re.search(r'name="fingerprint"[^>]* value="([0-9a-f]+)"', client.get(address).text).group(1)
    luis.first_name = "Lucho"
    db.session.commit()

    page = client.send(f"{address}/import", fingerprint=seen)

    assert page.status_code == 409
    assert "The list of people has changed since this page was made." in page.text
    assert (by_number(luis.employee_id).last_name, luis.first_name) == ("Ortega", "Lucho")


def test_a_file_with_a_mistake_cannot_be_imported_and_says_where_it_is(app, client, dana):
    address = upload(client, line(dana), new_line(dana.home_school, site="Nowhere"))

    page = client.get(address).text
    seen = plan(kept_files(app)[0].read_bytes()).fingerprint
    refused = client.send(f"{address}/import", fingerprint=seen)

    assert "Line 3" in page
    assert "There is no site “Nowhere”." in page
    assert "Yes, import the roster" not in page
    assert refused.status_code == 409
    assert by_number("N1") is None


@pytest.mark.parametrize(
    ("raw", "told"), [(b"\xff\xfe\x00roster", "This is not UTF-8."), (b"a,b\n1,2\n", "must name these columns too")]
)
def test_of_a_file_that_cannot_be_read_only_what_is_wrong_is_told(client, dana, raw: bytes, told: str):
    page = client.get(upload(client, raw)).text

    main = page[page.index("<main") :]
    assert told in main
    assert [each for each in ("stats", "people who were not here before", "be imported yet") if each in main] == []
    assert "Choose the file again" in main


def test_what_is_wrong_alike_on_many_lines_is_said_once_with_the_lines(client, dana):
    newcomers = [line(make_staff(f"Ann No{number}"), site="Lowry") for number in range(10)]
    page = client.get(upload(client, line(dana), *newcomers, line(make_staff("Sam Steward"), site="Nowhere"))).text

    assert page.count("There is no site “Lowry”.") == 1
    assert "10 lines: 3, 4, 5, 6, 7, 8, 9, 10 …" in page
    assert "Line 13" in page
    assert 'href="/programme/sites">Go to sites and rooms</a>' in page


def test_nobody_seems_to_have_left_while_the_file_has_mistakes(client, dana):
    steward = make_staff("Sam Steward", duties=(Duty.STEWARD,))
    wrong = client.get(upload(client, line(dana), line(steward, site="Nowhere"))).text
    no_roster = client.get(upload(client, b"name;room\nSam;12\n")).text
    right = client.get(upload(client, line(dana))).text

    told = [
        tuple(words in page for words in ("Sam Steward", "people who may have left"))
        for page in (wrong, no_roster, right)
    ]
    assert told == [(False, False), (False, False), (True, True)]


def test_a_session_given_on_two_days_is_named_once(client, dana):
    leads = make_staff("Lea Leads")
    day, spring = make_day(dana.home_school), make_day(dana.home_school)
    spring.name, spring.date = "Spring Day", date(2027, 5, 7)
    for each in (day, spring):
        make_session(each, "Number Talks", presenters=(leads,))

    page = client.get(upload(client, line(dana))).text

    assert page.count("Leads “Number Talks”.") == 1


def test_job_titles_are_matched_once_and_remembered(client, dana):
    school = dana.home_school
    address = upload(client, line(dana), new_line(school, role="Teacher II"), new_line(school, "N2", role="teacher ii"))
    before = client.get(address).text

    client.send(f"{address}/titles", title_0="classroom_teacher", title_1="classroom_teacher")
    say_yes(client, address)

    assert "Job titles to match: 2 people" in before
    assert [(each.title, each.role) for each in db.session.scalars(select(JobTitle))] == [
        ("teacher ii", StaffRole.CLASSROOM_TEACHER)
    ]
    assert by_number("N2").role is StaffRole.CLASSROOM_TEACHER


def test_an_address_that_somebody_keeps_is_told_with_its_owner(client, dana):
    address = upload(client, new_line(dana.home_school, email=dana.email))

    assert f"belongs to Dana Whitfield ({dana.employee_id})" in client.get(address).text


def test_two_colleagues_may_trade_their_addresses(client, dana):
    ana, ben = make_staff("Ana Ruiz", email="a@harlow.example"), make_staff("Ben Okafor", email="b@harlow.example")

    say_yes(client, upload(client, line(dana), line(ana, email=ben.email), line(ben, email=ana.email)))

    db.session.expire_all()
    assert (ana.email, ben.email) == ("b@harlow.example", "a@harlow.example")


def test_a_no_forgets_the_file(app, client, dana):
    address = upload(client, line(dana))

    client.send(f"{address}/removal")

    assert kept_files(app) == []
    assert client.get(address).location == "/staff/roster"


def test_a_file_that_nobody_answered_is_forgotten_when_the_next_one_comes(app, client, dana):
    upload(client, line(dana))
    forgotten = kept_files(app)[0]
    os.utime(forgotten, (BEFORE.timestamp() - 90_000_000, BEFORE.timestamp() - 90_000_000))

    upload(client, line(dana))

    assert forgotten not in kept_files(app)
    assert len(kept_files(app)) == 1


def test_the_file_never_travels_through_the_browser(client, dana):
    address = upload(client, line(dana), new_line(dana.home_school) + ",only-in-the-file")

    assert "only-in-the-file" not in client.get(address).text


def test_an_import_during_a_solve_leaves_the_draft_whole(client, dana):
    day = make_day(dana.home_school)
    session, room = make_session(day, "Number Talks"), make_room(dana.home_school)
    gone = make_staff("Greta Gone")
    problem, plan = problem_and(day, (session, "A", room, (gone,)))

    say_yes(client, upload(client, line(dana), new_line(dana.home_school)), others_leave="y")
    draft = actions.draft(day, problem, plan, by_id=None, now=BEFORE)

    assert by_number(gone.employee_id).left_at is not None
    assert [each.staff_id for offering in draft.offerings for each in offering.enrolments] == [gone.id]


def test_a_roster_that_is_no_file_or_too_large_is_refused_on_the_page(client, dana):
    none = client.send("/staff/rosters")
    large = client.send("/staff/rosters", file=(io.BytesIO(b"x" * (6 * 1024 * 1024 + 1)), "roster.csv"))

    assert "Choose a file." in none.text
    assert "A roster has at most 6 megabytes." in large.text


@pytest.mark.parametrize(("name", "status"), [("x", 302), ("..%2fpdday.db", 404), ("a" * 22, 302)])
def test_a_name_that_was_never_given_out_finds_nothing(client, dana, name, status):
    answer = client.get(f"/staff/rosters/{name}")

    assert (answer.status_code, "Choose it again" in client.get("/staff/roster").text) == (status, status == 302)


def with_a_header(text: str) -> bytes:
    return f"{HEADER}\n{text}".encode("utf-8", "replace")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_file_breaks_the_page(client, dana):
    @given(st.binary(max_size=300) | st.text(max_size=200).map(with_a_header))
    @settings(max_examples=cases(25), deadline=None, suppress_health_check=list(HealthCheck))
    def stays_whole(raw: bytes) -> None:
        assert client.get(upload(client, raw)).status_code == 200

    stays_whole()


def test_the_page_says_which_words_the_columns_take(client):
    client.sign_in(make_coordinator())

    page = client.get("/staff/roster").text

    assert "one of certificated, classified_exempt, classified_hourly" in page
