"""Coordinators change a timetable by hand: each form can be looked at first, and says what it would come to."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.programme.vocabulary import SlotKind
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable import change_actions, queries, run_queries
from pdday.timetable.changes import Change
from pdday.timetable.effects import Told
from pdday.timetable.forms import AddRunForm, ChangeForm, DropRunForm, MovePersonForm, MoveRunForm
from pdday.timetable.models import Offering, Timetable, TimetableState
from pdday.timetable.rules import leads
from pdday.web import LOOK_FIRST
from pdday.web.errors import again, complete, found

bp = Blueprint("runs", __name__, url_prefix="/timetables/<int:timetable_id>")


@bp.get("/runs/<int:offering_id>")
def show(timetable_id: int, offering_id: int, form: ChangeForm | None = None, told: Told | None = None) -> str:
    """One run: who is in it, and the forms that move it or drop it."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    offering = _run(timetable, offering_id)
    return render_template(
        "timetable/run.html",
        **_frame(timetable),
        offering=offering,
        people=run_queries.people_of(offering),
        move=form if isinstance(form, MoveRunForm) else _move_form(timetable, offering),
        drop=form if isinstance(form, DropRunForm) else DropRunForm(prefix="drop-"),
        told=told,
        looked_at=type(form).__name__,
    )


@bp.post("/runs/<int:offering_id>/place")
@again(show)
def move(timetable_id: int, offering_id: int) -> Answer | str:
    """Move a run to another slot or room, or look at what that would come to."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    offering = _run(timetable, offering_id)
    form = complete(_move_form(timetable, offering))
    slot, room = _slot(timetable, form.slot.data), run_queries.room(form.room.data)
    change = change_actions.move_run(offering, slot, room)
    if LOOK_FIRST in request.form:
        return show(timetable_id, offering_id, form, change_actions.look(timetable, change))
    return _made(timetable, change, form, _("“%(title)s” is moved.", title=offering.title))


@bp.post("/runs/<int:offering_id>/removal")
@again(show)
def drop(timetable_id: int, offering_id: int) -> Answer | str:
    """Drop a run, or look at what that would come to."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    if (offering := run_queries.find_offering(timetable, offering_id)) is None:
        return redirect(url_for("timetable.show", timetable_id=timetable.id))  # a second click: it is gone
    form, change = complete(DropRunForm(prefix="drop-")), change_actions.drop_run(offering)
    if LOOK_FIRST in request.form:
        return show(timetable_id, offering_id, form, change_actions.look(timetable, change))
    return _made(timetable, change, form, _("That run of “%(title)s” is dropped.", title=offering.title))


@bp.get("/runs/new")
def new(timetable_id: int, form: AddRunForm | None = None, told: Told | None = None) -> str:
    """One more run of a session; slot and room may be in the address."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    return render_template("timetable/new_run.html", **_frame(timetable), form=form or _add_form(timetable), told=told)


@bp.post("/runs")
@again(new)
def add(timetable_id: int) -> Answer | str:
    """Let a session run once more, or look at what that would come to."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    form = complete(_add_form(timetable))
    session = next(each for each in queries.sessions_of(timetable.day) if each.id == form.session.data)
    slot, room = _slot(timetable, form.slot.data), run_queries.room(form.room.data)
    change = change_actions.add_run(session, slot, room)
    if LOOK_FIRST in request.form:
        return new(timetable_id, form, change_actions.look(timetable, change))
    return _made(timetable, change, form, _("“%(title)s” runs once more.", title=session.title))


