"""What one cell of the report can be. Each kind says itself in words, and gives its numbers to spreadsheets.

A share never stands alone: whoever shows `said` shows `basis` beside it, which names what it is out of.
Shares are 0 to 1 in `numbers`; per cent only in the words.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from pdday.reports.statistics import Interval, is_extreme, wilson
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
class Rate:
    """A share of people, answers or slots; `interval` only where chance is part of it."""

    count: int
    of: int
    interval: Interval | None = None

    @property
    def share(self) -> float:
        return self.count / self.of

    @property
    def said(self) -> Sentence:
        return Sentence("{percent}%", {"percent": per_cent(self.share)})

    @property
    def basis(self) -> Sentence:
        facts: dict[str, object] = {"count": self.count, "of": self.of}
        if self.interval is None:
            return Sentence("{count:,} of {of:,}", facts)
        return Sentence("{count:,} of {of:,}; {low} to {high}%", facts | ends(self.interval))

    @property
    def numbers(self) -> Numbers:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return Numbers(self.share, True, self.count, self.of, low, high)


@dataclass(frozen=True)
class Extreme:
    """None or all of fewer than twenty, told as "at most 5 %" or "at least 95 %" and without the count."""

    of: int
    is_all: bool
    interval: Interval | None = None

    @property
    def said(self) -> Sentence:
        return Sentence("at least 95%") if self.is_all else Sentence("at most 5%")

    @property
    def basis(self) -> Sentence:
        if self.interval is None:
            return Sentence("of {of:,}", {"of": self.of})
        return Sentence("of {of:,}; {low} to {high}%", {"of": self.of} | ends(self.interval))

    @property
    def numbers(self) -> Numbers:
        low, high = (self.interval.low, self.interval.high) if self.interval else (None, None)
        return Numbers(None, True, None, self.of, low, high)


@dataclass(frozen=True)
class Bounds:
    """A share of which some did not reply: `count` said so, `silent` said nothing, of all `of`."""

    count: int
    silent: int
    of: int
    interval: Interval

    @property
    def said(self) -> Sentence:
        return Sentence("{low} to {high}%", ends(self.interval))

    @property
    def basis(self) -> Sentence:
        facts = {"count": self.count, "of": self.of, "silent": self.silent}
        return Sentence("{count:,} said so, {silent:,} did not reply, of {of:,}", facts)

    @property
    def numbers(self) -> Numbers:
        return Numbers(None, True, self.count, self.of, self.interval.low, self.interval.high)


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
class Ratio:
    """One share divided by another: 1.0 where a group has its part, 0.5 where it has half of that."""

    part: Rate
    whole: Rate

    @property
    def ratio(self) -> float:
        return self.part.share / self.whole.share

    @property
    def said(self) -> Sentence:
        return Sentence("{ratio:.1f}", {"ratio": self.ratio})

    @property
    def basis(self) -> Sentence:
        facts = {"part": per_cent(self.part.share), "whole": per_cent(self.whole.share)}
        return Sentence("{part}% ÷ {whole}%", facts)

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.ratio, False, self.part.count, self.part.of)


@dataclass(frozen=True)
class Difference:
    """One share less another, told in points of a hundred: +42 where 60 % say one thing and 18 % the other."""

    share: float
    of: int
    interval: Interval

    @property
    def said(self) -> Sentence:
        return Sentence("{points:+.0f}", {"points": 100 * self.share})

    @property
    def basis(self) -> Sentence:
        facts = {"of": self.of, "low": 100 * self.interval.low, "high": 100 * self.interval.high}
        return Sentence("over {of:,}; {low:+.0f} to {high:+.0f}", facts)

    @property
    def numbers(self) -> Numbers:
        return Numbers(self.share, True, None, self.of, self.interval.low, self.interval.high)


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


def rate(count: int, of: int, *, why_not: Sentence, chance: bool = False) -> Figure:
    """A share of people as the report may tell it: with Wilson's interval where `chance` is part of it.

    Where there is nobody to take a share of, `why_not` says what is missing.
    """
    if of == 0:
        return Nothing(why_not)
    interval = wilson(count, of) if chance else None
    if is_extreme(count, of):
        return Extreme(of, count == of, interval)
    return Rate(count, of, interval)


def per_cent(share: float) -> int:
    """A share in whole per cent; 0 and 100 are kept for none and all."""
    rounded = round(share * 100)
    if 0 < share < 1:
        return min(99, max(1, rounded))
    return rounded


def ends(interval: Interval) -> dict[str, object]:
    """Both ends of an interval of shares in whole per cent, as facts of a sentence."""
    return {"low": per_cent(interval.low), "high": per_cent(interval.high)}
