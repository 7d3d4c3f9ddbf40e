"""Coordinators' pages of the hours: counting them, what colleagues dispute, and one record with all its changes."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.credit import actions, record_actions, record_queries
from pdday.credit.forms import CorrectionForm, Right
from pdday.credit.record_queries import Record
from pdday.credit.rules import DISTRICT_DEFAULT
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.queries import find_staff
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("credit", __name__)


@bp.get("/hours")
def show() -> str:
    """How much of the day is counted, and what is disputed."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    attendances, awards = record_queries.attendances_and_awards(day)
    return render_template(
        "credit/hours.html",
        day=day,
        attendances=attendances,
        awards=awards,
        rule=DISTRICT_DEFAULT,
        disputes=record_queries.open_disputes(day),
    )


@bp.post("/hours/awards")
@again(show)
def award() -> Answer:
    """Count everybody's hours by the district's rule; what has not changed stays as it is."""
    require(may_coordinate(current_staff()))
    changed = actions.award(found(find_shown_day()), by=current_staff(), now=now())
    db.session.commit()
    flash(
        ngettext("One record counted.", "%(num)d records counted.", changed) if changed else _("Nothing has changed.")
    )
    return redirect(url_for("credit.show"))


@bp.get("/hours/<int:offering_id>/people/<int:staff_id>")
def show_record(offering_id: int, staff_id: int, form: CorrectionForm | None = None) -> str:
    """One colleague's record of one offering, with every change, and the form to correct it."""
    require(may_coordinate(current_staff()))
    of_record = _record(offering_id, staff_id)
    return render_template(
        "credit/record.html",
        day=of_record.offering.timetable.day,
        record=of_record,
        changes=record_queries.changes_of(of_record.offering, of_record.staff),
        form=form or CorrectionForm(of_record),
    )


@bp.post("/hours/<int:offering_id>/people/<int:staff_id>/correction")
@again(show_record)
def correct(offering_id: int, staff_id: int) -> Answer:
    """Put on record what is right; the former values, who and why are kept."""
    require(may_coordinate(current_staff()))
    of_record = _record(offering_id, staff_id)
    _correct(of_record, complete(CorrectionForm(of_record)))
    db.session.commit()
    hurry_messages()
    flash(_("The record of %(name)s is settled. They hear of it.", name=of_record.staff.name))
    return redirect(url_for("credit.show_record", offering_id=offering_id, staff_id=staff_id))


def _record(offering_id: int, staff_id: int) -> Record:
    offering = found(record_queries.find_offering(offering_id))
    return record_queries.record_of(offering, found(find_staff(staff_id)))


def _correct(of_record: Record, form: CorrectionForm) -> None:
    offering, staff, by, why = of_record.offering, of_record.staff, current_staff(), form.why.data
    match Right(form.right.data):
        case Right.THERE:
            arrived_at, left_at = form.arrived_at, form.left_at
            record_actions.correct(offering, staff, arrived_at=arrived_at, left_at=left_at, by=by, why=why, now=now())
        case Right.NOT_THERE:
            record_actions.take_off(offering, staff, by=by, why=why, now=now())
        case Right.AS_IT_IS:
            record_actions.leave_as_it_is(offering, staff, by=by, why=why, now=now())
