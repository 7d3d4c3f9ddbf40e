"""Registers: each feature says what it holds on a person, what a download of it tells, and what a purge does with it.

A roster import asks before somebody may leave. It asks for many people at once, because a district has
thousands: every answer is a fixed number of statements. The other two are asked about one person.

What a purge says it will do and what it does are one and the same list of steps, so that the page which
promises and the action which keeps the promise cannot differ. Each answer names its tables; a test holds
that no table with a person in it was forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import Executable, func, select

from pdday.db import db
from pdday.words import Sentence

#: Given staff ids, one sentence for each thing that is held on a person, by staff id.
Holds = Callable[[Collection[int]], Mapping[int, list[Sentence]]]
#: What a cell of a download may hold.
Cell = str | int | float | bool | date | datetime | Sentence | None
Told = TypeVar("Told")

_answers: list[Holds] = []
#: By the kind of list too: words of two lists may be spelled alike.
_called: dict[tuple[type, Any], Sentence] = {}


@dataclass(frozen=True)
class Section:
    """One part of what is held on a person: what it is, a head for each column, and the rows."""

    title: Sentence
    heads: tuple[Sentence, ...]
    rows: Sequence[Sequence[Cell]]
    #: Whether a state may ask the district for it later.
    is_record_of_hours: bool = False


class Fate(StrEnum):
    """What a purge does with a thing."""

    #: As long as this is so, the person cannot be purged.
    IN_THE_WAY = "in_the_way"
    #: A state may still ask for it: it has to be on file elsewhere before it loses the name.
    FILE_FIRST = "file_first"
    GOES = "goes"
    #: Figures or other people need it; it stays without the name.
    STAYS = "stays"


@dataclass(frozen=True)
class Step:
    """What becomes of one thing in a purge, and the statements that do it."""

    fate: Fate
    sentence: Sentence
    statements: tuple[Executable, ...] = ()


class OfOne(Generic[Told]):
    """One question about one person, and every feature that answers it for its tables."""

    def __init__(self) -> None:
        self._asked: list[Callable[..., Iterable[Told]]] = []
        #: The tables that the answers speak for.
        self.tables: set[str] = set()

    def answer(self, *rows: type[Any]) -> Callable[[Callable[..., Iterable[Told]]], Callable[..., Iterable[Told]]]:
        """Let a function answer for these rows' tables; the same one twice counts once."""

        def add(function: Callable[..., Iterable[Told]]) -> Callable[..., Iterable[Told]]:
            if function not in self._asked:
                self._asked.append(function)
                self.tables |= {each.__tablename__ for each in rows}
            return function

        return add

    def ask(self, staff_id: int, *, now: datetime) -> list[Told]:
        """Everything that is told about this person, feature by feature."""
        return [told for function in self._asked for told in function(staff_id, now=now)]


#: What is held on a person, for their own reading: nothing that others wrote about them in confidence.
sections: OfOne[Section] = OfOne()
#: What becomes of it in a purge.
fates: OfOne[Step] = OfOne()


def answer(holds: Holds) -> Holds:
    """Let a feature say what it holds on people; the same one twice counts once."""
    if holds not in _answers:
        _answers.append(holds)
    return holds


def why_they_stay(staff_ids: Collection[int]) -> dict[int, list[Sentence]]:
    """What would be lost sight of if these people vanished, by staff id; nobody of whom nothing is held."""
    told: dict[int, list[Sentence]] = defaultdict(list)
    for holds in _answers:
        for staff_id, sentences in holds(staff_ids).items():
            told[staff_id] += sentences
    return dict(told)


def call(names: Mapping[Any, Sentence]) -> None:
    """Say what people call the words of a closed list, which a section must not show as the database has them."""
    _called.update({(type(word), word): name for word, name in names.items()})


def rows(statement: Executable) -> list[tuple[Any, ...]]:
    """The rows of a section, words of closed lists as people call them."""
    return [tuple(_as_called(cell) for cell in row) for row in db.session.execute(statement)]


def _as_called(cell: Any) -> Any:
    return _called.get((type(cell), cell), cell) if isinstance(cell, StrEnum) else cell


def count(*conditions: Any) -> int:
    """How many rows these conditions hold for."""
    return db.session.scalar(select(func.count()).where(*conditions)) or 0
