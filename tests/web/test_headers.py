import dataclasses
import re

import pytest
from flask import Flask

from pdday.app import create_app
from pdday.config import Config
from pdday.web import assets
from tests.counting import statements
from tests.factories import make_staff
from tests.reader import Reader

sqlite_only = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@sqlite_only
def test_no_page_may_run_what_is_not_in_a_file_of_ours(client: Reader):
    policy = client.get("/sign-in").headers["Content-Security-Policy"]

    assert policy == (
        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; "
        "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )


@sqlite_only
@pytest.mark.parametrize("address", ["/sign-in", "/nowhere", "/you"])
def test_every_answer_says_what_browsers_must_not_do(client: Reader, address: str):
    headers = client.get(address).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Permissions-Policy"] == "camera=(self), microphone=(), geolocation=()"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cache-Control"] == "no-store"


@sqlite_only
@pytest.mark.parametrize(
    ("url", "header"),
    [("http://127.0.0.1:8000", None), ("https://pd.example.org", "max-age=31536000; includeSubDomains")],
)
def test_only_an_installation_on_https_binds_browsers_to_it(config: Config, url: str, header: str | None):
    app = create_app(dataclasses.replace(config, url=url))

    assert app.test_client().get("/nowhere").headers.get("Strict-Transport-Security") == header


@sqlite_only
def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(client: Reader):
    cookie = client.get("/sign-in").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@sqlite_only
@pytest.mark.parametrize(
    ("url", "kept"), [("http://127.0.0.1:8000", ("pdday", False)), ("https://pd.example.org", ("__Host-pdday", True))]
)
def test_on_https_the_cookie_is_this_hosts_alone_and_travels_by_nothing_else(
    config: Config, url: str, kept: tuple[str, bool]
):
    app = create_app(dataclasses.replace(config, url=url))

    cookie = app.test_client().get("/sign-in").headers["Set-Cookie"]

    assert (cookie.split("=", 1)[0], "; Secure" in cookie) == kept
    assert "Path=/;" in cookie
    assert "Domain=" not in cookie


@sqlite_only
def test_static_files_are_kept_for_a_year_under_an_address_that_changes_with_their_bytes(client: Reader):
    address = re.search(r'href="(/static/[0-9a-f]{12}/pdday.css)"', client.get("/sign-in").text).group(1)

    answer = client.get(address)

    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.data == (assets.STATIC / "pdday.css").read_bytes()


@sqlite_only
@pytest.mark.parametrize(
    "address", ["/static/000000000000/pdday.css", "/static/../config.py", "/static/%2e%2e/config.py"]
)
def test_a_static_address_of_another_release_or_place_holds_nothing(client: Reader, address: str):
    answer = client.get(address)

    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-store"


def test_every_file_that_the_stylesheet_names_is_there():
    named = re.findall(r'url\("([^"]+)"\)', (assets.STATIC / "pdday.css").read_text())

    assert named
    assert [name for name in named if not (assets.STATIC / name).is_file()] == []


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (assets.STATIC / "icons.svg").read_text()))
    templates = (assets.STATIC.parent / "templates").rglob("*.html")
    named = {name for each in templates for name in re.findall(r'icon\("([^"]+)"', each.read_text())}

    assert named - drawn == set()


@sqlite_only
def test_reading_a_page_never_waits_for_a_writer_and_sending_a_form_always_takes_its_turn(app: Flask, client: Reader):
    client.sign_in(make_staff("Luis Ortega"))
    proof = client.proof()

    with statements() as reading:
        client.get("/you")
    with statements() as sending:
        client.post("/sign-out", data={"csrf_token": proof})

    assert [each for each in reading if each.startswith("BEGIN")] == ["BEGIN DEFERRED"]
    assert [each for each in sending if each.startswith("BEGIN")] == ["BEGIN IMMEDIATE"]
