"""A colleague's own record of one offering, and the way to say that it is not right."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.credit import record_actions, record_queries, record_rules
from pdday.credit.forms import DisputeForm
from pdday.db import db
from pdday.staff.access import current_staff
from pdday.timetable.models import Offering
from pdday.web.errors import again, complete, found

bp = Blueprint("my_record", __name__)


@bp.get("/my-day/records/<int:offering_id>")
def show(offering_id: int, form: DisputeForm | None = None) -> str:
    """What is on record of the reader in one offering."""
    mine = record_queries.record_of(_own(offering_id), current_staff())
    return render_template(
        "credit/my_record.html",
        day=mine.offering.timetable.day,
        record=mine,
        closed=record_rules.why_not_dispute(mine.ends_at, now=now()),
        form=form or DisputeForm(words=mine.dispute.words if mine.dispute else ""),
    )


@bp.post("/my-day/records/<int:offering_id>/dispute")
@again(show)
def dispute(offering_id: int) -> Answer:
    """Say what was so instead; a coordinator looks at it."""
    form = complete(DisputeForm())
    record_actions.dispute(_own(offering_id), form.words.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("The coordinator looks at it and answers by mail. Until then the record stays as it is."))
    return redirect(url_for("my_day.show"))


def _own(offering_id: int) -> Offering:
    """The offering, if the reader had a place there or was seen there; of others there is nothing to read."""
    offering = found(record_queries.find_offering(offering_id))
    return found(offering if record_queries.concerns(offering, current_staff()) else None)
