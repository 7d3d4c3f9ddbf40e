"""What pages call the states of a timetable and the phases of a solve."""

from __future__ import annotations

from pdday.timetable.models import TimetableState
from pdday.words import Sentence

STATES = {
    TimetableState.DRAFT: Sentence("draft"),
    TimetableState.PUBLISHED: Sentence("published"),
    TimetableState.SUPERSEDED: Sentence("superseded"),
}

#: By the solver's own word for what it is doing.
PHASES = {
    "start": Sentence("Finding a first timetable."),
    "bound": Sentence("Proving how good a plan can be at most."),
    "search": Sentence("Trying better timetables."),
    "seats": Sentence("Seating people in the best timetables."),
    "exact": Sentence("Proving the best plan."),
    "polish": Sentence("Improving the best plan."),
}


def phase_name(word: str) -> Sentence:
    """The phase in a sentence."""
    return PHASES.get(word, Sentence("Looking for better plans."))
