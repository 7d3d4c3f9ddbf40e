"""The charts of what people said: who agrees, who answered, confidence then and now. Pure.

Drawn from the figures of the tables beside them. Who did not answer is drawn too, hatched; strands stand in the
order of the programme, never by result.
"""

from __future__ import annotations

from math import ceil, floor

from pdday.charts import Chart, Ink, Mark, Row, interval, move, stacked
from pdday.reports.marks import interval_marks, interval_of, range_found, said, share_drawn
from pdday.reports.pages import Line, Table
from pdday.reports.shares import Bounds, Difference, per_cent
from pdday.reports.values import Figure, Mean
from pdday.words import Sentence

#: The scale of the confidence item.
_POINTS = (1.0, 5.0)


def reactions(items: Table, suggest: Table, strands: Table) -> tuple[Chart, ...]:
    """By item: who agrees, with intervals, and of all attendances; by strand: a good use of time, and who answered."""
    of_items = (_of_all(items), _agreement(items, column=0))
    return (*of_items, _agreement(strands, column=1), _answered(strands), _suggest(suggest))


def learning(table: Table) -> tuple[Chart, ...]:
    """By strand: confidence then and now, the gain with its interval, and how many rate it higher or lower."""
    return (_then_and_now(table), _gain(table), _directions(table))


def _of_all(table: Table) -> Chart:
    """By item, of all attendances: agreed, did not, did not answer."""
    return Chart(
        key="items_of_all",
        finding=_of_all_found(table.lines[0]),
        rows=tuple(Row(line.label, line.figures[2].said, _of_all_marks(line.figures[2])) for line in table.lines),
        legend=(
            (Ink.FULL, Sentence("agree")),
            (Ink.EMPTY, Sentence("do not agree")),
            (Ink.UNKNOWN, Sentence("no released answer")),
        ),
        caption=Sentence(
            "Of all attendances. The truth lies between those who agree and those who agree or have no released answer."
        ),
    )


def _of_all_found(line: Line) -> Sentence:
    bounds = line.figures[2]
    if not isinstance(bounds, Bounds):
        return Sentence("What all who were there may think")
    facts = {"low": per_cent(bounds.interval.low), "high": per_cent(bounds.interval.high)}
    return Sentence("Of all who were there, {low} to {high}% call it a good use of time", facts)


def _of_all_marks(figure: Figure) -> tuple[Mark, ...]:
    if not isinstance(figure, Bounds):
        return ()
    agree, silent = figure.count / figure.of, figure.silent / figure.of
    return stacked(((Ink.FULL, agree), (Ink.EMPTY, 1 - agree - silent), (Ink.UNKNOWN, silent)))


def _agreement(table: Table, *, column: int) -> Chart:
    """Who agrees, of those who answered, with Wilson's interval."""
    figures = [(line.label, line.figures[column]) for line in table.all_lines()]
    lows = [span.low for _, figure in figures if (span := interval_of(figure))]
    start = 0.5 if lows and min(lows) >= 0.5 else 0.0
    by_item = Sentence("{range} agree, by item")
    by_strand = Sentence("{range} call it a good use of time, by {groups}")
    return Chart(
        key=f"{table.key}_agree",
        finding=range_found(
            table, Sentence("Who agrees"), by_strand if table.groups_inside else by_item, column=column
        ),
        rows=tuple(Row(label, said(figure), interval_marks(figure, (start, 1.0))) for label, figure in figures),
        scale=(
            Sentence("{percent}%", {"percent": per_cent(start)}),
            Sentence("{percent}%", {"percent": per_cent((1 + start) / 2)}),
            Sentence("100%"),
        ),
        caption=Sentence(
            "Of those who answered. Lines are 95% Wilson intervals: where two overlap, the difference may be chance. "
            "They say nothing about those who did not answer."
        ),
    )


def _answered(table: Table) -> Chart:
    figures = [(line.label, line.figures[0]) for line in table.all_lines()]
    return Chart(
        key="answered_by_strand",
        finding=range_found(table, Sentence("Who answered"), Sentence("{range} answered, by {groups}"), column=0),
        rows=tuple(Row(label, said(figure), _answer_marks(figure)) for label, figure in figures),
        legend=((Ink.FULL, Sentence("answered")), (Ink.UNKNOWN, Sentence("no released answer"))),
        caption=Sentence("Of attendances at sessions; tickets that are not released yet count as not answered."),
    )


def _answer_marks(figure: Figure) -> tuple[Mark, ...]:
    share = share_drawn(figure)
    return () if share is None else stacked(((Ink.FULL, min(1.0, share)), (Ink.UNKNOWN, max(0.0, 1 - share))))


