"""“Why did I get this?” is true: every number is counted again from the rows, and nobody else is in it."""

from __future__ import annotations

import html
import re

import pytest
from sqlalchemy import select, text

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.db import db
from pdday.demo.district import plan_district
from pdday.demo.rows import write
from pdday.desk.queries import my_day
from pdday.desk.rules import Obstacle
from pdday.desk.why import BRIEFLY, find_why
from pdday.preferences.models import Accommodation, AccommodationCategory, Company, CompanyKind, CompanyMember
from pdday.programme.models import Day
from pdday.programme.vocabulary import Feature
from pdday.solver.solve import solve
from pdday.timetable import actions
from pdday.timetable import queries as timetables
from pdday.timetable.aims import PRESETS, Preset
from pdday.timetable.models import EnrolmentSource, TimetableState
from pdday.timetable.problem_from_rows import problem_of
from tests.counting import queries, statements
from tests.factories import (
    BEFORE,
    enrol,
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
from tests.timetable.factories import make_list


@pytest.fixture
def timetable(app):
    timetable = make_timetable(make_day())
    timetable.seed = 4417
    return timetable


@pytest.fixture
def luis(timetable, client):
    """The teacher who sits at `client`."""
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)
    return luis


def run(timetable, label, title, *, seats=30, **more):
    session = make_session(timetable.day, title, **more)
    return make_offering(
        timetable, session, slot_of(timetable.day, label), make_room(timetable.day.host_school), seats=seats
    )


def crowd(offering, people):
    """So many more wish for it first, and fill its seats."""
    for number in range(people):
        person = make_staff()
        make_list(offering.timetable.day, person, offering.session)
        if number < offering.seats:
            enrol(person, offering, rank=1)


def test_luis_who_got_his_fifth_choice_sees_demand_seats_and_his_other_slots(client, timetable, luis):
    """Scenario 21."""
    full = run(timetable, "B", "AI for All", seats=6)
    in_a = run(timetable, "A", "Number Talks")
    walk, unrun = run(timetable, "A", "Gallery Walk"), make_session(timetable.day, "Never Runs")
    got = run(timetable, "B", "Book Study")
    crowd(full, 8)
    make_list(timetable.day, luis, full.session, in_a.session, walk.session, unrun, got.session)
    enrol(luis, in_a, rank=2), enrol(luis, got, rank=5)

    page = client.get(f"/my-day/slots/{got.slot_id}/why").text

    assert "Your 5th choice." in page
    assert "Your 1st, “AI for All”, was asked for by 9 people and has 6 seats." in page
    assert "You have it in slot A." in page
    assert re.findall(r"<h3>(.*?)</h3>\s*<p>(.*?)</p>", page) == [
        ("1st: AI for All", "More people asked for it than it has seats."),
        ("2nd: Number Talks", "You have it in slot A."),
        ("3rd: Gallery Walk", "Then you have one that you put as high or higher."),
        ("4th: Never Runs", "It does not run."),
    ]
    assert "the draw with number 4417 decided" in page
    assert "2nd choice" in page[page.index('id="others"') :]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("optimal", "It is proved that no plan does better for everyone together; there may be others as good."),
        (
            "feasible",
            "No better plan for everyone together was found before the search ended. Nobody has shown that there is "
            "none, so another search may settle such cases otherwise.",
        ),
    ],
)
def test_how_it_was_decided_promises_the_same_plan_again_to_nobody(client, timetable, luis, status, told):
    enrol(luis, run(timetable, "A", "Fractions"))
    timetable.solver_status = status
    db.session.flush()

    page = client.get(f"/my-day/slots/{slot_of(timetable.day, 'A').id}/why").text

    assert told in page
    assert "gets the same" not in page


@pytest.mark.parametrize(("was_read", "told"), [(True, True), (False, False)])
def test_a_day_that_was_changed_after_publication_says_that_it_is_no_plan_made_anew(
    client, timetable, luis, was_read, told
):
    former = make_timetable(timetable.day, state=TimetableState.SUPERSEDED if was_read else TimetableState.DRAFT)
    by_hand = make_timetable(timetable.day, state=TimetableState.DRAFT)
    by_hand.made_from, timetable.made_from = former, by_hand
    enrol(luis, run(timetable, "A", "Fractions"))
    db.session.flush()

    page = client.get(f"/my-day/slots/{slot_of(timetable.day, 'A').id}/why").text

    assert ("After it was published it had to be changed" in page) is told
    assert ("No better plan for everyone together was found" in page) is not told


