"""Repair a timetable: after something changed, a draft in which as few people as possible have another day."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from pdday import lanes
from pdday.clock import now
from pdday.db import db
from pdday.programme.shown import shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable import actions, queries, repair_actions, repair_queries
from pdday.timetable.forms import RepairForm
from pdday.web.errors import again, complete, found

bp = Blueprint("repairs", __name__)


@bp.get("/timetable/repair")
def latest() -> Answer:
    """The repair of the published timetable, else of the newest draft; without any, where drafts are made."""
    require(may_coordinate(current_staff()))
    timetable = queries.timetable_meant(shown_day())
    if timetable is None:
        return redirect(url_for("timetable.assignment"))
    return redirect(url_for("repairs.show", timetable_id=timetable.id))


@bp.get("/timetables/<int:timetable_id>/repair")
def show(timetable_id: int, form: RepairForm | None = None) -> str:
    """What no longer holds of a timetable, whom it concerns, and how to repair it."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    return render_template(
        "timetable/repair.html",
        day=timetable.day,
        timetable=timetable,
        form=form or RepairForm(),
        broken=actions.what_breaks_today(timetable),
        missing=actions.why_not_draft(timetable.day),
        sessions=repair_queries.sessions_in(timetable),
        without_presenter=repair_queries.sessions_without_presenter(timetable),
        rooms=repair_queries.rooms_in(timetable),
        people=repair_queries.people_leading(timetable),
        without_place=repair_actions.count_without_place(timetable),
    )


@bp.post("/timetables/<int:timetable_id>/repair")
@again(show)
def repair(timetable_id: int) -> Answer:
    """Ask for the repaired draft; a worker makes it, and nothing is published by it."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    form = complete(RepairForm())
    job = repair_actions.ask(
        timetable,
        others=form.others_may_move,
        seconds=form.seconds.data,
        why=form.why.data,
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    lanes.hand_over(job.id)
    return redirect(url_for("timetable.assignment"))
