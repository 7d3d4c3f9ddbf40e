"""Home of the coordinators: what needs them next, how the phases go, who has chosen, who has come."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from pdday.checkin.queries import count_arrived
from pdday.clock import now, on_the_wall
from pdday.desk.home import needs, now_or_next
from pdday.preferences.queries import Answered, answered_by_school
from pdday.programme.names import PHASES
from pdday.programme.shown import shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate

bp = Blueprint("home", __name__)


@bp.get("/home")
def show() -> str:
    """What waits, and where the day stands."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    moment = on_the_wall(now(), day.time_zone)
    today = moment.date()
    schools = answered_by_school(day)
    return render_template(
        "desk/home.html",
        day=day,
        person=current_staff(),
        hour=moment.hour,
        today=today,
        days_left=(day.date - today).days,
        needs=needs(day, today=today, has_mail=current_app.config["PDDAY"].mail is not None),
        phase=now_or_next(day, today=today),
        phase_names=PHASES,
        chosen=Answered.together(schools),
        schools=schools,
        arrived=count_arrived(day) if today >= day.date else None,
    )
