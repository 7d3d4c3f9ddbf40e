"""What the frame of the day itself still needs: the first to answer when a slot, room or site is to be removed."""

from __future__ import annotations

from collections.abc import Iterator

from pdday.programme import queries, registers
from pdday.programme.models import Room, Slot
from pdday.programme.registers import Thing
from pdday.staff.models import School
from pdday.words import Sentence

_NEEDS = {
    "people": Sentence("People work there."),
    "itinerant people": Sentence("People work there for a part of their time."),
    "rooms": Sentence("It has rooms. Remove them first."),
    "days": Sentence("A day is held there."),
    "lunch waves": Sentence("It has a lunch slot. Clear that first."),
    "gatherings": Sentence("Its people meet in a gathering. Take it out of that first."),
}


@registers.why_not_remove.answer
def what_needs(thing: Thing) -> Iterator[Sentence]:
    """Gatherings and lunch waves need their slot and room; a site is needed by whatever belongs to it."""
    match thing:
        case Slot() | Room():
            for gathering in queries.gatherings_in(thing):
                yield Sentence(
                    "“{title}” meets there in “{slot}”.", {"title": gathering.title, "slot": gathering.slot.label}
                )
            if isinstance(thing, Slot) and queries.has_lunch_wave(thing):
                yield Sentence("Schools have their lunch in “{slot}”.", {"slot": thing.label})
        case School():
            yield from (_NEEDS[name] for name in queries.names_of_what_needs(thing))
        case _:
            return
