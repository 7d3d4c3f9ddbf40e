"""Coordinators' page of one person on the day: absent, and whom they are never or always with."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer
from wtforms import SelectChoice

from pdday.clock import now
from pdday.db import db
from pdday.preferences import person_actions, person_queries, queries
from pdday.preferences.arrangements_views import slot_name
from pdday.preferences.forms import PairForm, PersonAwayForm
from pdday.preferences.models import CompanyKind
from pdday.programme.models import Day, Leave
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.queries import find_staff
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("presence", __name__, url_prefix="/staff")


@bp.get("/<int:staff_id>/on-the-day")
def show(staff_id: int, form: PersonAwayForm | PairForm | None = None) -> str:
    """Whether they are there, what they lead, and whom they are never or always with."""
    require(may_coordinate(current_staff()))
    day, person = shown_day(), _person(staff_id)
    return render_template(
        "preferences/person.html",
        day=day,
        person=person,
        leave=db.session.get(Leave, (day.id, person.id)),
        leads=person_queries.sessions_led(day, person),
        is_out=queries.find_settled(day) is not None,
        away=form if isinstance(form, PersonAwayForm) else _away_form(day, person),
        pairs=person_queries.pairs(day, person),
        pairing=form if isinstance(form, PairForm) else _pair_form(person),
    )


@bp.post("/<int:staff_id>/leave")
@again(show)
def report_leave(staff_id: int) -> Answer:
    """They are absent all day."""
    require(may_coordinate(current_staff()))
    day, person = found(find_shown_day()), _person(staff_id)
    person_actions.report_leave(day, person, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is absent all day.", name=person.name))
    return _back(person)


@bp.post("/<int:staff_id>/leave/removal")
@again(show)
def end_leave(staff_id: int) -> Answer:
    """They come after all."""
    require(may_coordinate(current_staff()))
    day, person = found(find_shown_day()), _person(staff_id)
    person_actions.end_leave(day, person, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s comes after all.", name=person.name))
    return _back(person)


@bp.post("/<int:staff_id>/away")
@again(show)
def set_away(staff_id: int) -> Answer:
    """They are away in these slots."""
    require(may_coordinate(current_staff()))
    day, person = found(find_shown_day()), _person(staff_id)
    form = complete(_away_form(day, person))
    person_actions.set_away(day, person, form.away.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Saved when %(name)s is away.", name=person.name))
    return _back(person)


@bp.post("/<int:staff_id>/pairs")
@again(show)
def pair(staff_id: int) -> Answer:
    """Keep two people apart, or always together."""
    require(may_coordinate(current_staff()))
    day, person = found(find_shown_day()), _person(staff_id)
    form = complete(_pair_form(person))
    other, kind = _person(form.other.data), CompanyKind(form.kind.data)
    person_actions.pair(day, person, other, kind, by=current_staff(), now=now())
    db.session.commit()
    flash(_("Saved. The next draft keeps to it."))
    return _back(person)


@bp.post("/<int:staff_id>/pairs/<int:company_id>/removal")
@again(show)
def part(staff_id: int, company_id: int) -> Answer:
    """Take such an instruction away; one that is gone already is no trouble."""
    require(may_coordinate(current_staff()))
    day, person = found(find_shown_day()), _person(staff_id)
    if person_actions.part(day, person, company_id, by=current_staff(), now=now()):
        flash(_("Taken away. The next draft is free of it."))
    else:
        flash(_("That had been taken away already. The next draft is free of it."), "note")
    db.session.commit()
    return _back(person)


def _person(staff_id: int) -> StaffMember:
    """The colleague; whoever was removed for good is nobody's to change."""
    person = found(find_staff(staff_id))
    return found(person if person.purged_at is None else None)


def _back(person: StaffMember) -> Answer:
    return redirect(url_for("presence.show", staff_id=person.id))


def _away_form(day: Day, person: StaffMember) -> PersonAwayForm:
    form = PersonAwayForm(away=[each.slot_id for each in queries.aways(day, person)])
    form.away.choices = [SelectChoice(slot.id, slot_name(slot, day)) for slot in queries.breakouts(day)]
    return form


def _pair_form(person: StaffMember) -> PairForm:
    form = PairForm()
    others = person_queries.others_here(person)
    form.other.choices = [
        SelectChoice(0, _("Choose somebody")),
        *(SelectChoice(each.id, f"{each.name}, {each.home_school.short_name}") for each in others),
    ]
    return form
