"""Moves on a list, without any database."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pdday.preferences import order
from pdday.preferences.order import MOST_WISHES, Choices, Wish

FIVE = Choices(tuple(Wish(number) for number in (1, 2, 3, 4, 5)))
#: 1, then 2 and 3 and 4 as good as each other, then 5.
EQUALS = Choices((Wish(1), Wish(2), Wish(3, is_equal=True), Wish(4, is_equal=True), Wish(5)))
FULL = Choices(tuple(Wish(number) for number in range(1, 9)))


def ids(choices: Choices) -> list[int]:
    return [wish.session_id for wish in choices.wishes]


def ranks_by_id(choices: Choices) -> dict[int, int]:
    return dict(zip(ids(choices), order.ranks(choices.wishes), strict=True))


def test_a_star_goes_to_the_end_of_the_list():
    assert ids(order.star(FIVE, 9)) == [1, 2, 3, 4, 5, 9]


def test_the_ninth_star_waits_and_is_not_lost():
    starred = order.star(FULL, 9)

    assert (ids(starred), starred.stars) == ([1, 2, 3, 4, 5, 6, 7, 8], (9,))


def test_a_star_put_on_a_full_list_crowds_the_last_one_out_to_the_stars():
    placed = order.place(order.star(FULL, 9), 9, 8)

    assert (ids(placed), placed.stars) == ([1, 2, 3, 4, 5, 6, 7, 9], (8,))


def test_a_session_goes_where_it_is_put():
    assert ids(order.place(FIVE, 4, 1)) == [4, 1, 2, 3, 5]
    assert ids(order.place(FIVE, 1, 3)) == [2, 3, 1, 4, 5]
    assert ids(order.place(FIVE, 1, 99)) == [2, 3, 4, 5, 1]


def test_equals_share_a_rank_and_the_next_follows_without_a_gap():
    assert order.ranks(EQUALS.wishes) == [1, 2, 2, 2, 3]


def test_a_session_set_between_equals_is_their_equal():
    assert ranks_by_id(order.place(EQUALS, 5, 4)) == {1: 1, 2: 2, 3: 2, 5: 2, 4: 2}


def test_a_session_moved_above_its_equals_is_better_than_they_are():
    assert ranks_by_id(order.place(EQUALS, 4, 2)) == {1: 1, 4: 2, 2: 3, 3: 3} | {5: 4}


def test_when_the_first_of_some_equals_leaves_the_others_stay_equal_to_each_other():
    assert ranks_by_id(order.take_off(EQUALS, 2)) == {1: 1, 3: 2, 4: 2, 5: 3}


def test_the_first_is_as_good_as_nothing_above():
    assert order.tie(FIVE, 1) == FIVE


def test_a_tie_is_taken_back():
    assert order.untie(order.tie(FIVE, 3), 3) == FIVE


def test_not_for_me_leaves_the_list_and_a_star_takes_it_back():
    refused = order.refuse(FIVE, 2)

    assert (ids(refused), refused.not_for_me) == ([1, 3, 4, 5], frozenset({2}))
    assert order.star(refused, 2).not_for_me == frozenset()


SESSIONS = st.integers(1, 12)
MOVES = st.lists(
    st.one_of(
        st.tuples(st.sampled_from([order.star, order.tie, order.untie]), SESSIONS),
        st.tuples(st.just(order.place), SESSIONS, st.integers(-3, 12)),
    ),
    max_size=40,
)


@given(MOVES)
def test_no_move_ever_loses_a_choice(moves):
    choices, starred = Choices(), set()
    for move, session_id, *number in moves:
        choices = move(choices, session_id, *number)
        starred |= {session_id} if move in (order.star, order.place) else set()

        assert sorted([*ids(choices), *choices.stars]) == sorted(starred)
        assert len(choices.wishes) <= MOST_WISHES
        assert not any(wish.is_equal for wish in choices.wishes[:1])


@given(MOVES)
def test_a_move_that_arrives_twice_is_one_move(moves):
    choices = Choices()
    for move, session_id, *number in moves:
        choices = move(choices, session_id, *number)

        assert move(choices, session_id, *number) == choices
