"""Page 1: the five numbers, and what they rest on. Pure.

Reactions and gains speak of released exit tickets: one person may hand in several, one for each session.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from pdday.feedback.models import UseInPractice
from pdday.feedback.rules import FOLLOW_UPS
from pdday.reports import fairness
from pdday.reports.counts import Choosing, Counts, Item, Pairs, Response, Share, Turnout, total
from pdday.reports.pages import Highlight, Line, Page, Table
from pdday.reports.shares import Bounds, Rate, ends, per_cent, rate
from pdday.reports.statistics import FEWEST_PAIRS, Spread, bounds, gain_in_deviations, mean_interval, spread
from pdday.reports.values import Bare, Count, Figure, Mean, Nothing, Withheld
from pdday.words import Sentence

#: What counts as a commitment in use.
IN_USE = frozenset({UseInPractice.ROUTINE, UseInPractice.SOMETIMES})
NO_ANSWERS = Sentence("no exit tickets are released yet")
FEW_PAIRS = Sentence("fewer than {pairs} answered both then and now", {"pairs": FEWEST_PAIRS})
NO_COMMITMENTS = Sentence("nobody wrote down a commitment")
NOBODY_PRESENT = Sentence("nobody is recorded as present in a session")


def page(counts: Counts) -> Page:
    """The five numbers, and beneath them what they rest on."""
    return Page(
        key="summary",
        number=1,
        title=Sentence("One page"),
        headline=Sentence("Five numbers, each with what it is out of."),
        highlights=(
            _took_part(counts),
            _top_three(counts),
            _good_use(counts),
            _gain(counts),
            _in_use(counts),
        ),
        tables=(_rests_on(counts), _use_table(counts)),
    )


def good_use(counts: Counts) -> Figure:
    """Tickets that agree or strongly agree that the session was a good use of time, of those with this answer."""
    return agreement(counts, counts.said_of(Item.GOOD_USE))


def agreement(counts: Counts, said: Share) -> Figure:
    """Who agrees, of those who answered the item, with Wilson's interval; withheld where fewer answered than five."""
    if 0 < said.of < counts.smallest_group:
        return Withheld()
    return rate(said.count, said.of, why_not=NO_ANSWERS, chance=True)


def good_use_bounds(counts: Counts) -> Figure:
    """The same share of all attendances, whatever those who did not answer may think."""
    return of_all_attendances(counts, good_use(counts))


def of_all_attendances(counts: Counts, share: Figure) -> Figure:
    """The least and the most a share of answers can be of all attendances."""
    present = sum(each.present for each in counts.responses)
    if not isinstance(share, Rate) or present < share.of:
        return share if not isinstance(share, Rate) else Nothing(NOBODY_PRESENT)
    silent = present - share.of
    return Bounds(share.count, silent, present, bounds(share.count, silent=silent, of=present))


def response(counts: Counts) -> Figure:
    """Released exit tickets, of attendances at sessions; presenters of the session left out."""
    return response_of(counts.responses)


def response_of(responses: Iterable[Response]) -> Figure:
    """Released exit tickets of these runs of sessions, of attendances at them."""
    listed = list(responses)
    present = sum(each.present for each in listed)
    return rate(sum(each.answered for each in listed), present, why_not=NOBODY_PRESENT)


def gain(counts: Counts) -> Figure:
    """Mean difference between confidence now and, looking back, before (each 1 to 5), over tickets with both."""
    times_by_difference = differences(counts.pairs)
    if sum(times_by_difference.values()) < FEWEST_PAIRS:
        return Nothing(FEW_PAIRS)
    values = spread(times_by_difference)
    return Mean(values.mean, values.n, mean_interval(values), is_difference=True)


def differences(pairs: Iterable[Pairs]) -> Counter[float]:
    """How often each difference between confidence now and before occurs, over tickets with both."""
    times: Counter[float] = Counter()
    for each in pairs:
        times[each.now - each.before] += each.times
    return times


