"""What people said of a session, for those who led it and for nobody else."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.feedback import queries, rules
from pdday.feedback.figures import figures
from pdday.feedback.models import RemarkItem
from pdday.feedback.names import REMARK_ITEMS
from pdday.staff.access import current_staff, require
from pdday.web.errors import found

bp = Blueprint("heard", __name__)


@bp.get("/what-people-said")
def show_all() -> str:
    """The runs that the reader led, and for which there is something to read."""
    offerings = queries.offerings_led_by(current_staff())
    return render_template(
        "feedback/heard_all.html", offerings=offerings, batches=queries.batches_by_offering(offerings)
    )


@bp.get("/what-people-said/<int:offering_id>")
def show(offering_id: int) -> str:
    """What people said of one run, as far as it is released; the same for everybody who led it."""
    offering = found(queries.find_offering(offering_id))
    require(rules.may_read_answers(current_staff(), offering.session))
    heard = queries.heard(offering)
    objectives = offering.session.proposal.objectives if offering.session else ()
    return render_template(
        "feedback/heard.html",
        day=offering.timetable.day,
        offering=offering,
        figures=figures(heard.answers, objectives),
        remarks={item: [each for each in heard.remarks if each.item is item] for item in RemarkItem},
        items=REMARK_ITEMS,
    )
