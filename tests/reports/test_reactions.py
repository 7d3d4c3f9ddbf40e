"""Pages 6 and 7, by hand; no database."""

from __future__ import annotations

from pdday.reports import drawings, learning, reactions
from pdday.reports.counts import Item, Opinions, Pairs, Response, Share
from pdday.reports.shares import Bounds, Extreme, Rate
from pdday.reports.statistics import gain_in_deviations, mean_interval, spread, wilson
from pdday.reports.values import Bare, Mean, Nothing, Withheld
from tests.reports.counted import counts, figure, opinions, row


def test_each_item_says_who_agrees_how_many_answered_and_what_silence_leaves_open():
    page = reactions.page(counts(opinions=(opinions(34, 40),), responses=(Response(100, 40),)))

    agree, answered, of_all = row(page, "items", "good_use")

    assert agree == Rate(34, 40, wilson(34, 40))
    assert answered == Rate(40, 100)
    assert (of_all.count, of_all.silent, of_all.of) == (34, 60, 100)


def test_with_forty_per_cent_response_every_share_has_its_number_rate_interval_and_the_note():
    """Scenario 37."""
    counted = counts(
        strands=("Literacy", "Math"),
        opinions=(opinions(20, 25), opinions(12, 15, strand="Math")),
        responses=(Response(60, 25, "Literacy"), Response(40, 15, "Math")),
    )

    page = reactions.page(counted)

    for table in page.tables:
        assert "Of those who answered: 40% of attendances (40 of 100)." in table.note.said()
        assert "they may think otherwise" in table.note.said()
    for line in page.tables[0].lines:
        agree, answered, of_all = line.figures
        assert agree.interval is not None
        assert "32 of 40; " in agree.basis.said()
        assert answered == Rate(40, 100)
        assert isinstance(of_all, Bounds)
    for line in page.tables[2].all_lines():
        answered, *shares = line.figures
        assert isinstance(answered, Rate)
        assert all(share.interval is not None and share.numbers.of for share in shares)
    assert page.headline.said() == (
        "80% of those who answered found their session a good use of time; answers are released for 40% of attendances."
    )


def test_a_strand_that_four_answered_is_withheld_with_the_next_smallest():
    counted = counts(
        strands=("Literacy", "Math", "Arts"),
        opinions=(opinions(30, 40), opinions(20, 30, strand="Math"), opinions(4, 4, strand="Arts")),
    )

    page = reactions.page(counted)

    assert figure(page, "reactions_by_strand", "strand 1", 1) == Rate(30, 40, wilson(30, 40))
    assert set(row(page, "reactions_by_strand", "strand 2")[1:]) == {Withheld()}
    assert set(row(page, "reactions_by_strand", "strand 3")[1:]) == {Withheld()}


def test_an_item_that_few_of_a_strand_answered_is_withheld_alone_and_with_company():
    few = Opinions("Arts", 20, {item: Share(2, 3) if item is Item.PRACTISED else Share(15, 20) for item in Item})
    counted = counts(
        strands=("Literacy", "Math", "Arts"), opinions=(opinions(30, 40), opinions(20, 30, strand="Math"), few)
    )

    page = reactions.page(counted)

    assert figure(page, "reactions_by_strand", "strand 3", 3) == Withheld()
    assert figure(page, "reactions_by_strand", "strand 2", 3) == Withheld()
    assert figure(page, "reactions_by_strand", "strand 3", 1) == Rate(15, 20, wilson(15, 20))


def test_a_strand_in_which_nobody_answered_hides_no_other():
    counted = counts(strands=("Literacy", "Math"), opinions=(opinions(30, 40),), responses=(Response(9, 0, "Math"),))

    page = reactions.page(counted)

    assert figure(page, "reactions_by_strand", "strand 2", 1) == Nothing(reactions.NO_ANSWERS)
    assert isinstance(figure(page, "reactions_by_strand", "strand 1", 1), Rate)


def test_all_of_a_dozen_agreeing_is_told_at_the_edge():
    page = reactions.page(counts(strands=("Literacy",), opinions=(opinions(12, 12),)))

    share = figure(page, "reactions_by_strand", "strand 1", 1)

    assert share == Extreme(12, is_all=True, interval=wilson(12, 12))
    assert share.said.said() == "at least 95%"


def test_strands_stand_in_the_order_of_the_programme_never_by_result():
    counted = counts(
        strands=("Arts", "Math"), opinions=(opinions(9, 10, strand="Math"), opinions(5, 10, strand="Arts"))
    )

    page = reactions.page(counted)

    assert [line.label.said() for line in page.tables[2].lines] == ["Arts", "Math"]


