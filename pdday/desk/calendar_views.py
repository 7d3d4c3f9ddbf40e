"""My day in my own calendar: a file to keep, and a private address that a calendar reads by itself."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, current_app, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday import outbox
from pdday.clock import now
from pdday.db import db
from pdday.desk import calendar_queries
from pdday.desk.calendar import calendar
from pdday.staff.access import current_staff
from pdday.staff.models import StaffMember
from pdday.timetable import feed_actions
from pdday.web.errors import found
from pdday.words import Sentence

bp = Blueprint("calendar", __name__)

_NAME = Sentence("PD day")
#: The media type of RFC 5545.
CALENDAR_TYPE = "text/calendar; charset=utf-8"


@bp.get("/my-day/calendar")
def show() -> str:
    """How to have one's day in one's own calendar."""
    feed = calendar_queries.find_feed(current_staff())
    address = outbox.address_of(url_for("calendar.feed", token=feed.token)) if feed else None
    return render_template(
        "desk/calendar.html", feed=feed, address=address, subscribe=address and f"webcal:{address.partition(':')[2]}"
    )


@bp.get("/my-day/calendar.ics")
def download() -> Response:
    """One's day as a file."""
    answer = _calendar(current_staff())
    answer.headers["Content-Disposition"] = "attachment; filename=pd-day.ics"
    return answer


@bp.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """Somebody's day for their calendar; whoever has the address reads it, so it says nothing else."""
    return _calendar(found(calendar_queries.find_feed_at(token)).staff)


@bp.post("/my-day/calendar/address")
def open_feed() -> Response:
    """Make an address; the one there was ends."""
    feed_actions.open_feed(by=current_staff(), now=now())
    db.session.commit()
    flash(_("This is your calendar's address from now on. Give it to nobody else."))
    return redirect(url_for("calendar.show"))


@bp.post("/my-day/calendar/address/end")
def close_feed() -> Response:
    """Take the address away."""
    feed_actions.close_feed(by=current_staff(), now=now())
    db.session.commit()
    flash(_("The address has ended. Remove the calendar on your devices too."))
    return redirect(url_for("calendar.show"))


def _calendar(person: StaffMember) -> Response:
    host = urlsplit(current_app.config["PDDAY"].url).hostname or "pdday"
    answer = make_response(calendar(_NAME.said(person.language), calendar_queries.entries_of(person, host)))
    answer.headers["Content-Type"] = CALENDAR_TYPE
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    answer.headers["Cache-Control"] = "no-store"
    answer.add_etag()
    return answer.make_conditional(request)
