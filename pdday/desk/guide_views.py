"""pdday in one page, for everyone on staff: to read, or to print and hand out, in the reader's language."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, current_app, render_template

from pdday.config import Config
from pdday.proposals.queries import coordinators
from pdday.staff.access import find_current_staff
from pdday.staff.queries import find_district

bp = Blueprint("guide", __name__)


@bp.get("/guide")
def show() -> str:
    """The one page, with the address that people use; names of coordinators only for their colleagues."""
    return render_template(
        "desk/guide.html",
        address=cast(Config, current_app.config["PDDAY"]).url,
        district=find_district(),
        coordinators=coordinators() if find_current_staff() else [],
    )
