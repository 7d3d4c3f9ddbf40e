"""Coordinators' pages of the roster: upload it, see what it would do, say yes or no."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.staff import queries, roster_actions
from pdday.staff.access import current_staff, require
from pdday.staff.forms import ImportForm, RosterForm, TitlesForm, titles_form
from pdday.staff.names import FIELDS
from pdday.staff.roster import COLUMNS, MOST_LINES, REQUIRED
from pdday.staff.roster_plan import plan
from pdday.staff.rules import may_coordinate
from pdday.staff.vocabulary import EmployeeGroup
from pdday.web.errors import again, complete, found

bp = Blueprint("roster", __name__, url_prefix="/staff")

#: More lines of one kind than this are only counted on the page.
SHOWN = 200


@bp.get("/roster")
def show(form: RosterForm | None = None) -> str:
    """Who works here, by site, and where to upload a roster."""
    require(may_coordinate(current_staff()))
    return render_template(
        "staff/roster.html",
        form=form or RosterForm(),
        people=queries.people_by_site(),
        columns=COLUMNS,
        required=REQUIRED,
        groups=tuple(EmployeeGroup),
        most_lines=MOST_LINES,
    )


@bp.post("/rosters")
@again(show)
def upload() -> Answer:
    """Keep the file and lead to its dry run; nothing else is written."""
    require(may_coordinate(current_staff()))
    form = complete(RosterForm())
    name = roster_actions.keep_upload(_folder(), form.file.data.read(), now=now())
    return redirect(url_for("roster.dry_run", upload=name))


@bp.get("/rosters/<upload>")
def dry_run(upload: str, form: ImportForm | TitlesForm | None = None) -> str | Answer:
    """What a yes would do, and what speaks against it. Back from the yes or the no, there is only the roster's page."""
    require(may_coordinate(current_staff()))
    raw = roster_actions.find_upload(_folder(), upload)
    if raw is None:
        flash(
            _("This file was imported or put aside, and is forgotten. Choose it again to see what it would change."),
            "note",
        )
        return redirect(url_for("roster.show"))
    planned = plan(raw)
    fresh = ImportForm([leaver.person for leaver in planned.held], fingerprint=planned.fingerprint)
    if isinstance(form, ImportForm):
        fresh.leaving.data, fresh.others_leave.data = form.leaving.data, form.others_leave.data
    fresh.fingerprint.data = planned.fingerprint
    return render_template(
        "staff/roster_dry_run.html",
        upload=upload,
        planned=planned,
        form=fresh,
        titles=titles_form(sorted(planned.unmapped)),
        sites=queries.site_names(),
        fields=FIELDS,
        shown=SHOWN,
    )


@bp.post("/rosters/<upload>/titles")
@again(dry_run)
def match_titles(upload: str) -> Answer:
    """Remember which role a job title means, and look again."""
    require(may_coordinate(current_staff()))
    planned = plan(found(roster_actions.find_upload(_folder(), upload)))
    form = complete(titles_form(sorted(planned.unmapped)))
    roster_actions.match_titles(form.roles(), by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("roster.dry_run", upload=upload))


@bp.post("/rosters/<upload>/import")
@again(dry_run)
def import_roster(upload: str) -> Answer:
    """The yes: write what the dry run showed, if nothing changed meanwhile."""
    require(may_coordinate(current_staff()))
    raw = found(roster_actions.find_upload(_folder(), upload))
    form = complete(ImportForm())
    told = roster_actions.import_roster(
        raw,
        fingerprint=form.fingerprint.data,
        ticked=form.leaving.data,
        others_leave=form.others_leave.data,
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    hurry_messages()
    roster_actions.forget_upload(_folder(), upload)
    flash(_("Imported: %(added)s added, %(changed)s changed.", added=len(told.added), changed=len(told.changed)))
    return redirect(url_for("roster.show"))


@bp.post("/rosters/<upload>/removal")
def put_aside(upload: str) -> Answer:
    """The no: forget the file."""
    require(may_coordinate(current_staff()))
    roster_actions.forget_upload(_folder(), upload)
    flash(_("Nothing was imported, and the file is forgotten."))
    return redirect(url_for("roster.show"))


def _folder() -> Path:
    return Path(current_app.instance_path) / "rosters"
