"""Reading a `pdday-problem/1` file: every key, number and reference is checked, the culprit named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Protocol, TypeVar

from pdday.solver.canonical import FORMAT
from pdday.solver.json_parts import BadFile, Part, absent_or, null_or, parsed, shown
from pdday.solver.plan import plan_from
from pdday.solver.problem import (
    MOST_SLOTS,
    POINTS,
    Attendee,
    Problem,
    Room,
    RunPin,
    SeatPin,
    Session,
    Slot,
    Weights,
    Wish,
)
from pdday.solver.references import check_references


class _Identified(Protocol):
    @property
    def id(self) -> str: ...


Named = TypeVar("Named", bound=_Identified)


def read_problem(text: str) -> Problem:
    """The day in a problem file. Raises BadFile with one sentence that names the culprit."""
    return problem_from(parsed(text).value)


def problem_from(value: object) -> Problem:
    """The day in the plain objects of a problem file. Raises BadFile like `read_problem`."""
    keys = Part(value).members(
        needs="format slots rooms sessions attendees",
        may_have="name travel apart joined together spread previous weights points",
    )
    if keys["format"].value != FORMAT:
        raise keys["format"].refuse(f"must be {FORMAT}")
    problem = Problem(
        name=absent_or("", keys, "name", Part.text),
        slots=_slots(keys["slots"]),
        travel=absent_or({}, keys, "travel", _travel),
        rooms=_sorted("room", (_room(part) for part in keys["rooms"].each())),
        sessions=_sorted("session", (_session(part) for part in keys["sessions"].each())),
        attendees=_sorted("attendee", (_attendee(part) for part in keys["attendees"].each())),
        apart=absent_or((), keys, "apart", _pairs),
        joined=absent_or((), keys, "joined", _pairs),
        together=absent_or((), keys, "together", _groups),
        spread=absent_or((), keys, "spread", _groups),
        previous=absent_or(None, keys, "previous", null_or(plan_from)),
        weights=absent_or(Weights(), keys, "weights", _weights),
        points=absent_or(tuple(map(float, POINTS)), keys, "points", _points),
    )
    check_references(problem)
    return without_own_wishes(problem)


def _slots(part: Part) -> tuple[Slot, ...]:
    slots = _once_each("slot", (_slot(each) for each in part.each()))
    if len(slots) > MOST_SLOTS:
        raise part.refuse(f"must not have more than {MOST_SLOTS} entries")
    return slots


def _slot(part: Part) -> Slot:
    keys = part.members(needs="id block", may_have="label gap_after")
    slot_id = keys["id"].identity()
    return Slot(
        id=slot_id,
        label=absent_or(slot_id, keys, "label", Part.text),
        block=keys["block"].text(),
        gap_after=absent_or(0, keys, "gap_after", Part.whole),
    )


def _room(part: Part) -> Room:
    keys = part.members(needs="id site seats", may_have="features closed")
    return Room(
        id=keys["id"].identity(),
        site=keys["site"].text(),
        seats=keys["seats"].whole(),
        features=absent_or(frozenset(), keys, "features", Part.texts),
        closed=absent_or(frozenset(), keys, "closed", Part.texts),
    )


def _travel(part: Part) -> dict[frozenset[str], int]:
    minutes_by_sites: dict[frozenset[str], int] = {}
    for each in part.each():
        keys = each.members(needs="from to minutes")
        start, end, minutes = keys["from"].text(), keys["to"].text(), keys["minutes"].whole()
        if start == end and minutes:
            raise BadFile(f"travel: {shown(start)} is {minutes} minutes from itself.")
        if minutes_by_sites.setdefault(frozenset((start, end)), minutes) != minutes:
            raise BadFile(f"travel: {shown(start)} and {shown(end)} have two different times.")
    return {sites: minutes for sites, minutes in minutes_by_sites.items() if len(sites) == 2}


def _session(part: Part) -> Session:
    keys = part.members(
        needs="id",
        may_have="title length runs attendance features sites slots presenters audience pins",
    )
    session_id = keys["id"].identity()
    fewest, most = absent_or((1, 1), keys, "runs", _run_numbers)
    minimum, maximum = absent_or((0, None), keys, "attendance", _attendance)
    return Session(
        id=session_id,
        title=absent_or(session_id, keys, "title", Part.text),
        length=absent_or(1, keys, "length", lambda part: part.whole(least=1)),
        fewest_runs=fewest,
        most_runs=most,
        minimum=minimum,
        maximum=maximum,
        features=absent_or(frozenset(), keys, "features", Part.texts),
        sites=absent_or(None, keys, "sites", null_or(Part.texts)),
        slots=absent_or(None, keys, "slots", null_or(Part.texts)),
        presenters=tuple(sorted(absent_or(frozenset(), keys, "presenters", Part.texts))),
        audience=absent_or(None, keys, "audience", null_or(Part.texts)),
        pins=absent_or((), keys, "pins", _run_pins),
    )


def _run_numbers(part: Part) -> tuple[int, int]:
    fewest, most = (number.whole() for number in part.pair())
    if fewest > most:
        raise part.refuse("must not have its larger number first")
    return fewest, most


def _attendance(part: Part) -> tuple[int, int | None]:
    first, second = part.pair()
    minimum, maximum = first.whole(), null_or(Part.whole)(second)
    if maximum is not None and minimum > maximum:
        raise part.refuse("must not have its larger number first")
    return minimum, maximum


def _run_pins(part: Part) -> tuple[RunPin, ...]:
    pins = set()
    for each in part.each():
        keys = each.members(may_have="slot room")
        pins.add(
            RunPin(
                absent_or(None, keys, "slot", null_or(Part.identity)),
                absent_or(None, keys, "room", null_or(Part.identity)),
            )
        )
    return tuple(sorted(pins, key=lambda pin: (pin.slot or "", pin.room or "")))


def _attendee(part: Part) -> Attendee:
    keys = part.members(
        needs="id",
        may_have="groups tags slots needs may_stay_away wishes vetoes required suits pins",
    )
    return Attendee(
        id=keys["id"].identity(),
        groups=absent_or({}, keys, "groups", _group_names),
        tags=absent_or(frozenset(), keys, "tags", Part.texts),
        slots=absent_or(None, keys, "slots", null_or(Part.texts)),
        needs=absent_or(frozenset(), keys, "needs", Part.texts),
        may_stay_away=absent_or(False, keys, "may_stay_away", Part.flag),
        wishes=absent_or((), keys, "wishes", _wishes),
        vetoes=absent_or(frozenset(), keys, "vetoes", Part.texts),
        required=absent_or((), keys, "required", _required),
        suits=absent_or(None, keys, "suits", null_or(Part.texts)),
        pins=absent_or((), keys, "pins", _seat_pins),
    )


def _group_names(part: Part) -> dict[str, str]:
    return {key: value.text() for key, value in sorted(part.free_members().items())}


def _wishes(part: Part) -> tuple[Wish, ...]:
    wishes = []
    for each in part.each():
        keys = each.members(needs="session rank")
        wishes.append(Wish(keys["session"].identity(), keys["rank"].whole(least=1)))
    return tuple(sorted(wishes, key=lambda wish: (wish.rank, wish.session)))


def _required(part: Part) -> tuple[tuple[str, ...], ...]:
    """Each requirement as the sorted ids of which one is enough."""
    choices = []
    for each in part.each():
        if isinstance(each.value, list):
            choices.append(tuple(sorted(each.texts())))
            if not choices[-1]:
                raise each.refuse("must name a session")
        else:
            choices.append((each.identity(),))
    return tuple(sorted(choices))


def _seat_pins(part: Part) -> tuple[SeatPin, ...]:
    pins = set()
    for each in part.each():
        keys = each.members(needs="session", may_have="slot")
        slot = absent_or(None, keys, "slot", null_or(Part.identity))
        pins.add(SeatPin(keys["session"].identity(), slot))
    return tuple(sorted(pins, key=lambda pin: (pin.session, pin.slot or "")))


def _pairs(part: Part) -> tuple[tuple[str, str], ...]:
    pairs = set()
    for each in part.each():
        first, second = sorted(person.identity() for person in each.pair())
        if first == second:
            raise each.refuse(f"names {shown(first)} twice")
        pairs.add((first, second))
    return tuple(sorted(pairs))


def _groups(part: Part) -> tuple[tuple[str, ...], ...]:
    groups = []
    for each in part.each():
        members = [person.identity() for person in each.each()]
        if len(members) < 2:
            raise each.refuse("must name at least two people")
        if len(set(members)) < len(members):
            raise each.refuse("names somebody twice")
        groups.append(tuple(sorted(members)))
    return tuple(sorted(groups))


def _weights(part: Part) -> Weights:
    keys = part.members(may_have=" ".join(weight.name for weight in fields(Weights)))
    return replace(Weights(), **{name: weight.number() for name, weight in keys.items()})


def _points(part: Part) -> tuple[float, ...]:
    points = tuple(each.number() for each in part.each())
    if not points:
        raise part.refuse("must not be empty")
    return points


def _once_each(kind: str, things: Iterable[Named]) -> tuple[Named, ...]:
    known: dict[str, Named] = {}
    for thing in things:
        if thing.id in known:
            raise BadFile(f"{kind} {shown(thing.id)} stands twice.")
        known[thing.id] = thing
    return tuple(known.values())


def _sorted(kind: str, things: Iterable[Named]) -> tuple[Named, ...]:
    return tuple(sorted(_once_each(kind, things), key=lambda thing: thing.id))


def without_own_wishes(problem: Problem) -> Problem:
    """Nobody can attend what they present, so such a wish is dropped, with a warning."""
    warnings, attendees = [], []
    for attendee in problem.attendees:
        own = set(problem.presents(attendee.id))
        kept = tuple(wish for wish in attendee.wishes if wish.session not in own)
        warnings += [
            f"attendee {shown(attendee.id)}: the wish for {shown(wish.session)} is dropped, they present it."
            for wish in attendee.wishes
            if wish.session in own
        ]
        attendees.append(attendee if kept == attendee.wishes else replace(attendee, wishes=kept))
    return replace(problem, attendees=tuple(attendees), warnings=tuple(warnings)) if warnings else problem
