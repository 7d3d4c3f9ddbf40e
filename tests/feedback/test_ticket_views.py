from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import func, select

from pdday.clock import now
from pdday.db import db
from pdday.feedback import actions
from pdday.feedback.forms import TicketForm
from pdday.feedback.models import Remark, SealedTicket, TicketHandedIn
from pdday.feedback.rules import ExitTicket
from pdday.timetable.models import Offering
from tests.checkin.factories import begin_now, end, make_door, make_published_day, scan_name
from tests.factories import at, make_coordinator, make_staff
from tests.feedback.factories import make_attended_offering
from tests.forms import forms_on
from tests.markup import Markup
from tests.reader import Reader
from tests.staff.test_pins import HASH, PIN


def address_of(offering: Offering) -> str:
    return f"/exit-tickets/{offering.id}"


def tickets_in() -> tuple[int, int]:
    counted = (select(func.count()).select_from(model) for model in (TicketHandedIn, SealedTicket))
    handed_in, waiting = (db.session.scalar(each) or 0 for each in counted)
    return handed_in, waiting


def test_my_day_leads_to_the_exit_tickets_of_rooms_i_was_in(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    make_door(the_day, "C")
    scan_name(in_a, luis, "9:12")
    scan_name(in_b, luis, "10:24")
    actions.hand_in(in_b, ExitTicket(), by=luis, now=at("11:30"))
    the_day.day.date = now().date()
    end(in_a)

    page = client.sign_in(luis).get("/my-day").text

    links = {link.get("href") for link in Markup(page).all("a")}
    assert {link for link in links if link and "exit-tickets" in link} == {address_of(in_a)}
    assert page.count("Exit ticket is in") == 1


def test_while_a_session_is_under_way_my_day_does_not_ask_about_it(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    room = make_door(the_day, "A")
    scan_name(room, luis, "9:12")
    the_day.day.date = now().date()
    begin_now(the_day, "A", minutes_ago=20)

    assert address_of(room) not in client.sign_in(luis).get("/my-day").text


def test_once_exit_tickets_are_closed_no_page_leads_to_one_and_its_own_says_so(client: Reader) -> None:
    the_day, luis = make_published_day(), make_staff("Luis Ortega")
    in_a, in_b = make_door(the_day, "A"), make_door(the_day, "B")
    scan_name(in_a, luis, "9:12")
    scan_name(in_b, luis, "10:24")
    actions.hand_in(in_b, ExitTicket(), by=luis, now=at("11:30"))
    the_day.day.date = date(2020, 3, 13)

    client.sign_in(luis)
    pages = [client.get(address).text for address in ("/my-day", f"{address_of(in_b)}/thanks")]

    assert [address_of(in_a) in page for page in pages] == [False, False]
    assert "Exit ticket is in" in pages[0]
    assert "This exit ticket is closed." in client.get(address_of(in_a)).text


def test_a_ticket_asks_about_each_objective_of_the_session_and_says_first_what_happens(client: Reader) -> None:
    room = make_attended_offering()
    session = room.offering.session
    assert session is not None
    session.proposal.objective = "plan a number talk\nlisten for strategies"

    page = client.sign_in(room.people[0]).get(address_of(room.offering)).text

    assert page.index("Nobody learns what you answered") < page.index("good use of my time")
    assert "plan a number talk" in page
    assert "listen for strategies" in page
    points = [each for each in Markup(page).all("input") if each.get("type") == "radio"]
    # Every scale but the numbers has its words, and each has "doesn't apply to me".
    assert (len(points), page.count("apply to me")) == (4 * 6 + 5 + 4 * 6 + 6 + 12, 11)
    assert [each for each in points if "required" in each or "checked" in each] == []


def test_a_ticket_is_handed_in_and_thanked_for(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0])

    answer = client.send(address_of(room.offering), good_use="5", would_need=["time", "coaching"], keep=" The cards. ")

    assert (answer.status_code, answer.location) == (302, address_of(room.offering) + "/thanks")
    assert "Thank you, it is in" in client.get(answer.location).text
    assert tickets_in() == (1, 1)


def test_what_does_not_apply_to_somebody_is_left_out_as_what_they_skip(client: Reader) -> None:
    form = {"good_use": "-1", "fits_my_work": "5", "before_2": "-1", "now_2": "-1"}
    with client.application.test_request_context(method="POST", data=form):
        ticket = TicketForm().ticket()

    assert ticket == ExitTicket(fits_my_work=5)


def test_before_an_empty_ticket_is_handed_in_the_page_asks_once_more(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0])

    asked = client.send(address_of(room.offering))
    before = tickets_in()
    (form,) = [each for each in forms_on(asked.text) if each.path == address_of(room.offering)]
    answer = client.send(form.action, empty_on_purpose=form.fields["empty_on_purpose"])

    assert (asked.status_code, before) == (422, (0, 0))
    assert "You have not answered anything. Hand it in empty?" in asked.text
    assert (answer.location, tickets_in()) == (address_of(room.offering) + "/thanks", (1, 1))


