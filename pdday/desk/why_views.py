"""“Why did I get this?” for each place of one's day; for coordinators of everybody's, with what only they may see."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.clock import now
from pdday.db import db
from pdday.desk import queries, why_queries
from pdday.desk.rules import FEW
from pdday.desk.why import find_why
from pdday.programme.models import Slot
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.timetable import aims_words
from pdday.timetable import queries as timetables
from pdday.timetable.aims import aims_of
from pdday.timetable.rules import DOORS_OPEN_BEFORE
from pdday.web.errors import found

bp = Blueprint("why", __name__)


@bp.get("/my-day/slots/<int:slot_id>/why")
def show(slot_id: int) -> str:
    """Why the reader has what they have in a slot of the published timetable."""
    slot = found(db.session.get(Slot, slot_id))
    timetable = found(timetables.published_timetable(slot.day))
    mine = queries.my_day(current_staff(), timetable)
    reason = found(find_why(mine, slot_id))
    return render_template(
        "desk/why.html",
        day=slot.day,
        timetable=timetable,
        aims=aims_of(timetable.aims),
        aims_words=aims_words,
        mine=mine,
        reason=reason,
        until=reason.stop.begins_at - DOORS_OPEN_BEFORE,
        now=now(),
        few=FEW,
    )


@bp.get("/timetables/<int:timetable_id>/people/<int:staff_id>/slots/<int:slot_id>/why")
def somebody(timetable_id: int, staff_id: int, slot_id: int) -> str:
    """Why a colleague has what they have in a slot, for coordinators: what the colleague reads, and the rules."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    person = found(db.session.get(StaffMember, staff_id))
    mine = queries.my_day(person, timetable)
    return render_template(
        "desk/why_somebody.html",
        day=timetable.day,
        timetable=timetable,
        aims=aims_of(timetable.aims),
        aims_words=aims_words,
        person=person,
        mine=mine,
        reason=found(find_why(mine, slot_id)),
        rules=why_queries.rules_about(person, timetable.day),
        few=1,
    )
