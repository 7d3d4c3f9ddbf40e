"""Where schools meet in the slots that are for everyone: all together for the keynote, each for the reflection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pdday.demo.arrangements import Arrangements
from pdday.demo.frame import KEYNOTE, REFLECTION
from pdday.demo.people import Person
from pdday.demo.places import HOST, VIRTUAL
from pdday.demo.rooms import GYM, PlannedRoom


@dataclass(frozen=True)
class PlannedGathering:
    """One room, and the schools whose people meet in it."""

    slot: str
    room: str
    title: str
    schools: tuple[str, ...]


def gatherings(
    people: Sequence[Person], rooms: Sequence[PlannedRoom], arranged: Arrangements
) -> list[PlannedGathering]:
    """The keynote in the gym, and for the reflection the smallest room that holds each school.

    Raises ValueError where a school fits nowhere.
    """
    schools = tuple(dict.fromkeys(person.post.site for person in people))
    keynote = PlannedGathering(KEYNOTE, GYM, "Welcome and keynote", schools)
    return [keynote, *_reflections(_coming(people, arranged), rooms)]


def _coming(people: Sequence[Person], arranged: Arrangements) -> Counter[str]:
    """How many of each school are expected to reflect."""
    return Counter(
        person.post.site
        for person in people
        if person.number not in arranged.on_leave and REFLECTION not in arranged.away.get(person.number, ())
    )


def _reflections(coming: Counter[str], rooms: Sequence[PlannedRoom]) -> Iterable[PlannedGathering]:
    """Largest schools first; a school that hosts stays at home, others stay at the main host if they can."""
    free = [room for room in rooms if room.holds_sessions and room.site != VIRTUAL]
    for school, number in sorted(coming.items(), key=lambda each: (-each[1], each[0])):
        holding = [room for room in free if room.seats >= number]
        if not holding:
            raise ValueError(f"no room is left that holds the {number} people of {school}")
        room = min(
            holding, key=lambda each: (each.site not in (school, HOST), each.site != school, each.seats, each.name)
        )
        free.remove(room)
        yield PlannedGathering(REFLECTION, room.name, f"Reflection: {school}", (school,))
