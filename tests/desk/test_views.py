"""My day, and everybody's day for coordinators."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.clock import now, on_the_wall
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.feedback.commitment_actions import Intention, write_commitment
from pdday.programme.models import Away, LunchWave, Slot
from pdday.programme.vocabulary import SlotKind
from pdday.timetable.models import EnrolmentSource, TimetableState
from pdday.timetable.seat_models import SeatChange, SeatChangeKind
from pdday.words import Sentence
from tests.counting import queries, statements
from tests.factories import (
    BEFORE,
    ZONE,
    at,
    enrol,
    make_coordinator,
    make_day,
    make_offering,
    make_room,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.markup import Markup
from tests.timetable.factories import make_list, withdraw


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def luis(day, client):
    """The teacher who sits at `client`."""
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)
    return luis


def place(day, timetable, label, title, person, *, rank=None, source=EnrolmentSource.WISH, room="Room {label}1"):
    session = make_session(day, title, presenters=(make_staff("Rosa Delgado"),))
    offering = make_offering(
        timetable, session, slot_of(day, label), make_room(day.host_school, room.format(label=label))
    )
    enrol(person, offering, rank=rank, source=source)
    return session, offering


def attend(person, offering, wall, *, kind=AttendanceKind.ENROLLED, minutes=None, told=None):
    """`person` was seen in this offering at this time; `minutes` of it count, for the reason `told`."""
    attendance = Attendance(
        offering_id=offering.id,
        staff_id=person.id,
        kind=kind,
        arrived_at=at(wall),
        recorded_by_id=make_coordinator().id,
    )
    db.session.add(attendance)
    db.session.flush()
    if minutes is not None:
        counted = {"minutes": minutes, "rule": "test", "explanation": told, "decided_at": at("16:00")}
        db.session.add(CreditedMinutes(attendance_id=attendance.id, **counted))


def take(person, offering):
    """`person` took the seat they have here themselves, after publication."""
    taken = {"slot_id": offering.slot_id, "kind": SeatChangeKind.TOOK, "taken_id": offering.id, "at": at("7:00")}
    db.session.add(SeatChange(timetable_id=offering.timetable_id, staff_id=person.id, **taken))
    db.session.flush()


def lunch_for(day, person):
    """The school of `person` eats in a slot of its own."""
    lunch = Slot(
        position=9, label="Lunch 1", kind=SlotKind.LUNCH, begins_at=at("11:25"), ends_at=at("12:10"), credit_minutes=0
    )
    day.slots.append(lunch)
    db.session.flush()
    db.session.add(LunchWave(day_id=day.id, school_id=person.home_school_id, slot_id=lunch.id))
    return lunch


def test_my_day_shows_where_i_am_and_why(client, day, luis):
    timetable = make_timetable(day)
    math, _ = place(day, timetable, "A", "Number Talks", luis, rank=1)
    make_list(day, luis, math)

    page = client.get("/my-day").text

    assert "Number Talks" in page
    assert "Room A1" in page
    assert "Rosa Delgado" in page
    assert "Your 1st choice." in page
    assert "9:15 to 10:15" in page


def test_the_sessions_of_my_day_lead_to_what_they_are_about_and_the_keynote_does_not(client, day, luis):
    timetable = make_timetable(day)
    math, _ = place(day, timetable, "A", "Number Talks", luis, rank=1)
    welcome = make_offering(timetable, None, slot_of(day, "Keynote"), make_room(day.host_school))
    enrol(luis, welcome)

    links = Markup(client.get("/my-day").text).all("a")

    assert {each["href"] for each in links if each.get("class") == "about"} == {f"/sessions/{math.id}"}


@pytest.mark.parametrize(("days_ahead", "is_shown"), [(0, True), (30, False)])
def test_on_the_day_the_badge_is_one_tap_away_and_the_stop_of_now_is_marked(client, day, luis, days_ahead, is_shown):
    place(day, make_timetable(day), "A", "Number Talks", luis)
    begins = now() + timedelta(minutes=1) + timedelta(days=days_ahead)
    day.date, slot = on_the_wall(begins, ZONE).date(), slot_of(day, "A")
    slot.begins_at, slot.ends_at = begins, begins + timedelta(hours=1)
    db.session.flush()

    page = client.get("/my-day").text

    told = ('class="button now big grow" href="/my-badge"', 'aria-current="time"')
    assert [each in page for each in told] == [is_shown, is_shown]
    assert page.count('href="/my-badge"') == 2  # and in the navigation


def test_the_reflection_leads_to_what_i_will_try_until_it_is_written(client, day, luis):
    reflection = make_offering(make_timetable(day), None, slot_of(day, "Reflection"), make_room(day.host_school))
    enrol(luis, reflection)

    before = client.get("/my-day").text
    write_commitment(day, Intention("Try number talks"), by=luis, now=now())

    assert "Write down one thing you will try" in before
    assert "Write down one thing you will try" not in client.get("/my-day").text


def test_a_slot_without_a_session_that_has_been_offers_no_seats(client, day, luis):
    place(day, make_timetable(day), "B", "Number Talks", luis)
    day.date, free = day.date - timedelta(days=400), slot_of(day, "A")
    free.begins_at, free.ends_at = free.begins_at - timedelta(days=400), free.ends_at - timedelta(days=400)
    db.session.flush()

    page = client.get(f"/my-day?day={day.id}").text

    assert "Slot A: no session, until 10:15" in page
    assert f"/my-day/slots/{free.id}" not in page


def test_my_day_does_not_show_a_draft(client, day, luis):
    place(day, make_timetable(day, state=TimetableState.DRAFT), "A", "Number Talks", luis, rank=1)

    page = client.get("/my-day").text

    assert "Number Talks" not in page
    assert "Your day is not published yet" in page


def test_my_day_says_when_i_was_checked_in_and_what_counts(client, day, luis):
    _, offering = place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    attend(luis, offering, "9:12", minutes=60, told=Sentence("Present from beginning to end."))

    page = client.get("/my-day").text

    assert "Checked in 9:12" in page
    assert "1 h counted so far" in page
    assert "Present from beginning to end." not in page


def test_from_what_counts_my_day_leads_to_the_hours_of_all_days(client, day, luis):
    _, offering = place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    before = client.get("/my-day").text
    attend(luis, offering, "9:12", minutes=60, told=Sentence("Present from beginning to end."))

    page, hours = client.get("/my-day").text, client.get("/you/data").text

    assert 'href="/you/data#hours"' not in before
    assert '<a class="small noprint" href="/you/data#hours">Your hours of all days</a>' in page
    part = hours[hours.index('id="hours"') :]
    assert part.index("Minutes you earned") < part.index("Number Talks") < part.index("</section>")


def test_my_day_says_why_less_counts_than_the_whole_slot(client, day, luis):
    _, offering = place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    attend(luis, offering, "9:40", minutes=35, told=Sentence("You came 25 minutes late."))

    page = client.get("/my-day").text

    assert "35 minutes counted" in page
    assert "You came 25 minutes late." in page


def test_where_i_went_instead_stands_in_my_day_alone_and_counts(client, day, luis):
    timetable = make_timetable(day)
    place(day, timetable, "A", "Number Talks", luis, rank=1)
    elsewhere = make_offering(
        timetable, make_session(day, "Art for All"), slot_of(day, "A"), make_room(day.host_school)
    )
    attend(luis, elsewhere, "9:14", kind=AttendanceKind.MOVED)

    page = client.get("/my-day").text

    assert ">Art for All</a></h3>" in page
    assert "You went here instead of “Number Talks”; it counts the same." in page
    assert ">Number Talks</a></h3>" not in page


def test_where_i_walked_in_with_an_hour_of_my_own_counts_too(client, day, luis):
    timetable = make_timetable(day)
    place(day, timetable, "A", "Number Talks", luis, rank=1)
    walked_into = make_offering(
        timetable, make_session(day, "Art for All"), slot_of(day, "B"), make_room(day.host_school)
    )
    attend(luis, walked_into, "10:24", kind=AttendanceKind.WALK_IN)

    page = client.get("/my-day").text

    assert "You were here without a place of your own; it counts the same." in page
    assert ">Number Talks</a></h3>" in page


@pytest.mark.parametrize(("days", "offered"), [(0, True), (-1, False)])
def test_a_badge_is_offered_until_the_day_is_over(client, day, luis, days, offered):
    day.date = on_the_wall(now(), day.time_zone).date() + timedelta(days=days)
    place(day, make_timetable(day), "A", "Number Talks", luis)

    assert ("Show my badge" in client.get("/my-day").text) is offered


def test_after_the_last_door_the_day_is_complete(client, day, luis):
    _, offering = place(day, make_timetable(day), "D", "Number Talks", luis, rank=1)
    attend(luis, offering, "14:04")

    assert "Luis, your day is complete." in client.get("/my-day").text


def test_somebody_on_leave_is_told_kindly_and_sent_to_no_lunch(client, day, luis):
    make_timetable(day)
    lunch_for(day, luis)

    page = client.get("/my-day").text

    assert "you have no places on this day" in page
    assert "Lunch" not in page


def test_lunch_is_in_the_day_of_who_is_there_for_it(client, day, luis):
    place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    lunch = lunch_for(day, luis)
    assert "Lunch" in client.get("/my-day").text

    db.session.add(Away(staff_id=luis.id, slot_id=lunch.id))

    assert "Lunch" not in client.get("/my-day").text


def test_a_slot_that_has_begun_is_now_and_not_next(client, day, luis):
    place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    slot, began = slot_of(day, "A"), now() - timedelta(minutes=5)
    slot.begins_at, slot.ends_at = began, began + timedelta(minutes=60)

    assert "Luis, now it is slot A." in client.get("/my-day").text


def test_a_crowd_is_told_only_where_every_run_i_could_go_to_is_full(client, day, luis):
    timetable = make_timetable(day)
    art, _ = place(day, timetable, "A", "Art for All", luis, rank=2)
    wanted = make_session(day, "AI Basics")
    full = make_offering(timetable, wanted, slot_of(day, "A"), make_room(day.host_school, "Small"), seats=2)
    make_list(day, luis, wanted, art)
    for _ in range(4):
        make_list(day, make_staff(), wanted)
    crowd = "Your 1st, “AI Basics”, was asked for by 5 people and has 2 seats."
    assert crowd not in client.get("/my-day").text

    enrol(make_staff(), full, rank=1), enrol(make_staff(), full, rank=1)

    assert crowd in client.get("/my-day").text


def test_before_any_day_is_planned_the_page_says_so(app, client):
    client.sign_in(make_staff("Luis Ortega"))

    assert "No day is planned yet" in client.get("/my-day").text


def test_the_front_door_leads_people_to_their_day_and_coordinators_to_their_work(client, day, luis):
    assert client.get("/").location == "/my-day"
    client.sign_in(make_coordinator())
    assert client.get("/").location == "/home"


def test_a_coordinator_sees_the_same_reasons_as_the_person(client, day, luis):
    timetable = make_timetable(day)
    place(day, timetable, "A", "Number Talks", luis, source=EnrolmentSource.FILL)
    client.sign_in(make_coordinator())

    page = client.get(f"/timetables/{timetable.id}/people/{luis.id}").text

    assert "You sent no list, so we chose one that suits your work." in page


def test_people_are_found_by_parts_of_their_name(client, day, luis):
    make_staff("Ana O'Neil"), make_staff("Zoë Ortiz")
    timetable = make_timetable(day)
    client.sign_in(make_coordinator())

    found = client.get(f"/timetables/{timetable.id}/people", query_string={"name": "ort lu"}).text

    assert "Luis Ortega" in found
    assert "Zoë Ortiz" not in found


def test_a_name_with_an_accent_is_found_as_it_is_written(client, day):
    make_staff("Ángela Núñez")
    timetable = make_timetable(day)
    client.sign_in(make_coordinator())

    found = client.get(f"/timetables/{timetable.id}/people", query_string={"name": "Áng núñ"}).text

    assert "Ángela Núñez" in found


@pytest.mark.parametrize("typed", ["%", "_", "\\", "'; --", "x" * 5000, "🙂", "<b>"])
def test_odd_names_find_nobody_and_break_nothing(client, day, luis, typed):
    timetable = make_timetable(day)
    client.sign_in(make_coordinator())

    page = client.get(f"/timetables/{timetable.id}/people", query_string={"name": typed})

    assert page.status_code == 200
    assert "Nobody of that name" in page.text


def test_another_persons_day_is_for_coordinators(client, day, luis):
    timetable, other = make_timetable(day), make_staff()

    assert client.get(f"/timetables/{timetable.id}/people/{other.id}").status_code == 403
    assert client.get(f"/timetables/{timetable.id}/people").status_code == 403


def test_my_day_costs_the_same_number_of_queries_with_one_place_and_with_four(client, day, luis):
    def cost() -> int:
        client.get("/my-day")
        with statements() as sent:
            client.get("/my-day")
        return queries(sent)

    timetable = make_timetable(day)
    first, _ = place(day, timetable, "A", "One", luis, rank=1)
    chosen = make_list(day, luis, first)
    one = cost()
    for rank, label in enumerate("BCD", 2):
        session, _ = place(day, timetable, label, f"Session {label}", luis, rank=rank)
        chosen.preferences.append(type(chosen.preferences[0])(session_id=session.id, rank=rank))

    assert cost() == one


def test_my_day_leads_to_what_is_free_in_each_slot_ahead(client, day, luis):
    timetable = make_timetable(day)
    place(day, timetable, "A", "Number Talks", luis, rank=1)

    page = client.get("/my-day").text

    assert f"/my-day/slots/{slot_of(day, 'A').id}" in page
    assert "See what is free in A" in page
    assert f"/my-day/slots/{slot_of(day, 'Keynote').id}" not in page


def test_what_i_attended_before_the_timetable_was_changed_still_counts(client, day, luis):
    former = make_timetable(day, state=TimetableState.SUPERSEDED)
    session, attended = place(day, former, "A", "Number Talks", luis, rank=1)
    by_hand = {"arrived_at": at("9:14"), "recorded_by_id": make_coordinator().id}
    db.session.add(Attendance(offering_id=attended.id, staff_id=luis.id, kind=AttendanceKind.ENROLLED, **by_hand))
    same = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school, "Room 9"))
    enrol(luis, same, rank=1)

    page = client.get("/my-day").text

    assert page.count(">Number Talks</a></h3>") == 1
    assert "Checked in 9:14" in page


@pytest.fixture
def former(day):
    """What was published, an hour before what is now."""
    former = make_timetable(day, state=TimetableState.SUPERSEDED)
    former.published_at = BEFORE - timedelta(hours=1)
    return former


def test_my_day_says_what_a_change_of_the_timetable_changed_in_it(client, day, luis, former):
    place(day, former, "A", "Small Groups", luis), place(day, former, "C", "Art for All", luis)
    timetable = make_timetable(day)
    place(day, timetable, "A", "Number Talks", luis, room="Gym"), place(day, timetable, "B", "Book Study", luis)

    page = client.get("/my-day").text

    assert "Your day was changed on Mon, Feb 1, 9:00 am." in page
    assert "What is new, and what you had until then, stands below: A, B, C." in page
    told = ["Until the change: “Small Groups”, Room A1.", "Until the change: nothing.", "“Art for All”, Room C1."]
    assert [each in " ".join(page.split()) for each in told] == [True, True, True]


def test_what_stayed_as_it_was_and_what_i_took_myself_is_no_news(client, day, luis, former):
    session, same = place(day, former, "A", "Small Groups", luis)
    place(day, former, "B", "Art for All", luis)
    timetable = make_timetable(day)
    enrol(luis, make_offering(timetable, session, slot_of(day, "A"), same.room))
    _, taken = place(day, timetable, "B", "Book Study", luis, source=EnrolmentSource.SWAP, room="Gym")
    take(luis, taken)

    assert "Until the change" not in client.get("/my-day").text


def test_a_seat_i_took_myself_that_was_moved_to_another_room_since_is_news(client, day, luis, former):
    session, had = place(day, former, "A", "Small Groups", luis, source=EnrolmentSource.SWAP)
    take(luis, had)
    moved = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school, "Gym"))
    enrol(luis, moved, source=EnrolmentSource.SWAP)

    assert "Until the change: “Small Groups”, Room A1." in " ".join(client.get("/my-day").text.split())


def test_a_seat_of_my_own_that_an_earlier_timetable_brings_back_is_news(client, day, luis, former):
    place(day, former, "A", "Small Groups", luis)
    place(day, make_timetable(day), "A", "Book Study", luis, source=EnrolmentSource.SWAP, room="Gym")

    assert "Until the change: “Small Groups”, Room A1." in " ".join(client.get("/my-day").text.split())


def test_another_room_for_the_same_session_is_news(client, day, luis, former):
    session, _ = place(day, former, "A", "Small Groups", luis)
    moved = make_offering(make_timetable(day), session, slot_of(day, "A"), make_room(day.host_school, "Gym"))
    enrol(luis, moved)

    assert "Until the change: “Small Groups”, Room A1." in " ".join(client.get("/my-day").text.split())


def test_once_the_day_is_over_its_changes_are_no_news_at_the_top(client, day, luis, former):
    place(day, former, "A", "Small Groups", luis)
    place(day, make_timetable(day), "A", "Number Talks", luis, room="Gym")
    day.date = day.date.replace(year=2020)
    db.session.flush()

    assert "Your day was changed" not in client.get("/my-day").text


def test_my_day_says_that_a_session_was_withdrawn_and_where_to_find_a_seat(client, day, luis):
    timetable = make_timetable(day)
    math, offering = place(day, timetable, "A", "Number Talks", luis, rank=1)
    make_list(day, luis, math)
    withdraw(offering)

    page = client.get("/my-day").text

    assert [each in page for each in ("Does not run", "Your 1st choice.")] == [True, False]
    assert "It has been withdrawn and does not run. You can take a free seat elsewhere yourself" in page
    assert f"/my-day/slots/{offering.slot_id}" in page


def test_each_withdrawn_session_says_so_also_to_who_sent_no_list(client, day, luis):
    timetable = make_timetable(day)
    for label in "AB":
        withdraw(place(day, timetable, label, f"Session {label}", luis, source=EnrolmentSource.FILL)[1])

    assert client.get("/my-day").text.count("It has been withdrawn") == 3  # once more as what comes next


def test_what_was_attended_before_it_was_withdrawn_took_place(client, day, luis):
    timetable = make_timetable(day)
    _, offering = place(day, timetable, "A", "Number Talks", luis, rank=1)
    attend(luis, offering, "9:12")
    withdraw(offering)

    page = client.get("/my-day").text

    assert "Checked in 9:12" in page
    assert "Does not run" not in page


def test_whoever_took_their_own_session_back_is_told_to_lead_nothing(client, day, luis):
    timetable = make_timetable(day)
    session = make_session(day, "Number Talks", presenters=(luis,))
    offering = make_offering(timetable, session, slot_of(day, "A"), make_room(day.host_school))
    withdraw(offering)

    page = client.get("/my-day").text

    assert "You lead this one." not in page
    assert f"/my-day/slots/{offering.slot_id}" in page


def test_a_list_sent_after_publication_explains_nothing_of_it(client, day, luis):
    timetable = make_timetable(day)
    math, _ = place(day, timetable, "A", "Number Talks", luis, source=EnrolmentSource.FILL)
    late = make_list(day, luis, make_session(day, "Art for All"), math)
    late.saved_at = timetable.published_at + timedelta(hours=1)

    page = client.get("/my-day").text

    assert "You sent no list, so we chose one" in page
    assert "Art for All" not in page


@pytest.mark.parametrize(("days", "offered"), [(1, True), (15, False)])
def test_that_a_record_is_not_right_is_offered_for_two_weeks(client, day, luis, days, offered):
    _, offering = place(day, make_timetable(day), "A", "Number Talks", luis, rank=1)
    slot = slot_of(day, "A")
    slot.begins_at, slot.ends_at = now() - timedelta(days=days, hours=1), now() - timedelta(days=days)
    attend(luis, offering, "9:12")

    assert (f"/my-day/records/{offering.id}" in client.get("/my-day").text) is offered


def test_whoever_takes_a_wrong_turn_keeps_the_places_they_can_go_to(client, luis):
    bar = 'aria-label="Main"'

    pages = [client.get(address) for address in ("/no-such-page", "/home")]
    client.get("/sign-in")
    client.send("/sign-out")
    stranger = client.get("/no-such-page")

    assert [(page.status_code, bar in page.text) for page in pages] == [(404, True), (403, True)]
    assert (stranger.status_code, bar in stranger.text) == (404, False)