@pytest.mark.parametrize(
    "answer", [{"practised": "-1"}, {"would_suggest": "0"}, {"would_need": "time"}, {"keep": "Owls"}]
)
def test_a_ticket_with_one_answer_of_any_kind_is_not_empty(client: Reader, answer: dict[str, str]) -> None:
    room = make_attended_offering()

    client.sign_in(room.people[0]).send(address_of(room.offering), **answer)

    assert tickets_in() == (1, 1)


def test_a_ticket_sent_twice_is_one_and_thanked_for_both_times(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0])

    answers = [client.send(address_of(room.offering), good_use=point) for point in ("5", "1")]

    assert {answer.location for answer in answers} == {address_of(room.offering) + "/thanks"}
    assert tickets_in() == (1, 1)


def test_after_handing_in_nobody_can_read_or_change_it(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0]).send(address_of(room.offering), keep="The owl cards")

    for person in (room.people[0], make_coordinator()):
        client.sign_in(person)
        pages = [client.get(address_of(room.offering) + more, follow_redirects=True).text for more in ("", "/thanks")]
        assert [page for page in pages if "owl" in page or ('name="keep"' in page and person is room.people[0])] == []

    client.sign_in(room.people[0])
    assert client.get(address_of(room.offering)).location == address_of(room.offering) + "/thanks"


def test_whoever_was_not_there_is_told_so_and_changes_nothing(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(make_staff("Mei Tanaka"))

    page = client.get(address_of(room.offering)).text
    answer = client.send(address_of(room.offering), good_use="5")

    assert "for those who were there" in page
    assert 'name="good_use"' not in page
    assert (answer.status_code, tickets_in()) == (409, (0, 0))


def test_a_ticket_that_is_not_whole_comes_back_with_all_that_was_typed(client: Reader) -> None:
    room = make_attended_offering()
    client.sign_in(room.people[0])

    answer = client.send(
        address_of(room.offering),
        good_use="4",
        practised="-1",
        will_try="7",
        keep="Good cards",
        change="x" * 401,
        would_need=["time"],
    )

    page = Markup(answer.text)
    checked = {(each["name"], each["value"]) for each in page.all("input") if "checked" in each}
    assert answer.status_code == 422
    assert "Make it shorter: at most 400 characters." in answer.text
    assert "Good cards" in answer.text
    assert "x" * 401 in answer.text
    assert {("good_use", "4"), ("practised", "-1"), ("would_need", "time")} <= checked
    assert tickets_in() == (0, 0)


def test_a_question_goes_with_a_name_only_if_its_author_says_so(client: Reader) -> None:
    room = make_attended_offering(people=2)

    client.sign_in(room.people[0]).send(address_of(room.offering), question="How do you grade it?")
    client.sign_in(room.people[1]).send(address_of(room.offering), question="Does it work in grade 2?", signed="y")

    asked = db.session.execute(select(Remark.words, Remark.staff_id)).all()
    assert asked == [("Does it work in grade 2?", room.people[1].id)]


def test_a_kiosk_leads_with_a_pin_to_the_ticket_and_then_forgets(client: Reader) -> None:
    room = make_attended_offering()
    joyce, ticket = room.people[0], address_of(room.offering)
    joyce.pin_hash, joyce.email = HASH, None

    client.send("/kiosk", who=joyce.name, pin=PIN, next=ticket)
    form = client.get(ticket).text
    thanks = client.get(client.send(ticket, good_use="4").location).text
    client.send("/sign-out")

    assert "data-shared" in form
    assert "I am done: forget me here" in thanks
    assert client.get(ticket).location == "/kiosk"


def test_no_ticket_is_asked_of_a_plenary(client: Reader) -> None:
    room = make_attended_offering()
    room.offering.session_id, room.offering.plenary_title = None, "Welcome"
    db.session.flush()

    assert client.sign_in(room.people[0]).get(address_of(room.offering)).status_code == 404
