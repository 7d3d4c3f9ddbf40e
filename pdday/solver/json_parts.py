"""Reading JSON strictly: every part knows its path, and whatever is wrong is said in one sentence."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

Found = TypeVar("Found")
Default = TypeVar("Default")

#: No honest count, minute or weight is larger; arithmetic stays exact well beyond it.
LARGEST_NUMBER = 1_000_000_000


class BadFile(Exception):
    """A file that cannot be used; str(error) is one sentence that names the culprit."""


@dataclass(frozen=True, slots=True)
class Part:
    """One place in a JSON file: what stands there and the path to it.

    Each reader raises BadFile, which names the path, where something else stands.
    """

    value: Any
    path: str = ""

    def refuse(self, why: str) -> BadFile:
        """What to raise of this part."""
        return BadFile(f"{self.path or 'the file'} {why}.")

    def members(self, *, needs: str = "", may_have: str = "") -> dict[str, Part]:
        """The object's parts by key; a key that neither list names (with spaces between) is refused."""
        if not isinstance(self.value, dict):
            raise self.refuse("must be an object")
        for key in self.value:
            if key not in needs.split() and key not in may_have.split():
                raise BadFile(f"{self._below(key)} is not a known key.")
        for key in needs.split():
            if key not in self.value:
                raise BadFile(f"{self._below(key)} is missing.")
        return {key: Part(value, self._below(key)) for key, value in self.value.items()}

    def free_members(self) -> dict[str, Part]:
        """The parts of an object whose keys are anyone's choice."""
        if not isinstance(self.value, dict):
            raise self.refuse("must be an object")
        return {
            Part(key, f"a key of {self.path}").text(): Part(value, self._below(key))
            for key, value in self.value.items()
        }

    def each(self) -> Iterator[Part]:
        """The parts of a list, in their order."""
        if not isinstance(self.value, list):
            raise self.refuse("must be a list")
        for index, value in enumerate(self.value):
            yield Part(value, f"{self.path}[{index}]")

    def pair(self) -> tuple[Part, Part]:
        """The two parts of a list that has two."""
        parts = tuple(self.each())
        if len(parts) != 2:
            raise self.refuse("must have two entries")
        return parts[0], parts[1]

    def text(self) -> str:
        """A text, empty or not; with half a character in it, it is none."""
        if not isinstance(self.value, str):
            raise self.refuse("must be a text")
        if any("\ud800" <= letter <= "\udfff" for letter in self.value):
            raise self.refuse("contains half a character")
        return self.value

    def identity(self) -> str:
        """A text that names something, so not an empty one."""
        if not (name := self.text()):
            raise self.refuse("must not be empty")
        return name

    def texts(self) -> frozenset[str]:
        """Names in a list, in whatever order."""
        return frozenset(part.identity() for part in self.each())

    def number(self) -> float:
        """A number from 0; true and false are none."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refuse("must be a number")
        if abs(self.value) > LARGEST_NUMBER or not math.isfinite(self.value):
            raise self.refuse("is too large a number")
        if self.value < 0:
            raise self.refuse("must not be negative")
        return float(self.value)

    def signed_number(self) -> float:
        """A number that may be negative, as scores and sums of many numbers are."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refuse("must be a number")
        if abs(self.value) > LARGEST_NUMBER**2 or not math.isfinite(self.value):
            raise self.refuse("is too large a number")
        return float(self.value)

    def whole(self, *, least: int = 0) -> int:
        """A whole number, at least so large; 3.0 is one."""
        number = self.number()
        if number != int(number):
            raise self.refuse("must be a whole number")
        if number < least:
            raise self.refuse(f"must be at least {least}")
        return int(number)

    def flag(self) -> bool:
        """True or false, as JSON writes them."""
        if not isinstance(self.value, bool):
            raise self.refuse("must be true or false")
        return self.value

    def _below(self, key: str) -> str:
        return f"{self.path}.{shown(key)}" if self.path else shown(key)


def absent_or(default: Default, parts: dict[str, Part], key: str, read: Callable[[Part], Found]) -> Default | Found:
    """What stands at `key`, or the default if the file does not say."""
    return read(parts[key]) if key in parts else default


def null_or(read: Callable[[Part], Found]) -> Callable[[Part], Found | None]:
    """Read as `read` does, but let null stand for "any" or "not known"."""
    return lambda part: None if part.value is None else read(part)


def parsed(text: str) -> Part:
    """The whole file as one part; what is not JSON, or says a key twice, is refused."""
    try:
        return Part(json.loads(text, object_pairs_hook=_each_key_once, parse_constant=_no_constant))
    except RecursionError:
        raise BadFile("The file is nested too deeply.") from None
    except json.JSONDecodeError as error:
        raise BadFile(f"The file is not JSON: line {error.lineno}, column {error.colno}: {error.msg}.") from None
    except ValueError:  # Python reads no whole number of more than 4,300 digits
        raise BadFile("The file has a number with too many digits.") from None


def decoded(raw: bytes) -> str:
    """The text of a file that should be UTF-8 (a byte order mark is let pass)."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadFile(f"The file is not UTF-8 text: byte {error.start + 1} cannot be read.") from None


def shown(name: str) -> str:
    """A name from a file, fit for one line of a message."""
    if len(name) <= 60 and name.isprintable():
        return name
    letters = (letter if letter.isprintable() else json.dumps(letter)[1:-1] for letter in name[:60])
    return "".join(letters) + ("…" if len(name) > 60 else "")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise BadFile(f"The key {shown(twice)} stands twice in one object.")
    return found


def _no_constant(name: str) -> float:
    raise BadFile(f"The file has {name}, which is not a number.")
