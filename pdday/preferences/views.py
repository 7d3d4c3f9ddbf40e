"""Colleagues' pages: read what is on offer, star it, put the stars in order. Every button is a form that posts."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.preferences import actions, card_queries, catalogue, queries, rules
from pdday.preferences.actions import Saved
from pdday.preferences.drawn import drawn_cards
from pdday.preferences.forms import PlaceForm, SwitchForm, filter_from
from pdday.preferences.names import BANDS, grades
from pdday.preferences.pages import MyChoices, my_choices
from pdday.programme.models import Day
from pdday.programme.shown import find_shown_day
from pdday.proposals.models import Session
from pdday.proposals.names import FOLLOW_UPS, FORMATS, LEVELS, MODALITIES, PROTOCOLS
from pdday.staff.access import current_staff, require, safe_way_on
from pdday.staff.names import ROLES
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("preferences", __name__)


@bp.get("/sessions")
def offers() -> str:
    """Everything that is on offer, or what the reader's filter leaves of it."""
    day = find_shown_day()
    if day is None or not _may_read(day):
        return _not_yet(day, of_choices=False)
    cards, wanted, me = card_queries.cards_on_offer(day), filter_from(request.args), current_staff()
    chosen, facts = queries.choices_of(day, me), _facts(day)
    left = catalogue.left_by(wanted, cards, me)
    return render_template(
        "preferences/offers.html",
        **facts,
        chosen=chosen,
        shown=len(left),
        cards=drawn_cards(left, chosen, reader=me, is_closed=facts["closed"] is not None),
        all=len(cards),
        wanted=wanted,
        strands=tuple(sorted({card.strand for card in cards}, key=lambda strand: strand.number)),
        lengths=tuple(sorted({card.minutes for card in cards})),
        bands=BANDS,
    )


@bp.get("/sessions/<int:session_id>")
def show(session_id: int) -> str:
    """One session: what one will be able to do, how the time is spent, who leads it, what follows."""
    session = found(queries.find_session(session_id))
    day = session.proposal.day
    require(_may_read(day))
    return render_template(
        "preferences/session.html",
        **_facts(day),
        chosen=queries.choices_of(day, current_staff()),
        session=session,
        is_required=rules.is_required(session, current_staff()),
        runs=queries.runs_ahead(session, current_staff(), at=now()),
    )


@bp.post("/sessions/<int:session_id>/star")
@again(show)
def star(session_id: int) -> Answer:
    """Star a session, or take the star back."""
    session = _session_to_choose(session_id)
    form = complete(SwitchForm())
    act = actions.star if form.is_so else actions.take_off
    act(session, by=current_staff(), now=now())
    db.session.commit()
    return redirect(safe_way_on(form.next.data))


@bp.post("/sessions/<int:session_id>/refusal")
@again(show)
def refuse(session_id: int) -> Answer:
    """Mark a session “not for me”, or take that back."""
    session = _session_to_choose(session_id)
    form = complete(SwitchForm())
    act = actions.refuse if form.is_so else actions.welcome
    act(session, by=current_staff(), now=now())
    db.session.commit()
    return redirect(safe_way_on(form.next.data))


@bp.get("/my-choices")
def choices() -> str:
    """My list, in order; after a move (`about`) it says what came of it."""
    day = find_shown_day()
    if day is None or not _may_read(day):
        return _not_yet(day, of_choices=True)
    about = request.args.get("about", type=int)
    mine = my_choices(day, current_staff(), moved_id=about)
    return render_template(
        "preferences/choices.html", **_facts(day), mine=mine, about=about, is_today=_is_today(mine, day)
    )


@bp.post("/my-choices/<int:session_id>/place")
@again(choices)
def place(session_id: int) -> Answer:
    """Put a session where it is to stand."""
    session = _session_to_choose(session_id)
    form = complete(PlaceForm())
    me, version = current_staff(), form.version.data
    saved = actions.place(session, form.number.data, by=me, now=now(), seen_version=version)
    db.session.commit()
    return _back_to_my_list(session, saved)


@bp.post("/my-choices/<int:session_id>/tie")
@again(choices)
def tie(session_id: int) -> Answer:
    """Say that a session is as good as the one above, or that it is not."""
    session = _session_to_choose(session_id)
    form = complete(SwitchForm())
    act = actions.tie if form.is_so else actions.untie
    saved = act(session, by=current_staff(), now=now(), seen_version=form.version.data)
    db.session.commit()
    return _back_to_my_list(session, saved)


@bp.post("/my-choices/<int:session_id>/removal")
@again(choices)
def take_off(session_id: int) -> Answer:
    """Take a session off my list."""
    session = _session_to_choose(session_id)
    form = complete(SwitchForm())
    saved = actions.take_off(session, by=current_staff(), now=now(), seen_version=form.version.data)
    db.session.commit()
    return _back_to_my_list(session, saved)


def _session_to_choose(session_id: int) -> Session:
    session = found(queries.find_session(session_id))
    require(_may_read(session.proposal.day))
    return session


def _not_yet(day: Day | None, *, of_choices: bool) -> str:
    """Before the sessions are open to colleagues."""
    choosing = day and rules.find_choosing(day.phases)
    return render_template("preferences/not_yet.html", day=day, choosing=choosing, of_choices=of_choices)


def _may_read(day: Day) -> bool:
    """From the first day of choosing on; once the timetable is out, whatever the dates say."""
    today = on_the_wall(now(), day.time_zone).date()
    is_open = rules.is_catalogue_open(day.phases, today=today) or may_coordinate(current_staff())
    return is_open or queries.find_settled(day) is not None


def _is_today(mine: MyChoices, day: Day) -> bool:
    """Whether the list was saved today, so that its time says enough."""
    today = on_the_wall(now(), day.time_zone).date()
    return mine.saved_at is not None and on_the_wall(mine.saved_at, day.time_zone).date() == today


def _back_to_my_list(session: Session, saved: Saved) -> Answer:
    if saved.changed_elsewhere:
        flash(_("You changed your list in another window too. Nothing was lost: this is both together."), "heed")
    return redirect(url_for("preferences.choices", about=session.id))


def _facts(day: Day) -> dict[str, object]:
    """What every page of choosing shows: the dates, what the reader chose, and what things are called."""
    settled, today = queries.find_settled(day), on_the_wall(now(), day.time_zone).date()
    return {
        "day": day,
        "person": current_staff(),
        "choosing": rules.find_choosing(day.phases),
        "closed": rules.why_over(day, today=today) or settled or rules.why_not_choose(day.phases, today=today),
        "settled": settled,
        "leads": rules.leads,
        "grades": grades,
        "formats": FORMATS,
        "levels": LEVELS,
        "protocols": PROTOCOLS,
        "modalities": MODALITIES,
        "follow_ups": FOLLOW_UPS,
        "roles": ROLES,
    }
