"""The front door: what pdday is for whoever is a stranger to it; everyone else is led to where they begin."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

from pdday.programme.shown import find_shown_day
from pdday.proposals.queries import find_first_presenter
from pdday.staff import typical
from pdday.staff.access import find_current_staff
from pdday.staff.rules import may_coordinate
from pdday.words import Sentence

bp = Blueprint("desk", __name__)

typical.offer(typical.Kind(Sentence("Presenter"), Sentence("Leads a session, chooses others."), find_first_presenter))


@bp.get("/")
def landing() -> str | Response:
    """The front door; whoever is signed in goes straight to where they work."""
    person = find_current_staff()
    if person is not None:
        return redirect(url_for("home.show" if may_coordinate(person) else "my_day.show"))
    return render_template("desk/landing.html", day=find_shown_day())
