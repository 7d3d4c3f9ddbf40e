"""The only file that draws charts: rows of marks as SVG, for the screen and for paper.

A chart here is a table: names and numbers are text, so they wrap, zoom, print and are read aloud; only the marks
of a row are drawn. Places along a row are shares of its width, 0 to 1. On the screen the stylesheet gives marks
their ink and the drawing stretches to its column; WeasyPrint gives inline SVG no stylesheet, so on paper each
mark carries its ink, and the drawing is measured in points.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from markupsafe import Markup

from pdday.words import Sentence


class Medium(StrEnum):
    """Where a chart is to be seen."""

    SCREEN = "screen"
    PAPER = "paper"


class Ink(StrEnum):
    """What a mark means; each has its look in pdday.css and in `ON_PAPER`."""

    FULL = "bar"
    HALF = "bar2"
    LIGHT = "bar3"
    TRACK = "track"
    EMPTY = "bar4"
    #: What nobody knows is drawn too, hatched.
    UNKNOWN = "unknown"
    AXIS = "axis"
    INTERVAL = "ci"
    #: From what was to what is.
    MOVE = "move"
    DOT = "dot"


@dataclass(frozen=True)
class Box:
    """A filled stretch of a row."""

    ink: Ink
    left: float
    right: float


@dataclass(frozen=True)
class Stroke:
    """A line along a row."""

    ink: Ink
    left: float
    right: float


@dataclass(frozen=True)
class Dot:
    """A point on a row."""

    at: float


@dataclass(frozen=True)
class Ring:
    """An open point on a row: what was, beside a `Dot` for what is."""

    at: float


Mark = Box | Stroke | Dot | Ring


@dataclass(frozen=True)
class Row:
    """A name, its marks, and its number in words. Without marks the words stand alone."""

    label: Sentence
    value: Sentence
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True)
class Chart:
    """Rows under a finding, and a caption that says what is drawn and over whom."""

    key: str
    finding: Sentence
    rows: tuple[Row, ...]
    caption: Sentence
    #: What each ink stands for, where that is not plain.
    legend: tuple[tuple[Ink, Sentence], ...] = ()
    #: Words along the bottom, from the left end to the right.
    scale: tuple[Sentence, ...] = ()


def stacked(parts: Iterable[tuple[Ink, float]]) -> tuple[Mark, ...]:
    """Boxes one after the other; parts are shares of the whole row, and empty ones leave no mark."""
    marks: list[Mark] = []
    left = 0.0
    for ink, share in parts:
        if share > 0:
            marks.append(Box(ink, left, left + share))
        left += share
    return tuple(marks)


def interval(low: float, high: float, *, at: float, scale: tuple[float, float] = (0.0, 1.0)) -> tuple[Mark, ...]:
    """A line from low to high with a dot, on an axis that runs over `scale`; what lies outside is cut off."""
    start, end = scale

    def place(value: float) -> float:
        return min(1.0, max(0.0, (value - start) / (end - start)))

    return (Stroke(Ink.AXIS, 0, 1), Stroke(Ink.INTERVAL, place(low), place(high)), Dot(place(at)))


def move(before: float, now: float, *, scale: tuple[float, float]) -> tuple[Mark, ...]:
    """A ring for what was, a dot for what is, and a line between them, on an axis that runs over `scale`."""
    start, end = scale
    was, is_now = ((value - start) / (end - start) for value in (before, now))
    between = Stroke(Ink.MOVE, min(was, is_now), max(was, is_now))
    return (Stroke(Ink.AXIS, 0, 1), between, Ring(was), Dot(is_now))


def drawing(row: Row, key: str, *, medium: Medium, locale: str = "en") -> Markup:
    """The marks of a row of the chart `key` as SVG."""
    match medium:
        case Medium.SCREEN:
            return _on_screen(row.marks, key)
        case Medium.PAPER:
            return _on_paper(row, width=PAPER_WIDTH, locale=locale)


def swatch(ink: Ink, chart: Chart, *, medium: Medium) -> Markup:
    """A small sample of an ink for the legend; on the screen it also holds the hatching that the rows point to."""
    mark = Box(ink, 0, 1)
    if medium == Medium.PAPER:
        return _on_paper(Row(Sentence(""), Sentence(""), (mark,)), width=14, height=9)
    hatching = Markup("")
    if ink is Ink.UNKNOWN:
        hatching = Markup(
            '<defs><pattern id="{}" width="7" height="7" patternUnits="userSpaceOnUse" '
            'patternTransform="rotate(45)"><line class="hatch" x1="0" x2="0" y1="0" y2="7"/></pattern></defs>'
        ).format(_hatching(chart.key))
    return Markup(
        '<svg class="chart" viewBox="0 0 20 20" preserveAspectRatio="none" aria-hidden="true">{}{}</svg>'
    ).format(hatching, _screen_mark(mark, chart.key, width=20, height=20, gap=0))


# --- the screen: classes, and a drawing that stretches ---


def _on_screen(marks: tuple[Mark, ...], key: str) -> Markup:
    tall = any(isinstance(mark, Box) for mark in marks)
    width, height = (600, 36) if tall else (100, 20)
    return Markup('<svg class="{}" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true">{}</svg>').format(
        "chart tall" if tall else "chart",
        width,
        height,
        Markup("").join(_screen_mark(mark, key, width=width, height=height, gap=2.4) for mark in marks),
    )


def _screen_mark(mark: Mark, key: str, *, width: float, height: float, gap: float) -> Markup:
    middle = _number(height / 2)
    match mark:
        case Box(ink, left, right):
            fill = Markup(' fill="url(#{})"').format(_hatching(key)) if ink is Ink.UNKNOWN else ""
            inset = 1 if gap else 0
            return Markup('<rect class="{}" x="{}" y="{}" width="{}" height="{}"{}/>').format(
                ink.value,
                _number(left * width),
                inset,
                _number(max(0.5, (right - left) * width - gap)),
                _number(height - 2 * inset),
                fill,
            )
        case Stroke(ink, left, right):
            return Markup('<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
                ink.value, _number(left * width), _number(right * width), middle, middle
            )
        case Dot(at):
            place = _number(at * width)
            return Markup('<line class="dot small" x1="{}" x2="{}" y1="{}" y2="{}"/>').format(
                place, place, middle, middle
            )
        case Ring(at):
            place = _number(at * width)
            line = '<line class="{}" x1="{}" x2="{}" y1="{}" y2="{}"/>'
            return Markup(line * 2).format(
                "dot small", place, place, middle, middle, "hole small", place, place, middle, middle
            )


def _hatching(key: str) -> str:
    return f"hatch-{key}"


# --- paper: inks as attributes, measured in points ---

#: Width of a row's drawing on paper, in points.
PAPER_WIDTH = 230.0
_ROW_HEIGHT = 12.0

#: The light scheme of pdday.css, written out.
ON_PAPER = {
    Ink.FULL: 'fill="#0b6a4f"',
    Ink.HALF: 'fill="#91bcb0"',
    Ink.LIGHT: 'fill="#dcefe6" stroke="#0b6a4f" stroke-width="0.6"',
    Ink.TRACK: 'fill="#e9ece4" stroke="#d6dbd2" stroke-width="0.6"',
    Ink.EMPTY: 'fill="#ffffff" stroke="#78857d" stroke-width="0.6"',
    Ink.UNKNOWN: 'fill="#ffffff" stroke="#78857d" stroke-width="0.6"',
    Ink.AXIS: 'stroke="#d6dbd2" stroke-width="0.8"',
    Ink.INTERVAL: 'stroke="#15221c" stroke-width="1.6"',
    Ink.MOVE: 'stroke="#0b6a4f" stroke-width="1.4"',
    Ink.DOT: 'fill="#0b6a4f"',
}


def _on_paper(row: Row, *, width: float, height: float = _ROW_HEIGHT, locale: str = "en") -> Markup:
    """With a title, which becomes the picture's text in a tagged PDF."""
    marks = Markup("").join(_paper_mark(mark, width=width, height=height) for mark in row.marks)
    return Markup('<svg width="{}pt" height="{}pt" viewBox="0 0 {} {}"><title>{}</title>{}</svg>').format(
        _number(width), _number(height), _number(width), _number(height), row.value.said(locale) or "–", marks
    )


