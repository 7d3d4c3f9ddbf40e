"""The first steps to a ready day: its dates, its times, its places, its people and its strands."""

from __future__ import annotations

from collections.abc import Iterator

from pdday.programme import queries, registers, rules
from pdday.programme.models import Day
from pdday.programme.registers import Step
from pdday.programme.vocabulary import FOR_EVERYONE, PhaseKind, SlotKind
from pdday.words import Sentence

#: Without dates for these nobody can propose, choose or come.
_NEEDED = (PhaseKind.PROPOSING, PhaseKind.CHOOSING, PhaseKind.PUBLISHED)


@registers.steps.answer
def which_frame_there_is(day: Day) -> Iterator[Step]:
    """Phases, slots, places, people and strands."""
    yield from _when(day)
    yield from _where_and_who(day)
    told = "Goals: {count}." if day.goals else "Say what should be different for students: the goals of the day."
    yield Step(Sentence(told, {"count": len(day.goals)}), "goals.show_all", bool(day.goals))
    count = len(day.strands)
    told = "Strands: {count}." if count else "Name the strands, so that each proposal can belong to one."
    yield Step(Sentence(told, {"count": count}), "programme.strands", count > 0)


def _when(day: Day) -> Iterator[Step]:
    dated = {phase.kind: (phase.begins_on, phase.ends_on) for phase in day.phases}
    missing = [kind for kind in _NEEDED if kind not in dated]
    late = [kind for kind in _NEEDED if kind in dated and dated[kind][1] >= day.date]
    if missing:
        told = "Say when people propose, choose and read the timetable."
    elif late:
        told = "A phase before the day ends on the day itself or later: look at the dates."
    elif rules.why_not_phases(dated):
        told = "Phases overlap: look at the dates."
    else:
        told = "The phases have their dates, one after the other."
    is_done = not missing and not late and not rules.why_not_phases(dated)
    yield Step(Sentence(told), "programme.edit_phases", is_done)
    breakouts = [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT]
    told = "Slots in which sessions run: {count}." if breakouts else "Add the slots in which sessions run."
    page = "programme.show" if breakouts else "slots.new_slot"
    yield Step(Sentence(told, {"count": len(breakouts)}), page, bool(breakouts))


def _where_and_who(day: Day) -> Iterator[Step]:
    people, seats = queries.count_staff(), queries.seats_for_sessions()
    told = "On the roster: {people} people." if people > 1 else "Import the roster: only you are on it."
    yield Step(Sentence(told, {"people": people}), "roster.show", people > 1)
    facts = {"seats": seats, "people": people}
    if not seats:
        told = "Add rooms in which sessions are held."
    elif seats < people:
        told = "Rooms hold {seats} people at a time, and {people} are on the roster. Add rooms."
    else:
        told = "Rooms hold {seats} people at a time."
    yield Step(Sentence(told, facts), "places.sites", seats >= people and seats > 0)
    meeting = queries.ids_of_slots_with_a_gathering(day)
    without = [slot.label for slot in day.slots if slot.kind in FOR_EVERYONE and slot.id not in meeting]
    if without:
        where = Sentence("Say who meets where in {slots}.", {"slots": ", ".join(without)})
        yield Step(where, "slots.new_gathering", is_done=False)
    if any(slot.kind is SlotKind.LUNCH for slot in day.slots):
        fed = bool(queries.lunch_slot_by_school(day))
        told = "Schools have their lunch." if fed else "Say which school has lunch when."
        yield Step(Sentence(told), "slots.edit_lunches", fed)
