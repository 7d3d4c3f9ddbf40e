"""Home of the coordinators: what needs them next, how the phases go, who has chosen, who has come."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from pdday.checkin.queries import count_arrived
from pdday.clock import now, on_the_wall
from pdday.desk.home import is_over, needs, now_or_next, steps_of
from pdday.preferences.answers_queries import Answered, answered_by_school
from pdday.programme.names import LEADS_TO, PHASES
from pdday.programme.shown import shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable.queries import published_timetable

bp = Blueprint("home", __name__)


@bp.get("/home")
def show() -> str:
    """What waits, and where the day stands."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    moment = on_the_wall(now(), day.time_zone)
    today = moment.date()
    schools = answered_by_school(day)
    is_out = published_timetable(day) is not None
    steps = steps_of(day)
    has_mail = current_app.config["PDDAY"].mail is not None
    return render_template(
        "desk/home.html",
        day=day,
        person=current_staff(),
        hour=moment.hour,
        today=today,
        days_left=(day.date - today).days,
        needs=needs(day, today=today, is_out=is_out, has_mail=has_mail, next_step=steps.next),
        steps=steps,
        leads_to=LEADS_TO,
        phase=now_or_next(day, today=today, is_out=is_out),
        over=[each for each in day.phases if is_over(each, today=today, is_out=is_out)],
        phase_names=PHASES,
        chosen=Answered.together(schools),
        schools=schools,
        is_out=is_out,
        arrived=count_arrived(day) if is_out and today >= day.date else None,
    )
