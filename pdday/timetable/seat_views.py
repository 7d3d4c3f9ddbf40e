"""Change your mind: what is free in a slot, take a seat there, wait for one, or give yours up."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday import lanes
from pdday.clock import now
from pdday.db import db
from pdday.programme.models import Slot
from pdday.programme.shown import find_shown_day
from pdday.programme.vocabulary import SlotKind
from pdday.staff.access import current_staff
from pdday.timetable import queries, seat_actions, seat_queries, wait_actions
from pdday.timetable.rules import doors_are_open, has_free_seat, is_last_call, takes_place, why_it_does_not_run
from pdday.web.errors import again, found

bp = Blueprint("seats", __name__)


@bp.get("/my-day/slots/<int:slot_id>")
def show(slot_id: int, form: None = None) -> str:
    """What is free in one slot of the published timetable; nothing, once it is over."""
    slot = found(db.session.get(Slot, slot_id))
    timetable = found(queries.published_timetable(found(find_shown_day())))
    if slot.kind is not SlotKind.BREAKOUT or slot.day_id != timetable.day_id:
        found(None)
    moment = now()
    is_over = moment >= slot.ends_at
    taken = queries.seats_taken_by_offering(timetable)
    mine = seat_queries.offering_ids_of(current_staff(), timetable)
    offerings = [] if is_over else seat_queries.offerings_in_slot(timetable, slot)
    running = [each for each in offerings if takes_place(each)]
    return render_template(
        "timetable/free_seats.html",
        day=timetable.day,
        slot=slot,
        gone=[told for each in offerings if each.id in mine and (told := why_it_does_not_run(each))],
        free=[each for each in running if has_free_seat(each, taken=taken.get(each.id, 0))],
        full=[each for each in running if not has_free_seat(each, taken=taken.get(each.id, 0))],
        taken=taken,
        mine=mine,
        had=seat_queries.letters_by_session(current_staff(), timetable),
        waiting=seat_queries.find_waiting(current_staff(), slot.id),
        is_away=seat_queries.is_away_in(current_staff(), slot),
        is_last_call=is_last_call(slot, now=moment),
        doors_decide=doors_are_open(slot, now=moment),
        is_over=is_over,
    )


@bp.get("/offerings/<int:offering_id>")
def back(offering_id: int, form: None = None) -> str:
    """The list in which the offering stands; where a refused seat leads back to."""
    return show(found(seat_queries.find_offering(offering_id)).slot_id)


@bp.post("/offerings/<int:offering_id>/seat")
@again(back)
def take(offering_id: int) -> Response:
    """Take a seat; what one had in its slots becomes free at once."""
    offering = found(seat_queries.find_offering(offering_id))
    seat_actions.take_seat(offering, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("You have a seat in “%(title)s”.", title=offering.title))
    return redirect(url_for("my_day.show"))


@bp.post("/offerings/<int:offering_id>/departure")
@again(back)
def give_up(offering_id: int) -> Response:
    """Give up a seat in a slot that one is away for."""
    offering = found(seat_queries.find_offering(offering_id))
    seat_actions.give_up(offering, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("Your seat in “%(title)s” is free for others.", title=offering.title))
    return redirect(url_for("my_day.show"))


@bp.post("/offerings/<int:offering_id>/waiting")
@again(back)
def wait(offering_id: int) -> Response:
    """Wait for a seat in a full session."""
    offering = found(seat_queries.find_offering(offering_id))
    wait_actions.wait(offering, by=current_staff(), now=now())
    db.session.commit()
    flash(_("You wait for a seat in “%(title)s”. Until one is yours you keep what you have.", title=offering.title))
    return redirect(url_for("seats.show", slot_id=offering.slot_id))


@bp.post("/offerings/<int:offering_id>/waiting/end")
@again(back)
def stop_waiting(offering_id: int) -> Response:
    """Wait no longer."""
    offering = found(seat_queries.find_offering(offering_id))
    wait_actions.stop_waiting(offering, by=current_staff())
    db.session.commit()
    flash(_("You wait no longer for “%(title)s”.", title=offering.title))
    return redirect(url_for("seats.show", slot_id=offering.slot_id))
