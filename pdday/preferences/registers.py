"""What choosing must ask of later features, which answer here when the application starts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from pdday.programme.models import Day, Room, Slot
from pdday.programme.registers import Register
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.words import Sentence


@dataclass(frozen=True)
class Reading:
    """Somebody reads about a session, at a moment."""

    session: Session
    reader: StaffMember
    at: datetime


@dataclass(frozen=True)
class Running:
    """When and where a session runs, as far as it concerns its reader."""

    #: The first slot, if it takes more.
    slot: Slot
    letters: str
    ends_at: datetime
    room: Room
    seats_free: int
    #: Whether the reader has a place in it.
    is_theirs: bool
    #: Whether its doors decide who gets in, not the page.
    doors_decide: bool


#: Why lists of this day count for nothing any more, whatever the dates for choosing say.
settled: Register[Day, Sentence] = Register()
#: The runs of a session that are not over, once the timetable is out.
runs: Register[Reading, Running] = Register()
