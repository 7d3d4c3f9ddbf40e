"""From counts to figures, by hand; no database."""

from __future__ import annotations

import pytest

from pdday.feedback.models import UseInPractice
from pdday.reports import fairness, figures, participation, summary
from pdday.reports.counts import Choosing, Counts, Demand, Item, Opinions, Pairs, Response, Share, Turnout
from pdday.reports.pages import entries
from pdday.reports.shares import Bounds, Rate, Ratio, per_cent
from pdday.reports.values import Mean, Nothing, Withheld
from tests.reports.counted import NURSE, PARA, PLAN, TEACHER, cell, counts, opinions


def test_participation_is_credited_over_invited_and_over_invited_less_leave():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 80, 5, 4)), (PARA, Turnout(40, 20, 4, 1)))))

    assert cell(report, "participation", "turnout_by_role", "teachers", 1) == Rate(80, 100)
    assert cell(report, "participation", "turnout_by_role", "teachers", 2) == Rate(80, 95)
    assert cell(report, "participation", "turnout_by_role", "everyone", 1) == Rate(100, 140)
    assert cell(report, "participation", "turnout_by_role", "everyone", 2) == Rate(100, 131)


def test_the_same_people_are_sorted_in_four_ways():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 80, 5, 4)), (PARA, Turnout(40, 20, 4, 1)))))

    assert [table.key for table in report.page("participation").tables] == [
        "turnout_by_role",
        "turnout_by_employee_group",
        "turnout_by_level",
        "turnout_by_site",
    ]
    assert cell(report, "participation", "turnout_by_level", "middle", 1) == Rate(20, 40)
    assert cell(report, "participation", "turnout_by_site", "site Lowry", 1) == Rate(20, 40)


def test_representation_is_the_share_of_presenters_over_the_share_of_staff():
    report = figures.report(counts(turnout=((TEACHER, Turnout(75, 60, 0, 9)), (PARA, Turnout(25, 20, 0, 1)))))

    ratio = cell(report, "participation", "turnout_by_role", "paraprofessionals", 4)

    assert ratio == Ratio(Rate(1, 10), Rate(25, 100))
    assert ratio.ratio == pytest.approx(0.4)


def choosing(**more: int) -> Choosing:
    numbers = {
        "people": 50,
        "lists": 40,
        "choosers": 40,
        "top_three": 38,
        "free_slots": 150,
        "first_slots": 40,
        "second_third_slots": 50,
        "lower_slots": 30,
        "unlisted_slots": 25,
        "empty_slots": 5,
        "rank_sum": 300,
        "slots": 200,
        "required_slots": 20,
    }
    return Choosing(**(numbers | more))


def test_free_slots_are_shared_out_and_the_shares_add_up():
    report = figures.report(counts(choosing=((TEACHER, choosing()),), plan=PLAN))

    shares = [line.figures[0] for line in report.page("fairness").tables[0].lines]

    assert shares == [Rate(40, 150), Rate(50, 150), Rate(30, 150), Rate(25, 150), Rate(5, 150)]
    assert sum(share.share for share in shares) == pytest.approx(1)


def test_mean_rank_is_over_slots_filled_from_the_list():
    report = figures.report(counts(choosing=((TEACHER, choosing()),), plan=PLAN))

    assert cell(report, "fairness", "choice_by_role", "teachers", 3) == Mean(300 / 120, 120)


def test_the_largest_gap_is_between_groups_that_are_shown():
    para = choosing(people=70, choosers=60, lists=60, top_three=36)
    nurse = choosing(people=3, choosers=3, lists=3, top_three=0)
    rows = ((TEACHER, choosing()), (PARA, para), (NURSE, nurse))

    gap = fairness.largest_gap(counts(choosing=rows, plan=PLAN))

    assert (gap.lowest_rate, gap.highest_rate) == (Rate(36, 60), Rate(38, 43))
    assert gap.is_within_chance is False


def test_nobody_without_a_top_three_choice_is_said_as_zero():
    figure = fairness.none_of_top_three(counts(choosing=((TEACHER, choosing(top_three=40)),), plan=PLAN))

    assert figure == Rate(0, 40)