def test_a_wish_that_somebody_had_and_went_elsewhere_from_is_told_as_that(client, timetable, luis):
    had, got = run(timetable, "A", "Number Talks"), run(timetable, "B", "Book Study")
    make_list(timetable.day, luis, had.session, got.session)
    enrol(luis, had, rank=1), enrol(luis, got, rank=2)
    keep(
        Attendance(
            offering_id=run(timetable, "A", "Art for All").id,
            staff_id=luis.id,
            kind=AttendanceKind.MOVED,
            arrived_at=BEFORE,
            recorded_by_id=make_coordinator().id,
        )
    )

    page = client.get(f"/my-day/slots/{got.slot_id}/why").text

    assert re.findall(r"<h3>(.*?)</h3>\s*<p>(.*?)</p>", page) == [
        ("1st: Number Talks", "You had a seat in it, and went elsewhere.")
    ]


def test_the_other_slots_of_who_sent_no_list_were_chosen_without_one(client, timetable, luis):
    enrol(luis, run(timetable, "A", "Fractions"), source=EnrolmentSource.FILL)
    enrol(luis, run(timetable, "B", "Book Study"), source=EnrolmentSource.FILL)

    page = client.get(f"/my-day/slots/{slot_of(timetable.day, 'A').id}/why").text

    assert ["chosen without a list" in page, "not on the list" in page] == [True, False]


def test_how_it_was_decided_says_what_the_draft_was_made_with_and_no_order_that_weighing_does_not_keep(
    client, timetable, luis
):
    enrol(luis, run(timetable, "A", "Fractions"))
    timetable.aims = PRESETS[Preset.FIRST_CHOICES].kept()
    db.session.flush()

    page = client.get(f"/my-day/slots/{slot_of(timetable.day, 'A').id}/why").text

    assert "everyone's wishes were weighed together" in html.unescape(page)
    assert "It was made with “As many first choices as possible”." in page
    assert "first that nobody" not in page


def test_every_obstacle_has_its_brief_words_under_a_title():
    assert set(BRIEFLY) == set(Obstacle)


def test_a_small_crowd_is_not_counted_out_to_a_colleague_but_to_a_coordinator(client, timetable, luis):
    full, got = run(timetable, "B", "AI for All", seats=2), run(timetable, "B", "Book Study")
    crowd(full, 3)
    make_list(timetable.day, luis, full.session, got.session)
    enrol(luis, got, rank=2)
    slot_id = got.slot_id

    assert "4 people" not in client.get(f"/my-day/slots/{slot_id}/why").text
    client.sign_in(make_coordinator())

    page = client.get(f"/timetables/{timetable.id}/people/{luis.id}/slots/{slot_id}/why").text
    assert "4 people" in page


def test_a_private_rule_and_a_need_are_for_coordinators_and_name_nobody(client, timetable, luis):
    cem, got = make_staff("Cem Secret"), run(timetable, "B", "Book Study")
    enrol(luis, got, source=EnrolmentSource.FILL)
    members = [CompanyMember(staff_id=person.id, day_id=timetable.day_id) for person in (luis, cem)]
    db.session.add(Company(day_id=timetable.day_id, kind=CompanyKind.APART, name="HR", members=members))
    need, feature = AccommodationCategory.HEARING_LOOP, Feature.HEARING_LOOP
    db.session.add(Accommodation(day_id=timetable.day_id, staff_id=luis.id, category=need, room_feature=feature))
    db.session.flush()
    mine = client.get(f"/my-day/slots/{got.slot_id}/why").text
    client.sign_in(make_coordinator())

    theirs = client.get(f"/timetables/{timetable.id}/people/{luis.id}/slots/{got.slot_id}/why").text

    assert "private rule" not in mine
    assert "Hearing loop" not in mine
    assert "A private rule holds for this person." in theirs
    assert "Every room must have: Hearing loop." in theirs
    assert "Cem Secret" not in mine + theirs


def test_who_never_sent_a_list_reads_that_we_chose_and_until_when_it_can_be_changed(client, timetable, luis):
    """Scenario 12, on the page."""
    got = run(timetable, "B", "Book Study")
    enrol(luis, got, source=EnrolmentSource.FILL)

    day, page = client.get("/my-day").text, client.get(f"/my-day/slots/{got.slot_id}/why").text

    assert "You sent no list, so we chose these; change until Fri, Mar 12, 10:05 am." in day
    assert "We chose this for you; change until Fri, Mar 12, 10:05 am." in page


