from datetime import UTC, datetime, timedelta

import pytest

from pdday.staff import rules
from pdday.staff.models import SignInCode, StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty

NOW = datetime(2027, 3, 12, 13, 0, tzinfo=UTC)


def code(*, minutes_ago: float = 0, tries: int = 0, used: bool = False) -> SignInCode:
    made_at = NOW - timedelta(minutes=minutes_ago)
    return SignInCode(
        made_at=made_at, expires_at=made_at + rules.CODE_LIFE, tries=tries, used_at=made_at if used else None
    )


def colleague(*duties: Duty) -> StaffMember:
    return StaffMember(first_name="Luis", last_name="Ortega", duties=[StaffDuty(duty=duty) for duty in duties])


@pytest.mark.parametrize(
    ("duties", "coordinates", "stewards"),
    [
        ((), False, False),
        ((Duty.STEWARD,), False, True),
        ((Duty.COORDINATOR,), True, True),
        ((Duty.PRINCIPAL, Duty.REVIEWER), False, False),
    ],
)
def test_duties_say_who_runs_the_day_and_who_stands_at_doors(duties, coordinates: bool, stewards: bool):
    assert rules.may_coordinate(colleague(*duties)) is coordinates
    assert rules.may_steward(colleague(*duties)) is stewards


def test_whoever_has_left_keeps_a_past_but_no_way_in():
    person = colleague()
    assert rules.may_sign_in(person)

    person.left_at = NOW

    assert not rules.may_sign_in(person)


def test_a_code_is_good_for_ten_minutes():
    assert rules.is_good(code(minutes_ago=9.99), now=NOW)
    assert not rules.is_good(code(minutes_ago=10), now=NOW)


def test_a_code_that_was_used_is_not_good():
    assert not rules.is_good(code(used=True), now=NOW)


def test_five_codes_in_ten_minutes_are_enough():
    assert rules.may_be_sent_a_code([code(minutes_ago=9)] * 4, now=NOW)
    assert not rules.may_be_sent_a_code([code(minutes_ago=9)] * 5, now=NOW)
    assert rules.may_be_sent_a_code([code(minutes_ago=10)] * 5, now=NOW)


def test_tries_count_for_the_account_over_all_its_codes():
    assert rules.may_try([code(tries=0), code(minutes_ago=3, tries=4)], now=NOW)
    assert not rules.may_try([code(tries=1), code(minutes_ago=3, tries=4)], now=NOW)


def test_tries_are_forgotten_after_ten_minutes_but_not_within_the_day():
    ten_sets_of_five = [code(minutes_ago=30 + 20 * each, tries=5) for each in range(10)]

    assert rules.may_try([code(minutes_ago=10, tries=5)], now=NOW)
    assert not rules.may_try(ten_sets_of_five, now=NOW)
    assert rules.may_try(ten_sets_of_five[:9], now=NOW)
