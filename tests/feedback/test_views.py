"""What presenters and coordinators read of exit tickets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from pdday.clock import now as this_moment
from pdday.clock import on_the_wall
from pdday.db import db
from pdday.feedback import actions
from pdday.feedback.models import Answer, Remark, RemarkState
from pdday.feedback.rules import ExitTicket
from pdday.outbox import Message
from pdday.proposals.models import SessionPresenter
from pdday.staff.models import StaffMember
from pdday.timetable.models import EnrolmentSource
from pdday.trail import Trail
from tests.checkin.factories import scan_name
from tests.counting import queries, statements
from tests.factories import (
    ZONE,
    enrol,
    make_coordinator,
    make_offering,
    make_room,
    make_session,
    make_staff,
    slot_of,
)
from tests.feedback.factories import Attended, hand_in, make_attended_offering
from tests.markup import Markup
from tests.reader import Reader


def make_led(*leads: StaffMember, people: int = 6) -> Attended:
    """An offering led by these colleagues, and people who were there."""
    room = make_attended_offering(people=people)
    session = room.offering.session
    assert session is not None
    session.presenters += [SessionPresenter(staff=each, position=place) for place, each in enumerate(leads, 1)]
    for each in leads:
        enrol(each, room.offering, source=EnrolmentSource.PRESENTING)
    return room


def answer_and_release(room: Attended, *tickets: ExitTicket) -> None:
    for person, ticket in zip(room.people, tickets, strict=False):
        hand_in(room.offering, person, ticket)
    actions.release_batch(room.offering)
    db.session.commit()


def said_of(room: Attended) -> str:
    return f"/what-people-said/{room.offering.id}"


@pytest.mark.slow
def test_presenters_read_strengths_first_then_words(client: Reader) -> None:
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa, people=20)
    tickets = [
        ExitTicket(good_use=5 if number < 8 else 2, fits_my_work=5 if number < 18 else 1, keep=f"Card {number}.")
        for number in range(20)
    ]
    answer_and_release(room, *tickets)

    page = client.sign_in(rosa).get(said_of(room)).text

    assert page.index("Fits the people I work with") < page.index("A good use of my time")
    assert ("90% of 20" in page, "40% of 20" in page) == (True, True)
    assert sum(f"Card {number}." in page for number in range(20)) == 20
    assert "fewer than 5 answered this" in page


def _main(page: str) -> str:
    return page[page.index("<main") :]


def test_co_presenters_read_the_same(client: Reader) -> None:
    rosa, ben = make_staff("Rosa Delgado"), make_staff("Ben Okafor")
    room = make_led(rosa, ben)
    answer_and_release(room, *[ExitTicket(good_use=4, change=f"Word {number}") for number in range(6)])

    theirs = [_main(client.sign_in(person).get(said_of(room)).text) for person in (rosa, ben)]

    assert theirs[0] == theirs[1]


@pytest.mark.parametrize(("points", "told"), [(5, "at least 95% of 6"), (1, "at most 5% of 6")])
def test_of_a_few_nobody_learns_that_it_was_all_or_none(client: Reader, points: int, told: str) -> None:
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa)
    answer_and_release(room, *[ExitTicket(good_use=points)] * 6)

    page = client.sign_in(rosa).get(said_of(room)).text

    assert told in page
    assert "0% of 6" not in page.replace("100% of 6", "0% of 6")


def test_nobody_but_those_who_led_it_reads_what_was_said(client: Reader) -> None:
    room = make_led(make_staff("Rosa Delgado"))
    answer_and_release(room, *[ExitTicket(good_use=4)] * 5)

    statuses = {
        person.name: client.sign_in(person).get(said_of(room)).status_code
        for person in (make_coordinator(), room.people[0], make_staff("Elena Reyes"))
    }

    assert set(statuses.values()) == {403}


def test_my_day_leads_presenters_to_what_people_said(client: Reader) -> None:
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa)

    mine = client.sign_in(rosa).get("/my-day").text
    theirs = client.sign_in(room.people[0]).get("/my-day").text

    assert ("/what-people-said" in mine, "/what-people-said" in theirs) == (True, False)


def test_what_waits_since_the_last_release_changes_nothing_on_the_page(client: Reader) -> None:
    rosa = make_staff("Rosa Delgado")
    room = make_led(rosa, people=9)
    answer_and_release(room, *[ExitTicket(good_use=4)] * 5)
    before = client.sign_in(rosa).get(said_of(room)).text

    for person in room.people[5:]:
        hand_in(room.offering, person, ExitTicket(good_use=1, keep="Late"))

    assert client.get(said_of(room)).text == before


@pytest.mark.slow
def test_a_page_of_answers_costs_the_same_for_few_and_many(client: Reader) -> None:
    rosa = make_staff("Rosa Delgado")
    few, many = make_led(rosa, people=5), make_led(rosa, people=30)
    for room in (few, many):
        answer_and_release(room, *[ExitTicket(good_use=4, keep="a", question="b")] * len(room.people))
    client.sign_in(rosa).get(said_of(few))

    counts = []
    for room in (few, many):
        address = said_of(room)
        with statements() as sent:
            client.get(address)
        counts.append(queries(sent))

    assert counts[0] == counts[1]


# --- held words ---


def make_held(*leads: StaffMember) -> Remark:
    room = make_led(*leads)
    words = "What an idiot.\nThe cards are good."
    answer_and_release(room, ExitTicket(change=words), *[ExitTicket(good_use=4)] * 4)
    return db.session.scalars(select(Remark)).one()


def test_a_coordinator_reads_held_words_and_leaves_the_hurtful_part_out(client: Reader) -> None:
    rosa, dana = make_staff("Rosa Delgado"), make_coordinator()
    remark = make_held(rosa)
    room = f"/what-people-said/{remark.offering_id}"
    address = f"/held-words/{remark.id}"
    before = client.sign_in(rosa).get(room).text

    listed = client.sign_in(dana).get("/held-words").text
    client.send(f"{address}/decision", decision="shorten", shortened_to="The cards are good.", why="Insult")
    after = client.sign_in(rosa).get(room).text

    assert "What an idiot." in listed
    assert ("idiot" in before, "cards" in before, "idiot" in after) == (False, False, False)
    assert ("The cards are good." in after, "shortened by a coordinator" in after) == (True, True)
    assert db.session.execute(select(Trail.did, Trail.by_id, Trail.why)).all() == [("shorten", dana.id, "Insult")]


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"decision": "withhold"}, "Say why"),
        ({"why": "Insult"}, "Choose one of the three"),
        ({"decision": "shorten", "shortened_to": " ", "why": "Insult"}, "Nothing is left"),
    ],
)
def test_a_decision_needs_a_reason_and_something_left(client: Reader, sent: dict[str, str], told: str) -> None:
    remark = make_held(make_staff("Rosa Delgado"))

    answer = client.sign_in(make_coordinator()).send(f"/held-words/{remark.id}/decision", **sent)

    assert (answer.status_code, told in answer.text) == (422, True)
    assert remark.state is RemarkState.HELD


def test_held_words_on_ones_own_session_are_not_read_by_oneself(client: Reader) -> None:
    dana = make_coordinator()
    remark = make_held(dana)
    client.sign_in(dana)

    listed = client.get("/held-words").text
    address = f"/held-words/{remark.id}"

    assert ("idiot" in listed, "another coordinator reads it" in listed) == (False, True)
    assert client.get(address).status_code == 403
    assert client.send(f"{address}/decision", decision="let_through", why="Fine").status_code == 409


def test_only_coordinators_read_held_words(client: Reader) -> None:
    rosa = make_staff("Rosa Delgado")
    remark = make_held(rosa)
    client.sign_in(rosa)

    assert [client.get(each).status_code for each in ("/held-words", f"/held-words/{remark.id}")] == [403, 403]


# --- responses ---


def hold_today(room: Attended) -> None:
    """Let the day be today by the wall's clock."""
    room.day.date = on_the_wall(this_moment(), ZONE).date()
    db.session.flush()


