"""One thing that the doctor looked at: how it is, and what to do where it is not well."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum


class Grade(StrEnum):
    """How much a finding matters."""

    WELL = "well"
    #: Works today, and is worth a look before the day.
    LOOK = "look"
    #: Something does not work, or somebody could come to harm.
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing looked at: its name, how it is, and what to do where it is not well."""

    about: str
    grade: Grade
    sentence: str
    cure: str = ""


#: An examination looks at one thing and reports it, or what is wrong with it piece by piece.
Examination = Callable[[], Iterator[Finding]]


def well(about: str, sentence: str) -> Finding:
    return Finding(about, Grade.WELL, sentence)


def look(about: str, sentence: str, cure: str) -> Finding:
    return Finding(about, Grade.LOOK, sentence, cure)


def wrong(about: str, sentence: str, cure: str) -> Finding:
    return Finding(about, Grade.WRONG, sentence, cure)
