"""Shared glue for views; knows no feature."""

from __future__ import annotations

from babel.support import NullTranslations
from flask import Flask, g, request
from flask_babel import Babel, Domain, get_locale

from pdday import db, words
from pdday.web import amiss, assets, drawing, errors, filters, headers, junk, packing, request_log
from pdday.words import LANGUAGES, translations

#: Requests that only read.
READING = frozenset({"GET", "HEAD"})
#: The name of a form's button that asks what the form would come to, and changes nothing.
LOOK_FIRST = "look"
#: What asks the database nothing, or finds out by itself whether it is there.
WITHOUT_DATABASE = frozenset({None, "static", "health.live", "health.ready"})


def init_app(app: Flask) -> None:
    """Give `app` its language, filters, headers, static addresses and error pages."""
    drawing.use(app)
    request_log.init_app(app)  # first, so that its time is the whole time
    packing.init_app(app)  # and second, so that it packs what all others made
    BabelWithCatalogues(app, locale_selector=language)
    drawing.init_app(app)
    junk.init_app(app)
    app.before_request(begin_for_reading)
    assets.init_app(app)
    filters.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    app.jinja_env.globals.update(get_locale=get_locale, languages=LANGUAGES, whats_amiss=amiss.whats_amiss)


class Catalogues(Domain):  # type: ignore[misc]
    """The catalogues of words.py, so that pages and sentences below the edge are translated by the same one."""

    def get_translations(self) -> NullTranslations:
        """The catalogue of the language in which this request is answered."""
        locale = get_locale()
        return translations(locale.language if locale else "en")


class BabelWithCatalogues(Babel):  # type: ignore[misc]
    """Flask-Babel with our own catalogues."""

    domain_instance = Catalogues()


def language() -> str:
    """The language of the person who reads (set by whoever knows the person), else the browser's best."""
    known = g.get("language")
    return known if known in LANGUAGES else words.spoken(request.accept_languages.best_match(LANGUAGES))


def begin_for_reading() -> None:
    """Begin a request that only reads so that it never waits for a writer, nor holds one up (SQLite)."""
    only_reads = request.method in READING or LOOK_FIRST in request.form
    if only_reads and request.endpoint not in WITHOUT_DATABASE:
        db.begin_for_reading()
