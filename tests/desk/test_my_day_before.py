"""My day before there is a timetable: what one can do meanwhile is one press away."""

from __future__ import annotations

import pytest

from pdday.clock import now
from pdday.preferences import actions
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

    assert "Now: choose your sessions" in page
    assert links(page) == {"/sessions"}


def test_my_day_says_how_many_sessions_are_on_my_list_already(client: Reader) -> None:
    luis, day = make_staff("Luis Ortega"), make_choosing_day()
    for title in ("Number Talks", "Art for All"):
        actions.star(make_session(day, title), by=luis, now=now())

    page = client.sign_in(luis).get("/my-day").text

    assert "2 sessions are on your list" in page
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
