"""Every text on every surface it may stand on, in both schemes and on the board: sums on the stylesheet itself."""

from __future__ import annotations

import re

import pytest

from pdday.web.assets import STATIC

CSS = (STATIC / "pdday.css").read_text()
PAIR = re.compile(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)")
PLAIN = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{6})\b")

#: Text, and the surfaces on which it stands: at least 4.5 to 1 (WCAG 1.4.3).
TEXT = {
    "ink": "paper card sunk act-tint now-tint good-tint heed-tint stop-tint note-tint",
    "soft": "paper card sunk act-tint",
    "act": "paper card sunk act-tint",
    "on-act": "act act-more",
    "now-ink": "now",
    "good": "card paper good-tint",
    "heed": "card paper heed-tint",
    "stop": "card paper stop-tint",
    "note": "card paper note-tint",
}
#: Edges of controls, focus rings and glyphs: at least 3 to 1 (WCAG 1.4.11).
SHAPES = {
    "edge": "paper card sunk",
    "focus": "paper card",
    "glyph": " ".join(f"strand-{number}" for number in range(1, 13)),
}
#: Tinted notices never stand on the board.
NOT_ON_THE_BOARD = {"good-tint", "heed-tint", "stop-tint", "note-tint"}


def schemes() -> dict[str, dict[str, str]]:
    """Each colour by its name: plain values are the light scheme, light-dark() has its dark twin."""
    light = dict(PLAIN.findall(CSS[: CSS.index("@supports (color")]))
    dark = light | {name: value for name, _, value in PAIR.findall(CSS)}
    board = CSS[CSS.index("  .board {") :]
    return {"light": light, "dark": dark, "board": dark | dict(PLAIN.findall(board[: board.index("}")]))}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_sum_itself_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark", "board"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (SHAPES, 3.0)])
def test_what_is_to_be_read_stands_out_from_what_it_stands_on(scheme: str, pairs: dict[str, str], least: float):
    values = schemes()[scheme]
    ratios = {
        f"{front} on {back}": contrast(values[front], values[back])
        for front, backs in pairs.items()
        for back in backs.split()
        if not (scheme == "board" and back in NOT_ON_THE_BOARD)
    }

    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


def test_old_browsers_and_paper_get_the_same_light_scheme_as_new_ones():
    light = schemes()["light"]

    assert {name: value for name, value, _ in PAIR.findall(CSS) if light.get(name) != value} == {}
