"""Rooms that are alike: which ones a model need not tell apart, and which of them a run gets in the end.

Which one it gets is said last, because nobody in it could tell.
"""

from collections.abc import Iterable

from pdday.solver.choices import Choices, Place, RoomGroup, far_apart
from pdday.solver.plan import Run
from pdday.solver.problem import Problem, Room


def room_groups(problem: Problem) -> tuple[RoomGroup, ...]:
    """The day's rooms in groups of equals, in the order of their ids."""
    area = _areas(problem)
    groups: dict[object, list[Room]] = {}
    asked_for, named = _features_asked_for(problem), _named(problem)
    for room in problem.rooms:
        own_name = room.id if room.id in named else ""
        alike = (area[room.id], room.site, room.seats, room.features & asked_for, room.closed, own_name)
        groups.setdefault(alike, []).append(room)
    return tuple(RoomGroup(tuple(rooms), area[rooms[0].id]) for rooms in groups.values())


def single_rooms(problem: Problem) -> tuple[RoomGroup, ...]:
    """Each room a group of its own, in the order of their ids, where most of the timetable stands."""
    area = _areas(problem)
    return tuple(RoomGroup((room,), area[room.id]) for room in problem.rooms)


def rooms_by_name(problem: Problem) -> tuple[RoomGroup, ...]:
    """Each room a group and an area of its own, for models to which it matters in which room somebody is."""
    return tuple(RoomGroup((room,), index) for index, room in enumerate(problem.rooms))


def _areas(problem: Problem) -> dict[str, int]:
    """The area of each room, by id: rooms of one differ in nothing that people in them notice.

    They notice the way there, and what they need; and, where there was a plan before, which room it is.
    """
    needed = frozenset[str]().union(*(attendee.needs for attendee in problem.attendees))
    by_site, by_name = bool(far_apart(problem)), problem.previous is not None
    numbers: dict[object, int] = {}
    area = {}
    for room in problem.rooms:
        noticed = room.id if by_name else (room.site if by_site else "", room.features & needed)
        area[room.id] = numbers.setdefault(noticed, len(numbers))
    return area


def _features_asked_for(problem: Problem) -> frozenset[str]:
    """What any session or person needs of a room; two rooms that differ in other things are alike."""
    needs = (attendee.needs for attendee in problem.attendees)
    return frozenset().union(*(session.features for session in problem.sessions), *needs)


def _named(problem: Problem) -> set[str | None]:
    """The ids of rooms that a pin names."""
    return {pin.room for session in problem.sessions for pin in session.pins}


def name_rooms(choices: Choices, placed: Iterable[Place]) -> tuple[Run, ...]:
    """A room for each run, no two at the same time in one.

    Runs are intervals, so taking the first free room in the order of their starts never fails while
    no more run at once than there are rooms. Raises ValueError if more do.
    """
    order = {slot.id: index for index, slot in enumerate(choices.problem.slots)}
    taken: set[tuple[str, str]] = set()
    runs = []
    for place in sorted(placed, key=lambda place: (order[place.start], place)):
        slots = choices.covers(place)
        rooms = choices.groups[place.group].rooms
        room = next((room.id for room in rooms if all((room.id, slot) not in taken for slot in slots)), None)
        if room is None:
            raise ValueError(f"more runs at once than rooms: {place}")
        taken.update((room, slot) for slot in slots)
        runs.append(run_at(place.session, place.start, room))
    return tuple(sorted(runs, key=lambda run: run.id))


def run_at(session: str, start: str, room: str) -> Run:
    """A run, named by its session and first slot: no two runs of a session start at the same time."""
    return Run(f"{session}@{start}", session, start, room)
