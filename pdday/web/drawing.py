"""How pages are drawn: Jinja's environment, with what every page pays for many times made cheap."""

from __future__ import annotations

from collections.abc import Hashable, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, get_template_attribute, request
from flask.templating import Environment
from flask_babel import get_locale
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup

from pdday.words import translations

#: Letters of a day's number in an address. What is longer is no day, and nobody shall fill our memory with it.
LONGEST_DAY = 10


class Drawing(Environment):
    """Templates that all share the environment's own globals.

    Jinja gives each template a chain of two dictionaries, its own in front. Ours never have globals of their own, and
    at each `{% from … import … %}` the names in the chain are compared one by one: a twelfth of My day.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The environment's globals themselves, unless a template brings its own."""
        return super().make_globals(d) if d else self.globals


def use(app: Flask) -> None:
    """Let `app` draw so. Before anything asks for its templates."""
    app.jinja_environment = Drawing


def init_app(app: Flask) -> None:
    """Give templates quicker words, and `drawn_once`. After the languages, whose own words these are otherwise."""
    app.jinja_env.globals.update(_=said_in_page, gettext=said_in_page, drawn_once=drawn_once)


def drawn_once(template: str, macro: str, *shown: Hashable) -> str:
    """What a macro draws of `shown`: drawn once a process, and kept under all that it shows.

    So it cannot be out of date. It may show nothing but what it is handed, in the reader's language, and addresses,
    which stay with the day of the page (programme/shown.py): nothing that belongs to one reader.
    """
    day = request.args.get("day", "")
    draw = _drawn if len(day) <= LONGEST_DAY else _drawn.__wrapped__
    return draw(template, macro, str(get_locale()), day, shown)


@lru_cache(maxsize=8_000)
def _drawn(template: str, macro: str, _language: str, _day: str, shown: tuple[Hashable, ...]) -> str:
    return Markup(get_template_attribute(template, macro)(*shown))


@pass_eval_context
def said_in_page(context: EvalContext, words: str, /, **facts: Any) -> str:
    """A template's words in the reader's language, with their facts put in, as Jinja's own `gettext` says them."""
    locale = get_locale()
    said = _said(locale.language if locale else "en", words)
    said = said if context.autoescape else str(said)
    return said % facts if "%" in said else said


@lru_cache(maxsize=10_000)
def _said(language: str, words: str) -> str:
    return Markup(translations(language).ugettext(words))
