"""What the report is computed from: counts of rows, and nothing about any single person. Pure.

`queries` fills these from the database; `figures` turns them into rates. Tests fill them by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from pdday.feedback.models import UseInPractice
from pdday.proposals.vocabulary import ProposalState
from pdday.reports.statistics import SMALLEST_GROUP
from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel


@dataclass(frozen=True)
class Who:
    """The four ways in which the report sorts colleagues; no page shows one crossed with another."""

    employee_group: EmployeeGroup
    role_group: RoleGroup
    level: SchoolLevel
    site: str


@dataclass(frozen=True)
class Turnout:
    """Colleagues by what the day's records say of them.

    `invited`: on the roster on the day, guests left out. `credited`: earned at least one minute.
    `excused`: reported leave and earned none; whoever came in spite of it counts as there.
    `presenters`: lead at least one session of the published timetable.
    """

    invited: int = 0
    credited: int = 0
    excused: int = 0
    presenters: int = 0


@dataclass(frozen=True)
class Choosing:
    """What colleagues asked for and what the published timetable gives them, in people and in slots.

    `people` are invited and not on leave. A *free slot* is a breakout slot in which a person is not away, does
    not present and has no session that is required of them. `choosers` are people with at least one wish and
    one free slot; all counts from `top_three` to `rank_sum` are about them and their free slots.
    Top three: a rank no higher than that of a person's third wish, so ties at the third count as in.
    """

    people: int = 0
    #: People who sent a list, whatever was on it.
    lists: int = 0
    choosers: int = 0
    #: Choosers with at least one of their top three.
    top_three: int = 0
    free_slots: int = 0
    #: Free slots by what fills them; the five add up to `free_slots`.
    first_slots: int = 0
    second_third_slots: int = 0
    lower_slots: int = 0
    unlisted_slots: int = 0
    empty_slots: int = 0
    #: Sum of the ranks of all free slots filled from the list.
    rank_sum: int = 0
    #: Breakout slots of all `people` in which they are not away, and those with a required session in them.
    slots: int = 0
    required_slots: int = 0
    #: Wishes on all these lists.
    wishes: int = 0

    @property
    def top_three_slots(self) -> int:
        """Free slots filled by one of the top three."""
        return self.first_slots + self.second_third_slots

    @property
    def listed_slots(self) -> int:
        """Free slots filled from the person's list."""
        return self.top_three_slots + self.lower_slots


@dataclass(frozen=True)
class Places:
    """Places in the published timetable by what the doors recorded: one place is one colleague in one slot.

    The four from `there` to `no_record` add up to `assigned`. Places of those who lead are left out.
    """

    assigned: int = 0
    #: In the session they had a place in.
    there: int = 0
    #: In another one of the same slot.
    elsewhere: int = 0
    #: Seen nowhere in the slot, and had reported leave.
    on_leave: int = 0
    #: Seen nowhere, and nothing reported: absent, or there and not scanned.
    no_record: int = 0
    #: Seen in a slot in which they had no place.
    walk_ins: int = 0

    @property
    def shown(self) -> int:
        """Places whose holders were in some room of the slot."""
        return self.there + self.elsewhere


@dataclass(frozen=True)
class Hours:
    """What was earned, in minutes. `people` have earned at least one."""

    people: int = 0
    #: The sum of all awards, and of each colleague's day rounded down once, as certificates have it.
    minutes: int = 0
    rounded_minutes: int = 0
    #: What the slots in which they were seen are worth from beginning to end; each slot once for each colleague.
    worth_minutes: int = 0

    @property
    def lost_minutes(self) -> int:
        """Worth less earned: for coming late, leaving early, or being out of the room."""
        return self.worth_minutes - self.minutes


@dataclass(frozen=True)
class SlotSeats:
    """A slot of the published timetable: the seats of its rooms, and how many attendees were seen in them."""

    slot_id: int
    label: str
    seats: int
    present: int


Sums = TypeVar("Sums", Turnout, Choosing, Places, Hours)


