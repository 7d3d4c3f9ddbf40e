"""A day that cannot be planned: what stands in the way and the least that would help, each with where it is changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pdday.solver import Rule
from pdday.solver.rules import PRIVATE
from pdday.timetable.names import RULES, by_name
from pdday.timetable.problem_from_rows import row_id
from pdday.timetable.solver_words import recognized
from pdday.words import InARow, Sentence

if TYPE_CHECKING:
    from pdday.solver.plan import Conflict


class Where(StrEnum):
    """Pages on which a coordinator changes what stands in the way."""

    SESSION = "session"
    PRESENTERS = "presenters"
    ROOM = "room"
    SITES = "sites"
    PINS = "pins"
    PERSON = "person"
    ARRANGEMENTS = "arrangements"


@dataclass(frozen=True)
class Way:
    """One thing in the way: what it is, what would help, by which rule, and where it is changed, if it can be."""

    stands: Sentence
    helps: Sentence
    rule: Sentence | None
    where: Where | None
    row_id: int | None
    name: Sentence | None


@dataclass(frozen=True)
class WaysOut:
    """What is told of a day that cannot be."""

    #: Whether each of these alone makes the day impossible; otherwise they clash, and letting go of one ends that.
    each_alone: bool
    stand: Sequence[Way]
    #: What would do all together, the easiest first; empty if it was not found.
    relax: Sequence[Way]


def kept(
    clashes: Iterable[Conflict], relax: Iterable[Conflict], names: Mapping[str, str], *, each_alone: bool
) -> dict[str, Any]:
    """The solver's answer as the plain values of a job's result, with names for ids."""
    return {
        "conflict": [_kept(part, names) for part in clashes],
        "each_alone": each_alone,
        "relax": [_kept(part, names) for part in relax],
    }


def told(result: Mapping[str, Any], *, proposal_ids: Mapping[int, int]) -> WaysOut:
    """What a job's result says of it; `proposal_ids` by session, for those that are still there."""
    return WaysOut(
        bool(result.get("each_alone")),
        [_told(part, proposal_ids) for part in result["conflict"]],
        [_told(part, proposal_ids) for part in result.get("relax", ())],
    )


def _kept(part: Conflict, names: Mapping[str, str]) -> dict[str, Any]:
    """What a rule in confidence says is not kept: only whom or what it is about."""
    where, key = _place(part.rule, part.what)
    about = [names[key] for key in part.what if key in names and key[:1] in "PS"]
    sentence, relax = by_name(part.sentence, names), by_name(part.relax, names)
    if part.rule in PRIVATE:
        sentence, relax = map(str, _in_confidence(about))
    return {
        "rule": part.rule,
        "sentence": sentence,
        "relax": relax,
        "about": about,
        "where": where,
        "row_id": None if key is None else row_id(key),
        "name": None if key is None else names.get(key),
    }


def _place(rule: str, what: Sequence[str]) -> tuple[Where | None, str | None]:
    """On which page this rule is changed for these things, and for which of them."""
    session = next((key for key in what if key[:1] == "S"), None)
    person = next((key for key in what if key[:1] == "P"), None)
    rooms = [key for key in what if key[:1] == "R"]
    match rule:
        case Rule.PINS | Rule.VETO | Rule.AUDIENCE | Rule.ONE_PLACE | Rule.ONCE_ONLY:
            return Where.PINS, None
        case Rule.NEEDS:
            return Where.ARRANGEMENTS, None
        case Rule.APART | Rule.JOINED:
            return None, None
        case Rule.AVAILABLE if person:
            return Where.PERSON, person
        case Rule.PRESENTERS if session:
            return Where.PRESENTERS, session
        case Rule.ROOM_ONCE if session and rooms:  # two pins on one room
            return Where.PINS, None
        case Rule.ROOM_OPEN if len(rooms) == 1:
            return Where.ROOM, rooms[0]
        case Rule.ROOM_OPEN | Rule.ROOM_ONCE | Rule.TRAVEL:
            return Where.SITES, None
        case _ if session:
            return Where.SESSION, session
    return None, None


def _told(part: Mapping[str, Any], proposal_ids: Mapping[int, int]) -> Way:
    where, number = part.get("where"), part.get("row_id")
    if where in (Where.SESSION, Where.PRESENTERS):
        number = proposal_ids.get(number or 0)
        where = where if number else None
    if part["rule"] in PRIVATE:
        (stands, helps), rule = _in_confidence(part.get("about", ())), None
    else:
        stands, helps, rule = recognized(part["sentence"]), recognized(part["relax"]), RULES.get(part["rule"])
    return Way(stands, helps, rule, where and Where(where), number, where and _name(Where(where), part))


def _in_confidence(about: Sequence[str]) -> tuple[Sentence, Sentence]:
    return (
        Sentence("A private rule about {who} stands in the way.", {"who": InARow(tuple(about))}),
        Sentence("Speak with them, or with whoever asked for it."),
    )


_NAMES = {
    Where.SESSION: Sentence("Go to {name}"),
    Where.PRESENTERS: Sentence("Go to the presenters of {name}"),
    Where.ROOM: Sentence("Go to {name}"),
    Where.SITES: Sentence("Go to sites and rooms"),
    Where.PINS: Sentence("Go to the pins"),
    Where.PERSON: Sentence("Go to {name}"),
    Where.ARRANGEMENTS: Sentence("Go to the arrangements"),
}


def _name(where: Where, part: Mapping[str, Any]) -> Sentence:
    return Sentence(_NAMES[where].pattern, {"name": part.get("name") or ""})
