"""Pins: what the next draft keeps to, each with its reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.programme.models import Day
from pdday.programme.shown import find_shown_day
from pdday.programme.vocabulary import SlotKind
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable import pin_actions, queries, run_queries
from pdday.timetable.forms import PinForm
from pdday.timetable.models import PinKind
from pdday.web.errors import again, complete, found

bp = Blueprint("timetable_pins", __name__)


@bp.get("/timetable/pins")
def show(form: PinForm | None = None) -> str:
    """All pins of the day, and one more; session, slot, room and person may be in the address."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("timetable/pins.html", day=day, pins=queries.pins(day), form=form or _form(day))


@bp.post("/timetable/pins")
@again(show)
def pin() -> Answer:
    """Pin something, with the reason."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(_form(day))
    session = next(each for each in queries.sessions_of(day) if each.id == form.session.data)
    pin_actions.pin(
        day,
        session,
        slot=next((each for each in day.slots if each.id == form.slot.data), None),
        room=run_queries.room(form.room.data) if form.room.data else None,
        person=run_queries.find_person(day, form.person.data) if form.person.data else None,
        kind=PinKind(form.kind.data),
        reason=form.reason.data,
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    flash(_("“%(title)s” is pinned. The next draft keeps to it.", title=session.title))
    return redirect(url_for("timetable_pins.show"))


@bp.post("/timetable/pins/<int:pin_id>/removal")
@again(show)
def unpin(pin_id: int) -> Answer:
    """Take a pin away; one that is gone already is no trouble, and the page says so."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    if pin_actions.unpin(day, pin_id, by=current_staff(), now=now()):
        flash(_("The pin is taken away. The next draft is free of it."))
    else:
        flash(_("That pin had been taken away already. The next draft is free of it."), "note")
    db.session.commit()
    return redirect(url_for("timetable_pins.show"))


def _form(day: Day) -> PinForm:
    asked = {name: request.args.get(name, type=int) or 0 for name in ("session", "slot", "room", "person")}
    return PinForm(**asked).offer(
        [each for each in queries.sessions_of(day) if each.cancelled_at is None],
        [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT],
        queries.rooms_for_sessions(),
        queries.people(day),
    )
