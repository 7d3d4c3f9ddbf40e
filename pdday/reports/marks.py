"""From figures to marks, and to the short words at the end of a row. Pure.

A withheld figure has no mark, only its word; so a chart can never show what the table beside it withholds.
"""

from __future__ import annotations

from pdday.charts import Ink, Mark, interval, stacked
from pdday.reports.pages import Line, Table
from pdday.reports.shares import Extreme, Rate, per_cent
from pdday.reports.statistics import Interval
from pdday.reports.values import Figure
from pdday.words import Sentence


def range_found(table: Table, otherwise: Sentence, pattern: Sentence, *, column: int = 1) -> Sentence:
    """The pattern with the least and the most of one of the table's columns; groups told at the edge stay there."""
    shares = sorted(share for line in table.lines if (share := share_told(line.figures[column])) is not None)
    if len(shares) < 2:
        return otherwise
    low, high = shares[0], shares[-1]
    span = Sentence("{low}%", {"low": low}) if low == high else Sentence("{low} to {high}%", {"low": low, "high": high})
    return Sentence(pattern.pattern, {"range": span, "groups": table.groups_inside or table.groups})


def share_told(figure: Figure) -> int | None:
    """The whole per cent that a figure lets on."""
    if isinstance(figure, Extreme):
        return 95 if figure.is_all else 5
    return per_cent(figure.share) if isinstance(figure, Rate) else None


def interval_of(figure: Figure) -> Interval | None:
    """Its interval, if it has one."""
    return figure.interval if isinstance(figure, (Rate, Extreme)) else None


def interval_marks(figure: Figure, scale: tuple[float, float]) -> tuple[Mark, ...]:
    """The interval as a line with a dot on an axis that runs over `scale`."""
    span = interval_of(figure)
    if span is None or not isinstance(figure, (Rate, Extreme)):
        return ()
    at = figure.share if isinstance(figure, Rate) else float(figure.is_all)
    return interval(span.low, span.high, at=at, scale=scale)


def said(figure: Figure) -> Sentence:
    """The share and what it is out of, short enough for the end of a row."""
    if isinstance(figure, Rate):
        facts = {"said": figure.said, "count": figure.count, "of": figure.of}
        return Sentence("{said}, {count:,} of {of:,}", facts)
    if isinstance(figure, Extreme):
        return Sentence("{said} of {of:,}", {"said": figure.said, "of": figure.of})
    return figure.said


def out_of(figure: Figure) -> Sentence:
    """What a share is out of."""
    return Sentence("of {of:,}", {"of": figure.of}) if isinstance(figure, Rate) else figure.said


def stacked_shares(line: Line, inks: tuple[Ink, ...]) -> tuple[Mark, ...]:
    """The shares of a line one after the other, each in its ink."""
    shares = [figure.share for figure in line.figures if isinstance(figure, Rate)]
    return stacked(zip(inks, shares, strict=True)) if len(shares) == len(inks) else ()


def share_drawn(figure: Figure) -> float | None:
    """The length of a mark; what is told at the edge only is drawn at the edge."""
    if isinstance(figure, Extreme):
        return float(figure.is_all)
    return figure.share if isinstance(figure, Rate) else None
