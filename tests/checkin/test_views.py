from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, current_app

from pdday import jobs
from pdday.checkin import badge_actions, badge_queries, tasks
from pdday.db import db
from pdday.jobs import JobKind, JobState
from pdday.timetable import actions as timetables
from pdday.work import Tools
from tests.checkin.factories import make_badge, make_door, make_published_day
from tests.checkin.reading_paper import code_drawn
from tests.factories import BEFORE, at, enrol, make_coordinator, make_day, make_room, make_staff
from tests.reader import Reader
from tests.timetable.factories import make_gatherings, problem_and


def test_a_coordinator_has_the_sheets_made_and_watches(client: Reader) -> None:
    day, dana = make_published_day().day, make_coordinator()
    client.sign_in(dana)

    page = client.send("/badges/sheets")

    job = jobs.find_latest(JobKind.BADGES, day)
    assert job is not None
    assert (page.location, job.state, job.asked_by_id) == ("/badges", JobState.WAITING, dana.id)
    assert "They wait their turn." in client.get("/badges").text
    assert (client.get("/badges/progress").status_code, client.get("/badges/sheets").status_code) == (200, 404)


def test_asking_twice_says_that_they_are_being_made(client: Reader) -> None:
    make_published_day()
    client.sign_in(make_coordinator())
    client.send("/badges/sheets")

    again = client.send("/badges/sheets")

    assert again.status_code == 409
    assert "already being made" in again.text


def test_the_sheets_can_be_fetched_when_they_are_made(app: Flask, client: Reader) -> None:
    day = make_published_day().day
    client.sign_in(make_coordinator())
    client.send("/badges/sheets")
    job = jobs.find_latest(JobKind.BADGES, day)
    assert job is not None
    attempt = jobs.take(job.id, now=BEFORE)
    assert attempt is not None
    jobs.finish(attempt, tasks.make_badges(job.id, Tools()), now=BEFORE)

    file = client.get("/badges/sheets")

    assert file.data.startswith(b"%PDF-")
    assert f"badges-2027-03-12-{job.id}.pdf" in file.headers["Content-Disposition"]
    assert "Fetch 2 badges" in client.get("/badges").text
    assert client.get("/badges/progress").status_code == 286


def test_a_coordinator_can_stop_the_sheets(client: Reader) -> None:
    day = make_published_day().day
    client.sign_in(make_coordinator())
    client.send("/badges/sheets")
    job = jobs.find_latest(JobKind.BADGES, day)
    assert job is not None

    client.send(f"/badges/sheets/{job.id}/cancellation")

    db.session.expire_all()
    assert job.state is JobState.CANCELLED
    assert "Stopped. No sheets were made." in client.get("/badges").text


def test_before_publication_the_page_says_why_there_is_nothing_to_print(client: Reader) -> None:
    make_day()
    client.sign_in(make_coordinator())

    page = client.get("/badges").text

    assert "The timetable is not published yet." in page
    assert "Make the sheets" not in page


def test_other_colleagues_cannot_print_or_fetch_badges(client: Reader) -> None:
    make_published_day()
    client.sign_in(make_staff("Luis Ortega"))

    answers = [client.get(address).status_code for address in ("/badges", "/badges/progress", "/badges/sheets")]

    assert answers == [403, 403, 403]
    assert client.send("/badges/sheets").status_code == 403
    assert list(Path(current_app.instance_path).glob("badges/*")) == []


def test_my_badge_shows_my_code_and_my_rooms(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    enrol(luis, make_door(the_day, "A", room=make_room(the_day.day.host_school, "Room 203")))
    badge_actions.issue_badges(the_day.day, now=at("7:00"))
    badge = badge_queries.find_valid_badge(luis, the_day.day)
    assert badge is not None
    address = f"http://127.0.0.1:8000/b/{badge.token}"
    client.sign_in(luis)

    page = client.get("/my-badge").text

    assert (drawn_code(page), "Luis Ortega" in page, "Room 203" in page) == (address, True, True)


def drawn_code(page: str) -> str:
    modules = re.search(r'viewBox="0 0 (\d+) ', page)
    assert modules is not None
    dark = {(int(column), int(row)) for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", page)}
    return code_drawn(int(modules.group(1)), dark)


def test_without_a_badge_my_page_says_that_a_name_is_enough(client: Reader) -> None:
    make_published_day()
    client.sign_in(make_staff("Luis Ortega"))

    assert "it is enough to say your name" in client.get("/my-badge").text


def test_before_any_day_is_planned_my_badge_says_that_there_is_none_yet(client: Reader) -> None:
    client.sign_in(make_staff("Luis Ortega"))

    page = client.get("/my-badge")

    assert (page.status_code, "No badge yet" in page.text) == (200, True)


def test_once_a_timetable_is_published_everybody_can_show_a_badge(client: Reader) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")
    make_gatherings(day, make_room(day.host_school, seats=600))
    draft = timetables.draft(day, *problem_and(day), by_id=None, now=BEFORE)
    timetables.publish(draft, by=make_coordinator(), now=BEFORE)
    client.sign_in(luis)

    page = client.get("/my-badge").text

    badge = badge_queries.find_valid_badge(luis, day)
    assert badge is not None
    assert drawn_code(page) == f"http://127.0.0.1:8000/b/{badge.token}"


def test_who_joined_after_publication_makes_a_badge_once(client: Reader) -> None:
    day, luis = make_published_day().day, make_staff("Luis Ortega")
    client.sign_in(luis)
    assert "Make my badge" in client.get("/my-badge").text

    client.send("/my-badge"), client.send("/my-badge")

    assert badge_queries.valid_badges_count(day) == 1
    assert "Hold this to the scanner" in client.get("/my-badge").text


def test_nobody_makes_a_badge_for_a_day_without_a_timetable(client: Reader) -> None:
    day = make_day()
    client.sign_in(make_staff("Luis Ortega"))

    assert client.send("/my-badge").status_code == 404
    assert badge_queries.valid_badges_count(day) == 0


def test_a_slot_without_a_place_is_not_called_free(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    badge_actions.issue_badges(the_day.day, now=at("7:00"))
    client.sign_in(luis)

    page = client.get("/my-badge").text

    assert (page.count("no place"), "free" in page) == (4, False)


def test_a_camera_pointed_at_a_badge_learns_nothing_about_its_bearer(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    badge_actions.issue_badges(the_day.day, now=at("7:00"))
    badge = badge_queries.find_valid_badge(luis, the_day.day)
    assert badge is not None
    token = badge.token
    client.sign_in(make_staff("Mei Tanaka"))

    real, invented = client.get(f"/b/{token}"), client.get("/b/nobodys")

    assert (real.status_code, real.text.replace(token, "nobodys")) == (200, invented.text)
    assert "Luis" not in real.text


def test_a_strangers_camera_learns_what_a_badge_is_for_and_nothing_about_its_bearer(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    token = make_badge(the_day, luis).token

    real, invented = client.get(f"/b/{token}"), client.get("/b/nobodys")

    assert (real.status_code, real.text.replace(token, "nobodys")) == (200, invented.text)
    assert "It is read at the door of a session" in real.text
    assert "Luis" not in real.text