def test_coordinators_see_how_many_answered_and_never_who(client: Reader) -> None:
    room = make_attended_offering(people=8)
    for person in room.people[:6]:
        hand_in(room.offering, person, ExitTicket(good_use=1, keep="Owls"))

    page = client.sign_in(make_coordinator()).get("/exit-tickets").text

    assert "6 of 8 exit tickets are in" in page
    assert "75%" in page
    assert [person.name for person in room.people if person.name in page] == []
    assert "Owls" not in page


def test_of_a_session_with_four_people_nothing_is_told(client: Reader) -> None:
    room = make_attended_offering(people=4)
    for person in room.people[:2]:
        hand_in(room.offering, person, ExitTicket())

    page = client.sign_in(make_coordinator()).get("/exit-tickets").text

    assert ("withheld" in page, "under 5" in page, "50%" in page) == (True, True, False)
    assert "exit tickets are in" not in page


def test_the_sum_says_when_it_leaves_small_sessions_out(client: Reader) -> None:
    room = make_attended_offering(people=8)
    alone = client.sign_in(make_coordinator()).get("/exit-tickets").text
    other = make_session(room.day, "Fractions on the Floor")
    place = make_room(room.day.host_school)
    small = make_offering(room.offering.timetable, other, slot_of(room.day, "B"), place)
    scan_name(small, room.people[0], "10:24")

    page = client.get("/exit-tickets").text

    assert ["0 of 8 exit tickets are in" in each for each in (alone, page)] == [True, True]
    assert ["fewer than 5 people are not counted" in each for each in (alone, page)] == [False, True]


def test_a_coordinator_releases_what_is_large_enough(client: Reader) -> None:
    room = make_attended_offering(people=5)
    client.sign_in(make_coordinator())
    for person in room.people:
        hand_in(room.offering, person, ExitTicket(good_use=4))

    client.send("/exit-tickets/release")
    page = client.get("/exit-tickets").text

    assert "One session&#39;s answers are released." in page
    assert len(db.session.scalars(select(Answer)).all()) == 5


def test_a_coordinator_reminds_those_who_have_one_open(client: Reader) -> None:
    room = make_attended_offering(people=3)
    hand_in(room.offering, room.people[0], ExitTicket())
    hold_today(room)
    client.sign_in(make_coordinator())

    for _ in range(2):
        client.send("/exit-tickets/reminders")

    reminded = set(db.session.scalars(select(Message.staff_id)))
    assert reminded == {room.people[1].id, room.people[2].id}


def test_a_reminder_names_our_address_and_not_the_one_that_the_request_came_by(client: Reader) -> None:
    room = make_attended_offering(people=1)
    hold_today(room)

    client.sign_in(make_coordinator()).send("/exit-tickets/reminders")

    (letter,) = db.session.scalars(select(Message))
    assert f"http://127.0.0.1:8000/my-day?day={room.day.id}\n" in letter.body


def test_a_reminder_after_the_close_is_refused_in_a_sentence(client: Reader) -> None:
    room = make_attended_offering()
    room.day.date = on_the_wall(this_moment(), ZONE).date() - timedelta(days=8)
    db.session.flush()

    answer = client.sign_in(make_coordinator()).send("/exit-tickets/reminders")

    assert (answer.status_code, "have closed, so nobody is reminded" in answer.text) == (409, True)
    assert "Remind those with one open" not in answer.text
    assert Markup(answer.text).faults() == []
