import dataclasses
import re
import time
from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from flask import Flask, Response

from pdday.app import create_app
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.outbox import Message
from pdday.staff.models import District, SignIn, SignInCode, StaffMember
from pdday.staff.rules import DEMO_DISTRICT
from pdday.staff.vocabulary import Duty, StaffRole
from pdday.web.pace import EVEN_SECONDS
from tests.factories import make_district, make_school, make_staff
from tests.reader import Reader

KNOWN = "l.ortega@harlow.example"


@pytest.fixture
def luis(app: Flask) -> StaffMember:
    return make_staff("Luis Ortega", email=KNOWN)


def sent_code(app: Flask) -> str:
    mail = db.session.scalars(db.select(Message).order_by(Message.id.desc())).first()
    return Fernet(app.config["PDDAY"].seal_key).decrypt(mail.sealed).decode().split()[0]


def sign_in_by_mail(client: Reader, **more: str):
    client.send("/sign-in", email=KNOWN)
    return client.send("/sign-in/code", email=KNOWN, code=sent_code(client.application), **more)


def test_a_colleague_signs_in_with_the_code_from_the_mail(client: Reader, luis: StaffMember):
    answer = sign_in_by_mail(client)

    assert answer.headers["Location"] == "/"
    assert "Luis Ortega" in client.get("/you").text


def test_opening_the_address_in_the_mail_fills_in_the_code_and_signs_nobody_in(client: Reader, luis: StaffMember):
    client.send("/sign-in", email=KNOWN)
    page = client.get("/sign-in/code", query_string={"email": KNOWN, "code": sent_code(client.application)})

    assert f'value="{sent_code(client.application)}"' in page.text
    assert client.get("/you").status_code == 302
    assert db.session.query(SignIn).count() == 0


def test_the_address_in_the_mail_leads_to_my_day_once_i_am_in(client: Reader, luis: StaffMember):
    sign_in_by_mail(client)

    again = client.get("/sign-in/code", query_string={"email": KNOWN, "code": "123456", "next": "/my-badge"})

    assert again.headers["Location"] == "/my-badge"


def test_a_colleague_may_sign_in_where_another_still_is(client: Reader, luis: StaffMember):
    client.sign_in(make_staff("Mei Tanaka"))

    sign_in_by_mail(client)

    assert "Luis Ortega" in client.get("/you").text


def test_a_page_left_open_in_another_tab_leads_on_when_its_button_is_pressed(client: Reader, luis: StaffMember):
    client.sign_in(luis)

    answer = client.post("/sign-in", data={"csrf_token": "from before", "email": KNOWN})

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")


def test_a_wrong_code_says_what_to_do_and_keeps_the_address(client: Reader, luis: StaffMember):
    client.send("/sign-in", email=KNOWN)
    wrong = f"{(int(sent_code(client.application)) + 1) % 1_000_000:06}"

    answer = client.send("/sign-in/code", email=KNOWN, code=wrong)

    assert answer.status_code == 409
    assert "That code does not work." in answer.text
    assert KNOWN in answer.text
    assert db.session.scalars(db.select(SignInCode.tries)).one() == 1


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\n6"])
def test_what_is_no_code_at_all_costs_no_try(client: Reader, luis: StaffMember, code: str):
    client.send("/sign-in", email=KNOWN)

    assert client.send("/sign-in/code", email=KNOWN, code=code).status_code == 422
    assert db.session.scalars(db.select(SignInCode.tries)).one() == 0


@pytest.mark.slow
def test_a_stranger_cannot_tell_which_addresses_are_known(client: Reader, luis: StaffMember):
    def face(answer) -> tuple[int, str, str]:
        plain = re.sub(r'name="csrf_token" value="[^"]+"', "", answer.text)
        return answer.status_code, answer.headers.get("Location", ""), plain

    known, unknown = [
        [
            face(client.send("/sign-in", email=address)),
            face(client.get("/sign-in/code", query_string={"email": address})),
            *(face(client.send("/sign-in/code", email=address, code="000000")) for _ in range(7)),
        ]
        for address in (KNOWN, "n.obody@harlow.example")
    ]

    swapped = [(status, *(part.replace("n.obody", "l.ortega") for part in rest)) for status, *rest in unknown]
    assert swapped == known


@pytest.mark.parametrize("address", [KNOWN, "n.obody@harlow.example"])
def test_the_clock_tells_a_stranger_nothing_either(client: Reader, luis: StaffMember, address: str):
    for page, fields in (("/sign-in", {}), ("/sign-in/code", {"code": "000000"})):
        client.get("/sign-in")
        begun = time.monotonic()
        client.send(page, email=address, **fields)

        assert time.monotonic() - begun >= EVEN_SECONDS


def test_a_cookie_planted_before_signing_in_is_worth_nothing_after(client: Reader, luis: StaffMember):
    client.get("/sign-in")
    planted = client.get_cookie("pdday").value
    sign_in_by_mail(client)

    thief = Reader(client.application, Response, use_cookies=True)
    thief.set_cookie("pdday", planted)

    assert thief.get("/you").status_code == 302
    assert client.get_cookie("pdday").value != planted


def test_a_form_s_proof_from_before_signing_in_is_worth_nothing_after(client: Reader, luis: StaffMember):
    planted = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/sign-in").text).group(1)
    sign_in_by_mail(client)

    assert client.post("/sign-out", data={"csrf_token": planted}).status_code == 400
    assert client.get("/you").status_code == 200


