"""Days: all there are, to go from one to another."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.clock import now
from pdday.programme import queries as programme
from pdday.programme.rules import current_day
from pdday.staff.access import current_staff
from pdday.staff.rules import may_coordinate

bp = Blueprint("days", __name__)


@bp.get("/days")
def show() -> str:
    """Every day of the district; each leads to one's own places on it."""
    days = programme.days()
    return render_template(
        "desk/days.html",
        days=list(reversed(days)),
        current=current_day(days, now=now()),
        coordinates=may_coordinate(current_staff()),
    )
