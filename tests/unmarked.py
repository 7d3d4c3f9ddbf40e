"""Finds what a page says without asking the catalogue: words outside the marks of a made-up language.

In that language every sentence stands as ⟦the English one⟧. Whatever else holds letters is either somebody's own words
(they stand in the database), a day or month, or was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel import Locale
from babel.messages.pofile import write_po
from sqlalchemy import Enum, String, select

from pdday import catalogue, words
from pdday.db import Base, db
from pdday.preferences import drawn
from pdday.staff.first_terms import FIRST_TERMS
from pdday.staff.rules import parts_of_terms
from pdday.web import drawing

#: What is alike in every language.
SAME = {"pdday", "pd", "day", "pdf", "csv", "xlsx", "english", "español"}
#: What other packages say in their own Spanish.
OF_OTHERS = frozenset({"Opción inválida."})
#: What people hear or see that is no text between tags.
SPOKEN = (
    "aria-label",
    "aria-description",
    "aria-roledescription",
    "aria-valuetext",
    "title",
    "placeholder",
    "alt",
    "label",
)
#: Sentences that a script says, or a style sheet beside a cell.
TOLD_BY_SCRIPTS = tuple(
    f"data-{name}"
    for name in ("label", "lost", "many", "not-saved", "off", "offline", "on", "one", "signed-out", "busy", "wait")
)
#: Elements whose text nobody reads, or that is written for machines.
SILENT = {"script", "style", "template", "code"}
#: Elements that hold nothing, so that nothing ends them.
VOID = {
    "area",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
    "path",
    "use",
    "circle",
    "rect",
    "line",
}
MARKED = re.compile(r"⟦[^⟦⟧]*⟧")


_SHIPPED = OF_OTHERS | {part for _, part in parts_of_terms(FIRST_TERMS)}


def speak_in_marks(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Spanish be the made-up language for a while."""
    marked = catalogue.catalogue("es")
    for each in marked:
        if each.id:
            each.string = _in_marks(each.id) if isinstance(each.id, str) else tuple(map(_in_marks, each.id))
    path = folder / "es" / "LC_MESSAGES" / "messages.po"
    path.parent.mkdir(parents=True)
    with path.open("wb") as text:
        write_po(text, marked, width=0)
    monkeypatch.setattr(words, "CATALOGUES", folder)
    forget_what_was_said()


def forget_what_was_said() -> None:
    """Let every sentence be asked of its catalogue anew: tests before may have read Spanish, tests after will."""
    for kept in (words.translations, drawing._said, drawing._drawn, drawn._drawn):
        kept.cache_clear()


def _in_marks(sentence: str) -> str:
    return f"⟦{sentence}⟧"


def own_words() -> frozenset[str]:
    """Every text in the database that somebody wrote; not the words of closed lists, which pages must translate."""
    columns = [
        column
        for table in Base.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String) and not isinstance(column.type, Enum)
    ]
    return _SHIPPED | frozenset(
        line.strip()
        for column in columns
        for text in db.session.scalars(select(column).where(column.is_not(None)).distinct())
        for line in (text, *text.splitlines())
        if re.search(r"[^\W\d_]{2}", line)
    )


def forgotten(page: str, own: Iterable[str]) -> list[str]:
    """What a page says outside the marks, that nobody wrote."""
    return [left for each in _Said(page).heard for left in _without(each, own)]


def forgotten_in_text(text: str, own: Iterable[str]) -> list[str]:
    """The same for plain text, such as a message."""
    return list(_without(text, own))


def _without(text: str, own: Iterable[str]) -> Iterator[str]:
    left = text
    while MARKED.search(left):
        left = MARKED.sub(" ", left)
    if not re.search(r"[^\W\d_]{2}", left):
        return
    left = re.sub(r"https?://\S+|\S+@\S+|/\S+/\S*|\b[0-9a-f]{8}\b", " ", left)
    for each in sorted(own, key=len, reverse=True):
        if each in left:
            left = re.sub(rf"(?<!\w){re.escape(each)}(?!\w)", " ", left)
    left = " ".join(word for word in left.split() if re.sub(r"\W", "", word.lower()) not in _CALENDAR | SAME)
    if re.search(r"[^\W\d_]{2}", left):
        yield left


def _calendar() -> set[str]:
    """Days, months and halves of the day in Spanish, as Babel writes them."""
    spanish = Locale.parse("es_US")
    names = [
        name
        for kind in (spanish.days, spanish.months)
        for width in ("wide", "abbreviated")
        for name in kind["format"][width].values()
    ]
    return {re.sub(r"\W", "", name.lower()) for name in names} | {"de", "am", "pm", "a", "p", "m", "y", "e", "ª"}


_CALENDAR = _calendar()


class _Said(HTMLParser):
    """Everything that a page says, piece by piece; what stands in marks across tags is one piece."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.heard: list[str] = []
        self._open: list[tuple[str, bool]] = []
        self._text = ""
        self.feed(page)
        self._end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self._hear_attributes(tag, told)
        if tag not in VOID:
            self._open.append((tag, tag in SILENT or ("lang" in told and tag != "html")))

    def handle_endtag(self, tag: str) -> None:
        names = [name for name, _ in self._open]
        if tag in names:
            del self._open[len(names) - 1 - names[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        if any(silent for _, silent in self._open):
            return
        self._text += data
        if self._text.count("⟦") == self._text.count("⟧"):
            self._end()

    def _end(self) -> None:
        self.heard.append(self._text)
        self._text = ""

    def _hear_attributes(self, tag: str, told: dict[str, str | None]) -> None:
        self.heard += [told[name] or "" for name in SPOKEN if name in told]
        if tag == "input" and told.get("type") in {"submit", "button", "reset"}:
            self.heard.append(told.get("value") or "")
        if tag == "meta" and told.get("name") == "description":
            self.heard.append(told.get("content") or "")
        self.heard += [told[name] or "" for name in TOLD_BY_SCRIPTS if name in told]
