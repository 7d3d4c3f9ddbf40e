"""Coordinators' pages of sites and rooms."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday import lanes
from pdday.clock import now
from pdday.db import db
from pdday.programme import place_actions, queries, registers
from pdday.programme.models import Slot
from pdday.programme.names import FEATURES, SETUPS
from pdday.programme.place_forms import ClosureForm, RoomForm, SiteForm, closure_form, room_form, site_form
from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.models import School
from pdday.staff.names import LEVELS
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("places", __name__, url_prefix="/programme")


@bp.get("/sites")
def sites() -> str:
    """Every site with its rooms."""
    require(may_coordinate(current_staff()))
    day = find_shown_day()
    return render_template(
        "programme/sites.html",
        day=day,
        sites=queries.schools(),
        rooms=queries.rooms(),
        closed=queries.closed_slots_by_room(day) if day else {},
        levels=LEVELS,
        setups=SETUPS,
        features=FEATURES,
    )


@bp.get("/sites/new")
def new_site(form: SiteForm | None = None) -> str:
    """Describe one more site."""
    require(may_coordinate(current_staff()))
    return render_template(
        "programme/site.html", day=find_shown_day(), site=None, form=form or site_form(queries.schools(), {})
    )


@bp.post("/sites")
@again(new_site)
def add_site() -> Answer:
    require(may_coordinate(current_staff()))
    return _keep_site(complete(site_form(queries.schools(), {})), None)


@bp.get("/sites/<int:school_id>")
def edit_site(school_id: int, form: SiteForm | None = None) -> str:
    """Change a site, or how far it is from others."""
    require(may_coordinate(current_staff()))
    site = found(queries.find_school(school_id))
    return render_template("programme/site.html", day=find_shown_day(), site=site, form=form or _site_form(site))


@bp.post("/sites/<int:school_id>")
@again(edit_site)
def change_site(school_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    site = found(queries.find_school(school_id))
    return _keep_site(complete(_site_form(site)), site)


@bp.post("/sites/<int:school_id>/removal")
@again(edit_site)
def remove_site(school_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    place_actions.remove_site(found(queries.find_school(school_id)), by=current_staff(), now=now())
    db.session.commit()
    flash(_("The site is removed."))
    return redirect(url_for("places.sites"))


@bp.get("/sites/<int:school_id>/rooms/new")
def new_room(school_id: int, form: RoomForm | None = None) -> str:
    """Describe one more room of a site."""
    require(may_coordinate(current_staff()))
    site = found(queries.find_school(school_id))
    return render_template(
        "programme/room.html",
        day=find_shown_day(),
        site=site,
        room=None,
        form=form or room_form(_slots(), {}),
        touched=[],
        over=[],
    )


@bp.post("/sites/<int:school_id>/rooms")
@again(new_room)
def add_room(school_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    site = found(queries.find_school(school_id))
    form = complete(room_form(_slots(), {}))
    room = place_actions.add_room(find_shown_day(), site, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("%(room)s is added.", room=room.name))
    return redirect(url_for("places.sites"))


@bp.get("/rooms/<int:room_id>")
def edit_room(room_id: int, form: RoomForm | ClosureForm | None = None) -> str:
    """Change a room or close it; says what that touches and who is over."""
    require(may_coordinate(current_staff()))
    room = found(queries.find_room(room_id))
    slots, closed = _slots(), queries.closures_by_slot(room)
    return render_template(
        "programme/room.html",
        day=find_shown_day(),
        site=room.school,
        room=room,
        form=form if isinstance(form, RoomForm) else room_form(slots, closed, room, as_kept=True),
        closing=form if isinstance(form, ClosureForm) else closure_form(slots, closed),
        closed=[(slot.label, closed[slot.id]) for slot in slots if slot.id in closed],
        touched=registers.touched.ask(registers.Touch(room, now())),
        over=registers.over.ask(registers.Capacity(room, now())),
    )


@bp.post("/rooms/<int:room_id>")
@again(edit_room)
def change_room(room_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    room = found(queries.find_room(room_id))
    closed = queries.closures_by_slot(room)
    form = complete(room_form(_slots(), closed, room))
    over = place_actions.change_room(find_shown_day(), room, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    lanes.hurry_messages()
    flash(_("%(room)s is changed.", room=room.name))
    if form.planned().closures.keys() - closed and registers.touched.ask(registers.Touch(room, now())):
        flash(_("If a session runs there then, it has no room now: open “Timetable”, then “Repair…”."), "note")
    return redirect(url_for("places.edit_room", room_id=room.id) if over else url_for("places.sites"))


@bp.post("/rooms/<int:room_id>/removal")
@again(edit_room)
def remove_room(room_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    place_actions.remove_room(found(queries.find_room(room_id)), by=current_staff(), now=now())
    db.session.commit()
    flash(_("The room is removed."))
    return redirect(url_for("places.sites"))


def _slots() -> list[Slot]:
    day = find_shown_day()
    return day.slots if day else []


def _site_form(site: School) -> SiteForm:
    others = [school for school in queries.schools() if school.id != site.id]
    return site_form(others, queries.minutes_to_other_sites(site), site)


def _keep_site(form: SiteForm, site: School | None) -> Answer:
    kept = place_actions.set_site(
        site,
        name=form.name.data,
        short_name=form.short_name.data,
        level=form.chosen_level(),
        minutes_to=form.minutes_to(),
        by=current_staff(),
        now=now(),
    )
    db.session.commit()
    flash(_("%(site)s is kept.", site=kept.name))
    return redirect(url_for("places.sites"))
