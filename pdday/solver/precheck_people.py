"""Counting before solving, person by person: seats that are pinned, and people who come as two."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import combinations

from pdday.solver.choices import is_available, is_vetoed, may_sit
from pdday.solver.plan import Conflict
from pdday.solver.problem import Attendee, Problem, SeatPin
from pdday.solver.rules import Rule


def people_conflicts(
    problem: Problem, openings: Mapping[str, tuple[tuple[str, str], ...]], needed: Mapping[str, int]
) -> Iterator[Conflict]:
    """Proofs that some person's day cannot be; `openings` and `needed` are as in `precheck`."""
    for attendee in problem.attendees:
        for pin in attendee.pins:
            if openings[pin.session] and not _could_sit(problem, attendee, pin, openings):
                yield _why_not_seated(problem, attendee, pin)
        yield from _pins_at_once(problem, attendee)
        yield from _day_overfull(problem, attendee, needed)
    yield from _pinned_beyond_the_seats(problem, openings)
    yield from _apart_yet_together(problem, needed)
    yield from _joined_yet_apart(problem, openings, needed)


def _could_sit(
    problem: Problem,
    attendee: Attendee,
    pin: SeatPin,
    openings: Mapping[str, tuple[tuple[str, str], ...]],
) -> bool:
    session = problem.session(pin.session)
    return any(
        pin.slot in (None, start) and may_sit(problem, attendee, session, start, problem.room(room))
        for start, room in openings[pin.session]
    )


def _why_not_seated(problem: Problem, attendee: Attendee, pin: SeatPin) -> Conflict:
    """The first rule that keeps a person out of the seat they are pinned to."""
    session = problem.session(pin.session)
    what = (attendee.id, session.id)
    seat = f"{attendee.id} is pinned to “{session.title}”" + (f" in slot {pin.slot}" if pin.slot else "")
    starts = [start for start in problem.starts(session) if pin.slot in (None, start)]
    if attendee.id in session.presenters:
        return Conflict(Rule.ONCE_ONLY, what, f"{seat}, which they present.", "Take the pin away.")
    if is_vetoed(attendee, session):
        return Conflict(
            Rule.VETO, what, f"{seat}, and said that it is not for them.", "Take the pin away, or require it."
        )
    if not any(is_available(attendee, problem.covers(session.id, start)) for start in starts):
        return Conflict(Rule.AVAILABLE, what, f"{seat}, and is away whenever that could be.", "Take the pin away.")
    if not any(attendee.needs <= room.features for room in problem.rooms):
        needs = ", ".join(sorted(attendee.needs))
        return Conflict(Rule.NEEDS, what, f"{seat}, and no room has {needs}.", "Find a room they can use.")
    return Conflict(
        Rule.PINS, what, f"{seat}, and no run that they could sit in can be there.", "Move or take away the pin."
    )


def _pins_at_once(problem: Problem, attendee: Attendee) -> Iterator[Conflict]:
    """Two pinned seats of one person at the same time, or twice in one session."""
    timed = [(pin, problem.covers(pin.session, pin.slot)) for pin in attendee.pins if pin.slot]
    for (one, slots), (other, other_slots) in combinations(timed, 2):
        what = (attendee.id, one.session, other.session)
        titles = [f"“{problem.session(pin.session).title}”" for pin in (one, other)]
        if one.session == other.session:
            yield Conflict(
                Rule.ONCE_ONLY,
                what[:2],
                f"{attendee.id} is pinned to {titles[0]} in two slots.",
                "Take one pin away.",
            )
        elif not set(slots).isdisjoint(other_slots):
            yield Conflict(
                Rule.ONE_PLACE,
                what,
                f"{attendee.id} is pinned to {titles[0]} and {titles[1]} at the same time.",
                "Move one pin.",
            )


