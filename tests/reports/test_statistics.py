"""Our formulas against scipy and statsmodels, and what a sceptic with a pencil can work out from a page."""

from __future__ import annotations

from collections import Counter
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import proportion_confint

from pdday.reports import statistics
from pdday.reports.statistics import Interval


@given(of=st.integers(1, 5000), data=st.data())
def test_wilson_says_what_statsmodels_says(of, data):
    count = data.draw(st.integers(0, of))

    ours = statistics.wilson(count, of)

    assert (ours.low, ours.high) == pytest.approx(proportion_confint(count, of, method="wilson"), abs=1e-12)


def test_the_worked_example_of_wilson():
    interval = statistics.wilson(85, 100)

    assert (round(interval.low, 4), round(interval.high, 4)) == (0.7672, 0.9069)


def test_nobody_at_all_is_not_a_share():
    with pytest.raises(ValueError, match="0 of 0"):
        statistics.wilson(0, 0)


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 30, 100, 1011, 20_000])
@pytest.mark.parametrize("probability", [0.6, 0.9, 0.975, 0.995])
def test_students_t_is_that_of_scipy(probability, freedom):
    assert statistics.t_quantile(probability, freedom) == pytest.approx(stats.t.ppf(probability, freedom), rel=1e-9)


@given(st.lists(st.integers(-4, 4), min_size=2, max_size=60).filter(lambda values: len(set(values)) > 1))
def test_the_interval_of_a_mean_is_that_of_scipy(values):
    ours = statistics.mean_interval(statistics.spread(Counter(values)))

    theirs = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    assert (ours.low, ours.high) == pytest.approx(theirs, rel=1e-9, abs=1e-9)


def test_one_value_has_no_interval():
    with pytest.raises(ValueError, match="two values"):
        statistics.mean_interval(statistics.spread({3: 1}))


def test_the_gain_is_counted_in_the_mean_of_both_deviations_and_corrected_for_few_pairs():
    before, now = [1, 2, 2, 3, 3, 3, 2, 1, 4, 2], [3, 3, 2, 4, 4, 5, 3, 2, 4, 4]

    gain = statistics.gain_in_deviations(statistics.spread(Counter(before)), statistics.spread(Counter(now)))

    usual = (np.std(before, ddof=1) + np.std(now, ddof=1)) / 2
    assert gain == pytest.approx((np.mean(now) - np.mean(before)) / usual * (1 - 3 / (4 * 9 - 1)))


def test_fewer_than_ten_pairs_have_no_effect_size():
    few = statistics.spread({1: 4, 3: 5})

    assert statistics.gain_in_deviations(few, few) is None


def test_those_who_did_not_reply_may_all_or_none_be_using_it():
    assert statistics.bounds(73, silent=158, of=247) == Interval(73 / 247, 231 / 247)


def test_a_net_promoter_score_is_promoters_less_detractors():
    answers = {10: 12, 9: 8, 8: 10, 7: 5, 6: 3, 2: 2}

    score = statistics.net_promoter(answers)

    assert score.score == pytest.approx(20 / 40 - 5 / 40)
    half = 1.959963984540054 * sqrt((0.5 + 0.125 - 0.375**2) / 40)
    assert (score.interval.low, score.interval.high) == pytest.approx((0.375 - half, 0.375 + half))


def test_twenty_nine_answers_make_no_net_promoter_score():
    assert statistics.net_promoter({10: 29}) is None


@pytest.mark.parametrize(
    ("count", "of", "told_at_the_edge"),
    [(0, 12, True), (12, 12, True), (11, 12, False), (0, 20, False), (20, 20, False), (0, 19, True)],
)
def test_none_or_all_of_fewer_than_twenty_is_told_at_the_edge(count, of, told_at_the_edge):
    assert statistics.is_extreme(count, of) is told_at_the_edge


