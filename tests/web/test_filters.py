from datetime import UTC, date, datetime

import pytest
from flask import Flask, g
from flask_babel import refresh

from pdday.web import filters
from pdday.words import Sentence
from tests.factories import ZONE, at

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(autouse=True)
def english(app: Flask):
    with app.test_request_context("/"):
        g.language = "en"
        yield


def test_times_are_those_on_the_school_s_wall():
    assert filters.school_time(at("9:15"), ZONE) == "9:15"
    assert filters.school_time(at("13:55"), ZONE) == "1:55"
    assert filters.school_time(datetime(2027, 3, 15, 14, 15, tzinfo=UTC), ZONE) == "9:15"


def test_a_moment_at_any_hour_says_morning_or_afternoon():
    assert filters.moment(at("17:48"), ZONE) == "Fri, Mar 12, 5:48 pm"
    assert filters.moment(at("5:48"), ZONE) == "Fri, Mar 12, 5:48 am"


def test_days_are_written_at_three_lengths():
    day = date(2027, 3, 12)

    assert filters.day_date(day) == "Friday, March 12, 2027"
    assert filters.month_day(day) == "Friday, March 12"
    assert filters.short_date(day) == "Fri, Mar 12"


def test_a_late_evening_belongs_to_the_school_s_day_not_to_greenwich_s():
    assert filters.school_date(at("23:30"), ZONE) == "Friday, March 12"


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (1, "1st"),
        (2, "2nd"),
        (3, "3rd"),
        (4, "4th"),
        (11, "11th"),
        (12, "12th"),
        (13, "13th"),
        (21, "21st"),
        (111, "111th"),
    ],
)
def test_places_in_a_list_are_written_as_said(place: int, words: str):
    assert filters.ordinal(place) == words


def test_rates_become_per_cent_only_here():
    assert filters.percent(0.637) == "64%"
    assert filters.percent(0.0141, 1) == "1.4%"
    assert filters.percent(1) == "100%"


def test_thousands_are_parted():
    assert filters.number(41230) == "41,230"


@pytest.mark.parametrize(
    ("people", "words"),
    [
        ([], ""),
        (["Rosa Delgado"], "Rosa Delgado"),
        (["Rosa Delgado", "Ben Okafor"], "Rosa Delgado and Ben Okafor"),
        (["Rosa Delgado", "Ben Okafor", "Mei Tanaka"], "Rosa Delgado, Ben Okafor and Mei Tanaka"),
    ],
)
def test_names_stand_in_a_row(people: list[str], words: str):
    assert filters.names(people) == words


def test_lengths_of_time_are_said_in_hours_from_an_hour_on():
    assert [filters.hours(minutes) for minutes in (1, 45, 60, 105)] == ["1 minute", "45 minutes", "1 h", "1 h 45"]


def test_a_sentence_says_its_facts():
    assert filters.said(Sentence("“{title}” is full.", {"title": "Number Talks"})) == "“Number Talks” is full."


def test_what_people_wrote_says_its_own_language_where_the_page_speaks_another():
    assert filters.as_written("Number <Talks>") == "Number <Talks>"
    assert filters.as_written("Charlas", "Spanish") == '<span lang="es">Charlas</span>'
    assert filters.as_written("Charlas", "English and Spanish") == "Charlas"

    g.language = "es"
    refresh()

    assert filters.as_written("Number <Talks>") == '<span lang="en">Number &lt;Talks&gt;</span>'
    assert filters.as_written("Charlas", "español") == "Charlas"


def test_a_fact_of_a_sentence_may_have_any_name(app):
    with app.test_request_context():
        template = app.jinja_env.from_string("{{ _('%(words)s and %(context)s', words='<b>', context=one) }}")

        assert template.render(one=1) == "&lt;b&gt; and 1"
