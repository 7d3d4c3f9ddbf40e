"""Coordinators' pages of the day itself: the whole frame at a glance, the day, its phases and strands."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.programme import actions, queries, registers, rules
from pdday.programme.forms import DayForm, PhasesForm, StrandForm, phases_form
from pdday.programme.models import Day
from pdday.programme.names import LEADS_TO, PHASES, SLOT_KINDS
from pdday.programme.shown import find_shown_day
from pdday.programme.vocabulary import FOR_EVERYONE, PhaseKind
from pdday.staff.access import current_staff, require
from pdday.staff.queries import find_district
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found
from pdday.web.filters import day_date

bp = Blueprint("programme", __name__)


@bp.get("/programme")
def show() -> str:
    """The whole frame at a glance, and what it lacks."""
    require(may_coordinate(current_staff()))
    day = find_shown_day()
    if day is None:
        return render_template("programme/no_day.html", sites=queries.schools())
    return render_template(
        "programme/show.html",
        day=day,
        lines=rules.lines(day.slots),
        gatherings=queries.gatherings_of(day),
        lunches=queries.lunch_slot_by_school(day),
        schools={school.id: school for school in queries.schools()},
        rooms=queries.rooms(),
        meets_in=[slot for slot in day.slots if slot.kind in FOR_EVERYONE],
        missing=registers.why_not_draft.ask(day),
        steps=registers.steps.ask(day),
        leads_to=LEADS_TO,
        phases=PHASES,
        today=on_the_wall(now(), day.time_zone).date(),
        kinds=SLOT_KINDS,
    )


@bp.get("/programme/days/new")
def new_day(form: DayForm | None = None) -> str:
    """Describe another day; pages show the day people speak of, unless one asks for another."""
    require(may_coordinate(current_staff()))
    return render_template("programme/day.html", form=form or _day_form(), day=None, touched=[])


@bp.post("/programme/days")
@again(new_day)
def make_day() -> Answer:
    require(may_coordinate(current_staff()))
    form = complete(_day_form())
    day = actions.make_day(form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("“%(name)s” is made. Next: its phases and slots.", name=day.name))
    _say_if_past(day)
    return redirect(url_for("programme.show", day=day.id))


@bp.get("/programme/day")
def edit_day(form: DayForm | None = None) -> str:
    """Change name, date, zone or place of the day."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = form or DayForm(queries.schools(), day)
    return render_template(
        "programme/day.html", form=form, day=day, touched=registers.touched.ask(registers.Touch(day, now()))
    )


@bp.post("/programme/day")
@again(edit_day)
def change_day() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(DayForm(queries.schools(), day))
    actions.change_day(day, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("The day is changed. Slots keep their time on the wall."))
    _say_if_past(day)
    return redirect(url_for("programme.show"))


@bp.get("/programme/phases")
def edit_phases(form: PhasesForm | None = None) -> str:
    """Give the phases their dates."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template(
        "programme/phases.html", day=day, form=form or phases_form(day), kinds=list(PhaseKind), phases=PHASES
    )


@bp.post("/programme/phases")
@again(edit_phases)
def set_phases() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(phases_form(day))
    actions.set_phases(day, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("The phases have their dates."))
    return redirect(url_for("programme.show"))


@bp.get("/programme/strands")
def strands(form: StrandForm | None = None) -> str:
    """The strands of the day, in their order."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("programme/strands.html", day=day, form=form or StrandForm())


@bp.post("/programme/strands")
@again(strands)
def add_strand() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(StrandForm())
    actions.add_strand(day, form.name.data, by=current_staff(), now=now())
    db.session.commit()
    flash(_("“%(name)s” is a strand of the day.", name=form.name.data))
    return redirect(url_for("programme.strands"))


@bp.get("/programme/strands/<int:strand_id>")
def edit_strand(strand_id: int, form: StrandForm | None = None) -> str:
    """Give a strand another name."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    strand = found(queries.find_strand(day, strand_id))
    return render_template("programme/strand.html", day=day, strand=strand, form=form or StrandForm(strand))


@bp.post("/programme/strands/<int:strand_id>")
@again(edit_strand)
def rename_strand(strand_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    strand = found(queries.find_strand(found(find_shown_day()), strand_id))
    form = complete(StrandForm(strand))
    actions.rename_strand(strand, form.name.data, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("programme.strands"))


@bp.post("/programme/strands/<int:strand_id>/step-up")
@again(strands)
def move_strand_up(strand_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    strand = found(queries.find_strand(found(find_shown_day()), strand_id))
    actions.move_strand_up(strand, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("programme.strands"))


@bp.post("/programme/strands/<int:strand_id>/removal")
@again(strands)
def remove_strand(strand_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    strand = found(queries.find_strand(found(find_shown_day()), strand_id))
    flash(_("“%(name)s” is removed.", name=actions.remove_strand(strand, by=current_staff(), now=now())))
    db.session.commit()
    return redirect(url_for("programme.strands"))


def _day_form() -> DayForm:
    district = find_district()
    return DayForm(queries.schools(), time_zone=district.time_zone if district else "")


def _say_if_past(day: Day) -> None:
    """A date that is over may be meant, for a day that is written down later; a slip of the keyboard is likelier."""
    if day.date < on_the_wall(now(), day.time_zone).date():
        flash(
            _(
                "%(date)s is over: nobody can propose or choose for it. If you meant another date, change the day.",
                date=day_date(day.date),
            ),
            "heed",
        )
