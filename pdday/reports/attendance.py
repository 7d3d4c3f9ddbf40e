"""Page 5: who was where, and how many hours that came to. Pure.

A *place* is one colleague in one slot of the published timetable; those who lead there are left out. What became
of it is one of four: seen in that session, seen in another one, reported leave, no record.
"""

from __future__ import annotations

from collections import Counter

from pdday.reports.counts import Counts, Hours, Places, SlotSeats, Who, total
from pdday.reports.grouping import (
    BY_ROLE,
    SORTINGS,
    Hidden,
    Sorting,
    hidden_in_hours,
    hidden_in_places,
    hidden_in_turnout,
    of_everybody,
    sums_by_group,
)
from pdday.reports.pages import Line, Page, Table
from pdday.reports.participation import NO_MINUTES
from pdday.reports.shares import Rate, per_cent, rate
from pdday.reports.statistics import withhold
from pdday.reports.values import Count, Figure, Length, Nothing, Withheld
from pdday.staff.names import EVERYONE
from pdday.words import Sentence

#: What both kinds of table begin with; the first four are what became of places.
WHAT_BECAME = (
    Sentence("Show rate"),
    Sentence("Moved"),
    Sentence("Reported leave"),
    Sentence("No record"),
    Sentence("Walk-ins"),
)
SLOT_COLUMNS = (*WHAT_BECAME, Sentence("Seats filled"))
GROUP_COLUMNS = (*WHAT_BECAME, Sentence("Hours credited"), Sentence("Hours lost"))
WHAT_SLOT_COLUMNS_SAY = Sentence(
    "A place is one colleague in one slot; those who lead there are left out. Show rate: seen in the slot, in their "
    "session or another (moved), of all places. No record: seen nowhere, no leave reported. Walk-ins: seen in a slot "
    "in which they had no place. Seats filled: attendees seen, of the seats of all rooms in the slot."
)
WHAT_GROUP_COLUMNS_SAY = Sentence(
    "Hours credited: each colleague’s minutes are added up first and rounded down once, to a quarter of an hour. "
    "Hours lost: what the slots in which they were seen are worth, less the minutes earned before rounding; lost by "
    "coming late, leaving early or being out of the room."
)
NO_PLACES = Sentence("nobody has a place")
NOT_SEEN = Sentence("no door has seen anybody yet")
NO_TIMETABLE = Sentence("no timetable is published yet")


def page(counts: Counts) -> Page:
    """Attendance and hours, by slot and in four sortings."""
    places = [(who, row) for who, _, row in counts.places]
    everyone = total(Places, [row for _, row in places])
    hours = total(Hours, [row for _, row in counts.hours])
    return Page(
        key="attendance",
        number=5,
        title=Sentence("Attendance and hours"),
        headline=_headline(counts, everyone, hours),
        tables=(
            _slot_table(counts, everyone),
            *(_group_table(counts, sorting, everyone, hours) for sorting in SORTINGS),
        ),
    )


def hidden_groups(counts: Counts) -> tuple[Hidden, Hidden]:
    """The groups whose places are withheld, those of page 2 too so that no page tells on another; and whose hours."""
    before = hidden_in_turnout(counts.turnout, smallest=counts.smallest_group)
    places = hidden_in_places(_places(counts), smallest=counts.smallest_group, also=before)
    return places, hidden_in_hours(_hours_by_who(counts), smallest=counts.smallest_group, also=places)


def _places(counts: Counts) -> tuple[tuple[Who, Places], ...]:
    return of_everybody(Places, ((who, row) for who, _, row in counts.places), counts.turnout)


def _hours_by_who(counts: Counts) -> tuple[tuple[Who, Hours], ...]:
    return of_everybody(Hours, counts.hours, counts.turnout)


def _slot_table(counts: Counts, everyone: Places) -> Table:
    by_slot = {
        slot.slot_id: total(Places, [row for _, slot_id, row in counts.places if slot_id == slot.slot_id])
        for slot in counts.slots
    }
    sizes = {str(slot_id): row.assigned for slot_id, row in by_slot.items() if row.assigned or row.walk_ins}
    hidden = withhold(sizes, smallest=counts.smallest_group, also=() if _enough(counts) else sizes.keys())
    return Table(
        key="places_by_slot",
        is_detail=True,
        title=Sentence("By slot"),
        groups=Sentence("Slot"),
        groups_inside=Sentence("slot"),
        columns=SLOT_COLUMNS,
        lines=tuple(
            Line(
                str(slot.slot_id),
                Sentence("{slot}", {"slot": slot.label}),
                _of_slot(by_slot[slot.slot_id], slot, is_shown=str(slot.slot_id) not in hidden),
            )
            for slot in counts.slots
        ),
        everyone=Line("everyone", Sentence("All slots"), _of_slot(everyone, _all(counts), is_shown=_enough(counts))),
        note=WHAT_SLOT_COLUMNS_SAY,
        definition=WHAT_SLOT_COLUMNS_SAY,
    )


