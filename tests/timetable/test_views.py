"""Coordinators' pages of the timetable, as the reader sees them."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from pdday import jobs
from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.jobs import Job, JobKind, JobState
from pdday.preferences.rules import find_choosing
from pdday.programme.models import Leave, Phase, RoomClosure
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals.models import AudienceRule
from pdday.staff.vocabulary import StaffRole
from pdday.timetable import actions
from pdday.timetable import queries as timetable_queries
from pdday.timetable.aims import BALANCED
from pdday.timetable.models import Timetable, TimetableState
from pdday.words import Sentence
from tests.counting import queries, statements
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, make_list, problem_and


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    """The coordinator who sits at `client`."""
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


def ready(day):
    """A day that can be drafted: a session, and a room for everyone."""
    session = make_session(day, "Number Talks")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    return session


def make_draft(day, *runs):
    problem, plan = problem_and(day, *runs)
    return actions.draft(day, problem, plan, by_id=None, now=BEFORE)


def latest_job(day):
    db.session.expire_all()
    return jobs.find_latest(JobKind.SOLVE, day)


def test_both_pages_count_alike_who_sent_a_list(client, day, dana):
    session = ready(day)
    ana, ben = make_staff("Ana Lopez"), make_staff("Ben Ode")
    for person in (ana, ben):
        make_list(day, person, session)
    db.session.add(Leave(day_id=day.id, staff_id=ben.id, reported_at=BEFORE))

    told = [client.get(address).text for address in ("/assignment", "/answers")]

    assert ["1 of 3 people" in page for page in told] == [True, True]


def test_asking_for_a_draft_queues_one_job_with_what_was_asked(client, day, dana):
    ready(day)

    page = client.send("/assignment", seconds="30", seed="7")

    job = latest_job(day)
    assert page.location == "/assignment"
    wants = {"seconds": 30, "seed": 7, "aims": BALANCED.kept()}
    assert (job.state, job.wants, job.asked_by_id) == (JobState.WAITING, wants, dana.id)


def test_a_second_ask_is_told_that_one_is_under_way(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")

    page = client.send("/assignment", seconds="30", seed="8")

    assert page.status_code == 409
    assert len(db.session.scalars(select(Job)).all()) == 1
    assert "A draft is being made" in page.text
    assert "Dana Whitfield asked for it, " in page.text
    assert re.findall(r'<a href="([^"]+)" aria-current="true">', page.text) == ["/assignment"]


def test_what_is_no_number_gets_one_sentence_that_says_what_is_wanted(client, day, dana):
    ready(day)

    page = client.send("/assignment", seconds="many", seed="7")

    assert page.text.count('class="error"') == 1
    assert "Enter a whole number of seconds, 5 to 600." in page.text


@pytest.mark.parametrize("typed", ["", "4", "601", "many", "9" * 40])
def test_wrong_seconds_are_refused_at_the_field_and_what_was_typed_stays(client, day, dana, typed):
    ready(day)

    page = client.send("/assignment", seconds=typed, seed="7")

    assert page.status_code == 422
    assert 'id="seconds-error"' in page.text
    assert f'value="{typed}"' in page.text
    assert latest_job(day) is None


def test_a_day_that_is_not_ready_says_what_is_missing(client, day, dana):
    page = client.get("/assignment")

    assert "No session has been accepted yet." in page.text
    assert "Make a draft" not in page.text


def test_what_no_draft_can_do_is_told_before_one_is_made(client, day, dana):
    for name in ("Ana Lopez", "Ben Ode", "Cem Ruiz"):
        make_staff(name, role=StaffRole.NURSE)
    session = ready(day)
    session.proposal.most_people = 2
    session.audience_rules.append(AudienceRule(role=StaffRole.NURSE))
    (gym,), count = timetable_queries.rooms_for_sessions(), len(timetable_queries.people(day))
    db.session.add(RoomClosure(room_id=gym.id, slot_id=slot_of(day, "B").id, reason="Exams"))
    db.session.flush()

    page = client.get("/assignment").text

    in_b = (
        f"In slot B the open rooms seat 0 of the {count} who need a place, which leaves at least {count} without one."
    )
    assert "Counting shows what no draft can do." in page
    assert (in_b in page, page.count("without one.")) == (True, 1)
    assert "“Number Talks” can seat 2 of the 3 who must attend it, which leaves at least 1 out." in page
    assert ("Go to sites and rooms" in page, "Make a draft" in page) == (True, True)


def test_of_a_requirement_that_more_rooms_would_not_mend_rooms_are_not_named(client, day, dana):
    for name in ("Ana Lopez", "Ben Ode", "Cem Ruiz"):
        make_staff(name, role=StaffRole.NURSE)
    session = ready(day)
    session.proposal.most_people = 2
    session.audience_rules.append(AudienceRule(role=StaffRole.NURSE))
    db.session.flush()

    page = client.get("/assignment").text

    assert "“Number Talks” can seat 2 of the 3 who must attend it" in page
    assert "Go to sites and rooms" not in page


def test_a_day_with_seats_for_everybody_is_told_nothing_of_it(client, day, dana):
    ready(day)

    assert "Counting shows" not in client.get("/assignment").text


def test_progress_is_told_until_the_job_is_over(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt = jobs.take(latest_job(day).id, now=now())
    told = {"phase": "search", "score": 10.5, "bound": 12.0, "gap": 0.125, "seconds": 4.2, "first_choices": 3,
            "top_threes": 4, "none_of_top_three": 0, "people": 5, "with_three": 4,
            "points": [[1.0, 9.0, 12.0], [4.0, 10.5, 12.0]]}  # fmt: skip
    jobs.beat(attempt, now=now(), progress=told)

    under_way = client.get("/assignment/progress")
    jobs.fail(attempt, Sentence("The machine went to sleep."), now=now())
    over = client.get("/assignment/progress")

    assert (under_way.status_code, over.status_code) == (200, 286)
    assert "12.5%" in under_way.text
    assert "3 of 5 people who sent a list" in under_way.text
    assert '<path class="curve"' in under_way.text
    assert '<td class="r">4</td><td class="r">10</td><td class="r">12</td>' in under_way.text
    assert "The machine went to sleep." in client.get("/assignment").text


def test_while_the_solver_is_made_ready_the_page_says_so_and_no_figure(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt = jobs.take(latest_job(day).id, now=now())
    jobs.beat(attempt, now=now(), progress={"phase": "ready"})

    page = client.get("/assignment/progress").text

    assert "Making the solver ready: half a minute or more after an update, else a moment." in page
    assert "proved gap" not in page


def test_a_draft_under_way_can_be_stopped(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    job = latest_job(day)

    client.send(f"/assignment/{job.id}/cancellation")

    assert latest_job(day).state is JobState.CANCELLED
    assert "The last draft was stopped" in client.get("/assignment").text


def test_the_best_plan_so_far_can_be_kept_and_the_page_says_so(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt = jobs.take(latest_job(day).id, now=now())
    offered = client.get("/assignment").text

    for _click in range(2):
        client.send(f"/assignment/{attempt.job_id}/conclusion")

    page = client.get("/assignment").text
    assert ("Use this one now" in offered, "Stop, make no draft" in offered) == (True, True)
    assert "The best plan so far is being kept" in page
    assert ("Use this one now" in page, "Stop, make no draft" in page) == (False, False)


def test_whoever_stops_what_a_colleague_keeps_is_told(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt = jobs.take(latest_job(day).id, now=now())
    client.send(f"/assignment/{attempt.job_id}/conclusion")

    page = client.send(f"/assignment/{attempt.job_id}/cancellation")

    assert page.status_code == 409
    assert "It is being ended already, and the best that it has found is kept." in page.text


def test_a_draft_is_called_stopped_only_when_its_worker_has_stopped(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    jobs.take(latest_job(day).id, now=now())
    db.session.commit()

    client.send(f"/assignment/{latest_job(day).id}/cancellation")

    page = client.get("/assignment").text
    assert "The draft is being stopped" in page
    assert "The last draft was stopped" not in page
    assert "Stop, make no draft" not in page


def test_a_draft_that_is_made_is_announced_with_the_way_to_it(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt, timetable = jobs.take(latest_job(day).id, now=now()), make_draft(day)
    jobs.finish(attempt, {"timetable_id": timetable.id}, now=now())

    page = client.get("/assignment").text

    assert "Draft 1 is made." in page
    assert page.count(f'href="/timetables/{timetable.id}"') == 2


def test_the_badges_are_not_stopped_in_the_name_of_a_draft(client, day, dana):
    badges = jobs.ask(JobKind.BADGES, day=day, wants={}, by=dana, now=now())
    db.session.commit()

    assert client.send(f"/assignment/{badges.id}/cancellation").status_code == 404
    assert badges.state is JobState.WAITING


def test_an_impossible_day_names_the_rules_that_clash(client, day, dana):
    ready(day)
    client.send("/assignment", seconds="30", seed="7")
    attempt = jobs.take(latest_job(day).id, now=now())
    part = {"rule": "PRESENTERS", "sentence": "Ana is needed twice in A.", "relax": "Let Ben lead one."}
    jobs.finish(attempt, {"conflict": [part]}, now=now())

    page = client.get("/assignment")

    assert "Ana is needed twice in A." in page.text
    assert "Let Ben lead one." in page.text
    assert "So the day stood when a draft was asked for, " in page.text
    assert "Go back to the repair" not in page.text


def test_the_timetable_shows_rooms_by_slots_with_seats_taken(client, day, dana):
    session, person = ready(day), make_staff()
    room, closed = make_room(day.host_school, "Room 118", seats=24), make_room(day.host_school, "Lab 2")
    db.session.add(RoomClosure(room_id=closed.id, slot_id=slot_of(day, "A").id, reason="Paint"))
    timetable = make_draft(day, (session, "B", room, (person,)))

    page = client.get(f"/timetables/{timetable.id}")

    assert "Room 118" in page.text
    assert "Number Talks" in page.text
    assert "1/24" in page.text
    assert "Closed: Paint" in page.text


def test_a_long_session_spans_its_slots(client, day, dana):
    ready(day)
    session, room = make_session(day, "Canal Walk", length=2, slots="AB"), make_room(day.host_school)
    timetable = make_draft(day, (session, "A", room, ()))

    assert '<td colspan="2">' in client.get(f"/timetables/{timetable.id}").text


def test_a_draft_taken_early_is_called_a_beginning_and_says_what_is_good_in_it(client, day, dana):
    session, room = ready(day), make_room(day.host_school)
    early, late = (make_draft(day, (session, "A", room, ())) for _ in range(2))
    early.gap, early.score, early.solve_seconds, late.gap = 1.028, -76.0, 1.0, 0.11
    db.session.flush()

    pages = [client.get(f"/timetables/{draft.id}").text for draft in (early, late)]

    assert ["This is a beginning: the search had about one second." in page for page in pages] == [True, False]
    assert "already have one of their top three" in pages[0]
    assert "Its score is below zero because" in pages[0]
    assert client.get("/assignment").text.count("a beginning") == 1


def test_a_gap_as_large_as_the_best_there_can_be_is_called_not_yet_known_and_no_percentage(client, day, dana):
    session, room = ready(day), make_room(day.host_school)
    first_moments, later = (make_draft(day, (session, "A", room, ())) for _ in range(2))
    first_moments.gap, later.gap = 1.063, 0.2
    db.session.flush()

    table = client.get("/assignment").text
    pages = [client.get(f"/timetables/{draft.id}").text for draft in (first_moments, later)]
    beside = client.get(f"/timetables/comparison?one={first_moments.id}&other={later.id}").text

    for page in (table, pages[0], beside):
        assert "not yet known" in page
        assert "106.3%" not in page
    for page in (table, pages[1], beside):
        assert "20.0%" in page
    assert "How much better at most is not yet known." in pages[0]
    assert "How much better at most, the proved gap says." in pages[1]


def test_publishing_makes_it_everybodys_day(client, day, dana):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    timetable = make_draft(day)
    assert "Publish draft 1…" in client.get(f"/timetables/{timetable.id}").text

    client.send(f"/timetables/{timetable.id}/publication")

    db.session.expire_all()
    assert timetable.state is TimetableState.PUBLISHED
    assert timetable.published_by_id == dana.id


def test_before_publishing_one_reads_whose_place_it_takes_and_how_many_days_change(client, day, dana):
    session, stays = ready(day), make_staff()
    rooms = make_room(day.host_school), make_room(day.host_school)
    first = make_draft(day, (session, "A", rooms[0], (stays,)))
    client.send(f"/timetables/{first.id}/publication", over="0")
    second = make_draft(day, (session, "A", rooms[1], (stays,)))

    page = client.get(f"/timetables/{second.id}/publication").text

    assert "It takes the place of draft 1." in page
    assert "One person's day changes." in page
    assert "One letter goes out." in page
    compared = f"/timetables/comparison?one={first.id}&amp;other={second.id}"
    assert f"{compared}#who" in page
    assert '<details id="who">' in client.get(html.unescape(compared)).text
    assert '<input type="hidden" name="over" value="1">' in page


def test_where_nobodys_day_changes_publishing_leads_to_no_list_of_whose(client, day, dana):
    session, stays, room = ready(day), make_staff(), make_room(day.host_school)
    first = make_draft(day, (session, "A", room, (stays,)))
    client.send(f"/timetables/{first.id}/publication", over="0")
    second = make_draft(day, (session, "A", room, (stays,)))

    page = client.get(f"/timetables/{second.id}/publication").text

    assert ["The days of 0 people change." in page, "#who" in page] == [True, False]


def test_publishing_says_that_choosing_ends_and_ends_it(client, day, dana):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    timetable = make_draft(day)
    day.phases.append(Phase(kind=PhaseKind.CHOOSING, begins_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)))
    db.session.flush()

    asked = client.get(f"/timetables/{timetable.id}/publication").text
    client.send(f"/timetables/{timetable.id}/publication")

    db.session.expire_all()
    assert "Choosing ends now instead of on Thursday, December 31, 2099." in asked
    assert find_choosing(day.phases).ends_on == on_the_wall(now(), day.time_zone).date() - timedelta(days=1)


def test_the_runs_under_their_minimum_are_named(client, day, dana):
    few, enough = make_session(day, "Number Talks", fewest_people=2), make_session(day, "Canal Walk", fewest_people=1)
    rooms, person = (make_room(day.host_school), make_room(day.host_school)), make_staff()
    timetable = make_draft(day, (few, "A", rooms[0], (person,)), (enough, "B", rooms[1], (person,)))

    page = client.get(f"/timetables/{timetable.id}").text

    named = page.split('id="few"')[1].split("</table>")[0]
    assert ("Number Talks" in named, "Canal Walk" in named) == (True, False)


def test_a_page_from_before_another_was_published_publishes_nothing(client, day, dana):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    first, second = make_draft(day), make_draft(day)
    client.send(f"/timetables/{first.id}/publication", over="0")

    refused = client.send(f"/timetables/{second.id}/publication", over="0")

    assert refused.status_code == 409
    assert "Draft 1 was published meanwhile." in refused.text
    assert "It takes the place of draft 1." in refused.text


def test_a_published_timetable_says_who_published_it(client, day, dana):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    timetable = make_draft(day)
    client.send(f"/timetables/{timetable.id}/publication")

    assert "by Dana Whitfield." in client.get(f"/timetables/{timetable.id}").text


@pytest.mark.parametrize(("day_ends", "is_told"), [(timedelta(days=-2), False), (timedelta(days=30), True)])
def test_a_published_timetable_that_no_longer_holds_says_so_until_its_day_is_past(client, day, dana, day_ends, is_told):
    session, person = ready(day), make_staff("Ana Cruz")
    timetable = make_draft(day, (session, "A", make_room(day.host_school), (person,)))
    client.send(f"/timetables/{timetable.id}/publication")
    kept = client.get(f"/timetables/{timetable.id}").text
    db.session.add(Leave(day_id=day.id, staff_id=person.id, reported_at=BEFORE))
    day.date = now().date() + day_ends
    db.session.commit()

    page = client.get(f"/timetables/{timetable.id}").text

    assert ("no longer hold" in kept, "no longer hold" in page) == (False, is_told)
    assert ("See what, and repair it with the least change" in page) is is_told


def test_a_draft_that_breaks_a_rule_today_says_which_and_is_not_published(client, day, dana):
    session, person = ready(day), make_staff("Ana Cruz")
    timetable = make_draft(day, (session, "A", make_room(day.host_school), (person,)))
    db.session.add(Leave(day_id=day.id, staff_id=person.id, reported_at=BEFORE))

    shown = client.get(f"/timetables/{timetable.id}")
    refused = client.send(f"/timetables/{timetable.id}/publication")

    assert "Nobody is seated while they are away" in shown.text
    assert "Publish draft" not in shown.text
    assert refused.status_code == 409
    assert "Ana Cruz" in refused.text
    assert db.session.get(Timetable, timetable.id).state is TimetableState.DRAFT


def test_publishing_twice_is_told_kindly(client, day, dana):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    timetable = make_draft(day)
    client.send(f"/timetables/{timetable.id}/publication")

    again = client.send(f"/timetables/{timetable.id}/publication")

    assert again.status_code == 409
    assert "Draft 1 has been published already." in again.text


@pytest.mark.parametrize("address", ["/assignment", "/assignment/progress", "/timetable", "/timetables/1"])
def test_the_timetable_is_for_coordinators(client, day, address):
    client.sign_in(make_staff())

    assert client.get(address).status_code == 403


@pytest.mark.parametrize(
    "address", ["/timetables/99", "/timetables/99999999999999999999", "/assignment/7/cancellation"]
)
def test_what_is_not_there_is_said_to_be_not_there(client, day, dana, address):
    answer = client.send(address) if address.endswith("cancellation") else client.get(address)

    assert answer.status_code in {400, 404}
    assert "<h1" in answer.text


def test_pages_cost_the_same_number_of_queries_however_much_they_show(client, day, dana):
    ready(day)
    school = make_staff().home_school

    def cost(address: str) -> int:
        client.get(address)
        with statements() as sent:
            client.get(address)
        return queries(sent)

    def draft_with(runs: int) -> Timetable:
        sessions = [make_session(day) for _ in range(runs)]
        people = [make_staff(school=school) for _ in range(runs)]
        for person, session in zip(people, sessions, strict=True):
            make_list(day, person, session)
        rooms = [make_room(day.host_school) for _ in range(runs)]
        return make_draft(
            day, *((each, "A", room, (who,)) for each, room, who in zip(sessions, rooms, people, strict=True))
        )

    few = draft_with(1)
    costs = cost(f"/timetables/{few.id}"), cost("/assignment")
    many = draft_with(9)

    assert (cost(f"/timetables/{many.id}"), cost("/assignment")) == costs


def test_the_table_of_a_large_district_can_be_read_site_by_site(client, day, dana):
    lowry = make_staff().home_school
    room, other = make_room(day.host_school, "Room 118"), make_room(lowry, "L-12")
    timetable = make_draft(day, (make_session(day, "Number Talks"), "A", room, ()))

    everything = client.get(f"/timetables/{timetable.id}").text
    one_site = client.get(f"/timetables/{timetable.id}?site={lowry.id}").text

    assert "All rooms (2)" in everything
    assert (room.name in everything, other.name in everything) == (True, True)
    assert ("Number Talks" in one_site, other.name in one_site) == (False, True)
