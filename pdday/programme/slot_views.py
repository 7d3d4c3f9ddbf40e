"""Coordinators' pages of a day's slots: their times, who meets where in those for everyone, and the lunch waves."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday import lanes
from pdday.clock import now
from pdday.db import db
from pdday.programme import queries, registers, slot_actions
from pdday.programme.forms import GatheringForm, LunchForm, SlotForm, lunch_form
from pdday.programme.models import Day, Gathering
from pdday.programme.shown import find_shown_day
from pdday.programme.vocabulary import FOR_EVERYONE, SlotKind
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("slots", __name__, url_prefix="/programme")


@bp.get("/slots/new")
def new_slot(form: SlotForm | None = None) -> str:
    """Describe one more time of the day."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("programme/slot.html", day=day, slot=None, form=form or SlotForm(day), touched=[])


@bp.post("/slots")
@again(new_slot)
def add_slot() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(SlotForm(day))
    slot = slot_actions.add_slot(day, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("“%(label)s” is in the day.", label=slot.label))
    return redirect(url_for("programme.show"))


@bp.get("/slots/<int:slot_id>")
def edit_slot(slot_id: int, form: SlotForm | None = None) -> str:
    """Change one time of the day; says whom that reaches."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    slot = found(queries.find_slot(day, slot_id))
    return render_template(
        "programme/slot.html",
        day=day,
        slot=slot,
        form=form or SlotForm(day, slot),
        touched=registers.touched.ask(registers.Touch(slot, now())),
    )


@bp.post("/slots/<int:slot_id>")
@again(edit_slot)
def change_slot(slot_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    slot = found(queries.find_slot(day, slot_id))
    form = complete(SlotForm(day, slot))
    slot_actions.change_slot(slot, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("“%(label)s” is changed.", label=slot.label))
    return redirect(url_for("programme.show"))


@bp.post("/slots/<int:slot_id>/removal")
@again(edit_slot)
def remove_slot(slot_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    slot = found(queries.find_slot(found(find_shown_day()), slot_id))
    slot_actions.remove_slot(slot, by=current_staff(), now=now())
    db.session.commit()
    flash(_("The slot is removed."))
    return redirect(url_for("programme.show"))


@bp.get("/gatherings/new")
def new_gathering(form: GatheringForm | None = None) -> str:
    """Say who meets where in a slot for everyone."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("programme/gathering.html", day=day, gathering=None, form=form or _gathering_form(day))


@bp.post("/gatherings")
@again(new_gathering)
def add_gathering() -> Answer:
    require(may_coordinate(current_staff()))
    return _keep_gathering(found(find_shown_day()), None)


@bp.get("/gatherings/<int:gathering_id>")
def edit_gathering(gathering_id: int, form: GatheringForm | None = None) -> str:
    """Change who meets there."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    gathering = found(queries.find_gathering(day, gathering_id))
    return render_template(
        "programme/gathering.html", day=day, gathering=gathering, form=form or _gathering_form(day, gathering)
    )


@bp.post("/gatherings/<int:gathering_id>")
@again(edit_gathering)
def change_gathering(gathering_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return _keep_gathering(day, found(queries.find_gathering(day, gathering_id)))


@bp.post("/gatherings/<int:gathering_id>/removal")
@again(edit_gathering)
def remove_gathering(gathering_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    gathering = found(queries.find_gathering(found(find_shown_day()), gathering_id))
    slot_actions.remove_gathering(gathering, by=current_staff(), now=now())
    db.session.commit()
    flash(_("The gathering is removed. Its schools need another room before a draft."))
    return redirect(url_for("programme.show"))


@bp.get("/lunches")
def edit_lunches(form: LunchForm | None = None) -> str:
    """Say which school has lunch when."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("programme/lunches.html", day=day, form=form or _lunch_form(day))


@bp.post("/lunches")
@again(edit_lunches)
def set_lunches() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(_lunch_form(day))
    slot_actions.set_lunches(day, form.slot_id_by_school(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("The lunch waves are set."))
    return redirect(url_for("programme.show"))


def _gathering_form(day: Day, gathering: Gathering | None = None) -> GatheringForm:
    slots = [slot for slot in day.slots if slot.kind in FOR_EVERYONE]
    return GatheringForm(slots, queries.rooms(), queries.schools(), gathering)


def _keep_gathering(day: Day, gathering: Gathering | None) -> Answer:
    form = complete(_gathering_form(day, gathering))
    slot_actions.set_gathering(
        day,
        gathering,
        slot=found(queries.find_slot(day, form.slot_id.data)),
        room=found(queries.find_room(form.room_id.data)),
        title=form.title.data,
        school_ids=form.school_ids.data,
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    flash(_("“%(title)s” is set.", title=form.title.data))
    return redirect(url_for("programme.show"))


def _lunch_form(day: Day) -> LunchForm:
    slots = [slot for slot in day.slots if slot.kind is SlotKind.LUNCH]
    return lunch_form(queries.schools(), slots, queries.lunch_slot_by_school(day))
