"""Two drafts side by side, as a coordinator reads them."""

from __future__ import annotations

import pytest

from pdday.timetable import actions, comparison, place_queries
from pdday.timetable.comparison import Better
from tests.counting import queries, statements
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_list, problem_and


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day, client):
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    return dana


def make_draft(day, *runs, by_id=None):
    problem, plan = problem_and(day, *runs)
    return actions.draft(day, problem, plan, by_id=by_id, now=BEFORE)


@pytest.fixture
def two(day):
    """Ana wants Fractions most, Ben Poetry. The first draft has both, the second drops Poetry and moves Fractions."""
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    fractions, poetry = make_session(day, "Fractions"), make_session(day, "Poetry", runs=(0, 1))
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_list(day, ana, fractions)
    make_list(day, ben, poetry)
    one = make_draft(day, (fractions, "A", rooms[0], (ana,)), (poetry, "B", rooms[0], (ben,)))
    other = make_draft(day, (fractions, "A", rooms[1], (ana, ben)))
    return one, other


def told(one, other):
    return {str(line.what): line for line in comparison.lines(one, other)}


def test_each_respect_says_which_draft_is_better_in_it(two):
    lines = told(*two)

    first = lines["Got their first choice"]
    assert ((first.one.value, first.one.of), (first.other.value, first.other.of)) == ((2, 2), (1, 2))
    assert first.better is Better.ONE
    assert lines["Requirements missed"].better is Better.SAME
    assert lines["Runs"].better is Better.OPEN


def test_fewer_people_without_a_place_is_better(two):
    one, other = two
    one.measures, other.measures = one.measures | {"unplaced": 4}, other.measures | {"unplaced": 3}

    assert told(one, other)["Without a place"].better is Better.OTHER


def test_scores_are_held_against_each_other_only_when_both_answer_the_same_lists(two):
    one, other = two
    other.gap = one.gap + 0.25
    assert told(one, other)["Score"].better is not Better.OPEN
    assert told(one, other)["Proved gap"].better is Better.ONE

    other.fingerprint = "f" * 64

    assert told(one, other)["Score"].better is Better.OPEN
    assert told(one, other)["Proved gap"].better is Better.OPEN


def test_it_says_which_runs_moved_and_went_and_whose_first_choice_went_with_them(two):
    found = comparison.differences(*two)

    assert [(each.title, each.one.room.name, each.other.room.name) for each in found.moved] == [
        ("Fractions", "Room 7", "Room 8")
    ]
    assert [each.title for each in found.only_one] == ["Poetry"]
    assert (list(found.only_other), found.same_runs) == ([], 0)
    assert (found.days, found.sessions, found.first_only_one, found.first_only_other) == (2, 1, 1, 0)


def test_it_names_whose_day_differs_by_last_name_and_no_more_of_them_than_one_reads(two):
    everyone = comparison.differences(*two).people
    some = place_queries.people_by_name([each.id for each in everyone], most=1)

    assert [each.name for each in everyone] == ["Ana Cruz", "Ben Okafor"]
    assert [each.name for each in some] == ["Ana Cruz"]


def test_the_page_leads_to_the_day_of_everyone_whose_day_differs(client, dana, two):
    one, other = two

    page = client.get(f"/timetables/comparison?one={one.id}&other={other.id}").text

    people = comparison.differences(one, other).people
    assert [f'<a href="/timetables/{other.id}/people/{each.id}">{each.name}</a>' in page for each in people] == [
        True,
        True,
    ]


def test_a_repeat_that_stays_is_not_mistaken_for_one_that_moved(day):
    session = make_session(day, "Fractions", runs=(1, 3))
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    people = make_staff(), make_staff()
    one = make_draft(day, (session, "A", rooms[0], people[:1]), (session, "B", rooms[0], people[1:]))
    other = make_draft(day, (session, "D", rooms[1], people[:1]), (session, "B", rooms[0], people[1:]))

    found = comparison.differences(one, other)

    assert found.same_runs == 1
    assert [(each.one.slot.label, each.other.slot.label) for each in found.moved] == [("A", "D")]


def test_the_newest_two_stand_side_by_side_until_others_are_chosen(client, dana, two):
    third = make_draft(two[0].day, by_id=dana.id)

    newest = client.get("/timetables/comparison").text
    chosen = client.get(f"/timetables/comparison?one={two[0].id}&other={two[1].id}").text

    assert f'name="one" value="{two[1].id}" checked' in newest
    assert f'name="other" value="{third.id}" checked' in newest
    assert "Dana Whitfield" in newest
    assert "One run is only in draft 1" in chosen
    assert "The days of 2 people differ." in chosen


def test_choosing_two_others_stays_with_the_day_that_is_shown(client, dana, two):
    page = client.get(f"/timetables/comparison?day={two[0].day_id}").text

    assert f'<input type="hidden" name="day" value="{two[0].day_id}">' in page


def test_a_draft_beside_itself_is_told_kindly(client, dana, two):
    page = client.get(f"/timetables/comparison?one={two[0].id}&other={two[0].id}")

    assert "These are one and the same draft. Choose two." in page.text


def test_with_one_draft_there_is_nothing_to_compare_yet(client, dana, day):
    make_draft(day)

    assert "Nothing to compare yet" in client.get("/timetables/comparison").text


@pytest.mark.parametrize("asked", ["one=99", "one=99999999999999999999", "other=0"])
def test_a_draft_that_is_not_there_is_said_to_be_not_there(client, dana, two, asked):
    assert client.get(f"/timetables/comparison?{asked}").status_code == 404


def test_the_comparison_is_for_coordinators(client, two):
    client.sign_in(make_staff())

    assert client.get("/timetables/comparison").status_code == 403


def test_it_asks_the_database_as_often_for_many_runs_as_for_few(client, dana, two):
    day = two[0].day

    def cost():
        client.get("/timetables/comparison")
        with statements() as sent:
            client.get("/timetables/comparison")
        return queries(sent)

    few = cost()
    rooms = [make_room(day.host_school) for _ in range(8)]
    for slot in "AB":
        make_draft(day, *((make_session(day, runs=(0, 1)), slot, room, (make_staff(),)) for room in rooms))

    assert cost() == few
