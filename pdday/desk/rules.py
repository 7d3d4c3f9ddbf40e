"""Why somebody has the place they have, in one or two sentences; counts only, never another person's wish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pdday.timetable.models import EnrolmentSource
from pdday.words import Ordinal, Sentence


@dataclass(frozen=True)
class Wish:
    """One session on somebody's list, and how it stands in the published timetable."""

    title: str
    rank: int
    #: Whether they have it.
    got: bool
    #: Letters of the slots in which it runs.
    runs_in: tuple[str, ...]
    #: How many people have it on their list, and how many seats all its runs have together.
    asked: int
    seats: int


@dataclass(frozen=True)
class Placed:
    """How somebody came by a place, as far as the reason needs it."""

    source: EnrolmentSource
    rank: int | None
    #: The letters of the slots it takes.
    letters: tuple[str, ...]


def why_these_places(places: Sequence[Placed], wishes: Sequence[Wish], *, sent_a_list: bool) -> list[Sentence | None]:
    """The reason for each place of somebody's day, in the order given; None where there is nothing to explain.

    A wish that did not come true is told once: at the first place that it could have had, or else at the
    first that somebody wanted less.
    """
    told_at = _where_to_tell(places, wishes)
    return [_why(place, told_at.get(number), sent_a_list=sent_a_list) for number, place in enumerate(places)]


def _why(place: Placed, missed: Wish | None, *, sent_a_list: bool) -> Sentence | None:
    match place.source:
        case EnrolmentSource.EVERYONE:
            return None
        case EnrolmentSource.PRESENTING:
            return Sentence("You lead this one.")
        case EnrolmentSource.REQUIRED:
            return Sentence("It is required for your job this year.")
        case EnrolmentSource.PIN | EnrolmentSource.COORDINATOR:
            return Sentence("A coordinator placed you here.")
        case EnrolmentSource.SWAP:
            return Sentence("You took this seat yourself.")
        case _ if place.rank is not None:
            return _and(Sentence("Your {ordinal} choice.", {"ordinal": Ordinal(place.rank)}), missed)
        case _ if sent_a_list:
            chosen = Sentence("Nothing more from your list fits here, so we chose one that suits your work.")
            return _and(chosen, missed)
        case _:
            return Sentence("You sent no list, so we chose one that suits your work.")


def _and(reason: Sentence, missed: Wish | None) -> Sentence:
    if missed is None:
        return reason
    return Sentence("{reason} {missed}", {"reason": reason, "missed": why_not(missed)})


def _where_to_tell(places: Sequence[Placed], wishes: Sequence[Wish]) -> dict[int, Wish]:
    """Which wish that did not come true is told at which place, by the place's number; at most one each."""
    told_at: dict[int, Wish] = {}
    for wish in sorted((each for each in wishes if not each.got), key=_by_rank):
        worse = [number for number, place in enumerate(places) if number not in told_at and _is_worse(place, wish)]
        could_have = [number for number in worse if not set(wish.runs_in).isdisjoint(places[number].letters)]
        if could_have or worse:
            told_at[(could_have or worse)[0]] = wish
    return told_at


def _is_worse(place: Placed, wish: Wish) -> bool:
    """Whether somebody would rather have had the wish than this place, and was not bound to it."""
    if place.source is EnrolmentSource.FILL:
        return True
    return place.source is EnrolmentSource.WISH and place.rank is not None and place.rank > wish.rank


def why_not(wish: Wish) -> Sentence:
    """Why somebody does not have something they wished for, in counts."""
    facts = {"ordinal": Ordinal(wish.rank), "title": wish.title, "asked": wish.asked, "seats": wish.seats}
    if not wish.runs_in:
        return Sentence("Your {ordinal}, “{title}”, does not run.", facts)
    if wish.asked > wish.seats:
        return Sentence("Your {ordinal}, “{title}”, was asked for by {asked} people and has {seats} seats.", facts)
    return Sentence(
        "Your {ordinal}, “{title}”, runs in {slots}; it did not fit with the rest of your day.",
        facts | {"slots": ", ".join(wish.runs_in)},
    )


def _by_rank(wish: Wish) -> int:
    return wish.rank