def in_use(counts: Counts, after_days: int) -> Figure:
    """Commitments said to be part of the routine or used sometimes, of all commitments: least and most."""
    replies = counts.uses.get(after_days, {})
    if counts.commitments == 0:
        return Nothing(NO_COMMITMENTS)
    if not replies:
        return Nothing(Sentence("no replies yet"))
    if counts.commitments < counts.smallest_group:
        return Withheld()
    using = sum(times for use, times in replies.items() if use in IN_USE)
    silent = counts.commitments - sum(replies.values())
    return Bounds(using, silent, counts.commitments, bounds(using, silent=silent, of=counts.commitments))


def _took_part(counts: Counts) -> Highlight:
    everyone = total(Turnout, [row for _, row in counts.turnout])
    name = Sentence("took part")
    if everyone.credited == 0:
        return _missing("took_part", name, Nothing(Sentence("no minutes are credited yet")))
    if everyone.invited < counts.smallest_group:
        return _missing("took_part", name, Withheld())
    expected = everyone.invited - everyone.excused
    facts = {
        "invited": everyone.invited,
        "percent": per_cent(everyone.credited / everyone.invited),
        "of_expected": per_cent(everyone.credited / expected),
        "expected": expected,
    }
    return Highlight(
        "took_part",
        name,
        Rate(everyone.credited, everyone.invited),
        Count(everyone.credited).said,
        Sentence(
            "of {invited:,} invited ({percent}%); {of_expected}% of the {expected:,} not on leave. "
            "A count, so no interval.",
            facts,
        ),
    )


def _top_three(counts: Counts) -> Highlight:
    everyone = total(Choosing, [row for _, row in counts.choosing])
    name = Sentence("got a top-three choice")
    none = fairness.none_of_top_three(counts)
    if isinstance(none, (Nothing, Withheld)):
        return _missing("top_three", name, none)
    facts = {"choosers": everyone.choosers, "none": everyone.choosers - everyone.top_three}
    return Highlight(
        "top_three",
        name,
        Rate(everyone.top_three, everyone.choosers),
        Count(everyone.top_three).said,
        Sentence("of {choosers:,} who sent a list; {none:,} got none of theirs. A count, so no interval.", facts),
    )


def _good_use(counts: Counts) -> Highlight:
    share, answered = good_use(counts), response(counts)
    name = Sentence("“a good use of my time”")
    if not isinstance(share, Rate) or share.interval is None:
        return _missing("good_use", name, share)
    facts = {"of": share.of, "response": answered.said} | ends(share.interval)
    beneath = Sentence("{low} to {high}%, of {of:,} answers; released for {response} of attendances", facts)
    return Highlight("good_use", name, share, share.said, beneath)


def _gain(counts: Counts) -> Highlight:
    mean = gain(counts)
    name = Sentence("gain in confidence")
    if not isinstance(mean, Mean) or mean.interval is None:
        return _missing("gain", name, mean)
    facts = {"low": mean.interval.low, "high": mean.interval.high, "pairs": mean.n}
    pattern = "{low:.2f} to {high:.2f} on 5 points, {pairs:,} pairs. Self-rated, recalled; no comparison group."
    return Highlight("gain", name, mean, mean.said, Sentence(pattern, facts))


def _in_use(counts: Counts) -> Highlight:
    share = in_use(counts, 90)
    name = Sentence("still in use at 90 days")
    if not isinstance(share, Bounds):
        return _missing("in_use", name, share)
    facts = {"of": share.of, "silent": share.silent} | ends(share.interval)
    pattern = "at least {low}%, at most {high}% of {of:,} commitments: {silent:,} did not reply"
    return Highlight("in_use", name, share, Sentence("{low}%", facts), Sentence(pattern, facts))


def _missing(key: str, name: Sentence, figure: Figure) -> Highlight:
    beneath = figure.basis or Sentence("too few people to say without pointing at somebody")
    return Highlight(key, name, figure, figure.said, beneath)


