"""Page 3: what staff asked for, and how much of it the programme gives. Pure.

A *request* is one session on the list of one colleague who is not on leave; it is met by a place in that session.
pdday does not ask for needs yet: the page says so, and never gives a zero for what was not asked.
"""

from __future__ import annotations

from collections import Counter

from pdday.proposals.vocabulary import ProposalState
from pdday.reports import fairness
from pdday.reports.counts import Choosing, Counts, Requests, total
from pdday.reports.fairness import NO_TIMETABLE
from pdday.reports.grouping import BY_ROLE, SORTINGS, Hidden, Sorting, sums_by_group
from pdday.reports.pages import Line, Page, Table
from pdday.reports.reactions import ALL_STRANDS
from pdday.reports.shares import Rate, per_cent, rate
from pdday.reports.statistics import withhold_nested
from pdday.reports.values import Count, Figure, Mean, Nothing, Withheld
from pdday.staff.names import EVERYONE
from pdday.words import Sentence

NOT_ASKED = Sentence("not asked this year")
NO_LISTS = Sentence("no list is in yet")
NO_PROPOSALS = Sentence("nothing was proposed")
#: Sessions named on the page: those with the most requests that were not met.
MOST_NAMED = 10
WHAT_A_REQUEST_IS = Sentence(
    "A request is one session on one colleague’s list; people on leave are left out. It is met by a place in that "
    "session. Nobody has a place in more sessions than the day has slots, so not all requests on a list can be met."
)
WHAT_LISTS_SAY = Sentence(
    "Sent a list: of colleagues who are not on leave. Wishes on a list: the mean over those who sent one."
)
#: Where proposals stand, in the words of the page; drafts are not counted.
STANDS = (
    (Sentence("In the program"), frozenset({ProposalState.ACCEPTED})),
    (Sentence("Merged into another"), frozenset({ProposalState.MERGED})),
    (Sentence("On the waiting list"), frozenset({ProposalState.WAITLISTED})),
    (Sentence("Not yet decided"), frozenset({ProposalState.SUBMITTED, ProposalState.REVISE})),
    (Sentence("Not this time, or withdrawn"), frozenset({ProposalState.DECLINED, ProposalState.WITHDRAWN})),
)


def page(counts: Counts) -> Page:
    """Voice: needs, lists, requests, proposals."""
    everyone = total(Choosing, [row for _, row in counts.choosing])
    hidden = fairness.hidden_groups(counts)
    return Page(
        key="voice",
        number=3,
        title=Sentence("Voice"),
        headline=_headline(counts, everyone),
        tables=(
            _whole_table(counts, everyone),
            _strand_table(counts),
            _session_table(counts),
            _proposal_table(counts),
            *(_list_table(counts, sorting, hidden, everyone) for sorting in SORTINGS),
        ),
    )


def hidden_requests(counts: Counts) -> tuple[frozenset[str], frozenset[str]]:
    """Strands, and sessions by their place among all, whose requests are withheld. What nobody asked for hides nothing.

    The sessions of a strand add up to it, so both are withheld together.
    """
    sizes: dict[str, dict[str, int]] = {}
    for place, each in enumerate(counts.requests):
        if each.asked:
            sizes.setdefault(each.strand, {})[f"session {place}"] = each.asked
    return withhold_nested(sizes, smallest=counts.smallest_group)


