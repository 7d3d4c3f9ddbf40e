"""Page 2: who took part, and who led. Pure.

Participation is distinct colleagues with at least one credited minute, over all who were invited; and again
over those invited less whoever reported leave and stayed away. A count of everyone there is: no interval.
"""

from __future__ import annotations

from pdday.reports.counts import Counts, Turnout, total
from pdday.reports.grouping import BY_ROLE, SORTINGS, Hidden, Sorting, hidden_in_turnout, sums_by_group
from pdday.reports.pages import Line, Page, Table
from pdday.reports.shares import Rate, Ratio, rate
from pdday.reports.values import Figure, Nothing, Withheld
from pdday.staff.names import EVERYONE
from pdday.words import Sentence

COLUMNS = (
    Sentence("Invited"),
    Sentence("Took part"),
    Sentence("of those not on leave"),
    Sentence("Led a session"),
    Sentence("Presenters ÷ staff"),
)
WHAT_COLUMNS_SAY = Sentence(
    "Took part: colleagues with at least one credited minute, of all invited; then of those who were not on leave, or "
    "came all the same. "
    "Presenters ÷ staff: a group's share of all presenters, divided by its share of all staff."
)
NOBODY_INVITED = Sentence("nobody is on the roster")
NOBODY_LEADS = Sentence("nobody leads a session yet")
NO_MINUTES = Sentence("no minutes are credited yet")


def page(counts: Counts) -> Page:
    """Who took part, in four sortings."""
    hidden = hidden_in_turnout(counts.turnout, smallest=counts.smallest_group)
    everyone = total(Turnout, [row for _, row in counts.turnout])
    return Page(
        key="participation",
        number=2,
        title=Sentence("Who took part"),
        headline=_headline(everyone),
        tables=tuple(_table(counts, sorting, hidden, everyone) for sorting in SORTINGS),
    )


def shown_groups(counts: Counts, sorting: Sorting) -> dict[str, Turnout]:
    """The groups of a sorting that are not withheld."""
    hidden = hidden_in_turnout(counts.turnout, smallest=counts.smallest_group)[sorting.key]
    groups = sums_by_group(Turnout, counts.turnout, sorting)
    return {group: row for group, row in groups.items() if group not in hidden}


def took_part(row: Turnout, *, any_credited: bool) -> Figure:
    """Credited over invited."""
    return rate(row.credited, row.invited, why_not=NOBODY_INVITED) if any_credited else Nothing(NO_MINUTES)


def took_part_of_expected(row: Turnout, *, any_credited: bool) -> Figure:
    """Credited over invited less those who reported leave and stayed away."""
    if not any_credited:
        return Nothing(NO_MINUTES)
    return rate(row.credited, row.invited - row.excused, why_not=NOBODY_INVITED)


def representation(row: Turnout, everyone: Turnout) -> Figure:
    """A group's share of all presenters, divided by its share of all invited staff."""
    if everyone.presenters == 0 or row.invited == 0:
        return Nothing(NOBODY_LEADS)
    return Ratio(Rate(row.presenters, everyone.presenters), Rate(row.invited, everyone.invited))


def _table(counts: Counts, sorting: Sorting, hidden: Hidden, everyone: Turnout) -> Table:
    groups = sums_by_group(Turnout, counts.turnout, sorting)
    lines = tuple(
        Line(group, sorting.label_of(group), _figures(row, everyone, is_shown=group not in hidden[sorting.key]))
        for group, row in groups.items()
    )
    enough = everyone.invited - everyone.excused >= counts.smallest_group or everyone.invited == 0
    return Table(
        note=WHAT_COLUMNS_SAY if sorting is BY_ROLE else None,
        definition=WHAT_COLUMNS_SAY,
        key=f"turnout_by_{sorting.key}",
        is_detail=True,
        title=Sentence("By {sorting}", {"sorting": sorting.lower}),
        groups=sorting.name,
        groups_inside=sorting.lower,
        columns=COLUMNS,
        lines=lines,
        everyone=Line("everyone", EVERYONE, _figures(everyone, everyone, is_shown=enough)),
    )


def _figures(row: Turnout, everyone: Turnout, *, is_shown: bool) -> tuple[Figure, ...]:
    if not is_shown:
        return (Withheld(),) * len(COLUMNS)
    any_credited = everyone.credited > 0
    return (
        Rate(row.invited, everyone.invited) if everyone.invited else Nothing(NOBODY_INVITED),
        took_part(row, any_credited=any_credited),
        took_part_of_expected(row, any_credited=any_credited),
        # Who leads stands in the programme, so small numbers need no tact here.
        Rate(row.presenters, row.invited) if everyone.presenters and row.invited else Nothing(NOBODY_LEADS),
        representation(row, everyone),
    )


def _headline(everyone: Turnout) -> Sentence:
    if everyone.invited == 0:
        return Sentence("Nobody is on the roster of this day.")
    if everyone.credited == 0:
        facts: dict[str, object] = {"invited": everyone.invited}
        return Sentence("No minutes are credited yet to any of the {invited:,} invited.", facts)
    facts = {"credited": everyone.credited, "invited": everyone.invited, "presenters": everyone.presenters}
    return Sentence("{credited:,} of {invited:,} invited took part, and {presenters:,} led a session.", facts)