def _suggest(table: Table) -> Chart:
    """From 10 down to 0: the share of answers, drawn to the longest."""
    shares = {line.key: share_drawn(line.figures[0]) or 0.0 for line in table.lines}
    longest = max(shares.values()) or 1.0
    return Chart(
        key=table.key,
        finding=_net_found(table),
        rows=tuple(
            Row(line.label, said(line.figures[0]), stacked(((Ink.FULL, shares[line.key] / longest),)))
            for line in table.lines
        ),
        caption=Sentence("Of those who answered this question: 10, certainly, down to 0, certainly not."),
    )


def _net_found(table: Table) -> Sentence:
    net = table.everyone.figures[0] if table.everyone else None
    if not isinstance(net, Difference):
        return table.title
    facts = {"net": net.said, "basis": net.basis}
    return Sentence("Would suggest it, minus would not: {net} points ({basis})", facts)


def _then_and_now(table: Table) -> Chart:
    return Chart(
        key="then_and_now",
        finding=_gain_found(table),
        rows=tuple(Row(_with_pairs(line), _moved(line), _move_marks(line)) for line in table.all_lines()),
        scale=(Sentence("1 not at all"), Sentence("3"), Sentence("5 very")),
        caption=Sentence(
            "Open ring: before, as recalled; full dot: now; pairs beside the name. Self-rated and recalled at one "
            "sitting, no comparison group."
        ),
    )


def _gain_found(table: Table) -> Sentence:
    gain = table.everyone.figures[2] if table.everyone else None
    if not isinstance(gain, Mean) or gain.interval is None:
        return table.title
    facts = {"gain": gain.mean, "low": gain.interval.low, "high": gain.interval.high}
    return Sentence("Confidence, self-rated: {gain:+.1f} on five points, {low:.2f} to {high:.2f}", facts)


def _with_pairs(line: Line) -> Sentence:
    before = line.figures[0]
    return Sentence("{label}, {n:,}", {"label": line.label, "n": before.n}) if isinstance(before, Mean) else line.label


def _moved(line: Line) -> Sentence:
    before, now, *_ = line.figures
    if isinstance(before, Mean) and isinstance(now, Mean):
        return Sentence("{before} to {now}", {"before": before.said, "now": now.said})
    return before.basis or before.said


def _move_marks(line: Line) -> tuple[Mark, ...]:
    before, now, *_ = line.figures
    return move(before.mean, now.mean, scale=_POINTS) if isinstance(before, Mean) and isinstance(now, Mean) else ()


def _gain(table: Table) -> Chart:
    spans = [
        figure.interval
        for line in table.all_lines()
        if isinstance(figure := line.figures[2], Mean) and figure.interval is not None
    ]
    start = min([0, *(floor(span.low) for span in spans)])
    end = max([1, *(ceil(span.high) for span in spans)])
    return Chart(
        key="gain",
        finding=Sentence("The gain, and how sure it is"),
        rows=tuple(
            Row(line.label, line.figures[2].said, _gain_marks(line.figures[2], (start, end)))
            for line in table.all_lines()
        ),
        scale=tuple(_points(points) for points in (start, (start + end) / 2, end)),
        caption=Sentence(
            "Mean difference of pairs, in points, with its 95% t interval. One person may answer for several sessions, "
            "so intervals are rather too narrow. Self-rated, recalled; no comparison group."
        ),
    )


def _points(points: float) -> Sentence:
    return Sentence("{points:+g}" if points else "0", {"points": points})


def _gain_marks(figure: Figure, scale: tuple[float, float]) -> tuple[Mark, ...]:
    if not isinstance(figure, Mean) or figure.interval is None:
        return ()
    return interval(figure.interval.low, figure.interval.high, at=figure.mean, scale=scale)


def _directions(table: Table) -> Chart:
    return Chart(
        key="directions",
        finding=range_found(
            table, Sentence("Higher, the same, lower"), Sentence("{range} rate it higher now, by {groups}"), column=4
        ),
        rows=tuple(Row(line.label, line.figures[4].said, _direction_marks(line)) for line in table.all_lines()),
        legend=(
            (Ink.FULL, Sentence("higher now")),
            (Ink.LIGHT, Sentence("the same")),
            (Ink.EMPTY, Sentence("lower now")),
        ),
        caption=Sentence("Of tickets with both halves. Self-rated, recalled; no comparison group."),
    )


def _direction_marks(line: Line) -> tuple[Mark, ...]:
    shares = [share for figure in line.figures[4:] if (share := share_drawn(figure)) is not None]
    inks = (Ink.FULL, Ink.LIGHT, Ink.EMPTY)
    return stacked(zip(inks, shares, strict=True)) if len(shares) == len(inks) else ()
