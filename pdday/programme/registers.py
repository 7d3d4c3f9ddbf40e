"""Registers: what the frame of a day must ask of later features, which answer here when the application starts.

The frame knows nothing of proposals and timetables (they come later in the day's story), so they add their
answers: `registers.over.answer(rooms_over)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from pdday.programme.models import Day, Room, Slot, Strand
from pdday.staff.models import School
from pdday.words import Sentence

Asked = TypeVar("Asked")
Told = TypeVar("Told")
Thing = Day | Slot | Room | Strand | School


class Register(Generic[Asked, Told]):
    """One question, and everybody who answers it."""

    def __init__(self) -> None:
        self._answers: list[Callable[[Asked], Iterable[Told]]] = []

    def answer(self, function: Callable[[Asked], Iterable[Told]]) -> Callable[[Asked], Iterable[Told]]:
        """Let `function` answer too; the same one twice counts once."""
        if function not in self._answers:
            self._answers.append(function)
        return function

    def ask(self, about: Asked) -> list[Told]:
        """Everything that is told about this."""
        return [told for function in self._answers for told in function(about)]


@dataclass(frozen=True)
class Capacity:
    """How many people a room holds from a moment on; what ran in it before stays as it was."""

    room: Room
    at: datetime


@dataclass(frozen=True)
class Touch:
    """Something that may be changed at a moment; what was held before is beyond reach."""

    thing: Thing
    at: datetime


@dataclass(frozen=True)
class Over:
    """A running that has more people than its room now holds, and who they are."""

    sentence: Sentence
    people: tuple[str, ...]


@dataclass(frozen=True)
class News:
    """A slot or room that people in a published timetable go by is another than they were told."""

    thing: Slot | Room
    sentence: Sentence
    at: datetime


@dataclass(frozen=True)
class Step:
    """Something a day needs on its way from nothing to ready, and the page where it is done."""

    sentence: Sentence
    #: Endpoint of that page.
    page: str
    is_done: bool


#: What still needs this slot, room, strand or site, so that it can't be taken away.
why_not_remove: Register[Thing, Sentence] = Register()
#: What a change to this reaches that people have been told already.
touched: Register[Touch, Sentence] = Register()
#: Who is over when a room holds fewer people than before.
over: Register[Capacity, Over] = Register()
#: What the day lacks before a timetable can be drafted.
why_not_draft: Register[Day, Sentence] = Register()
#: The steps to a ready day, in the order of its story, done or not.
steps: Register[Day, Step] = Register()
#: Called when a room holds fewer people than before, so that no seat is given that is not there any more.
shrunk: Register[Capacity, Sentence] = Register()
#: Called when a slot has other times or a room another name, so that whoever goes by it hears of it.
changed: Register[News, Sentence] = Register()