def _day_overfull(problem: Problem, attendee: Attendee, needed: Mapping[str, int]) -> Iterator[Conflict]:
    """Pinned seats and presenting together take more slots than the person is there."""
    seats = sorted({pin.session for pin in attendee.pins}.difference(problem.presents(attendee.id)))
    if not seats:
        return
    presented = problem.presents(attendee.id)
    wanted = sum(problem.session(session).length for session in seats)
    wanted += sum(needed[session] * problem.session(session).length for session in presented)
    there = len(problem.slots) if attendee.slots is None else len(attendee.slots)
    if wanted > there:
        yield Conflict(
            Rule.ONE_PLACE,
            (attendee.id, *seats, *presented),
            f"{attendee.id} is there for {there} slots, and their pinned seats and presenting take {wanted}.",
            "Take a pin away.",
        )


def _pinned_beyond_the_seats(
    problem: Problem, openings: Mapping[str, tuple[tuple[str, str], ...]]
) -> Iterator[Conflict]:
    people = Counter(session for attendee in problem.attendees for session in {pin.session for pin in attendee.pins})
    in_slot = Counter(
        (pin.session, pin.slot) for attendee in problem.attendees for pin in attendee.pins if pin.slot is not None
    )
    for session_id, count in people.items():
        session = problem.session(session_id)
        heads = {start: 0 for start, _ in openings[session_id]}
        for start, room in openings[session_id]:
            heads[start] = max(heads[start], session.heads(problem.room(room).seats))
        seats = sum(sorted(heads.values())[::-1][: session.most_runs])
        for start, most in heads.items():
            if in_slot[session_id, start] > most:
                count, seats = in_slot[session_id, start], most
        if heads and count > seats:
            yield Conflict(
                Rule.ROOM_CAPACITY,
                (session_id,),
                f"{count} people are pinned to “{session.title}”, which can seat {seats}.",
                "Take pins away, or find it a larger room or more runs.",
            )


def _apart_yet_together(problem: Problem, needed: Mapping[str, int]) -> Iterator[Conflict]:
    for one, other in problem.apart:
        for session_id in sorted(_certain(problem, one, needed) & _certain(problem, other, needed)):
            session = problem.session(session_id)
            one_presents = not {one, other}.isdisjoint(session.presenters)
            if one_presents or session.most_runs == 1:
                yield Conflict(
                    Rule.APART,
                    (one, other, session_id),
                    f"{one} and {other} are kept apart, yet both have their place in “{session.title}”.",
                    "Let them share the run, or change a presenter or a pin.",
                )


def _joined_yet_apart(
    problem: Problem, openings: Mapping[str, tuple[tuple[str, str], ...]], needed: Mapping[str, int]
) -> Iterator[Conflict]:
    for pair in problem.joined:
        for person, partner in (pair, pair[::-1]):
            for session_id in sorted(_certain(problem, person, needed) - set(problem.presents(partner))):
                session, attendee = problem.session(session_id), problem.attendee(partner)
                if not openings[session_id]:
                    continue
                presented = session_id in problem.presents(person)
                joined = f"{person} and {partner} are joined"
                if presented and needed[session_id] > 1:
                    yield Conflict(
                        Rule.JOINED,
                        (*pair, session_id),
                        f"{joined}: {partner} would attend “{session.title}” as often as {person} presents it.",
                        "Name both as presenters, or let the session run once.",
                    )
                elif pair in problem.apart or not _could_sit(problem, attendee, SeatPin(session_id, None), openings):
                    yield Conflict(
                        Rule.JOINED,
                        (*pair, session_id),
                        f"{joined}, and {partner} cannot be in “{session.title}”, where {person} has to be.",
                        f"Let {partner} attend it (require it of them, or check when they are there and what "
                        "they need), or undo the joining.",
                    )


def _certain(problem: Problem, attendee_id: str, needed: Mapping[str, int]) -> set[str]:
    """The sessions in which a person has to be: those that must run and they present, and pinned seats."""
    attendee = problem.attendee(attendee_id)
    presented = {session for session in problem.presents(attendee_id) if needed[session]}
    return presented | {pin.session for pin in attendee.pins}