def test_the_chart_of_all_attendances_hatches_who_did_not_answer():
    page = reactions.page(counts(opinions=(opinions(34, 40),), responses=(Response(100, 40),)))

    of_all, *_ = drawings.charts(page)

    assert of_all.finding.said() == "Of all who were there, 34 to 94% call it a good use of time"
    assert [(mark.ink.name, round(mark.right - mark.left, 2)) for mark in of_all.rows[0].marks] == [
        ("FULL", 0.34),
        ("EMPTY", 0.06),
        ("UNKNOWN", 0.6),
    ]


def test_who_would_suggest_it_is_told_as_a_distribution_and_a_net_score_from_thirty_up():
    page = reactions.page(counts(suggesting={10: 12, 9: 8, 8: 5, 6: 4, 2: 1}))

    assert figure(page, "suggest", "9", 0) == Rate(8, 30)
    assert figure(page, "suggest", "7", 0) == Rate(0, 30)
    assert figure(page, "suggest", "net", 0).said.said() == "+50"
    chart = drawings.charts(page)[0]
    assert chart.finding.said() == "Would suggest it, minus would not: +50 points (over 30; +23 to +77)"


def test_twenty_nine_answers_give_the_distribution_and_no_net_score():
    page = reactions.page(counts(suggesting={10: 12, 9: 8, 8: 5, 6: 4}))

    assert figure(page, "suggest", "10", 0) == Rate(12, 29)
    assert figure(page, "suggest", "net", 0) == Nothing(reactions.FEW_PROMOTERS)


def test_four_suggestions_are_withheld():
    page = reactions.page(counts(suggesting={10: 4}))

    assert {line.figures[0] for line in page.tables[1].all_lines()} == {Withheld()}


def test_nothing_released_is_said_and_drawn_as_nothing():
    page = reactions.page(counts(strands=("Literacy",)))

    assert page.headline.said() == "No exit tickets are released yet."
    assert drawings.charts(page) == ()


def twelve_pairs(strand: str = "Literacy") -> tuple[Pairs, ...]:
    return (Pairs(strand, 2, 4, 6), Pairs(strand, 3, 3, 4), Pairs(strand, 4, 3, 2))


def test_a_strand_of_twelve_pairs_tells_then_now_gain_spread_and_directions():
    page = learning.page(counts(strands=("Literacy",), pairs=twelve_pairs()))

    before, now = spread({2: 6, 3: 4, 4: 2}), spread({4: 6, 3: 6})
    gain = spread({2: 6, 0: 4, -1: 2})
    assert row(page, "confidence_by_strand", "strand 1") == (
        Mean(before.mean, 12),
        Mean(now.mean, 12),
        Mean(gain.mean, 12, mean_interval(gain), is_difference=True),
        Bare(gain_in_deviations(before, now)),
        Rate(6, 12),
        Rate(4, 12),
        Rate(2, 12),
    )


def test_nine_pairs_are_not_told_and_cannot_be_subtracted():
    few = (Pairs("Arts", 1, 2, 9),)
    counted = counts(
        strands=("Literacy", "Math", "Arts"),
        pairs=(*twelve_pairs(), *twelve_pairs("Math"), *twelve_pairs("Math"), *few),
    )

    page = learning.page(counted)

    assert set(row(page, "confidence_by_strand", "strand 3")) == {Withheld()}
    assert set(row(page, "confidence_by_strand", "strand 1")) == {Withheld()}
    assert figure(page, "confidence_by_strand", "strand 2", 0).n == 24
    assert figure(page, "confidence_by_strand", "everyone", 0).n == 45


def test_no_chart_of_learning_stands_without_its_caption():
    counted = counts(strands=("Literacy",), opinions=(opinions(9, 12),), pairs=twelve_pairs())

    page = learning.page(counted)

    captions = [chart.caption.said().lower() for chart in drawings.charts(page)]
    assert len(captions) == 3
    assert all("self-rated" in each and "recalled" in each and "no comparison group" in each for each in captions)
    assert "Self-rated, recalled; no comparison group." in page.tables[0].note.said()
    assert page.headline.said().endswith("Self-rated, recalled; no comparison group.")


def test_then_is_a_ring_and_now_a_dot():
    page = learning.page(counts(strands=("Literacy",), pairs=twelve_pairs()))

    chart = drawings.charts(page)[0]

    assert [type(mark).__name__ for mark in chart.rows[0].marks] == ["Stroke", "Stroke", "Ring", "Dot"]
    assert chart.rows[0].value.said() == "2.7 to 3.5"
