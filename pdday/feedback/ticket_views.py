"""The exit ticket on the colleague's own phone: shown, handed in once, and never shown again to anybody.

Nothing is kept before it is handed in: what is typed stays in the page, and static/ticket.js sends it from there,
so that a lost network loses nothing.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.feedback import actions, queries, rules
from pdday.feedback.forms import TicketForm
from pdday.programme.models import Day
from pdday.staff.access import current_staff
from pdday.web.errors import again, complete, found

bp = Blueprint("tickets", __name__)


@bp.get("/exit-tickets/<int:offering_id>")
def show(offering_id: int, form: TicketForm | None = None, *, asks: bool = False) -> str | Answer:
    """The exit ticket of an offering that the reader attended; once it is in, a thank-you. `asks` if empty is meant."""
    offering, person = found(queries.find_offering(offering_id)), current_staff()
    if queries.has_handed_in(offering, person):
        return redirect(url_for("tickets.thank", offering_id=offering.id))
    day = offering.timetable.day
    closes_on, today = rules.tickets_close_on(day.date), _today(day)
    return render_template(
        "feedback/ticket.html",
        day=day,
        offering=offering,
        form=form or TicketForm(),
        asks=asks,
        closes_on=closes_on,
        closed=today > closes_on,
        why_not=rules.why_not_hand_in(
            attended=queries.attended(offering, person), handed_in=False, day=day.date, on=today
        ),
    )


@bp.post("/exit-tickets/<int:offering_id>")
@again(show)
def hand_in(offering_id: int) -> Answer:
    """Take the ticket. Sent twice, or again as the first answer was lost, it is in once; if empty, we ask first."""
    offering = found(queries.find_offering(offering_id))
    if not queries.has_handed_in(offering, current_staff()):
        form = complete(TicketForm())
        if form.is_empty_by_mistake:
            return make_response(show(offering_id, form, asks=True), 422)
        actions.hand_in(offering, form.ticket(), by=current_staff(), now=now(), signed_question=form.signed_question)
        db.session.commit()
    return redirect(url_for("tickets.thank", offering_id=offering.id))


@bp.get("/exit-tickets/<int:offering_id>/thanks")
def thank(offering_id: int) -> str | Answer:
    """It is in; and what one may do next."""
    offering, person = found(queries.find_offering(offering_id)), current_staff()
    if not queries.has_handed_in(offering, person):
        return redirect(url_for("tickets.show", offering_id=offering.id))
    day = offering.timetable.day
    others = [] if _today(day) > rules.tickets_close_on(day.date) else queries.open_tickets(person, day, now=now())
    return render_template("feedback/thanks.html", day=day, offering=offering, others=others)


def _today(day: Day) -> date:
    return on_the_wall(now(), day.time_zone).date()
