"""What colleagues say in confidence, when they are away and what they need; and the coordinators' page of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer
from wtforms import SelectChoice

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.preferences import actions, queries, rules
from pdday.preferences.forms import ArrangementsForm, AwayForm
from pdday.preferences.models import AccommodationCategory
from pdday.preferences.names import ARRANGEMENTS
from pdday.programme.models import Day, Slot
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found
from pdday.web.filters import said, school_time

bp = Blueprint("arrangements", __name__)


@bp.get("/my-choices/needs")
def show(form: AwayForm | ArrangementsForm | None = None) -> str:
    """What I said so far, to change."""
    day = shown_day()
    today = on_the_wall(now(), day.time_zone).date()
    return render_template(
        "preferences/needs.html",
        day=day,
        away=form if isinstance(form, AwayForm) else _away_form(day),
        needs=form if isinstance(form, ArrangementsForm) else _arrangements_form(day),
        choosing=rules.find_choosing(day.phases),
        closed_away=queries.why_not_choose(day, now=now()),
        closed=rules.why_not_choose(day.phases, today=today),
        may_tell_coordinator=rules.is_catalogue_open(day.phases, today=today) and today <= day.date,
    )


@bp.post("/my-choices/away")
@again(show)
def tell_away() -> Answer:
    """Say in which slots I am away."""
    day = found(find_shown_day())
    form = complete(_away_form(day))
    actions.tell_when_away(day, form.away.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Saved when you are away."))
    return redirect(url_for("arrangements.show"))


@bp.post("/my-choices/needs")
@again(show)
def ask() -> Answer:
    """Say what kinds of arrangement I need."""
    day = found(find_shown_day())
    form = complete(_arrangements_form(day))
    wanted = [AccommodationCategory(word) for word in form.arrangements.data]
    actions.ask_for_arrangements(day, wanted, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Saved what you need."))
    return redirect(url_for("arrangements.show"))


@bp.get("/arrangements")
def asked_for() -> str:
    """What has to be arranged, for the coordinators who do: who and what kind, never why."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    asked = queries.arrangements_asked_for(day)
    return render_template("preferences/arrangements.html", day=day, asked=asked, kinds=ARRANGEMENTS)


def _away_form(day: Day) -> AwayForm:
    """The form with the day's breakouts, those ticked in which the reader is away."""
    form = AwayForm(away=[each.slot_id for each in queries.aways(day, current_staff())])
    form.away.choices = [SelectChoice(slot.id, slot_name(slot, day)) for slot in queries.breakouts(day)]
    return form


def slot_name(slot: Slot, day: Day) -> str:
    """A breakout by its letter and its times."""
    begins, ends = school_time(slot.begins_at, day.time_zone), school_time(slot.ends_at, day.time_zone)
    return str(_("Slot %(letter)s, %(begins)s to %(ends)s", letter=slot.label, begins=begins, ends=ends))


def _arrangements_form(day: Day) -> ArrangementsForm:
    form = ArrangementsForm(arrangements=[each.category for each in queries.accommodations(day, current_staff())])
    form.arrangements.choices = [SelectChoice(category.value, said(words)) for category, words in ARRANGEMENTS.items()]
    return form
