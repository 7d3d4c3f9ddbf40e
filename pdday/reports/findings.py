"""The sentences of page 1: what was found, what limits it, what is asked of the board. Pure.

Each rule looks at the figures and gives one sentence or none; the first ones that speak are taken. Sentences
say who, how many and out of how many. None says that the day brought anything about, and none speaks of a
group that is withheld.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from pdday.reports import summary
from pdday.reports.counts import Counts, Turnout, total
from pdday.reports.fairness import largest_gap
from pdday.reports.grouping import BY_ROLE
from pdday.reports.participation import shown_groups
from pdday.reports.shares import Bounds, Rate, per_cent, rate
from pdday.reports.values import Mean
from pdday.words import Sentence

#: Rules give sentences, the weightiest first.
Rule = Callable[[Counts], Iterator[Sentence]]

#: A group is left behind when its share is lower than that of all others together by this much.
LEFT_BEHIND = 0.08
#: A group leads too little when its share of presenters is less than this part of its share of staff.
LEADS_LITTLE = 0.6
#: Sessions in which fewer than this share answered speak for those who answered only.
LOW_RESPONSE = 0.5
#: Colleagues without a place in a session they wanted most, from which a further run is worth asking for.
UNMET = 10


def findings(counts: Counts) -> tuple[Sentence, ...]:
    """Up to three things the figures show."""
    rules = (_choice_was_alike, _turnout_by_role, _confidence_rose, _still_in_use, _who_leads)
    return _first(3, rules, counts) or (Sentence("There is nothing to find yet: the day has no records."),)


def limits(counts: Counts) -> tuple[Sentence, ...]:
    """The two things a reader must know before believing the rest."""
    return _first(2, (_who_answered, _no_comparison), counts)


def decisions(counts: Counts) -> tuple[Sentence, ...]:
    """Up to three decisions that the figures ask for."""
    rules = (_offer_again, _ask_those_left_behind, _keep_five_minutes, _invite_presenters, _ask_once_more)
    return _first(3, rules, counts) or (Sentence("Nothing in these figures asks for a decision."),)


def _first(most: int, rules: Iterable[Rule], counts: Counts) -> tuple[Sentence, ...]:
    """One sentence from each rule in turn, until there are enough."""
    return tuple(islice((sentence for rule in rules for sentence in islice(rule(counts), 1)), most))


def _choice_was_alike(counts: Counts) -> Iterator[Sentence]:
    gap = largest_gap(counts)
    if gap is None:
        return
    facts: dict[str, object] = {
        "lowest": gap.lowest,
        "highest": gap.highest,
        "low": _told(gap.lowest_rate),
        "high": _told(gap.highest_rate),
    }
    if facts["low"] == facts["high"]:
        yield Sentence("Every group got one of its top three equally often: {low} of those who sent a list.", facts)
    elif gap.is_within_chance:
        yield Sentence(
            "Groups got one of their top three about equally often: from {low} ({lowest}) to {high} ({highest}), "
            "and the intervals of the two overlap.",
            facts,
        )
    else:
        yield Sentence(
            "Groups did not get one of their top three equally often: {low} ({lowest}) against {high} ({highest}), "
            "more than chance alone would give.",
            facts,
        )


def _turnout_by_role(counts: Counts) -> Iterator[Sentence]:
    groups = _took_part(counts)
    if len(groups) < 2:
        return
    (lowest, low), (highest, high) = groups[0], groups[-1]
    yield Sentence(
        "{lowest} took part least often ({low} of {of:,}). {highest} did so most often ({high}).",
        {
            "lowest": BY_ROLE.label_of(lowest),
            "highest": BY_ROLE.label_of(highest),
            "of": low.of,
            "low": _told(low),
            "high": _told(high),
        },
    )


def _confidence_rose(counts: Counts) -> Iterator[Sentence]:
    times_by_difference = summary.differences(counts.pairs)
    pairs = sum(times_by_difference.values())
    if isinstance(summary.gain(counts), Mean):
        higher = sum(times for difference, times in times_by_difference.items() if difference > 0)
        lower = sum(times for difference, times in times_by_difference.items() if difference < 0)
        yield Sentence(
            "Of {pairs:,} tickets, {higher}% rate confidence higher now than, looking back, before; "
            "{lower}% rate it lower.",
            {"pairs": pairs, "higher": per_cent(higher / pairs), "lower": per_cent(lower / pairs)},
        )


def _still_in_use(counts: Counts) -> Iterator[Sentence]:
    share = summary.in_use(counts, 90)
    if isinstance(share, Bounds):
        yield Sentence(
            "At 90 days {count:,} of {of:,} commitments were said to be in use; {silent:,} colleagues did not reply.",
            {"count": share.count, "of": share.of, "silent": share.silent},
        )


def _who_leads(counts: Counts) -> Iterator[Sentence]:
    for group, of_presenters, of_staff in _leads_little(counts):
        yield Sentence(
            "{group} are {staff}% of staff and {presenters}% of presenters.",
            {"group": BY_ROLE.label_of(group), "staff": per_cent(of_staff), "presenters": per_cent(of_presenters)},
        )


def _who_answered(counts: Counts) -> Iterator[Sentence]:
    answered, few = summary.response(counts), _sessions_with_few_answers(counts)
    if not counts.opinions:
        yield Sentence("No exit tickets are released, so nothing is said of how sessions were received.")
    elif few and isinstance(answered, Rate):
        yield Sentence(
            "In {few:,} of {sessions:,} runs of sessions fewer than half of those present answered; over all, "
            "answers are released for {percent}% of attendances. Reactions speak of those.",
            {"few": few, "sessions": len(counts.responses), "percent": per_cent(answered.share)},
        )
    else:
        yield Sentence(
            "Answers are released for {percent} of attendances. Reactions speak of those.", {"percent": answered.said}
        )


def _no_comparison(counts: Counts) -> Iterator[Sentence]:
    yield Sentence(
        "There was no comparison group, and “before” is recalled. Nothing here says that the day caused a change."
    )


def _offer_again(counts: Counts) -> Iterator[Sentence]:
    for demand in counts.demand:
        if demand.asked - demand.seated >= UNMET and counts.plan is not None:
            yield Sentence(
                "Offer “{title}” again: {asked:,} put it among their first three, {seated:,} of them had a place.",
                {"title": demand.title, "asked": demand.asked, "seated": demand.seated},
            )


def _ask_those_left_behind(counts: Counts) -> Iterator[Sentence]:
    everyone = total(Turnout, [row for _, row in counts.turnout])
    for group, share in _took_part(counts):
        others = everyone.invited - share.of
        if others and (everyone.credited - share.count) / others - share.share >= LEFT_BEHIND:
            yield Sentence(
                "{group}: find out what kept them away. {count:,} of {of:,} took part, {percent}% of all others.",
                {
                    "group": BY_ROLE.label_of(group),
                    "count": share.count,
                    "of": share.of,
                    "percent": per_cent((everyone.credited - share.count) / others),
                },
            )


def _keep_five_minutes(counts: Counts) -> Iterator[Sentence]:
    few = _sessions_with_few_answers(counts)
    if few:
        yield Sentence(
            "Keep the last five minutes of every session for the exit ticket: in {few:,} fewer than half answered.",
            {"few": few},
        )


def _invite_presenters(counts: Counts) -> Iterator[Sentence]:
    for group, of_presenters, of_staff in _leads_little(counts):
        yield Sentence(
            "{group}: ask them to lead. They are {staff}% of staff and {presenters}% of presenters.",
            {"group": BY_ROLE.label_of(group), "staff": per_cent(of_staff), "presenters": per_cent(of_presenters)},
        )


def _ask_once_more(counts: Counts) -> Iterator[Sentence]:
    share = summary.in_use(counts, 90)
    if isinstance(share, Bounds) and share.silent > share.of / 2:
        yield Sentence(
            "Give {silent:,} colleagues paid time to say how their commitment is going: at 90 days they did not reply.",
            {"silent": share.silent},
        )


def _told(share: Rate) -> Sentence:
    """The share as tables tell it: none or all of a few people at the edge only."""
    return rate(share.count, share.of, why_not=Sentence("")).said


def _took_part(counts: Counts) -> list[tuple[str, Rate]]:
    """Role groups that are shown, with at least one credited minute somewhere, lowest share first."""
    groups = shown_groups(counts, BY_ROLE)
    if not any(row.credited for row in groups.values()):
        return []
    shares = [(group, Rate(row.credited, row.invited)) for group, row in groups.items()]
    return sorted(shares, key=lambda each: (each[1].share, each[0]))


def _leads_little(counts: Counts) -> Iterator[tuple[str, float, float]]:
    """Role groups that lead less than their part, largest first: share of presenters, share of staff."""
    everyone = total(Turnout, [row for _, row in counts.turnout])
    if everyone.presenters == 0:
        return
    groups = shown_groups(counts, BY_ROLE)
    for group in sorted(groups, key=lambda each: (-groups[each].invited, each)):
        of_presenters = groups[group].presenters / everyone.presenters
        of_staff = groups[group].invited / everyone.invited
        if of_presenters < LEADS_LITTLE * of_staff:
            yield group, of_presenters, of_staff


def _sessions_with_few_answers(counts: Counts) -> int:
    """Offerings of whose attendees fewer than half answered, even if as many more wait as may wait unreleased."""
    most_waiting = counts.smallest_group - 1
    return sum(each.answered + most_waiting < LOW_RESPONSE * each.present for each in counts.responses)