def test_the_solvers_bound_stands_beside_its_score():
    report = figures.report(counts(choosing=((TEACHER, choosing()),), plan=PLAN))

    table = next(table for table in report.page("fairness").tables if table.key == "plan")

    assert [line.figures[0].numbers.value for line in table.lines] == [2 / 40, 41230.0, 41811.0, 4417]
    assert table.note.said() == "So it is at most 1.4% from the best there can be."


def test_good_use_is_of_those_who_answered_that_item_over_all_strands():
    literacy, math = opinions(30, 40), Opinions("Math", 27, {Item.GOOD_USE: Share(20, 20)})

    share = summary.good_use(counts(opinions=(literacy, math)))

    assert (share.count, share.of) == (50, 60)


def test_good_use_of_all_attendances_lies_between_all_silent_ones_disagreeing_and_agreeing():
    answered = counts(opinions=(opinions(50, 60),), responses=(Response(100, 60),))

    bounds = summary.good_use_bounds(answered)

    assert (bounds.count, bounds.silent, bounds.of) == (50, 40, 100)
    assert (bounds.interval.low, bounds.interval.high) == (0.5, 0.9)


def test_nine_pairs_tell_no_gain():
    assert isinstance(summary.gain(counts(pairs=(Pairs("Literacy", 2, 4, 9),))), Nothing)


def test_the_gain_is_the_mean_difference_of_pairs():
    pairs = (Pairs("Literacy", 2, 4, 10), Pairs("Math", 3, 3, 10))

    gain = summary.gain(counts(pairs=pairs))

    assert (gain.mean, gain.n) == (1.0, 20)
    assert gain.interval.low < 1.0 < gain.interval.high


def test_use_at_ninety_days_is_of_all_commitments_and_the_silent_ones_are_counted():
    uses = {90: {UseInPractice.ROUTINE: 54, UseInPractice.SOMETIMES: 19, UseInPractice.DROPPED: 16}}

    share = summary.in_use(counts(commitments=247, uses=uses), 90)

    assert (share.count, share.silent, share.of) == (73, 158, 247)
    assert (per_cent(share.interval.low), per_cent(share.interval.high)) == (30, 94)


def test_something_changed_into_something_else_is_not_in_use():
    share = summary.in_use(counts(commitments=10, uses={90: {UseInPractice.CHANGED: 6}}), 90)

    assert (share.count, share.silent) == (0, 4)


@pytest.mark.parametrize(("share", "said"), [(0, 0), (0.001, 1), (0.004, 1), (0.996, 99), (1, 100), (0.854, 85)])
def test_none_and_all_are_said_only_of_none_and_all(share, said):
    assert per_cent(share) == said


def test_an_empty_day_says_what_is_missing_and_divides_by_nothing():
    report = figures.report(counts())

    figures_shown = [entry.figure for page in report.pages for entry in entries(page)]
    assert all(isinstance(each, (Nothing, Withheld)) or each.numbers.value == 0 for each in figures_shown)
    assert report.page("participation").headline.said() == "Nobody is on the roster of this day."
    assert report.page("fairness").headline.said() == "No timetable is published yet."
    assert report.findings[0].said() == "There is nothing to find yet: the day has no records."
    assert report.decisions[0].said() == "Nothing in these figures asks for a decision."


def test_a_day_without_feedback_says_so():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 80)),)))

    numbers = {each.key: each for each in report.page("summary").highlights}
    assert numbers["took_part"].large.said() == "80"
    assert numbers["good_use"].beneath.said() == "no exit tickets are released yet"
    assert numbers["in_use"].beneath.said() == "nobody wrote down a commitment"
    assert report.limits[0].said() == (
        "No exit tickets are released, so nothing is said of how sessions were received."
    )


def test_a_group_left_behind_is_a_decision():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 95)), (PARA, Turnout(40, 20)))))

    assert report.decisions[0].said() == (
        "Paraprofessionals: find out what kept them away. 20 of 40 took part, 95% of all others."
    )


def test_a_session_many_wanted_in_vain_is_a_decision():
    demand = (Demand("De-Escalation", 97, 82), Demand("Fractions", 40, 35))

    report = figures.report(counts(demand=demand, plan=PLAN))

    assert report.decisions[0].said() == (
        "Offer “De-Escalation” again: 97 put it among their first three, 82 of them had a place."
    )


