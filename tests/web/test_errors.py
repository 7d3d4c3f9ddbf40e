"""A small feature of its own, so that refusals of every kind can be seen on real pages."""

import dataclasses

import pytest
from flask import Flask, Response, redirect, render_template_string
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired

from pdday.app import create_app
from pdday.config import Config
from pdday.db import db
from pdday.errors import NotReady, Refused
from pdday.staff.models import School
from pdday.web.errors import again, complete, found
from pdday.words import Sentence
from tests.factories import make_school, make_staff
from tests.markup import Markup
from tests.reader import Reader

PAGE = """{% extends "base.html" %}{% from "components/form.html" import field, submit, token %}
{% block title %}Rooms{% endblock %}
{% block content %}
<h1>Rooms</h1><form method="post">{{ token() }}{{ field(form.name) }}{{ submit("Keep") }}</form>
{% endblock %}"""


class RoomForm(FlaskForm):
    name = StringField("Name", [InputRequired("Give the room a name.")])


def rooms(form: RoomForm | None = None) -> str:
    return render_template_string(PAGE, form=form or RoomForm())


@again(rooms)
def keep_room() -> Response:
    form = complete(RoomForm())
    school = make_school(form.name.data)
    if school.name == "207":
        raise Refused("Room {room} has {seats} seats.", {"room": "207", "seats": 24})
    if school.name == "118":
        raise NotReady("Room 118 is not ready.", reasons=(Sentence("Its lamp is broken."),))
    db.session.commit()
    return redirect("/rooms")


def break_down() -> str:
    raise RuntimeError("the secret of the boiler room")


@pytest.fixture
def client(own_app: Flask) -> Reader:
    """A colleague's browser, on a pdday with three more pages; mistakes of ours show as they would to people."""
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    own_app.add_url_rule("/rooms", "rooms", rooms, methods=["GET"])
    own_app.add_url_rule("/rooms", "keep_room", keep_room, methods=["POST"])
    own_app.add_url_rule("/broken", "broken", break_down)
    own_app.add_url_rule(
        "/schools/<int:school_id>", "school", lambda school_id: found(db.session.get(School, school_id)).name
    )
    return Reader(own_app, Response, use_cookies=True).sign_in(make_staff("Luis Ortega"))


def test_an_incomplete_form_comes_back_with_its_mistakes_and_its_words(client: Reader):
    answer = client.send("/rooms", name="")

    assert answer.status_code == 422
    assert "Nothing was saved yet." in answer.text
    assert "Give the room a name." in answer.text
    assert 'aria-describedby="name-error"' in answer.text


def test_a_refusal_gives_the_form_back_with_what_was_typed(client: Reader):
    answer = client.send("/rooms", name="207")

    assert answer.status_code == 409
    assert "Room 207 has 24 seats." in answer.text
    assert 'value="207"' in answer.text


def test_a_refusal_keeps_nothing_of_what_was_begun(client: Reader):
    client.send("/rooms", name="207")

    assert db.session.query(School).filter_by(name="207").count() == 0


def test_a_refusal_with_reasons_lists_each(client: Reader):
    answer = client.send("/rooms", name="118")

    assert "Room 118 is not ready." in answer.text
    assert "<li>Its lamp is broken.</li>" in answer.text


def test_what_was_typed_is_shown_as_text_never_as_markup(client: Reader):
    answer = client.post("/rooms", data={"name": "<script>207</script>"})

    assert "<script>207" not in answer.text
    assert "&lt;script&gt;207" in answer.text


def test_a_form_that_lost_its_proof_comes_back_with_its_words_and_a_fresh_proof(client: Reader):
    answer = client.post("/rooms", data={"name": "204", "csrf_token": "stale"})

    assert answer.status_code == 400
    assert "What you typed is still here." in answer.text
    assert 'value="204"' in answer.text
    assert 'name="csrf_token" value="' in answer.text
    assert db.session.query(School).filter_by(name="204").count() == 0


