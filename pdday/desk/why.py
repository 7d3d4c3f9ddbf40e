"""“Why did I get this?”, in full: one true sentence, then what it rests on. Pure; counts only, never another's wish."""

from __future__ import annotations

from dataclasses import dataclass

from pdday.desk.rules import Obstacle, Wish, what_stood_in_the_way
from pdday.desk.stops import MyDay, Stop
from pdday.timetable.models import EnrolmentSource
from pdday.words import Sentence

#: Places for which it matters what else was wished for: those that the plan gave.
_GIVEN = frozenset({EnrolmentSource.WISH, EnrolmentSource.FILL})


@dataclass(frozen=True)
class Higher:
    """Something the person had put higher than what they have here, and what became of it."""

    wish: Wish
    #: The slots of its runs, “A, C”.
    slots: str
    told: Sentence


@dataclass(frozen=True)
class WhyHere:
    """Why somebody has one place of their day."""

    stop: Stop
    first: Sentence
    higher: tuple[Higher, ...]
    #: The other places that they have for a session, in the order of the day.
    others: tuple[Stop, ...]


def find_why(mine: MyDay, slot_id: int) -> WhyHere | None:
    """Why the person has what they have in this slot; None where they have no place of their own."""
    stop = next((each for each in mine.stops if each.source and _fills(each, slot_id)), None)
    if stop is None:
        return None
    others = tuple(each for each in mine.stops if each.source and each.is_breakout and each is not stop)
    return WhyHere(stop, stop.why or Sentence("Everyone is together then."), _higher(mine, stop), others)


def _fills(stop: Stop, slot_id: int) -> bool:
    return stop.running is not None and slot_id in stop.running.slot_ids


def _higher(mine: MyDay, stop: Stop) -> tuple[Higher, ...]:
    if stop.source not in _GIVEN:
        return ()
    wishes = (wish for wish in mine.wishes if stop.rank is None or wish.rank < stop.rank)
    return tuple(
        Higher(wish, ", ".join("".join(run.letters) for run in wish.runs), _what_became(wish, mine)) for wish in wishes
    )


def _what_became(wish: Wish, mine: MyDay) -> Sentence:
    if not wish.got:
        return BRIEFLY[what_stood_in_the_way(wish, mine.places, away=mine.away)]
    has = next((stop for stop in mine.stops if stop.is_breakout and stop.source and stop.title == wish.title), None)
    if has is None:
        return Sentence("You had a seat in it, and went elsewhere.")
    return Sentence("You have it in slot {slot}.", {"slot": has.label})


#: What `desk.rules.why_not` says, under a heading that names the wish, beside where it runs and who asked.
BRIEFLY = {
    Obstacle.DOES_NOT_RUN: Sentence("It does not run."),
    Obstacle.NOT_AVAILABLE: Sentence("You are not available then."),
    Obstacle.LEADING: Sentence("You lead a session then."),
    Obstacle.REQUIRED: Sentence("What you have then is required for your job this year."),
    Obstacle.NEEDED_ELSEWHERE: Sentence("You are needed elsewhere then."),
    Obstacle.LIKED_AS_MUCH: Sentence("Then you have one that you put as high or higher."),
    Obstacle.CHANGED_SEAT: Sentence("You changed your seat there yourself."),
    Obstacle.REST_OF_THE_DAY: Sentence("It did not fit with the rest of your day."),
    Obstacle.CROWD: Sentence("More people asked for it than it has seats."),
    Obstacle.FULL: Sentence("It is full."),
}
