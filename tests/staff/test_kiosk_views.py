"""A shared device as people meet it: in with a PIN, out when done, and nothing stays."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from flask import Flask, Response

from pdday.clock import now
from pdday.db import db
from pdday.staff.models import SignIn, StaffMember, WrongPin
from pdday.staff.vocabulary import Device
from pdday.web.pace import EVEN_SECONDS
from tests.factories import make_coordinator, make_school, make_staff
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN, WRONG
from tests.staff.test_views import KNOWN, sign_in_by_mail


@pytest.fixture
def joyce(app: Flask) -> StaffMember:
    return make_staff("Joyce Okafor", email=None, pin_hash=HASH)


def sign_in_at_kiosk(kiosk: Reader, who: str = "Joyce Okafor", **more: str):
    return kiosk.send("/kiosk", who=who, pin=PIN, **more)


def devices() -> list[Device]:
    return list(db.session.scalars(db.select(SignIn.device).order_by(SignIn.id)))


def last_touched(kiosk: Reader, *, ago: timedelta) -> None:
    with kiosk.session_transaction() as browser_session:
        browser_session["seen_at"] = int((now() - ago).timestamp())


def test_a_colleague_without_mail_signs_in_and_is_where_she_wanted_to_be(client: Reader, joyce: StaffMember):
    answer = sign_in_at_kiosk(client, next="/my-choices")

    assert answer.headers["Location"] == "/my-choices"
    assert "Joyce Okafor" in client.get("/you").text


def test_no_address_leads_away_from_a_kiosk(client: Reader, joyce: StaffMember):
    assert sign_in_at_kiosk(client, next="https://evil.example").headers["Location"] == "/"


def test_a_wrong_pin_keeps_the_name_but_not_the_pin(client: Reader, joyce: StaffMember):
    answer = client.send("/kiosk", who="Joyce Okafor", pin=WRONG)

    assert (answer.status_code, "That name and that PIN do not go together." in answer.text) == (409, True)
    assert ('value="Joyce Okafor"' in answer.text, WRONG in answer.text) == (True, False)
    assert db.session.query(WrongPin).count() == 1


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "abcdef", "１２３４５６"])
def test_what_is_no_pin_at_all_costs_no_try(client: Reader, joyce: StaffMember, pin: str):
    assert client.send("/kiosk", who="Joyce Okafor", pin=pin).status_code == 422
    assert db.session.query(WrongPin).count() == 0


@pytest.mark.slow
def test_a_stranger_cannot_tell_whose_name_is_known(client: Reader, joyce: StaffMember):
    make_staff("Luis Ortega")

    def faces(who: str) -> list[tuple[int, str]]:
        answers = [client.send("/kiosk", who=who, pin=WRONG) for _ in range(7)]
        return [(each.status_code, re.sub(r'value="[^"]*"', "", each.text)) for each in answers]

    assert faces("Joyce Okafor") == faces("Luis Ortega") == faces("Nobody Atall")


@pytest.mark.parametrize("who", ["Joyce Okafor", "Nobody Atall"])
def test_the_clock_tells_a_stranger_nothing_either(client: Reader, joyce: StaffMember, who: str):
    client.get("/kiosk")
    begun = time.monotonic()
    client.send("/kiosk", who=who, pin=WRONG)

    assert time.monotonic() - begun >= EVEN_SECONDS


def test_every_page_of_a_shared_device_says_who_is_there_and_how_to_end_it(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)

    for address in ("/you", "/sessions", "/programme", "/nowhere"):
        page = client.get(address)
        assert ("Done: sign me out" in page.text, page.headers["Cache-Control"]) == (True, "no-store")
    assert "Shared device: Joyce Okafor is signed in." in client.get("/you").text


def test_a_device_of_one_s_own_says_nothing_of_it(client: Reader, joyce: StaffMember):
    client.sign_in(joyce)

    assert "Done: sign me out" not in client.get("/you").text


def test_done_means_forgotten_and_back_at_the_kiosk(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)
    kept = client.get_cookie("pdday").value

    answer = client.send("/sign-out")

    assert answer.headers["Location"] == "/kiosk"
    assert client.get("/you").headers["Location"] == "/kiosk"
    assert "Joyce" not in client.get("/kiosk").text
    client.set_cookie("pdday", kept)
    assert client.get("/you").status_code == 302


def test_a_device_that_nobody_touches_forgets_who_was_there(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)
    last_touched(client, ago=timedelta(minutes=6))

    assert client.get("/you").headers["Location"] == "/kiosk"


def test_each_page_begins_the_minutes_anew(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)
    for _ in range(3):
        last_touched(client, ago=timedelta(minutes=4))
        assert client.get("/you").status_code == 200


def test_a_page_that_asks_for_itself_keeps_nobody_signed_in(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)
    last_touched(client, ago=timedelta(minutes=4))

    client.get("/you", headers={"Sec-Fetch-Mode": "cors"})

    with client.session_transaction() as browser_session:
        assert now().timestamp() - browser_session["seen_at"] >= 240


def test_whoever_types_without_leaving_the_page_stays(client: Reader, joyce: StaffMember):
    sign_in_at_kiosk(client)
    last_touched(client, ago=timedelta(minutes=4))

    assert client.send("/kiosk/here").status_code == 204
    with client.session_transaction() as browser_session:
        assert now().timestamp() - browser_session["seen_at"] < 60


def test_the_cookie_dies_with_the_window(client: Reader, joyce: StaffMember):
    answer = sign_in_at_kiosk(client)

    assert "Expires" not in answer.headers["Set-Cookie"]
    assert "Max-Age" not in answer.headers["Set-Cookie"]


def test_the_next_person_may_sign_in_where_one_forgot_to_leave(client: Reader, joyce: StaffMember):
    make_staff("Rosa Delgado", email=None, pin_hash=HASH)
    sign_in_at_kiosk(client)

    assert "Joyce Okafor is signed in here." in client.get("/kiosk").text
    sign_in_at_kiosk(client, "Rosa Delgado")

    assert "Rosa Delgado" in client.get("/you").text
    assert [each is None for each in db.session.scalars(db.select(SignIn.ended_at).order_by(SignIn.id))] == [
        False,
        True,
    ]


def test_a_code_by_mail_at_a_kiosk_is_forgotten_like_a_pin(client: Reader):
    make_staff("Luis Ortega", email=KNOWN)
    client.get("/kiosk")

    sign_in_by_mail(client)

    assert devices() == [Device.SHARED]
    assert "Done: sign me out" in client.get("/you").text


def test_who_says_it_is_their_own_device_is_believed(client: Reader):
    make_staff("Luis Ortega", email=KNOWN)
    client.get("/kiosk")

    sign_in_by_mail(client, own_device="y")

    assert devices() == [Device.OWN]
    assert "Done: sign me out" not in client.get("/you").text


def test_looking_at_the_kiosk_page_does_not_share_a_device_somebody_is_signed_in_at(client: Reader):
    make_staff("Luis Ortega", email=KNOWN)
    sign_in_by_mail(client)

    client.get("/kiosk")
    client.send("/sign-out")

    assert client.get("/you").headers["Location"].startswith("/sign-in")


class TestPins:
    @pytest.fixture
    def dana(self, client: Reader) -> StaffMember:
        dana = make_coordinator()
        client.sign_in(dana)
        return dana

    def test_a_coordinator_makes_slips_for_a_site_and_sees_them_once(self, client: Reader, dana: StaffMember):
        school = make_school("Birchfield")
        make_staff("Joyce Okafor", school=school, email=None)

        slips = client.send(f"/staff/pins/at/{school.id}")

        (pin,) = re.findall(r'class="pin">([0-9]{6})<', slips.text)
        assert ("Joyce Okafor" in slips.text, slips.headers["Cache-Control"]) == (True, "no-store")
        assert pin not in client.get("/staff/pins").text
        kiosk = Reader(client.application, Response, use_cookies=True)
        assert kiosk.send("/kiosk", who="Joyce Okafor", pin=pin).status_code == 302

    def test_the_page_counts_who_still_needs_one(self, client: Reader, dana: StaffMember):
        school = make_school("Birchfield")
        make_staff("Joyce Okafor", school=school, email=None, pin_hash=HASH)
        make_staff("Ana Reyes", school=school, email=None)

        assert "Make 1 PIN<" in client.get("/staff/pins").text

    def test_sent_twice_it_says_that_nobody_needs_one(self, client: Reader, dana: StaffMember):
        school = make_school("Birchfield")
        make_staff("Joyce Okafor", school=school, email=None)
        client.send(f"/staff/pins/at/{school.id}")

        assert "Nobody here needs a PIN" in client.send(f"/staff/pins/at/{school.id}").text

    def test_a_lost_slip_is_replaced(self, client: Reader, dana: StaffMember, joyce: StaffMember):
        slip = client.send(f"/staff/{joyce.id}/pin")

        assert re.findall(r'class="pin">([0-9]{6})<', slip.text) != []
        assert joyce.employee_id in slip.text

    def test_anyone_takes_a_pin_of_their_own(self, client: Reader):
        luis = make_staff("Luis Ortega", email=KNOWN)
        client.sign_in(luis)

        assert "Your current PIN" not in client.get("/you/pin").text
        answer = client.send("/you/pin", pin="602214", again="602214")

        assert answer.headers["Location"] == "/you"
        kiosk = Reader(client.application, Response, use_cookies=True)
        assert kiosk.send("/kiosk", who="Luis Ortega", pin="602214").status_code == 302

    def test_a_pin_mistyped_once_is_not_taken(self, client: Reader, joyce: StaffMember):
        client.sign_in(joyce)

        answer = client.send("/you/pin", former=PIN, pin="602214", again="602215")

        assert (answer.status_code, "The two are not the same." in answer.text) == (422, True)
        assert joyce.pin_hash == HASH
