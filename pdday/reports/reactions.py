"""Page 6: what people said on leaving a session. Pure.

Shares are of those who answered, with Wilson's interval; beside them stands how many that is of all who were there,
for an interval says nothing of those who did not answer. Strands are the smallest thing told: no session, nobody's
name, no order by result.
"""

from __future__ import annotations

from collections.abc import Mapping

from pdday.reports.counts import Counts, Item, Share
from pdday.reports.pages import Line, Page, Table
from pdday.reports.shares import Bounds, Difference, Rate, ends, rate
from pdday.reports.statistics import FEWEST_PROMOTER_ANSWERS, net_promoter, withhold
from pdday.reports.summary import (
    NO_ANSWERS,
    NOBODY_PRESENT,
    agreement,
    good_use,
    of_all_attendances,
    response,
    response_of,
)
from pdday.reports.values import Figure, Nothing, Withheld
from pdday.words import Sentence

#: What each item says, short enough for the head of a column.
ITEMS = {
    Item.GOOD_USE: Sentence("A good use of my time"),
    Item.FITS_MY_WORK: Sentence("Fits the people I work with"),
    Item.PRACTISED: Sentence("We practiced, not only listened"),
    Item.ROLES_HEARD: Sentence("People in all roles were heard"),
    Item.OBJECTIVES_MET: Sentence("The objectives were met"),
    Item.WILL_TRY: Sentence("Likely to try it within 30 days"),
}
WHAT_ITEMS_SAY = Sentence(
    "Agree: agree or strongly agree; objectives mostly or fully met; likely or very likely to try it. Answered: of all "
    "attendances, presenters of the session left out. Of all attendances: the least and the most it could be, if "
    "none or all of those who did not answer agreed."
)
WHAT_STRANDS_SAY = Sentence(
    "Answered: released tickets, of attendances at the strand's sessions. Then who agrees, of those who answered the "
    "item. Strands are in the order of the program; one that fewer than five answered is withheld."
)
FEW_PROMOTERS = Sentence("fewer than {fewest} answered", {"fewest": FEWEST_PROMOTER_ANSWERS})
NOBODY = Share(0, 0)
ALL_STRANDS = Sentence("All strands")


def page(counts: Counts) -> Page:
    """Reactions: by item, and by strand."""
    return Page(
        key="reactions",
        number=6,
        title=Sentence("Reactions"),
        headline=_headline(counts),
        tables=(_item_table(counts), _suggest_table(counts), _strand_table(counts)),
    )


def who_did_not_answer(counts: Counts) -> Sentence:
    """What stands under every chart of answers: how many answered, and what that leaves open."""
    answered, share = response(counts), good_use(counts)
    if not isinstance(answered, Rate):
        return NO_ANSWERS
    facts: dict[str, object] = {"percent": answered.said, "count": answered.count, "of": answered.of}
    told = Sentence(
        "Of those who answered: {percent} of attendances ({count:,} of {of:,}). The rest did not answer, or their "
        "tickets are not released; they may think otherwise.",
        facts,
    )
    bounds = of_all_attendances(counts, share)
    if not isinstance(bounds, Bounds):
        return told
    return Sentence(
        "{told} Of all attendances, a good use of time lies between {low} and {high}%.",
        {"told": told} | ends(bounds.interval),
    )


def _item_table(counts: Counts) -> Table:
    return Table(
        key="items",
        title=Sentence("By item"),
        groups=Sentence("Item"),
        columns=(Sentence("Agree"), Sentence("Answered"), Sentence("Of all attendances")),
        lines=tuple(Line(item, said, _of_item(counts, item)) for item, said in ITEMS.items()),
        note=Sentence("{what} {who}", {"what": WHAT_ITEMS_SAY, "who": who_did_not_answer(counts)}),
    )


def _of_item(counts: Counts, item: Item) -> tuple[Figure, ...]:
    said = counts.said_of(item)
    share = agreement(counts, said)
    present = sum(each.present for each in counts.responses)
    return share, rate(said.of, present, why_not=NOBODY_PRESENT), of_all_attendances(counts, share)


def _suggest_table(counts: Counts) -> Table:
    """The distribution always, the net score from thirty answers up; both withheld below the smallest group."""
    n = sum(counts.suggesting.values())
    too_few = 0 < n < counts.smallest_group
    return Table(
        key="suggest",
        is_detail=True,
        title=Sentence("“Would you suggest it to a colleague in a job like yours?”"),
        groups=Sentence("From 0 to 10"),
        columns=(Sentence("Share of answers"),),
        lines=tuple(
            Line(
                str(point),
                Sentence("{point}", {"point": point}),
                (Withheld() if too_few else rate(counts.suggesting.get(point, 0), n, why_not=NO_ANSWERS),),
            )
            for point in range(10, -1, -1)
        ),
        everyone=Line("net", Sentence("9 or 10, minus 0 to 6"), (Withheld() if too_few else _net(counts.suggesting),)),
        note=Sentence(
            "The last line is the net promoter score, told from {fewest} answers up. {who}",
            {"fewest": FEWEST_PROMOTER_ANSWERS, "who": who_did_not_answer(counts)},
        ),
    )


def _net(suggesting: Mapping[int, int]) -> Figure:
    net = net_promoter(suggesting)
    if net is None:
        return Nothing(NO_ANSWERS if not suggesting else FEW_PROMOTERS)
    return Difference(net.score, net.n, net.interval)


def _strand_table(counts: Counts) -> Table:
    said = {(each.strand, item): share for each in counts.opinions for item, share in each.by_item.items()}
    hidden = {item: _hidden(counts, item) for item in Item}
    return Table(
        key="reactions_by_strand",
        is_detail=True,
        title=Sentence("By strand"),
        groups=Sentence("Strand"),
        groups_inside=Sentence("strand"),
        columns=(Sentence("Answered"), *ITEMS.values()),
        lines=tuple(
            Line(
                f"strand {place}",
                Sentence("{strand}", {"strand": strand}),
                (
                    response_of(each for each in counts.responses if each.strand == strand),
                    *(
                        Withheld() if strand in hidden[item] else agreement(counts, said.get((strand, item), NOBODY))
                        for item in ITEMS
                    ),
                ),
            )
            for place, strand in enumerate(counts.strands, 1)
        ),
        everyone=Line(
            "everyone", ALL_STRANDS, (response(counts), *(agreement(counts, counts.said_of(item)) for item in ITEMS))
        ),
        note=Sentence("{what} {who}", {"what": WHAT_STRANDS_SAY, "who": who_did_not_answer(counts)}),
    )


def _hidden(counts: Counts, item: Item) -> frozenset[str]:
    """Strands whose answers to an item are withheld: too few, or beside such a strand. Without answers, nothing is."""
    sizes = {each.strand: each.by_item[item].of for each in counts.opinions if each.by_item[item].of}
    return withhold(sizes, smallest=counts.smallest_group)


def _headline(counts: Counts) -> Sentence:
    share, answered = good_use(counts), response(counts)
    if isinstance(share, Nothing):
        return Sentence("No exit tickets are released yet.")
    if isinstance(share, Withheld):
        return Sentence("Too few answered to say anything.")
    return Sentence(
        "{share} of those who answered found their session a good use of time; answers are released for {response} of "
        "attendances.",
        {"share": share.said, "response": answered.said},
    )
