"""Sentences that people read, kept as a pattern and its facts until the edge knows the reader's language.

Below the web edge nothing is translated: a rule or a refusal returns a `Sentence`, and the page, message or
PDF that shows it asks for `sentence.said(locale)`. No Flask here, so the worker and the command say the same.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache
from pathlib import Path

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.support import NullTranslations, Translations

CATALOGUES = Path(__file__).parent / "translations"


@dataclass(frozen=True)
class Sentence:
    """One sentence: an English pattern with named facts, `Sentence("“{title}” is full.", {"title": …})`."""

    pattern: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, locale: str = "en") -> str:
        """The sentence in the reader's language; English where the catalogue has none."""
        facts = {
            name: fact.said(locale) if isinstance(fact, Sentence | Ordinal | CalendarDay | WallTime | InARow) else fact
            for name, fact in self.facts.items()
        }
        return str(translations(locale).ugettext(self.pattern)).format_map(facts)

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class Ordinal:
    """A place in an order: 1st, 2nd, 3rd, 11th; 1.ª in Spanish (a choice is feminine there)."""

    number: int

    def said(self, locale: str = "en") -> str:
        """The ordinal as the reader's language writes it."""
        if locale.startswith("es"):
            return f"{self.number}.ª"
        last_two, last = self.number % 100, self.number % 10
        ending = "th" if last_two in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(last, "th")
        return f"{self.number}{ending}"

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class CalendarDay:
    """A day whose year everyone knows: Friday, January 15."""

    day: date

    def said(self, locale: str = "en") -> str:
        """The day as the reader's language writes it."""
        if locale == "en":
            return format_date(self.day, "EEEE, MMMM d", locale="en")
        return format_skeleton("MMMMEd", self.day, locale=locale)

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class WallTime:
    """A time as the school's clock shows it: 9:15 or 1:55; a school day has no second 9:15, so no a.m. or p.m."""

    time: time

    def said(self, locale: str = "en") -> str:
        """The time as the reader's language writes it."""
        return format_time(self.time, "h:mm" if locale == "en" else "short", locale=locale)

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class InARow:
    """Things told one after the other: “Fractions”, “Poetry” and “Canal Walk”."""

    things: tuple[str | Sentence, ...]

    def said(self, locale: str = "en") -> str:
        """The things as the reader's language lists them."""
        each = [thing.said(locale) if isinstance(thing, Sentence) else thing for thing in self.things]
        if locale == "en" and len(each) > 2:
            return f"{', '.join(each[:-1])} and {each[-1]}"
        return format_list(each, locale=locale)

    def __str__(self) -> str:
        return self.said()


def one_after_the_other(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one, each still told in the reader's language."""
    named = {f"sentence_{number}": sentence for number, sentence in enumerate(sentences, 1)}
    return Sentence(" ".join(f"{{{name}}}" for name in named), named)


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue for `locale`; an empty one (English) where there is none."""
    return Translations.load(str(CATALOGUES), [locale])
