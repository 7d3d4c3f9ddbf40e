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


def why_this_place(place: Placed, wishes: Sequence[Wish], *, sent_a_list: bool) -> Sentence | None:
    """The reason for one place; None where there is nothing to explain (keynote, reflection)."""
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
            return _why_this_choice(place, place.rank, wishes)
        case _ if sent_a_list:
            return Sentence("Nothing on your list was free here, so we chose one that suits your work.")
        case _:
            return Sentence("You sent no list, so we chose one that suits your work.")


def _why_this_choice(place: Placed, rank: int, wishes: Sequence[Wish]) -> Sentence:
    choice = Sentence("Your {ordinal} choice.", {"ordinal": Ordinal(rank)})
    better = [wish for wish in wishes if wish.rank < rank and not wish.got and _runs_here(wish, place)]
    if not better:
        return choice
    return Sentence("{choice} {reason}", {"choice": choice, "reason": why_not(min(better, key=_by_rank))})


def why_not(wish: Wish) -> Sentence:
    """Why somebody does not have something they wished for more, in counts."""
    facts = {"ordinal": Ordinal(wish.rank), "title": wish.title, "asked": wish.asked, "seats": wish.seats}
    if not wish.runs_in:
        return Sentence("Your {ordinal}, “{title}”, does not run.", facts)
    if wish.asked > wish.seats:
        return Sentence("Your {ordinal}, “{title}”, was asked for by {asked} people and has {seats} seats.", facts)
    return Sentence(
        "Your {ordinal}, “{title}”, runs in {slots}; it did not fit with the rest of your day.",
        facts | {"slots": ", ".join(wish.runs_in)},
    )


def _runs_here(wish: Wish, place: Placed) -> bool:
    return not wish.runs_in or not set(wish.runs_in).isdisjoint(place.letters)


def _by_rank(wish: Wish) -> int:
    return wish.rank
