"""The rooms of the demo day, at the two schools that host it and online, with what each offers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from pdday.demo.places import HOST, LOWRY, SITES, VIRTUAL
from pdday.demo.shares import DESCRIBED, SMALL, scaled
from pdday.programme.vocabulary import Feature, RoomSetup


@dataclass(frozen=True)
class PlannedRoom:
    """A room as the host schools described it."""

    site: str
    name: str
    seats: int
    setup: RoomSetup
    features: tuple[Feature, ...]
    area_square_feet: int | None = None
    holds_sessions: bool = True

    @property
    def posted_limit(self) -> int | None:
        """What the sign at the door allows: twenty square feet a person (DOMAIN section 5); none online."""
        return None if self.area_square_feet is None else self.area_square_feet // 20


_EVERYWHERE = (Feature.PROJECTOR, Feature.WHITEBOARD, Feature.WIFI_OK)
_STEP_FREE = (Feature.STEP_FREE_ROUTE, Feature.WHEELCHAIR_ACCESS, Feature.NEAR_RESTROOM)
_HALL = (*_EVERYWHERE, *_STEP_FREE, Feature.MIC, Feature.AUDIO, Feature.HEARING_LOOP, Feature.ADJUSTABLE_SEATING)

#: What some of the eighteen classrooms have beside a projector, a whiteboard and wireless, by their number.
_CLASSROOM_FEATURES: dict[Feature, frozenset[int]] = {
    Feature.STEP_FREE_ROUTE: frozenset(range(1, 10)),
    Feature.WHEELCHAIR_ACCESS: frozenset(range(1, 10)),
    Feature.NEAR_RESTROOM: frozenset({1, 2, 5, 9, 10, 14, 18}),
    Feature.OUTLETS: frozenset(range(1, 19, 2)) | {2, 8},
    Feature.MOVABLE_FURNITURE: frozenset(range(2, 19, 2)) | {9},
    Feature.QUIET: frozenset({1, 5, 9, 10, 13, 17}),
    Feature.DOCUMENT_CAMERA: frozenset({2, 3, 6, 12, 15, 18}),
    Feature.PRINTER_ACCESS: frozenset({2, 6, 12, 18}),
    Feature.PHONE_LINE: frozenset({3, 7, 12}),
    Feature.DISPLAY: frozenset({2, 8, 11}),
    Feature.AUDIO: frozenset({4, 10, 16}),
    Feature.HEARING_LOOP: frozenset({1, 4, 7, 9, 12}),
    Feature.ADJUSTABLE_SEATING: frozenset({1, 3, 4, 7, 9, 10, 13, 16}),
    Feature.OUTDOOR_ROUTE: frozenset({8, 9}),
    Feature.NATURAL_LIGHT: frozenset(range(10, 19)),
}
_SETUPS = (RoomSetup.PODS, RoomSetup.CLASSROOM, RoomSetup.PODS, RoomSetup.U_SHAPE)
_CLASSROOMS = 18

#: The rooms that are one of a kind. In a larger district there are more of each but the gym, which grows.
_SPECIAL = (
    PlannedRoom(
        HOST,
        "Library",
        60,
        RoomSetup.PODS,
        (*_HALL, Feature.LIBRARY, Feature.QUIET, Feature.OUTLETS, Feature.MOVABLE_FURNITURE),
        2400,
    ),
    PlannedRoom(
        HOST,
        "Science Lab 1",
        24,
        RoomSetup.LAB,
        (*_EVERYWHERE, *_STEP_FREE, Feature.SINKS, Feature.GAS, Feature.AUDIO, Feature.ADJUSTABLE_SEATING),
        1150,
    ),
    PlannedRoom(
        HOST,
        "Science Lab 2",
        24,
        RoomSetup.LAB,
        (*_EVERYWHERE, *_STEP_FREE, Feature.SINKS, Feature.GAS, Feature.QUIET, Feature.ADJUSTABLE_SEATING),
        1150,
    ),
    PlannedRoom(
        HOST,
        "Computer Lab",
        26,
        RoomSetup.LAB,
        (*_EVERYWHERE, *_STEP_FREE, Feature.COMPUTERS, Feature.OUTLETS, Feature.PRINTER_ACCESS),
        1000,
    ),
    PlannedRoom(HOST, "Cafeteria", 300, RoomSetup.OPEN, (*_HALL, Feature.MOVABLE_FURNITURE), 6400),
    PlannedRoom(
        HOST,
        "Band Room",
        45,
        RoomSetup.OPEN,
        (*_EVERYWHERE, *_STEP_FREE, Feature.BAND_ROOM, Feature.INSTRUMENTS, Feature.AUDIO),
        1700,
    ),
    PlannedRoom(
        HOST,
        "Art Room",
        24,
        RoomSetup.PODS,
        (*_EVERYWHERE, *_STEP_FREE, Feature.ART_ROOM, Feature.SINKS, Feature.KILN, Feature.NATURAL_LIGHT),
        1100,
    ),
    PlannedRoom(LOWRY, "Lowry Commons", 72, RoomSetup.THEATRE, (*_HALL, Feature.OUTDOOR_ROUTE, Feature.OUTLETS), 2600),
    PlannedRoom(
        LOWRY, "Lowry Library", 40, RoomSetup.PODS, (*_EVERYWHERE, *_STEP_FREE, Feature.LIBRARY, Feature.QUIET), 1700
    ),
    PlannedRoom(
        LOWRY,
        "Lowry Science",
        24,
        RoomSetup.LAB,
        (*_EVERYWHERE, *_STEP_FREE, Feature.SINKS, Feature.AUDIO, Feature.DOCUMENT_CAMERA),
        1050,
    ),
    PlannedRoom(
        LOWRY,
        "Lowry Music",
        36,
        RoomSetup.OPEN,
        (*_EVERYWHERE, *_STEP_FREE, Feature.INSTRUMENTS, Feature.AUDIO, Feature.MOVABLE_FURNITURE),
        1400,
    ),
    PlannedRoom(
        LOWRY, "Lowry 11", 30, RoomSetup.PODS, (*_EVERYWHERE, *_STEP_FREE, Feature.QUIET, Feature.OUTLETS), 900
    ),
    PlannedRoom(
        LOWRY,
        "Lowry 12",
        30,
        RoomSetup.CLASSROOM,
        (*_EVERYWHERE, *_STEP_FREE, Feature.COMPUTERS, Feature.PHONE_LINE, Feature.PRINTER_ACCESS),
        900,
    ),
    PlannedRoom(
        VIRTUAL, "Online Room 1", 100, RoomSetup.OPEN, (*_HALL, Feature.VIRTUAL_ROOM, Feature.QUIET, Feature.DISPLAY)
    ),
    PlannedRoom(
        VIRTUAL, "Online Room 2", 100, RoomSetup.OPEN, (*_HALL, Feature.VIRTUAL_ROOM, Feature.QUIET, Feature.DISPLAY)
    ),
    PlannedRoom(
        VIRTUAL, "Online Room 3", 100, RoomSetup.OPEN, (*_HALL, Feature.VIRTUAL_ROOM, Feature.QUIET, Feature.DISPLAY)
    ),
)
#: On the map, but never for sessions.
_APART = (
    PlannedRoom(HOST, "Quiet Room", 8, RoomSetup.OPEN, (Feature.QUIET, *_STEP_FREE), 300, holds_sessions=False),
    PlannedRoom(HOST, "Lactation Room", 2, RoomSetup.OPEN, (Feature.QUIET, *_STEP_FREE), 120, holds_sessions=False),
)
GYM = "Gym"
_GYM_SEATS = 620
#: Of the special rooms, those that the smallest district has beside the gym and four classrooms.
_CORE_ROOMS = ("Library", "Science Lab 1", "Lowry Commons")
_CORE_CLASSROOMS = (1, 2, 6, 9)


def rooms(staff: int) -> tuple[PlannedRoom, ...]:
    """Every room of the day: 37 and the gym's crowd at 480 staff, eight for sessions in the smallest district."""
    if staff < SMALL:
        small = tuple(room for room in _SPECIAL if room.name in _CORE_ROOMS)
        return (_gym(staff), *small, *(_classroom(number) for number in _CORE_CLASSROOMS), *_APART)
    classrooms = tuple(_classroom(number) for number in range(1, scaled(_CLASSROOMS, staff) + 1))
    copies = max(1, scaled(1, staff))
    return (_gym(staff), *classrooms, *_copied(_SPECIAL, copies), *_halls(staff), *_APART)


