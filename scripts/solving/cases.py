"""Days to measure the solver by: the public ones where they lie beside the repository, and days by chance.

Days by chance are of the kind that the public ones are (`../shared/ASSIGNMENT.md`, sections 5 and 8): few sessions
that nearly everybody wants (Zipf, exponent 0.8), lists of 4 to 12 drawn by popularity without putting back
(Plackett–Luce), seats for 1.3 times the staff, 6 % of sessions over two slots, 40 % that may run twice, 30 % of
rooms with something special, presenters who are attendees, 6 % of people there for half of the day, one or two
sessions required of a part of the staff.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
#: Where the public days are, if they are anywhere.
PUBLIC = ROOT.parent / "shared" / "data" / "cases"
#: What rooms hold, as in the public days.
ROOM_SIZES = (15, 18, 20, 24, 28, 30, 32, 36, 40, 48, 60, 80, 100, 120, 150)
#: What a room may have, with its part of all rooms, and the part of all sessions that need it.
FEATURES = {"computers": (0.18, 0.11), "lab": (0.07, 0.05), "gym": (0.07, 0.03)}


@dataclass(frozen=True)
class Shape:
    """How large a day is, and how it is cut up."""

    people: int
    sessions: int
    #: Slots of each block: a pause, a lunch or a night lies between two blocks.
    blocks: tuple[int, ...]
    rooms: int
    #: Sites that rooms lie at; from one to another it takes longer than a pause between two slots.
    sites: int = 1
    #: The longest session, in slots.
    longest: int = 2
    #: Whether people may stay away from slots in which nothing is for them, as guests of a conference do.
    may_stay_away: bool = False


#: Sizes of the assignment's section 5, and days of another shape. The metropolitan area takes hours of computing.
SHAPES = {
    "school": Shape(60, 12, (3,), 8),
    "small": Shape(400, 60, (4,), 20),
    "district": Shape(2_000, 150, (4,), 50),
    "large": Shape(10_000, 500, (5,), 150),
    "metro": Shape(50_000, 2_000, (3, 3), 600),
    "two-sites": Shape(400, 60, (2, 2), 20, sites=2),
    "three-sites": Shape(500, 70, (3, 3), 24, sites=3),
    "institute": Shape(300, 120, (3, 3, 3, 3), 14, longest=3),
    "conference": Shape(500, 160, (4,) * 10, 9, longest=4, may_stay_away=True),
}
#: Measured unless others are asked for.
USUAL = ("school", "small", "district", "large", "two-sites", "three-sites", "institute", "conference")


@dataclass(frozen=True)
class Case:
    """A day's name, its size's name (the bars go by it), and its file."""

    name: str
    size: str
    path: Path


def public(folder: Path = PUBLIC) -> Iterator[Case]:
    """The days of a folder, smallest first."""
    for path in sorted(folder.glob("*.json"), key=lambda path: (path.stat().st_size, path.name)):
        yield Case(path.stem, path.stem.rsplit("-", 1)[0], path)


def by_chance(size: str, *, seed: int, folder: Path) -> Case:
    """A day of this size, written into the folder; the same seed makes the same day."""
    path = folder / f"{size}-seed-{seed}.json"
    path.write_text(json.dumps(day_by_chance(SHAPES[size], name=path.stem, seed=seed)), encoding="utf-8")
    return Case(path.stem, size, path)


def day_by_chance(shape: Shape, *, name: str, seed: int) -> Mapping[str, Any]:
    """A day of this shape as its file holds it."""
    chance = random.Random(seed)
    blocks = [[f"T{block + 1}.{number + 1}" for number in range(many)] for block, many in enumerate(shape.blocks)]
    slots = [slot for block in blocks for slot in block]
    sessions = [_session(chance, number, shape, blocks) for number in range(shape.sessions)]
    leading = _name_presenters(chance, sessions, shape)
    required = _required(chance, sessions, shape)
    popularity = [1 / (place + 1) ** 0.8 for place in range(shape.sessions)]
    chance.shuffle(popularity)
    return {
        "format": "pdday-problem/1",
        "name": name,
        "slots": [
            {"id": slot, "block": f"block {number + 1}", "gap_after": 10}
            for number, block in enumerate(blocks)
            for slot in block
        ],
        "travel": [
            {"from": f"site {one + 1}", "to": f"site {other + 1}", "minutes": 15}
            for one in range(shape.sites)
            for other in range(one + 1, shape.sites)
        ],
        "rooms": _rooms(chance, shape, slots),
        "sessions": sessions,
        "attendees": [
            _attendee(chance, number, shape, slots, popularity, leading.get(number, set()), required)
            for number in range(shape.people)
        ],
    }


def _rooms(chance: random.Random, shape: Shape, slots: list[str]) -> list[dict[str, Any]]:
    """Rooms of usual sizes that together hold some 1.3 times the people, the school's small ones more."""
    usual = 1.3 * shape.people / shape.rooms
    rooms = []
    for number in range(shape.rooms):
        wanted = usual * chance.lognormvariate(-0.12, 0.5)
        rooms.append(
            {
                "id": f"R{number}",
                "site": f"site {number % shape.sites + 1}",
                "seats": min(ROOM_SIZES, key=lambda size: abs(size - wanted)),
                "features": [name for name, (part, _) in FEATURES.items() if chance.random() < part],
                "closed": [chance.choice(slots)] if chance.random() < 0.05 else [],
            }
        )
    for number, name in enumerate(FEATURES):  # everything that some session needs is somewhere
        rooms[number % len(rooms)].update(features=sorted({*rooms[number % len(rooms)]["features"], name}))
    return rooms


