"""Marks stand where the numbers say, on the screen and on paper."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from pdday.charts import Box, Chart, Dot, Ink, Medium, Row, Stroke, drawing, interval, stacked, swatch
from pdday.words import Sentence


def row(*marks) -> Row:
    return Row(Sentence("Teachers"), Sentence("85%"), marks)


def drawn(one: Row, medium: Medium) -> ElementTree.Element:
    return ElementTree.fromstring(drawing(one, "use", medium=medium))


def test_stacked_boxes_follow_each_other_and_leave_out_what_is_empty():
    marks = stacked([(Ink.FULL, 0.5), (Ink.HALF, 0.0), (Ink.UNKNOWN, 0.25)])

    assert marks == (Box(Ink.FULL, 0, 0.5), Box(Ink.UNKNOWN, 0.5, 0.75))


def test_an_interval_is_placed_on_its_scale():
    marks = interval(0.6, 0.8, at=0.75, scale=(0.5, 1.0))

    assert marks == (
        Stroke(Ink.AXIS, 0, 1),
        Stroke(Ink.INTERVAL, pytest.approx(0.2), pytest.approx(0.6)),
        Dot(pytest.approx(0.5)),
    )


def test_what_lies_outside_the_scale_is_cut_off():
    _, line, dot = interval(0.3, 0.8, at=0.4, scale=(0.5, 1.0))

    assert (line.left, dot.at) == (0.0, 0.0)


@pytest.mark.parametrize("medium", list(Medium))
def test_a_box_of_half_the_row_is_half_as_wide_as_the_drawing(medium):
    picture = drawn(row(Box(Ink.FULL, 0, 0.5)), medium)

    width = float(picture.get("viewBox").split()[2])
    box = picture.find("rect")
    assert float(box.get("width")) == pytest.approx(width / 2, abs=2.5)


def test_on_the_screen_marks_have_classes_and_no_ink_of_their_own():
    picture = drawing(row(*interval(0.2, 0.4, at=0.3), Box(Ink.UNKNOWN, 0.5, 1)), "use", medium=Medium.SCREEN)

    assert re.findall(r'class="([a-z ]+)"', picture) == ["chart tall", "axis", "ci", "dot small", "unknown"]
    assert not re.search(r"#[0-9a-f]{6}|style=", picture)


def test_hatching_on_the_screen_points_to_the_legend_of_the_same_chart():
    chart = Chart("use", Sentence("…"), (), Sentence("…"))

    sample = swatch(Ink.UNKNOWN, chart, medium=Medium.SCREEN)
    picture = drawing(row(Box(Ink.UNKNOWN, 0, 1)), "use", medium=Medium.SCREEN)

    assert re.search(r'pattern id="([a-z-]+)"', sample).group(1) == re.search(r"url\(#([a-z-]+)\)", picture).group(1)


def test_on_paper_every_mark_carries_its_ink_and_the_drawing_its_words():
    picture = drawn(row(Box(Ink.FULL, 0, 0.5), *interval(0.2, 0.4, at=0.3)), Medium.PAPER)

    marks = [mark for mark in picture if mark.tag != "title"]
    assert all(mark.get("fill") or mark.get("stroke") for mark in marks)
    assert not [mark for mark in marks if mark.get("class")]
    assert picture.find("title").text == "85%"
    assert picture.get("width").endswith("pt")


def test_hatching_on_paper_stays_inside_its_box():
    picture = drawn(row(Box(Ink.UNKNOWN, 0.25, 0.75)), Medium.PAPER)

    box, hatching = picture.find("rect"), picture.find("path").get("d")
    left, right = float(box.get("x")), float(box.get("x")) + float(box.get("width"))
    places = [float(place) for place in re.findall(r"[ML]([\d.]+) ", hatching)]
    assert len(places) > 20
    assert all(left - 0.01 <= place <= right + 0.01 for place in places)


def test_words_in_a_drawing_cannot_become_marks():
    picture = drawing(Row(Sentence("x"), Sentence("<script>"), (Dot(0.5),)), "use", medium=Medium.PAPER)

    assert "<script>" not in picture
