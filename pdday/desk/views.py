"""Pages that look across features: the front door."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.programme import queries as programme

bp = Blueprint("desk", __name__)


@bp.get("/")
def landing() -> str:
    return render_template("desk/landing.html", day=programme.find_current_day())