def _paper_mark(mark: Mark, *, width: float, height: float) -> Markup:
    middle = _number(height / 2)
    match mark:
        case Box(ink, left, right):
            x, across = left * width + 0.5, max(0.3, (right - left) * width - 1)
            box = Markup('<rect x="{}" y="1" width="{}" height="{}" {}/>').format(
                _number(x), _number(across), _number(height - 2), Markup(ON_PAPER[ink])
            )
            return box + _hatched(x, x + across, 1, height - 1) if ink is Ink.UNKNOWN else box
        case Stroke(ink, left, right):
            return Markup('<line x1="{}" x2="{}" y1="{}" y2="{}" {}/>').format(
                _number(left * width), _number(right * width), middle, middle, Markup(ON_PAPER[ink])
            )
        case Dot(at):
            return Markup('<circle cx="{}" cy="{}" r="2.6" {}/>').format(
                _number(at * width), middle, Markup(ON_PAPER[Ink.DOT])
            )
        case Ring(at):
            return Markup(
                '<circle cx="{}" cy="{}" r="2.2" fill="#ffffff" stroke="#0b6a4f" stroke-width="1.2"/>'
            ).format(_number(at * width), middle)


def _hatched(left: float, right: float, top: float, bottom: float) -> Markup:
    """Slanting lines across a box, each cut where the box ends."""
    lines = []
    tall = bottom - top
    start = left - tall
    while start < right:
        low, high = max(start, left), min(start + tall, right)
        if low < high:
            lines.append(
                f"M{_number(low)} {_number(bottom - (low - start))}L{_number(high)} {_number(bottom - (high - start))}"
            )
        start += 4
    return Markup('<path d="{}" stroke="#78857d" stroke-width="0.5" fill="none"/>').format("".join(lines))


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
