"""Presenters' pages: my proposals, the draft that is saved as typed, who leads it, sending and withdrawing it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, flash, g, jsonify, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pdday.clock import now
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.programme.models import Strand
from pdday.programme.registers import Touch, touched
from pdday.programme.shown import find_shown_day
from pdday.proposals import actions, queries, registers, rules, texts
from pdday.proposals.forms import BeginForm, WithdrawalForm, WordingForm, beside, facts_of
from pdday.proposals.models import Proposal
from pdday.proposals.names import PROTOCOLS, STATE_KINDS, STATES
from pdday.proposals.texts import Missing, Wording
from pdday.staff import queries as staff
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web import amiss
from pdday.web.amiss import Amiss
from pdday.web.errors import again, complete, found
from pdday.web.filters import moment, names, said
from pdday.web.sought import name_sought

bp = Blueprint("proposals", __name__)


@bp.get("/proposals")
def mine(form: BeginForm | None = None) -> str:
    """What I offer, what I am asked to lead with somebody, and the beginning of a new one."""
    day = find_shown_day()
    if day is None:
        return render_template("proposals/no_day_yet.html")
    today = actions.today(day, now())
    return render_template(
        "proposals/mine.html",
        day=day,
        person=current_staff(),
        form=(form or BeginForm()).for_day(day),
        proposals=queries.proposals_of(current_staff(), day),
        to_review=queries.count_to_review(current_staff(), day) if rules.may_read_reviews(current_staff()) else None,
        proposing=rules.find_proposing(day),
        closed=rules.why_not_propose(day, today=today),
        over=rules.why_not_begin(day, today=today),
        find_part=rules.find_part,
        states=STATES,
        kinds=STATE_KINDS,
    )


@bp.post("/proposals")
@again(mine)
def begin() -> Response:
    """Begin a draft."""
    day = found(find_shown_day())
    form = complete(BeginForm().for_day(day))
    strand = found(db.session.get(Strand, form.strand_id.data))
    proposal = actions.begin(day, title=form.wanted_title(), strand=strand, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("proposals.edit", proposal_id=proposal.id))


@bp.get("/proposals/<int:proposal_id>")
def show(proposal_id: int, form: WithdrawalForm | None = None) -> str:
    """One proposal as its presenters see it: where it stands, what was decided and why, what it says."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_see(current_staff(), proposal))
    coordinates = may_coordinate(current_staff())
    touched = registers.touched.ask(proposal.session) if proposal.session else []
    return render_template(
        "proposals/show.html",
        **what_it_says(proposal),
        coordinates=coordinates,
        touched=[each for each in touched if coordinates or not each.for_coordinators],
        leads_other=proposal.merged_into is not None and rules.may_see(current_staff(), proposal.merged_into),
        part=rules.find_part(current_staff(), proposal),
        form=form or WithdrawalForm(),
        may_change=rules.may_edit(current_staff(), proposal) and _may_still_change(proposal),
        may_withdraw=rules.may_withdraw(current_staff(), proposal) and rules.can_be_withdrawn(proposal),
        comments=[each.comment for each in queries.reviews_of(proposal) if each.comment] if proposal.decided_at else [],
    )


@bp.get("/proposals/<int:proposal_id>/draft")
def edit(proposal_id: int, form: WordingForm | None = None) -> str | Response:
    """The form, as it is kept; or as it was typed, with what is wrong or missing and what another window saved."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    if form is None and not _may_still_change(proposal):
        return redirect(url_for("proposals.show", proposal_id=proposal.id))
    return render_template("proposals/edit.html", **_form_page(proposal, form))


@bp.post("/proposals/<int:proposal_id>/draft")
@again(edit)
def save(proposal_id: int) -> Response:
    """Keep what was typed; by itself while somebody types (the answer is JSON then), or by a button."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    form, wish = complete(WordingForm().offer(proposal.day)), request.form.get("then", "")
    wording = texts.rearranged(form.wording(), wish)
    actions.keep(proposal, wording, version=form.version.data or 0, now=now())
    db.session.commit()
    if not wish and not _wants_json():
        actions.save(proposal, wording, version=proposal.typed_version, now=now())
        db.session.commit()
    return _saved(proposal, wording, wish)