@bp.get("/people/<int:staff_id>/places")
def person(timetable_id: int, staff_id: int, form: MovePersonForm | None = None, told: Told | None = None) -> str:
    """One person's places in the breakouts, each with where else they could go then."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    colleague = found(run_queries.find_person(timetable.day, staff_id))
    forms = _person_forms(timetable, staff_id)
    if form is not None:
        forms |= {slot_id: form for slot_id in forms if f"slot-{slot_id}-" == form._prefix}
    return render_template(
        "timetable/person.html",
        **_frame(timetable),
        person=colleague,
        has=run_queries.offerings_of_person(timetable, staff_id),
        forms=forms,
        told=told,
        looked_at=form._prefix if form is not None else None,
    )


@bp.post("/people/<int:staff_id>/places/<int:slot_id>")
@again(person)
def move_person(timetable_id: int, staff_id: int, slot_id: int) -> Answer | str:
    """Move a person in one slot, or look at what that would come to."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    colleague = found(run_queries.find_person(timetable.day, staff_id))
    form = complete(found(_person_forms(timetable, staff_id).get(slot_id)))
    into = run_queries.find_offering(timetable, form.into.data)
    leaves = run_queries.offerings_of_person(timetable, staff_id).get(slot_id)
    change = change_actions.move_person(colleague, into, leaves)
    if LOOK_FIRST in request.form:
        return person(timetable_id, staff_id, form, change_actions.look(timetable, change))
    return _made(timetable, change, form, _("%(name)s is moved.", name=colleague.name))


def _made(timetable: Timetable, change: Change, form: ChangeForm, words: str) -> Answer:
    """Make the change, commit once, and lead to the draft that it is in."""
    draft = change_actions.make(
        timetable, change, by=current_staff(), now=now(), why=form.why.data or "", makes=form.number_made
    )
    db.session.commit()
    if draft is not timetable:
        words += " " + _("It is in draft %(number)s, which nobody sees until you publish it.", number=draft.number)
    flash(words)
    return redirect(url_for("timetable.show", timetable_id=draft.id))


def _frame(timetable: Timetable) -> dict[str, Any]:
    """What each of these pages shows around its form."""
    overwrites = timetable.state is TimetableState.DRAFT
    makes = None if overwrites else queries.next_number(timetable.day)
    return {"day": timetable.day, "timetable": timetable, "slots": _slots(timetable), "makes": makes}


def _slots(timetable: Timetable) -> list[Any]:
    return [slot for slot in timetable.day.slots if slot.kind is SlotKind.BREAKOUT]


def _slot(timetable: Timetable, slot_id: int) -> Any:
    return next(slot for slot in _slots(timetable) if slot.id == slot_id)


def _run(timetable: Timetable, offering_id: int) -> Offering:
    """The run of this number; what is for everyone is moved in the programme."""
    offering = found(run_queries.find_offering(timetable, offering_id))
    return found(offering if offering.session_id is not None else None)


def _move_form(timetable: Timetable, offering: Offering) -> MoveRunForm:
    form = MoveRunForm(slot=offering.slot_id, room=offering.room_id)
    return form.offer(_slots(timetable), queries.rooms_for_sessions())


def _add_form(timetable: Timetable) -> AddRunForm:
    form = AddRunForm(slot=request.args.get("slot", type=int), room=request.args.get("room", type=int))
    running = [each for each in queries.sessions_of(timetable.day) if each.cancelled_at is None]
    return form.offer(_slots(timetable), queries.rooms_for_sessions()).offer_sessions(running)


def _person_forms(timetable: Timetable, staff_id: int) -> dict[int, MovePersonForm]:
    """A form for each slot in which the person leads nothing, by the slot's id."""
    has = run_queries.offerings_of_person(timetable, staff_id)
    taken = queries.seats_taken_by_offering(timetable)
    runs = [each for each in queries.offerings(timetable) if each.session_id is not None]
    forms = {}
    for slot in _slots(timetable):
        mine = has.get(slot.id)
        if mine is not None and leads(staff_id, mine.session):
            continue  # the run would have to move, not the person
        form = MovePersonForm(prefix=f"slot-{slot.id}-", into=0 if mine is None else mine.id)
        then = [each for each in runs if slot.id in {filled.slot_id for filled in each.slots}]
        forms[slot.id] = form.offer((each.id, _run_name(each, taken.get(each.id, 0))) for each in _by_title(then))
    return forms


def _by_title(runs: list[Offering]) -> list[Offering]:
    return sorted(runs, key=lambda each: (each.title, each.id))


def _run_name(run: Offering, taken: int) -> str:
    facts = {"title": run.title, "room": run.room.name, "taken": taken, "seats": run.seats}
    return str(_("%(title)s, %(room)s (%(taken)s of %(seats)s)", **facts))
