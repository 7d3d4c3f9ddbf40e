"""Whoever adds and subtracts everything that the pages publish, over all of them, works out no withheld cell.

Each figure published over a group is a sum over the smallest bundles of people, or of answers, that the group is
made of. A withheld cell is safe when its sum is no combination of the published ones.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdday.reports import attendance, fairness, learning, participation, reactions, voice
from pdday.reports.counts import (
    Choosing,
    Counts,
    Hours,
    Item,
    Opinions,
    Pairs,
    Places,
    Requests,
    Share,
    SlotSeats,
    Turnout,
    Who,
)
from pdday.reports.grouping import SORTINGS
from pdday.reports.pages import Page, Table
from pdday.reports.statistics import follows
from pdday.reports.values import Nothing, Withheld
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel
from tests.reports.counted import PLAN, counts

pytestmark = pytest.mark.slow

#: A school has one level.
LEVELS = {"Ridge": SchoolLevel.HIGH, "Canal": SchoolLevel.HIGH, "Lowry": SchoolLevel.MIDDLE}
WHOS = st.builds(
    lambda group, role, site: Who(group, role, LEVELS[site], site),
    st.sampled_from([EmployeeGroup.CERTIFICATED, EmployeeGroup.CLASSIFIED_HOURLY]),
    st.sampled_from([RoleGroup.TEACHERS, RoleGroup.STUDENT_SERVICES, RoleGroup.PARAPROFESSIONALS]),
    st.sampled_from(["Ridge", "Lowry", "Canal"]),
)
STRANDS = ("Literacy", "Math", "Arts", "Care")

#: What a column is a sum of, by the beginning of the table's key; the same word is the same sum on every page.
SUMS = {
    "turnout_by": ("invited", "credited", "expected", "presenters", "representation"),
    "lists_by": ("lists", "wishes"),
    "choice_by": ("lists", "top_three", "free_slots", "rank_sum", "required"),
    "places_by": ("shown", "moved", "leave", "no_record", "walk_ins", "hours", "lost"),
}


@st.composite
def days(draw) -> Counts:
    """A day of a few groups of a few people: some chose, some came, some were credited."""
    turnout, choosing, places, hours = [], [], [], []
    for who, invited in draw(st.dictionaries(WHOS, st.integers(1, 15), min_size=1, max_size=7)).items():
        credited = draw(st.integers(0, invited))
        excused = draw(st.integers(0, invited - credited))
        lists = draw(st.integers(0, invited - excused))
        turnout.append((who, Turnout(invited, credited, excused)))
        choosing.append((who, Choosing(invited - excused, lists, lists, lists // 2, 2 * lists, wishes=3 * lists)))
        places.append((who, 1, Places(invited, credited, no_record=invited - credited)))
        hours.append((who, Hours(credited, 60 * credited, 60 * credited, 60 * credited)))
    return counts(
        turnout=tuple(turnout),
        choosing=tuple(choosing),
        places=tuple(places),
        hours=tuple(hours),
        slots=(SlotSeats(1, "A", 200, sum(row.credited for _, row in turnout)),),
        plan=PLAN,
    )


@settings(max_examples=100, deadline=None)
@given(days())
def test_no_withheld_group_follows_from_all_pages_together(day):
    pages = (participation.page(day), voice.page(day), fairness.page(day), attendance.page(day))

    published, withheld = _sums_over_people(pages, [who for who, _ in day.turnout])

    assert not _worked_out(published, withheld)


def _sums_over_people(pages: Iterable[Page], whos: list[Who]):
    """By what is summed: the published sets of people, and the withheld ones."""
    published, withheld = defaultdict(list), defaultdict(list)
    for table in (table for page in pages for table in page.tables):
        what = next((sums for start, sums in SUMS.items() if table.key.startswith(start)), None)
        sorting = next((each for each in SORTINGS if table.key.endswith(f"_by_{each.key}")), None)
        if what is None or sorting is None:
            continue
        for line in table.all_lines():
            people = frozenset(who for who in whos if line.key in {"everyone", sorting.group_of(who)})
            for name, figure in zip(what, line.figures, strict=True):
                if isinstance(figure, Withheld):
                    withheld[name].append(people)
                elif not isinstance(figure, Nothing):
                    published[name].append(people)
    return published, withheld


def _worked_out(published, withheld) -> list[str]:
    """What could be worked out, by name."""
    return [
        name
        for name, hidden in withheld.items()
        if published[name] and any(follows(each, published[name]) for each in hidden)
    ]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(STRANDS), st.integers(0, 14)), max_size=9))
def test_no_withheld_strand_or_session_follows_from_the_requests_shown(asked):
    requests = tuple(Requests(f"S{place}", strand, number, 0, 30) for place, (strand, number) in enumerate(asked))
    day = counts(strands=STRANDS, requests=requests, plan=PLAN, choosing=_lists_of(99))

    page = voice.page(day)

    by_strand, by_session = page.tables[1], page.tables[2]
    wanted = {f"session {place}": each for place, each in enumerate(requests) if each.asked}
    shown = [
        frozenset(key for key, each in wanted.items() if line.key == "everyone" or line.label.said() == each.strand)
        for line in by_strand.all_lines()
        if not line.is_withheld
    ] + [frozenset({line.key}) for line in by_session.lines]
    hidden = [
        frozenset(key for key, each in wanted.items() if each.strand == line.label.said())
        for line in by_strand.lines
        if line.is_withheld
    ] + [frozenset({key}) for key, each in wanted.items() if each.asked < 5]
    assert not [each for each in hidden if each and follows(each, shown)]


def _lists_of(people: int):
    who = Who(EmployeeGroup.CERTIFICATED, RoleGroup.TEACHERS, SchoolLevel.HIGH, "Ridge")
    return ((who, Choosing(people, people, people, people, people)),)


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(STRANDS),
        st.dictionaries(st.sampled_from(list(Item)), st.integers(0, 14), min_size=6, max_size=6),
    )
)
def test_no_withheld_opinion_of_a_strand_follows_from_the_others_and_all(answered):
    opinions = tuple(
        Opinions(strand, 14, {item: Share(of // 2, of) for item, of in items.items()})
        for strand, items in answered.items()
    )

    table = reactions.page(counts(strands=STRANDS, opinions=opinions)).tables[2]

    for place, item in enumerate(reactions.ITEMS, 1):
        sizes = {strand: items[item] for strand, items in answered.items() if items[item]}
        assert not _follows_in_column(table, place, sizes)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(STRANDS), st.integers(0, 30)))
def test_no_withheld_gain_of_a_strand_follows_from_the_others_and_all(sizes):
    pairs = tuple(Pairs(strand, 2, 3, times) for strand, times in sizes.items() if times)

    (table,) = learning.page(counts(strands=STRANDS, pairs=pairs)).tables

    assert not _follows_in_column(table, 2, {strand: times for strand, times in sizes.items() if times})


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(0, 12), min_size=1, max_size=6))
def test_no_withheld_slot_follows_from_the_others_and_all(sizes):
    who = Who(EmployeeGroup.CERTIFICATED, RoleGroup.TEACHERS, SchoolLevel.HIGH, "Ridge")
    day = counts(
        turnout=((who, Turnout(20)),),
        places=tuple((who, place, Places(size, size)) for place, size in enumerate(sizes) if size),
        slots=tuple(SlotSeats(place, str(place), 30, size) for place, size in enumerate(sizes)),
    )

    table = attendance.page(day).tables[0]

    assert not _follows_in_column(table, 0, {str(place): size for place, size in enumerate(sizes) if size})


def _follows_in_column(table: Table, column: int, sizes: dict[str, int]) -> list[str]:
    """Withheld lines of a column that follow from its other lines and the last; what is empty counts for nothing."""
    shown = [
        frozenset(sizes) if line.key == "everyone" else frozenset({line.label.said()} & sizes.keys())
        for line in table.all_lines()
        if not isinstance(line.figures[column], (Withheld, Nothing))
    ]
    hidden = [line.label.said() for line in table.lines if isinstance(line.figures[column], Withheld)]
    return [name for name in hidden if shown and follows({name}, shown)]
