from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.feedback import commitment_actions as actions
from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Commitment, FollowUp, Sharing, UseInPractice
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from tests.checkin.factories import forget
from tests.factories import ZONE, make_day, make_staff
from tests.feedback.factories import make_attended_offering
from tests.feedback.test_actions import count_of
from tests.reader import Reader

PAGE = "/my-commitments"


def write(day: Day, person: StaffMember, what: str = "Try number talks", **more: Sharing) -> Commitment:
    return actions.write_commitment(day, Intention(what), by=person, now=now(), **more)


def make_day_ago(days: int) -> Day:
    day = make_day()
    day.date = on_the_wall(now(), ZONE).date() - timedelta(days=days)
    return day


def test_a_commitment_is_written_and_reworded_by_its_author(client: Reader) -> None:
    make_day()
    client.sign_in(make_staff("Luis Ortega"))

    client.send(PAGE, what="Try number talks", first_step_by="2027-03-19", with_whom="My team", sharing="private")
    page = client.get(PAGE).text
    client.send(PAGE, what="Twice a week", how_i_will_know="They ask for it", sharing="public")
    forget()

    kept = db.session.scalars(select(Commitment)).one()
    assert ("Try number talks" in page, 'value="2027-03-19"' in page) == (True, True)
    assert (kept.what, kept.first_step_by, kept.with_whom, kept.how_i_will_know, kept.sharing) == (
        "Twice a week",
        None,
        None,
        "They ask for it",
        Sharing.PUBLIC,
    )


def test_empty_lines_are_no_commitment(client: Reader) -> None:
    make_day()
    client.sign_in(make_staff("Luis Ortega"))

    answer = client.send(PAGE, what=" \r\n ", sharing="private")

    assert (answer.status_code, "Say what you mean to try." in answer.text) == (422, True)
    assert db.session.scalars(select(Commitment)).all() == []


def test_a_commitment_is_private_where_nothing_else_is_chosen(client: Reader) -> None:
    make_day()
    luis = make_staff("Luis Ortega")

    page = client.sign_in(luis).get(PAGE).text

    assert 'checked id="sharing-0" name="sharing" type="radio" value="private"' in page


def test_nobody_is_offered_a_reader_whom_no_page_shows_it_to(client: Reader) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")
    write(day, luis, sharing=Sharing.PARTNER)

    page = client.sign_in(luis).get(PAGE).text
    refused = client.send(PAGE, what="Try number talks", sharing="partner")

    assert re.findall(r'name="sharing" type="radio" value="(\w+)"', page) == ["private", "public"]
    assert 'checked id="sharing-0"' in page
    assert refused.status_code == 422


@pytest.mark.parametrize(
    ("days_ago", "told"),
    [
        (-2, "You can write down now what you mean to try afterwards"),
        (0, "Today is PD Day."),
        (1, "Write down what you mean to try after PD Day;"),
    ],
)
def test_the_page_knows_whether_the_day_has_been(client: Reader, days_ago: int, told: str) -> None:
    make_day_ago(days_ago)

    page = client.sign_in(make_staff("Luis Ortega")).get(PAGE).text

    assert told in page


def test_what_is_too_long_or_missing_comes_back_as_it_was_typed(client: Reader) -> None:
    make_day()
    client.sign_in(make_staff("Luis Ortega"))

    answers = [
        client.send(PAGE, what="", with_whom="My team", sharing="private"),
        client.send(PAGE, what="y" * 401, with_whom="My team", sharing="private"),
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert ["My team" in answer.text for answer in answers] == [True, True]
    assert "y" * 401 in answers[1].text
    assert count_of(Commitment) == 0


def test_an_author_deletes_a_commitment_and_twice_is_once(client: Reader) -> None:
    day, luis = make_day(), make_staff("Luis Ortega")
    address = f"{PAGE}/{write(day, luis).id}/deletion"
    client.sign_in(luis)

    statuses = [client.send(address).status_code for _ in range(2)]

    assert (statuses, count_of(Commitment)) == ([302, 302], 0)


def test_nobody_reaches_somebody_elses_commitment(client: Reader) -> None:
    commitment = write(make_day_ago(30), make_staff("Luis Ortega"))
    client.sign_in(make_staff("Mei Tanaka"))
    address = f"{PAGE}/{commitment.id}/after/30"

    assert client.get(address).status_code == 404
    assert client.send(address, use="routine").status_code == 404
    client.send(f"{PAGE}/{commitment.id}/deletion")
    assert (count_of(Commitment), count_of(FollowUp)) == (1, 0)


@pytest.mark.parametrize(
    ("sharing", "is_told"),
    [(Sharing.PRIVATE, False), (Sharing.PARTNER, False), (Sharing.CIRCLE, False), (Sharing.PUBLIC, True)],
)
def test_colleagues_read_what_its_author_shares_with_all(client: Reader, sharing: Sharing, is_told: bool) -> None:
    write(make_day(), make_staff("Luis Ortega"), sharing=sharing)

    page = client.sign_in(make_staff("Mei Tanaka")).get(PAGE).text

    assert ("Try number talks" in page, "Luis Ortega" in page) == (is_told, is_told)


def test_the_page_asks_how_it_is_going_and_keeps_the_answer_once(client: Reader) -> None:
    luis = make_staff("Luis Ortega")
    commitment = write(make_day_ago(31), luis)
    address = f"{PAGE}/{commitment.id}/after/30"
    before = client.sign_in(luis).get(PAGE).text

    client.send(address, use="tried_once", evidence=["notes"], obstacles=["time", "alone"])
    again = client.send(address, use="dropped")
    after = client.get(PAGE).text

    kept = db.session.scalars(select(FollowUp)).one()
    assert (kept.use, kept.evidence, kept.support, kept.obstacles) == (
        UseInPractice.TRIED_ONCE,
        ["notes"],
        None,
        ["time", "alone"],
    )
    assert (again.status_code, "after 30 days already" in again.text) == (409, True)
    assert (address in before, address in after, "30 days: Tried once" in after) == (True, False, True)


def test_how_it_is_going_is_not_asked_too_early_nor_at_any_other_time(client: Reader) -> None:
    luis = make_staff("Luis Ortega")
    commitment = write(make_day_ago(31), luis)
    client.sign_in(luis)

    early = client.get(f"{PAGE}/{commitment.id}/after/60").text

    assert "so not yet" in early
    assert 'name="use"' not in early
    assert client.get(f"{PAGE}/{commitment.id}/after/45").status_code == 404


def test_a_follow_up_without_its_first_answer_comes_back_with_the_others(client: Reader) -> None:
    luis = make_staff("Luis Ortega")
    commitment = write(make_day_ago(31), luis)

    answer = client.sign_in(luis).send(f"{PAGE}/{commitment.id}/after/30", evidence=["notes"])

    assert (answer.status_code, "comes nearest" in answer.text) == (422, True)
    assert 'checked id="evidence-3"' in answer.text


def test_my_day_shows_what_one_means_to_try(client: Reader) -> None:
    room = make_attended_offering()
    write(room.day, room.people[0])

    page = client.sign_in(room.people[0]).get("/my-day").text

    assert "Try number talks" in page


def test_a_first_step_long_before_the_day_is_refused_and_what_was_typed_stays(client: Reader) -> None:
    make_day()
    client.sign_in(make_staff())

    answer = client.send(PAGE, what="Try number talks", first_step_by="1999-01-01", sharing="private")

    assert answer.status_code == 409
    assert "A first step comes after the day" in answer.text
    assert "Try number talks" in answer.text
