"""What was done so that everyone can use pdday, what was not, and whom to tell when something is hard to use."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template

from pdday.proposals.queries import coordinators
from pdday.staff.access import find_current_staff
from pdday.staff.queries import find_district

bp = Blueprint("accessibility", __name__)

#: The day on which what the page says was last looked through. docs/accessibility.md has the same.
CHECKED_ON = date(2026, 11, 22)


@bp.get("/accessibility")
def show() -> str:
    """The statement, for everyone; names and addresses of coordinators only for their colleagues."""
    return render_template(
        "desk/accessibility.html",
        district=find_district(),
        coordinators=coordinators() if find_current_staff() else [],
        checked_on=CHECKED_ON,
    )
