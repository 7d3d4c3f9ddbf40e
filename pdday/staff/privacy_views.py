"""What is held on oneself, to read and to keep; and for coordinators, removing what names a person who has left."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import get_locale
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db, empty_write_ahead_log
from pdday.staff import departure, own_data, queries
from pdday.staff.access import current_staff, require
from pdday.staff.forms import PurgeForm
from pdday.staff.rules import may_coordinate
from pdday.web.downloads import CSV_TYPE, ZIP_TYPE, attached
from pdday.web.errors import again, complete, found

bp = Blueprint("privacy", __name__)


@bp.get("/you/data")
def show() -> str:
    """Everything that is held on the reader."""
    return render_template(
        "staff/own_data.html",
        sections=own_data.held_sections(current_staff(), now=now()),
        left_out=own_data.LEFT_OUT,
        zone=_zone(),
    )


@bp.get("/you/data.zip")
def download() -> Response:
    """The same, as files to keep."""
    content = own_data.archive(current_staff(), now=now(), zone=_zone(), locale=_locale())
    return attached(content, name="everything-about-me.zip", type=ZIP_TYPE)


@bp.get("/staff/former")
def former() -> str:
    """People who have left and still have a name here."""
    require(may_coordinate(current_staff()))
    return render_template("staff/former.html", people=queries.people_who_left(), zone=_zone())


@bp.get("/staff/<int:staff_id>/purge")
def look(staff_id: int, form: PurgeForm | None = None) -> str:
    """What a purge would remove and what stays, and the form to say yes."""
    require(may_coordinate(current_staff()))
    planned = departure.plan(found(queries.find_staff(staff_id)), now=now())
    form = form or PurgeForm()
    form.fingerprint.data = planned.fingerprint
    return render_template("staff/purge.html", planned=planned, person=planned.person, form=form)


@bp.get("/staff/<int:staff_id>/hours.csv")
def hours(staff_id: int) -> Response:
    """The hours somebody earned, for the district's own file."""
    require(may_coordinate(current_staff()))
    person = found(queries.find_staff(staff_id))
    content = own_data.record_of_hours(person, now=now(), zone=_zone(), locale=_locale())
    return attached(content, name=f"hours-{person.id}.csv", type=CSV_TYPE)


@bp.post("/staff/<int:staff_id>/purge")
@again(look)
def purge(staff_id: int) -> Answer:
    """Remove what names the person, for good."""
    require(may_coordinate(current_staff()))
    person, form = found(queries.find_staff(staff_id)), complete(PurgeForm())
    departure.purge(
        person,
        typed_name=form.typed_name.data,
        fingerprint=form.fingerprint.data,
        is_on_file=form.is_on_file.data,
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    departure.forget_files(Path(current_app.instance_path))
    empty_write_ahead_log()
    flash(_("Removed. What was counted stays counted, by nobody's name."))
    return redirect(url_for("privacy.former"))


def _zone() -> str:
    district = queries.find_district()
    return district.time_zone if district else "UTC"


def _locale() -> str:
    return str(get_locale() or "en")
