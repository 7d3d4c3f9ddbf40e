"""Whoever finds a weakness finds whom to tell, where the installation names somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, Response

from pdday.clock import now
from tests.reader import Reader

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

ADDRESS = "/.well-known/security.txt"


def read(app: Flask, **settings: str) -> Response:
    app.config["PDDAY"] = replace(app.config["PDDAY"], **settings)
    return Reader(app, Response, use_cookies=True).get(ADDRESS)


def test_where_nobody_is_named_there_is_nothing(app: Flask):
    assert read(app).status_code == 404


def test_who_is_named_is_told_with_an_end_and_a_language(app: Flask):
    answer = read(app, security_contact="mailto:pd@elm.example", url="https://pd.elm.example")

    fields = dict(line.split(": ", 1) for line in answer.text.splitlines())
    expires = datetime.strptime(fields.pop("Expires"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert (answer.status_code, answer.content_type) == (200, "text/plain; charset=utf-8")
    assert fields == {
        "Contact": "mailto:pd@elm.example",
        "Preferred-Languages": "en",
        "Canonical": "https://pd.elm.example/.well-known/security.txt",
    }
    assert timedelta(days=88) < expires - now() < timedelta(days=365)


def test_an_address_without_encryption_is_called_canonical_nowhere(app: Flask):
    assert "Canonical" not in read(app, security_contact="mailto:pd@elm.example", url="http://127.0.0.1:8000").text
