"""Why somebody has the places they have."""

from __future__ import annotations

from pdday.desk.rules import Placed, Run, Wish, why_these_places
from pdday.timetable.models import EnrolmentSource as Source
from pdday.timetable.seat_models import SeatChangeKind as Kind


def wish(rank, title, *, got=False, runs_in=("A",), full=(), asked=10, seats=30):
    runs = tuple(Run(tuple(letters), is_full=letters in full) for letters in runs_in)
    return Wish(title=title, rank=rank, got=got, runs=runs, asked=asked, seats=seats)


def place(letters, rank=None, source=Source.WISH, *, suits=True):
    return Placed(source, rank, tuple(letters), suits=suits)


def reasons(*places, wishes=(), away="", sent_a_list=True):
    told = why_these_places(places, wishes, away=set(away), sent_a_list=sent_a_list)
    return [None if each is None else str(each) for each in told]


def test_a_first_choice_needs_no_more_words():
    assert reasons(place("A", 1), wishes=[wish(1, "Math", got=True)]) == ["Your 1st choice."]


def test_a_better_wish_that_was_asked_for_too_often_is_told_with_its_counts():
    wishes = [wish(1, "AI", full=("A",), asked=71, seats=60), wish(2, "Math", got=True)]

    assert reasons(place("A", 2), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, was asked for by 71 people and has 60 seats."
    ]


def test_a_better_wish_is_told_where_it_would_have_run():
    wishes = [wish(1, "AI", runs_in=("C",)), wish(2, "Math", got=True), wish(3, "Art", got=True)]

    assert reasons(place("A", 2), place("C", 3), wishes=wishes) == [
        "Your 2nd choice.",
        "Your 3rd choice. Your 1st, “AI”, runs in C; it did not fit with the rest of your day.",
    ]


def test_a_wish_that_somebody_gave_up_for_another_seat_is_not_said_to_fit_nowhere():
    wishes = [wish(1, "Math", got=True), wish(2, "AI", runs_in=("B", "C")), wish(3, "Art", got=True)]

    assert reasons(place("B", 1), place("A", 3), place("C", source=Source.SWAP), wishes=wishes) == [
        "Your 1st choice.",
        "Your 3rd choice. Your 2nd, “AI”, runs in B, C, where you changed your seat yourself.",
        "You took this seat yourself.",
    ]


def test_a_better_wish_that_does_not_run_is_told_once():
    wishes = [wish(1, "AI", runs_in=()), wish(2, "Math", got=True), wish(3, "Art", got=True)]

    assert reasons(place("A", 2), place("B", 3), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, does not run.",
        "Your 3rd choice.",
    ]


def test_a_place_nobody_asked_for_says_what_was_missed():
    wishes = [wish(1, "Math", got=True), wish(2, "AI", runs_in=("B",), full=("B",), asked=50, seats=30)]

    assert reasons(place("A", 1), place("B", source=Source.FILL), wishes=wishes) == [
        "Your 1st choice.",
        "Nothing more from your list fits here, so we chose one that suits your work. "
        "Your 2nd, “AI”, was asked for by 50 people and has 30 seats.",
    ]


def test_who_sent_no_list_is_told_so():
    assert reasons(place("A", source=Source.FILL), sent_a_list=False) == [
        "You sent no list, so we chose one that suits your work."
    ]


def test_a_place_that_does_not_suit_is_not_said_to_suit():
    assert reasons(place("A", source=Source.FILL, suits=False), sent_a_list=False) == [
        "You sent no list, so we chose one with a seat left."
    ]
    assert reasons(place("A", source=Source.FILL, suits=False)) == [
        "Nothing more from your list fits here, so we chose one with a seat left."
    ]


def test_a_crowd_is_not_blamed_while_seats_are_left():
    wishes = [wish(1, "AI", runs_in=("A",), asked=71, seats=60)]

    assert reasons(place("A", 2), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, runs in A; it did not fit with the rest of your day."
    ]


def test_a_full_session_that_few_asked_for_is_said_to_be_full():
    wishes = [wish(1, "AI", full=("A",), asked=20, seats=20)]

    assert reasons(place("A", 2), wishes=wishes) == ["Your 2nd choice. Your 1st, “AI”, is full."]


def test_a_crowd_is_not_blamed_for_a_slot_in_which_one_is_not_available():
    wishes = [wish(1, "AI", runs_in=("C",), full=("C",), asked=71, seats=60)]

    assert reasons(place("A", 2), wishes=wishes, away="CD") == [
        "Your 2nd choice. Your 1st, “AI”, runs in C, when you are not available."
    ]


def test_a_wish_beside_the_session_one_leads_is_told_as_that():
    wishes = [wish(1, "AI", runs_in=("B", "D"), full=("B", "D"), asked=71, seats=60)]

    assert reasons(place("A", 2), place("B", source=Source.PRESENTING), wishes=wishes, away="D") == [
        "Your 2nd choice. Your 1st, “AI”, runs in B, D, when you are needed elsewhere.",
        "You lead this one.",
    ]


def test_a_wish_beside_a_higher_one_is_told_as_that():
    wishes = [wish(1, "Math", got=True), wish(2, "AI", runs_in=("A",)), wish(3, "Art", got=True)]

    assert reasons(place("A", 1), place("B", 3), wishes=wishes) == [
        "Your 1st choice.",
        "Your 3rd choice. Your 2nd, “AI”, runs in A, at the same time as your 1st choice.",
    ]


def test_a_wish_beside_two_higher_ones_or_one_as_high_names_neither():
    higher = [place("A", 1), place("B", 2), place("C", 4)]
    as_high = [place("A", 2), place("C", 3)]

    told = [
        reasons(*higher, wishes=[wish(3, "AI", runs_in=("A", "B"))])[-1],
        reasons(*as_high, wishes=[wish(2, "AI", runs_in=("A",))])[-1],
    ]

    assert told == [
        "Your 4th choice. Your 3rd, “AI”, runs in A, B, at the same time as one you put as high or higher.",
        "Your 3rd choice. Your 2nd, “AI”, runs in A, at the same time as one you put as high or higher.",
    ]


def test_a_run_of_two_slots_needs_both():
    wishes = [wish(1, "Walk", runs_in=("AB",), full=("AB",), asked=71, seats=60)]

    assert reasons(place("A", 2), place("B", source=Source.REQUIRED), wishes=wishes)[0] == (
        "Your 2nd choice. Your 1st, “Walk”, runs in AB, when you have what is required for your job this year."
    )


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


def test_a_wish_that_runs_only_beside_the_session_one_leads_says_so():
    wishes = [wish(1, "AI", runs_in=("B",), full=("B",), asked=71, seats=60)]

    assert reasons(place("A", 2), place("B", source=Source.PRESENTING), wishes=wishes)[0] == (
        "Your 2nd choice. Your 1st, “AI”, runs in B, when you lead a session."
    )


def test_a_count_that_could_tell_a_single_colleagues_wish_is_not_said():
    wishes = [wish(1, "AI", full=("A",), asked=4, seats=3)]

    assert reasons(place("A", 2), wishes=wishes) == [
        "Your 2nd choice. Your 1st, “AI”, was asked for by fewer than five people and has 3 seats."
    ]


def test_a_seat_that_came_after_publication_says_how():
    how = [Placed(Source.SWAP, None, ("A",), how=kind) for kind in (None, Kind.TOOK, Kind.WAITED, Kind.EXCHANGED)]

    assert reasons(*how) == [
        "You took this seat yourself.",
        "You took this seat yourself.",
        "You waited for this seat, and it became free.",
        "You exchanged seats with a colleague for it.",
    ]
