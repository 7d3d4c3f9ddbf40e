"""Who has answered, in counts."""

from __future__ import annotations

from pdday.preferences import actions, answers_queries
from pdday.preferences.answers_queries import Answered
from pdday.programme.models import Leave
from pdday.staff.vocabulary import RoleGroup, StaffRole
from tests.factories import BEFORE, keep, make_school, make_staff
from tests.preferences.factories import NOW, make_choosing_day, make_sessions


def test_answers_are_counted_by_school_and_by_role_and_people_on_leave_are_not_expected(app):
    day = make_choosing_day()
    lowry, canal = make_school("Lowry"), make_school("Canal Street")
    teachers = [make_staff(school=lowry) for _ in range(3)]
    nurse = make_staff(school=canal, role=StaffRole.NURSE)
    (talks,) = make_sessions(day, "Talks")
    for person in (teachers[0], nurse):
        actions.star(talks, by=person, now=NOW)
    keep(Leave(day_id=day.id, staff_id=teachers[2].id, reported_at=BEFORE))

    schools = {each.name: (each.answered, each.expected) for each in answers_queries.answered_by_school(day)}
    groups = {each.name: (each.answered, each.expected) for each in answers_queries.answered_by_role_group(day)}

    assert (schools["Lowry"], schools["Canal Street"]) == ((1, 2), (1, 1))
    assert (groups[RoleGroup.TEACHERS], groups[RoleGroup.STUDENT_SERVICES]) == ((1, 2), (1, 1))


def test_an_empty_group_has_no_share_of_its_own():
    assert Answered("Lowry", 0, 0).rate == 0.0
    assert Answered.together([Answered("a", 1, 2), Answered("b", 2, 2)]) == Answered("", 3, 4)
