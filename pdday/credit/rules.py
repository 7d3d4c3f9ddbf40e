"""From presence to minutes of credit. Pure; the algorithm is that of DOMAIN section 8, slot by slot.

1. A slot's minutes are those between arriving and leaving that lie in the slot. Coming up to `grace_in` late or
   leaving up to `grace_out` early is forgiven in full; beyond it the minutes count from the real arrival.
2. Where two rooms overlap, the one entered later has the minutes: nobody earns a minute twice.
3. A slot gives no more than its credit minutes, however many rooms somebody was in.
4. Minutes are never rounded here; `event_total` rounds the sum of a day down, once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from pdday import words
from pdday.words import Sentence

MINUTE = timedelta(minutes=1)


class WithoutDeparture(StrEnum):
    """What counts for somebody whose leaving nobody recorded."""

    #: They stayed: a door that saw them at the next session would have said otherwise.
    TO_THE_END = "to_the_end"
    #: Nothing until the presenter or a coordinator confirms.
    PENDING = "pending"


class LeadingEarns(StrEnum):
    """What leading a session earns; some states bar credit for paid work."""

    SAME = "same"
    NOTHING = "nothing"


@dataclass(frozen=True)
class CreditRule:
    """How presence becomes credit. The name and version are kept with each award, so that it can be recomputed."""

    name: str = "district default"
    version: int = 1
    grace_in_minutes: int = 10
    grace_out_minutes: int = 5
    without_departure: WithoutDeparture = WithoutDeparture.TO_THE_END
    leading_earns: LeadingEarns = LeadingEarns.SAME
    #: The sum of a day is rounded down to a multiple of this.
    quantum_minutes: int = 15

    def __str__(self) -> str:
        return f"{self.name}, version {self.version}"


#: The rule until a district chooses its state's.
DISTRICT_DEFAULT = CreditRule()


@dataclass(frozen=True)
class CreditSlot:
    """A slot's time and what it is worth, in minutes."""

    slot_id: int
    begins_at: datetime
    ends_at: datetime
    credit_minutes: int


@dataclass(frozen=True)
class Presence:
    """One colleague's attendance of one offering, as the door recorded it."""

    attendance_id: int
    #: The slots the offering fills, in order.
    slots: tuple[CreditSlot, ...]
    arrived_at: datetime
    left_at: datetime | None = None
    #: Minutes in between that they were out of the room.
    minutes_away: int = 0
    leads: bool = False

    @property
    def credit_minutes(self) -> int:
        """What the offering is worth from beginning to end."""
        return sum(slot.credit_minutes for slot in self.slots)


@dataclass(frozen=True)
class Credited:
    """What one attendance earns, and why."""

    minutes: int
    explanation: Sentence


def credited_minutes(day: Sequence[Presence], rule: CreditRule = DISTRICT_DEFAULT) -> dict[int, Credited]:
    """What each attendance of one colleague's day earns, by attendance id.

    All of the day at once, because rooms may overlap; the order of `day` does not matter.
    """
    presences = sorted(day, key=lambda presence: (presence.arrived_at, presence.attendance_id))
    earned_in_slot: defaultdict[int, int] = defaultdict(int)
    credited = {}
    for index, presence in enumerate(presences):
        minutes, shared = 0, 0
        for slot in presence.slots:
            counted = _counted(presence, slot, rule)
            in_other_rooms = _length(_common(counted, _counted(other, slot, rule)) for other in presences[index + 1 :])
            left_in_slot = slot.credit_minutes - earned_in_slot[slot.slot_id]
            gained = min((_length([counted]) - in_other_rooms) // MINUTE, left_in_slot)
            earned_in_slot[slot.slot_id] += gained
            minutes += gained
            shared += in_other_rooms // MINUTE
        # Of the time away, what was spent in another room is off already.
        minutes = max(0, minutes - max(0, presence.minutes_away - shared))
        credited[presence.attendance_id] = Credited(minutes, _why(presence, minutes, rule))
    return credited


def event_total(minutes: Iterable[int], rule: CreditRule = DISTRICT_DEFAULT) -> int:
    """A day's credit in minutes: the sum, rounded down once to the rule's quantum."""
    total = sum(minutes)
    return total - total % rule.quantum_minutes


Stretch = tuple[datetime, datetime]


def _counted(presence: Presence, slot: CreditSlot, rule: CreditRule) -> Stretch:
    """From when until when the presence counts in this slot; an empty stretch where it does not."""
    if not _counts(presence, rule) or all(slot.slot_id != own.slot_id for own in presence.slots):
        return slot.begins_at, slot.begins_at
    begins, ends = presence.arrived_at, presence.left_at or slot.ends_at
    if begins <= slot.begins_at + rule.grace_in_minutes * MINUTE:
        begins = slot.begins_at
    if ends >= slot.ends_at - rule.grace_out_minutes * MINUTE:
        ends = slot.ends_at
    return begins, max(begins, ends)


def _counts(presence: Presence, rule: CreditRule) -> bool:
    if presence.leads and rule.leading_earns is LeadingEarns.NOTHING:
        return False
    return presence.left_at is not None or rule.without_departure is WithoutDeparture.TO_THE_END


def _common(one: Stretch, other: Stretch) -> Stretch:
    begins = max(one[0], other[0])
    return begins, max(begins, min(one[1], other[1]))


def _length(stretches: Iterable[Stretch]) -> timedelta:
    """The time that at least one of the stretches covers."""
    covered, until = timedelta(0), None
    for begins, ends in sorted(stretches):
        begins = begins if until is None else max(begins, until)
        if ends > begins:
            covered += ends - begins
            until = ends
    return covered


def _why(presence: Presence, minutes: int, rule: CreditRule) -> Sentence:
    """One sentence for the person whose minutes they are."""
    credit = presence.credit_minutes
    late = (presence.arrived_at - presence.slots[0].begins_at) // MINUTE
    early = (presence.slots[-1].ends_at - presence.left_at) // MINUTE if presence.left_at else 0
    facts = {
        "minutes": minutes,
        "credit": credit,
        "late": words.minutes(late),
        "early": words.minutes(early),
    }
    if credit == 0:
        return Sentence("This part of the day carries no credit.")
    if presence.leads and rule.leading_earns is LeadingEarns.NOTHING:
        return Sentence("Leading a session earns no credit under this rule.")
    if not _counts(presence, rule):
        return Sentence("When they left is not recorded. The minutes count as soon as the presenter confirms it.")
    if minutes == credit:
        return Sentence("There from beginning to end, small delays forgiven: all {credit} credit minutes.", facts)
    match late > rule.grace_in_minutes, early > rule.grace_out_minutes:
        case True, True:
            pattern = (
                "Came {late} after the beginning and left {early} before the end: {minutes} of {credit} credit minutes."
            )
        case True, False:
            pattern = "Came {late} after the beginning: {minutes} of {credit} credit minutes."
        case False, True:
            pattern = "Left {early} before the end: {minutes} of {credit} credit minutes."
        case _:
            pattern = "Out of the room for a part of the time: {minutes} of {credit} credit minutes."
    return Sentence(pattern, facts)