def test_who_was_signed_out_in_the_meantime_is_told_so_before_anything_else(own_app: Flask, client: Reader):
    answer = Reader(own_app, Response, use_cookies=True).post("/rooms", data={"name": "204"})

    assert answer.status_code == 401
    assert "You are signed out" in answer.text


def test_our_own_mistakes_are_admitted_without_their_details(client: Reader):
    answer = client.get("/broken")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "boiler" not in answer.text


def test_the_page_for_a_failure_needs_no_database(config: Config, tmp_path):
    app = create_app(dataclasses.replace(config, database_url=f"sqlite:///{tmp_path / 'not there' / 'pdday.db'}"))
    app.config["PROPAGATE_EXCEPTIONS"] = False

    answer = app.test_client().get("/sign-in")

    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/nowhere", 404),
        ("/schools/999999", 404),
        ("/schools/2147483648", 404),
        ("/schools/99999999999999999999999999", 404),
        ("/schools/-1", 404),
        ("/you?name=%00", 400),
        ("/you?%00=1", 400),
        ("/%00", 400),
        ("/you?name=%ff%fe", 200),
        ("/you?" + "a=1&" * 1000, 200),
    ],
)
def test_junk_in_an_address_is_answered_calmly(client: Reader, address: str, status: int):
    answer = client.get(address)

    assert answer.status_code == status
    assert "<h1>" in answer.text


def test_a_null_byte_in_a_form_is_refused_on_both_databases_alike(client: Reader):
    assert client.send("/rooms", name="2\x0007").status_code == 400


@pytest.mark.parametrize("body", ['{"token": "\\u0000"}', '{"\\u0000": 1}', '{"a": [{"b": "\\ud800"}]}'])
def test_what_no_database_can_hold_is_refused_in_json_too(client: Reader, body: str):
    answer = client.post("/rooms", data=body, content_type="application/json", headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["title"] == "We cannot read that"


def test_a_form_of_more_than_a_megabyte_is_too_large(client: Reader):
    answer = client.post("/rooms", data={"name": "x" * 2_000_000})

    assert answer.status_code == 413
    assert "That is too large" in answer.text


@pytest.mark.parametrize(
    ("address", "name", "status"),
    [("/schools/999999", "", 404), ("/rooms", "\0", 400), ("/rooms", "x" * 2_000_000, 413)],
)
def test_whoever_is_signed_in_finds_their_places_and_their_own_page_on_an_error(
    client: Reader, address: str, name: str, status: int
):
    client.sign_in(make_staff("Mei Tanaka"))

    page = client.send(address, name=name) if name else client.get(address)

    links = [link.get("href") for link in Markup(page.text).all("a")]
    assert page.status_code == status
    assert [each for each in ("/", "/my-day", "/you") if each not in links] == []


def test_the_wrong_way_of_asking_names_the_right_ones(client: Reader):
    answer = client.get("/sign-out")

    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"OPTIONS", "POST"}


def test_a_program_that_wants_json_hears_of_a_refusal_in_json(client: Reader):
    answer = client.post("/rooms", data={"name": ""}, headers={"Accept": "application/json"})

    assert answer.status_code == 400
    assert answer.json["title"] == "That cannot be done now"


@pytest.mark.parametrize("body", ["[]", "7", '"x"', "null", '{"email": 7}', '{"email": ["a"]}', "{", ""])
def test_json_is_not_what_any_page_sends(client: Reader, body: str):
    answer = client.post("/sign-in", data=body, content_type="application/json")

    assert (answer.status_code, "We cannot read that" in answer.text) == (400, True)


def test_what_is_wrong_is_said_in_front_with_a_link_to_its_field_and_in_the_title(client: Reader):
    answer = client.send("/rooms", name="")

    assert "<title>One field to fix: Rooms: pdday</title>" in answer.text
    assert '<li><a href="#name">Name</a>: Give the room a name.</li>' in answer.text
    assert '<div class="front" role="group" aria-labelledby="front-refused" tabindex="-1" autofocus>' in answer.text


def test_a_refusal_of_what_was_typed_right_is_in_the_title_too(client: Reader):
    answer = client.send("/rooms", name="207")

    assert "<title>Not done: Rooms: pdday</title>" in answer.text