def _rests_on(counts: Counts) -> Table:
    lines: list[tuple[str, Sentence, Figure]] = [
        ("response", Sentence("Released exit tickets, of attendances"), response(counts)),
        ("good_use_bounds", Sentence("“A good use of my time”, of all attendances"), good_use_bounds(counts)),
        *_directions(counts),
        ("commitments", Sentence("Commitments written down"), Count(counts.commitments)),
    ]
    return Table(
        key="rests_on",
        title=Sentence("What the five numbers rest on"),
        groups=Sentence("Figure"),
        columns=(Sentence("Value"),),
        lines=tuple(Line(key, label, (figure,)) for key, label, figure in lines),
        note=Sentence(
            "Where people did not reply, the least and the most are given: none of them, or all of them. "
            "Answers are counted once they are released to presenters; one person may answer for several "
            "sessions, so intervals of answers are rather too narrow."
        ),
    )


#: How the report sums up what people say of their commitment, in the order in which it is drawn.
STATUSES = (
    (Sentence("part of my routine"), frozenset({UseInPractice.ROUTINE})),
    (Sentence("use sometimes"), frozenset({UseInPractice.SOMETIMES})),
    (Sentence("tried once"), frozenset({UseInPractice.TRIED_ONCE})),
    (
        Sentence("not yet, changed or dropped"),
        frozenset(set(UseInPractice) - IN_USE - {UseInPractice.TRIED_ONCE}),
    ),
)


def _use_table(counts: Counts) -> Table:
    """All commitments by what was said of them after 30, 60 and 90 days; who did not reply is counted too."""
    return Table(
        key="use",
        title=Sentence("What became of commitments"),
        groups=Sentence("After"),
        columns=(
            *(name for name, _ in STATUSES),
            Sentence("did not reply"),
            Sentence("in use, least and most"),
        ),
        lines=tuple(
            Line(str(days), Sentence("{days} days", {"days": days}), _uses(counts, days)) for days in FOLLOW_UPS
        ),
        note=Sentence("In use: part of my routine, or use sometimes. All commitments made on the day, each time."),
    )


def _uses(counts: Counts, after_days: int) -> tuple[Figure, ...]:
    in_use_then = in_use(counts, after_days)
    if not isinstance(in_use_then, Bounds):
        return (*(Nothing(),) * (len(STATUSES) + 1), in_use_then)
    replies = counts.uses[after_days]
    shares = (
        Rate(sum(times for use, times in replies.items() if use in uses), counts.commitments) for _, uses in STATUSES
    )
    return (*shares, Rate(in_use_then.silent, counts.commitments), in_use_then)


def _directions(counts: Counts) -> Iterable[tuple[str, Sentence, Figure]]:
    times_by_difference = differences(counts.pairs)
    pairs = sum(times_by_difference.values())
    higher = sum(times for difference, times in times_by_difference.items() if difference > 0)
    lower = sum(times for difference, times in times_by_difference.items() if difference < 0)
    shares = (
        ("confidence_higher", Sentence("Confidence rated higher now than before"), higher),
        ("confidence_same", Sentence("Confidence rated the same"), pairs - higher - lower),
        ("confidence_lower", Sentence("Confidence rated lower now"), lower),
    )
    enough = pairs >= FEWEST_PAIRS
    for key, label, times in shares:
        yield key, label, Rate(times, pairs) if enough else Nothing(FEW_PAIRS)
    yield "gain_in_deviations", Sentence("Gain, in units of the spread between people"), _gain_in_deviations(counts)


def _gain_in_deviations(counts: Counts) -> Figure:
    deviations = gain_in_deviations(*then_and_now(counts.pairs)) if counts.pairs else None
    return Nothing(FEW_PAIRS) if deviations is None else Bare(deviations)


def then_and_now(pairs: Iterable[Pairs]) -> tuple[Spread, Spread]:
    """The spread of confidence, looking back and now. Raises ValueError where there are no pairs."""
    before: Counter[float] = Counter()
    now: Counter[float] = Counter()
    for each in pairs:
        before[each.before] += each.times
        now[each.now] += each.times
    return spread(before), spread(now)
