"""Which charts a page of the report has, drawn from the figures it shows and from nothing else. Pure.

A withheld figure has no mark, only its word; so a chart can never show what the table beside it withholds.
"""

from __future__ import annotations

from collections.abc import Mapping

from pdday.charts import Chart, Ink, Mark, Row, interval, stacked
from pdday.reports.pages import Line, Page, Table
from pdday.reports.statistics import Interval
from pdday.reports.values import Bounds, Extreme, Figure, Rate, per_cent
from pdday.words import Sentence

_USE_INKS = (Ink.FULL, Ink.HALF, Ink.LIGHT, Ink.EMPTY, Ink.UNKNOWN)
_SLOT_INKS = (Ink.FULL, Ink.HALF, Ink.LIGHT, Ink.TRACK, Ink.EMPTY)


def charts(page: Page) -> tuple[Chart, ...]:
    """The charts of a page, in order; none where there is nothing to draw."""
    by_key = {table.key: table for table in page.tables}
    drawn: tuple[Chart, ...] = ()
    match page.key:
        case "summary":
            drawn = (_use(by_key["use"]),)
        case "participation":
            drawn = (_turnout(by_key["turnout_by_role"]), _turnout(by_key["turnout_by_employee_group"]))
        case "fairness":
            drawn = (
                _slots(by_key["free_slots"]),
                _top_three(by_key["choice_by_role"]),
                _top_three(by_key["choice_by_employee_group"]),
            )
    return tuple(chart for chart in drawn if any(row.marks for row in chart.rows))


def lines(page: Page) -> Mapping[str, Row]:
    """The intervals of the page's large numbers, by their key, on an axis from 0 to 100 %."""
    drawn = {}
    for each in page.highlights:
        figure = each.figure
        span = figure.interval if isinstance(figure, (Bounds, Rate)) else None
        if span and isinstance(figure, (Bounds, Rate)):
            drawn[each.key] = Row(each.name, each.beneath, interval(span.low, span.high, at=figure.count / figure.of))
    return drawn


def _use(table: Table) -> Chart:
    last = table.lines[-1].figures[-1]
    finding = Sentence("What became of commitments")
    if isinstance(last, Bounds):
        finding = Sentence(
            "{low}% of commitments are in use at 90 days, at least", {"low": per_cent(last.interval.low)}
        )
    return Chart(
        key=table.key,
        finding=finding,
        rows=tuple(Row(line.label, _in_use(line), _shares(line, _USE_INKS)) for line in table.lines),
        legend=tuple(zip(_USE_INKS, table.columns, strict=False)),
        caption=Sentence(
            "All commitments made on the day, each time. The truth lies between what was said and that plus everyone "
            "who did not reply."
        ),
    )


def _in_use(line: Line) -> Sentence:
    bounds = line.figures[-1]
    if isinstance(bounds, Bounds):
        return Sentence("{count:,} in use, of {of:,}", {"count": bounds.count, "of": bounds.of})
    return bounds.basis or bounds.said


def _shares(line: Line, inks: tuple[Ink, ...]) -> tuple[Mark, ...]:
    shares = [figure.share for figure in line.figures if isinstance(figure, Rate)]
    return stacked(zip(inks, shares, strict=True)) if len(shares) == len(inks) else ()


def _turnout(table: Table) -> Chart:
    """By group: who took part, who reported leave, and of whom nothing is known."""
    return Chart(
        key=table.key,
        finding=_finding(table, Sentence("Who took part"), Sentence("{range} took part, by {groups}")),
        rows=tuple(
            Row(line.label, _said(line.figures[1]), _turnout_marks(line.figures[1], line.figures[2]))
            for line in table.all_lines()
        ),
        legend=(
            (Ink.FULL, Sentence("took part")),
            (Ink.LIGHT, Sentence("reported leave")),
            (Ink.UNKNOWN, Sentence("no record")),
        ),
        caption=Sentence(
            "Of everyone invited. “No record” is neither presence nor leave: absent, or there and not scanned."
        ),
    )


