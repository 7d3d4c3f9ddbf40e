"""Stewards' pages: the doors of the day, one door on a phone, and the wall of rooms.

The door works as forms; static/door.js only saves the round trip, reads badges by camera and makes the sounds.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import uuid4

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from pdday.checkin import actions, door_lists, doors, queries, rules
from pdday.checkin.actions import Verdict
from pdday.checkin.doors import Door
from pdday.checkin.forms import REASONS, By, GuestForm, ScanForm, UndoForm
from pdday.checkin.models import Attendance, Scan, ScanMethod, ScanOutcome
from pdday.checkin.names import LOOKS
from pdday.checkin.rules import Passing
from pdday.clock import now
from pdday.db import db
from pdday.programme.models import Slot
from pdday.programme.shown import shown_day
from pdday.refusals import RefusalKind
from pdday.staff.access import current_staff, require
from pdday.staff.models import StaffMember
from pdday.staff.queries import find_staff, staff_named
from pdday.staff.rules import may_steward
from pdday.timetable.models import Offering
from pdday.timetable.queries import published_timetable
from pdday.web.errors import again, complete, found
from pdday.web.refused import count_refusal

bp = Blueprint("door", __name__)


@dataclass(frozen=True)
class Shown:
    """How a door's page is shown, kept in its address: the way of finding people, and which way they go."""

    by: By
    way: Passing
    #: The name looked for.
    q: str

    @classmethod
    def in_address(cls, values: MultiDict[str, str]) -> Shown:
        """As the address says; what it does not say, or says wrongly, is the usual."""
        return cls(
            by=By(values["by"]) if values.get("by") in set(By) else By.SCAN,
            way=Passing(values["way"]) if values.get("way") in set(Passing) else Passing.ARRIVING,
            q=values.get("q", "")[:100].strip(),
        )

    def changed(self, **names: str) -> dict[str, Any]:
        """The address's values with some of them changed."""
        return {"by": self.by, "way": self.way, "q": self.q} | names


@dataclass(frozen=True)
class News:
    """What the door says to one try, with all that the steward needs to tell the person."""

    scan: Scan
    verdict: Verdict
    person: StaffMember | None
    belongs_in: Offering | None
    #: Where else there is a free seat, if there is none here.
    ways_on: list[Door]


@bp.get("/doors")
def show_all() -> str:
    """Every door of the day by slot, with who is in and who is awaited."""
    require(may_steward(current_staff()))
    day = shown_day()
    timetable = published_timetable(day)
    opened = doors.doors(timetable) if timetable else []
    slots = doors.slots_with_doors(opened)
    return render_template(
        "checkin/doors.html",
        day=day,
        doors=opened,
        slots=slots,
        current=rules.slot_at(slots, now()) if slots else None,
    )


@bp.get("/doors/<int:offering_id>")
def show(offering_id: int, form: ScanForm | GuestForm | None = None) -> str:
    """One door: scanner, list, names, and what came of the last try."""
    require(may_steward(current_staff()))
    offering = found(doors.find_offering(offering_id))
    shown = Shown.in_address(request.args)
    tried = door_lists.find_tried(request.args.get("scan", ""), offering)
    hours = queries.hours_of(offering)
    return render_template(
        "checkin/door.html",
        day=offering.timetable.day,
        offering=offering,
        hours=hours,
        opens_at=hours.begins_at - rules.DOORS_OPEN_BEFORE,
        kept_until=hours.begins_at + rules.SEAT_KEPT_AFTER,
        shown=shown,
        form=form if isinstance(form, ScanForm) else ScanForm(),
        guest_form=form if isinstance(form, GuestForm) else GuestForm(),
        new_scan_id=lambda: str(uuid4()),
        seats=min(offering.seats, offering.room.capacity),
        present=queries.present_count(offering),
        awaited=queries.awaited_count(offering, hours),
        news=_news(tried, offering) if tried else None,
        just_now=door_lists.just_now(offering),
        looks=LOOKS,
        **_people(shown, offering, hours),
    )


