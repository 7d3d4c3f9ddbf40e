"""What the door answers when a timetable is to be published, and does when it is."""

from __future__ import annotations

from collections.abc import Iterator

from pdday.checkin import badge_actions, queries
from pdday.programme.models import Day
from pdday.timetable import registers
from pdday.words import Sentence


@registers.arrived.answer
def who_has_arrived(day: Day) -> Iterator[Sentence]:
    """How many have arrived at a session of the day; which version they came by makes no difference."""
    if people := queries.count_arrived(day):
        yield Sentence(
            "People who have arrived already: {people}. Where each of them was stays recorded and counts; doors that "
            "are open now must be opened anew.",
            {"people": people},
        )


@registers.published.answer
def give_badges(publication: registers.Publication) -> list[Sentence]:
    """Everybody can show a badge on their phone from now on, whether or not sheets are printed."""
    badge_actions.issue_badges(publication.day, now=publication.at)
    return []
