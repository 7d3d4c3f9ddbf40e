"""What would help a draft's people most, as its row keeps it, and in sentences for coordinators."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pdday import words
from pdday.timetable.problem_from_rows import row_id
from pdday.words import Sentence

if TYPE_CHECKING:
    from pdday.solver import Problem
    from pdday.solver.helps import Help


@dataclass(frozen=True)
class Told:
    """One thing that would help, and what it would do."""

    what: Sentence
    does: Sentence
    score: Sentence


def kept(problem: Problem, helps: Iterable[Help]) -> list[dict[str, Any]]:
    """The solver's answer as plain values; rooms by the rows' numbers, sessions by title as `full` has them."""
    return [
        {
            "kind": each.kind.value,
            "title": problem.session(each.session).title,
            "slot": each.slot,
            "room_id": row_id(each.room),
            "gain": each.gain,
            "first": each.first,
            "top_three": each.top_three,
        }
        for each in helps
    ]


def told(helps: Iterable[Mapping[str, Any]], rooms: Mapping[int, str]) -> list[Told]:
    """Each in sentences, the most helpful first; without those whose room is gone by now."""
    return [_told(each, rooms[each["room_id"]]) for each in helps if each["room_id"] in rooms]


_WHAT = {
    "seat": "One more seat in “{title}”, slot {slot}, {room}",
    "run": "One more run of “{title}” in slot {slot}, {room}",
}


def _told(each: Mapping[str, Any], room: str) -> Told:
    what = Sentence(_WHAT[each["kind"]], {"title": each["title"], "slot": each["slot"], "room": room})
    score = Sentence("The day's score would rise by {points}.", {"points": f"{round(each['gain']):,}"})
    return Told(what, _does(each), score)


def _does(each: Mapping[str, Any]) -> Sentence:
    first, top_three = each["first"], each["top_three"]
    if first > 0:
        return Sentence("{people} more would have their first choice.", {"people": words.people(first)})
    if top_three > 0:
        return Sentence("{people} more would have one of their top three.", {"people": words.people(top_three)})
    return Sentence("People would have more of what they asked for.")
