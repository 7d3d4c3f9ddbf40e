"""The staff mix of DOMAIN section 13, at the size it describes and in its proportions at others."""

from __future__ import annotations

from collections import Counter

import pytest

from pdday.demo.district import DistrictPlan, plan_district
from pdday.demo.personas import PERSONAS
from pdday.demo.shares import largest_remainders
from pdday.staff.vocabulary import Duty, EmployeeGroup, GradeBand, StaffRole, YearsBand

HARLOW = plan_district(staff=480, seed=4417)
SIZES = [plan_district(staff=staff, seed=4417) for staff in (60, 480, 2000)]


def test_the_roles_of_480_staff_are_those_described() -> None:
    roles = Counter(person.role for person in HARLOW.people)

    assert roles == {
        StaffRole.CLASSROOM_TEACHER: 258,
        StaffRole.SPECIAL_EDUCATION_TEACHER: 40,
        StaffRole.EL_SPECIALIST: 14,
        StaffRole.INTERVENTIONIST: 10,
        StaffRole.INSTRUCTIONAL_COACH: 8,
        StaffRole.COUNSELOR: 12,
        StaffRole.SOCIAL_WORKER: 5,
        StaffRole.PSYCHOLOGIST: 5,
        StaffRole.SPEECH_LANGUAGE: 5,
        StaffRole.OT_PT: 5,
        StaffRole.NURSE: 6,
        StaffRole.LIBRARIAN_MEDIA: 6,
        StaffRole.PARAPROFESSIONAL: 72,
        StaffRole.SCHOOL_ADMINISTRATOR: 18,
        StaffRole.DISTRICT_ADMINISTRATOR: 5,
        StaffRole.TECHNOLOGY_STAFF: 3,
        StaffRole.FAMILY_LIAISON: 2,
        StaffRole.OFFICE_STAFF: 6,
    }


def test_years_are_spread_as_described() -> None:
    years = Counter(person.years_band for person in HARLOW.people)

    assert years == {
        YearsBand.FIRST_TWO: 43,
        YearsBand.TWO_TO_FOUR: 67,
        YearsBand.FIVE_TO_TEN: 130,
        YearsBand.ELEVEN_TO_TWENTY: 144,
        YearsBand.OVER_TWENTY: 96,
    }


def test_so_many_are_part_time_itinerant_without_email_mentors_and_leaders() -> None:
    people = HARLOW.people

    assert sum(person.fte < 1 for person in people) == 41
    assert sum(len(person.sites) == 2 for person in people) == 34
    assert sum(not person.has_email for person in people) == 18
    assert sum(person.is_mentor for person in people) == 24
    assert sum(person.is_teacher_leader for person in people) == 30
    assert len(HARLOW.arrangements.on_leave) == 22


def test_every_new_certificated_colleague_has_a_mentor_and_no_mentor_has_more_than_two() -> None:
    new = [person for person in HARLOW.people if person.is_new and person.employee_group is EmployeeGroup.CERTIFICATED]

    assert len(new) == 34
    assert all(person.mentor is not None and HARLOW.people[person.mentor].is_mentor for person in new)
    assert max(Counter(person.mentor for person in new).values()) <= 2


@pytest.mark.parametrize("plan", SIZES, ids=lambda plan: str(len(plan.people)))
def test_everybody_has_a_name_of_their_own(plan: DistrictPlan) -> None:
    names = {(person.first_name.lower(), person.last_name.lower()) for person in plan.people}

    assert len(names) == len(plan.people)


@pytest.mark.parametrize("plan", SIZES, ids=lambda plan: str(len(plan.people)))
def test_the_people_in_the_guide_are_there_and_come(plan: DistrictPlan) -> None:
    by_persona = {person.persona: person for person in plan.people if person.persona}

    assert set(by_persona) == set(PERSONAS)
    assert not {person.number for person in by_persona.values()} & plan.arrangements.on_leave.keys()


def test_dana_coordinates_luis_teaches_grade_four_and_joyce_has_no_email() -> None:
    by_name = {person.first_name: person for person in HARLOW.people if person.persona}

    assert Duty.COORDINATOR in by_name["Dana"].duties
    assert by_name["Luis"].grade_bands == (GradeBand.GRADES_3_5,)
    assert by_name["Joyce"].employee_group is EmployeeGroup.CLASSIFIED_HOURLY
    assert not by_name["Joyce"].has_email
    assert [site for site, _ in by_name["Amira"].sites] == ["Lowry", "Mesa View"]


def test_each_school_has_one_principal() -> None:
    heads = Counter(person.post.site for person in HARLOW.people if Duty.PRINCIPAL in person.duties)

    assert set(heads.values()) == {1}
    assert len(heads) == 11


def test_whole_numbers_keep_the_total_and_give_the_odd_one_to_the_largest_remainder() -> None:
    assert largest_remainders({"a": 1, "b": 1, "c": 2}, 5) == {"a": 1, "b": 1, "c": 3}
    assert largest_remainders({"a": 1, "b": 1}, 3) == {"a": 2, "b": 1}


def test_nothing_cannot_be_split() -> None:
    with pytest.raises(ValueError, match="3 cannot be split"):
        largest_remainders({"a": 0}, 3)