def _whole_table(counts: Counts, everyone: Choosing) -> Table:
    accepted = [each for each in counts.offered if each.state is ProposalState.ACCEPTED]
    sessions = sum(each.times for each in accepted)
    naming = sum(each.naming_a_need for each in accepted)
    few = sum(each.asked < counts.smallest_group for each in counts.requests)
    lines: tuple[tuple[str, Sentence, Figure], ...] = (
        ("needs", Sentence("Needs that staff put forward"), Nothing(NOT_ASKED)),
        ("coverage", Sentence("Votes for needs that a session answers"), Nothing(NOT_ASKED)),
        (
            "naming_a_need",
            Sentence("Sessions whose presenters name a need they answer"),
            Rate(naming, sessions) if sessions else Nothing(NO_PROPOSALS),
        ),
        ("lists", Sentence("Colleagues who sent a list"), _lists(counts, everyone)),
        ("requests_met", Sentence("Requests that were met"), _met(counts, counts.requests)),
        (
            "few_requests",
            Sentence("Sessions with fewer than {smallest} requests", {"smallest": counts.smallest_group}),
            Count(few) if everyone.lists else Nothing(NO_LISTS),
        ),
    )
    return Table(
        key="voice",
        title=Sentence("What was asked, and what came of it"),
        groups=Sentence("Figure"),
        columns=(Sentence("Value"),),
        lines=tuple(Line(key, label, (figure,)) for key, label, figure in lines),
        note=Sentence(
            "Needs and votes for them were not asked this year, so how many of them the program answers is not "
            "known. {what}",
            {"what": WHAT_A_REQUEST_IS},
        ),
    )


def _strand_table(counts: Counts) -> Table:
    hidden, _ = hidden_requests(counts)
    by_strand = {strand: [each for each in counts.requests if each.strand == strand] for strand in counts.strands}
    return Table(
        key="requests_by_strand",
        is_detail=True,
        title=Sentence("Requests by strand"),
        groups=Sentence("Strand"),
        groups_inside=Sentence("strand"),
        columns=(Sentence("Sessions"), Sentence("Requests"), Sentence("Met"), Sentence("Seats")),
        lines=tuple(
            Line(
                f"strand {place}",
                Sentence("{strand}", {"strand": strand}),
                (Withheld(),) * 4 if strand in hidden else _requested(counts, by_strand[strand]),
            )
            for place, strand in enumerate(counts.strands, 1)
        ),
        everyone=Line(
            "everyone",
            ALL_STRANDS,
            (Withheld(),) * 4 if _asked_too_little(counts) else _requested(counts, list(counts.requests)),
        ),
        definition=WHAT_A_REQUEST_IS,
    )


def _requested(counts: Counts, requests: list[Requests]) -> tuple[Figure, ...]:
    asked = sum(each.asked for each in requests)
    return (
        Count(len(requests)),
        Count(asked) if any(each.asked for each in counts.requests) else Nothing(NO_LISTS),
        _met(counts, requests),
        Count(sum(each.seats for each in requests)) if counts.plan else Nothing(NO_TIMETABLE),
    )


def _session_table(counts: Counts) -> Table:
    _, hidden = hidden_requests(counts)
    named = [
        (place, each)
        for place, each in enumerate(counts.requests)
        if each.asked >= counts.smallest_group and f"session {place}" not in hidden
    ]
    named.sort(key=lambda each: (-each[1].unmet, each[1].title, each[0]))
    return Table(
        key="requests_by_session",
        is_detail=True,
        title=Sentence("Sessions with the most requests not met"),
        groups=Sentence("Session"),
        columns=(Sentence("Requests"), Sentence("Met"), Sentence("Not met"), Sentence("Seats")),
        lines=tuple(
            Line(
                f"session {place}",
                Sentence("{title}", {"title": each.title}),
                (Count(each.asked), _met(counts, [each]), Count(each.unmet), Count(each.seats)),
            )
            for place, each in named[:MOST_NAMED]
            if counts.plan and each.unmet
        ),
        note=Sentence(
            "The {most} with the most requests that were not met. Sessions with fewer than {smallest} requests, and "
            "those that would tell on them, are not named.",
            {"most": MOST_NAMED, "smallest": counts.smallest_group},
        ),
        definition=WHAT_A_REQUEST_IS,
    )


def _proposal_table(counts: Counts) -> Table:
    by_strand: dict[str, Counter[ProposalState]] = {strand: Counter() for strand in counts.strands}
    for each in counts.offered:
        by_strand.setdefault(each.strand, Counter())[each.state] += each.times
    everyone = sum(by_strand.values(), Counter[ProposalState]())
    return Table(
        key="proposals_by_strand",
        is_detail=True,
        title=Sentence("Proposals by strand"),
        groups=Sentence("Strand"),
        groups_inside=Sentence("strand"),
        columns=(Sentence("Proposed"), Sentence("In the program")),
        lines=tuple(
            Line(f"strand {place}", Sentence("{strand}", {"strand": strand}), _proposed(states))
            for place, (strand, states) in enumerate(by_strand.items(), 1)
        ),
        everyone=Line("everyone", ALL_STRANDS, _proposed(everyone)),
        note=_where_they_stand(everyone),
        definition=Sentence("Proposals that were handed in; drafts are not counted, and no author is named."),
    )


