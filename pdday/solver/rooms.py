"""Which room of a group of equal rooms a run gets: said last, because nobody in it could tell."""

from collections.abc import Iterable

from pdday.solver.choices import Choices, Place
from pdday.solver.plan import Run


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
