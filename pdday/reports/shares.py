"""Shares as cells of the report: of people, answers or slots, and what can be made of two of them.

A share never stands alone: whoever shows `said` shows `basis` beside it, which names what it is out of.
Shares are 0 to 1 in `numbers`; per cent only in the words.
"""

from __future__ import annotations

from dataclasses import dataclass

from pdday.reports.statistics import Interval, is_extreme, wilson
from pdday.reports.values import Figure, Nothing, Numbers
from pdday.words import Sentence


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
