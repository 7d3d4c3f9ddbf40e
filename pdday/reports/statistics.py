"""The report's statistics: intervals, effect sizes, bounds, and which small groups are withheld. Pure.

Formulas are those of the field's textbooks; the tests compare them with scipy and statsmodels, which are not
needed at run time. Shares are 0 to 1. No function here names a cause.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass
from math import exp, inf, lgamma, log, sqrt
from statistics import NormalDist
from typing import TypeVar

Member = TypeVar("Member", bound=Hashable)

#: Groups smaller than this are withheld; a district may ask for more, never for less.
SMALLEST_GROUP = 5
#: Below this many people a share of none or all is told as "at most 5 %" or "at least 95 %".
FEW_PEOPLE = 20
#: Then-and-now pairs below which no gain is told.
FEWEST_PAIRS = 10
#: A prime far above every number that comes up when counts of people are added and subtracted.
_PRIME = 2**61 - 1
#: Answers below which no net promoter score is told.
FEWEST_PROMOTER_ANSWERS = 30


@dataclass(frozen=True)
class Interval:
    """From where to where a true value may lie, both ends included."""

    low: float
    high: float

    def overlaps(self, other: Interval) -> bool:
        """Whether the two share a value."""
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True)
class Spread:
    """How many values there are, their mean, and their standard deviation (n − 1; 0 for a single value)."""

    n: int
    mean: float
    deviation: float


def wilson(count: int, of: int, *, confidence: float = 0.95) -> Interval:
    """Wilson's score interval of a share: near the nominal confidence also for few people and extreme shares.

    Raises ValueError where there is nobody to take a share of.
    """
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is not a share")
    z = NormalDist().inv_cdf((1 + confidence) / 2)
    share = count / of
    shrink = 1 + z * z / of
    centre = (share + z * z / (2 * of)) / shrink
    half = z / shrink * sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    low = 0.0 if count == 0 else max(0.0, centre - half)
    high = 1.0 if count == of else min(1.0, centre + half)
    return Interval(low, high)


def spread(values: Mapping[float, int]) -> Spread:
    """Number, mean and deviation of `values`, given as how often each value occurs. Raises ValueError for none."""
    n = sum(values.values())
    if n == 0:
        raise ValueError("no values to take a mean of")
    mean = sum(value * times for value, times in values.items()) / n
    squares = sum(times * (value - mean) ** 2 for value, times in values.items())
    return Spread(n, mean, sqrt(squares / (n - 1)) if n > 1 else 0.0)


def mean_interval(values: Spread, *, confidence: float = 0.95) -> Interval:
    """The t interval of a mean. Raises ValueError below two values, where nothing can be said."""
    if values.n < 2:
        raise ValueError("an interval needs at least two values")
    half = t_quantile((1 + confidence) / 2, values.n - 1) * values.deviation / sqrt(values.n)
    return Interval(values.mean - half, values.mean + half)


def gain_in_deviations(before: Spread, now: Spread) -> float | None:
    """The mean gain in units of the usual spread between people: d_av, with Hedges' correction.

    d_av divides the mean difference of pairs by the mean of the two deviations; the factor
    1 − 3 / (4(n − 1) − 1) takes off what small samples add. None where nobody differs from anybody.
    """
    if before.n != now.n:
        raise ValueError("then and now must come from the same pairs")
    usual = (before.deviation + now.deviation) / 2
    if usual == 0 or now.n < FEWEST_PAIRS:
        return None
    return (now.mean - before.mean) / usual * (1 - 3 / (4 * (now.n - 1) - 1))


def bounds(count: int, *, silent: int, of: int) -> Interval:
    """The least and most a share can be when `silent` of the `of` people did not reply.

    Least: none of the silent ones; most: all of them. No assumption about them is made.
    """
    if of == 0 or count + silent > of or min(count, silent) < 0:
        raise ValueError(f"{count} and {silent} silent of {of} is not a share")
    return Interval(count / of, (count + silent) / of)


@dataclass(frozen=True)
class NetPromoter:
    """Share who would suggest it (9 or 10) less share who would not (0 to 6), from −1 to 1, and its interval."""

    score: float
    interval: Interval
    n: int


def net_promoter(answers: Mapping[int, int], *, confidence: float = 0.95) -> NetPromoter | None:
    """The net promoter score of answers from 0 to 10, given as how often each was chosen.

    None below 30 answers: the score then swings by more than anyone would act on.
    """
    n = sum(answers.values())
    if n < FEWEST_PROMOTER_ANSWERS:
        return None
    promoters = sum(times for answer, times in answers.items() if answer >= 9) / n
    detractors = sum(times for answer, times in answers.items() if answer <= 6) / n
    score = promoters - detractors
    error = sqrt((promoters + detractors - score**2) / n)
    half = NormalDist().inv_cdf((1 + confidence) / 2) * error
    return NetPromoter(score, Interval(max(-1.0, score - half), min(1.0, score + half)), n)


def is_extreme(count: int, of: int) -> bool:
    """Whether none or all of a few people is to be told as "at most 5 %" or "at least 95 %".

    This is tact, not secrecy: no page then says of a dozen colleagues that nobody did something. Whoever
    knows the rule can still tell; what must not be known at all is withheld (`withhold`).
    """
    return of < FEW_PEOPLE and count in (0, of)


def withhold(sizes: Mapping[str, int], *, smallest: int = SMALLEST_GROUP, also: Collection[str] = ()) -> frozenset[str]:
    """Which of several groups, whose total is shown, must not be shown.

    First every group smaller than `smallest`, and those in `also`. Then, because the total less the groups
    shown gives the rest away, the next smallest ones too, until at least two groups and at least `smallest`
    people are hidden together. Of equal groups the first by name goes.
    """
    hidden = {group for group, size in sizes.items() if size < smallest} | (set(also) & sizes.keys())
    shown = sorted(sizes.keys() - hidden, key=lambda group: (sizes[group], group))
    while hidden and shown and (len(hidden) < 2 or sum(sizes[group] for group in hidden) < smallest):
        hidden.add(shown.pop(0))
    return frozenset(hidden)


def withhold_across(
    members: Mapping[str, frozenset[Member]], sizes: Mapping[str, int], *, hidden: Collection[str]
) -> frozenset[str]:
    """Which groups must not be shown when people are sorted in several ways and the sortings overlap.

    `members` names, for each group of every sorting, the smallest bundles of people it is made of, none in two
    groups of one sorting. A hidden group may follow from others: certificated staff less teachers, say. While
    one does, the smallest group that is shown and bears on it is hidden too. What was hidden on the way and
    need not be is shown again, the largest first.
    """
    now_hidden = set(hidden)
    while told := _told(members, now_hidden):
        shown = sorted(members.keys() - now_hidden, key=lambda group: (sizes[group], group))
        helpful = (group for group in shown if len(_told(members, now_hidden | {group}) - {group}) < len(told))
        now_hidden.add(next(helpful, shown[0]))
    for group in sorted(now_hidden - set(hidden), key=lambda group: (-sizes[group], group)):
        if not _told(members, now_hidden - {group}):
            now_hidden.remove(group)
    return frozenset(now_hidden)


def _told(members: Mapping[str, frozenset[Member]], hidden: Collection[str]) -> set[str]:
    """The hidden groups that are a combination of the groups shown and of everyone."""
    shown = [members[group] for group in members.keys() - set(hidden)]
    if not shown or not hidden:
        return set()
    everyone = frozenset().union(*members.values())
    asked = sorted(hidden)
    found = _which_follow([members[group] for group in asked], [everyone, *shown])
    return {group for group, does in zip(asked, found, strict=True) if does}


def follows(wanted: Collection[Member], sums: Iterable[Collection[Member]]) -> bool:
    """Whether a sum over `wanted` can be worked out, by adding and subtracting, from these sums."""
    return _which_follow([wanted], sums)[0]


def _which_follow(wanted: Iterable[Collection[Member]], sums: Iterable[Collection[Member]]) -> list[bool]:
    """Whether each of these can be worked out from the sums: whether nothing is left once they are subtracted.

    Gauss's elimination, from the smallest sums up, because sites are many and share nobody. It reckons with whole
    numbers modulo a prime, so nothing is rounded; a number that is a multiple of it by chance does not come up.
    """
    independent: dict[Member, dict[Member, int]] = {}
    for each in sorted(sums, key=len):
        if left := _without(each, independent):
            lead, share = next(iter(left.items()))
            inverse = pow(share, -1, _PRIME)
            independent[lead] = {bundle: times * inverse % _PRIME for bundle, times in left.items()}
    return [not _without(each, independent) for each in wanted]


def _without(some: Collection[Member], independent: Mapping[Member, Mapping[Member, int]]) -> dict[Member, int]:
    """What is left of a sum once every independent sum is subtracted as often as its first bundle is in it."""
    left = dict.fromkeys(some, 1)
    for lead, row in independent.items():
        if often := left.get(lead):
            for bundle, times in row.items():
                rest = (left.get(bundle, 0) - often * times) % _PRIME
                if rest:
                    left[bundle] = rest
                else:
                    left.pop(bundle, None)
    return left


def withhold_nested(
    sizes: Mapping[str, Mapping[str, int]], *, smallest: int = SMALLEST_GROUP, also: Collection[str] = ()
) -> tuple[frozenset[str], frozenset[str]]:
    """Which groups, and which parts of groups, must not be shown, where parts add up to their group.

    `also` names groups or parts hidden elsewhere. All parts of a hidden group are hidden, since their sum
    is the group. A part hidden inside a group that is shown gets company from the same group, for the same
    reason.
    """
    totals = {group: sum(parts.values()) for group, parts in sizes.items()}
    only_part = {group for group, parts in sizes.items() if len(parts) == 1 and set(parts) & set(also)}
    groups = withhold(totals, smallest=smallest, also={*also} | only_part)
    hidden_parts: set[str] = set()
    for group, parts in sizes.items():
        hidden_parts |= parts.keys() if group in groups else withhold(parts, smallest=smallest, also=also)
    return groups, frozenset(hidden_parts)


def t_quantile(probability: float, freedom: int) -> float:
    """The value that Student's t with `freedom` degrees stays below with this probability (above one half).

    Found by halving an interval, to the last bit that the distribution itself is good for (about 1e-12).
    """
    if not 0.5 <= probability < 1 or freedom < 1:
        raise ValueError("needs a probability from 0.5 up to 1, and a degree of freedom")
    low, high = 0.0, 1.0
    while _t_above(high, freedom) > 1 - probability:
        low, high = high, high * 2
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if _t_above(middle, freedom) > 1 - probability:
            low = middle
        else:
            high = middle


def _t_above(value: float, freedom: int) -> float:
    """The probability that Student's t exceeds a value of 0 or more: half an incomplete beta function."""
    return _incomplete_beta(freedom / 2, 0.5, freedom / (freedom + value * value)) / 2


def _incomplete_beta(a: float, b: float, x: float) -> float:
    """The regularised incomplete beta function by its continued fraction, from the side that converges fast."""
    if x <= 0 or x >= 1:
        return min(1.0, max(0.0, x))
    front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log(1 - x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def _beta_fraction(a: float, b: float, x: float) -> float:
    """The continued fraction of the incomplete beta function, evaluated by Lentz's method."""
    tiny = 1e-300
    numerator = 1.0
    denominator = 1 / (1 - (a + b) * x / (a + 1) or tiny)
    value = denominator
    step, m = inf, 0
    while abs(step - 1) > 1e-16 and m < 10_000:
        m += 1
        for factor in (
            m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            denominator = 1 / (1 + factor * denominator or tiny)
            numerator = 1 + factor / numerator or tiny
            step = denominator * numerator
            value *= step
    return value
