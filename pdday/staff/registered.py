"""What the staff list itself answers to the register of persons: who carries a duty, who mentors whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from pdday import persons
from pdday.db import db
from pdday.staff.models import StaffDuty, StaffMember
from pdday.staff.names import DUTIES
from pdday.words import Sentence


@persons.answer
def duties(staff_ids: Collection[int]) -> Mapping[int, list[Sentence]]:
    """Duties, and colleagues who count on this person as their mentor."""
    told: dict[int, list[Sentence]] = defaultdict(list)
    carried = select(StaffDuty).where(StaffDuty.staff_id.in_(staff_ids)).order_by(StaffDuty.duty)
    for each in db.session.scalars(carried):
        told[each.staff_id].append(Sentence("Is {duty}.", {"duty": DUTIES[each.duty]}))
    mentored = select(StaffMember).where(StaffMember.mentored_by_id.in_(staff_ids)).order_by(StaffMember.id)
    for mentee in db.session.scalars(mentored):
        if mentee.mentored_by_id is not None:
            told[mentee.mentored_by_id].append(Sentence("Mentors {name}.", {"name": mentee.name}))
    return told
