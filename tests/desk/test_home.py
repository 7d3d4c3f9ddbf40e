"""What a coordinator comes home to: who waits, what the day still needs, and which phase it is."""

from __future__ import annotations

import html
from datetime import date, timedelta

import pytest

from pdday import outbox
from pdday.checkin.models import Guest
from pdday.clock import now
from pdday.credit.models import Dispute
from pdday.desk.home import PICTURES, Need, needs, now_or_next, steps_of
from pdday.feedback.models import Remark, RemarkItem, RemarkState
from pdday.programme import registers
from pdday.programme.models import Away, Day, Leave, Phase, RoomClosure
from pdday.programme.names import LEADS_TO
from pdday.programme.vocabulary import PhaseKind
from pdday.timetable.models import Offering
from tests.factories import (
    BEFORE,
    THE_DATE,
    keep,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.reader import Reader


def dated(day: Day, kind: PhaseKind, begins: int, ends: int) -> Phase:
    """A phase from so many days after today to so many."""
    phase = Phase(kind=kind, begins_on=today() + timedelta(begins), ends_on=today() + timedelta(ends))
    day.phases.append(phase)
    return phase


def make_door(day: Day) -> Offering:
    """A running whose door is open."""
    return make_offering(make_timetable(day), make_session(day), slot_of(day, "A"), make_room(day.host_school))


def today() -> date:
    """The tests' own today, for pages that ask the clock."""
    return now().date()


def waiting(day: Day, on: date = THE_DATE, *, is_out: bool = True, has_mail: bool = True) -> list[Need]:
    return needs(day, today=on, is_out=is_out, has_mail=has_mail, next_step=steps_of(day).next)


def told(day: Day, on: date = THE_DATE, *, is_out: bool = True) -> list[tuple[str, str | None]]:
    return [(str(need.sentence), need.page) for need in waiting(day, on, is_out=is_out)]


def test_who_is_kept_waiting_stands_before_the_one_step_that_comes_next(app):
    day = make_day()
    door, luis, dana = make_door(day), make_staff("Luis Ortega"), make_coordinator()
    keep(Dispute(offering_id=door.id, staff_id=luis.id, words="I was there.", disputed_at=BEFORE))
    keep(Guest(guest_key="g", offering_id=door.id, name="Pat Rivera", arrived_at=BEFORE, steward_id=dana.id))
    keep(Remark(offering_id=door.id, item=RemarkItem.CHANGE, words="What an idiot", state=RemarkState.HELD))

    assert told(day) == [
        ("Colleagues who say that their record is wrong: 1.", "credit.show"),
        ("People at a door whom the roster does not have: 1. Say who they are.", "guests.show_all"),
        ("Written answers held back until you have read them: 1.", "remarks.show_all"),
        ("Say when people propose, choose and read the timetable.", "programme.edit_phases"),
    ]


def test_what_is_settled_or_another_days_waits_no_more(app):
    day, other = make_day(), make_day()
    door, elsewhere = make_door(day), make_door(other)
    luis, dana = make_staff("Luis Ortega"), make_coordinator()
    settled = {"settled_at": BEFORE, "settled_by_id": dana.id}
    keep(Guest(guest_key="g", offering_id=door.id, name="Pat", arrived_at=BEFORE, steward_id=dana.id, **settled))
    keep(Dispute(offering_id=elsewhere.id, staff_id=luis.id, words="I was there.", disputed_at=BEFORE))

    assert [need.sentence for need in waiting(day) if need.holds_up] == []


def test_a_published_session_that_lost_its_room_a_presenter_or_itself_waits_for_a_repair(app):
    day = make_day()
    timetable, room = make_timetable(day), make_room(day.host_school)
    lost, cancelled, fine = (
        make_offering(timetable, make_session(day), slot_of(day, letter), room) for letter in ("A", "B", "C")
    )
    before = [need.page for need in waiting(day) if need.holds_up]

    keep(RoomClosure(room_id=room.id, slot_id=lost.slot_id, reason="A leak"))
    keep(RoomClosure(room_id=make_room(day.host_school).id, slot_id=fine.slot_id, reason="Exams"))
    cancelled.session.cancelled_at, cancelled.session.cancelled_by_id = BEFORE, make_coordinator().id

    told = "Sessions that cannot run as published: 2. They were cancelled, or lost their room or a presenter."
    assert before == []
    assert [(str(need.sentence), need.page) for need in waiting(day) if need.holds_up] == [(told, "repairs.latest")]
    assert "repairs.latest" in LEADS_TO
    assert [need for need in waiting(day, THE_DATE + timedelta(days=1)) if need.holds_up] == []


def test_a_published_session_waits_for_a_repair_when_who_leads_it_is_ill_or_away_then(app):
    day, ill, away, here = make_day(), make_staff("Ida Ill"), make_staff("Abe Away"), make_staff("Hal Here")
    timetable, room = make_timetable(day), make_room(day.host_school)
    for letter, person in (("A", ill), ("B", away), ("C", here)):
        make_offering(timetable, make_session(day, presenters=(person,)), slot_of(day, letter), room)

    keep(Leave(day_id=day.id, staff_id=ill.id, reported_at=BEFORE))
    keep(Leave(day_id=make_day().id, staff_id=here.id, reported_at=BEFORE))
    keep(Away(slot_id=slot_of(day, "B").id, staff_id=away.id))
    keep(Away(slot_id=slot_of(day, "A").id, staff_id=here.id))

    told = "Sessions that cannot run as published: 2. They were cancelled, or lost their room or a presenter."
    assert [str(need.sentence) for need in waiting(day) if need.holds_up] == [told]


def test_messages_that_nobody_sends_are_told_as_long_as_no_mail_is_set_up(app):
    day, luis = make_day(), make_staff("Luis Ortega")
    outbox.put(once="hello", staff=luis, to="luis@example.org", subject="Hello", body="Hello", now=BEFORE)

    without, having = (
        [str(need.sentence) for need in waiting(day, has_mail=has_mail) if need.holds_up] for has_mail in (False, True)
    )

    assert without == ["Mail is not set up, and messages wait: 1. Ask whoever runs the server to set it up."]
    assert having == []


@pytest.mark.slow
def test_many_messages_are_counted_in_thousands_as_everywhere(app):
    day, luis = make_day(), make_staff("Luis Ortega")
    facts = {"staff": luis, "to": "luis@example.org", "subject": "Hello", "body": "Hello", "now": BEFORE}
    for number in range(1_001):
        outbox.put(once=f"hello-{number}", **facts)

    told = [str(need.sentence) for need in waiting(day, has_mail=False) if need.holds_up]

    assert told == ["Mail is not set up, and messages wait: 1,001. Ask whoever runs the server to set it up."]


def test_after_the_day_nobody_is_asked_to_get_it_ready(app):
    day = make_day()

    assert told(day) != []
    assert told(day, THE_DATE + timedelta(days=1)) == []


def test_a_day_that_passed_without_a_timetable_asks_whether_its_date_is_right(app):
    day = make_day()

    assert told(day, THE_DATE + timedelta(days=1), is_out=False) == [
        ("The day has passed, and no timetable was published for it. Is its date right?", "programme.edit_day")
    ]


def test_home_shows_the_next_step_and_leaves_the_list_of_all_to_the_programme(client):
    day = make_day()
    day.date = today() + timedelta(days=30)
    steps = steps_of(day)

    page = client.sign_in(make_coordinator()).get("/home").text

    assert f"Steps to the day: {steps.done} of {steps.all} done" in page
    assert [str(step.sentence) in page for step in registers.steps.ask(day) if not step.is_done][:2] == [True, False]


def test_the_phase_is_the_one_of_today_or_else_the_next(app):
    day = make_day()
    choosing, closed = dated(day, PhaseKind.CHOOSING, 2, 9), dated(day, PhaseKind.CLOSED, 20, 30)

    shown = [now_or_next(day, today=today() + timedelta(after), is_out=False) for after in (0, 2, 9, 10, 31)]

    assert shown == [choosing, choosing, choosing, closed, None]


def test_once_a_timetable_is_out_nobody_is_sent_to_draft_one(client):
    make_door(day := make_day())
    dated(day, PhaseKind.DRAFTING, 2, 9)
    dated(day, PhaseKind.PUBLISHED, 10, 20)

    page = client.sign_in(make_coordinator()).get("/home").text

    assert ("Next: Timetable published" in page, "Next: Drafting" in page) == (True, False)


@pytest.mark.parametrize(
    ("begins", "ends", "heading"),
    [
        (-3, 4, "Choosing sessions: 4 days left"),
        (-3, 1, "Choosing sessions: one day left"),
        (-3, 0, "Choosing sessions: the last day"),
        (-3, -1, "All phases are over"),
    ],
)
def test_the_page_says_how_long_the_phase_lasts(client: Reader, begins: int, ends: int, heading: str):
    day = make_day()
    day.date, day.time_zone = today() + timedelta(days=30), "UTC"
    dated(day, PhaseKind.CHOOSING, begins, ends)
    client.sign_in(make_coordinator())

    page = client.get("/home").text

    assert heading in " ".join(html.unescape(page).split())
    assert "The day is in 30 days." in page


def test_before_the_first_day_it_leads_to_where_one_is_made(client: Reader):
    client.sign_in(make_coordinator())

    assert client.get("/home").location == "/programme"


def test_a_day_that_passed_without_a_timetable_offers_no_report_and_counts_nobody(client):
    day = make_day()
    day.date = today() - timedelta(days=30)

    page = client.sign_in(make_coordinator()).get("/home").text

    assert ("Read the report" in page, "have arrived" in page, "Change the day" in page) == (False, False, True)


def test_each_button_names_the_page_it_leads_to(app):
    pages = {each.page for each in registers.steps.ask(make_day())}

    assert pages - set(LEADS_TO) == set()
    assert set(LEADS_TO) - set(app.view_functions) == set()
    assert {each.split(".")[0] for each in LEADS_TO} - set(PICTURES) == set()
