"""Small days and plans by chance, for properties: every kind of rule and wish may turn up in them."""

from __future__ import annotations

import random
from dataclasses import fields
from typing import Any

from hypothesis import strategies as st

from pdday.solver.plan import Plan, Run, Seat, Status
from pdday.solver.problem import Problem, Weights
from pdday.solver.reading import problem_from
from pdday.solver.score import why_seated
from tests.solver.factories import make_honest

SLOTS = ("A", "B", "C", "D", "E", "F", "G")
SITES = ("HS", "LMS")
FEATURES = ("lab", "gym", "ramp")
TAGS = ("nurse", "coach")


def some(names: tuple[str, ...], *, most: int = 2) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(names), unique=True, max_size=most) if names else st.just([])


def mostly_none(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), st.none(), strategy)


@st.composite
def day_files(
    draw: st.DrawFn, *, sessions: int = 4, people: int = 4, slots: int = 3, fewest_slots: int = 2, rooms: int = 3
) -> dict[str, Any]:
    """A problem file with up to so many of each, and at least two people."""
    slot_ids = SLOTS[: draw(st.integers(fewest_slots, slots))]
    room_ids = tuple(f"R{number}" for number in range(draw(st.integers(1, rooms))))
    titles = tuple(f"S{number}" for number in range(draw(st.integers(1, sessions))))
    names = tuple(f"P{number}" for number in range(draw(st.integers(2, people))))
    pairs = st.lists(st.permutations(names).map(lambda order: list(order[:2])), max_size=1)
    groups = st.lists(st.permutations(names).map(lambda order: list(order[: max(2, len(order) // 2)])), max_size=1)
    return {
        "format": "pdday-problem/1",
        "name": "A day by chance",
        "slots": [
            {
                "id": slot,
                "label": slot,
                "block": draw(st.sampled_from("mn")),
                "gap_after": draw(st.sampled_from([10, 10, 0, 20])),
            }
            for slot in slot_ids
        ],
        "travel": [{"from": "HS", "to": "LMS", "minutes": draw(st.sampled_from([5, 15]))}],
        "rooms": [draw(_rooms(room, slot_ids)) for room in room_ids],
        "sessions": [draw(_sessions(title, slot_ids, room_ids, names)) for title in titles],
        "attendees": [draw(_people(name, slot_ids, titles)) for name in names],
        "apart": draw(pairs),
        "joined": draw(st.one_of(st.just([]), st.just([]), pairs)),
        "together": draw(groups),
        "spread": draw(groups),
        "previous": draw(mostly_none(_plans_before(titles, slot_ids, room_ids, names))),
        "weights": draw(st.one_of(st.just({}), st.just({}), _weights())),
        "points": draw(st.sampled_from([[10, 8, 7, 6, 5], [10, 8, 7, 6, 5], [1], [1, 2, 3], [3, 0]])),
    }


@st.composite
def planned_days(draw: st.DrawFn) -> tuple[Problem, Plan]:
    """A day and any plan on it: most rules may be broken, but its claims are true."""
    problem = problem_from(draw(day_files()))
    runs: dict[str, Run] = {}
    for session in problem.sessions:
        for start in draw(some(tuple(problem.starts(session)), most=2)):
            room = draw(st.sampled_from([room.id for room in problem.rooms]))
            runs[f"{session.id}@{start}"] = Run(f"{session.id}@{start}", session.id, start, room)
    seats = []
    for attendee in problem.attendees:
        own = problem.presents(attendee.id)
        attended = tuple(run.id for run in runs.values() if run.session not in own)
        for run_id in sorted(draw(some(attended, most=3))):
            reason = why_seated(attendee, runs[run_id].session, runs[run_id].slot)
            seats.append(Seat(attendee.id, run_id, *reason))
    plan = Plan(
        problem.fingerprint,
        Status.FEASIBLE,
        runs=tuple(runs[run_id] for run_id in sorted(runs)),
        seats=tuple(seats),
    )
    return problem, make_honest(problem, plan)


@st.composite
def _plans_before(
    draw: st.DrawFn, sessions: tuple[str, ...], slots: tuple[str, ...], rooms: tuple[str, ...], people: tuple[str, ...]
) -> dict[str, Any]:
    """A plan of the day before something changed: some of what it names may be gone by now."""
    runs = draw(
        st.lists(
            st.tuples(st.sampled_from((*sessions, "gone")), st.sampled_from(slots), st.sampled_from((*rooms, "gone"))),
            max_size=3,
            unique_by=lambda run: run[:2],
        )
    )
    sat = st.tuples(st.sampled_from((*people, "gone")), st.sampled_from(runs)) if runs else st.nothing()
    seats = draw(st.lists(sat, max_size=3, unique_by=lambda seat: (seat[0], seat[1][1]))) if runs else []
    return {
        "format": "pdday-plan/1",
        "runs": [{"id": f"{run[0]}@{run[1]}", "session": run[0], "slot": run[1], "room": run[2]} for run in runs],
        "seats": [{"attendee": who, "run": f"{run[0]}@{run[1]}", "why": "fill"} for who, run in seats],
    }


def _weights() -> st.SearchStrategy[dict[str, float]]:
    some_weights = st.sampled_from([weight.name for weight in fields(Weights)])
    return st.dictionaries(some_weights, st.sampled_from([0, 0.5, 1, 1000]), max_size=4)


def _rooms(room_id: str, slots: tuple[str, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.just(room_id),
            "site": st.sampled_from(SITES),
            "seats": st.integers(0, 4),
            "features": some(FEATURES, most=3),
            "closed": st.one_of(st.just([]), some(slots, most=1)),
        }
    )


def _sessions(
    session_id: str, slots: tuple[str, ...], rooms: tuple[str, ...], people: tuple[str, ...]
) -> st.SearchStrategy[dict[str, Any]]:
    pin = st.fixed_dictionaries(
        {"slot": mostly_none(st.sampled_from(slots)), "room": mostly_none(st.sampled_from(rooms))}
    )
    return st.fixed_dictionaries(
        {
            "id": st.just(session_id),
            "length": st.sampled_from([1, 1, 1, 1, 2, 3]),
            "runs": st.sampled_from([[1, 1], [1, 2], [0, 1], [0, 2], [0, 0]]),
            "attendance": st.sampled_from([[0, None], [1, None], [0, 2], [2, 3]]),
            "features": st.one_of(st.just([]), some(FEATURES, most=1)),
            "sites": mostly_none(st.just(list(SITES[:1]))),
            "slots": mostly_none(some(slots, most=3)),
            "presenters": some(people, most=2),
            "audience": mostly_none(some(TAGS)),
            "pins": st.one_of(st.just([]), st.just([]), st.lists(pin, max_size=1)),
        }
    )


@st.composite
def _people(draw: st.DrawFn, name: str, slots: tuple[str, ...], sessions: tuple[str, ...]) -> dict[str, Any]:
    wished = draw(some(sessions, most=4))
    others = tuple(session for session in sessions if session not in wished)
    alternatives = some(sessions).map(lambda any_of: [any_of] if any_of else [])
    pinned = st.fixed_dictionaries({"session": st.sampled_from(sessions), "slot": mostly_none(st.sampled_from(slots))})
    return {
        "id": name,
        "groups": {"school": draw(st.sampled_from(["Lowry", "Harlow"]))},
        "tags": draw(some(TAGS, most=1)),
        "slots": draw(mostly_none(some(slots, most=3))),
        "needs": draw(st.one_of(st.just([]), st.just([]), st.just(["ramp"]))),
        "may_stay_away": draw(st.sampled_from([False, False, False, True])),
        "wishes": [{"session": session, "rank": draw(st.integers(1, 4))} for session in wished],
        "vetoes": draw(some(others, most=1)) if others else [],
        "required": draw(st.one_of(st.just([]), some(sessions, most=1), alternatives)),
        "suits": draw(mostly_none(some(sessions, most=3))),
        "pins": draw(st.one_of(st.just([]), st.just([]), st.lists(pinned, max_size=1))),
    }


def in_another_order(value: Any, chance: random.Random) -> Any:
    """The parts of a problem file with every key and every list in another order, but for lists that have one."""
    if isinstance(value, dict):
        keys = chance.sample(list(value), len(value))
        return {key: _reordered(key, value[key], chance) for key in keys}
    if isinstance(value, list):
        return chance.sample([in_another_order(each, chance) for each in value], len(value))
    return value


def _reordered(key: str, value: Any, chance: random.Random) -> Any:
    if key in ("attendance", "points") or (key == "runs" and value and isinstance(value[0], int)):
        return value
    if key == "slots" and value and isinstance(value[0], dict):
        return [in_another_order(each, chance) for each in value]
    return in_another_order(value, chance)
