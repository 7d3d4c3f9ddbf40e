"""Whatever arrives at whichever address: never a failure on our side, never a traceback, never a hang.

What is sent is made of the forms as they stand on the pages, with a few fields spoiled, and of things that no
form sends. A seeded sample daily, twenty times as much in `scripts/test long`.
"""

from __future__ import annotations

import json
from time import monotonic
from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask, Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from itsdangerous import URLSafeTimedSerializer
from werkzeug.routing import Rule

from pdday import workers
from pdday.clock import now
from pdday.db import db
from pdday.staff.models import StaffMember
from tests.counts import cases
from tests.forms import Form, forms_on
from tests.reader import Reader
from tests.test_every_page import District, make_district_to_read, rules

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

#: Longer than any answer takes on a busy machine.
HANG_SECONDS = 20.0
SPOILED = (
    *(b"", b" ", b"\x00", b"\xed\xa0\x80", b"\xff\xfe", "é".encode("latin-1"), "\u202eabc".encode()),
    *(b"-1", b"0", b"2147483648", b"9" * 30, b"1e309", b"NaN", b"0x10", b"1_0", "²".encode(), "\u0661\u0662".encode()),
    *(b"2027-02-30", b"0000-00-00", b"99999-01-01", b"24:61", b"9:15", b"true", b"[]", b"{}", b"null", b"accepted"),
    *(b"<script>alert(1)</script>", b"{{7*7}}", b"%s%n{0}", b"../../etc/passwd", b"=1+1", b"a\r\nBcc: b"),
    *(b"America/Nowhere", "🎉".encode() * 400, b"x" * 5_000, b"x" * 300_000),
)
#: What fits into an address.
SHORT = tuple(each for each in SPOILED if len(each) < 1_000)
PATHS = ("0", "2147483648", "-1", "9" * 40, "%00", "%ff", "%ED%A0%80", "é", "..", "%2e%2e%2f", "x" * 3_000, "1.5")
NAMES = ("name", "q", "day", "slot", "by", "way", "scan", "next", "email", "code", "page", "é", "strand", "version")
FILE = b'Content-Disposition: form-data; name="file"; filename="a\x80.csv"'


class Sender:
    """Signed in as one person, sends anything to any address; each request begins in a browser of its own.

    However long the sending takes, a worker gives signs of life meanwhile: a page may fail where none does.
    """

    def __init__(self, app: Flask, person: StaffMember) -> None:
        self.app, self.person_id = app, person.id
        self.worker = workers.begin("pd1", 4711, now=now())
        self.proof = URLSafeTimedSerializer(app.secret_key, salt="wtf-csrf-token").dumps("a" * 40)

    def send(self, method: str, address: str, **more: Any) -> Response:
        workers.give_sign(self.worker, now=now())
        db.session.commit()
        reader = Reader(self.app, Response, use_cookies=True).sign_in(db.session.get_one(StaffMember, self.person_id))
        with reader.session_transaction() as browser_session:
            browser_session["csrf_token"] = "a" * 40
        headers = {"X-CSRFToken": self.proof, **more.pop("headers", {})}
        begun = monotonic()
        answer = reader.open(address, method=method, headers=headers, **more)
        assert monotonic() - begun < HANG_SECONDS, f"{method} {address[:200]} hangs"
        return answer


def forms_by_path(app: Flask, district: District, person: StaffMember) -> dict[str, Form]:
    """One form for each address that a page posts to."""
    reader = Reader(app, Response, use_cookies=True).sign_in(person)
    found: dict[str, Form] = {}
    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        if answer.mimetype == "text/html":
            found |= {form.path: form for form in forms_on(answer.text)}
    for form in found.values():
        form.fields.pop("csrf_token", None)  # the proof travels in a header
    return found


@some.composite
def bodies(draw: Any, form: Form | None) -> dict[str, Any]:
    """What is sent: the form with a few fields spoiled, or something of another kind altogether."""
    kind = draw(some.sampled_from(["form", "form", "form", "multipart", "json", "text", "broken multipart", "nothing"]))
    names = list(form.fields) if form else []
    names += ["name", "id", "x[]", "é"]
    spoiled = draw(some.dictionaries(some.sampled_from(names), some.sampled_from(SPOILED), min_size=1, max_size=3))
    fields = {name: [value.encode() for value in values] for name, values in (form.fields if form else {}).items()}
    fields |= {name: [value] * draw(some.sampled_from([1, 1, 1, 2])) for name, value in spoiled.items()}
    match kind:
        case "form":
            pairs = [f"{quote_plus(name)}={quote_plus(value)}" for name, values in fields.items() for value in values]
            return {"data": "&".join(pairs), "content_type": "application/x-www-form-urlencoded"}
        case "multipart":
            return {"data": _multipart(fields), "content_type": "multipart/form-data; boundary=XX"}
        case "broken multipart":
            return {"data": _multipart(fields)[:-30], "content_type": "multipart/form-data; boundary=YY"}
        case "json":
            said = draw(some.sampled_from([dict.fromkeys(names, 7), [], "x", None, {"a": "\ud800"}, {"b": "\x00"}]))
            return {"data": json.dumps(said), "content_type": "application/json"}
        case "text":
            return {"data": draw(some.sampled_from(SPOILED)), "content_type": "application/json; charset=nowhere"}
        case _:
            return {}


def _multipart(fields: dict[str, list[bytes]]) -> bytes:
    parts = [
        b'--XX\r\nContent-Disposition: form-data; name="' + name.encode() + b'"\r\n\r\n' + value + b"\r\n"
        for name, values in fields.items()
        for value in values
    ]
    return b"".join([*parts, b"--XX\r\n", FILE, b"\r\n\r\nemployee_id,first\n\xff\xfe\x00,1\r\n--XX--\r\n"])


@some.composite
def addresses(draw: Any, rule: Rule, good: str) -> str:
    """The good address, or one with a spoiled part; with a spoiled query now and then."""
    path = good
    if rule.arguments and draw(some.booleans()):
        path = "".join(
            draw(some.sampled_from(PATHS)) if is_argument else content for is_argument, content in rule._trace
        ).removeprefix("|")
    query = draw(some.dictionaries(some.sampled_from(NAMES), some.sampled_from(SHORT), max_size=3))
    pairs = "&".join(f"{quote(name)}={quote(value)}" for name, value in query.items())
    return f"{path}?{pairs}" if pairs else path


@pytest.mark.parametrize("who", ["coordinator", "colleague"])
def test_whatever_arrives_is_answered_with_a_page(app: Flask, who: str) -> None:
    district = make_district_to_read()
    person = getattr(district, who)
    forms, sender = forms_by_path(app, district, person), Sender(app, person)
    ways = [(rule, method, district.address(rule)) for method in ("GET", "POST") for rule in rules(app, method)]
    ways.sort(key=lambda way: (way[1], way[0].rule))

    @settings(
        max_examples=cases(400), derandomize=True, deadline=None, database=None,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(some.data())
    def answers(data: Any) -> None:
        rule, method, good = data.draw(some.sampled_from(ways))
        address = data.draw(addresses(rule, good))
        body = data.draw(bodies(forms.get(good))) if method == "POST" else {}
        accept = data.draw(some.sampled_from(["text/html", "application/json", "*/*", "\xff"]))
        language = data.draw(some.sampled_from(["en", "es", "xx-\xff", "," * 50]))

        answer = sender.send(method, address, headers={"Accept": accept, "Accept-Language": language}, **body)

        assert answer.status_code < 500
        assert b"Traceback" not in answer.data

    answers()
