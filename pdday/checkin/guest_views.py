"""Guests at the doors: a steward lets them in, a coordinator says afterwards who they were."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday.checkin import doors, guest_actions, queries
from pdday.checkin.door_views import show
from pdday.checkin.forms import By, GuestForm, NoColleagueForm
from pdday.clock import now
from pdday.db import db
from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.queries import find_staff, staff_named
from pdday.staff.rules import may_coordinate, may_steward
from pdday.web.errors import again, complete, found
from pdday.web.sought import name_sought

bp = Blueprint("guests", __name__)


@bp.post("/doors/<int:offering_id>/guests")
@again(show)
def let_in(offering_id: int) -> Response:
    """Let somebody in who is on no roster."""
    require(may_steward(current_staff()))
    offering = found(doors.find_offering(offering_id))
    form = complete(GuestForm())
    guest = guest_actions.let_in(offering, **form.said(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is in, as a guest. A coordinator sees to the rest.", name=guest.name))
    return redirect(url_for("door.show", offering_id=offering.id, by=By.NAME))


@bp.get("/guests")
def show_all(form: NoColleagueForm | None = None) -> str:
    """Everyone who came as a guest, those of whom nobody has said who they were first."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    words = name_sought()
    return render_template(
        "checkin/guests.html",
        day=day,
        guests=queries.guests_of(day),
        asked=request.args.get("guest", type=int),
        words=words,
        people=staff_named(words) if words else [],
        form=form or NoColleagueForm(),
    )


@bp.post("/guests/<int:guest_id>/colleague/<int:staff_id>")
@again(show_all)
def link(guest_id: int, staff_id: int) -> Response:
    """Say which colleague it was."""
    require(may_coordinate(current_staff()))
    guest, person = found(queries.find_guest(guest_id)), found(find_staff(staff_id))
    guest_actions.was(guest, person, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is recorded as there.", name=person.name))
    return redirect(url_for("guests.show_all"))


@bp.post("/guests/<int:guest_id>/dismissal")
@again(show_all)
def dismiss(guest_id: int) -> Response:
    """Say that it was no colleague."""
    require(may_coordinate(current_staff()))
    guest, form = found(queries.find_guest(guest_id)), complete(NoColleagueForm())
    guest_actions.leave_a_guest(guest, by=current_staff(), why=form.why.data.strip(), now=now())
    db.session.commit()
    flash(_("%(name)s stays a guest.", name=guest.name))
    return redirect(url_for("guests.show_all"))