@bp.post("/doors/<int:offering_id>/scans")
@again(show)
def scan(offering_id: int) -> Response:
    """Let somebody in or out, if the door's rules do."""
    require(may_steward(current_staff()))
    offering = found(doors.find_offering(offering_id))
    shown, form = Shown.in_address(request.args), complete(ScanForm())
    token = form.token.data or None
    verdict = actions.scan(
        offering,
        scan_id=form.scan_id.data,
        token=token,
        staff=None if token else found(find_staff(form.staff_id.data)),
        method=_method(shown, token),
        scanned_at=now() - timedelta(seconds=form.seconds_ago.data or 0),
        by=current_staff(),
        now=now(),
        passing=shown.way,
    )
    if verdict.outcome is ScanOutcome.UNKNOWN_BADGE:
        count_refusal(RefusalKind.BADGE)
    db.session.commit()
    return redirect(url_for("door.show", offering_id=offering.id, **shown.changed(q="", scan=form.scan_id.data)))


@bp.get("/doors/<int:offering_id>/arrivals/<int:staff_id>")
def show_arrival(offering_id: int, staff_id: int, form: UndoForm | None = None) -> str:
    """One arrival, and the form to take it back."""
    require(may_steward(current_staff()))
    attendance = found(queries.find_attendance(offering_id, staff_id))
    offering = found(doors.find_offering(offering_id))
    return render_template(
        "checkin/door_arrival.html",
        day=offering.timetable.day,
        offering=offering,
        attendance=attendance,
        form=form or UndoForm(),
    )


@bp.post("/doors/<int:offering_id>/arrivals/<int:staff_id>/undoing")
@again(show_arrival)
def undo(offering_id: int, staff_id: int) -> Response:
    """Take an arrival back, with the reason; the try at the door stays on record."""
    require(may_steward(current_staff()))
    door = url_for("door.show", offering_id=offering_id, by=By.LIST)
    attendance = queries.find_attendance(offering_id, staff_id)
    if attendance is None:
        return redirect(door)  # sent twice: it is undone
    _take_back(attendance, complete(UndoForm()))
    db.session.commit()
    flash(_("Undone. They are expected here as before."))
    return redirect(door)


@bp.get("/wall")
def wall() -> str:
    """Every room of one slot with who is in it, counted anew every few seconds."""
    require(may_steward(current_staff()))
    day = shown_day()
    timetable = published_timetable(day)
    opened = doors.doors(timetable) if timetable else []
    slots = doors.slots_with_doors(opened)
    slot = _slot_in_address(slots)
    there = [door for door in opened if slot and door.is_in_slot(slot)]
    return render_template(
        "checkin/wall.html",
        day=day,
        slots=slots,
        slot=slot,
        doors=sorted(there, key=lambda door: (-door.awaited, door.offering.room.name)),
        whole=doors.whole(there, at=now()),
        counted_at=now(),
    )


def _method(shown: Shown, token: str | None) -> ScanMethod:
    if token:
        return ScanMethod.BADGE
    return ScanMethod.TAP if shown.by is By.LIST else ScanMethod.NAME


def _take_back(attendance: Attendance, form: UndoForm) -> None:
    reason = REASONS[form.reason.data]
    why = ". ".join(str(part) for part in (reason, (form.words.data or "").strip()) if part)
    actions.undo(attendance, by=current_staff(), why=why, now=now())


def _news(tried: Scan, offering: Offering) -> News:
    verdict = actions.verdict_of(tried)
    person = find_staff(verdict.staff_id) if verdict.staff_id else None
    is_full = verdict.outcome is ScanOutcome.FULL
    return News(
        scan=tried,
        verdict=verdict,
        person=person,
        belongs_in=doors.find_offering(verdict.belongs_in_id) if verdict.belongs_in_id else None,
        ways_on=doors.ways_on(offering, person, at=now()) if is_full else [],
    )


def _people(shown: Shown, offering: Offering, hours: queries.Hours) -> dict[str, Any]:
    """Whom the page lists: those expected, or those with the name looked for."""
    match shown.by:
        case By.LIST:
            return {"people": door_lists.people_at(offering, hours)}
        case By.NAME:
            named = staff_named(shown.q)
            return {"named": named, "rooms": door_lists.rooms_given(offering, hours, [each.id for each in named])}
        case By.SCAN:
            return {}


def _slot_in_address(slots: list[Slot]) -> Slot | None:
    """The slot that the address names, else the one going on or next."""
    if not slots:
        return None
    named = request.args.get("slot", "")
    return next((slot for slot in slots if slot.label == named), None) or rules.slot_at(slots, now())
