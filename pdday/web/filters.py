"""How pages write times, dates, numbers and names: in school time and in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale, gettext, ngettext
from markupsafe import Markup

from pdday.clock import on_the_wall
from pdday.words import LANGUAGES, CalendarDay, InARow, Ordinal, Sentence, WallTime, apart, translations, written_as


def init_app(app: Flask) -> None:
    """Give templates these filters by name."""
    for each in (
        school_time,
        school_date,
        moment,
        month_day,
        day_date,
        short_date,
        ordinal,
        percent,
        number,
        names,
        hours,
        said,
        as_shipped,
        capital,
        as_written,
        apart,
    ):
        app.jinja_env.filters[each.__name__] = each


def school_time(moment: datetime, zone: str) -> str:
    """The time on the school's wall, “9:15” or “1:55”."""
    return WallTime(on_the_wall(moment, zone).time()).said(_locale())


def moment(moment: datetime, zone: str) -> str:
    """A moment at any hour, “Fri, Mar 12, 5:48 pm”."""
    local = on_the_wall(moment, zone)
    pattern = "EEE, MMM d, h:mm " if _locale() == "en" else "EEE d MMM, h:mm "
    # A full stop may follow: “1:06 p.m..” would be one too many.
    return format_datetime(local, pattern, locale=_written()) + ("am" if local.hour < 12 else "pm")


def school_date(moment: datetime, zone: str) -> str:
    """The day on the school's calendar, “Friday, March 12”."""
    return month_day(on_the_wall(moment, zone).date())


def month_day(day: date) -> str:
    """A day whose year everyone knows, “Friday, March 12”."""
    return CalendarDay(day).said(_locale())


def day_date(day: date) -> str:
    """A day in full, “Friday, March 12, 2027”."""
    return format_date(day, "full", locale=_written())


def short_date(day: date) -> str:
    """A day where there is little room, “Fri, Mar 12”."""
    return format_date(day, "EEE, MMM d" if _locale() == "en" else "EEE d MMM", locale=_written())


def ordinal(place: int) -> str:
    """A place in a list, “1st”, “2nd”, “11th”."""
    return Ordinal(place).said(_locale())


def percent(rate: float, digits: int = 0) -> str:
    """A rate from 0 to 1, “64%”; with `digits` after the point, “1.4%”."""
    pattern = "#,##0" + ("." + "0" * digits if digits else "") + "%"
    return format_percent(rate, pattern, locale=_written())


def number(value: float) -> str:
    """A count with its thousands parted, “41,230”."""
    return format_decimal(value, locale=_written())


def names(people: Sequence[str]) -> str:
    """Names in a row, “Rosa Delgado, Ben Okafor and Mei Tanaka”."""
    return InARow(tuple(people)).said(_locale())


def hours(minutes: int) -> str:
    """A length of time, “45 minutes”, “1 h 45”, “2 h”."""
    if minutes < 60:
        return str(ngettext("%(num)d minute", "%(num)d minutes", minutes))
    whole, rest = divmod(minutes, 60)
    if rest:
        return str(gettext("%(hours)d h %(minutes)02d", hours=whole, minutes=rest))
    return str(gettext("%(hours)d h", hours=whole))


def capital(words: str) -> str:
    """Words that stand alone begin with a capital: “Grades 3–12”."""
    return words[:1].upper() + words[1:]


def said(sentence: Sentence) -> str:
    """A rule's or a refusal's sentence in the reader's language."""
    return sentence.said(_locale())


def as_shipped(text: str) -> str:
    """Words that pdday brought along into the database, in the reader's language; anybody else's stay as they are."""
    return str(translations(_locale()).ugettext(text))


def as_written(text: str, language: str = "") -> str:
    """Somebody's own words, which nobody translates: marked as what they are where the page speaks otherwise.

    `language` is how its author calls it, such as “Spanish”; empty means the district's usual one, English. What names
    two languages, or none that we know, stays unmarked.
    """
    code = _codes().get(language.strip().casefold() or "english")
    if code is None or code == _locale():
        return apart(text)
    return Markup('<span lang="{}">{}</span>').format(code, apart(text))


@cache
def _codes() -> dict[str, str]:
    """Languages by their English name and by their own."""
    named = Locale.parse("en").languages.items()
    return {name.casefold(): code for code, name in named} | {name.casefold(): code for code, name in LANGUAGES.items()}


def _locale() -> str:
    return str(get_locale() or "en")


def _written() -> str:
    return written_as(_locale())
