from __future__ import annotations

from datetime import date

import pytest

from pdday.feedback.models import Commitment, FollowUp, Sharing, UseInPractice
from pdday.feedback.rules import may_release, may_see_commitment, why_not_follow_up, why_not_hand_in
from pdday.staff.models import StaffMember

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
    reason = why_not_hand_in(attended=attended, handed_in=handed_in)

    assert (reason and str(reason).startswith(first_words or "")) == (first_words and True)


def test_four_answers_are_too_few_to_hide_among() -> None:
    assert [may_release(waiting) for waiting in (0, 4, 5, 40)] == [False, False, True, True]


@pytest.mark.parametrize("sharing", [Sharing.PRIVATE, Sharing.PARTNER, Sharing.CIRCLE])
def test_a_principal_sees_no_commitment_that_its_author_keeps(sharing: Sharing) -> None:
    author, principal = StaffMember(id=1), StaffMember(id=2)
    commitment = Commitment(staff_id=author.id, sharing=sharing)

    assert may_see_commitment(author, commitment)
    assert not may_see_commitment(principal, commitment)


def test_a_public_commitment_is_for_everyone() -> None:
    assert may_see_commitment(StaffMember(id=2), Commitment(staff_id=1, sharing=Sharing.PUBLIC))


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


def test_there_is_no_follow_up_after_any_other_time() -> None:
    with pytest.raises(ValueError, match="not after 45"):
        why_not_follow_up(Commitment(staff_id=1, follow_ups=[]), 45, day=DAY, on=date(2027, 6, 1))
