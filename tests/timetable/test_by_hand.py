"""What signing up by hand would have given the same people, beside a draft."""

from __future__ import annotations

from pdday.timetable import actions, versions
from pdday.timetable.by_hand import by_hand
from pdday.timetable.by_hand_words import beside, lowest
from pdday.timetable.meaning import A_GROUP, for_people
from pdday.timetable.problem_from_rows import problem_behind
from pdday.timetable.rows_from_plan import plan_of
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings, make_list, problem_and


def a_day():
    """Six people who all want the one session with three seats first; the day and the other session."""
    day = make_day()
    few, many = make_session(day, "Few seats", most_people=3), make_session(day, "Many seats")
    make_room(day.host_school, seats=30), make_room(day.host_school, seats=30)
    people = [make_staff() for _ in range(6)]
    for person in people:
        make_list(day, person, few, many)
    make_gatherings(day, make_room(day.host_school, seats=600, holds_sessions=False))
    return day, many


def test_both_ways_of_signing_up_are_counted_over_the_same_people_as_the_draft(app):
    day, _many = a_day()
    problem, plan = problem_and(day)

    told = by_hand(problem, seed=1)

    assert sorted(told) == ["first_come", "rounds"]
    assert {each["first"]["people"] for each in told.values()} == {for_people(problem, plan)["first"]["people"]} == {6}
    assert [each["first"]["count"] for each in told.values()] == [3, 3]
    assert [each["timetables"] for each in told.values()] == [3, 3]


def test_it_stops_when_that_is_enough_and_says_how_many_it_tried(app):
    day, _many = a_day()
    looks = iter([False, False, False, True, True, True])

    told = by_hand(problem_and(day)[0], seed=1, enough=lambda: next(looks))

    assert {way: each["timetables"] for way, each in told.items()} == {"first_come": 2, "rounds": 1}


def test_a_group_of_less_than_five_is_not_said_to_have_got_least(app):
    day, _many = a_day()

    told = for_people(*problem_and(day))

    assert A_GROUP == 5
    assert told["lowest_school"] is None
    assert (told["lowest_role"]["people"], told["lowest_role"]["mean"]) == (6, 0.0)
    assert str(lowest(None, is_role=False)) == "no group of five or more"


def test_the_page_of_a_draft_shows_it_beside_sign_up_with_its_limits(app, client):
    day, _many = a_day()
    client.sign_in(make_coordinator())
    problem, plan = problem_and(day)
    timetable = actions.draft(day, problem, plan, by_id=None, now=BEFORE, by_hand=by_hand(problem, seed=1))

    page = client.get(f"/timetables/{timetable.id}").text

    assert (
        "Signing up by hand would have left 0 people with none of their top three; this draft leaves 6 people." in page
    )
    assert "in the best of 3 plain timetables" in page
    assert "First come, first served" in page


def test_where_nobody_misses_all_of_their_top_three_the_finding_is_about_first_choices():
    told = {"none_of_top_three": {"count": 0, "people": 6}, "top_three": {"count": 6, "people": 6}, "timetables": 3}
    draft, signed_up = ({**told, "first": {"count": count, "people": 6}} for count in (5, 3))

    found = beside({**draft, "by_hand": {"first_come": signed_up}})

    assert str(found.chart.finding) == (
        "Signing up by hand would have given 3 people their first choice; this draft gives it to 5 people."
    )


def test_plans_that_count_over_different_people_say_of_how_many_each_count_is_and_why():
    told = {"none_of_top_three": {"count": 0, "people": 27}, "top_three": {"count": 27, "people": 27}}
    fewer = {"none_of_top_three": {"count": 0, "people": 23}, "top_three": {"count": 23, "people": 23}, "timetables": 3}
    draft = {**told, "first": {"count": 26, "people": 27}}
    ways = {
        "first_come": {**fewer, "first": {"count": 19, "people": 23}},
        "rounds": {**told, "timetables": 3, "first": {"count": 20, "people": 27}},
    }

    found = beside({**draft, "by_hand": ways})

    assert str(found.chart.finding) == (
        "Signing up by hand would have given 19 of 23 people their first choice; this draft gives it to "
        "26 of 27 people."
    )
    assert str(found.chart.caption).endswith(
        "Whoever leads or has a required session in every slot has no choice to get and is not counted; in another "
        "timetable those are others."
    )


def test_a_draft_for_which_it_was_not_counted_says_nothing_of_it(app, client):
    day, _many = a_day()
    client.sign_in(make_coordinator())
    timetable = actions.draft(day, *problem_and(day), by_id=None, now=BEFORE)

    assert beside(timetable.measures) is None
    assert "by hand" not in client.get(f"/timetables/{timetable.id}").text


def test_a_change_by_hand_keeps_the_comparison_until_the_lists_change(app):
    day, many = a_day()
    problem, plan = problem_and(day)
    timetable = actions.draft(day, problem, plan, by_id=None, now=BEFORE, by_hand=by_hand(problem, seed=1))
    versions.judge_anew(timetable, problem, plan)
    kept = "by_hand" in timetable.measures
    make_list(day, make_staff(), many)
    again = problem_behind(timetable)

    versions.judge_anew(timetable, again, plan_of(timetable, again))

    assert (kept, "by_hand" in timetable.measures) == (True, False)
