"""How a door says what a scan came to: words, shape, colour and sound together, none of them alone."""

from __future__ import annotations

from dataclasses import dataclass

from pdday.checkin.models import ScanOutcome
from pdday.words import Sentence


@dataclass(frozen=True)
class Look:
    """One outcome at a glance. Colour and sound follow from `kind`: "" is good, one tone; others mean "look", two."""

    #: Says {name} where the person is known.
    headline: Sentence
    #: Two or three words for lists.
    tag: Sentence
    kind: str
    picture: str

    @property
    def tones(self) -> int:
        """How often the phone sounds and buzzes."""
        return 2 if self.kind else 1

    def headline_for(self, name: str) -> Sentence:
        """The one big line of the verdict."""
        return Sentence(self.headline.pattern, {"name": name})


LOOKS = {
    ScanOutcome.WELCOME: Look(Sentence("Welcome, {name}"), Sentence("in"), "", "circle-check"),
    ScanOutcome.ALREADY_IN: Look(Sentence("{name} is in already"), Sentence("again"), "", "clock"),
    ScanOutcome.ANOTHER_ROOM: Look(
        Sentence("{name} belongs in another room"), Sentence("moved here"), "heed", "corner-down-right"
    ),
    ScanOutcome.WALK_IN: Look(Sentence("Welcome, {name}: a walk-in"), Sentence("walk-in"), "", "footprints"),
    ScanOutcome.FULL: Look(Sentence("No free seat here"), Sentence("full"), "stop", "octagon-alert"),
    ScanOutcome.TOO_EARLY: Look(Sentence("Too early"), Sentence("too early"), "heed", "door-open"),
    ScanOutcome.TOO_LATE: Look(Sentence("This session is over"), Sentence("too late"), "heed", "triangle-alert"),
    ScanOutcome.UNKNOWN_BADGE: Look(Sentence("Not a badge of this day"), Sentence("unknown badge"), "stop", "id-card"),
    ScanOutcome.REVOKED: Look(Sentence("This badge was replaced"), Sentence("replaced badge"), "stop", "circle-stop"),
    ScanOutcome.LEFT: Look(Sentence("Goodbye, {name}"), Sentence("left"), "", "log-out"),
}
