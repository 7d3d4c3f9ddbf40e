"""Page 7: confidence, then and now. Pure.

Both halves are asked at one sitting, on leaving: "before" is recalled. That avoids people judging themselves by a
new yardstick, but invites them to see growth; so no table stands without saying it, and none names a cause.
"""

from __future__ import annotations

from collections.abc import Sequence

from pdday.reports.counts import Counts, Pairs
from pdday.reports.pages import Line, Page, Table
from pdday.reports.reactions import ALL_STRANDS
from pdday.reports.shares import per_cent, rate
from pdday.reports.statistics import FEWEST_PAIRS, gain_in_deviations, mean_interval, spread, withhold
from pdday.reports.summary import FEW_PAIRS, differences, then_and_now
from pdday.reports.values import Bare, Figure, Mean, Nothing, Withheld
from pdday.words import Sentence

COLUMNS = (
    Sentence("Before, recalled"),
    Sentence("Now"),
    Sentence("Gain"),
    Sentence("Gain ÷ spread"),
    Sentence("Higher now"),
    Sentence("The same"),
    Sentence("Lower now"),
)
SELF_RATED = Sentence("Self-rated, recalled; no comparison group.")
WHAT_COLUMNS_SAY = Sentence(
    "How confident people are that they can do what the session was about, from 1, not at all, to 5, very; over "
    "tickets with both halves. Gain: the mean difference of pairs and its 95% t interval. Gain ÷ spread: the gain over "
    "the mean of both standard deviations, with Hedges' correction for few pairs (d_av). Told from ten pairs up. "
    "{caption}",
    {"caption": SELF_RATED},
)
NOBODY_DIFFERS = Sentence("nobody differs from anybody")


def page(counts: Counts) -> Page:
    """Learning, as people rate it themselves, by strand."""
    hidden = _hidden(counts)
    return Page(
        key="learning",
        number=7,
        title=Sentence("Learning"),
        headline=_headline(counts),
        tables=(
            Table(
                key="confidence_by_strand",
                is_detail=True,
                title=Sentence("Confidence by strand"),
                groups=Sentence("Strand"),
                groups_inside=Sentence("strand"),
                columns=COLUMNS,
                lines=tuple(
                    Line(
                        f"strand {place}",
                        Sentence("{strand}", {"strand": strand}),
                        (Withheld(),) * len(COLUMNS) if strand in hidden else _figures(_of_strand(counts, strand)),
                    )
                    for place, strand in enumerate(counts.strands, 1)
                ),
                everyone=Line("everyone", ALL_STRANDS, _figures(counts.pairs)),
                note=WHAT_COLUMNS_SAY,
            ),
        ),
    )


def _of_strand(counts: Counts, strand: str) -> tuple[Pairs, ...]:
    return tuple(each for each in counts.pairs if each.strand == strand)


def _hidden(counts: Counts) -> frozenset[str]:
    """Strands with too few pairs to be told, and those beside them. Without a single pair nothing is hidden."""
    sizes = {strand: sum(each.times for each in _of_strand(counts, strand)) for strand in counts.strands}
    some = {strand: pairs for strand, pairs in sizes.items() if pairs}
    return withhold(some, smallest=max(FEWEST_PAIRS, counts.smallest_group))


def _figures(pairs: Sequence[Pairs]) -> tuple[Figure, ...]:
    times_by_difference = differences(pairs)
    n = sum(times_by_difference.values())
    if n < FEWEST_PAIRS:
        return (Nothing(FEW_PAIRS),) * len(COLUMNS)
    before, now = then_and_now(pairs)
    gain = spread(times_by_difference)
    deviations = gain_in_deviations(before, now)
    higher = sum(times for difference, times in times_by_difference.items() if difference > 0)
    lower = sum(times for difference, times in times_by_difference.items() if difference < 0)
    return (
        Mean(before.mean, n),
        Mean(now.mean, n),
        Mean(gain.mean, n, mean_interval(gain), is_difference=True),
        Nothing(NOBODY_DIFFERS) if deviations is None else Bare(deviations),
        *(rate(count, n, why_not=FEW_PAIRS) for count in (higher, n - higher - lower, lower)),
    )


def _headline(counts: Counts) -> Sentence:
    times_by_difference = differences(counts.pairs)
    n = sum(times_by_difference.values())
    if not counts.opinions:
        return Sentence("No exit tickets are released yet.")
    if n < FEWEST_PAIRS:
        return Sentence("Too few rated their confidence both then and now to say anything.")
    higher = sum(times for difference, times in times_by_difference.items() if difference > 0)
    return Sentence(
        "{higher}% of {pairs:,} tickets rate confidence higher now than, looking back, before. Self-rated, recalled; "
        "no comparison group.",
        {"higher": per_cent(higher / n), "pairs": n},
    )
