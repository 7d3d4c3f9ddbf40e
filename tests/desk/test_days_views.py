"""Several days in one installation: pages show the nearest, and another one where it is asked for."""

from __future__ import annotations

from datetime import timedelta

from pdday.clock import now
from pdday.programme.models import Day
from tests.factories import make_coordinator, make_day, make_staff
from tests.reader import Reader


def make_two_days() -> tuple[Day, Day]:
    """One that was long ago, and one that is near."""
    past, coming = make_day(), make_day()
    today = now().date()
    past.name, past.date = "Autumn Day", today - timedelta(days=100)
    coming.name, coming.date = "Spring Day", today + timedelta(days=40)
    return past, coming


def test_pages_show_the_day_nearest_to_today(client: Reader):
    past, _ = make_two_days()
    client.sign_in(make_staff("Luis Ortega"))

    shown = client.get("/my-day").text

    assert "Spring Day" in shown
    past.date = now().date() - timedelta(days=10)
    assert "Autumn Day" in client.get("/my-day").text


def test_another_day_is_asked_for_by_its_address_and_its_pages_stay_with_it(client: Reader):
    past, _ = make_two_days()
    client.sign_in(make_coordinator())

    page = client.get(f"/programme?day={past.id}").text

    assert "<b>Autumn Day</b>" in page
    assert f'href="/programme/phases?day={past.id}"' in page


def test_home_is_the_home_of_the_page_s_day_and_a_bar_names_it_where_the_menu_is_shut(client: Reader):
    past, _ = make_two_days()
    client.sign_in(make_coordinator())

    page = client.get(f"/programme?day={past.id}").text
    landed = client.get(f"/?day={past.id}")

    assert f'<a class="brand" href="/?day={past.id}"' in page
    assert 'aria-label="Autumn Day, other days">Autumn Day</a>' in page
    assert landed.headers["Location"] == f"/home?day={past.id}"


def test_what_a_coordinator_changes_is_changed_on_the_day_of_the_page(client: Reader):
    past, coming = make_two_days()
    client.sign_in(make_coordinator())

    answer = client.send(f"/programme/strands?day={past.id}", name="Reading Aloud")

    assert answer.headers["Location"].endswith(f"/programme/strands?day={past.id}")
    assert [strand.name for strand in past.strands] == ["Belonging and Climate", "Reading Aloud"]
    assert [strand.name for strand in coming.strands] == ["Belonging and Climate"]


def test_a_day_that_there_is_not_has_no_page(client: Reader):
    make_two_days()
    client.sign_in(make_coordinator())

    answers = {client.get(f"/programme?day={junk}").status_code for junk in ("", "0", "x", "-1", "7e9")}

    assert answers == {404}


def test_everybody_finds_all_days_and_their_places_on_each(client: Reader):
    past, coming = make_two_days()
    client.sign_in(make_staff("Luis Ortega"))

    page = client.get("/days").text

    assert page.index("Spring Day") < page.index("Autumn Day")
    assert f'href="/my-day?day={past.id}"' in page
    assert f'href="/my-day?day={coming.id}"' in page
    assert "/report" not in page
