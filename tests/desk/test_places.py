"""Every page says in the bar or the rail which place it belongs to."""

from __future__ import annotations

import re

import pytest
from flask import Flask, get_template_attribute

#: No database is asked, so one kind is enough.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

_MARKED = re.compile(r'href="([^"?]+)[^"]*" aria-current="(page|true)"')


def marked(app: Flask, bar: str, *shown: str) -> list[tuple[str, str]]:
    """What is marked, and how, in the bar of everyone or the rail of coordinators."""
    with app.test_request_context():
        return _MARKED.findall(str(get_template_attribute("components/places.html", bar)(*shown)))


@pytest.mark.parametrize(
    ("here", "place"),
    [
        ("door.show_all", ("/doors", "page")),
        ("door.show", ("/doors", "true")),
        ("door.show_arrival", ("/doors", "true")),
        ("my_day.show", ("/my-day", "page")),
        ("tickets.show", ("/my-day", "true")),
        ("seats.show", ("/my-day", "true")),
        ("preferences.offers", ("/sessions", "page")),
        ("preferences.show", ("/sessions", "true")),
        ("preferences.choices", ("/my-choices", "page")),
        ("proposals.submit", ("/proposals", "true")),
    ],
)
def test_a_page_is_marked_at_its_place_in_everyones_bar(app: Flask, here: str, place: tuple[str, str]):
    assert marked(app, "staff_places", here, "door.show_all") == [place]


def test_a_coordinators_doors_stand_under_coordinating(app: Flask):
    assert marked(app, "staff_places", "door.show", "home.show") == [("/home", "true")]


@pytest.mark.parametrize(
    ("here", "place"),
    [
        ("timetable.assignment", ("/assignment", "page")),
        ("timetable_pins.show", ("/assignment", "true")),
        ("timetable.show", ("/timetable", "true")),
        ("runs.show", ("/timetable", "true")),
        ("slots.edit_slot", ("/programme", "true")),
        ("people.show", ("/staff/roster", "true")),
        ("presence.show", ("/staff/roster", "true")),
        ("my_day.somebody", ("/timetable", "true")),
        ("my_day.show", ("/my-day", "page")),
    ],
)
def test_a_page_is_marked_at_its_place_in_the_coordinators_rail(app: Flask, here: str, place: tuple[str, str]):
    assert marked(app, "desk_places", here) == [place]


def test_no_page_is_marked_twice(app: Flask):
    everywhere = {rule.endpoint for rule in app.url_map.iter_rules()} | {"", "nowhere.at_all"}
    bars = [("staff_places", (here, "door.show_all")) for here in everywhere]
    bars += [("desk_places", (here,)) for here in everywhere]

    assert [shown for bar, shown in bars if len(marked(app, bar, *shown)) > 1] == []
