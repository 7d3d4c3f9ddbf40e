"""PINs for shared devices: given by coordinators, changed by their owners."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.refusals import RefusalKind
from pdday.staff import pin_actions, queries
from pdday.staff.access import current_sign_in, current_staff, require
from pdday.staff.forms import PinForm
from pdday.staff.pin_actions import Slip
from pdday.staff.rules import may_coordinate
from pdday.web.each_in_own import spoken_to
from pdday.web.errors import again, complete, found
from pdday.web.pace import even_pace, place_of_request
from pdday.web.refused import count_refusal

bp = Blueprint("pins", __name__)


@bp.get("/staff/pins")
def show() -> str:
    """Who has no e-mail, by site, and how many of them still need a PIN."""
    require(may_coordinate(current_staff()))
    return render_template("staff/pins.html", sites=queries.people_without_mail_by_site())


@bp.post("/staff/pins/at/<int:school_id>")
@again(show)
def give_all(school_id: int) -> str:
    """Make PINs for one site and show them, this once: the answer itself is the only place where they stand."""
    require(may_coordinate(current_staff()))
    school = found(queries.find_school(school_id))
    slips = pin_actions.give_pins(school, by=current_staff(), now=now())
    db.session.commit()
    return _slips(slips, heading=school.name)


@bp.post("/staff/<int:staff_id>/pin")
@again(show)
def give(staff_id: int) -> str:
    """Make a new PIN for one colleague and show it, this once."""
    require(may_coordinate(current_staff()))
    person = found(queries.find_staff(staff_id))
    slip = pin_actions.give_pin(person, by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    return _slips([slip], heading=person.name)


@bp.get("/you/pin")
def choose(form: PinForm | None = None) -> str:
    """Where somebody takes a PIN of their own choice."""
    return render_template("staff/pin.html", form=form or PinForm(), has_one=current_staff().pin_hash is not None)


@bp.post("/you/pin")
@again(choose)
def change() -> Answer:
    form = complete(PinForm())
    with even_pace():
        changed = pin_actions.change_pin(
            current_staff(),
            form.pin.data,
            former=form.former.data,
            this=current_sign_in(),
            place=place_of_request(),
            now=now(),
        )
        if not changed.is_done:
            count_refusal(RefusalKind.PIN)
        db.session.commit()
        hurry_messages()
    changed.refuse_unless_done()
    flash(_("You have a new PIN."))
    return redirect(url_for("staff.you"))


def _slips(slips: list[Slip], *, heading: str) -> str:
    """The slips to print, with the address that people use, not the one that this request came by."""
    config: Config = current_app.config["PDDAY"]
    address = config.url + url_for("kiosk.show")
    told = [
        spoken_to(each.person.language, "staff/_pin_slip.html", "pin_slip", each.person, each.pin, address)
        for each in slips
    ]
    return render_template("staff/pin_slips.html", slips=told, heading=heading)
