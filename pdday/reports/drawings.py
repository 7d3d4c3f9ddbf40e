"""Which charts a page of the report has, drawn from the figures it shows and from nothing else. Pure.

A withheld figure has no mark, only its word; so a chart can never show what the table beside it withholds.
"""

from __future__ import annotations

from collections.abc import Mapping

from pdday.charts import Chart, Ink, Mark, Row, interval, stacked
from pdday.reports import drawn_answers
from pdday.reports.marks import interval_marks, interval_of, out_of, range_found, said, share_drawn, stacked_shares
from pdday.reports.pages import Line, Page, Table
from pdday.reports.shares import Bounds, Extreme, Rate, per_cent
from pdday.reports.values import Figure
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
        case "attendance":
            tables = (by_key["places_by_slot"], by_key["places_by_role"], by_key["places_by_employee_group"])
            drawn = tuple(_places(table) for table in tables)
        case "voice":
            drawn = (
                _in_vain(by_key["requests_by_session"]),
                _lists(by_key["lists_by_role"]),
                _lists(by_key["lists_by_employee_group"]),
            )
        case "reactions":
            drawn = drawn_answers.reactions(by_key["items"], by_key["suggest"], by_key["reactions_by_strand"])
        case "learning":
            drawn = drawn_answers.learning(by_key["confidence_by_strand"])
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
        rows=tuple(Row(line.label, _in_use(line), stacked_shares(line, _USE_INKS)) for line in table.lines),
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


def _turnout(table: Table) -> Chart:
    """By group: who took part, who reported leave, and of whom nothing is known."""
    return Chart(
        key=table.key,
        finding=range_found(table, Sentence("Who took part"), Sentence("{range} took part, by {groups}")),
        rows=tuple(
            Row(line.label, said(line.figures[1]), _turnout_marks(line.figures[1], line.figures[2]))
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


def _in_vain(table: Table) -> Chart:
    """By session: requests that were met and that were not, drawn to the session with the most of them."""
    asked = [line.figures[0].numbers.value or 0 for line in table.lines]
    most = max(asked, default=0)
    return Chart(
        key=table.key,
        finding=_most_in_vain(table),
        rows=tuple(Row(line.label, _met_of(line), _request_marks(line, most)) for line in table.lines),
        legend=((Ink.FULL, Sentence("met")), (Ink.EMPTY, Sentence("not met"))),
        caption=table.note or Sentence(""),
    )


def _most_in_vain(table: Table) -> Sentence:
    if not table.lines:
        return table.title
    first = table.lines[0]
    facts = {"title": first.label, "unmet": first.figures[2].said, "asked": first.figures[0].said}
    return Sentence("“{title}” has the most requests that were not met: {unmet} of {asked}", facts)


def _met_of(line: Line) -> Sentence:
    return Sentence("{unmet} of {asked} not met", {"unmet": line.figures[2].said, "asked": line.figures[0].said})


def _request_marks(line: Line, most: float) -> tuple[Mark, ...]:
    asked, unmet = line.figures[0].numbers.value or 0, line.figures[2].numbers.value or 0
    return stacked(((Ink.FULL, (asked - unmet) / most), (Ink.EMPTY, unmet / most)))


def _lists(table: Table) -> Chart:
    """By group: who sent a list, and who did not. A count of everyone, so no interval."""
    return Chart(
        key=table.key,
        finding=range_found(table, Sentence("Who sent a list"), Sentence("{range} sent a list, by {groups}"), column=0),
        rows=tuple(Row(line.label, said(line.figures[0]), _list_marks(line.figures[0])) for line in table.all_lines()),
        legend=((Ink.FULL, Sentence("sent a list")), (Ink.TRACK, Sentence("sent none"))),
        caption=Sentence("Of colleagues who are not on leave. Whoever sent none got sessions that suit their role."),
    )


def _list_marks(figure: Figure) -> tuple[Mark, ...]:
    share = share_drawn(figure)
    return () if share is None else stacked(((Ink.FULL, share), (Ink.TRACK, 1 - share)))


def _places(table: Table) -> Chart:
    """What became of places: used, used in another room, leave reported, and of which nothing is known."""
    return Chart(
        key=table.key,
        finding=range_found(
            table, Sentence("What became of places"), Sentence("{range} of places were used, by {groups}"), column=0
        ),
        rows=tuple(Row(line.label, said(line.figures[0]), _place_marks(line)) for line in table.all_lines()),
        legend=(
            (Ink.FULL, Sentence("in their session")),
            (Ink.HALF, Sentence("moved to another")),
            (Ink.LIGHT, Sentence("reported leave")),
            (Ink.UNKNOWN, Sentence("no record")),
        ),
        caption=Sentence(
            "Of all places, one for each colleague and slot. “No record” is neither presence nor leave: absent, or "
            "there and not scanned."
        ),
    )


def _place_marks(line: Line) -> tuple[Mark, ...]:
    """The shares of a line one after the other, each in its ink."""
    shares = [share for figure in line.figures[:4] if (share := share_drawn(figure)) is not None]
    if len(shares) < 4:
        return ()
    shown, moved, leave, no_record = shares
    return stacked(((Ink.FULL, shown - moved), (Ink.HALF, moved), (Ink.LIGHT, leave), (Ink.UNKNOWN, no_record)))


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
        rows=(Row(Sentence("Free slots"), out_of(shares[0]), marks),),
        legend=tuple((ink, line.label) for ink, line in zip(_SLOT_INKS, table.lines, strict=True)),
        caption=table.note or Sentence(""),
    )


def _top_three(table: Table) -> Chart:
    """By group: the share who got one of their top three, with Wilson's interval."""
    figures = [(line.label, line.figures[1]) for line in table.all_lines()]
    lows = [span.low for _, figure in figures if (span := interval_of(figure))]
    start = 0.5 if lows and min(lows) >= 0.5 else 0.0
    middle = Sentence("{percent}%", {"percent": per_cent((1 + start) / 2)})
    return Chart(
        key=table.key,
        finding=range_found(
            table, Sentence("Top-three choices"), Sentence("{range} got a top-three choice, by {groups}")
        ),
        rows=tuple(Row(label, said(figure), interval_marks(figure, (start, 1.0))) for label, figure in figures),
        scale=(Sentence("{percent}%", {"percent": per_cent(start)}), middle, Sentence("100%")),
        caption=Sentence(
            "Of those who sent a list and had a free slot. Lines are 95% Wilson intervals: where two overlap, the "
            "difference may be chance."
        ),
    )