def _all(counts: Counts) -> SlotSeats:
    seats, present = sum(slot.seats for slot in counts.slots), sum(slot.present for slot in counts.slots)
    return SlotSeats(0, "", seats, present)


def _group_table(counts: Counts, sorting: Sorting, everyone: Places, hours: Hours) -> Table:
    places_hidden, hours_hidden = (hidden[sorting.key] for hidden in hidden_groups(counts))
    groups = sums_by_group(Places, _places(counts), sorting)
    hours_of = sums_by_group(Hours, _hours_by_who(counts), sorting)
    any_seen = everyone.shown + everyone.walk_ins > 0
    return Table(
        key=f"places_by_{sorting.key}",
        is_detail=True,
        title=Sentence("By {sorting}", {"sorting": sorting.lower}),
        groups=sorting.name,
        groups_inside=sorting.lower,
        columns=GROUP_COLUMNS,
        lines=tuple(
            Line(
                group,
                sorting.label_of(group),
                (
                    *_became(row, any_seen, is_shown=group not in places_hidden),
                    *_hours(
                        hours_of.get(group, Hours()),
                        any_credited=hours.people > 0,
                        is_shown=group not in hours_hidden,
                    ),
                ),
            )
            for group, row in groups.items()
        ),
        everyone=Line(
            "everyone",
            EVERYONE,
            (
                *_became(everyone, any_seen, is_shown=_enough(counts)),
                *_hours(hours, any_credited=hours.people > 0, is_shown=_enough_credited(counts, hours)),
            ),
        ),
        note=WHAT_GROUP_COLUMNS_SAY if sorting is BY_ROLE else None,
        definition=WHAT_GROUP_COLUMNS_SAY,
    )


def _enough(counts: Counts) -> bool:
    """Whether so many have a place, and are not on leave, that what became of all places can be told."""
    in_slot: Counter[int] = Counter()
    for _, slot_id, row in counts.places:
        in_slot[slot_id] += row.assigned
    expected = sum(row.invited - row.excused for _, row in counts.turnout)
    people = max(in_slot.values(), default=0)
    return people == 0 or min(people, expected) >= counts.smallest_group


def _enough_credited(counts: Counts, hours: Hours) -> bool:
    """Whether so many have earned minutes that all of them together can be told."""
    return _enough(counts) and hours.people >= counts.smallest_group


def _of_slot(row: Places, slot: SlotSeats, *, is_shown: bool) -> tuple[Figure, ...]:
    any_seen = slot.present > 0
    filled: Figure = Rate(slot.present, slot.seats) if any_seen and slot.seats else Nothing(NOT_SEEN)
    return (*_became(row, any_seen, is_shown=is_shown), filled if is_shown else Withheld())


def _became(row: Places, any_seen: bool, *, is_shown: bool) -> tuple[Figure, ...]:
    """Show rate, moved, leave, no record, walk-ins."""
    if not is_shown:
        return (Withheld(),) * len(WHAT_BECAME)
    if not any_seen:
        return (Nothing(NOT_SEEN),) * len(WHAT_BECAME)
    counts = (row.shown, row.elsewhere, row.on_leave, row.no_record)
    return (*(rate(count, row.assigned, why_not=NO_PLACES) for count in counts), Count(row.walk_ins))


def _hours(hours: Hours, *, any_credited: bool, is_shown: bool) -> tuple[Figure, Figure]:
    """Hours credited, and hours lost."""
    if not any_credited:
        return Nothing(NO_MINUTES), Nothing(NO_MINUTES)
    if not is_shown:
        return Withheld(), Withheld()
    credited = Length(hours.rounded_minutes, hours.people)
    return credited, Length(hours.lost_minutes, hours.people, hours.worth_minutes)


def _headline(counts: Counts, everyone: Places, hours: Hours) -> Sentence:
    if everyone.assigned == 0:
        return Sentence("No timetable is published yet, so nobody has a place.")
    if everyone.shown == 0:
        return Sentence("No door has seen anybody yet.")
    if not _enough(counts):
        return Sentence("Too few colleagues have a place to say anything.")
    facts: dict[str, object] = {
        "percent": per_cent(everyone.shown / everyone.assigned),
        "no_record": per_cent(everyone.no_record / everyone.assigned),
        "hours": hours.rounded_minutes / 60,
    }
    if not _enough_credited(counts, hours):
        return Sentence("{percent}% of places were used; of {no_record}% there is no record.", facts)
    pattern = "{percent}% of places were used, of {no_record}% there is no record; {hours:,.2f} hours are credited."
    return Sentence(pattern, facts)
