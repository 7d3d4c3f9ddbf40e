"""Sentences that people read, kept as a pattern and its facts until the edge knows the reader's language.

Below the web edge nothing is translated: a rule or a refusal returns a `Sentence`, and the page, message or
PDF that shows it asks for `sentence.said(locale)`. No Flask here, so the worker and the command say the same.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from unicodedata import bidirectional

from babel.dates import format_date, format_time
from babel.lists import format_list
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

#: The languages that pdday speaks, each by its own name. English stands in the code; the others have a catalogue.
LANGUAGES = {"en": "English", "es": "Español"}
CATALOGUES = Path(__file__).parent / "translations"
#: How figures and days are written where that is not the language's own way: Spanish in a US school parts thousands
#: with a comma.
_WRITTEN_AS = {"es": "es_US"}
#: Before the sound of “i” Spanish says “e” for “y”: Ana e Inés, but agua y hielo.
_SOUNDS_LIKE_Y = re.compile(r"\W*(?:[ií]|hi(?!e))", re.IGNORECASE)
#: A day whose year everyone knows, by language.
_DAY_PATTERNS = {"en": "EEEE, MMMM d", "es": "EEEE, d 'de' MMMM"}


@dataclass(frozen=True)
class Sentence:
    """One sentence: an English pattern with named facts, `Sentence("“{title}” is full.", {"title": …})`."""

    pattern: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def said(self, locale: str = "en") -> str:
        """The sentence in the reader's language; English where the catalogue has none."""
        facts = {name: _fact_said(fact, locale) for name, fact in self.facts.items()}
        if not self.pattern:  # for which a catalogue has its own head
            return ""
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
class SoMany:
    """So many of something, in a sentence below the edge: 1 seat, 24 seats. Both patterns hold {count}."""

    one: str
    many: str
    count: int

    def said(self, locale: str = "en") -> str:
        """The number and its noun in the form that the reader's language has for so many."""
        return str(translations(locale).ungettext(self.one, self.many, self.count)).format(count=f"{self.count:,}")

    def __str__(self) -> str:
        return self.said()


def people(count: int) -> SoMany:
    """1 person, 24 people."""
    return SoMany("{count} person", "{count} people", count)


def colleagues(count: int) -> SoMany:
    """1 colleague, 24 colleagues."""
    return SoMany("{count} colleague", "{count} colleagues", count)


def seats(count: int) -> SoMany:
    """1 seat, 24 seats."""
    return SoMany("{count} seat", "{count} seats", count)


def minutes(count: int) -> SoMany:
    """1 minute, 24 minutes."""
    return SoMany("{count} minute", "{count} minutes", count)


def places(count: int) -> SoMany:
    """1 place, 24 places."""
    return SoMany("{count} place", "{count} places", count)


def times(count: int) -> SoMany:
    """1 time, 24 times."""
    return SoMany("{count} time", "{count} times", count)


@dataclass(frozen=True)
class CalendarDay:
    """A day whose year everyone knows: Friday, January 15."""

    day: date

    def said(self, locale: str = "en") -> str:
        """The day as the reader's language writes it."""
        return _date_said(self.day, locale)

    def __str__(self) -> str:
        return self.said()


@dataclass(frozen=True)
class WallTime:
    """A time as the school's clock shows it: 9:15 or 1:55; a school day has no second 9:15, so no a.m. or p.m."""

    time: time

    def said(self, locale: str = "en") -> str:
        """The time as the reader's language writes it."""
        return _time_said(self.time, locale)

    def __str__(self) -> str:
        return self.said()


# A page says the same few dates and times again and again; to work one out takes longer than to draw its line.


@lru_cache(maxsize=1_000)
def _date_said(day: date, locale: str) -> str:
    return format_date(day, _DAY_PATTERNS.get(locale, "full"), locale=written_as(locale))


@lru_cache(maxsize=3_000)
def _time_said(wall: time, locale: str) -> str:
    return format_time(wall, "h:mm", locale=written_as(locale))


