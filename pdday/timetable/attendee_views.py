"""Who comes to a session, for those who lead it: names, roles and schools, to prepare for these people."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.clock import now
from pdday.staff.access import current_staff, require
from pdday.staff.names import ROLE_OF_ONE
from pdday.timetable import run_queries, seat_queries
from pdday.timetable.models import EnrolmentSource, TimetableState
from pdday.timetable.rules import DOORS_OPEN_BEFORE, may_see_who_comes
from pdday.web.errors import found

bp = Blueprint("attendees", __name__)


@bp.get("/offerings/<int:offering_id>/people")
def show(offering_id: int) -> str:
    """The people of one published run. Nothing of their needs, wishes or how they came to be in it."""
    offering = found(seat_queries.find_offering(offering_id))
    require(may_see_who_comes(current_staff(), offering))
    if offering.timetable.state is not TimetableState.PUBLISHED:
        found(None)
    return render_template(
        "timetable/attendees.html",
        day=offering.timetable.day,
        offering=offering,
        people=[
            each.staff for each in run_queries.people_of(offering) if each.source is not EnrolmentSource.PRESENTING
        ],
        roles=ROLE_OF_ONE,
        may_change=now() < offering.slot.begins_at - DOORS_OPEN_BEFORE,
    )
