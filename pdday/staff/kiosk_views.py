"""A shared device, such as the kiosk by the door: signing in with a PIN, and being forgotten."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.refusals import RefusalKind
from pdday.staff import actions, pin_actions
from pdday.staff.access import (
    current_staff,
    find_current_staff,
    find_shared_sign_in,
    open_browser,
    safe_way_on,
    share_device,
)
from pdday.staff.forms import KioskForm
from pdday.web.errors import NotComplete, again, complete
from pdday.web.pace import even_pace, place_of_request
from pdday.web.refused import count_refusal

bp = Blueprint("kiosk", __name__, url_prefix="/kiosk")


@bp.get("")
def show(form: KioskForm | None = None) -> str:
    """Where one signs in with a PIN. The browser remembers from here on that it is shared, unless it is somebody's."""
    if find_current_staff() is None:
        share_device()
    form = form or KioskForm(next=request.args.get("next", ""))
    return render_template("staff/kiosk.html", form=form)


@bp.post("")
@again(show)
def try_pin() -> Answer:
    """Let in whoever knows name and PIN; whoever was signed in here before is not any more."""
    form = complete(KioskForm(), lacking=NotComplete("You are not signed in yet. Look at what is marked below."))
    former = find_shared_sign_in()
    with even_pace():
        tried = pin_actions.try_pin(form.who.data, form.pin.data, place=place_of_request(), now=now())
        if former is not None and tried.token is not None:
            actions.end_sign_in(former, now=now())
        if tried.token is None:
            count_refusal(RefusalKind.PIN)
        db.session.commit()
    open_browser(tried.key_to_the_door())
    return redirect(safe_way_on(form.next.data))


@bp.post("/here")
def stay() -> Response:
    """Somebody is still in front of the shared device, although no page was asked for."""
    current_staff()
    return make_response("", 204)
