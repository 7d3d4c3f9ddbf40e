"""What can happen to a timetable: it is drafted from a plan, and published. Actions flush; the edge commits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from pdday import trail
from pdday.clock import on_the_wall
from pdday.db import db, lock
from pdday.errors import NotReady, TooLate
from pdday.preferences.rules import find_choosing
from pdday.programme.actions import end_phase
from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import PhaseKind
from pdday.solver import BadFile, Plan, Problem
from pdday.solver.precheck import shortfalls
from pdday.solver.rules import Bendable
from pdday.staff.models import StaffMember
from pdday.timetable import letters, place_queries, queries, registers, rules, seat_queries, wait_actions
from pdday.timetable.helps import kept
from pdday.timetable.meaning import meaning
from pdday.timetable.models import NEXT_STATES, Timetable, TimetableState
from pdday.timetable.problem_from_rows import (
    problem_behind,
    problem_to_count,
    room_key,
    session_key,
    site_key,
    staff_key,
)
from pdday.timetable.rows_from_plan import expected_at_gatherings, make_draft, plan_of
from pdday.timetable.solver_words import recognized
from pdday.words import Sentence

if TYPE_CHECKING:
    from pdday.solver.helps import Help


def why_not_draft(day: Day) -> list[Sentence]:
    """What the day lacks before a timetable can be drafted."""
    gatherings, people = queries.gatherings(day), queries.people(day)
    return rules.why_not_draft(
        day,
        sessions=queries.count_sessions(day),
        gatherings=gatherings,
        expected=expected_at_gatherings(day, gatherings, people),
        schools=sorted({person.home_school for person in people}, key=lambda school: school.name),
    )


class Undone(NamedTuple):
    """Something that every draft leaves undone, and whether it is because rooms have too few seats in a slot."""

    sentence: Sentence
    lacks_seats: bool


def what_no_draft_can_do(day: Day) -> list[Undone]:
    """What every draft of the day leaves undone, as counting shows: seats against people, before anything is solved.

    Nothing where the day's rows contradict each other: of that a draft tells.
    """
    try:
        problem = problem_to_count(day)
    except BadFile:
        return []
    return [Undone(recognized(each.sentence), each.kind is Bendable.UNPLACED) for each in shortfalls(problem)]


def draft(
    day: Day,
    problem: Problem,
    plan: Plan,
    *,
    by_id: int | None,
    now: datetime,
    job_id: int | None = None,
    by_hand: Mapping[str, Any] | None = None,
    helps: Iterable[Help] = (),
) -> Timetable:
    """Keep a checked plan as the day's next draft, with what sign-up by hand would have come to if that was counted.

    `helps`: what would help its people most.
    """
    lock(day)
    found = {"by_hand": by_hand} if by_hand else {}
    measures = {**meaning(problem, plan), **found, "helps": kept(problem, helps)}
    timetable = make_draft(day, problem, plan, measures=measures, by_id=by_id, now=now)
    asker = None if by_id is None else db.session.get(StaffMember, by_id)
    trail.record(
        "draft",
        timetable,
        by=asker,
        at=now,
        facts={"number": timetable.number, "seed": timetable.seed, "fingerprint": plan.problem, "job": job_id},
    )
    return timetable


def why_not_publish(timetable: Timetable) -> list[Sentence]:
    """What keeps a draft from being published, by the rows as they are now."""
    if TimetableState.PUBLISHED not in NEXT_STATES[timetable.state]:
        return [rules.published_already(timetable)]
    return what_breaks_today(timetable)


def what_breaks_today(timetable: Timetable) -> list[Sentence]:
    """What in a timetable, whatever its state, does not agree with the rows of the day as they are now."""
    day = timetable.day
    problem = problem_behind(timetable)
    plan, gatherings = plan_of(timetable, problem), queries.gatherings(day)
    return rules.why_not_publish(
        queries.with_everyone(timetable),
        problem,
        plan,
        names={**names(day), **names_in(timetable), **names_of_runs(problem, plan)},
        led_by=queries.presenters_by_session(day),
        gatherings=gatherings,
        expected=expected_at_gatherings(day, gatherings, queries.people(day)),
    )


def publish(
    timetable: Timetable, *, by: StaffMember, now: datetime, over: int | None = None, after_arrivals: bool = False
) -> Timetable:
    """Make a draft the timetable of its day; the former one is superseded, nothing is overwritten.

    Holds the day's lock, so of two coordinators one is told that the other was first; also with different
    drafts, if each says `over` which published one: its number, 0 for none. Once people have arrived it takes
    `after_arrivals` too; who was where stays recorded. Choosing ends with it: a list changed later would be kept
    for nothing. Only people whose day changed get a message, each once.
    """
    lock(timetable.day)
    lock(timetable)
    if TimetableState.PUBLISHED not in NEXT_STATES[timetable.state]:
        told = rules.published_already(timetable)
        raise TooLate(told.pattern, told.facts)
    former = refuse_when_another_was_published(timetable.day, over=over)
    _refuse_unless_ready(timetable, after_arrivals=after_arrivals)
    if former is not None:
        former.state = TimetableState.SUPERSEDED
        db.session.flush()
    timetable.state = TimetableState.PUBLISHED
    timetable.published_at = now
    timetable.published_by_id = by.id
    db.session.flush()
    trail.record(
        "publish",
        timetable,
        by=by,
        at=now,
        facts={"number": timetable.number, "superseded": former.id if former else None},
    )
    end_phase(timetable.day, PhaseKind.CHOOSING, by=by, now=now)
    letters.tell_whose_day_changed(timetable, former, whose_day_changes(timetable, former), now=now)
    wait_actions.pass_on(seat_queries.offerings_waited_for(timetable), now=now)
    registers.published.ask(registers.Publication(timetable.day, now))
    return timetable


def _refuse_unless_ready(timetable: Timetable, *, after_arrivals: bool) -> None:
    """Raise NotReady, with every reason, unless people may live by it from now on."""
    if (arrived := who_has_arrived(timetable)) and not after_arrivals:
        raise NotReady(
            "The day has begun. Check the box that says so, then publish draft {number}.",
            {"number": timetable.number},
            reasons=tuple(arrived),
        )
    if reasons := why_not_publish(timetable):
        raise NotReady("Draft {number} can't be published yet.", {"number": timetable.number}, reasons=tuple(reasons))


def refuse_when_another_was_published(day: Day, *, over: int | None) -> Timetable | None:
    """The published timetable, if there is one; TooLate when it is not the one that the coordinator saw (`over`)."""
    former = queries.published_timetable(day)
    if former is not None and over not in (None, former.number):
        raise TooLate(
            "Draft {number} was published meanwhile. Look at what this one would change before you publish it.",
            {"number": former.number},
        )
    return former


def find_choosing_to_end(day: Day, *, now: datetime) -> Phase | None:
    """The dates on which people still choose, or will, and which end when a timetable is published."""
    choosing = find_choosing(day.phases)
    return choosing if choosing and choosing.ends_on >= on_the_wall(now, day.time_zone).date() else None


def who_has_arrived(timetable: Timetable) -> list[Sentence]:
    """What later features recorded of this day already, which a newly published timetable meets."""
    return registers.arrived.ask(timetable.day)


def whose_day_changes(timetable: Timetable, former: Timetable | None) -> set[int]:
    """Staff ids of those who are at another place, at another time or in something else than in the former one."""
    before = place_queries.places_by_person(former) if former else {}
    after = place_queries.places_by_person(timetable)
    return {person for person in before.keys() | after.keys() if before.get(person) != after.get(person)}


def names(day: Day) -> dict[str, str]:
    """People, sessions, rooms and sites as coordinators know them, by their ids in the problem."""
    known = {staff_key(person.id): person.name for person in queries.people(day)}
    known |= {session_key(session.id): f"“{session.title}”" for session in queries.sessions_of(day)}
    for room in queries.rooms_for_sessions():
        known[room_key(room.id)] = room.name
        known[site_key(room.school_id)] = room.school.short_name
    return known


def names_in(timetable: Timetable) -> dict[str, str]:
    """People and rooms that it gives a place, also those that are no part of the day any more."""
    known = {staff_key(person.id): person.name for person in place_queries.people_placed(timetable)}
    return known | {room_key(offering.room_id): offering.room.name for offering in queries.offerings(timetable)}


def names_of_runs(problem: Problem, plan: Plan) -> dict[str, Sentence]:
    """Runs as coordinators know them, by their ids in the plan."""
    return {
        run.id: Sentence("“{title}” in slot {slot}", {"title": problem.session(run.session).title, "slot": run.slot})
        for run in plan.runs
    }
