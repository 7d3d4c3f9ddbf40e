"""A rule that clashes, in a coordinator's words: what it holds, and how it could be relaxed."""

from __future__ import annotations

from pdday.solver.elastic import Named
from pdday.solver.plan import Conflict
from pdday.solver.problem import Problem
from pdday.solver.rules import Rule


def told(problem: Problem, named: Named, *, rooms: int | None = None) -> Conflict:
    """The rule about these things as one part of a conflict; with `rooms`, how many of them it takes."""
    sentence, relax = _words(problem, named, rooms)
    return Conflict(named.rule, tuple(name for name in named.what if name is not None), sentence, relax)


def _words(problem: Problem, named: Named, count: int | None) -> tuple[str, str]:
    what = named.what
    first, second = str(what[0]), str(what[1]) if len(what) > 1 else ""
    match named.rule:
        case Rule.RUNS:
            session = problem.session(first)
            return (
                f"{_title(problem, first)} runs {_times(session.fewest_runs, session.most_runs)}.",
                f"Let {_title(problem, first)} run less often or not at all, or more often if it is pinned.",
            )
        case Rule.LENGTH:
            length = problem.session(first).length
            return f"{_title(problem, first)} takes {length} slots that follow each other.", "Make it shorter."
        case Rule.SLOT_ALLOWED:
            return f"{_title(problem, first)} runs only in its slots.", "Let it run in other slots."
        case Rule.ROOM_FEATURES:
            features = ", ".join(sorted(problem.session(first).features))
            return f"{_title(problem, first)} needs {features}.", "Equip another room, or do without."
        case Rule.ROOM_SITE:
            sites = ", ".join(sorted(problem.session(first).sites or ()))
            return f"{_title(problem, first)} is only at {sites}.", "Let it be at another site."
        case Rule.ROOM_OPEN:
            rooms = [str(room) for room in what[1:]]
            closed = f"Room {second} is" if len(rooms) == 1 else f"Rooms {', '.join(rooms)} are"
            some = {None: "as many of them as it takes", 1: "one of them"}.get(count, f"{count} of them")
            which = f"room {second}" if len(rooms) == 1 else some
            return f"{closed} closed in slot {first}.", f"Open {which} in slot {first}."
        case Rule.ROOM_ONCE:
            names = ", ".join(map(str, what))
            one = f"Find another room like {first}."
            return (
                f"Each room holds one run at a time: {names}.",
                one if count in (None, 1) else f"Find {count} more rooms like {first}.",
            )
        case Rule.ROOM_CAPACITY:
            return f"{_title(problem, first)} has only so many seats.", "Find a larger room, or take pins away."
        case _:
            return _words_about_people(problem, named.rule, first, second, what)


def _words_about_people(
    problem: Problem, rule: Rule, first: str, second: str, what: tuple[str | None, ...]
) -> tuple[str, str]:
    match rule:
        case Rule.PRESENTERS:
            return (
                f"{second} presents {_title(problem, first)} and has to be there when it runs.",
                f"Let somebody else present {_title(problem, first)}, or ask {second} to come at another time.",
            )
        case Rule.NEEDS:
            needs = ", ".join(sorted(problem.attendee(first).needs))
            return f"{first} needs {needs} in the room.", f"Give another room {needs}."
        case Rule.AVAILABLE:
            return f"{first} is away in some slots.", f"Ask {first} to be there at another time."
        case Rule.VETO:
            return f"{first} said that {_title(problem, second)} is not for them.", "Require it, or take the pin away."
        case Rule.AUDIENCE:
            return f"{_title(problem, second)} is not meant for {first}.", f"Require it of {first}."
        case Rule.TRAVEL:
            return f"{first} cannot go between sites in the gap.", "Put the sessions at one site, or lengthen the gap."
        case Rule.APART:
            return f"{first} and {second} never share a run.", f"Let {first} and {second} share a run."
        case Rule.JOINED:
            return f"{first} and {second} are always in the same runs.", f"Let {first} and {second} go separate ways."
        case Rule.PINS if first in problem.session_by_id:
            return f"{_title(problem, first)} is pinned to {_where(what)}.", "Move the pin, or take it away."
        case Rule.PINS:
            where = f" in slot {what[2]}" if len(what) > 2 and what[2] else ""
            return f"{first} is pinned to {_title(problem, second)}{where}.", "Move the pin, or take it away."
        case _:
            raise ValueError(f"{rule} is not one that can be relaxed")


def _title(problem: Problem, session_id: str) -> str:
    return f"“{problem.session(session_id).title}”"


def _times(fewest: int, most: int) -> str:
    if most == 0:
        return "never, it is cancelled"
    return f"{fewest} to {most} times" if fewest < most else "once" if most == 1 else f"{most} times"


def _where(what: tuple[str | None, ...]) -> str:
    _, slot, room = what
    places = [f"slot {slot}" if slot else "", f"room {room}" if room else ""]
    return " and ".join(place for place in places if place) or "some run"
