"""Two timetables of a day beside each other: what each means for people, and which runs and days differ.

Which of the two is better is said line by line; which of them the day needs is for people to weigh.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pdday.staff.models import StaffMember
from pdday.staff.names import ROLE_GROUPS
from pdday.timetable import place_queries, queries
from pdday.timetable.grid import NEARLY_FULL
from pdday.timetable.models import Offering, Timetable
from pdday.words import Sentence

#: So many people are named whose day differs: more than these nobody reads through.
MOST_NAMED = 200


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"
    PERCENT = "percent"
    GAP = "gap"


class Better(StrEnum):
    """Which of the two does better in one respect."""

    ONE = "one"
    OTHER = "other"
    SAME = "same"
    #: Neither more nor less of it is better, or the two can't be compared in it.
    OPEN = "open"


@dataclass(frozen=True)
class Figure:
    """A number, and for a share of how many people it is."""

    value: float
    of: int | None = None

    @property
    def weight(self) -> float:
        """What two figures are compared by."""
        return self.value if self.of is None else self.value / self.of if self.of else 0.0


@dataclass(frozen=True)
class Line:
    """One respect in which two timetables are compared."""

    what: Sentence
    unit: Unit
    one: Figure
    other: Figure
    better: Better


@dataclass(frozen=True)
class Move:
    """A run that is somewhere else in the other timetable; on one side only, it is in that one alone."""

    title: str
    one: Offering | None
    other: Offering | None


@dataclass(frozen=True)
class Differences:
    """What is not the same in two timetables."""

    moved: Sequence[Move]
    only_one: Sequence[Move]
    only_other: Sequence[Move]
    same_runs: int
    #: People whose day differs in anything, and those who attend other sessions.
    days: int
    #: The former by name, in the order of last names; no more than MOST_NAMED.
    people: Sequence[StaffMember]
    sessions: int
    #: People who have their first choice in only one of the two.
    first_only_one: int
    first_only_other: int


def lines(one: Timetable, other: Timetable) -> Iterator[Line]:
    """Every respect that both tell something about, what matters to people first."""
    same_lists = one.fingerprint == other.fingerprint
    yield from _of_people(one, other)
    yield from _of_groups(one, other)
    yield from _of_runs(one, other)
    score = Sentence("Score"), Figure(round(one.score)), Figure(round(other.score))
    bound = Sentence("No plan can score more than"), Figure(round(one.bound)), Figure(round(other.bound))
    yield _line(*score, more=True if same_lists else None)
    yield _line(*bound)
    gap = Sentence("Proved gap"), Figure(one.gap), Figure(other.gap)
    yield _line(*gap, more=False if same_lists else None, unit=Unit.GAP)


def differences(one: Timetable, other: Timetable) -> Differences:
    """Which runs moved, went or appeared, and how many people's days are not the same."""
    moved, only_one, only_other, same = _runs_matched(queries.offerings(one), queries.offerings(other))
    days = place_queries.places_by_person(one), place_queries.places_by_person(other)
    everyone = days[0].keys() | days[1].keys()
    differing = {person for person in everyone if days[0].get(person) != days[1].get(person)}
    attended = [{person: {place[:2] for place in places} for person, places in each.items()} for each in days]
    first = place_queries.people_with_first_choice(one), place_queries.people_with_first_choice(other)
    return Differences(
        moved,
        only_one,
        only_other,
        same,
        days=len(differing),
        people=place_queries.people_by_name(differing, most=MOST_NAMED),
        sessions=sum(_sessions(attended[0], person) != _sessions(attended[1], person) for person in everyone),
        first_only_one=len(first[0] - first[1]),
        first_only_other=len(first[1] - first[0]),
    )


def _sessions(attended: Mapping[int, set[tuple[int, int | None]]], person: int) -> set[int | None]:
    return {session_id for _slot_id, session_id in attended.get(person, set())}


#: What `meaning` keeps as a share of people, and as a count; whether more of it is better.
_SHARES = (
    ("first", Sentence("Got their first choice"), True),
    ("top_three", Sentence("Got one of their top three"), True),
    ("none_of_top_three", Sentence("Got none of their top three"), False),
)
_COUNTS = (
    ("unplaced", Sentence("Without a place"), False),
    ("missed", Sentence("Requirements missed"), False),
    ("under_minimum", Sentence("Runs under their minimum"), False),
)