def _gym(staff: int) -> PlannedRoom:
    """The one room that holds everybody, so it grows with the district."""
    seats = max(_GYM_SEATS, ceil(_GYM_SEATS * staff / DESCRIBED))
    return PlannedRoom(HOST, GYM, seats, RoomSetup.GYM, (*_HALL, Feature.GYM, Feature.MOVABLE_FURNITURE), seats * 20)


def _classroom(number: int) -> PlannedRoom:
    place = (number - 1) % _CLASSROOMS + 1
    wing, door = divmod(number - 1, 9)
    return PlannedRoom(
        site=HOST,
        name=f"Room {100 * (wing + 1) + door + 1}",
        seats=(28, 30, 32)[place % 3],
        setup=_SETUPS[place % len(_SETUPS)],
        features=(*_EVERYWHERE, *(feature for feature, doors in _CLASSROOM_FEATURES.items() if place in doors)),
        area_square_feet=850 + 50 * (place % 3),
    )


def _copied(originals: Iterable[PlannedRoom], copies: int) -> Iterable[PlannedRoom]:
    for room in originals:
        yield room
        for number in range(2, copies + 1):
            yield replace(room, name=f"{room.name} ({number})")


def _halls(staff: int) -> Iterable[PlannedRoom]:
    """In a larger district schools no longer fit into classrooms for the reflection: a hall for each."""
    if staff <= DESCRIBED:
        return
    for number in range(1, len(SITES) + 1):
        yield PlannedRoom(HOST, f"Hall {number}", ceil(100 * staff / DESCRIBED), RoomSetup.OPEN, _HALL)
