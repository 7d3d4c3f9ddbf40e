"""What the catalogue shows of each session, and which sessions a reader's words and filters leave. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pdday.preferences import rules
from pdday.proposals.vocabulary import Format
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import GradeBand


@dataclass(frozen=True)
class StrandSign:
    """The strand of a session, as its sign shows it."""

    id: int
    number: int
    name: str


@dataclass(frozen=True)
class Leader:
    """Somebody who leads a session."""

    staff_id: int
    name: str


@dataclass(frozen=True)
class Card:
    """A session as the catalogue shows it, to everybody alike. Two that show the same are the same."""

    id: int
    title: str
    abstract: str
    objective: str
    strand: StrandSign
    format: Format
    minutes: int
    most_runs: int
    grade_bands: tuple[str, ...]
    audience_roles: tuple[str, ...]
    presenters: tuple[Leader, ...]
    #: The language it is held in, as its author calls it; empty means the district's usual one.
    language: str = ""

    def __hash__(self) -> int:
        """From what tells cards apart nearly always: a page looks up each of its cards."""
        return hash((self.id, self.title))


@dataclass(frozen=True)
class Filter:
    """What the reader looks for; what is empty leaves everything."""

    words: str = ""
    suits_me: bool = False
    strand_ids: frozenset[int] = frozenset()
    grades: frozenset[GradeBand] = frozenset()
    minutes: frozenset[int] = frozenset()

    @property
    def boxes(self) -> Filter:
        """What is ticked, without the words that the reader typed."""
        return replace(self, words="")

    @property
    def is_empty(self) -> bool:
        """Whether it leaves everything."""
        return self == Filter()


def left_by(wanted: Filter, cards: Sequence[Card], reader: StaffMember) -> list[Card]:
    """The sessions that pass every part of the filter, in their order."""
    if wanted.is_empty:
        return list(cards)
    words = _plain(wanted.words).split()
    return [card for card in cards if _passes(card, wanted, reader) and _has(card, words)]


def _passes(card: Card, wanted: Filter, reader: StaffMember) -> bool:
    return (
        (not wanted.suits_me or rules.is_meant_for(card, reader))
        and (not wanted.strand_ids or card.strand.id in wanted.strand_ids)
        and (not wanted.minutes or card.minutes in wanted.minutes)
        and (not wanted.grades or _is_for(card.grade_bands, wanted.grades))
    )


def _is_for(bands: Sequence[str], grades: frozenset[GradeBand]) -> bool:
    open_to_all = {GradeBand.ALL, GradeBand.NOT_APPLICABLE}
    return not bands or not open_to_all.union(grades).isdisjoint(bands)


def _has(card: Card, words: Sequence[str]) -> bool:
    """Whether each word stands somewhere in the title, the topic or among the names of who leads it."""
    if not words:
        return True
    names = (each.name for each in card.presenters)
    text = _plain(" ".join((card.title, card.abstract, card.objective, card.strand.name, *names)))
    return all(word in text for word in words)


def _plain(text: str) -> str:
    """Without capitals and accents, as people type when they search."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