def _of_people(one: Timetable, other: Timetable) -> Iterator[Line]:
    told = one.measures, other.measures
    for name, what, more in _SHARES:
        if all(name in each for each in told):
            figures = [Figure(each[name]["count"], each[name]["people"]) for each in told]
            yield _line(what, *figures, more=more, unit=Unit.SHARE)
    for name, what, more in _COUNTS:
        if all(name in each for each in told):
            yield _line(what, *(Figure(each[name]) for each in told), more=more)
    if all(each.get("lowest_satisfaction") is not None for each in told):
        lowest = [Figure(each["lowest_satisfaction"]) for each in told]
        yield _line(Sentence("Worst-off person"), *lowest, more=True, unit=Unit.PERCENT)


def _of_groups(one: Timetable, other: Timetable) -> Iterator[Line]:
    """Two or more of their top three, by kind of work; groups that both name."""
    by_group = [{each["group"]: each for each in told.measures.get("roles", ())} for told in (one, other)]
    for group, name in ROLE_GROUPS.items():
        if all(group in each for each in by_group):
            figures = [Figure(each[group]["count"], each[group]["people"]) for each in by_group]
            what = Sentence("{group}: two of their top three", {"group": name})
            yield _line(what, *figures, more=True, unit=Unit.SHARE)


def _of_runs(one: Timetable, other: Timetable) -> Iterator[Line]:
    runs = [[each for each in queries.offerings(told) if each.session_id] for told in (one, other)]
    taken = [queries.seats_taken_by_offering(told) for told in (one, other)]
    repeated = [sum(count > 1 for count in Counter(offering.session_id for offering in each).values()) for each in runs]
    crowded = [
        sum(seats.get(offering.id, 0) > NEARLY_FULL * offering.seats for offering in each)
        for each, seats in zip(runs, taken, strict=True)
    ]
    yield _line(Sentence("Runs"), *(Figure(len(each)) for each in runs))
    yield _line(Sentence("Sessions that run more than once"), *map(Figure, repeated))
    yield _line(Sentence("Rooms in use"), *(Figure(len({offering.room_id for offering in each})) for each in runs))
    yield _line(Sentence("Runs more than 90% full"), *map(Figure, crowded), more=False)


def _line(what: Sentence, one: Figure, other: Figure, *, more: bool | None = None, unit: Unit = Unit.COUNT) -> Line:
    """`more`: whether more of it is better; None where neither is."""
    if more is None:
        better = Better.OPEN
    elif abs(one.weight - other.weight) < 1e-9:
        better = Better.SAME
    else:
        better = Better.ONE if (one.weight > other.weight) is more else Better.OTHER
    return Line(what, unit, one, other, better)


def _runs_matched(one: Sequence[Offering], other: Sequence[Offering]) -> tuple[list[Move], list[Move], list[Move], int]:
    """Each session's runs in pairs: first those that are alike, then those that share slot or room, then the rest."""
    there = _by_session(one), _by_session(other)
    moved, only_one, only_other, same = [], [], [], 0
    for session_id in sorted(there[0].keys() | there[1].keys()):
        left, right = list(there[0].get(session_id, ())), list(there[1].get(session_id, ()))
        title = (left or right)[0].title
        same += len(_paired(left, right, lambda each: (each.slot_id, each.room_id)))
        for alike in (lambda each: each.slot_id, lambda each: each.room_id, lambda _each: True):
            moved += [Move(title, *pair) for pair in _paired(left, right, alike)]
        only_one += [Move(title, each, None) for each in left]
        only_other += [Move(title, None, each) for each in right]
    return moved, only_one, only_other, same


def _by_session(offerings: Sequence[Offering]) -> dict[int, list[Offering]]:
    found: dict[int, list[Offering]] = defaultdict(list)
    for offering in offerings:
        if offering.session_id is not None:
            found[offering.session_id].append(offering)
    return found


def _paired(
    left: list[Offering], right: list[Offering], alike: Callable[[Offering], object]
) -> list[tuple[Offering, Offering]]:
    """Take out of both lists the pairs that are alike."""
    pairs = []
    for each in list(left):
        twin = next((candidate for candidate in right if alike(candidate) == alike(each)), None)
        if twin is not None:
            left.remove(each)
            right.remove(twin)
            pairs.append((each, twin))
    return pairs