def _proposed(states: Counter[ProposalState]) -> tuple[Figure, ...]:
    proposed, accepted = sum(states.values()), states[ProposalState.ACCEPTED]
    return Count(proposed), Rate(accepted, proposed) if proposed else Nothing(NO_PROPOSALS)


def _where_they_stand(states: Counter[ProposalState]) -> Sentence:
    """The whole day's proposals by where they stand, in one sentence."""
    said = Sentence("Proposals that were handed in; drafts are not counted.")
    for label, kinds in STANDS:
        facts = {"said": said, "label": label, "count": sum(states[state] for state in kinds)}
        said = Sentence("{said} {label}: {count:,}.", facts)
    return said


def _list_table(counts: Counts, sorting: Sorting, hidden: Hidden, everyone: Choosing) -> Table:
    groups = sums_by_group(Choosing, fairness.by_who(counts), sorting)
    return Table(
        key=f"lists_by_{sorting.key}",
        is_detail=True,
        title=Sentence("Lists by {sorting}", {"sorting": sorting.lower}),
        groups=sorting.name,
        groups_inside=sorting.lower,
        columns=(Sentence("Sent a list"), Sentence("Wishes on a list")),
        lines=tuple(
            Line(
                group,
                sorting.label_of(group),
                (Withheld(),) * 2 if group in hidden[sorting.key] else _listed(row, everyone),
            )
            for group, row in groups.items()
        ),
        everyone=Line("everyone", EVERYONE, (Withheld(),) * 2 if _is_too_few(counts) else _listed(everyone, everyone)),
        note=WHAT_LISTS_SAY if sorting is BY_ROLE else None,
        definition=WHAT_LISTS_SAY,
    )


def _listed(row: Choosing, everyone: Choosing) -> tuple[Figure, ...]:
    if everyone.lists == 0:
        return (Nothing(NO_LISTS),) * 2
    wishes = Mean(row.wishes / row.lists, row.lists) if row.lists else Nothing(NO_LISTS)
    return rate(row.lists, row.people, why_not=fairness.NO_CHOOSERS), wishes


def _lists(counts: Counts, everyone: Choosing) -> Figure:
    return Withheld() if _is_too_few(counts) else _listed(everyone, everyone)[0]


def _met(counts: Counts, requests: tuple[Requests, ...] | list[Requests]) -> Figure:
    asked = sum(each.asked for each in requests)
    if counts.plan is None:
        return Nothing(NO_TIMETABLE)
    if 0 < asked < counts.smallest_group:
        return Withheld()
    return Rate(sum(each.placed for each in requests), asked) if asked else Nothing(NO_LISTS)


def _asked_too_little(counts: Counts) -> bool:
    """Whether there are so few requests that even all of them together are withheld."""
    return _is_too_few(counts) or 0 < sum(each.asked for each in counts.requests) < counts.smallest_group


def _is_too_few(counts: Counts) -> bool:
    return fairness.is_too_few(counts, total(Choosing, [row for _, row in counts.choosing]))


def _headline(counts: Counts, everyone: Choosing) -> Sentence:
    if everyone.lists == 0:
        return Sentence("Nobody has sent a list yet, and needs were not asked this year.")
    if _is_too_few(counts):
        return Sentence("Too few sent a list to say anything, and needs were not asked this year.")
    facts: dict[str, object] = {"lists": everyone.lists, "people": everyone.people}
    met = _met(counts, counts.requests)
    if not isinstance(met, Rate):
        return Sentence("{lists:,} of {people:,} colleagues sent a list; needs were not asked this year.", facts)
    return Sentence(
        "{lists:,} of {people:,} colleagues sent a list, and {percent}% of their requests were met; needs were not "
        "asked this year.",
        facts | {"percent": per_cent(met.share)},
    )
