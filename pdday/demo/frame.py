"""The frame of the demo day: its date, its phases, its slots and who lunches when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from pdday.clock import school_time
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.staff.rules import DEMO_DISTRICT

DISTRICT = DEMO_DISTRICT
STATE = "IL"
TIME_ZONE = "America/Chicago"
DAY = date(2027, 3, 12)
EVE = date(2027, 3, 11)
DAY_NAME = "Learning From Each Other"

#: First and last date of each phase, after the timeline of DOMAIN section 4 (T is the day).
PHASES: dict[PhaseKind, tuple[date, date]] = {
    PhaseKind.ASKING: (date(2026, 12, 7), date(2027, 1, 1)),
    PhaseKind.PROPOSING: (date(2027, 1, 4), date(2027, 1, 15)),
    PhaseKind.REVIEWING: (date(2027, 1, 18), date(2027, 1, 29)),
    PhaseKind.CHOOSING: (date(2027, 2, 1), date(2027, 2, 12)),
    PhaseKind.DRAFTING: (date(2027, 2, 15), date(2027, 2, 18)),
    PhaseKind.PUBLISHED: (date(2027, 2, 19), date(2027, 3, 11)),
    PhaseKind.UNDER_WAY: (DAY, DAY),
    PhaseKind.CLOSED: (date(2027, 3, 13), date(2027, 6, 15)),
    PhaseKind.ARCHIVED: (date(2027, 6, 16), date(2027, 12, 31)),
}

#: In the order of the twelve colours and icons, so that each strand has the picture made for it.
STRANDS = (
    "Belonging and Climate",
    "Math and Numeracy",
    "Multilingual Learners",
    "Literacy and Language",
    "Inclusive Practice and MTSS",
    "Teacher Leadership and PLCs",
    "Student Services and Health",
    "Science, Arts, Social Studies and CTE",
    "Technology and AI",
    "Family and Community",
    "Support Staff Practice",
    "Assessment and Evidence Cycles",
)


@dataclass(frozen=True)
class PlannedSlot:
    """A slot as it stands in the programme, in school time."""

    label: str
    kind: SlotKind
    begins: time
    ends: time
    credit_minutes: int = 0
    block: str | None = None


KEYNOTE = "Keynote"
REFLECTION = "Reflection"
LUNCHES = ("Lunch 1", "Lunch 2")
SLOTS = (
    PlannedSlot("Check-in", SlotKind.CHECK_IN, time(7, 45), time(8, 15)),
    PlannedSlot(KEYNOTE, SlotKind.PLENARY, time(8, 15), time(9, 5), credit_minutes=45),
    PlannedSlot("A", SlotKind.BREAKOUT, time(9, 15), time(10, 15), credit_minutes=60, block="morning"),
    PlannedSlot("B", SlotKind.BREAKOUT, time(10, 25), time(11, 25), credit_minutes=60, block="morning"),
    PlannedSlot("Lunch 1", SlotKind.LUNCH, time(11, 25), time(12, 10)),
    PlannedSlot("Team time 2", SlotKind.TEAM_TIME, time(11, 25), time(12, 10)),
    PlannedSlot("Lunch 2", SlotKind.LUNCH, time(12, 10), time(12, 55)),
    PlannedSlot("Team time 1", SlotKind.TEAM_TIME, time(12, 10), time(12, 55)),
    PlannedSlot("C", SlotKind.BREAKOUT, time(12, 55), time(13, 55), credit_minutes=60, block="afternoon"),
    PlannedSlot("D", SlotKind.BREAKOUT, time(14, 5), time(14, 50), credit_minutes=45, block="afternoon"),
    PlannedSlot(REFLECTION, SlotKind.REFLECTION, time(14, 50), time(15, 15), credit_minutes=20),
)
#: When the service center answers the phone.
OFFICE_OPENS, OFFICE_CLOSES = time(7, 30), time(16, 30)
#: The last minutes of a breakout are for the exit ticket.
FEEDBACK_MINUTES = 5

#: Which slots a session of this many minutes fits; a double one covers A and B.
SLOTS_BY_MINUTES: dict[int, tuple[str, ...]] = {60: ("A", "B", "C"), 45: ("D",), 120: ("A", "B")}
SLOTS_LONG: dict[int, int] = {60: 1, 45: 1, 120: 2}

#: What part-time colleagues who come for half a day miss.
MORNING_ONLY = ("C", "D", REFLECTION)
AFTERNOON_ONLY = (KEYNOTE, "A", "B")


def at(wall: time, on: date = DAY) -> datetime:
    """The moment when the school's clock shows `wall`."""
    return school_time(on, wall, TIME_ZONE)
