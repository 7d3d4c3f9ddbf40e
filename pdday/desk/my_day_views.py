"""My day: where somebody is next, and why; and for coordinators everybody's day."""

from __future__ import annotations

from flask import Blueprint, render_template

from pdday.clock import now, on_the_wall
from pdday.credit.record_queries import disputed_by
from pdday.credit.record_rules import why_not_dispute
from pdday.db import db
from pdday.desk import queries
from pdday.desk.before import milestones
from pdday.desk.still_open import still_open
from pdday.feedback.commitment_queries import commitments
from pdday.feedback.queries import has_led, tickets_by_offering
from pdday.feedback.rules import tickets_close_on
from pdday.preferences.queries import choices_of
from pdday.preferences.rules import find_choosing, why_not_choose
from pdday.programme.models import Day
from pdday.programme.shown import find_shown_day
from pdday.proposals.rules import find_proposing, why_not_propose
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.timetable import queries as timetables
from pdday.timetable.exchange_queries import count_offers_to
from pdday.timetable.models import TimetableState
from pdday.timetable.rules import DOORS_OPEN_BEFORE
from pdday.web.errors import found
from pdday.web.sought import name_sought

bp = Blueprint("my_day", __name__)


@bp.get("/my-day")
def show() -> str:
    """The reader's own day in the published timetable."""
    day = find_shown_day()
    timetable = timetables.published_timetable(day) if day else None
    if day is None or timetable is None:
        return _no_day_yet(day)
    me, moment = current_staff(), now()
    mine = queries.my_day(me, timetable)
    today = on_the_wall(moment, day.time_zone).date()
    tried = commitments(me)
    takes_tickets = today <= tickets_close_on(day.date)
    tickets = tickets_by_offering(me, day, now=moment).items()
    of_today = {offering_id: is_in for offering_id, is_in in tickets if is_in or takes_tickets}
    return render_template(
        "desk/my_day.html",
        day=day,
        person=me,
        timetable=timetable,
        mine=mine,
        next=mine.next_at(moment),
        until=mine.may_change_until(moment),
        now=moment,
        doors_open_at=moment + DOORS_OPEN_BEFORE,
        disputed=disputed_by(me),
        asked=count_offers_to(me, timetable, now=moment),
        has_led=has_led(me),
        commitment=next((each for each in tried if each.day_id == day.id), None),
        open=still_open(me, tried, shown=day, now=moment),
        may_dispute=lambda ends_at: why_not_dispute(ends_at, now=moment) is None,
        tickets=of_today,
        to_answer=[offering_id for offering_id, is_in in of_today.items() if not is_in],
        is_today=today == day.date,
        is_over=today > day.date,
    )


def _no_day_yet(day: Day | None) -> str:
    """Before there is a timetable: what the reader can do for their day meanwhile."""
    if day is None:
        return render_template("desk/no_day_yet.html", day=None)
    moment = now()
    today = on_the_wall(moment, day.time_zone).date()
    chosen = choices_of(day, current_staff())
    return render_template(
        "desk/no_day_yet.html",
        day=day,
        person=current_staff(),
        open=still_open(current_staff(), commitments(current_staff()), shown=day, now=moment),
        milestones=milestones(day, today=today),
        choosing=find_choosing(day.phases),
        cannot_choose=why_not_choose(day.phases, today=today),
        listed=len(chosen.wishes),
        proposing=find_proposing(day) if why_not_propose(day, today=today) is None else None,
    )


@bp.get("/timetables/<int:timetable_id>/people")
def people(timetable_id: int) -> str:
    """Find a colleague's day, for coordinators."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    words = name_sought()
    return render_template(
        "desk/people.html",
        day=timetable.day,
        timetable=timetable,
        words=words,
        people=queries.people_to_look_up(words),
    )


@bp.get("/timetables/<int:timetable_id>/people/<int:staff_id>")
def somebody(timetable_id: int, staff_id: int) -> str:
    """One colleague's day, for coordinators: the same that the colleague sees."""
    require(may_coordinate(current_staff()))
    timetable = found(timetables.find_timetable(timetable_id))
    person = found(db.session.get(StaffMember, staff_id))
    theirs = queries.my_day(person, timetable)
    return render_template(
        "desk/somebody.html",
        day=timetable.day,
        timetable=timetable,
        person=person,
        mine=theirs,
        now=now(),
        corrects=timetable.state is not TimetableState.DRAFT,
    )
