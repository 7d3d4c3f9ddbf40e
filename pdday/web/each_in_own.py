"""Pieces of a paper that is handed to many people: each in the language of whom it is for, whoever prints it."""

from __future__ import annotations

from dataclasses import dataclass

from flask import get_template_attribute
from flask_babel import force_locale
from markupsafe import Markup

from pdday.words import spoken


@dataclass(frozen=True)
class Spoken:
    """A piece of a page and the language in which it speaks."""

    language: str
    markup: Markup


def spoken_to(language: str | None, template: str, macro: str, /, *facts: object) -> Spoken:
    """What a template's macro makes of these facts, for somebody who reads this language."""
    code = spoken(language)
    with force_locale(code):
        return Spoken(code, Markup(get_template_attribute(template, macro)(*facts)))
