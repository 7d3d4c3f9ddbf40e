"""What one cell of the report can be. Each kind says itself in words, and gives its numbers to spreadsheets.

Here stand counts, means and what is not told; shares have `shares`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pdday.reports.statistics import Interval
from pdday.words import Sentence


@dataclass(frozen=True)
class Numbers:
    """A figure as bare numbers, for CSV and XLSX; what a figure does not have is None."""

    value: float | None = None
    is_share: bool = False
    count: int | None = None
    of: int | None = None
    low: float | None = None
    high: float | None = None


class Figure(Protocol):
    """Any figure of the report."""

    @property
    def said(self) -> Sentence:
        """The figure itself, in a word or two."""

    @property
    def basis(self) -> Sentence | None:
        """What it is out of, and from where to where it may lie."""

    @property
    def numbers(self) -> Numbers:
        """The same as numbers."""


@dataclass(frozen=True)
class Count:
    """How many."""

    count: int

    @property
    def said(self) -> Sentence:
        return Sentence("{count:,}", {"count": self.count})

    @property
    def basis(self) -> None:
        return None

    @property
    def numbers(self) -> Numbers:
        return Numbers(value=self.count, count=self.count)


@dataclass(frozen=True)
class Mean:
    """A mean over `n` things; with a sign where it is a difference."""

    mean: float
    n: int
    interval: Interval | None = None
    is_difference: bool = False

    @property
    def said(self) -> Sentence:
        return Sentence("{mean:+.1f}" if self.is_difference else "{mean:.1f}", {"mean": self.mean})

    @property
    def basis(self) -> Sentence:
        if self.interval is None:
            return Sentence("over {n:,}", {"n": self.n})
        facts = {"n": self.n, "low": self.interval.low, "high": self.interval.high}
        return Sentence("over {n:,}; {low:.2f} to {high:.2f}", facts)

    @property
    def numbers(self) -> Numbers:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return Numbers(self.mean, False, None, self.n, low, high)


@dataclass(frozen=True)
class Length:
    """A length of time added up over people, told in hours; `of_minutes` is what it is a part of."""

    minutes: int
    people: int
    of_minutes: int | None = None

    @property
    def said(self) -> Sentence:
        return Sentence("{hours:,.2f} h", {"hours": self.minutes / 60})

    @property
    def basis(self) -> Sentence:
        if self.of_minutes is None:
            return Sentence("of {people:,} colleagues", {"people": self.people})
        return Sentence("of {hours:,.2f} h", {"hours": self.of_minutes / 60})

    @property
    def numbers(self) -> Numbers:
        """The value in hours; count and what it is out of in minutes."""
        return Numbers(self.minutes / 60, False, self.minutes, self.of_minutes)


@dataclass(frozen=True)
class Bare:
    """A number that is a share or a count of nothing, such as the score of a timetable."""

    value: float

    @property
    def said(self) -> Sentence:
        return Sentence("{value:,.1f}", {"value": self.value})

    @property
    def basis(self) -> None:
        return None

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.value)


@dataclass(frozen=True)
class Named:
    """A number that only names something, such as a seed: it counts nothing, so its thousands are not parted."""

    number: int

    @property
    def said(self) -> Sentence:
        return Sentence("{number}", {"number": str(self.number)})

    @property
    def basis(self) -> None:
        return None

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.number)


@dataclass(frozen=True)
class Withheld:
    """A cell that is not shown: too few people, or a neighbour of such a cell. The two look alike on purpose."""

    @property
    def said(self) -> Sentence:
        return Sentence("withheld")

    @property
    def basis(self) -> None:
        return None

    @property
    def numbers(self) -> Numbers:
        return Numbers()


@dataclass(frozen=True)
class Nothing:
    """There is nothing to count yet; `why` says what is missing, unless a neighbour does."""

    why: Sentence | None = None

    @property
    def said(self) -> Sentence:
        return Sentence("–")

    @property
    def basis(self) -> Sentence | None:
        return self.why

    @property
    def numbers(self) -> Numbers:
        return Numbers()
