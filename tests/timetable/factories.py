"""A small day that can be solved by hand, and plans for it."""

from __future__ import annotations

from typing import Any

from pdday.db import db
from pdday.preferences.models import Preference, PreferenceList, Veto
from pdday.programme.models import Day, Gathering, GatheringSchool, Room
from pdday.programme.vocabulary import FOR_EVERYONE
from pdday.proposals.models import Session
from pdday.solver import Plan, Run, Seat, Status, Why
from pdday.solver.problem import Problem
from pdday.solver.score import score
from pdday.staff.models import StaffMember
from pdday.timetable import queries
from pdday.timetable.models import Offering
from pdday.timetable.problem_from_rows import problem_of, room_key, session_key, staff_key
from tests.factories import BEFORE, keep, make_coordinator


def make_list(day: Day, person: StaffMember, *wishes: Session, vetoes: tuple[Session, ...] = ()) -> PreferenceList:
    """What the person wants, most wanted first, and what is not for them."""
    return keep(
        PreferenceList(
            day_id=day.id,
            staff_id=person.id,
            saved_at=BEFORE,
            preferences=[Preference(session_id=wish.id, rank=rank) for rank, wish in enumerate(wishes, 1)],
            vetoes=[Veto(session_id=session.id) for session in vetoes],
        )
    )


def withdraw(offering: Offering) -> None:
    """Whoever leads it takes the session back, after publication."""
    session = offering.session
    assert session is not None
    session.cancelled_at, session.cancelled_by_id = BEFORE, make_coordinator().id
    db.session.flush()


def make_gatherings(day: Day, room: Room) -> None:
    """Everyone meets in `room` in each slot that is for everyone."""
    schools = {person.home_school_id for person in queries.people(day)}
    for slot in day.slots:
        if slot.kind in FOR_EVERYONE:
            gathering = keep(Gathering(slot_id=slot.id, room_id=room.id, title=slot.label))
            db.session.add_all(
                GatheringSchool(gathering_id=gathering.id, slot_id=slot.id, school_id=school) for school in schools
            )
    db.session.flush()


def hand_made_plan(problem: Problem, *runs: tuple[Session, str, Room, tuple[StaffMember, ...]]) -> Plan:
    """A plan whose runs are (session, slot letter, room, people); people are there for their wish, else to fill."""
    ranks = {(attendee.id, wish.session): wish.rank for attendee in problem.attendees for wish in attendee.wishes}
    made, seats = [], []
    for session, letter, room, people in runs:
        run = Run(f"{session_key(session.id)}@{letter}", session_key(session.id), letter, room_key(room.id))
        made.append(run)
        for person in people:
            rank = ranks.get((staff_key(person.id), run.session))
            seats.append(Seat(staff_key(person.id), run.id, Why.FILL if rank is None else Why.WISH, rank))
    draft = Plan(problem.fingerprint, Status.FEASIBLE, runs=tuple(made), seats=tuple(seats))
    counted = score(problem, draft)
    return Plan(
        problem.fingerprint,
        Status.FEASIBLE,
        score=counted.total,
        bound=counted.total + 100,
        gap=100 / max(1.0, abs(counted.total + 100)),
        seconds=1.0,
        seed=1,
        runs=tuple(made),
        seats=tuple(seats),
        unplaced=counted.unplaced,
        missed=counted.missed,
    )


def problem_and(day: Day, *runs: Any) -> tuple[Problem, Plan]:
    """Today's problem and a plan made by hand for it."""
    problem = problem_of(day)
    return problem, hand_made_plan(problem, *runs)


def run_of(timetable, session, slot=None):
    return next(
        each
        for each in queries.offerings(timetable)
        if each.session_id == session.id and slot in (None, each.slot.label)
    )


def places(timetable):
    """Who is where: (name, slot letter, title, room)."""
    return sorted(
        (enrolment.staff.name, slot.slot.label, offering.title, offering.room.name)
        for offering in queries.offerings(timetable)
        for enrolment in offering.enrolments
        for slot in offering.slots
    )
