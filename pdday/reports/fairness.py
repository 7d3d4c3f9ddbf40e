"""Page 4: what people chose, what they got, and whether every group got it alike. Pure.

The words *free slot*, *chooser* and *top three* are those of `counts.Choosing`.
"""

from __future__ import annotations

from dataclasses import dataclass

from pdday.reports.counts import Choosing, Counts, Who, total
from pdday.reports.grouping import (
    BY_EMPLOYEE_GROUP,
    BY_ROLE,
    SORTINGS,
    Hidden,
    Sorting,
    hidden_in_choosing,
    hidden_in_turnout,
    of_everybody,
    sums_by_group,
)
from pdday.reports.pages import Line, Page, Table
from pdday.reports.shares import Rate, per_cent, rate
from pdday.reports.statistics import wilson
from pdday.reports.values import Bare, Figure, Mean, Named, Nothing, Withheld
from pdday.staff.names import EVERYONE
from pdday.words import Sentence

COLUMNS = (
    Sentence("Sent a list"),
    Sentence("Top-three choice"),
    Sentence("Slots from top three"),
    Sentence("Mean rank"),
    Sentence("Required slots"),
)
WHAT_COLUMNS_SAY = Sentence(
    "Top-three choice: colleagues with at least one, of those who sent a list and had a free slot. Slots from top "
    "three: of their free slots. Mean rank: of the sessions on their list that they got. Required slots: of all "
    "breakout slots in which the group is there."
)
NO_CHOOSERS = Sentence("nobody with a free slot sent a list")
NO_TIMETABLE = Sentence("no timetable is published yet")


def page(counts: Counts) -> Page:
    """Choice and fairness."""
    hidden = hidden_groups(counts)
    everyone = total(Choosing, [row for _, row in counts.choosing])
    return Page(
        key="fairness",
        number=4,
        title=Sentence("Choice and fairness"),
        headline=_headline(counts, everyone),
        tables=(
            slots_table(counts, everyone),
            _whole_table(counts),
            *(_table(counts, sorting, hidden, everyone) for sorting in SORTINGS),
        ),
    )


def hidden_groups(counts: Counts) -> Hidden:
    """The groups withheld on this page: those of page 2 too, so that no page tells on another."""
    before = hidden_in_turnout(counts.turnout, smallest=counts.smallest_group)
    return hidden_in_choosing(by_who(counts), smallest=counts.smallest_group, also=before)


def by_who(counts: Counts) -> tuple[tuple[Who, Choosing], ...]:
    """What was counted of choosing, of everybody who is invited."""
    return of_everybody(Choosing, counts.choosing, counts.turnout)


@dataclass(frozen=True)
class Gap:
    """The groups that got one of their top three least and most often, and whether their intervals overlap."""

    lowest: Sentence
    lowest_rate: Rate
    highest: Sentence
    highest_rate: Rate

    @property
    def is_within_chance(self) -> bool:
        low, high = self.lowest_rate, self.highest_rate
        return wilson(low.count, low.of).overlaps(wilson(high.count, high.of))


def largest_gap(counts: Counts) -> Gap | None:
    """The largest gap in the top-three rate between any two role groups, or any two employee groups."""
    gaps = [gap for sorting in (BY_ROLE, BY_EMPLOYEE_GROUP) if (gap := _gap(counts, sorting))]
    return max(gaps, key=lambda gap: gap.highest_rate.share - gap.lowest_rate.share, default=None)


def _gap(counts: Counts, sorting: Sorting) -> Gap | None:
    hidden = hidden_groups(counts)[sorting.key]
    groups = sums_by_group(Choosing, by_who(counts), sorting)
    shown = [
        (Rate(row.top_three, row.choosers), sorting.label_of(group))
        for group, row in groups.items()
        if group not in hidden
    ]
    if counts.plan is None or len(shown) < 2:
        return None
    lowest = min(shown, key=lambda each: each[0].share)
    highest = max(shown, key=lambda each: each[0].share)
    return Gap(lowest[1], lowest[0], highest[1], highest[0])


def slots_table(counts: Counts, everyone: Choosing) -> Table:
    """What the free slots of choosers hold: five shares that add up to one. A count, so no interval."""
    filled = (
        ("first", Sentence("their first choice"), everyone.first_slots),
        ("second_third", Sentence("their second or third"), everyone.second_third_slots),
        ("lower", Sentence("a lower choice"), everyone.lower_slots),
        ("unlisted", Sentence("a session not on their list"), everyone.unlisted_slots),
        ("empty", Sentence("no place"), everyone.empty_slots),
    )
    return Table(
        key="free_slots",
        title=Sentence("What free slots hold"),
        groups=Sentence("Free slots hold"),
        columns=(Sentence("Share of free slots"),),
        lines=tuple(Line(key, label, (_share_of_slots(counts, everyone, count),)) for key, label, count in filled),
        note=Sentence(
            "A free slot is a breakout in which a colleague is there, does not present and has no required session. "
            "Counted for those who sent a list."
        ),
    )


