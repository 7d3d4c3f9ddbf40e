"""A timetable taken as it is into a new draft: what is published is never overwritten, only followed by another."""

from __future__ import annotations

from datetime import datetime

from pdday import trail
from pdday.db import db
from pdday.solver import Plan, Problem
from pdday.solver.draft import PROVED_GAP
from pdday.solver.plan import Status, relative_gap
from pdday.solver.score import everyone_perfect, score
from pdday.staff.models import StaffMember
from pdday.timetable import queries
from pdday.timetable.meaning import meaning
from pdday.timetable.models import Offering, Timetable
from pdday.timetable.rows_from_plan import Place, insert_places

#: The trail's name of it.
COPIED = "copy_timetable"


def copy_of(timetable: Timetable, *, by: StaffMember, now: datetime, why: str) -> tuple[Timetable, dict[int, int]]:
    """A new draft with the same runs and people, and which offering took the place of which (by id).

    The caller holds the day's lock.
    """
    copy = Timetable(
        day_id=timetable.day_id,
        number=queries.next_number(timetable.day),
        made_at=now,
        made_by_id=by.id,
        made_from_id=timetable.id,
        why=why or None,
        solver_status=timetable.solver_status,
        score=timetable.score,
        bound=timetable.bound,
        gap=timetable.gap,
        solve_seconds=timetable.solve_seconds,
        seed=timetable.seed,
        fingerprint=timetable.fingerprint,
        aims=timetable.aims,
        measures=timetable.measures,
    )
    db.session.add(copy)
    db.session.flush()
    places = {each.id: _place_like(each, copy) for each in queries.offerings(timetable)}
    for enrolment in queries.enrolments(timetable):
        place = places[enrolment.offering_id]
        place.people.append((enrolment.staff_id, enrolment.source, enrolment.rank))
    insert_places(copy, list(places.values()))
    facts = {"number": copy.number, "made_from": timetable.number}
    trail.record(COPIED, copy, by=by, at=now, why=why or None, facts=facts)
    return copy, {former: place.offering.id for former, place in places.items()}


def judge_anew(timetable: Timetable, problem: Problem, plan: Plan) -> None:
    """Count again what a timetable is worth, after a change by hand.

    The bound was proved for the problem it was made for. If that is another one by now, all that is known is
    that nobody can have more than their best day. What reaches the bound is proved to be the best, as a draft is.
    """
    same = timetable.fingerprint == problem.fingerprint
    worth = score(problem, plan).total
    timetable.score = worth
    timetable.bound = max(worth, timetable.bound if same else everyone_perfect(problem))
    timetable.gap = relative_gap(worth, timetable.bound)
    timetable.solver_status = (Status.OPTIMAL if timetable.gap <= PROVED_GAP else plan.status).value
    timetable.fingerprint = problem.fingerprint
    by_hand = {"by_hand": timetable.measures["by_hand"]} if same and "by_hand" in timetable.measures else {}
    timetable.measures = {**meaning(problem, plan), **by_hand}


def _place_like(offering: Offering, copy: Timetable) -> Place:
    twin = Offering(
        timetable_id=copy.id,
        session_id=offering.session_id,
        plenary_title=offering.plenary_title,
        slot_id=offering.slot_id,
        room_id=offering.room_id,
        seats=offering.seats,
    )
    return Place(twin, [each.slot_id for each in offering.slots])
