"""What a seat would take, as a job keeps it: by the rows' numbers, so that names stay where people's rows are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.staff.models import StaffMember
from pdday.timetable.models import Timetable
from pdday.timetable.problem_from_rows import row_id

if TYPE_CHECKING:
    from pdday.solver.cost import Cost, Move


def kept(cost: Cost) -> dict[str, Any]:
    """The solver's answer as the plain values of a job's result."""
    return {
        "forbidden": None if cost.forbidden is None else cost.forbidden.value,
        "score_change": round(cost.score_change, 3),
        "own": None if cost.own is None else _kept(cost.own),
        "moves": [_kept(move) for move in cost.moves],
    }


def _kept(move: Move) -> dict[str, Any]:
    return {
        "staff_id": row_id(move.attendee),
        "loss": move.loss.value,
        "leaves": [row_id(session) for session in move.leaves],
        "comes_to": [row_id(session) for session in move.comes_to],
    }


def asked(timetable: Timetable, person: StaffMember) -> dict[int, Job]:
    """What was last asked, and perhaps answered, about seats for this person, by offering id."""
    found: Sequence[Job] = db.session.scalars(
        select(Job)
        .where(
            Job.kind == JobKind.COST,
            Job.day_id == timetable.day_id,
            Job.wants["timetable_id"].as_integer() == timetable.id,
            Job.wants["staff_id"].as_integer() == person.id,
        )
        .order_by(Job.id)
    ).all()
    return {job.wants["offering_id"]: job for job in found}
