"""Counting before solving: what no plan can do, and what every plan must leave undone.

Every conflict found here is a proof by counting, told in a sentence; that nothing is found proves
nothing. Sessions and rooms are counted here, people in `precheck_people`, pinned runs in `precheck_pins`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from pdday.solver.choices import PLACE_RULES, is_available, presenters_available, room_suits
from pdday.solver.plan import Conflict
from pdday.solver.precheck_people import people_conflicts
from pdday.solver.precheck_pins import pins_that_cannot_be, pins_that_clash
from pdday.solver.problem import Problem, Session
from pdday.solver.rules import Bendable, Rule

#: (slot in which a run may start, room) pairs, by session.
Openings = Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Something that must bend in every plan, at least so many times; `what`: the slot or the session."""

    kind: Bendable
    what: str
    at_least: int
    sentence: str


def precheck(problem: Problem) -> tuple[Conflict, ...]:
    """Proofs that no plan can keep the rules; none if counting finds nothing wrong.

    Each stands for itself: as long as it holds, the day is impossible, whatever becomes of the others.
    """
    openings = {session.id: tuple(_openings(problem, session)) for session in problem.sessions}
    needed = runs_needed(problem)
    return (
        *_sessions_without_a_place(problem, openings, needed),
        *_sessions_too_often(problem, openings, needed),
        *pins_that_cannot_be(problem, openings),
        *pins_that_clash(problem),
        *_presenters_overbooked(problem, openings, needed),
        *_rooms_overbooked(problem, openings, needed),
        *people_conflicts(problem, openings, needed),
    )


def shortfalls(problem: Problem) -> tuple[Shortfall, ...]:
    """What counting alone shows that every plan leaves undone. It makes no day impossible."""
    return (*_too_few_seats(problem), *_requirements_out_of_reach(problem))


def runs_needed(problem: Problem) -> dict[str, int]:
    """How many runs each session must have; a pin needs one even where the session could be left out."""
    needed = {session.id: session.fewest_runs for session in problem.sessions}
    for session in problem.sessions:
        starts = {pin.slot for pin in session.pins if pin.slot is not None}
        if session.pins:
            needed[session.id] = max(needed[session.id], 1, len(starts))
    for attendee in problem.attendees:
        for pin in attendee.pins:
            needed[pin.session] = max(needed[pin.session], 1)
    return needed


def _openings(problem: Problem, session: Session) -> Iterator[tuple[str, str]]:
    """Where a run could be, whatever else happens."""
    for start in problem.starts(session):
        if presenters_available(problem, session, start):
            for room in problem.rooms:
                if room_suits(problem, session, start, room):
                    yield start, room.id


def _sessions_without_a_place(problem: Problem, openings: Openings, needed: Mapping[str, int]) -> Iterator[Conflict]:
    for session in problem.sessions:
        if not needed[session.id]:
            continue
        if session.most_runs == 0:
            yield Conflict(
                Rule.RUNS,
                (session.id,),
                f"“{session.title}” is cancelled, yet it or somebody's seat in it is pinned.",
                "Take the pin away, or let the session run.",
            )
        elif not openings[session.id]:
            yield _why_nowhere(problem, session)


#: By place rule, what no room does that did all before it, and what would help.
NO_ROOM = {
    Rule.ROOM_FEATURES: ("has every feature it needs", "Equip a room, or ask for less."),
    Rule.ROOM_SITE: ("is at one of its sites as well", "Let it use another site."),
    Rule.NEEDS: ("has what its presenters need as well", "Find a room that its presenters can use."),
    Rule.ROOM_OPEN: ("is open when it could run as well", "Open a room that suits it."),
}


def _why_nowhere(problem: Problem, session: Session) -> Conflict:
    """The first rule that leaves a session nowhere to go."""
    title, name = f"“{session.title}”", (session.id,)
    starts = problem.starts(session)
    if not starts:
        rule = Rule.LENGTH if session.slots is None else Rule.SLOT_ALLOWED
        why = f"{title} finds no {session.length} consecutive slots of one block that it may use."
        return Conflict(rule, name, why, "Let it use more slots, or make it shorter.")
    starts = tuple(start for start in starts if presenters_available(problem, session, start))
    if not starts:
        why = f"{title} has no time at which all its presenters are there."
        return Conflict(
            Rule.PRESENTERS, name + session.presenters, why, "Ask its presenters to come, or change its slots."
        )
    rooms = list(problem.rooms)
    for rule, may_be in PLACE_RULES.items():
        rooms = [room for room in rooms if any(may_be(problem, session, start, room) for start in starts)]
        if not rooms:
            what, relax = NO_ROOM[rule]
            return Conflict(rule, name, f"{title} must run, and no room {what}.", relax)
    raise ValueError(f"{session.id} has a place after all")


