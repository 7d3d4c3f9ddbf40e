"""A door in a real Chromium: on a phone, with a camera that sees a badge, and with a network that goes away."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qrcode
from flask import Flask
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from pdday.checkin.badges import badge_address
from pdday.checkin.models import Attendance, Scan
from pdday.db import db
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Offering
from tests.browser import CHROMIUM, FLAGS, PHONE, Reading, Site, cookie_of
from tests.checkin.factories import TheDay, begin_now, make_badge, make_door, make_published_day
from tests.factories import enrol, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database", ["sqlite"], indirect=True)]

OpenPage = Callable[..., Reading]


@pytest.fixture
def the_day(app: Flask) -> TheDay:
    the_day = make_published_day()
    begin_now(the_day)
    return the_day


@pytest.fixture
def door(the_day: TheDay) -> Offering:
    return make_door(the_day)


@pytest.fixture
def address(door: Offering) -> str:
    """The door's page. Known before anything is served: a test that asks the database later would hold others up."""
    return f"/doors/{door.id}"


@pytest.fixture
def steward(the_day: TheDay) -> StaffMember:
    return make_staff("Rosa Delgado", duties=(Duty.STEWARD,))


@pytest.fixture
def luis(the_day: TheDay, door: Offering) -> StaffMember:
    luis = make_staff("Luis Ortega")
    enrol(luis, door)
    return luis


@pytest.fixture
def camera_sees(luis: StaffMember, the_day: TheDay, tmp_path: Path) -> Path:
    """A camera's picture, as Chromium plays it: Luis's badge on a grey wall."""
    wall = Image.new("RGB", (640, 480), (150, 150, 140))
    code = qrcode.make(badge_address(make_badge(the_day, luis).token), box_size=7).convert("RGB")
    wall.paste(code, (150, 80))
    path = tmp_path / "camera.mjpeg"
    wall.save(path, format="JPEG", quality=92)
    path.write_bytes(path.read_bytes() * 30)
    return path


@pytest.fixture
def phone_with_camera(
    site: Site, chromium: Browser, camera_sees: Path, steward: StaffMember
) -> Iterator[Callable[..., Page]]:
    """A steward's phone: `phone_with_camera("camera")` allows what is named, at another `host` if given."""
    flags = [
        *FLAGS,
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={camera_sees}",
        "--host-resolver-rules=MAP door.example 127.0.0.1",
    ]
    browser = chromium.browser_type.launch(executable_path=CHROMIUM, args=flags)

    def phone(*allowed: str, host: str | None = None) -> Page:
        context = browser.new_context(
            base_url=host or site.address,
            viewport={"width": PHONE[0], "height": PHONE[1]},
            permissions=list(allowed),
        )
        cookie = {"name": "pdday", "value": cookie_of(site, steward), "url": host or site.address}
        context.add_cookies([cookie])
        return context.new_page()

    yield phone
    browser.close()


def count_of(row: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(row)) or 0


def test_a_badge_held_into_the_camera_ends_in_welcome(
    address: str, luis: StaffMember, phone_with_camera: Callable[..., Page]
):
    page = phone_with_camera("camera")
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(address)

    page.get_by_role("button", name="Start the camera").click()

    expect(page.get_by_role("heading", name="Welcome, Luis")).to_be_visible(timeout=30_000)
    expect(page.get_by_text("1 in, 0 still expected")).to_be_visible()
    assert complaints == []
    page.wait_for_timeout(1000)  # the badge stays before the camera
    assert (count_of(Scan), count_of(Attendance)) == (1, 1)


def test_a_refused_camera_says_why_it_is_off(address: str, phone_with_camera: Callable[..., Page]):
    page = phone_with_camera()
    page.goto(address)

    page.get_by_role("button", name="Start the camera").click()

    expect(page.get_by_text("This browser was told not to use it here.")).to_be_visible()


def test_without_https_the_page_says_why_the_camera_is_off(
    address: str, site: Site, phone_with_camera: Callable[..., Page]
):
    page = phone_with_camera(host=site.address.replace("127.0.0.1", "door.example"))

    page.goto(address)

    expect(page.get_by_text("Browsers open it only on an address that begins with https.")).to_be_visible()


def test_a_hand_scanner_types_enter_and_finds_the_field_ready_again(
    the_day: TheDay, address: str, luis: StaffMember, steward: StaffMember, open_page: OpenPage
):
    ruth = make_staff("Ruth Abara")
    tokens = [make_badge(the_day, person).token for person in (luis, ruth)]
    page = open_page(person=steward).go(address)

    for token in tokens:
        page.keyboard.type(token)
        page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Welcome, Ruth: a walk-in")).to_be_visible()
    expect(page.get_by_label("Badge code")).to_be_focused()
    expect(page.get_by_label("Badge code")).to_have_value("")
    assert count_of(Attendance) == 2


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_given_25_people_at_a_door_when_the_host_uses_the_tap_list_then_all_are_in_within_3_minutes_on_a_phone(
    address: str, door: Offering, steward: StaffMember, open_page: OpenPage, script: bool
):
    """DOMAIN.md 12, scenario 23: one tap each, on a page that stays where it is."""
    for _ in range(25):
        enrol(make_staff(), door)
    page = open_page(size=PHONE, person=steward, script=script).go(f"{address}?by=list")
    begun = time.monotonic()

    for left in range(25, 0, -1):
        rows = page.locator("#list form button")
        expect(rows).to_have_count(left)
        rows.first.click()
    expect(page.get_by_text("25 in, 0 still expected")).to_be_visible()

    assert time.monotonic() - begun < 3 * 60
    assert count_of(Attendance) == 25


def test_a_lost_connection_loses_nothing_and_says_so(
    address: str, door: Offering, luis: StaffMember, steward: StaffMember, open_page: OpenPage
):
    enrol(make_staff("Ruth Abara"), door)
    page = open_page(size=PHONE, person=steward).go(f"{address}?by=list")

    page.context.set_offline(True)
    for name in ("Luis Ortega", "Luis Ortega", "Ruth Abara"):
        page.get_by_role("button", name=f"In {name}").click()
    expect(page.get_by_text("2 tries are not sent yet.")).to_be_visible()
    page.context.set_offline(False)

    expect(page.get_by_text("2 in, 0 still expected")).to_be_visible(timeout=15_000)
    expect(page.get_by_text("2 tries are not sent yet.")).to_be_hidden()
    assert (count_of(Scan), count_of(Attendance)) == (2, 2)


def test_whoever_was_signed_out_signs_in_beside_and_nothing_is_lost(
    site: Site, address: str, luis: StaffMember, steward: StaffMember, open_page: OpenPage
):
    page = open_page(size=PHONE, person=steward).go(f"{address}?by=list")
    page.context.clear_cookies()

    page.get_by_role("button", name="In Luis Ortega").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.context.add_cookies([{"name": "pdday", "value": cookie_of(site, steward), "url": site.address}])

    expect(page.get_by_role("heading", name="Welcome, Luis")).to_be_visible(timeout=15_000)
    assert count_of(Scan) == 1


def test_the_wall_counts_again_by_itself(
    site: Site, address: str, luis: StaffMember, steward: StaffMember, open_page: OpenPage
):
    wall = open_page(person=steward).go("/wall?slot=A")
    expect(wall.get_by_text("0 in, 1 awaited")).to_be_visible()
    phone = open_page(size=PHONE, person=steward).go(f"{address}?by=list")

    phone.get_by_role("button", name="In Luis Ortega").click()

    expect(wall.get_by_text("1 in, 0 awaited")).to_be_visible(timeout=15_000)