def none_of_top_three(counts: Counts) -> Figure:
    """Choosers who got none of their top three, over all choosers; the aim is 0."""
    everyone = total(Choosing, [row for _, row in counts.choosing])
    if counts.plan is None:
        return Nothing(NO_TIMETABLE)
    if is_too_few(counts, everyone):
        return Withheld()
    return rate(everyone.choosers - everyone.top_three, everyone.choosers, why_not=NO_CHOOSERS)


def is_too_few(counts: Counts, everyone: Choosing) -> bool:
    """Whether so few are there, or chose, that even what all of them asked for and got is withheld."""
    return any(0 < number < counts.smallest_group for number in (everyone.people, everyone.lists, everyone.choosers))


def _share_of_slots(counts: Counts, everyone: Choosing, count: int) -> Figure:
    if counts.plan is None:
        return Nothing(NO_TIMETABLE)
    if is_too_few(counts, everyone):
        return Withheld()
    return Rate(count, everyone.free_slots) if everyone.free_slots else Nothing(NO_CHOOSERS)


def _table(counts: Counts, sorting: Sorting, hidden: Hidden, everyone: Choosing) -> Table:
    groups = sums_by_group(Choosing, by_who(counts), sorting)
    return Table(
        note=WHAT_COLUMNS_SAY if sorting is BY_ROLE else None,
        definition=WHAT_COLUMNS_SAY,
        key=f"choice_by_{sorting.key}",
        is_detail=True,
        title=Sentence("By {sorting}", {"sorting": sorting.lower}),
        groups=sorting.name,
        groups_inside=sorting.lower,
        columns=COLUMNS,
        lines=tuple(
            Line(group, sorting.label_of(group), _figures(counts, row, is_shown=group not in hidden[sorting.key]))
            for group, row in groups.items()
        ),
        everyone=Line("everyone", EVERYONE, _figures(counts, everyone, is_shown=not is_too_few(counts, everyone))),
    )


def _figures(counts: Counts, row: Choosing, *, is_shown: bool) -> tuple[Figure, ...]:
    if not is_shown:
        return (Withheld(),) * len(COLUMNS)
    lists = rate(row.lists, row.people, why_not=NO_CHOOSERS)
    if counts.plan is None:
        return (lists, *(Nothing(NO_TIMETABLE),) * 4)
    return (
        lists,
        rate(row.top_three, row.choosers, why_not=NO_CHOOSERS, chance=True),
        Rate(row.top_three_slots, row.free_slots) if row.free_slots else Nothing(NO_CHOOSERS),
        Mean(row.rank_sum / row.listed_slots, row.listed_slots) if row.listed_slots else Nothing(NO_CHOOSERS),
        Rate(row.required_slots, row.slots) if row.slots else Nothing(NO_TIMETABLE),
    )


def _whole_table(counts: Counts) -> Table:
    """What the solver knows of the timetable as a whole: its score, and what none can exceed."""
    plan, missing = counts.plan, Nothing(NO_TIMETABLE)
    lines = (
        ("none_of_top_three", Sentence("Colleagues with none of their top three"), none_of_top_three(counts)),
        ("score", Sentence("Its score"), Bare(plan.score) if plan else missing),
        ("bound", Sentence("No timetable can score more than"), Bare(plan.bound) if plan else missing),
        ("seed", Sentence("Draw number that decided between equals"), Named(plan.seed) if plan else missing),
    )
    return Table(
        key="plan",
        title=Sentence("How good the timetable is as a whole"),
        groups=Sentence("The timetable"),
        columns=(Sentence("Figure"),),
        lines=tuple(Line(key, label, (figure,)) for key, label, figure in lines),
        note=Sentence("So it is at most {gap:.1%} from the best there can be.", {"gap": plan.gap}) if plan else None,
    )


def _headline(counts: Counts, everyone: Choosing) -> Sentence:
    if counts.plan is None:
        return Sentence("No timetable is published yet.")
    if everyone.choosers == 0:
        return Sentence("Nobody with a free slot sent a list.")
    if is_too_few(counts, everyone):
        return Sentence("Too few colleagues sent a list to say anything.")
    facts = {
        "percent": per_cent(everyone.top_three_slots / everyone.free_slots),
        "none": everyone.choosers - everyone.top_three,
        "choosers": everyone.choosers,
    }
    pattern = (
        "{percent}% of free slots went to a top-three choice; {none:,} of {choosers:,} colleagues got none of theirs."
    )
    return Sentence(pattern, facts)