def _turnout_marks(of_invited: Figure, of_expected: Figure) -> tuple[Mark, ...]:
    if isinstance(of_invited, Extreme):
        return stacked([(Ink.FULL if of_invited.is_all else Ink.UNKNOWN, 1.0)])
    if not isinstance(of_invited, Rate):
        return ()
    expected = of_expected.numbers.of or of_invited.of
    took_part, leave = of_invited.share, 1 - expected / of_invited.of
    return stacked([(Ink.FULL, took_part), (Ink.LIGHT, leave), (Ink.UNKNOWN, 1 - took_part - leave)])


def _slots(table: Table) -> Chart:
    shares = [line.figures[0] for line in table.lines]
    marks: tuple[Mark, ...] = ()
    finding = table.title
    if all(isinstance(share, Rate) for share in shares):
        rates = [share for share in shares if isinstance(share, Rate)]
        marks = stacked(zip(_SLOT_INKS, (share.share for share in rates), strict=True))
        finding = Sentence(
            "{percent}% of free slots hold a top-three choice", {"percent": per_cent(rates[0].share + rates[1].share)}
        )
    return Chart(
        key=table.key,
        finding=finding,
        rows=(Row(Sentence("Free slots"), _out_of(shares[0]), marks),),
        legend=tuple((ink, line.label) for ink, line in zip(_SLOT_INKS, table.lines, strict=True)),
        caption=table.note or Sentence(""),
    )


def _top_three(table: Table) -> Chart:
    """By group: the share who got one of their top three, with Wilson's interval."""
    figures = [(line.label, line.figures[1]) for line in table.all_lines()]
    lows = [span.low for _, figure in figures if (span := _interval(figure))]
    start = 0.5 if lows and min(lows) >= 0.5 else 0.0
    middle = Sentence("{percent}%", {"percent": per_cent((1 + start) / 2)})
    return Chart(
        key=table.key,
        finding=_finding(table, Sentence("Top-three choices"), Sentence("{range} got a top-three choice, by {groups}")),
        rows=tuple(Row(label, _said(figure), _interval_marks(figure, (start, 1.0))) for label, figure in figures),
        scale=(Sentence("{percent}%", {"percent": per_cent(start)}), middle, Sentence("100%")),
        caption=Sentence(
            "Of those who sent a list and had a free slot. Lines are 95% Wilson intervals: where two overlap, the "
            "difference may be chance."
        ),
    )


def _finding(table: Table, otherwise: Sentence, pattern: Sentence) -> Sentence:
    """The pattern with the least and the most of the table's second column; groups told at the edge stay there."""
    shares = sorted(share for line in table.lines if (share := _share_told(line.figures[1])) is not None)
    if len(shares) < 2:
        return otherwise
    low, high = shares[0], shares[-1]
    span = Sentence("{low}%", {"low": low}) if low == high else Sentence("{low} to {high}%", {"low": low, "high": high})
    return Sentence(pattern.pattern, {"range": span, "groups": table.groups_inside or table.groups})


def _share_told(figure: Figure) -> int | None:
    """The whole per cent that a figure lets on."""
    if isinstance(figure, Extreme):
        return 95 if figure.is_all else 5
    return per_cent(figure.share) if isinstance(figure, Rate) else None


def _interval(figure: Figure) -> Interval | None:
    return figure.interval if isinstance(figure, (Rate, Extreme)) else None


def _interval_marks(figure: Figure, scale: tuple[float, float]) -> tuple[Mark, ...]:
    span = _interval(figure)
    if span is None or not isinstance(figure, (Rate, Extreme)):
        return ()
    at = figure.share if isinstance(figure, Rate) else float(figure.is_all)
    return interval(span.low, span.high, at=at, scale=scale)


def _said(figure: Figure) -> Sentence:
    """The share and what it is out of, short enough for the end of a row."""
    if isinstance(figure, Rate):
        facts = {"said": figure.said, "count": figure.count, "of": figure.of}
        return Sentence("{said}, {count:,} of {of:,}", facts)
    if isinstance(figure, Extreme):
        return Sentence("{said} of {of:,}", {"said": figure.said, "of": figure.of})
    return figure.said


def _out_of(figure: Figure) -> Sentence:
    return Sentence("of {of:,}", {"of": figure.of}) if isinstance(figure, Rate) else figure.said
