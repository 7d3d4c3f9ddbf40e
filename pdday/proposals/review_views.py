"""Pages of those who read proposals: reviewers, who see no names, and coordinators, who decide."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from pdday.clock import now
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.programme.shown import find_shown_day, shown_day
from pdday.proposals import queries, review_actions, rules, texts
from pdday.proposals.models import Proposal
from pdday.proposals.names import CRITERIA, STATE_KINDS, STATES
from pdday.proposals.review_forms import DecisionForm, ReviewForm
from pdday.proposals.views import what_it_says
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("reviews", __name__)


@bp.get("/reviews")
def queue() -> str | Response:
    """What a reviewer may read and rate; their own proposals are not there. Coordinators have the pile instead."""
    if may_coordinate(current_staff()) and not rules.may_read_reviews(current_staff()):
        return redirect(url_for("reviews.pile"))
    require(rules.may_read_reviews(current_staff()))
    day = shown_day()
    return render_template(
        "proposals/queue.html",
        day=day,
        pile=queries.review_pile(current_staff(), day),
        given=queries.reviews_by_proposal(current_staff(), day),
    )


@bp.get("/proposals/<int:proposal_id>/review")
def read(proposal_id: int, form: ReviewForm | None = None) -> str:
    """One proposal without its presenters' names, and six ratings."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_review(current_staff(), proposal))
    given = next((each for each in queries.reviews_of(proposal) if each.staff_id == current_staff().id), None)
    return render_template(
        "proposals/review.html",
        **what_it_says(proposal),
        form=(form or ReviewForm(obj=given)).offer(),
        given=given,
        criteria=CRITERIA,
    )


@bp.post("/proposals/<int:proposal_id>/review")
@again(read)
def review(proposal_id: int) -> Response:
    """Keep a reviewer's ratings."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_review(current_staff(), proposal))
    form = complete(ReviewForm().offer())
    review_actions.review(proposal, form.ratings(), comment=form.comment.data or "", by=current_staff(), now=now())
    db.session.commit()
    flash(_("Kept. Nobody but the coordinators sees your ratings; the authors read your words, unsigned."))
    return redirect(url_for("reviews.queue"))


@bp.post("/proposals/<int:proposal_id>/recusal")
@again(read)
def recuse(proposal_id: int) -> Response:
    """Step back from a proposal."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_review(current_staff(), proposal))
    review_actions.recuse(proposal, by=current_staff(), now=now())
    db.session.commit()
    flash(_("You stepped back from “%(title)s”. Nobody asks why.", title=proposal.title))
    return redirect(url_for("reviews.queue"))


@bp.get("/decisions")
def pile() -> str:
    """Everything that was sent, for coordinators: what waits for release, for reviews, for a decision."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    proposals = queries.sent_proposals(day)
    waiting = [each for each in proposals if rules.waits_for_release(each)]
    counts = Counter(each.state for each in proposals)
    state = next((each for each in counts if each.value == request.args.get("state")), None)
    return render_template(
        "proposals/pile.html",
        day=day,
        proposals=[each for each in proposals if state in (None, each.state)],
        counts={each: counts[each] for each in ProposalState if each in counts},
        state=state,
        waiting=waiting,
        telling={each.id: names for each in waiting if (names := texts.names_told(each))},
        rated={each.id: rules.mean_rating(each.reviews) for each in proposals},
        states=STATES,
        kinds=STATE_KINDS,
    )


@bp.post("/decisions/release")
@again(pile)
def release_all() -> Response:
    """Give reviewers all that waits and names nobody."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    count = review_actions.release_all(day, by=current_staff(), now=now())
    db.session.commit()
    flash(ngettext("Reviewers can read one more proposal.", "Reviewers can read %(num)d more proposals.", count))
    return redirect(url_for("reviews.pile"))


@bp.get("/proposals/<int:proposal_id>/decision")
def decide(proposal_id: int, form: DecisionForm | None = None) -> str:
    """One proposal with names, what reviewers think of it, and what can be decided."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_decide(current_staff(), proposal))
    others = queries.proposals_to_join(proposal)
    form = (form or DecisionForm(why=proposal.decided_why)).offer(others)
    form.version.process_data(proposal.version)
    form.version.raw_data = None
    return render_template(
        "proposals/decide.html",
        **what_it_says(proposal),
        form=form,
        reviews=queries.reviews_of(proposal),
        criteria=CRITERIA,
        others=others,
        decisions=rules.possible_decisions(proposal),
        named=texts.names_told(proposal),
        waits=rules.waits_for_release(proposal),
        why_not=rules.why_not_accept(proposal),
    )


@bp.post("/proposals/<int:proposal_id>/release")
@again(decide)
def release(proposal_id: int) -> Response:
    """Give reviewers this one, though its text names somebody."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_decide(current_staff(), proposal))
    review_actions.release(proposal, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("reviews.pile"))


@bp.post("/proposals/<int:proposal_id>/acceptance")
@again(decide)
def accept(proposal_id: int) -> Response:
    """Make it a session of the programme."""
    return _decided(proposal_id, review_actions.accept)


@bp.post("/proposals/<int:proposal_id>/revision")
@again(decide)
def ask_for_changes(proposal_id: int) -> Response:
    """Accept it once something is changed."""
    return _decided(proposal_id, review_actions.ask_for_changes)


@bp.post("/proposals/<int:proposal_id>/waiting")
@again(decide)
def waitlist(proposal_id: int) -> Response:
    """Keep it in case a place becomes free."""
    return _decided(proposal_id, review_actions.waitlist)


@bp.post("/proposals/<int:proposal_id>/decline")
@again(decide)
def decline(proposal_id: int) -> Response:
    """Not this time."""
    return _decided(proposal_id, review_actions.decline)


@bp.post("/proposals/<int:proposal_id>/merger")
@again(decide)
def merge(proposal_id: int) -> Response:
    """Make it part of another one, whose text stays."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_decide(current_staff(), proposal))
    form = complete(DecisionForm().offer(queries.proposals_to_join(proposal)))
    into, why, version = queries.find_proposal(form.into_id.data), form.why.data.strip(), form.version.data or 0
    review_actions.merge(proposal, into, why=why, version=version, by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    flash(_("Merged. The presenters of both proposals get one message each."))
    return redirect(url_for("reviews.pile"))


def _decided(proposal_id: int, action: Callable[..., object]) -> Response:
    """The five beats of every decision."""
    proposal: Proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_decide(current_staff(), proposal))
    form = complete(DecisionForm().offer(queries.proposals_to_join(proposal)))
    action(proposal, why=form.why.data.strip(), version=form.version.data or 0, by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    flash(_("Decided. Its presenters get one message with your reason."))
    return redirect(url_for("reviews.pile"))
