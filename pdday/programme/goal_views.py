"""Coordinators' pages of the day's goals."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday.clock import now
from pdday.db import db
from pdday.programme import goal_actions, queries
from pdday.programme.forms import GoalForm
from pdday.programme.shown import find_shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.web.errors import again, complete, found

bp = Blueprint("goals", __name__)


@bp.get("/programme/goals")
def show_all(form: GoalForm | None = None) -> str:
    """What the day is for, in order."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    return render_template("programme/goals.html", day=day, form=form or GoalForm(day.strands))


@bp.post("/programme/goals")
@again(show_all)
def add() -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(GoalForm(day.strands))
    goal_actions.add_goal(day, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    flash(_("“%(words)s” is a goal of the day.", words=form.words.data))
    return redirect(url_for("goals.show_all"))


@bp.get("/programme/goals/<int:goal_id>")
def edit(goal_id: int, form: GoalForm | None = None) -> str:
    """Say a goal in other words."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    goal = found(queries.find_goal(day, goal_id))
    return render_template("programme/goal.html", day=day, goal=goal, form=form or GoalForm(day.strands, goal))


@bp.post("/programme/goals/<int:goal_id>")
@again(edit)
def change(goal_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    goal = found(queries.find_goal(day, goal_id))
    form = complete(GoalForm(day.strands, goal))
    goal_actions.change_goal(goal, form.planned(), by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("goals.show_all"))


@bp.post("/programme/goals/<int:goal_id>/step-up")
@again(show_all)
def move_up(goal_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    goal = found(queries.find_goal(found(find_shown_day()), goal_id))
    goal_actions.move_goal_up(goal, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("goals.show_all"))


@bp.post("/programme/goals/<int:goal_id>/removal")
@again(show_all)
def remove(goal_id: int) -> Answer:
    require(may_coordinate(current_staff()))
    goal = found(queries.find_goal(found(find_shown_day()), goal_id))
    words = goal_actions.remove_goal(goal, by=current_staff(), now=now())
    db.session.commit()
    flash(_("“%(words)s” is removed.", words=words))
    return redirect(url_for("goals.show_all"))
