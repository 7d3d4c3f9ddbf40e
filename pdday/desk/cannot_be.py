"""Something in the database that cannot be: its kind, its row, and a sentence. Each check yields such findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from pdday.words import Sentence


@dataclass(frozen=True)
class CannotBe:
    """Something that is false: a name for its kind, the table and row, and a sentence."""

    what: str
    thing: str
    id: int | str
    sentence: Sentence


#: A check reads the database and yields what cannot be.
Check = Callable[[], Iterator[CannotBe]]