def _sessions_too_often(problem: Problem, openings: Openings, needed: Mapping[str, int]) -> Iterator[Conflict]:
    for session in problem.sessions:
        starts = sorted({start for start, _ in openings[session.id]}, key=problem.slot_index.__getitem__)
        possible, free_from = 0, 0
        for start in starts:
            if problem.slot_index[start] >= free_from:
                possible += 1
                free_from = problem.slot_index[start] + session.length
        runs = min(possible, session.most_runs)
        if runs and runs < needed[session.id]:
            yield Conflict(
                Rule.RUNS,
                (session.id,),
                f"“{session.title}” must run {needed[session.id]} times, and there is time and room for {runs}.",
                "Let it run less often, or in more slots.",
            )


def _presenters_overbooked(problem: Problem, openings: Openings, needed: Mapping[str, int]) -> Iterator[Conflict]:
    for attendee in problem.attendees:
        work = {
            session_id: (
                needed[session_id] * problem.session(session_id).length,
                {slot for start, _ in openings[session_id] for slot in problem.covers(session_id, start)},
            )
            for session_id in problem.presents(attendee.id)
            if needed[session_id] and openings[session_id]
        }
        for sessions, wanted, there in _overfull(work):
            yield Conflict(
                Rule.PRESENTERS,
                (*sessions, attendee.id),
                f"{attendee.id} presents {_titles(problem, sessions)}, which takes {wanted} slots, "
                f"and has {there} for it.",
                "Give a session another presenter, fewer runs or more slots.",
            )
            break


def _rooms_overbooked(problem: Problem, openings: Openings, needed: Mapping[str, int]) -> Iterator[Conflict]:
    """Sessions that need more room-slots than there are in the rooms and slots that suit them.

    Each such crowd is told once: a larger one with the same sessions in it would only repeat it.
    """
    work = {
        session.id: (
            needed[session.id] * session.length,
            {(room, slot) for start, room in openings[session.id] for slot in problem.covers(session.id, start)},
        )
        for session in problem.sessions
        if needed[session.id] and openings[session.id]
    }
    told: set[str] = set()
    for sessions, wanted, there in _overfull(work):
        if not told.isdisjoint(sessions):
            continue
        told.update(sessions)
        yield Conflict(
            Rule.ROOM_ONCE,
            sessions,
            f"{_titles(problem, sessions)} must run, which takes {wanted} times a room, "
            f"and the rooms that suit them are open {there} times.",
            "Open a room, let a session use other rooms or slots, or cancel one.",
        )


def _overfull(
    work: Mapping[str, tuple[int, set[str] | set[tuple[str, str]]]],
) -> Iterator[tuple[tuple[str, ...], int, int]]:
    """Sets of jobs that together want more than the places that any of them may use (Hall's condition).

    `work` gives what each job takes and where it may take it. Smallest sets of places come first.
    """
    number: dict[object, int] = {}
    masks = {
        job: sum(1 << number.setdefault(place, len(number)) for place in sorted(places))
        for job, (_, places) in work.items()
    }
    everywhere = (1 << len(number)) - 1
    for mask in sorted({*masks.values(), everywhere}, key=lambda mask: (mask.bit_count(), mask)):
        within = tuple(job for job in work if masks[job] | mask == mask)
        wanted = sum(work[job][0] for job in within)
        if wanted > mask.bit_count():
            yield within, wanted, mask.bit_count()


def _too_few_seats(problem: Problem) -> Iterator[Shortfall]:
    for slot in problem.slots:
        count = sum(
            not attendee.may_stay_away and is_available(attendee, (slot.id,)) and not problem.presents(attendee.id)
            for attendee in problem.attendees
        )
        seats = sum(room.seats for room in problem.rooms if slot.id not in room.closed)
        if count > seats:
            yield Shortfall(
                Bendable.UNPLACED,
                slot.id,
                count - seats,
                f"In slot {slot.id} the open rooms seat {seats} of the {count} who need a place, "
                f"which leaves at least {count - seats} without one.",
            )


def _requirements_out_of_reach(problem: Problem) -> Iterator[Shortfall]:
    """Of choices between several sessions nothing is said; who presents a session meets what is required."""
    required = Counter(
        choice[0]
        for attendee in problem.attendees
        for choice in set(attendee.required)
        if len(choice) == 1 and choice[0] not in problem.presents(attendee.id)
    )
    for session in (session for session in problem.sessions if required[session.id]):
        count = required[session.id]
        heads = max((session.heads(problem.room(room).seats) for _, room in _openings(problem, session)), default=0)
        seats = heads * min(session.most_runs, len(problem.slots))
        if count > seats:
            yield Shortfall(
                Bendable.MISSED,
                session.id,
                count - seats,
                f"“{session.title}” can seat {seats} of the {count} who must attend it, "
                f"which leaves at least {count - seats} out.",
            )


def _titles(problem: Problem, sessions: Iterable[str]) -> str:
    titles = [f"“{problem.session(session).title}”" for session in sessions]
    shown = titles if len(titles) <= 6 else [*titles[:5], f"{len(titles) - 5} more"]
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else shown[0]
