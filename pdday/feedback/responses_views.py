"""Coordinators' page of exit tickets: how many answered, never who; release what waits; remind everybody silent.

What was said is not here: it belongs to those who led the session.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from pdday import lanes, outbox
from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.feedback import actions, queries, rules
from pdday.feedback.forms import ButtonForm
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("responses", __name__)


@bp.get("/exit-tickets")
def show() -> str:
    """How many of those who were there have answered, by session; where fewer than five were there, nothing."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    responses = queries.responses(day)
    answered, attended = rules.told_together((each.answered, each.attended) for each in responses)
    closes_on = rules.tickets_close_on(day.date)
    return render_template(
        "feedback/responses.html",
        day=day,
        responses=responses,
        told=[rules.told_rate(each.answered, of=each.attended) for each in responses],
        answered=answered,
        attended=attended,
        releasable=sum(rules.may_release(each.waiting) for each in responses),
        least=rules.SMALLEST_BATCH,
        closes_on=closes_on,
        is_open=on_the_wall(now(), day.time_zone).date() <= closes_on,
        held=len(queries.held_remarks()),
    )


@bp.post("/exit-tickets/release")
@again(show)
def release() -> Answer:
    """Let presenters read now what is large enough to be read."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    complete(ButtonForm())
    count = actions.release_batches(queries.offerings_with_a_batch_due(day, rules.SMALLEST_BATCH))
    db.session.commit()
    words = ngettext("One session's answers are released.", "%(num)d sessions' answers are released.", count)
    flash(words if count else _("There was nothing to release: nowhere do five or more wait."))
    return redirect(url_for("responses.show"))


@bp.post("/exit-tickets/reminders")
@again(show)
def remind() -> Answer:
    """Remind everyone with an open exit ticket, once for the whole day."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    complete(ButtonForm())
    address = outbox.address_of(url_for("my_day.show", day=day.id))
    actions.remind(day, address=address, by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("Everyone who has an exit ticket open gets one reminder, and no second one."))
    return redirect(url_for("responses.show"))
