"""Coordinators' page of who has answered, in counts by school and role; never anybody's list, nor who is silent."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from pdday import lanes, outbox
from pdday.clock import now
from pdday.db import db
from pdday.preferences import actions, answers_queries, queries, rules
from pdday.preferences.forms import ReminderForm
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.names import ROLE_GROUPS
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("answers", __name__)


@bp.get("/answers")
def show(form: ReminderForm | None = None) -> str:
    """How many have answered."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    schools, role_groups = answers_queries.answered_by_school(day), answers_queries.answered_by_role_group(day)
    return render_template(
        "preferences/answers.html",
        day=day,
        form=form or ReminderForm(),
        whole=answers_queries.Answered.together(schools),
        schools=schools,
        role_groups=role_groups,
        role_group_names=ROLE_GROUPS,
        without_mail=sum(not person.email for person in answers_queries.silent_people(day)),
        choosing=rules.find_choosing(day.phases),
        is_out=queries.find_settled(day) is not None,
        closed=queries.why_not_choose(day, now=now()),
    )


@bp.post("/answers/reminders")
@again(show)
def remind() -> Answer:
    """Remind everyone who has not answered, once a day at most."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    complete(ReminderForm())
    address = outbox.address_of(url_for("preferences.offers"))
    count = actions.remind(day, address=address, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    if count:
        flash(ngettext("One person gets a reminder today.", "%(num)d people get a reminder today, one each.", count))
    else:
        flash(_("There is nobody to remind by e-mail."), "note")
    if count and current_app.config["PDDAY"].mail is None:
        flash(_("Mail is not set up, so reminders wait until whoever runs the server sets PDDAY_MAIL."), "note")
    return redirect(url_for("answers.show"))