@dataclass(frozen=True)
class InARow:
    """Things told one after the other: “Fractions”, “Poetry” and “Canal Walk”."""

    things: tuple[str | Sentence, ...]

    def said(self, locale: str = "en") -> str:
        """The things as the reader's language lists them."""
        each = [thing.said(locale) if isinstance(thing, Sentence) else apart(thing) for thing in self.things]
        if locale == "en" and len(each) > 2:
            return f"{', '.join(each[:-1])} and {each[-1]}"
        if locale == "es" and len(each) > 1 and _SOUNDS_LIKE_Y.match(each[-1]):
            return f"{', '.join(each[:-1])} e {each[-1]}"
        return format_list(each, locale=written_as(locale))

    def __str__(self) -> str:
        return self.said()


#: Facts that have words of their own in each language.
_SAID = Sentence | Ordinal | SoMany | CalendarDay | WallTime | InARow


def _fact_said(fact: object, locale: str) -> object:
    if isinstance(fact, _SAID):
        return fact.said(locale)
    return apart(fact) if isinstance(fact, str) else fact


def apart(words: str) -> str:
    """Words that run from right to left, kept apart so that what is beside them keeps its place; others as they are.

    Without it two Arabic names in a row change places, and a Hebrew title's question mark goes to its beginning.
    """
    if words.isascii() or not any(bidirectional(letter) in ("R", "AL") for letter in words):
        return words
    return f"\N{FIRST STRONG ISOLATE}{words}\N{POP DIRECTIONAL ISOLATE}"


def in_json(fact: object) -> Any:
    """A sentence, or one of its facts, as JSON that `from_json` makes the same again."""
    match fact:
        case Sentence():
            return {"pattern": fact.pattern, "facts": {name: in_json(each) for name, each in fact.facts.items()}}
        case SoMany():
            return {"one": fact.one, "many": fact.many, "count": fact.count}
        case Ordinal():
            return {"number": fact.number}
        case CalendarDay():
            return {"day": fact.day.isoformat()}
        case WallTime():
            return {"time": fact.time.isoformat()}
        case InARow():
            return {"things": [in_json(each) for each in fact.things]}
        case _:
            return fact


def from_json(value: Any) -> Any:
    """The sentence or the fact that `in_json` kept."""
    match value:
        case {"pattern": _, "facts": facts}:
            return Sentence(value["pattern"], {name: from_json(each) for name, each in facts.items()})
        case {"one": _, "many": _, "count": _}:
            return SoMany(**value)
        case {"number": number}:
            return Ordinal(number)
        case {"day": day}:
            return CalendarDay(date.fromisoformat(day))
        case {"time": wall}:
            return WallTime(time.fromisoformat(wall))
        case {"things": things}:
            return InARow(tuple(from_json(each) for each in things))
        case _:
            return value


def one_after_the_other(sentences: Sequence[Sentence]) -> Sentence:
    """Several sentences as one, each still told in the reader's language."""
    named = {f"sentence_{number}": sentence for number, sentence in enumerate(sentences, 1)}
    return Sentence(" ".join(f"{{{name}}}" for name in named), named)


def written_as(locale: str) -> str:
    """The locale by whose custom figures, days and times are written for a reader of this language."""
    return _WRITTEN_AS.get(locale, locale)


def spoken(language: str | None) -> str:
    """The language itself if pdday speaks it, else English: for work that nobody's browser asks for."""
    return language if language in LANGUAGES else "en"


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue for `locale`; an empty one (English) where there is none.

    Read from the text that translators edit, once a process and only when that language is asked for, so that
    nobody has to remember to compile it.
    """
    path = CATALOGUES / locale / "LC_MESSAGES" / "messages.po"
    if locale not in LANGUAGES or not path.is_file():
        return NullTranslations()
    compiled = io.BytesIO()
    with path.open("rb") as text:
        write_mo(compiled, read_po(text, locale=locale))
    compiled.seek(0)
    return Translations(compiled)
