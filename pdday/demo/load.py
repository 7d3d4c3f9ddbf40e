"""The demo district into a database of its own, once; and out of it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import flask_migrate
from sqlalchemy import select

from pdday.db import db
from pdday.demo import frame
from pdday.demo.coming import plan_next_day
from pdday.demo.district import DistrictPlan, plan_district
from pdday.demo.rows import write
from pdday.errors import Refused
from pdday.programme.models import Day
from pdday.staff.models import District, StaffMember
from pdday.words import CalendarDay, Sentence

#: Whoever watches is told each step in a sentence.
Say = Callable[[Sentence], object]

#: Who tries pdday out renames a colleague or adds some; it is the same demo while so many of all are the same.
_THE_SAME = 0.9


def load(*, staff: int, seed: int, today: date, say: Say) -> Day:
    """The day that the demo lives through, written and committed if the database is empty, and its next day.

    Raises Refused where the database holds something else.
    """
    plan = plan_district(staff=staff, seed=seed, on=frame.last_lived(today))
    district = db.session.get(District, 1)
    if district is None:
        next_day = plan_next_day(plan, today=today)
        day = write(plan, next_day=next_day)
        db.session.commit()
        say(_loaded(plan))
        say(_ahead(next_day))
        return day
    found = db.session.scalar(select(Day).where(Day.name == frame.DAY_NAME))
    if district.name != frame.DISTRICT or found is None:
        raise Refused("This database holds {district}. The demo needs one of its own.", {"district": district.name})
    if _likeness(plan) < _THE_SAME:
        raise Refused("This database holds a demo of another size or seed. Start over with --fresh.")
    say(Sentence("{district} is loaded already.", {"district": frame.DISTRICT}))
    return found


def start_over() -> None:
    """Take the demo away and make the tables anew. Raises Refused where the database holds a real district."""
    district = db.session.get(District, 1)
    if district is not None and district.name != frame.DISTRICT:
        raise Refused("This database holds {district}. It stays as it is.", {"district": district.name})
    db.session.remove()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade()


def _likeness(plan: DistrictPlan) -> float:
    """Share of the people, planned or in the database, who are both under the same number and name; 0 to 1."""
    rows = select(StaffMember.employee_id, StaffMember.first_name, StaffMember.last_name)
    there = {tuple(row) for row in db.session.execute(rows)}
    planned = {(person.employee_id, person.first_name, person.last_name) for person in plan.people}
    return len(planned & there) / len(planned | there)


def _loaded(plan: DistrictPlan) -> Sentence:
    return Sentence(
        "{district}: {people} staff, {sites} sites, {rooms} rooms, {sessions} sessions, {lists} ranked lists.",
        {
            "district": frame.DISTRICT,
            "people": len(plan.people),
            "sites": len(plan.sites),
            "rooms": len(plan.rooms),
            "sessions": len(plan.accepted),
            "lists": len(plan.lists),
        },
    )


def _ahead(plan: DistrictPlan) -> Sentence:
    return Sentence(
        "{day} is on {date}: {sessions} sessions, {lists} colleagues have chosen so far.",
        {
            "day": plan.calendar.name,
            "date": CalendarDay(plan.calendar.on),
            "sessions": len(plan.accepted),
            "lists": len(plan.lists),
        },
    )