def test_groups_of_five_are_shown_and_nobody_is_hidden_without_a_reason():
    assert statistics.withhold({"a": 5, "b": 40}) == frozenset()


def test_a_small_group_takes_the_next_smallest_with_it():
    assert statistics.withhold({"nurses": 4, "coaches": 9, "teachers": 80}) == {"nurses", "coaches"}


def test_two_small_groups_that_are_five_together_need_no_third():
    assert statistics.withhold({"a": 2, "b": 3, "c": 30}) == {"a", "b"}


def test_two_small_groups_that_are_four_together_need_a_third():
    assert statistics.withhold({"a": 2, "b": 2, "c": 30, "d": 31}) == {"a", "b", "c"}


def test_a_group_hidden_elsewhere_is_never_hidden_alone():
    assert statistics.withhold({"a": 12, "b": 9, "c": 30}, also={"a"}) == {"a", "b"}


def test_a_site_hidden_inside_a_shown_level_takes_a_site_of_the_same_level_along():
    levels, sites = statistics.withhold_nested({"middle": {"Lowry": 4, "Rivers": 40}, "high": {"Ridge": 90}})

    assert (levels, sites) == (frozenset(), {"Lowry", "Rivers"})


SIZES = st.dictionaries(st.sampled_from("abcdefgh"), st.integers(0, 30), min_size=2)


@given(sizes=SIZES, smallest=st.integers(5, 12))
def test_no_withheld_group_can_be_worked_out_from_the_total_and_the_groups_shown(sizes, smallest):
    hidden = statistics.withhold(sizes, smallest=smallest)

    assert {group for group, size in sizes.items() if size < smallest} <= hidden
    assert not _known([set(sizes)], sizes.keys() - hidden, hidden)
    if hidden and hidden != sizes.keys():
        assert sum(sizes[group] for group in hidden) >= smallest


@given(
    tree=st.dictionaries(st.sampled_from("ABCDE"), st.lists(st.integers(0, 30), min_size=1, max_size=4), min_size=2),
    picks=st.sets(st.sampled_from(["A", "B", "A0", "B1", "C0"])),
)
def test_no_withheld_site_can_be_worked_out_from_its_level_or_the_others(tree, picks):
    nested = {group: {f"{group}{i}": size for i, size in enumerate(parts)} for group, parts in tree.items()}
    parts = {part for group in nested.values() for part in group}

    groups, hidden = statistics.withhold_nested(nested, also=picks)

    sums = [parts, *(set(nested[group]) for group in nested.keys() - groups)]
    assert picks & (nested.keys() | parts) <= groups | hidden
    assert not _known(sums, parts - hidden, hidden)
    for group in groups:
        assert not _follows(sums, parts - hidden, set(nested[group]))


@given(
    sums=st.lists(st.sets(st.sampled_from("abcdefgh"), min_size=1), min_size=1, max_size=9),
    wanted=st.sets(st.sampled_from("abcdefgh"), min_size=1),
)
def test_what_follows_from_sums_is_what_their_rank_says(sums, wanted):
    known = set().union(*sums)

    assert statistics.follows(wanted, sums) == (wanted <= known and _follows(sums, set(), wanted))


def _known(sums: list[set[str]], shown: set[str], hidden: frozenset[str]) -> set[str]:
    """The hidden groups whose value follows from the sums and the groups shown, by linear algebra."""
    return {group for group in hidden if _follows(sums, shown, {group})}


def _follows(sums: list[set[str]], shown: set[str], wanted: set[str]) -> bool:
    """Whether the sum over `wanted` is a combination of what can be read off the page."""
    names = sorted(set().union(*sums))
    rows = [[1.0 if name in each else 0.0 for name in names] for each in [*sums, *({one} for one in shown)]]
    page = np.array(rows)
    asked = np.array([[1.0 if name in wanted else 0.0 for name in names]])
    return bool(np.linalg.matrix_rank(np.vstack([page, asked])) == np.linalg.matrix_rank(page))
