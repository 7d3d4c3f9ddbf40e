from __future__ import annotations

from datetime import date, timedelta

import pytest

from pdday.feedback.hurtful import may_hurt
from pdday.feedback.models import Commitment, FollowUp, UseInPractice
from pdday.feedback.rules import (
    due_follow_up,
    groups_to_keep,
    is_release_due,
    may_release,
    told_together,
    why_not_first_step,
    why_not_follow_up,
    why_not_hand_in,
)
from pdday.staff.vocabulary import RoleGroup

DAY = date(2027, 3, 12)


@pytest.mark.parametrize(
    ("attended", "handed_in", "first_words"),
    [
        (True, False, None),
        (True, True, "Your exit ticket is in already"),
        (False, False, "An exit ticket is for those who were there"),
        (False, True, "Your exit ticket is in already"),
    ],
)
def test_a_ticket_is_for_those_who_were_there_and_once(
    attended: bool, handed_in: bool, first_words: str | None
) -> None:
    reason = why_not_hand_in(attended=attended, handed_in=handed_in, day=DAY, on=DAY)

    assert (reason and str(reason).startswith(first_words or "")) == (first_words and True)


def test_once_closed_nobody_is_sent_to_have_a_record_mended_for_a_ticket() -> None:
    later = DAY + timedelta(days=8)

    told = [str(why_not_hand_in(attended=attended, handed_in=False, day=DAY, on=later)) for attended in (True, False)]

    assert told == [
        "Exit tickets of this day closed a week after it. Tell the presenter in person.",
        "It was for those who were there, and exit tickets of this day closed a week after it.",
    ]


def test_four_answers_are_too_few_to_hide_among() -> None:
    assert [may_release(waiting) for waiting in (0, 4, 5, 40)] == [False, False, True, True]


def test_the_sum_of_answers_tells_no_small_session_by_subtraction() -> None:
    told = (20, 25)

    assert told_together([told, (3, 3)]) == told_together([told, (0, 3)]) == told
    assert told_together([told, (10, 10)]) == (30, 35)  # 20 and 9.5: all of ten are told as 95%
    assert told_together([(2, 4)]) == (0, 0)


T, N = RoleGroup.TEACHERS, RoleGroup.STUDENT_SERVICES


@pytest.mark.parametrize(
    ("groups", "kept"),
    [
        ([T] * 5, {T}),
        ([T] * 4, set()),
        # Left alone without a role, the nurses' answers would be known by that.
        ([T] * 6 + [N], set()),
        ([T] * 6 + [N] * 4, set()),
        ([T] * 6 + [N] * 5, {T, N}),
        # Three people whose role nobody knows need two more to hide among: the smaller group joins them.
        ([T] * 6 + [N] * 5 + [None] * 3, {T}),
        ([T] * 6 + [None] * 5, {T}),
        ([], set()),
    ],
)
def test_a_role_is_told_only_where_it_and_what_is_left_out_are_five(
    groups: list[RoleGroup | None], kept: set[RoleGroup]
) -> None:
    assert groups_to_keep(groups) == kept


@pytest.mark.parametrize(
    ("batches", "days_after", "due"), [(0, 0, False), (0, 1, True), (1, 1, False), (1, 7, False), (1, 8, True)]
)
def test_answers_are_released_the_morning_after_and_when_tickets_have_closed(
    batches: int, days_after: int, due: bool
) -> None:
    assert is_release_due(batches=batches, day=DAY, on=DAY + timedelta(days=days_after)) == due


@pytest.mark.parametrize(
    "words",
    [
        "She is an IDIOT",
        "He can't teach.",
        "You should be fired",
        "such lazy people",
        "Shut up already",
        "what a clown",
    ],
)
def test_words_that_may_hurt_a_person_are_found(words: str) -> None:
    assert may_hurt(words)


@pytest.mark.parametrize(
    "words",
    [
        "Hello, and thanks for the shelling exercise",
        "I had no idea this existed, and it hit the mark",
        "More time to try it. Less talking at the start.",
        "The classroom assessment was too long",
    ],
)
def test_plain_words_about_a_session_are_not(words: str) -> None:
    assert not may_hurt(words)


@pytest.mark.parametrize(
    ("after_days", "on", "allowed"),
    [
        (30, date(2027, 4, 10), False),
        (30, date(2027, 4, 11), True),
        (60, date(2027, 4, 11), False),
        (60, date(2027, 5, 11), False),
        (90, date(2027, 6, 10), True),
    ],
)
def test_each_follow_up_has_its_time_and_is_answered_once(after_days: int, on: date, allowed: bool) -> None:
    answered = FollowUp(after_days=60, use=UseInPractice.ROUTINE, answered_on=date(2027, 5, 11))
    commitment = Commitment(staff_id=1, follow_ups=[answered])

    assert (why_not_follow_up(commitment, after_days, day=DAY, on=on) is None) == allowed


@pytest.mark.parametrize(
    ("days_after", "answered", "asked"),
    [(29, (), None), (30, (), 30), (65, (), 60), (65, (60,), None), (65, (30,), 60), (95, (90,), None)],
)
def test_the_latest_open_question_is_the_one_that_is_asked(
    days_after: int, answered: tuple[int, ...], asked: int | None
) -> None:
    follow_ups = [FollowUp(after_days=each, use=UseInPractice.ROUTINE, answered_on=DAY) for each in answered]
    commitment = Commitment(staff_id=1, follow_ups=follow_ups)

    assert due_follow_up(commitment, day=DAY, on=DAY + timedelta(days=days_after)) == asked


def test_there_is_no_follow_up_after_any_other_time() -> None:
    with pytest.raises(ValueError, match="not after 45"):
        why_not_follow_up(Commitment(staff_id=1, follow_ups=[]), 45, day=DAY, on=date(2027, 6, 1))


@pytest.mark.parametrize(
    ("step", "kept"),
    [
        (None, True),
        (date(2027, 3, 12), True),
        (date(2027, 6, 1), True),
        (date(2027, 3, 11), False),
        (date(1999, 1, 1), False),
        (date(2999, 1, 1), False),
    ],
)
def test_a_first_step_comes_after_the_day_and_within_a_school_year(step, kept):
    assert (why_not_first_step(step, day=DAY) is None) is kept
