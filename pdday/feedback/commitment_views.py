"""What somebody means to try: their own page, and the question how it is going after 30, 60 and 90 days.

A commitment is its author's. Whoever else asks for one is told that there is nothing at that address.
"""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.feedback import commitment_actions as actions
from pdday.feedback import commitment_queries as queries
from pdday.feedback import rules
from pdday.feedback.forms import ButtonForm, CommitmentForm, FollowUpForm
from pdday.feedback.models import Commitment, Sharing, UseInPractice
from pdday.feedback.names import EVIDENCE, OBSTACLES, SUPPORT, USES
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff
from pdday.web.errors import again, complete, found

bp = Blueprint("commitments", __name__)


@bp.get("/my-commitments")
def show(form: CommitmentForm | None = None) -> str:
    """What the reader means to try after the day, how earlier ones went, and what colleagues chose to share."""
    day, person, moment = shown_day(), current_staff(), now()
    mine = queries.commitments(person)
    this = next((each for each in mine if each.day_id == day.id), None)
    today = on_the_wall(moment, day.time_zone).date()
    return render_template(
        "feedback/commitments.html",
        day=day,
        this=this,
        form=form or CommitmentForm.of(this),
        mine=mine,
        due={
            each.id: rules.due_follow_up(each, day=each.day.date, on=on_the_wall(moment, each.day.time_zone).date())
            for each in mine
        },
        shared=queries.shared_commitments(day, person),
        is_ahead=today < day.date,
        is_today=today == day.date,
        last_first_step=day.date + rules.FIRST_STEP_WITHIN,
        uses=USES,
    )


@bp.post("/my-commitments")
@again(show)
def write() -> Answer:
    """Keep what the reader means to try, or its new wording."""
    form = complete(CommitmentForm())
    day = found(find_shown_day())
    actions.write_commitment(day, form.intention(), by=current_staff(), now=now(), sharing=Sharing(form.sharing.data))
    db.session.commit()
    flash(_("Kept. You can reword or delete it whenever you like."))
    return redirect(url_for("commitments.show"))


@bp.post("/my-commitments/<int:commitment_id>/deletion")
@again(show)
def delete(commitment_id: int) -> Answer:
    """Forget a commitment and its reports. Sent twice, it is gone already."""
    commitment = queries.commitment_of(current_staff(), commitment_id)
    complete(ButtonForm())
    if commitment is not None:
        actions.delete_commitment(commitment, by=current_staff())
        db.session.commit()
    flash(_("Deleted, with what you reported of it."))
    return redirect(url_for("commitments.show"))


@bp.get("/my-commitments/<int:commitment_id>/after/<int:after_days>")
def show_follow_up(commitment_id: int, after_days: int, form: FollowUpForm | None = None) -> str:
    """How is it going, so many days on?"""
    commitment = _own(commitment_id, after_days)
    day = commitment.day
    return render_template(
        "feedback/follow_up.html",
        day=day,
        commitment=commitment,
        after_days=after_days,
        form=form or FollowUpForm(),
        why_not=rules.why_not_follow_up(
            commitment, after_days, day=day.date, on=on_the_wall(now(), day.time_zone).date()
        ),
        answered=next((each for each in commitment.follow_ups if each.after_days == after_days), None),
        uses=USES,
        lists={"evidence": EVIDENCE, "support": SUPPORT, "obstacles": OBSTACLES},
    )


@bp.post("/my-commitments/<int:commitment_id>/after/<int:after_days>")
@again(show_follow_up)
def follow_up(commitment_id: int, after_days: int) -> Answer:
    """Keep how it is going, once."""
    commitment = _own(commitment_id, after_days)
    form = complete(FollowUpForm())
    actions.follow_up(
        commitment,
        after_days,
        use=UseInPractice(form.use.data),
        by=current_staff(),
        on=on_the_wall(now(), commitment.day.time_zone).date(),
        evidence=form.evidence.data,
        support=form.support.data,
        obstacles=form.obstacles.data,
    )
    db.session.commit()
    flash(_("Thank you. It counts in figures of everybody together, and nobody reads yours."))
    return redirect(url_for("commitments.show", day=commitment.day_id))


def _own(commitment_id: int, after_days: int) -> Commitment:
    """The reader's own commitment, asked about at one of the three times; of others there is nothing to read."""
    commitment = queries.commitment_of(current_staff(), commitment_id)
    return found(commitment if after_days in rules.FOLLOW_UPS else None)
