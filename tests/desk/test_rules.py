"""Why somebody has the places they have."""

from __future__ import annotations

from pdday.desk.rules import Placed, Wish, why_these_places
from pdday.timetable.models import EnrolmentSource as Source


def wish(rank, title, *, got=False, runs_in=("A",), asked=10, seats=30):
    return Wish(title=title, rank=rank, got=got, runs_in=runs_in, asked=asked, seats=seats)


def place(letters, rank=None, source=Source.WISH):
    return Placed(source, rank, tuple(letters))


def reasons(*places, wishes=(), sent_a_list=True):
    told = why_these_places(places, wishes, sent_a_list=sent_a_list)
    return [None if each is None else str(each) for each in told]


def test_a_first_choice_needs_no_more_words():
    assert reasons(place("A", 1), wishes=[wish(1, "Math", got=True)]) == ["Your 1st choice."]


def test_a_better_wish_that_was_asked_for_too_often_is_told_with_its_counts():
    wishes = [wish(1, "AI", asked=71, seats=60), wish(2, "Math", got=True)]

    assert reasons(place("A", 2), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, was asked for by 71 people and has 60 seats."
    ]


def test_a_better_wish_is_told_where_it_would_have_run():
    wishes = [wish(1, "AI", runs_in=("C",)), wish(2, "Math", got=True), wish(3, "Art", got=True)]

    assert reasons(place("A", 2), place("C", 3), wishes=wishes) == [
        "Your 2nd choice.",
        "Your 3rd choice. Your 1st, “AI”, runs in C; it did not fit with the rest of your day.",
    ]


def test_a_better_wish_that_does_not_run_is_told_once():
    wishes = [wish(1, "AI", runs_in=()), wish(2, "Math", got=True), wish(3, "Art", got=True)]

    assert reasons(place("A", 2), place("B", 3), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, does not run.",
        "Your 3rd choice.",
    ]


def test_a_place_nobody_asked_for_says_what_was_missed():
    wishes = [wish(1, "Math", got=True), wish(2, "AI", runs_in=("B",), asked=50, seats=30)]

    assert reasons(place("A", 1), place("B", source=Source.FILL), wishes=wishes) == [
        "Your 1st choice.",
        "Nothing more from your list fits here, so we chose one that suits your work. "
        "Your 2nd, “AI”, was asked for by 50 people and has 30 seats.",
    ]


def test_who_sent_no_list_is_told_so():
    assert reasons(place("A", source=Source.FILL), sent_a_list=False) == [
        "You sent no list, so we chose one that suits your work."
    ]


def test_presenting_and_requirements_are_told_as_they_are():
    assert reasons(place("A", source=Source.PRESENTING), place("B", source=Source.REQUIRED)) == [
        "You lead this one.",
        "It is required for your job this year.",
    ]


def test_the_keynote_needs_no_reason():
    assert reasons(place(["Keynote"], source=Source.EVERYONE)) == [None]


def test_a_missed_wish_is_not_blamed_on_a_place_that_one_is_bound_to():
    wishes = [wish(1, "AI", runs_in=("A",))]

    assert reasons(place("A", source=Source.PRESENTING), wishes=wishes) == ["You lead this one."]
