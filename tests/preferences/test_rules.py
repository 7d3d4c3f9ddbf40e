"""When one can choose, and what."""

from __future__ import annotations

from datetime import date

import pytest

from pdday.preferences import card_queries, rules
from pdday.preferences.catalogue import Filter, left_by
from pdday.preferences.names import grades
from pdday.programme.models import Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.staff.vocabulary import GradeBand, StaffRole
from tests.factories import make_day, make_session, make_staff

FIRST, LAST = date(2027, 2, 1), date(2027, 2, 12)
CHOOSING = [Phase(kind=PhaseKind.CHOOSING, begins_on=FIRST, ends_on=LAST)]


@pytest.mark.parametrize("today", [FIRST, LAST])
def test_lists_are_open_from_the_first_day_of_choosing_through_the_last(today):
    assert rules.why_not_choose(CHOOSING, today=today) is None


def test_before_and_after_a_sentence_says_why_they_are_not():
    before = rules.why_not_choose(CHOOSING, today=date(2027, 1, 31))
    after = rules.why_not_choose(CHOOSING, today=date(2027, 2, 13))

    assert str(before).startswith("Choosing has not begun yet.")
    assert str(after).startswith("Choosing is over")
    assert str(rules.why_not_choose([], today=FIRST)) == "The dates for choosing are not set yet."


def test_sessions_can_be_read_from_the_first_day_of_choosing_on():
    days = (date(2027, 1, 31), FIRST, date(2027, 6, 1))

    assert [rules.is_catalogue_open(CHOOSING, today=today) for today in days] == [False, True, True]


@pytest.mark.parametrize(
    ("bands", "words"),
    [
        ((), "all grades"),
        (("all",), "all grades"),
        (("not_applicable",), "all grades"),
        (("PK",), "grades PK"),
        (("3-5", "6-8", "9-12"), "grades 3–12"),
        (("K-2", "9-12"), "grades K–2, 9–12"),
    ],
)
def test_grades_are_said_as_a_teacher_would(bands, words):
    assert str(grades(bands)) == words


def test_nobody_ranks_what_they_lead_or_what_does_not_run(app):
    day, mei = make_day(), make_staff("Mei Tanaka")
    session = make_session(day, "Lab Notebooks", presenters=(mei,))

    assert str(rules.why_not_wish(session, mei)) == "You lead “Lab Notebooks”, so you have your place in it already."
    assert rules.why_not_wish(session, make_staff()) is None


class TestLookingForSessions:
    @pytest.fixture
    def offers(self, app):
        day = make_day()
        rosa = make_staff("Rosa Ibáñez")
        make_session(day, "Attendance", grade_bands=("all",))
        make_session(day, "Number Talks", presenters=(rosa,), abstract="Quiet class?", grade_bands=("K-2",))
        make_session(day, "Prompt Less", audience_roles=("paraprofessional",), minutes=45)
        return card_queries.cards_on_offer(day)

    def left(self, offers, **wanted):
        reader = make_staff(role=StaffRole.CLASSROOM_TEACHER, grade_bands=("6-8",))
        return [card.title for card in left_by(Filter(**wanted), offers, reader)]

    def test_no_filter_leaves_everything(self, offers):
        assert self.left(offers) == ["Attendance", "Number Talks", "Prompt Less"]

    def test_words_are_found_in_titles_topics_and_names_without_capitals_or_accents(self, offers):
        assert self.left(offers, words="TALKS quiet") == ["Number Talks"]
        assert self.left(offers, words="ibanez") == ["Number Talks"]
        assert self.left(offers, words="talks prompt") == []

    def test_what_fits_my_role_is_meant_for_my_job_and_my_grades(self, offers):
        assert self.left(offers, suits_me=True) == ["Attendance"]

    def test_grades_leave_what_is_for_them_or_for_all(self, offers):
        assert self.left(offers, grades=frozenset({GradeBand.K_2})) == ["Attendance", "Number Talks", "Prompt Less"]
        assert self.left(offers, grades=frozenset({GradeBand.PK})) == ["Attendance", "Prompt Less"]

    def test_length_and_strand_leave_theirs(self, offers):
        strand = offers[0].strand.id
        assert self.left(offers, minutes=frozenset({45})) == ["Prompt Less"]
        assert self.left(offers, strand_ids=frozenset({strand + 1})) == []
