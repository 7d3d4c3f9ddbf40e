"""An installation on its first morning: a coordinator, a site, and no day yet."""

from __future__ import annotations

import pytest

from pdday.staff.vocabulary import Duty
from tests.factories import make_coordinator, make_district, make_staff
from tests.markup import Markup


@pytest.fixture
def dana(app):
    make_district()
    return make_coordinator()


def test_every_place_in_the_rail_leads_somewhere_before_there_is_a_day(client, dana):
    client.sign_in(dana)
    links = {link["href"] for link in Markup(client.get("/programme").text).all("a") if link.get("href")}

    ends = {link: client.get(link, follow_redirects=True) for link in links if not link.startswith("#")}

    assert {link: end.status_code for link, end in ends.items() if end.status_code != 200} == {}
    assert ends["/assignment"].request.path == "/programme"


def test_the_first_sign_in_leads_to_where_a_day_is_made(client, dana):
    client.sign_in(dana)

    assert "No day is planned yet" in client.get("/", follow_redirects=True).text


def test_a_steward_without_a_day_reads_that_there_is_none(client, dana):
    client.sign_in(make_staff("Rosa Delgado", duties=(Duty.STEWARD,)))

    assert "No day is planned yet" in client.get("/doors", follow_redirects=True).text