def test_that_we_chose_for_want_of_a_list_is_told_once(client, timetable, luis):
    for label, title in (("A", "Book Study"), ("B", "Number Talks"), ("C", "Art for All")):
        enrol(luis, run(timetable, label, title), source=EnrolmentSource.FILL)

    page = client.get("/my-day").text

    assert page.count("You sent no list, so we chose one that suits your work.") == 1
    assert page.count("Why this one?") == 3


def test_who_leads_all_they_are_in_is_not_told_that_we_chose(client, timetable, luis):
    enrol(luis, run(timetable, "B", "Book Study"), source=EnrolmentSource.PRESENTING)

    assert "You sent no list, so we chose these" not in client.get("/my-day").text


def test_who_sent_a_list_is_not_told_that_we_chose(client, timetable, luis):
    got = run(timetable, "B", "Book Study")
    make_list(timetable.day, luis, got.session)
    enrol(luis, got, rank=1)

    assert "we chose these" not in client.get("/my-day").text


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (EnrolmentSource.REQUIRED, "It is required for your job this year."),
        (EnrolmentSource.PRESENTING, "You lead this one."),
        (EnrolmentSource.PIN, "A coordinator placed you here."),
    ],
)
def test_a_place_that_was_no_choice_says_what_it_is_and_lists_no_wishes(client, timetable, luis, source, told):
    wanted, got = run(timetable, "B", "AI for All"), run(timetable, "B", "Book Study")
    make_list(timetable.day, luis, wanted.session)
    enrol(luis, got, source=source)

    page = client.get(f"/my-day/slots/{got.slot_id}/why").text

    assert told in page
    assert "What stood higher" not in page


def test_where_somebody_has_no_place_there_is_nothing_to_explain(client, timetable, luis):
    assert client.get(f"/my-day/slots/{slot_of(timetable.day, 'B').id}/why").status_code == 404


def test_anothers_reasons_are_for_coordinators(client, timetable, luis):
    other, got = make_staff(), run(timetable, "B", "Book Study")
    enrol(other, got)

    address = f"/timetables/{timetable.id}/people/{other.id}/slots/{got.slot_id}/why"
    assert client.get(address).status_code == 403


def test_the_reasons_cost_the_same_number_of_queries_for_few_wishes_and_for_many(client, timetable, luis):
    got = run(timetable, "B", "Book Study")
    enrol(luis, got, rank=9)
    chosen = make_list(timetable.day, luis, run(timetable, "A", "One").session)

    def cost() -> int:
        client.get(f"/my-day/slots/{got.slot_id}/why")
        with statements() as sent:
            client.get(f"/my-day/slots/{got.slot_id}/why")
        return queries(sent)

    one = cost()
    for rank, label in enumerate("ABCD", 2):
        session = run(timetable, label, f"Session {rank}").session
        chosen.preferences.append(type(chosen.preferences[0])(session_id=session.id, rank=rank))

    assert cost() == one


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_every_number_in_a_solved_district_is_what_the_database_counts(app):
    write(plan_district(staff=60))
    day = db.session.scalars(select(Day)).first()
    problem = problem_of(day)
    timetable = actions.draft(day, problem, solve(problem, seed=4417, seconds=5), by_id=None, now=BEFORE)
    asked = "SELECT count(*) FROM preference p JOIN preference_list l ON l.id = p.list_id JOIN session s "
    asked += "ON s.id = p.session_id JOIN proposal q ON q.id = s.proposal_id WHERE q.title = :title AND l.day_id = :day"
    seats = "SELECT coalesce(sum(o.seats), 0) FROM offering o JOIN session s ON s.id = o.session_id "
    seats += "JOIN proposal q ON q.id = s.proposal_id WHERE q.title = :title AND o.timetable_id = :timetable"
    told = 0
    for person in timetables.people(day):
        mine = my_day(person, timetable)
        for stop in mine.stops:
            for each in find_why(mine, stop.slot_id).higher if stop.source else ():
                facts = {"title": each.wish.title, "day": day.id, "timetable": timetable.id}
                counted = (db.session.scalar(text(asked), facts), db.session.scalar(text(seats), facts))
                assert (each.wish.asked, each.wish.seats) == counted
                assert stop.rank is None or each.wish.rank < stop.rank
                told += 1
    assert told > 20
