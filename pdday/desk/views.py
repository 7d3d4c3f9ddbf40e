"""Pages that look across features: the front door, and the parts that every page is made of."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.programme import queries as programme
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate

bp = Blueprint("desk", __name__)


@bp.get("/")
def landing() -> str:
    return render_template("desk/landing.html", day=programme.find_current_day())


@bp.get("/styleguide")
def styleguide() -> str:
    require(may_coordinate(current_staff()))
    return render_template("desk/styleguide.html", day=programme.find_current_day())