def _session(chance: random.Random, number: int, shape: Shape, blocks: list[list[str]]) -> dict[str, Any]:
    length = chance.randint(2, shape.longest) if shape.longest > 1 and chance.random() < 0.06 else 1
    long_enough = [block for block in blocks if len(block) >= length]
    only = chance.choice(long_enough) if len(blocks) > 1 else long_enough[0][: max(length, 2)]
    return {
        "id": f"S{number}",
        "length": length,
        "runs": [1, 2] if length == 1 and chance.random() < 0.42 else [1, 1],
        "attendance": [
            2 if shape.people < 1_000 else 3,
            chance.choice(ROOM_SIZES[3:9]) if chance.random() < 0.1 else None,
        ],
        "features": next(([name] for name, (_, part) in FEATURES.items() if chance.random() < part), []),
        "slots": only if chance.random() < 0.12 else None,
        "presenters": [],
    }


def _name_presenters(chance: random.Random, sessions: list[dict[str, Any]], shape: Shape) -> dict[int, set[int]]:
    """Give every session one or two people to lead it, at most two sessions a person; says who leads what."""
    leading: dict[int, set[int]] = {}
    for number, session in enumerate(sessions):
        for _ in range(2 if chance.random() < 0.4 else 1):
            again = leading and chance.random() < 0.08
            person = chance.choice(sorted(leading)) if again else chance.randrange(shape.people)
            if len(leading.setdefault(person, set())) < 2:
                leading[person].add(number)
                session["presenters"] = sorted({*session["presenters"], f"P{person}"})
    return leading


def _required(chance: random.Random, sessions: list[dict[str, Any]], shape: Shape) -> dict[int, float]:
    """One or two sessions that a part of the staff must attend: as much of it as the usual rooms seat."""
    short = [number for number, each in enumerate(sessions) if each["length"] == 1 and not each["features"]]
    usual = 1.3 * shape.people / shape.rooms
    return dict.fromkeys(chance.sample(short, chance.randint(1, 2)), 0.7 * usual / shape.people)


def _attendee(
    chance: random.Random,
    number: int,
    shape: Shape,
    slots: list[str],
    popularity: list[float],
    leads: set[int],
    required: Mapping[int, float],
) -> dict[str, Any]:
    half = chance.random() < 0.06 and not leads
    middle = len(slots) // 2
    needed = [session for session, part in required.items() if chance.random() < part and session not in leads]
    return {
        "id": f"P{number}",
        "groups": {"school": f"School {number % 12 + 1}"},
        "slots": chance.choice((slots[:middle], slots[middle:])) if half else None,
        "may_stay_away": shape.may_stay_away,
        "wishes": [
            {"session": f"S{session}", "rank": rank}
            for rank, session in enumerate(_drawn(chance, popularity, leads, most=_wishes(chance, slots)), start=1)
        ],
        "required": [] if half or shape.may_stay_away else [f"S{session}" for session in needed],
    }


def _wishes(chance: random.Random, slots: list[str]) -> int:
    """Lists of 4 to 12 for a day of few slots; for a long conference about as many as there are slots."""
    return chance.randint(4, 12) if len(slots) <= 6 else chance.randint(len(slots) // 2, len(slots) * 3 // 2)


def _drawn(chance: random.Random, popularity: list[float], leads: set[int], *, most: int) -> list[int]:
    """Sessions drawn by popularity without putting back: those with the largest of u^(1/weight), in that order."""
    keys = {number: chance.random() ** (1 / weight) for number, weight in enumerate(popularity) if number not in leads}
    return sorted(keys, key=lambda number: keys[number], reverse=True)[:most]
