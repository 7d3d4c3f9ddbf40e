"""The frame of the demo day: its calendar, its slots and who lunches when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from pdday.clock import school_time
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.staff.rules import DEMO_DISTRICT

DISTRICT = DEMO_DISTRICT
STATE = "IL"
TIME_ZONE = "America/Chicago"
DAY_NAME = "Learning From Each Other"
#: The Friday on which tests and benchmarks let it lie, so that they are the same every year.
DAY = date(2027, 3, 12)

#: First and last date of each phase, in days from the day, after the timeline of DOMAIN section 4.
_PHASES: dict[PhaseKind, tuple[int, int]] = {
    PhaseKind.ASKING: (-95, -70),
    PhaseKind.PROPOSING: (-67, -56),
    PhaseKind.REVIEWING: (-53, -42),
    PhaseKind.CHOOSING: (-39, -28),
    PhaseKind.DRAFTING: (-25, -22),
    PhaseKind.PUBLISHED: (-21, -1),
    PhaseKind.UNDER_WAY: (0, 0),
    PhaseKind.CLOSED: (1, 95),
    PhaseKind.ARCHIVED: (96, 294),
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
class PlannedGoal:
    """What should be different for students, how one would see it, and the strands that work towards it."""

    words: str
    outcome: str
    strands: tuple[str, ...]


GOALS = (
    PlannedGoal(
        "Every student explains their thinking in every lesson",
        "In a ten-minute visit most students speak or write a reason, in the language they have.",
        ("Math and Numeracy", "Literacy and Language", "Multilingual Learners", "Assessment and Evidence Cycles"),
    ),
    PlannedGoal(
        "No student eats lunch alone who does not want to",
        "Fewer referrals at noon, and students name an adult they would go to.",
        ("Belonging and Climate", "Student Services and Health", "Family and Community", "Support Staff Practice"),
    ),
    PlannedGoal(
        "Students with a plan learn beside their classmates",
        "Minutes in the general classroom rise, and both teachers in the room teach.",
        ("Inclusive Practice and MTSS", "Teacher Leadership and PLCs"),
    ),
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


@dataclass(frozen=True)
class Calendar:
    """When a day and everything around it is. Two with the same dates are the same."""

    name: str
    on: date
    #: First and last date of each phase, both included.
    phases: Mapping[PhaseKind, tuple[date, date]]
    slots: tuple[PlannedSlot, ...] = SLOTS

    def at(self, wall: time, *, days_later: int = 0) -> datetime:
        """The moment of the day, or of another one, when the school's clock shows `wall`."""
        return at(wall, self.on + timedelta(days=days_later))


def at(wall: time, on: date) -> datetime:
    """The moment when the school's clock shows `wall`."""
    return school_time(on, wall, TIME_ZONE)


def calendar(on: date) -> Calendar:
    """The calendar of the day that the demo lives through, if it is held on this date."""
    phases = {kind: (on + timedelta(days=first), on + timedelta(days=last)) for kind, (first, last) in _PHASES.items()}
    return Calendar(DAY_NAME, on, phases)


def last_lived(today: date) -> date:
    """The latest Friday whose last follow-up is in by today, so that all of the demo has happened."""
    over = today - timedelta(days=_UNTIL_ALL_IS_OVER)
    return over - timedelta(days=(over.weekday() - DAY.weekday()) % 7)


#: Ninety days, and a week for the slow to answer.
_UNTIL_ALL_IS_OVER = 97
