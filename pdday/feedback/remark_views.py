"""Coordinators' pages of words that were held: read, let through, shorten or withhold, each with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.feedback import actions, queries, rules
from pdday.feedback.forms import Decision, RemarkForm
from pdday.feedback.names import REMARK_ITEMS
from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.web.errors import again, complete, found

bp = Blueprint("remarks", __name__)


@bp.get("/held-words")
def show_all() -> str:
    """Everything that waits to be read; one's own sessions' words are for another coordinator."""
    require(rules.may_review_remarks(current_staff()))
    held = queries.held_remarks()
    mine = [each for each in held if rules.may_read_answers(current_staff(), each.offering.session)]
    return render_template(
        "feedback/held_words.html",
        day=find_shown_day(),
        remarks=[each for each in held if each not in mine],
        mine=len(mine),
        items=REMARK_ITEMS,
    )


@bp.get("/held-words/<int:remark_id>")
def show(remark_id: int, form: RemarkForm | None = None) -> str:
    """One remark, and the form to decide about it."""
    require(rules.may_review_remarks(current_staff()))
    remark = found(queries.find_remark(remark_id))
    require(not rules.may_read_answers(current_staff(), remark.offering.session))
    form = form or RemarkForm(shortened_to=remark.words)
    day = remark.offering.timetable.day
    return render_template("feedback/held_word.html", day=day, remark=remark, form=form, items=REMARK_ITEMS)


@bp.post("/held-words/<int:remark_id>/decision")
@again(show)
def decide(remark_id: int) -> Answer:
    """Let the words through, as they are or shortened, or withhold them; the trail says who did and why."""
    require(rules.may_review_remarks(current_staff()))
    remark, form = found(queries.find_remark(remark_id)), complete(RemarkForm())
    because = {"by": current_staff(), "now": now(), "why": form.why.data}
    match Decision(form.decision.data):
        case Decision.LET_THROUGH:
            actions.let_through(remark, **because)
        case Decision.SHORTEN:
            actions.let_through(remark, **because, shortened_to=form.shortened_to.data)
        case Decision.WITHHOLD:
            actions.withhold(remark, **because)
    db.session.commit()
    flash(_("Decided. Your name and the reason are on record; nobody is sent anything."))
    return redirect(url_for("remarks.show_all"))
