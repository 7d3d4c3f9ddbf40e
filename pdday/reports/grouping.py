"""The four ways in which colleagues are sorted, and which of their groups are withheld. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from pdday.reports.counts import Choosing, Hours, Places, Sums, Turnout, Who, total
from pdday.reports.statistics import withhold, withhold_across, withhold_nested
from pdday.staff import names
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel
from pdday.words import Sentence


@dataclass(frozen=True)
class Sorting:
    """One way of sorting colleagues into groups."""

    key: str
    #: What the groups are, for the head of a column.
    name: Sentence
    #: The same inside a sentence.
    lower: Sentence
    group_of: Callable[[Who], str]
    label_of: Callable[[str], Sentence]


#: Where a site's key must not be taken for a level's.
_SITE = "site "


def site_key(site: str) -> str:
    """The key of a site's group."""
    return _SITE + site


BY_ROLE = Sorting(
    "role",
    Sentence("Role"),
    Sentence("role"),
    lambda who: who.role_group,
    lambda key: names.ROLE_GROUPS[RoleGroup(key)],
)
BY_EMPLOYEE_GROUP = Sorting(
    "employee_group",
    Sentence("Employee group"),
    Sentence("employee group"),
    lambda who: who.employee_group,
    lambda key: names.EMPLOYEE_GROUPS[EmployeeGroup(key)],
)
BY_LEVEL = Sorting(
    "level",
    Sentence("Level"),
    Sentence("level"),
    lambda who: who.level,
    lambda key: names.LEVELS[SchoolLevel(key)],
)
BY_SITE = Sorting(
    "site",
    Sentence("Site"),
    Sentence("site"),
    lambda who: site_key(who.site),
    lambda key: Sentence("{site}", {"site": key.removeprefix(_SITE)}),
)
SORTINGS = (BY_ROLE, BY_EMPLOYEE_GROUP, BY_LEVEL, BY_SITE)

#: Keys of the withheld groups of each sorting, by the sorting's key.
Hidden = Mapping[str, frozenset[str]]
NOTHING_HIDDEN: Hidden = {sorting.key: frozenset() for sorting in SORTINGS}


def of_everybody(
    kind: type[Sums], rows: Iterable[tuple[Who, Sums]], turnout: Iterable[tuple[Who, Turnout]]
) -> tuple[tuple[Who, Sums], ...]:
    """The rows, and an empty one for all who are invited and have none: a line that is missing would tell, too."""
    listed = list(rows)
    known = {who for who, _ in listed}
    listed += [(who, kind()) for who, _ in turnout if who not in known]
    return tuple(listed)


def sums_by_group(kind: type[Sums], rows: Iterable[tuple[Who, Sums]], sorting: Sorting) -> dict[str, Sums]:
    """The rows added up by group, in the order in which the vocabulary has the groups; sites by name."""
    grouped: dict[str, list[Sums]] = defaultdict(list)
    for who, row in rows:
        grouped[sorting.group_of(who)].append(row)
    return {group: total(kind, grouped[group]) for group in sorted(grouped, key=_place(sorting))}


def hidden_in_turnout(rows: Iterable[tuple[Who, Turnout]], *, smallest: int) -> Hidden:
    """Groups withheld on the page of who took part: too few invited, leave taken off, or beside such a group."""
    sizes = [(who, row.invited - row.excused) for who, row in rows if row.invited]
    if not any(size for _, size in sizes):
        return {sorting.key: frozenset(sorting.group_of(who) for who, _ in sizes) for sorting in SORTINGS}
    return _hidden(sizes, smallest=smallest, also=NOTHING_HIDDEN)


def hidden_in_choosing(rows: Iterable[tuple[Who, Choosing]], *, smallest: int, also: Hidden) -> Hidden:
    """Groups withheld on the page of choice: too few choosers, beside such a group, or withheld before (`also`)."""
    sizes = [(who, row.choosers) for who, row in rows]
    return _hidden(sizes, smallest=smallest, also=also)


def hidden_in_places(rows: Iterable[tuple[Who, Places]], *, smallest: int, also: Hidden) -> Hidden:
    """Groups whose places are withheld: too few colleagues with one, beside such a group, or withheld before.

    Nobody has two places in one slot, so the fullest slot counts people.
    """
    fullest: dict[Who, int] = defaultdict(int)
    for who, row in rows:
        fullest[who] = max(fullest[who], row.assigned)
    return _hidden(list(fullest.items()), smallest=smallest, also=also)


def hidden_in_hours(rows: Iterable[tuple[Who, Hours]], *, smallest: int, also: Hidden) -> Hidden:
    """Groups whose hours are withheld: those of two colleagues would say how long each of them was there."""
    return _hidden([(who, row.people) for who, row in rows], smallest=smallest, also=also)


def _hidden(sizes: list[tuple[Who, int]], *, smallest: int, also: Hidden) -> Hidden:
    """Levels and sites are withheld together, because the sites of a level add up to it.

    What was withheld before (`also`) stays so, also where nobody of it is to be counted here: that there is
    nobody would tell on the group that keeps it company.
    """
    if not any(size for _, size in sizes):
        return also
    hidden = {}
    for sorting in (BY_ROLE, BY_EMPLOYEE_GROUP):
        by_group: dict[str, int] = defaultdict(int)
        for who, size in sizes:
            by_group[sorting.group_of(who)] += size
        hidden[sorting.key] = withhold(by_group, smallest=smallest, also=also[sorting.key])
    nested: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for who, size in sizes:
        nested[BY_LEVEL.group_of(who)][BY_SITE.group_of(who)] += size
    before = also[BY_LEVEL.key] | also[BY_SITE.key]
    hidden[BY_LEVEL.key], hidden[BY_SITE.key] = withhold_nested(nested, smallest=smallest, also=before)
    return _without_overlaps(sizes, {key: groups | also[key] for key, groups in hidden.items()})


def _without_overlaps(sizes: list[tuple[Who, int]], hidden: Hidden) -> Hidden:
    """The hidden groups, and those that would give them away because the four sortings overlap."""
    members: dict[str, set[Who]] = defaultdict(set)
    people: dict[str, int] = defaultdict(int)
    for who, size in sizes:
        for sorting in SORTINGS:
            group = f"{sorting.key}:{sorting.group_of(who)}"
            members[group].add(who)
            people[group] += size
    before = {f"{key}:{group}" for key, groups in hidden.items() for group in groups} & members.keys()
    bundles = {group: frozenset(each) for group, each in members.items()}
    after = withhold_across(bundles, people, hidden=before)
    return {
        sorting.key: frozenset(
            group.removeprefix(f"{sorting.key}:") for group in after if group.startswith(f"{sorting.key}:")
        )
        | hidden[sorting.key]
        for sorting in SORTINGS
    }


def _place(sorting: Sorting) -> Callable[[str], tuple[int, str]]:
    order = {
        BY_ROLE.key: [each.value for each in names.ROLE_GROUPS],
        BY_EMPLOYEE_GROUP.key: [each.value for each in names.EMPLOYEE_GROUPS],
        BY_LEVEL.key: [each.value for each in names.LEVELS],
    }.get(sorting.key, [])
    return lambda group: (order.index(group) if group in order else 0, group)
