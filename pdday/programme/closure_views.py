"""A room lost on the day, in two taps: every slot stands checked, and one button closes it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.programme import closure_actions, queries, registers
from pdday.programme.models import Room
from pdday.programme.place_forms import closure_form
from pdday.programme.place_views import edit_room
from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("closures", __name__, url_prefix="/programme")


@bp.post("/rooms/<int:room_id>/closure")
@again(edit_room)
def close_room(room_id: int) -> Answer:
    """Close a room in the slots that are checked."""
    require(may_coordinate(current_staff()))
    room, day = found(queries.find_room(room_id)), found(find_shown_day())
    form = complete(closure_form(day.slots, queries.closures_by_slot(room)))
    why = form.reason.data or _("not available")
    closure_actions.close_room(room, form.slots.data, why=why, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(room)s is closed then.", room=room.name))
    return _on_to_what_ran_there(room)


@bp.post("/rooms/<int:room_id>/opening")
@again(edit_room)
def open_room(room_id: int) -> Answer:
    """Open a room for the whole day again."""
    require(may_coordinate(current_staff()))
    room, day = found(queries.find_room(room_id)), found(find_shown_day())
    closure_actions.open_room(day, room, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(room)s is open all day.", room=room.name))
    return redirect(url_for("places.edit_room", room_id=room.id))


def _on_to_what_ran_there(room: Room) -> Answer:
    """To the repair, where somebody has a published place in the room; else back to it."""
    if registers.touched.ask(registers.Touch(room, now())):
        return redirect(url_for("repairs.latest"))
    return redirect(url_for("places.edit_room", room_id=room.id))
