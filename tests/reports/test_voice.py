"""Page 3, by hand; no database."""

from __future__ import annotations

from pdday.proposals.vocabulary import ProposalState
from pdday.reports import drawings, figures, voice
from pdday.reports.counts import Choosing, Offered, Requests
from pdday.reports.pages import entries
from pdday.reports.shares import Rate
from pdday.reports.values import Count, Mean, Nothing, Withheld
from tests.reports.counted import NURSE, PARA, PLAN, TEACHER, counts, figure, row

LISTS = (
    (TEACHER, Choosing(people=60, lists=48, choosers=48, wishes=240)),
    (PARA, Choosing(people=40, lists=20, choosers=20, wishes=60)),
)


def test_what_was_not_asked_is_said_and_is_no_zero():
    page = voice.page(counts(choosing=LISTS))

    assert figure(page, "voice", "needs", 0) == Nothing(voice.NOT_ASKED)
    assert figure(page, "voice", "coverage", 0).basis.said() == "not asked this year"
    assert page.headline.said() == "68 of 100 colleagues sent a list; needs were not asked this year."


def test_lists_are_of_those_not_on_leave_and_wishes_of_those_who_sent_one():
    page = voice.page(counts(choosing=LISTS))

    assert row(page, "lists_by_role", "teachers") == (Rate(48, 60), Mean(5.0, 48))
    assert row(page, "lists_by_role", "everyone") == (Rate(68, 100), Mean(300 / 68, 68))


def test_a_day_on_which_nobody_chose_yet_has_no_share_of_none():
    page = voice.page(counts(choosing=((TEACHER, Choosing(people=60)),)))

    assert figure(page, "lists_by_role", "everyone", 0) == Nothing(voice.NO_LISTS)
    assert page.headline.said() == "Nobody has sent a list yet, and needs were not asked this year."


def test_two_schools_of_which_one_sent_three_lists_are_both_withheld_on_every_page():
    """Scenario 33: the second school is hidden too, or the first could be subtracted from everyone."""
    small = (NURSE, Choosing(people=20, lists=3, choosers=3, top_three=1, free_slots=12, wishes=9))
    large = (PARA, Choosing(people=80, lists=50, choosers=50, top_three=45, free_slots=200, wishes=200))

    report = figures.report(counts(choosing=(small, large), plan=PLAN))

    for page, table in (("voice", "lists_by_site"), ("fairness", "choice_by_site")):
        assert set(row(report.page(page), table, "site Ridge")) == {Withheld()}
        assert set(row(report.page(page), table, "site Lowry")) == {Withheld()}
        assert figure(report.page(page), table, "everyone", 0) == Rate(53, 100)
    schools = [
        entry.figure for each in report.pages for entry in entries(each) if entry.group.said() in {"Ridge", "Lowry"}
    ]
    assert len(schools) > 6
    assert all(each == Withheld() for each in schools)


def asked(*sizes: tuple[str, str, int, int, int]):
    return tuple(Requests(title, strand, number, placed, seats) for title, strand, number, placed, seats in sizes)


def test_requests_are_added_up_by_strand_beside_the_seats():
    requests = asked(("Fractions", "Math", 40, 25, 28), ("Proofs", "Math", 10, 10, 28), ("Poems", "Arts", 20, 20, 30))

    page = voice.page(counts(choosing=LISTS, requests=requests, strands=("Arts", "Math"), plan=PLAN))

    assert row(page, "requests_by_strand", "strand 2") == (Count(2), Count(50), Rate(35, 50), Count(56))
    assert row(page, "requests_by_strand", "everyone") == (Count(3), Count(70), Rate(55, 70), Count(86))
    assert figure(page, "voice", "requests_met", 0) == Rate(55, 70)


def test_the_session_asked_for_most_in_vain_comes_first_and_met_ones_not_at_all():
    requests = asked(
        ("Fractions", "Math", 40, 25, 28), ("De-Escalation", "Arts", 60, 28, 28), ("Poems", "Arts", 20, 20, 30)
    )

    page = voice.page(counts(choosing=LISTS, requests=requests, strands=("Arts", "Math"), plan=PLAN))

    lines = page.tables[2].lines
    assert [line.label.said() for line in lines] == ["De-Escalation", "Fractions"]
    assert lines[0].figures == (Count(60), Rate(28, 60), Count(32), Count(28))
    assert (
        drawings.charts(page)[0].finding.said() == "“De-Escalation” has the most requests that were not met: 32 of 60"
    )


def test_a_session_with_three_requests_is_counted_but_not_named_nor_left_to_subtraction():
    requests = asked(
        ("Fractions", "Math", 40, 25, 28),
        ("Proofs", "Math", 30, 20, 28),
        ("Chess", "Math", 3, 1, 28),
        ("Poems", "Arts", 20, 9, 30),
    )

    page = voice.page(counts(choosing=LISTS, requests=requests, strands=("Arts", "Math"), plan=PLAN))

    assert figure(page, "voice", "few_requests", 0) == Count(1)
    assert [line.label.said() for line in page.tables[2].lines] == ["Fractions", "Poems"]


def test_proposals_are_counted_by_strand_and_by_where_they_stand_without_names():
    offered = (
        Offered("Math", ProposalState.ACCEPTED, 5, 4),
        Offered("Math", ProposalState.DECLINED, 2),
        Offered("Arts", ProposalState.WAITLISTED, 1),
    )

    page = voice.page(counts(offered=offered, strands=("Arts", "Math")))

    assert row(page, "proposals_by_strand", "strand 2") == (Count(7), Rate(5, 7))
    assert row(page, "proposals_by_strand", "everyone") == (Count(8), Rate(5, 8))
    assert "Not this time, or withdrawn: 2." in page.tables[3].note.said()
    assert figure(page, "voice", "naming_a_need", 0) == Rate(4, 5)
