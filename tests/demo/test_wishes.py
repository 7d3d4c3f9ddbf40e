"""Lists have the skew and the gaps of real ones."""

from __future__ import annotations

from collections import Counter

import pytest

from pdday.clock import on_the_wall
from pdday.demo.district import DistrictPlan, plan_district
from pdday.demo.frame import TIME_ZONE
from pdday.preferences.models import AccommodationCategory, CompanyKind, ListSource
from pdday.programme.vocabulary import PhaseKind
from pdday.staff.vocabulary import StaffRole

HARLOW = plan_district(staff=480, seed=4417)
SIZES = [plan_district(staff=staff, seed=4417) for staff in (60, 480, 2000)]
each_size = pytest.mark.parametrize("plan", SIZES, ids=lambda plan: str(len(plan.people)))


def test_83_percent_answer_and_71_percent_of_paraprofessionals() -> None:
    answered = [HARLOW.people[answer.person].role for answer in HARLOW.lists]

    assert len(answered) == round(0.83 * 480)
    assert answered.count(StaffRole.PARAPROFESSIONAL) == round(0.71 * 72)


def test_ten_sessions_draw_about_38_percent_of_first_choices() -> None:
    first = Counter(code for answer in HARLOW.lists for code, rank in answer.ranks if rank == 1)

    share = sum(number for _, number in first.most_common(10)) / first.total()
    assert share == pytest.approx(0.38, abs=0.03)


def test_three_sessions_are_on_fewer_than_five_lists() -> None:
    wished = Counter(code for answer in HARLOW.lists for code, _ in answer.ranks)

    assert sum(wished[session.code] < 5 for session in HARLOW.accepted) == 3


@each_size
def test_nobody_wishes_or_rules_out_what_they_present_nor_the_same_session_twice(plan: DistrictPlan) -> None:
    for answer in plan.lists:
        named = [code for code, _ in answer.ranks] + list(answer.vetoes)
        presented = {code for code in named if answer.person in plan.presenters[code]}
        assert (len(set(named)), presented) == (len(named), set())


@each_size
def test_ranks_run_from_one_without_gaps_to_eight_at_most(plan: DistrictPlan) -> None:
    for answer in plan.lists:
        ranks = [rank for _, rank in answer.ranks]
        assert ranks == sorted(ranks)
        assert set(ranks) == set(range(1, max(ranks) + 1))
        assert len(ranks) <= 8


def test_some_lists_have_ties_and_some_rule_sessions_out() -> None:
    ties = sum(len({rank for _, rank in answer.ranks}) < len(answer.ranks) for answer in HARLOW.lists)

    assert 0.08 < ties / len(HARLOW.lists) < 0.18
    assert 0.10 < sum(bool(answer.vetoes) for answer in HARLOW.lists) / len(HARLOW.lists) < 0.22


def test_lists_come_in_while_choosing_is_open_and_from_the_kiosk_without_email() -> None:
    first, last = HARLOW.calendar.phases[PhaseKind.CHOOSING]
    dates = {on_the_wall(answer.saved_at, TIME_ZONE).date() for answer in HARLOW.lists}

    assert first <= min(dates)
    assert max(dates) <= last
    for answer in HARLOW.lists:
        assert (answer.source is ListSource.KIOSK) is not HARLOW.people[answer.person].has_email


def test_26_colleagues_have_accommodations_beside_their_diets() -> None:
    needs = [need for need in HARLOW.arrangements.needs if need.category is not AccommodationCategory.DIETARY]

    assert len({need.person for need in needs}) == 26


def test_the_interpreter_goes_with_one_person_and_neither_chooses_nor_presents() -> None:
    joined = [company for company in HARLOW.arrangements.companies if company.kind is CompanyKind.JOINED]
    (_, interpreter) = joined[0].members
    presenting = {number for named in HARLOW.presenters.values() for number in named}

    assert len(joined) == 1
    assert interpreter not in {answer.person for answer in HARLOW.lists}
    assert presenting.isdisjoint(joined[0].members)


@each_size
def test_companies_do_not_contradict_each_other(plan: DistrictPlan) -> None:
    apart = [set(company.members) for company in plan.arrangements.companies if company.kind is CompanyKind.APART]
    joined = [set(company.members) for company in plan.arrangements.companies if company.kind is CompanyKind.JOINED]

    assert all(len(pair) == 2 for pair in apart + joined)
    assert not any(one & other for one in joined for other in apart)