def test_signing_out_ends_this_browser_for_good(client: Reader, luis: StaffMember):
    client.sign_in(luis)
    kept = client.get_cookie("pdday").value
    client.send("/sign-out")
    client.set_cookie("pdday", kept)

    assert client.get("/you").status_code == 302


def test_signing_out_everywhere_ends_every_browser(app: Flask, luis: StaffMember):
    here, there = (Reader(app, Response, use_cookies=True).sign_in(luis) for _ in range(2))

    here.send("/sign-out/everywhere")

    assert there.get("/you").status_code == 302


def test_signing_out_everywhere_leaves_colleagues_alone(app: Flask, luis: StaffMember):
    rosa = Reader(app, Response, use_cookies=True).sign_in(make_staff("Rosa Delgado"))

    Reader(app, Response, use_cookies=True).sign_in(luis).send("/sign-out/everywhere")

    assert rosa.get("/you").status_code == 200


def test_a_sign_in_is_over_when_its_time_is(client: Reader, luis: StaffMember):
    client.sign_in(luis)
    db.session.execute(db.update(SignIn).values(ends_at=now() - timedelta(seconds=1)))

    assert client.get("/you").status_code == 302


def test_whoever_leaves_the_district_is_out_at_once(client: Reader, luis: StaffMember):
    client.sign_in(luis)
    luis.left_at = now()

    assert client.get("/you").status_code == 302


@pytest.mark.parametrize(("ticked", "hours"), [({}, 12), ({"own_device": "y"}, 30 * 24)])
def test_only_on_one_s_own_device_does_it_last_a_month(client: Reader, luis: StaffMember, ticked, hours: int):
    sign_in_by_mail(client, **ticked)

    sign_in = db.session.scalars(db.select(SignIn)).one()
    assert sign_in.ends_at - sign_in.began_at == timedelta(hours=hours)


def test_after_signing_in_one_is_where_one_wanted_to_be(client: Reader, luis: StaffMember):
    assert client.get("/you?from=mail").headers["Location"] == "/sign-in?next=/you?from%3Dmail"
    assert sign_in_by_mail(client, next="/you?from=mail").headers["Location"] == "/you?from=mail"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "///evil.example",
        "/you\\@evil.example",
        "evil",
        " /you",
    ],
)
def test_no_address_leads_away_from_here(client: Reader, luis: StaffMember, elsewhere: str):
    assert sign_in_by_mail(client, next=elsewhere).headers["Location"] == "/"
    assert client.get("/sign-in", query_string={"next": elsewhere}).headers["Location"] == "/"


def test_the_page_about_oneself_shows_only_oneself(client: Reader, luis: StaffMember):
    client.sign_in(make_staff("Rosa Delgado"))

    assert KNOWN not in client.get("/you").text


class TestTheDemo:
    @pytest.fixture
    def client(self, config: Config) -> Reader:
        app = create_app(dataclasses.replace(config, demo=True))
        with app.app_context():
            make_district(DEMO_DISTRICT)
            yield Reader(app, Response, use_cookies=True)
            db.session.remove()
            db.engine.dispose()

    def test_typical_people_are_offered_with_what_they_do(self, client: Reader):
        make_staff("Dana Whitfield", duties=(Duty.COORDINATOR,))
        make_staff("Sam Reed", role=StaffRole.NURSE, school=make_school("Birchfield"))

        page = client.get("/sign-in/demo").text

        assert "Coordinator: Dana Whitfield" in page
        assert "Nurse: Sam Reed" in page
        assert "Principal" not in page

    def test_anyone_can_be_found_by_part_of_a_name(self, client: Reader):
        make_staff("Luis Ortega")
        make_staff("Rosa Delgado")

        page = client.get("/sign-in/demo", query_string={"name": "ort lu"}).text

        assert "Luis Ortega" in page.split("Anyone else")[1]
        assert "Rosa Delgado" not in page.split("Anyone else")[1]

    @pytest.mark.parametrize("name", ["%", "_", "'", "\\", "x" * 5000])
    def test_a_search_for_odd_letters_finds_nobody(self, client: Reader, name: str):
        make_staff("Luis Ortega")

        assert "Nobody by that name" in client.get("/sign-in/demo", query_string={"name": name}).text

    def test_one_button_and_one_is_somebody_else(self, client: Reader):
        luis = make_staff("Luis Ortega")
        client.send(f"/sign-in/as/{luis.id}")

        assert "Luis Ortega" in client.get("/you").text

    def test_even_here_a_form_from_elsewhere_signs_nobody_in(self, client: Reader):
        luis = make_staff("Luis Ortega")

        assert client.post(f"/sign-in/as/{luis.id}").status_code == 400
        assert client.get("/you").status_code == 302

    def test_the_setting_opens_no_real_district(self, client: Reader):
        db.session.get_one(District, 1).name = "Elm County Schools"
        luis = make_staff("Luis Ortega")

        assert client.get("/sign-in/demo").status_code == 404
        assert client.send(f"/sign-in/as/{luis.id}").status_code == 404
        assert "demo" not in client.get("/sign-in").text


def test_a_real_district_has_no_list_of_people_to_be(client: Reader, luis: StaffMember):
    assert client.get("/sign-in/demo").status_code == 404
    assert client.send(f"/sign-in/as/{luis.id}").status_code == 404
    assert "demo" not in client.get("/sign-in").text
