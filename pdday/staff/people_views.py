"""Coordinators' pages of single people: find them, correct what is known, name who may do what."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday import persons
from pdday.clock import now
from pdday.db import db
from pdday.lanes import hurry_messages
from pdday.staff import people_actions, queries
from pdday.staff.access import current_staff, require
from pdday.staff.forms import DutiesForm, LeavingForm, PersonForm
from pdday.staff.models import StaffMember
from pdday.staff.names import DUTIES, ROLE_OF_ONE
from pdday.staff.rules import face_of, may_coordinate
from pdday.staff.vocabulary import Duty
from pdday.web.errors import again, complete, found

bp = Blueprint("people", __name__, url_prefix="/staff")

#: Letters of a name that are worth searching for.
LONGEST_SEARCH = 80


@bp.get("/people")
def find() -> str:
    """Find somebody by name, number, address or duty; before that, see who has one."""
    require(may_coordinate(current_staff()))
    words = request.args.get("name", "")[:LONGEST_SEARCH]
    duty = request.args.get("duty", type=Duty)
    asked = bool(words.strip() or duty)
    people = queries.people_named(words, duty=duty) if asked else queries.people_on_duty()
    return render_template(
        "staff/people.html", words=words, duty=duty, people=people, duties=DUTIES, roles=ROLE_OF_ONE,
        asked=asked,
    )  # fmt: skip


@bp.get("/people/new")
def new(form: PersonForm | None = None) -> str:
    require(may_coordinate(current_staff()))
    return render_template("staff/person_new.html", form=form or PersonForm(queries.sites()))


@bp.post("/people")
@again(new)
def add() -> Answer:
    """Put one colleague on the list without a roster."""
    require(may_coordinate(current_staff()))
    form = complete(PersonForm(queries.sites()))
    person = people_actions.add_person(form.facts(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is on the list.", name=person.name))
    return redirect(url_for("people.show", staff_id=person.id))


@bp.get("/<int:staff_id>")
def show(staff_id: int, form: PersonForm | DutiesForm | LeavingForm | None = None) -> str:
    """One colleague: what is known, duties, PIN, leaving."""
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    facts = form if isinstance(form, PersonForm) else PersonForm(queries.sites(), person=person)
    facts.seen.data = face_of(person)
    return render_template(
        "staff/person.html",
        person=person,
        form=facts,
        duties=form if isinstance(form, DutiesForm) else DutiesForm(person),
        leaving=form if isinstance(form, LeavingForm) else LeavingForm(),
        held=persons.why_they_stay([person.id]).get(person.id, []),
        roles=ROLE_OF_ONE,
    )


@bp.post("/<int:staff_id>")
@again(show)
def change(staff_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    form = complete(PersonForm(queries.sites()))
    people_actions.change_person(person, form.facts(), seen=form.seen.data, by=current_staff(), now=now())
    db.session.commit()
    hurry_messages()
    flash(_("Saved what is known of %(name)s.", name=person.name))
    return redirect(url_for("people.show", staff_id=person.id))


@bp.post("/<int:staff_id>/duties")
@again(show)
def set_duties(staff_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    form = complete(DutiesForm())
    people_actions.set_duties(person, form.duties.data, why=form.why.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("The duties of %(name)s are saved.", name=person.name))
    if not may_coordinate(current_staff()):  # whoever has just handed it over
        return redirect(url_for("desk.landing"))
    return redirect(url_for("people.show", staff_id=person.id))


@bp.post("/<int:staff_id>/sign-out")
@again(show)
def sign_out(staff_id: int) -> Answer:
    """Their phone is lost, or stood open on a desk."""
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    people_actions.sign_out(person, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is signed out on every device.", name=person.name))
    return redirect(url_for("people.show", staff_id=person.id))


@bp.post("/<int:staff_id>/leaving")
@again(show)
def let_leave(staff_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    form = complete(LeavingForm())
    people_actions.let_leave(person, why=form.why.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s has left and can't sign in any more.", name=person.name))
    return redirect(url_for("people.find", name=person.last_name))


@bp.post("/<int:staff_id>/return")
@again(show)
def welcome_back(staff_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    person = _person(staff_id)
    people_actions.welcome_back(person, by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(name)s is back.", name=person.name))
    return redirect(url_for("people.show", staff_id=person.id))


def _person(staff_id: int) -> StaffMember:
    """The colleague; whoever was removed for good is nobody's to change."""
    person = found(queries.find_staff(staff_id))
    return found(person if person.purged_at is None else None)
