"""The data-use terms: shown to everyone before anything else, kept in versions, written by coordinators."""

from __future__ import annotations

from datetime import time

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now, on_the_wall, school_time
from pdday.db import db
from pdday.errors import Refused
from pdday.staff import queries, terms_actions, terms_queries
from pdday.staff.access import current_staff, require, safe_way_on
from pdday.staff.first_terms import FIRST_TERMS
from pdday.staff.forms import NewTermsForm, TermsForm
from pdday.staff.models import District
from pdday.staff.rules import may_coordinate, parts_of_terms
from pdday.web.errors import again, complete, found

bp = Blueprint("terms", __name__)


@bp.get("/terms")
def show(form: TermsForm | None = None) -> str:
    """The version that holds now, with the box to tick for whoever has not accepted it."""
    terms = terms_queries.find_current_terms(now=now())
    form = form or TermsForm(next=request.args.get("next", ""))
    form.number.data = terms.number if terms else None
    return render_template(
        "staff/terms.html",
        terms=terms,
        parts=parts_of_terms(terms.words) if terms else [],
        form=form,
        accepted=terms_queries.has_accepted_terms(current_staff(), now=now()),
        zone=_zone(),
    )


@bp.post("/terms/acceptance")
@again(show)
def accept() -> Answer:
    form = complete(TermsForm())
    terms_actions.accept_terms(form.number.data, by=current_staff(), now=now())
    db.session.commit()
    return redirect(safe_way_on(form.next.data))


@bp.get("/terms/<int:number>")
def show_version(number: int) -> str:
    """One version, also a former one: what somebody accepted can be read again."""
    terms = found(terms_queries.find_terms(number))
    parts = parts_of_terms(terms.words)
    return render_template("staff/terms.html", terms=terms, parts=parts, form=None, accepted=True, zone=_zone())


@bp.get("/staff/terms")
def versions(form: NewTermsForm | None = None) -> str:
    """Every version and how many accepted it; coordinators write the next one here."""
    require(may_coordinate(current_staff()))
    last = terms_queries.find_last_terms()
    today = on_the_wall(now(), _zone()).date()
    form = form or NewTermsForm(words=last.words if last else FIRST_TERMS, effective_on=today)
    return render_template(
        "staff/terms_versions.html",
        form=form,
        versions=terms_queries.versions_of_terms(),
        people=queries.count_staff(),
        zone=_zone(),
        now=now(),
    )


@bp.post("/staff/terms")
@again(versions)
def publish() -> Answer:
    require(may_coordinate(current_staff()))
    form = complete(NewTermsForm())
    begins = form.effective_on.data
    today = on_the_wall(now(), _zone()).date()
    if begins < today:
        raise Refused("That day is over. Terms are asked for from today on, or later.")
    effective_at = now() if begins == today else school_time(begins, time(), _zone())
    terms = terms_actions.publish_terms(form.words.data, effective_at=effective_at, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Version %(number)s is published.", number=terms.number))
    return redirect(url_for("terms.versions"))


def _zone() -> str:
    district: District | None = queries.find_district()
    return district.time_zone if district else "UTC"
