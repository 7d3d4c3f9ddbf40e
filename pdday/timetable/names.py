"""What pages call the states of a timetable, the phases of a solve, and the things in the solver's sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pdday.solver import Rule
from pdday.timetable.models import TimetableState
from pdday.words import Sentence

STATES = {
    TimetableState.DRAFT: Sentence("draft"),
    TimetableState.PUBLISHED: Sentence("published"),
    TimetableState.SUPERSEDED: Sentence("superseded"),
}

#: The rules' own sentences, by the rule's name.
RULES = {rule.value: Sentence(rule.sentence) for rule in Rule}

#: By the solver's own word for what it is doing; it says none while it is made ready.
PHASES = {
    "ready": Sentence("Making the solver ready: half a minute or more after an update, else a moment."),
    "start": Sentence("Finding a first timetable."),
    "bound": Sentence("Proving how good a plan can be at most."),
    "search": Sentence("Trying better timetables."),
    "seats": Sentence("Seating people in the best timetables."),
    "exact": Sentence("Proving the best plan."),
    "polish": Sentence("Improving the best plan."),
    "by_hand": Sentence("Counting what sign-up by hand would have given the same people."),
    "repair": Sentence("Giving a new place to whoever lost one."),
    "stay": Sentence("Leaving people where they were, where that is just as good."),
}


def phase_name(word: str) -> Sentence:
    """The phase in a sentence."""
    return PHASES.get(word, Sentence("Looking for better plans."))


#: What the solver's sentences name: a run behind its title, a title, a run or another thing by its id, a feature.
_NAMED = re.compile(
    r"“[^”]*” \((?P<run>S\d+@[^()]+:\d+)\)"
    r"|“[^”]*”"
    r"|(?:\b(?:[Rr]un|[Rr]ooms?) )?\b(?P<key>S\d+@\S+?:\d+|[PSRH]\d+)\b"
    r"|(?P<feature>\b[a-z]+(?:_[a-z]+)+\b)"
)


def by_name(told: str, names: Mapping[str, str]) -> str:
    """A sentence of the solver with people, rooms, sites and runs by name instead of id; titles stay as they are."""
    return _NAMED.sub(lambda found: _name(found, names), told)


def _name(found: re.Match[str], names: Mapping[str, str]) -> str:
    if feature := found["feature"]:
        return feature.replace("_", " ")
    return names.get(found["run"] or found["key"] or "", found.group())
