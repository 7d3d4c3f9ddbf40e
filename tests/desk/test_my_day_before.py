"""My day before there is a timetable: what one can do meanwhile is one press away."""

from __future__ import annotations

from datetime import date

import pytest

from pdday.clock import now
from pdday.desk.before import milestones
from pdday.preferences import actions
from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from tests.factories import make_day, make_session, make_staff
from tests.markup import Markup
from tests.preferences.factories import NOT_YET, OVER, make_choosing_day
from tests.reader import Reader


def links(page: str) -> set[str | None]:
    main = page[page.index("<main") :]
    return {link.get("href") for link in Markup(main).all("a") if "button" in (link.get("class") or "")}


def test_while_people_choose_my_day_leads_to_the_sessions(client: Reader) -> None:
    make_choosing_day()

    page = client.sign_in(make_staff()).get("/my-day").text

    assert ", now choose your sessions." in page
    assert links(page) == {"/sessions"}


def test_my_day_says_how_many_sessions_are_on_my_list_already(client: Reader) -> None:
    luis, day = make_staff("Luis Ortega"), make_choosing_day()
    for title in ("Number Talks", "Art for All"):
        actions.star(make_session(day, title), by=luis, now=now())

    page = client.sign_in(luis).get("/my-day").text

    assert "Luis, 2 sessions are on your list." in page
    assert links(page) == {"/my-choices", "/sessions"}


def test_when_choosing_is_over_my_day_shows_the_way_to_my_list_only(client: Reader) -> None:
    luis, day = make_staff("Luis Ortega"), make_choosing_day()
    actions.star(make_session(day, "Number Talks"), by=luis, now=now())
    choosing = day.phases[0]
    choosing.begins_on, choosing.ends_on = OVER

    page = client.sign_in(luis).get("/my-day").text

    assert "Choosing is over" in page
    assert links(page) == {"/my-choices"}


@pytest.mark.parametrize("dates", [OVER, NOT_YET])
def test_my_day_asks_for_no_choice_that_cannot_be_made(client: Reader, dates) -> None:
    make_choosing_day(dates)

    assert links(client.sign_in(make_staff()).get("/my-day").text) == set()


def test_while_proposals_are_open_my_day_leads_to_them(client: Reader) -> None:
    day = make_day(phase=PhaseKind.PROPOSING)
    day.phases[0].begins_on = OVER[0]

    assert links(client.sign_in(make_staff()).get("/my-day").text) == {"/proposals"}


def test_the_way_to_the_day_says_what_is_done_what_is_now_and_what_is_planned() -> None:
    phases = [
        Phase(kind=PhaseKind.PROPOSING, begins_on=date(2027, 1, 4), ends_on=date(2027, 1, 15)),
        Phase(kind=PhaseKind.CHOOSING, begins_on=date(2027, 2, 1), ends_on=date(2027, 2, 12)),
        Phase(kind=PhaseKind.PUBLISHED, begins_on=date(2027, 3, 1), ends_on=date(2027, 3, 11)),
    ]

    way = milestones(Day(date=date(2027, 3, 12), phases=phases), today=date(2027, 2, 3))

    assert [(str(each.name), str(each.when), each.is_done, each.is_now) for each in way] == [
        ("Colleagues propose", "until Friday, January 15", True, False),
        ("Everyone chooses", "until Friday, February 12", False, True),
        ("The timetable comes out", "planned for Monday, March 1", False, False),
        ("The day", "Friday, March 12", False, False),
    ]
