"""Shared glue for views; knows no feature."""

from __future__ import annotations

from flask import Flask, g, request
from flask_babel import Babel, get_locale

from pdday import db
from pdday.web import assets, errors, filters, headers, junk

#: Languages whose catalogue is shipped; English needs none.
LANGUAGES = ("en",)
#: Requests that only read.
READING = frozenset({"GET", "HEAD"})


def init_app(app: Flask) -> None:
    """Give `app` its language, filters, headers, static addresses and error pages."""
    Babel(app, locale_selector=language)
    app.before_request(begin_for_reading)
    junk.init_app(app)
    assets.init_app(app)
    filters.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.jinja_env.globals["get_locale"] = get_locale


def language() -> str | None:
    """The language of the person who reads (set by whoever knows the person), else the browser's best."""
    known = g.get("language")
    return known if known in LANGUAGES else request.accept_languages.best_match(LANGUAGES)


def shipped(known: str | None) -> str:
    """The language itself if its catalogue is shipped, else English: for work that nobody's browser asks for."""
    return known if known in LANGUAGES else LANGUAGES[0]


def begin_for_reading() -> None:
    """Begin a request that only reads so that it never waits for a writer, nor holds one up (SQLite)."""
    if request.method in READING and request.endpoint not in {None, "static"}:
        db.begin_for_reading()
