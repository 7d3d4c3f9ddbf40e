"""Draws what changes over time: the best so far as a line, what it can be at most as dashes, between them what is open.

As in `charts`, only the lines are drawn and stretch to their column; the words and numbers beside them are text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

#: The drawing's own units; strokes do not stretch with it.
WIDTH, HEIGHT = 120.0, 100.0
#: About so many lines across.
LINES = 4


@dataclass(frozen=True)
class Point:
    """What was reached after so many seconds, and the most that there could be; None where not known yet."""

    seconds: float
    reached: float | None
    most: float | None


@dataclass(frozen=True)
class Plot:
    """A drawing, and the numbers along its sides: from the top down, and from the left."""

    drawing: Markup
    heights: tuple[float, ...]
    seconds: tuple[int, ...]


def plot(points: Sequence[Point], *, seconds: float) -> Plot | None:
    """The points as steps over so many seconds; None while nothing was reached."""
    values = [value for point in points for value in (point.reached, point.most) if value is not None]
    last = points[-1] if points else None
    if last is None or last.reached is None:
        return None
    known = [(each.seconds, each.reached, each.most) for each in points if each.reached is not None]
    heights = _heights(min(values), max(values))
    whole = max(seconds, last.seconds, 1.0)

    def place(at: float, value: float) -> tuple[float, float]:
        top, bottom = heights[0], heights[-1]
        return at / whole * WIDTH, (top - value) / (top - bottom) * HEIGHT

    reached = _steps([place(at, value) for at, value, _most in known])
    most = _steps([place(at, value) for at, _reached, value in known if value is not None])
    lines = [place(0, each)[1] for each in heights]
    x, y = reached[-1]
    return Plot(
        Markup(
            '<svg class="chart" viewBox="0 0 120 100" preserveAspectRatio="none" aria-hidden="true">'
            "{}{}{}{}"
            '<line class="rim" x1="{x}" x2="{x}" y1="{y}" y2="{y}"/>'
            '<line class="here" x1="{x}" x2="{x}" y1="{y}" y2="{y}"/>'
            "</svg>"
        ).format(
            Markup("").join(
                Markup('<line class="axis" x1="0" x2="120" y1="{}" y2="{}"/>').format(_number(each), _number(each))
                for each in lines
            ),
            _between(reached, most),
            _path("bound", most),
            _path("curve", reached),
            x=_number(x),
            y=_number(y),
        ),
        heights,
        tuple(round(whole * quarter / 4) for quarter in range(5)),
    )


def _heights(low: float, high: float) -> tuple[float, ...]:
    """Round numbers from above the highest value down to below the lowest."""
    rough = max((high - low) / LINES, abs(high) * 1e-4, 1e-3)
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(power * each for each in (1, 2, 5, 10) if power * each >= rough * (1 - 1e-9))
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return tuple(each * step for each in range(last, first - 1, -1))


def _steps(corners: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each value lasts until the next one takes its place."""
    path = list(corners[:1])
    for x, y in corners[1:]:
        path += [(x, path[-1][1]), (x, y)]
    return path


def _between(reached: Sequence[tuple[float, float]], most: Sequence[tuple[float, float]]) -> Markup:
    return _path("gap", [*reached, *reversed(most)], ends="Z") if most else Markup("")


def _path(ink: str, corners: Sequence[tuple[float, float]], *, ends: str = "") -> Markup:
    told = "L".join(f"{_number(x)} {_number(y)}" for x, y in corners)
    return Markup('<path class="{}" d="M{}{}"/>').format(ink, told, ends) if corners else Markup("")


def _number(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