def total(kind: type[Sums], rows: list[Sums]) -> Sums:
    """The rows added up, column by column."""
    return kind(**{each.name: sum(getattr(row, each.name) for row in rows) for each in fields(kind)})


class Item(StrEnum):
    """The items of the exit ticket to which one can agree, by their columns."""

    GOOD_USE = "good_use"
    FITS_MY_WORK = "fits_my_work"
    PRACTISED = "practised"
    ROLES_HEARD = "roles_heard"
    OBJECTIVES_MET = "objectives_met"
    WILL_TRY = "will_try"


#: From which answer on somebody agrees: 4 of 5 points, and 3 of 4 for the objectives (mostly, fully).
AGREES = {item: 3 if item is Item.OBJECTIVES_MET else 4 for item in Item}


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    count: int
    of: int

    def __add__(self, other: Share) -> Share:
        return Share(self.count + other.count, self.of + other.of)


@dataclass(frozen=True)
class Opinions:
    """Released exit tickets of a strand's sessions: by item, how many agree of those who answered it."""

    strand: str
    tickets: int
    by_item: Mapping[Item, Share]


@dataclass(frozen=True)
class Pairs:
    """How many released tickets of a strand rate confidence so, looking back and now; half pairs are left out."""

    strand: str
    before: int
    now: int
    times: int


@dataclass(frozen=True)
class Response:
    """One offering: attendees present (its presenters left out), and how many of their tickets are released."""

    present: int
    answered: int
    strand: str = ""


@dataclass(frozen=True)
class Demand:
    """A session: how many put it among their top three, and how many of those have a place in it."""

    title: str
    asked: int
    seated: int


@dataclass(frozen=True)
class Requests:
    """A session that was not cancelled: how many lists have it, how many of those got a place, and its seats."""

    title: str
    strand: str
    asked: int
    placed: int
    #: Of all its runs in the published timetable.
    seats: int

    @property
    def unmet(self) -> int:
        """How many asked for it in vain."""
        return self.asked - self.placed


@dataclass(frozen=True)
class Offered:
    """Proposals of a strand in one state, drafts left out, and how many of them name a need of staff."""

    strand: str
    state: ProposalState
    times: int
    naming_a_need: int = 0


@dataclass(frozen=True)
class Plan:
    """What the solver said of the published timetable: its score, and what no timetable can exceed."""

    number: int
    status: str
    score: float
    bound: float
    #: (bound − score) / max(1, |bound|), so 0.014 means at most 1.4 % from the best there is.
    gap: float
    seed: int


@dataclass(frozen=True)
class Counts:
    """Everything that the report counts, read at one moment."""

    day_name: str
    district: str
    date: date
    time_zone: str
    read_at: datetime
    #: Groups with fewer people are withheld.
    smallest_group: int = SMALLEST_GROUP
    turnout: tuple[tuple[Who, Turnout], ...] = ()
    choosing: tuple[tuple[Who, Choosing], ...] = ()
    #: Strands by name, in their order; figures by strand leave none out.
    strands: tuple[str, ...] = ()
    opinions: tuple[Opinions, ...] = ()
    pairs: tuple[Pairs, ...] = ()
    #: Released tickets by how likely their authors would suggest the session, 0 to 10.
    suggesting: Mapping[int, int] = field(default_factory=dict)
    responses: tuple[Response, ...] = ()
    commitments: int = 0
    #: Replies by days after the day, then by what they say.
    uses: Mapping[int, Mapping[UseInPractice, int]] = field(default_factory=dict)
    demand: tuple[Demand, ...] = ()
    requests: tuple[Requests, ...] = ()
    offered: tuple[Offered, ...] = ()
    plan: Plan | None = None
    #: By group and by the slot's id; slots in the order of the day.
    places: tuple[tuple[Who, int, Places], ...] = ()
    slots: tuple[SlotSeats, ...] = ()
    hours: tuple[tuple[Who, Hours], ...] = ()

    def said_of(self, item: Item) -> Share:
        """How many agree to the item, of all who answered it."""
        return sum((each.by_item[item] for each in self.opinions if item in each.by_item), Share(0, 0))
