"""Acceptance scenarios 11 to 14, 19 and 20 through rows: a small day is read, solved and kept as a draft."""

from __future__ import annotations

from datetime import timedelta

import pytest

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind
from pdday.programme.models import PhaseKind
from pdday.proposals.models import AudienceRule
from pdday.solver.solve import solve
from pdday.staff.vocabulary import StaffRole, YearsBand
from pdday.timetable import actions, place_queries, queries, run_queries, tasks
from pdday.timetable.models import EnrolmentSource
from pdday.timetable.problem_from_rows import problem_of
from pdday.work import Tools
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings, make_list

pytestmark = pytest.mark.slow


@pytest.fixture
def day(app):
    """Four slots, two rooms of two seats."""
    day = make_day(phase=PhaseKind.DRAFTING)
    make_room(day.host_school, "Room 7", seats=2)
    make_room(day.host_school, "Room 8", seats=2)
    return day


def drafted(day, *, seed=1):
    """The draft that a fixed amount of work makes of today's rows."""
    problem = problem_of(day)
    plan = solve(problem, effort=1, seed=seed)
    return actions.draft(day, problem, plan, by_id=None, now=BEFORE)


def day_of(person, timetable):
    """What a person has: slot letter and title."""
    has = run_queries.offerings_of_person(timetable, person.id)
    return sorted((slot.label, has[slot.id].title) for slot in timetable.day.slots if slot.id in has)


def test_scenario_11_the_last_day_s_list_has_the_same_chance_as_the_first_day_s(day):
    session = make_session(day, "Talks", most_people=1)
    amira, luis = make_staff("Amira Haddad"), make_staff("Luis Ortega")
    lists = [make_list(day, person, session) for person in (amira, luis)]
    lists[1].saved_at = BEFORE + timedelta(days=9)
    db.session.flush()
    first = {seed: place_queries.people_with_first_choice(drafted(day, seed=seed)) for seed in (1, 2, 3)}

    lists[0].saved_at, lists[1].saved_at = lists[1].saved_at, lists[0].saved_at
    db.session.flush()

    assert {len(got) for got in first.values()} == {1}
    assert {seed: place_queries.people_with_first_choice(drafted(day, seed=seed)) for seed in (1, 2, 3)} == first


def test_scenario_12_who_never_sends_a_list_gets_sessions_that_fit_the_role(day, client):
    nurse = make_staff("Nia Nurse", role=StaffRole.NURSE)
    for letter in "ABCD":
        make_session(day, f"Care {letter}", slots=letter, audience_roles=[StaffRole.NURSE])
        make_session(day, f"Algebra {letter}", slots=letter, audience_roles=[StaffRole.CLASSROOM_TEACHER])
    timetable = drafted(day)

    assert day_of(nurse, timetable) == [(letter, f"Care {letter}") for letter in "ABCD"]
    assert {place.source for place in queries.enrolments(timetable) if place.staff_id == nurse.id} == {
        EnrolmentSource.FILL
    }
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    published = actions.publish(drafted(day), by=make_coordinator(), now=BEFORE)
    assert day_of(nurse, published)[0] == ("A", "Care A")
    client.sign_in(nurse)
    assert "You sent no list" in client.get(f"/my-day?day={day.id}").text


def test_scenario_13_each_new_teacher_has_what_is_required_exactly_once_and_others_may_still_come(day):
    required = make_session(day, "Welcome to Harlow Ridge", runs=(1, 2))
    required.audience_rules.append(AudienceRule(role=StaffRole.CLASSROOM_TEACHER, years_band=YearsBand.FIRST_TWO))
    other = make_session(day, "Talks")
    new = [make_staff(years_band=YearsBand.FIRST_TWO) for _ in range(2)]
    keen = make_staff("Keen Colleague", years_band=YearsBand.OVER_TWENTY)
    make_list(day, keen, required)
    for person in new:
        make_list(day, person, other)

    timetable = drafted(day)

    titles = {person.id: [title for _slot, title in day_of(person, timetable)] for person in (*new, keen)}
    assert [titles[person.id].count("Welcome to Harlow Ridge") for person in new] == [1, 1]
    assert titles[keen.id].count("Welcome to Harlow Ridge") == 1
    assert timetable.measures["missed"] == 0


def test_scenario_14_a_co_presenter_in_a_and_c_is_nowhere_else_then_and_has_choices_in_b_and_d(day):
    lee, co = make_staff("Lee One"), make_staff("Co Two")
    make_session(day, "Mornings", slots="A", presenters=(lee, co))
    make_session(day, "Afternoons", slots="C", presenters=(lee,))
    in_b, in_d = make_session(day, "Talks", slots="B"), make_session(day, "Canal Walk", slots="D")
    also_a = make_session(day, "Poetry", slots="A")
    make_list(day, lee, also_a, in_b, in_d)

    timetable = drafted(day)

    assert day_of(lee, timetable) == [("A", "Mornings"), ("B", "Talks"), ("C", "Afternoons"), ("D", "Canal Walk")]


def test_scenario_19_the_same_rows_and_seed_give_the_same_timetable(day):
    sessions = [make_session(day, f"Session {number}", runs=(1, 2)) for number in range(6)]
    for number in range(5):
        person = make_staff()
        make_list(day, person, *(sessions[number:] + sessions[:number])[:4])

    first, second = drafted(day, seed=4417), drafted(day, seed=4417)

    assert place_queries.places_by_person(first) == place_queries.places_by_person(second)
    assert (first.score, first.seed, first.fingerprint) == (second.score, second.seed, second.fingerprint)
    assert [first.number, second.number] == [1, 2]


def test_scenario_20_an_impossible_day_names_the_rules_that_clash_and_the_least_that_would_help(day, client):
    lee = make_staff("Lee One")
    for title in ("Fractions", "Poetry"):
        make_session(day, title, presenters=(lee,), slots="A")
    dana = make_coordinator()
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600, holds_sessions=False))
    job = jobs.ask(JobKind.SOLVE, day=day, wants={"seconds": 5, "seed": 1}, by=dana, now=now())
    db.session.commit()

    result = tasks.solve(job.id, Tools())
    attempt = jobs.take(job.id, now=now())
    jobs.finish(attempt, result, now=now())
    db.session.commit()

    assert [(part["rule"], part["sentence"]) for part in result["conflict"]] == [
        ("PRESENTERS", "Lee One presents “Fractions” and “Poetry”, which takes 2 slots, and has 1 for it.")
    ]
    client.sign_in(dana)
    page = client.get(f"/assignment?day={day.id}").text
    assert "Presenters are there while their session runs, and present one run at a time." in page
    assert result["conflict"][0]["relax"] in page
