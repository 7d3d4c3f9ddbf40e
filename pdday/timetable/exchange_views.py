"""Exchange seats with a colleague: ask one, see what one is asked, say yes or no."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday import lanes
from pdday.clock import now
from pdday.db import db
from pdday.programme.shown import shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.queries import staff_named
from pdday.timetable import exchange_actions, exchange_queries, queries, seat_queries
from pdday.timetable.models import TimetableState
from pdday.timetable.rules import may_answer, may_withdraw, why_not_exchange, why_too_late_to_exchange
from pdday.web.errors import again, found
from pdday.web.sought import name_sought

bp = Blueprint("exchanges", __name__)


@bp.get("/my-day/exchanges")
def show(form: None = None) -> str:
    """Offers to the reader, and what became of the reader's own; before there are places, when that begins."""
    day, moment = shown_day(), now()
    timetable = queries.published_timetable(day)
    return render_template(
        "timetable/exchanges.html",
        day=day,
        now=moment,
        is_published=timetable is not None,
        asked=exchange_queries.offers_to(current_staff(), timetable, now=moment) if timetable else [],
        own=exchange_queries.offers_of(current_staff(), timetable) if timetable else [],
    )


@bp.get("/offerings/<int:offering_id>/exchange")
def choose(offering_id: int, form: None = None) -> str:
    """Find the colleague to ask for a seat in this session."""
    wants = found(seat_queries.find_offering(offering_id))
    if wants.timetable.state is not TimetableState.PUBLISHED or wants.session_id is None:
        found(None)
    words, mine = name_sought(), seat_queries.places_in_slots(current_staff(), wants)
    return render_template(
        "timetable/exchange.html",
        day=wants.timetable.day,
        wants=wants,
        mine=mine,
        why_not=why_too_late_to_exchange(wants, now=now())
        or why_not_exchange(wants, mine, taken=queries.seats_taken(wants)),
        words=words,
        people=[person for person in staff_named(words) if person != current_staff()],
    )


@bp.post("/offerings/<int:offering_id>/exchange")
@again(choose)
def ask(offering_id: int) -> Response:
    """Offer one's seat to a colleague for theirs."""
    wants = found(seat_queries.find_offering(offering_id))
    colleague = found(db.session.get(StaffMember, request.form.get("colleague", -1, type=int)))
    exchange_actions.ask(wants, colleague, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(
        _("%(name)s is asked. If it comes about you get a message; until then you keep your seat.", name=colleague.name)
    )
    return redirect(url_for("exchanges.show"))


@bp.post("/exchanges/<int:exchange_id>/acceptance")
@again(show)
def accept(exchange_id: int) -> Response:
    """Say yes to an offer: both seats change hands at once."""
    exchange = found(exchange_queries.find_exchange(exchange_id))
    require(may_answer(current_staff(), exchange))
    exchange_actions.accept(exchange, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("Exchanged: you now have “%(title)s”.", title=exchange.offers.title))
    return redirect(url_for("my_day.show"))


@bp.post("/exchanges/<int:exchange_id>/refusal")
@again(show)
def decline(exchange_id: int) -> Response:
    """Say no to an offer."""
    exchange = found(exchange_queries.find_exchange(exchange_id))
    require(may_answer(current_staff(), exchange))
    exchange_actions.decline(exchange, now=now())
    db.session.commit()
    flash(_("You keep your seat. Nobody is told more than that it did not come about."))
    return redirect(url_for("exchanges.show"))


@bp.post("/exchanges/<int:exchange_id>/withdrawal")
@again(show)
def withdraw(exchange_id: int) -> Response:
    """Take one's own offer back."""
    exchange = found(exchange_queries.find_exchange(exchange_id))
    require(may_withdraw(current_staff(), exchange))
    exchange_actions.withdraw(exchange, now=now())
    db.session.commit()
    flash(_("Your offer is withdrawn."))
    return redirect(url_for("exchanges.show"))
