"""“Why did I get this?” for each place of one's day; for coordinators of everybody's, with what only they may see."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from pdday import jobs, lanes
from pdday.clock import now
from pdday.db import db
from pdday.desk import queries, why_queries
from pdday.desk.rules import FEW
from pdday.desk.why import find_why
from pdday.jobs import JobKind
from pdday.programme.models import Slot
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.timetable import aims_words, hand_changes, run_queries
from pdday.timetable import costs as costs_of
from pdday.timetable import queries as timetables
from pdday.timetable.aims import aims_of
from pdday.timetable.rules import DOORS_OPEN_BEFORE
from pdday.web.errors import again, found
from pdday.web.pieces import piece

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
        was_changed=hand_changes.was_changed(timetable),
        aims=aims_of(timetable.aims),
        aims_words=aims_words,
        mine=mine,
        reason=reason,
        until=reason.stop.begins_at - DOORS_OPEN_BEFORE,
        now=now(),
        few=FEW,
        told_costs=why_queries.costs_told(current_staff(), timetable, reason),
    )


@bp.get("/timetables/<int:timetable_id>/people/<int:staff_id>/slots/<int:slot_id>/why")
def somebody(timetable_id: int, staff_id: int, slot_id: int) -> str:
    """Why a colleague has what they have in a slot, for coordinators: what the colleague reads, and the rules."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    person = found(db.session.get(StaffMember, staff_id))
    mine = queries.my_day(person, timetable)
    costs = why_queries.costs(person, timetable)
    return render_template(
        "desk/why_somebody.html",
        day=timetable.day,
        timetable=timetable,
        was_changed=hand_changes.was_changed(timetable),
        aims=aims_of(timetable.aims),
        aims_words=aims_words,
        person=person,
        mine=mine,
        reason=found(find_why(mine, slot_id)),
        rules=why_queries.rules_about(person, timetable.day),
        few=1,
        costs=costs,
        is_under_way=any(answer.is_under_way for answer in costs.values()),
        ask=url_for("why.ask", timetable_id=timetable_id, staff_id=staff_id, slot_id=slot_id),
        page=url_for("why.somebody", timetable_id=timetable_id, staff_id=staff_id, slot_id=slot_id),
    )


@bp.get("/timetables/<int:timetable_id>/people/<int:staff_id>/slots/<int:slot_id>/costs")
def under_way(timetable_id: int, staff_id: int, slot_id: int) -> Response:
    """Whether what was asked about a seat is found out: a piece of the page, asked for every two seconds."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    person = found(db.session.get(StaffMember, staff_id))
    is_over = all(job.is_over for job in costs_of.asked(timetable, person).values())
    return piece(render_template("desk/_cost_under_way.html"), is_last=is_over)


@bp.post("/timetables/<int:timetable_id>/people/<int:staff_id>/slots/<int:slot_id>/costs")
@again(somebody)
def ask(timetable_id: int, staff_id: int, slot_id: int) -> Answer:
    """Ask what one seat for a colleague would take; a worker finds it out, and nothing is changed."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    person = found(db.session.get(StaffMember, staff_id))
    offering = found(run_queries.find_offering(timetable, request.form.get("run", 0, type=int)))
    job = costs_of.asked(timetable, person).get(offering.id)
    if job is None or job.is_over:  # a second click asks nothing anew
        wants = {"timetable_id": timetable.id, "staff_id": person.id, "offering_id": offering.id}
        job = jobs.ask(JobKind.COST, day=timetable.day, wants=wants, by=current_staff(), now=now())
        db.session.commit()
        lanes.hand_over(job.id)
    page = url_for("why.somebody", timetable_id=timetable_id, staff_id=staff_id, slot_id=slot_id, _anchor="higher")
    return redirect(page)