def test_sessions_in_which_few_answered_limit_what_can_be_said():
    responses = (Response(20, 5), Response(30, 28), Response(3, 0))

    report = figures.report(counts(opinions=(opinions(33, 33),), responses=responses))

    assert report.limits[0].said() == (
        "In 1 of 3 runs of sessions fewer than half of those present answered; over all, answers are released for "
        "62% of attendances. Reactions speak of those."
    )


def test_a_session_whose_answers_still_wait_is_no_session_in_which_few_answered():
    four_of_seven_wait = Response(7, 0)

    report = figures.report(counts(opinions=(opinions(33, 33),), responses=(Response(40, 33), four_of_seven_wait)))

    assert report.limits[0].said() == "Answers are released for 70% of attendances. Reactions speak of those."
    assert not [each for each in report.decisions if "exit ticket" in each.said()]


def test_a_seed_is_written_as_on_the_page_of_drafts():
    report = figures.report(counts(plan=PLAN))

    assert cell(report, "fairness", "plan", "seed", 0).said.said() == "4417"


def test_no_sentence_of_the_report_names_a_cause():
    report = figures.report(_full_day())

    said = " ".join(str(sentence) for sentence in (*report.findings, *report.limits, *report.decisions)).lower()
    for word in ("because", "due to", "led to", "thanks to", "impact of", "significant", "improved", "effect"):
        assert word not in said


def _full_day() -> Counts:
    return counts(
        turnout=((TEACHER, Turnout(100, 95, 2, 9)), (PARA, Turnout(40, 20, 2, 0)), (NURSE, Turnout(3, 0, 0, 0))),
        choosing=(
            (TEACHER, choosing()),
            (PARA, choosing(choosers=20, top_three=12)),
            (NURSE, choosing(choosers=3, top_three=2)),
        ),
        strands=("Literacy",),
        opinions=(opinions(40, 60),),
        pairs=(Pairs("Literacy", 2, 4, 40), Pairs("Literacy", 3, 3, 20)),
        responses=(Response(80, 60, "Literacy"), Response(20, 2, "Literacy")),
        commitments=50,
        uses={90: {UseInPractice.ROUTINE: 12}},
        demand=(Demand("De-Escalation", 97, 82),),
        plan=PLAN,
    )


def test_every_share_says_what_it_is_out_of():
    report = figures.report(_full_day())

    shares = [entry.figure for page in report.pages for entry in entries(page) if entry.figure.numbers.is_share]
    assert len(shares) > 50
    assert all(figure.numbers.of is not None and str(figure.numbers.of) in figure.basis.said() for figure in shares)


def test_the_page_of_participation_counts_who_led():
    page = participation.page(_full_day())

    assert page.headline.said() == "115 of 143 invited took part, and 9 led a session."


def test_a_bound_is_never_said_as_one_number():
    share = summary.in_use(_full_day(), 90)

    assert isinstance(share, Bounds)
    assert share.said.said() == "24 to 100%"


def test_sentences_tell_all_of_a_dozen_at_the_edge_too():
    report = figures.report(counts(turnout=((TEACHER, Turnout(100, 80)), (PARA, Turnout(12, 12)))))

    assert report.findings[0].said() == (
        "Classroom teachers took part least often (80% of 100). Paraprofessionals did so most often (at least 95%)."
    )


def test_a_district_of_four_withholds_everything_but_that_it_does():
    report = figures.report(counts(turnout=((TEACHER, Turnout(4, 3)),), choosing=((TEACHER, choosing(choosers=4)),)))

    assert isinstance(cell(report, "participation", "turnout_by_role", "everyone", 1), Withheld)
    assert {each.key: each for each in report.page("summary").highlights}["took_part"].large.said() == "withheld"


def test_sentences_speak_of_no_withheld_group():
    report = figures.report(_full_day())

    said = " ".join(str(sentence) for sentence in (*report.findings, *report.decisions))
    hidden = {
        line.label.said() for table in report.page("participation").tables for line in table.lines if line.is_withheld
    }
    assert hidden
    assert not [label for label in hidden if label in said]