@bp.post("/proposals/<int:proposal_id>/unsent/removal")
def forget_unsent(proposal_id: int) -> Response:
    """Forget what was typed since it was sent."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    actions.forget_unsent(proposal)
    db.session.commit()
    flash(_("Forgotten. It stands as you sent it."))
    return redirect(url_for("proposals.show", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/submission")
@again(edit)
def submit(proposal_id: int) -> Response:
    """Send it for review. It is kept first, so that nothing is lost when it cannot be sent yet."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    form = complete(WordingForm().offer(proposal.day))
    actions.save(proposal, form.wording(), version=form.version.data or 0, now=now())
    db.session.commit()
    actions.submit(proposal, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Sent. You will hear from the coordinator when it is decided; until then it is under “My proposals”."))
    return redirect(url_for("proposals.show", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/withdrawal")
@again(show)
def withdraw(proposal_id: int) -> Response:
    """Take it back."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_withdraw(current_staff(), proposal))
    form = complete(WithdrawalForm())
    actions.withdraw(proposal, why=form.why.data or "", by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    flash(_("Withdrawn. It is kept as it was, for another time."))
    if proposal.session and may_coordinate(current_staff()) and touched.ask(Touch(proposal.day, now())):
        return redirect(url_for("repairs.latest"))
    return redirect(url_for("proposals.show", proposal_id=proposal.id))


@bp.get("/proposals/<int:proposal_id>/presenters")
def presenters(proposal_id: int) -> str:
    """Who leads it, and colleagues to ask."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    words = name_sought()
    taken = {each.staff_id for each in proposal.presenters}
    people = [person for person in staff.staff_named(words) if person.id not in taken]
    return render_template("proposals/presenters.html", proposal=proposal, words=words, people=people)


@bp.post("/proposals/<int:proposal_id>/presenters/<int:staff_id>")
@again(presenters)
def ask_to_present(proposal_id: int, staff_id: int) -> Response:
    """Ask a colleague to lead it too."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    colleague = found(staff.find_staff(staff_id))
    actions.ask_to_present(proposal, colleague, by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    flash(_("%(name)s is asked, and free to say yes or no.", name=colleague.name))
    return redirect(url_for("proposals.presenters", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/presenters/<int:staff_id>/removal")
@again(presenters)
def remove(proposal_id: int, staff_id: int) -> Response:
    """Take a co-presenter's name off."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.may_edit(current_staff(), proposal))
    actions.leave(proposal, found(staff.find_staff(staff_id)), by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("proposals.presenters", proposal_id=proposal.id))


@bp.post("/proposals/<int:proposal_id>/agreement")
@again(mine)
def agree(proposal_id: int) -> Response:
    """Say yes to leading it with those who asked."""
    proposal = found(queries.find_proposal(proposal_id))
    require(rules.find_part(current_staff(), proposal) is not None)
    actions.agree(proposal, by=current_staff(), now=now())
    db.session.commit()
    flash(_("You lead “%(title)s” together. You can change it, too.", title=proposal.title))
    return redirect(url_for("proposals.mine"))


@bp.post("/proposals/<int:proposal_id>/regrets")
@again(mine)
def regret(proposal_id: int) -> Response:
    """Say no, or no longer; the name is taken off and nobody is told why."""
    proposal = found(queries.find_proposal(proposal_id))
    if rules.find_part(current_staff(), proposal) is None:
        return redirect(url_for("proposals.mine"))  # sent twice: the name is off
    actions.leave(proposal, current_staff(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("Your name is off “%(title)s”.", title=proposal.title))
    return redirect(url_for("proposals.mine"))


def what_it_says(proposal: Proposal) -> dict[str, Any]:
    """What a page needs to show a proposal to a reader."""
    return {
        "day": proposal.day,
        "proposal": proposal,
        "facts": facts_of(proposal),
        "states": STATES,
        "kinds": STATE_KINDS,
        "protocols": PROTOCOLS,
    }


def _form_page(proposal: Proposal, typed: WordingForm | None) -> dict[str, Any]:
    refusal = g.get("refusal")
    missing = refusal.parts if isinstance(refusal, actions.NotWhole) else ()
    changed = isinstance(refusal, actions.ChangedElsewhere)
    form = typed or WordingForm(formdata=None).show(proposal, texts.typed_wording(proposal))
    form.mark(missing)
    amiss.besides(_no_fields_fault(missing))
    kept = beside(form, proposal)
    if changed or not kept:
        form.at_version(proposal.typed_version)
    return {
        "day": proposal.day,
        "proposal": proposal,
        "form": form,
        "missing": missing,
        "theirs": kept if changed else [],
        "places": {
            length.minutes: _(
                "slots %(labels)s", labels=names(["–".join(slot.label for slot in place) for place in length.places])
            )
            for length in texts.lengths(proposal.day.slots)
        },
        "planned": texts.planned_minutes(step.form.minutes.data for step in form.steps),
        "closed": rules.why_not_propose(proposal.day, today=actions.today(proposal.day, now())),
    }


def _no_fields_fault(missing: Sequence[Missing]) -> Iterator[Amiss]:
    """What it lacks as a whole: in its agenda, and from those who lead it."""
    sections = {"steps": _("Your agenda"), "presenters": _("Who leads it")}
    for part in missing:
        if part.field in sections:
            yield Amiss(sections[part.field], said(part.sentence), part.field)


def _wants_json() -> bool:
    return bool(request.accept_mimetypes.best == "application/json")


def _saved(proposal: Proposal, wording: Wording, wish: str) -> Response:
    if _wants_json():
        when = moment((not proposal.unsent and proposal.saved_at) or now(), proposal.day.time_zone)
        kept = _("Kept %(when)s. It is not in what you sent until you press “Save the changes”.", when=when)
        planned = texts.planned_minutes(step.minutes for step in wording.steps)
        return jsonify(
            version=proposal.typed_version,
            saved=kept if proposal.unsent else _("Saved %(when)s, on this and every device.", when=when),
            planned=_("%(planned)d of %(minutes)d minutes", planned=planned, minutes=wording.minutes),
        )
    if wish == "presenters":
        return redirect(url_for("proposals.presenters", proposal_id=proposal.id))
    if not wish:
        flash(_("Saved. You can go on from any device."))
    return redirect(url_for("proposals.edit", proposal_id=proposal.id, _anchor="steps" if wish else None))


def _may_still_change(proposal: Proposal) -> bool:
    return rules.may_still_change(proposal, today=actions.today(proposal.day, now()))
