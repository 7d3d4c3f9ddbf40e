"""What the log says: enough to find a fault by its number, and nobody's name."""

from __future__ import annotations

import io
import logging
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask, Response, abort

from pdday import logs
from pdday.app import create_app
from pdday.config import Config
from pdday.db import db
from pdday.errors import Refused
from pdday.web import request_log
from tests.factories import make_staff
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read, rules

#: In a name of its own, because a traceback shows the line of code that broke.
DANA = "dana@elm.example"


@pytest.fixture
def log(app: Flask) -> Iterator[io.StringIO]:
    """Everything that this process logs from here on, as it would stand in the journal."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs.Line())
    root, former = logging.getLogger(), logging.getLogger().level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(former)


def lines_about_requests(log: io.StringIO) -> list[dict[str, str]]:
    """The lines on requests, as key and value."""
    lines = [line for line in log.getvalue().splitlines() if " log=pdday.requests " in line]
    return [{name: value.strip('"') for name, value in re.findall(r'(\w+)=("[^"]*"|\S+)', line)} for line in lines]


def test_a_request_leaves_one_line_with_the_number_that_the_browser_got(client: Reader, log):
    answer = client.get(
        "/sign-in/code?email=dana@elm.example&code=123456", environ_base={"REMOTE_ADDR": "198.51.100.7"}
    )

    (line,) = lines_about_requests(log)
    assert {name: line[name] for name in ("request", "method", "at", "status", "visitor")} == {
        "request": answer.headers["X-Request-Id"],
        "method": "GET",
        "at": "/sign-in/code",
        "status": "200",
        "visitor": "198.51.100.0",
    }


def test_a_token_in_an_address_is_not_in_the_log(client: Reader, log):
    client.get("/calendar/abcdEFGH12345678.ics")
    client.get("/b/abcdEFGH12345678")
    client.get("/nowhere/dana@elm.example")

    assert [line["at"] for line in lines_about_requests(log)] == [
        "/calendar/<token>.ics",
        "/b/<token>",
        "an address that is not ours",
    ]
    assert "abcdEFGH12345678" not in log.getvalue()


def test_pictures_and_health_pages_are_in_the_log_only_when_something_is_wrong(client: Reader, log):
    client.get("/health/live")
    client.get("/health/worker")

    assert [line["at"] for line in lines_about_requests(log)] == ["/health/worker"]


def test_a_failure_is_found_by_the_number_on_its_page(own_app: Flask, log):
    own_app.config["PROPAGATE_EXCEPTIONS"] = False
    own_app.add_url_rule("/broken", "broken", lambda: {}[DANA])
    client = Reader(own_app, Response, use_cookies=True).sign_in(make_staff())

    page = client.get("/broken")

    number = page.headers["X-Request-Id"]
    failed = [line for line in log.getvalue().splitlines() if f"request={number}" in line]
    assert (page.status_code, number in page.text, len(failed)) == (500, True, 2)
    assert ("    KeyError\n" in log.getvalue(), DANA in log.getvalue()) == (True, False)


def test_the_words_of_a_database_error_name_nobody(app: Flask, log):
    make_staff(email=DANA)
    db.session.commit()
    try:
        make_staff(email=DANA)
    except Exception:
        logging.getLogger("pdday").exception("A round failed.")
    db.session.rollback()

    kinds = ("IntegrityError (SQLITE_CONSTRAINT_UNIQUE)\n", "UniqueViolation (23505)\n")
    assert ("IntegrityError" in log.getvalue(), any(kind in log.getvalue() for kind in kinds)) == (True, True)
    assert [word for word in (DANA, "Person", "harlow.example") if word in log.getvalue()] == []


def fail_with(error: Exception, *, after: Exception | None = None) -> None:
    """Let something of ours break on the words of somebody, as a library says them."""
    try:
        raise error from after
    except Exception:
        logging.getLogger("pdday").exception("A round failed.")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_bare_name_in_the_words_of_an_exception_stays_out_of_the_log(log):
    name = "Dana Whitfield"
    fail_with(ValueError(f"{name} is no number"), after=LookupError(name))
    fail_with(PermissionError(13, "Permission denied", f"/tmp/{name}.csv"))
    fail_with(Refused("{name} has left.", {"name": name}))
    fail_with(ExceptionGroup(name, [KeyError(name)]))

    told = [line.strip() for line in log.getvalue().splitlines() if line.startswith("    ")]
    ends = [line for line in told if not re.match(r"File |raise |\^|~", line)]
    assert "Whitfield" not in log.getvalue()
    assert ends == [
        "LookupError", "which led to:", "ValueError", "PermissionError (EACCES)",
        "pdday.errors.Refused: {name} has left.", "ExceptionGroup", "KeyError",
    ]  # fmt: skip


def test_what_ends_a_process_is_a_line_too_and_no_words(tmp_path):
    program = "from pdday import logs; logs.set_up(); raise ValueError(' '.join(['Dana', 'Whitfield']))"

    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)

    first, *_, last = ended.stderr.splitlines()
    assert (ended.returncode, first.split("level=")[1], last.strip()) == (
        1, 'critical log=pdday.logs says="This ended by a mistake."', "ValueError",
    )  # fmt: skip


def test_what_gunicorn_cannot_read_is_told_without_the_visitor(log):
    logging.getLogger("gunicorn.error").warning("Invalid request from ip=198.51.100.7: Invalid method: Dana Whitfield")

    assert log.getvalue().endswith('log=gunicorn.error says="Invalid request from …"\n')


def test_what_gunicorn_says_of_a_failure_holds_no_address(log):
    logging.getLogger("gunicorn.error").error("Error handling request %s %s", "GET", "/b/x?name=Dana+Whitfield")

    assert log.getvalue().endswith('log=gunicorn.error says="Error handling request GET …"\n')


def test_an_exception_stands_set_in_below_its_line(log):
    try:
        abort(404)
    except Exception:
        logging.getLogger("pdday").exception("What was asked is not there.")

    first, *rest = log.getvalue().splitlines()
    assert first.endswith('level=error log=pdday says="What was asked is not there."')
    assert [line for line in rest if not line.startswith("    ")] == []


def test_a_slow_answer_is_a_warning(client: Reader, log, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(request_log, "SLOW_SECONDS", 0.0)

    client.get("/sign-in")

    (line,) = lines_about_requests(log)
    assert (line["level"], line["says"]) == ("warning", "slow")


@pytest.mark.parametrize(
    ("address", "how", "kept"),
    [
        ("198.51.100.7", "short", "198.51.100.0"),
        ("198.51.100.7", "full", "198.51.100.7"),
        ("198.51.100.7", "none", "-"),
        ("2001:db8:1:2:3::4", "short", "2001:db8:1::"),
        ("not an address", "short", "-"),
        (None, "full", "-"),
    ],
)
def test_of_a_visitors_address_the_log_keeps_what_the_setting_says(address: str | None, how: str, kept: str):
    assert logs.visitor(address, how=how) == kept


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("Message 12 to dana@elm.example was not sent", "Message 12 to … was not sent"),
        ("token kJ8sPq2mZx41LvTr9wYb is unknown", "token … is unknown"),
        ("Job 12 (solve) failed after 3 attempts.", "Job 12 (solve) failed after 3 attempts."),
        ("one\ntwo", "one two"),
    ],
)
def test_what_opens_something_or_reaches_somebody_is_struck(words: str, kept: str):
    assert logs.strike(words) == kept


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_walk_over_every_page_leaves_nobodys_name_in_the_log(app: Flask, log):
    district: District = make_district_to_read()
    district.coordinator.first_name, district.coordinator.last_name = "Xanthippe", "Quarterstaff"
    district.coordinator.email = "xanthippe@elm.example"
    for each in district.made.people:
        each.last_name = f"Halberd{each.id}"
    reader = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)
    cookie = reader.get_cookie("pdday").value

    for rule in rules(app, "GET"):
        reader.get(f"{district.address(rule)}?name=Xanthippe&token={cookie}")
        reader.send(district.address(rule), name="Xanthippe Quarterstaff", email="xanthippe@elm.example")

    told = log.getvalue()
    assert len(lines_about_requests(log)) > 100
    assert [
        word
        for word in ("Halberd", "Xanthippe", "Quarterstaff", "elm.example", "harlow.example", cookie)
        if word in told
    ] == []


def test_a_district_may_keep_no_addresses_at_all(config: Config, log):
    client = Reader(create_app(replace(config, log_visitors="none")), Response, use_cookies=True)

    client.get("/sign-in")

    assert [line["visitor"] for line in lines_about_requests(log)] == ["-"]
