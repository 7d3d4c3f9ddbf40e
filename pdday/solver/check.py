"""Re-reading a finished plan against its problem, rule by rule, from the rules' sentences alone.

Written without PuLP, and without the model or the score, so that one mistake cannot pass twice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import product

from pdday.solver.claims import broken_claims, broken_references
from pdday.solver.plan import Plan, Status
from pdday.solver.problem import Attendee, Problem
from pdday.solver.recount import Broken, Sitting, sitting
from pdday.solver.rules import Rule


def check(problem: Problem, plan: Plan) -> list[Broken]:
    """Everything in the plan that is not so, each named by its rule or claim; empty for a good plan.

    A plan that names things its problem has not is told only that: nothing more can be read from it.
    One that says impossible or none found holds nobody, so its claims alone are read.
    """
    if strangers := list(broken_references(problem, plan)):
        return strangers
    day = sitting(problem, plan)
    if plan.status in (Status.IMPOSSIBLE, Status.NONE_FOUND):
        return list(broken_claims(day))
    return [broken for rule in _CHECKS for broken in rule(day)] + list(broken_claims(day))


def _runs(day: Sitting) -> Iterator[Broken]:
    runs_by_session: dict[str, list[str]] = defaultdict(list)
    for run in day.plan.runs:
        runs_by_session[run.session].append(run.id)
    for session in day.problem.sessions:
        runs = runs_by_session[session.id]
        if not session.fewest_runs <= len(runs) <= session.most_runs:
            yield Broken(
                Rule.RUNS,
                (session.id,),
                f"“{session.title}” must run from {session.fewest_runs} to {session.most_runs} times; "
                f"its runs in the plan are {len(runs)}.",
            )
        empty = [run for run in runs if not day.seated[run]]
        if len(runs) > session.fewest_runs and len(empty) > session.fewest_runs:
            yield Broken(Rule.RUNS, tuple(empty), f"A repeat of “{session.title}” runs for nobody.")
        at_once = Counter(slot for run in runs for slot in day.slots[run])
        if any(count > 1 for count in at_once.values()):
            yield Broken(Rule.RUNS, tuple(runs), f"“{session.title}” runs twice at the same time.")


def _slot_allowed(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        allowed = day.problem.session(run.session).slots
        for slot in day.slots[run.id]:
            if allowed is not None and day.slot_id(slot) not in allowed:
                yield Broken(
                    Rule.SLOT_ALLOWED,
                    (run.id, day.slot_id(slot)),
                    f"{day.name(run)} may not be in slot {day.slot_id(slot)}.",
                )


def _length(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        length = day.problem.session(run.session).length
        blocks = {day.problem.slots[slot].block for slot in day.slots[run.id]}
        if len(day.slots[run.id]) < length or len(blocks) > 1:
            yield Broken(Rule.LENGTH, (run.id,), f"{day.name(run)} finds no {length} slots that follow each other.")


def _room_once(day: Sitting) -> Iterator[Broken]:
    runs_in: dict[tuple[str, int], list[str]] = defaultdict(list)
    for run in day.plan.runs:
        for slot in day.slots[run.id]:
            runs_in[run.room, slot].append(run.id)
    for (room, slot), runs in runs_in.items():
        if len(runs) > 1:
            yield Broken(
                Rule.ROOM_ONCE,
                (room, *runs),
                f"Room {room} holds {len(runs)} runs in slot {day.slot_id(slot)}.",
            )


def _room_open(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        for slot in day.slots[run.id]:
            if day.slot_id(slot) in day.problem.room(run.room).closed:
                yield Broken(
                    Rule.ROOM_OPEN,
                    (run.id, run.room),
                    f"{day.name(run)}: room {run.room} is closed in slot {day.slot_id(slot)}.",
                )


def _room_features(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        lacking = day.problem.session(run.session).features - day.problem.room(run.room).features
        if lacking:
            yield Broken(
                Rule.ROOM_FEATURES,
                (run.id, run.room),
                f"{day.name(run)}: room {run.room} lacks {', '.join(sorted(lacking))}.",
            )


def _room_site(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        sites = day.problem.session(run.session).sites
        site = day.problem.room(run.room).site
        if sites is not None and site not in sites:
            yield Broken(Rule.ROOM_SITE, (run.id, run.room), f"{day.name(run)} may not be at {site}.")


def _room_capacity(day: Sitting) -> Iterator[Broken]:
    for run in day.plan.runs:
        seats, maximum = day.problem.room(run.room).seats, day.problem.session(run.session).maximum
        places = seats if maximum is None else min(seats, maximum)
        if len(day.seated[run.id]) > places:
            yield Broken(
                Rule.ROOM_CAPACITY,
                (run.id, run.room),
                f"{day.name(run)} seats {places}, and its attendees are {len(day.seated[run.id])}.",
            )


def _presenters(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        presented = day.presents[attendee.id]
        for run in presented:
            if not all(_is_there(day, attendee, slot) for slot in day.slots[run.id]):
                yield Broken(Rule.PRESENTERS, (run.id, attendee.id), f"{attendee.id} is away during {day.name(run)}.")
        sessions_in: dict[int, set[str]] = defaultdict(set)
        for run in presented:
            for slot in day.slots[run.id]:
                sessions_in[slot].add(run.session)
        for slot, sessions in sessions_in.items():
            if len(sessions) > 1:
                yield Broken(
                    Rule.PRESENTERS,
                    (attendee.id, *sorted(sessions)),
                    f"{attendee.id} presents {len(sessions)} sessions in slot {day.slot_id(slot)}.",
                )


def _one_place(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        presented = {run.id for run in day.presents[attendee.id]}
        presenting = {slot for run in presented for slot in day.slots[run]}
        seats = [run for run in day.attends[attendee.id] if run.id not in presented]
        places = Counter(slot for run in seats for slot in day.slots[run.id])
        for slot, count in places.items():
            if count + (slot in presenting) > 1:
                yield Broken(
                    Rule.ONE_PLACE,
                    (attendee.id, day.slot_id(slot)),
                    f"{attendee.id} is in two places in slot {day.slot_id(slot)}.",
                )


def _available(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        for run in day.attends[attendee.id]:
            if not all(_is_there(day, attendee, slot) for slot in day.slots[run.id]):
                yield Broken(Rule.AVAILABLE, (attendee.id, run.id), f"{attendee.id} is away during {day.name(run)}.")


def _once_only(day: Sitting) -> Iterator[Broken]:
    session_of = {run.id: run.session for run in day.plan.runs}
    all_seats = Counter((seat.attendee, session_of[seat.run]) for seat in day.plan.seats)
    for attendee in day.problem.attendees:
        sessions = dict.fromkeys(run.session for run in day.attends[attendee.id])
        times = {session: all_seats[attendee.id, session] for session in sessions}
        for session_id, count in times.items():
            session = day.problem.session(session_id)
            if attendee.id in session.presenters:
                what = f"{attendee.id} sits in “{session.title}”, which they present."
            elif count > 1:
                what = f"{attendee.id} attends “{session.title}” {count} times."
            else:
                continue
            yield Broken(Rule.ONCE_ONLY, (attendee.id, session_id), what)


def _needs(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        for run in day.places(attendee.id):
            lacking = attendee.needs - day.problem.room(run.room).features
            if lacking:
                yield Broken(
                    Rule.NEEDS,
                    (attendee.id, run.id),
                    f"{attendee.id} needs {', '.join(sorted(lacking))}, which room {run.room} lacks.",
                )


def _veto(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        required = {session for choice in attendee.required for session in choice}
        for run in day.attends[attendee.id]:
            if run.session in attendee.vetoes and run.session not in required:
                yield Broken(
                    Rule.VETO, (attendee.id, run.id), f"{attendee.id} said that {day.name(run)} is not for them."
                )


def _audience(day: Sitting) -> Iterator[Broken]:
    for attendee in day.problem.attendees:
        asked = {wish.session for wish in attendee.wishes} | {pin.session for pin in attendee.pins}
        asked.update(session for choice in attendee.required for session in choice)
        for run in day.attends[attendee.id]:
            audience = day.problem.session(run.session).audience
            if run.session in asked:
                continue
            if attendee.may_stay_away:
                what = f"{attendee.id} may stay away, yet sits unasked in {day.name(run)}."
            elif audience is not None and audience.isdisjoint(attendee.tags):
                what = f"{attendee.id} sits unasked in {day.name(run)}, which is meant for others."
            else:
                continue
            yield Broken(Rule.AUDIENCE, (attendee.id, run.id), what)


def _travel(day: Sitting) -> Iterator[Broken]:
    slots = day.problem.slots
    for attendee in day.problem.attendees:
        places = day.places(attendee.id)
        for run, then in product(places, places):
            last = day.slots[run.id][-1]
            if day.slots[then.id][0] != last + 1 or slots[last].block != slots[last + 1].block:
                continue
            sites = frozenset(day.problem.room(room).site for room in (run.room, then.room))
            minutes, gap = day.problem.travel.get(sites, 0), slots[last].gap_after
            if minutes > gap:
                yield Broken(
                    Rule.TRAVEL,
                    (attendee.id, run.id, then.id),
                    f"{attendee.id} has {gap} minutes for a way of {minutes} after {day.name(run)}.",
                )


def _apart(day: Sitting) -> Iterator[Broken]:
    for first, second in day.problem.apart:
        for run in sorted(day.run_ids(first) & day.run_ids(second)):
            yield Broken(Rule.APART, (first, second, run), f"{first} and {second} are both in run {run}.")


def _joined(day: Sitting) -> Iterator[Broken]:
    for first, second in day.problem.joined:
        if lonely := sorted(day.run_ids(first) ^ day.run_ids(second)):
            yield Broken(
                Rule.JOINED,
                (first, second, *lonely),
                f"Only one of {first} and {second} is in {' and '.join(lonely)}.",
            )


def _pins(day: Sitting) -> Iterator[Broken]:
    for session in day.problem.sessions:
        runs = [run for run in day.plan.runs if run.session == session.id]
        for pin in session.pins:
            if not any(pin.slot in (None, run.slot) and pin.room in (None, run.room) for run in runs):
                where = f"slot {pin.slot or 'any'}, room {pin.room or 'any'}"
                yield Broken(Rule.PINS, (session.id,), f"“{session.title}” has no run as pinned: {where}.")
    for attendee in day.problem.attendees:
        for seat in attendee.pins:
            runs = [run for run in day.attends[attendee.id] if run.session == seat.session]
            if not any(seat.slot in (None, run.slot) for run in runs):
                title = day.problem.session(seat.session).title
                yield Broken(Rule.PINS, (attendee.id, seat.session), f"{attendee.id} is not in “{title}” as pinned.")


def _is_there(day: Sitting, attendee: Attendee, slot: int) -> bool:
    return attendee.slots is None or day.slot_id(slot) in attendee.slots


_CHECKS = (
    _runs,
    _slot_allowed,
    _length,
    _room_once,
    _room_open,
    _room_features,
    _room_site,
    _room_capacity,
    _presenters,
    _one_place,
    _available,
    _once_only,
    _needs,
    _veto,
    _audience,
    _travel,
    _apart,
    _joined,
    _pins,
)
