"""What can happen to a record after the day: its person disputes it, a coordinator corrects it or says why not.

A correction recounts the hours of that colleague's whole day, because rooms may overlap, and tells them.
"""

from __future__ import annotations

from datetime import datetime

from pdday.checkin import actions as door
from pdday.credit import actions, letters, record_queries, record_rules
from pdday.credit.models import Dispute
from pdday.credit.record_queries import Record
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering
from pdday.trail import record


def dispute(offering: Offering, words: str, *, by: StaffMember, now: datetime) -> Dispute:
    """Say that what is on record of oneself there is not right; said again, the newer words stand.

    Raises Refused before the offering is over, and two weeks later.
    """
    lock(by)
    of_record = record_queries.record_of(offering, by)
    reason = record_rules.why_not_dispute(of_record.ends_at, now=now)
    if reason:
        raise Refused(reason.pattern, reason.facts)
    disputed = of_record.dispute or Dispute(offering_id=offering.id, staff_id=by.id, disputed_at=now)
    disputed.words = words
    db.session.add(disputed)
    db.session.flush()
    return disputed


def correct(
    offering: Offering,
    staff: StaffMember,
    *,
    arrived_at: datetime,
    left_at: datetime | None,
    by: StaffMember,
    why: str,
    now: datetime,
) -> Record:
    """Put on record that the colleague was there from then until then (None: to the end), and recount their hours.

    The trail keeps the old and the new times and minutes, who and why. Said again, when it stands already and
    nobody disputes it, nothing is done and nobody is told twice. Raises Refused when the times cannot be, or are
    still ahead: nobody earns an hour of a day to come.
    """
    if arrived_at > now:
        raise Refused("“{title}” is still ahead then, so nobody has been there yet.", {"title": offering.title})
    _hold(offering, staff)
    stands = record_queries.record_of(offering, staff)
    if stands.attendance is not None:
        lock(stands.attendance)  # read again: it was on the page before somebody else corrected it
    if _says_already(stands, arrived_at=arrived_at, left_at=left_at):
        return stands
    door.record_by_hand(offering, staff, arrived_at=arrived_at, left_at=left_at, by=by, why=why, now=now)
    return _settle(offering, staff, by=by, why=why, now=now)


def take_off(offering: Offering, staff: StaffMember, *, by: StaffMember, why: str, now: datetime) -> Record:
    """Take off the record that the colleague was there, and recount their hours. Refused if nothing is on it."""
    _hold(offering, staff)
    of_record = record_queries.record_of(offering, staff)
    if of_record.attendance is None:
        raise Refused("Nobody has {name} on record in “{title}”.", {"name": staff.name, "title": offering.title})
    door.undo(of_record.attendance, by=by, why=why, now=now)
    return _settle(offering, staff, by=by, why=why, now=now)


def leave_as_it_is(offering: Offering, staff: StaffMember, *, by: StaffMember, why: str, now: datetime) -> Record:
    """Settle a dispute without a change, with the reason. Refused if there is none to settle."""
    _hold(offering, staff)
    if record_queries.find_open_dispute(offering, staff) is None:
        raise Refused("{name} does not dispute this record, or somebody has settled it.", {"name": staff.name})
    return _settle(offering, staff, by=by, why=why, now=now)


def _hold(offering: Offering, staff: StaffMember) -> None:
    """Hold the day and then the person, as whoever publishes a timetable and whoever then changes seats do."""
    lock(offering.timetable.day)
    lock(staff)


def _says_already(stands: Record, *, arrived_at: datetime, left_at: datetime | None) -> bool:
    """Whether just this is on record, counted, and disputed by nobody."""
    there = stands.attendance
    if there is None or stands.award is None or stands.dispute is not None:
        return False
    return (there.arrived_at, there.left_at, there.minutes_away) == (arrived_at, left_at, 0)


def _settle(offering: Offering, staff: StaffMember, *, by: StaffMember, why: str, now: datetime) -> Record:
    """Count anew, close what was disputed, and tell the person what stands now."""
    actions.award(offering.timetable.day, staff=staff, by=by, now=now)
    disputed = record_queries.find_open_dispute(offering, staff)
    if disputed:
        disputed.settled_at, disputed.settled_by_id, disputed.answer = now, by.id, why
        db.session.flush()
        whose = {"staff_id": staff.id, "offering_id": offering.id}
        record("settle_dispute", disputed, by=by, at=now, why=why, facts=whose)
    stands = record_queries.record_of(offering, staff)
    letters.tell_record(stands, why=why, now=now)
    return stands
