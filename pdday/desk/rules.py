"""Why somebody has the place they have, in one or two sentences; counts only, never another person's wish."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass
from enum import StrEnum

from pdday import words
from pdday.timetable.models import EnrolmentSource
from pdday.timetable.seat_models import SeatChangeKind
from pdday.words import Ordinal, Sentence


@dataclass(frozen=True)
class Run:
    """One run of a session: the letters of the slots it takes, and whether all its seats are."""

    letters: tuple[str, ...]
    is_full: bool
    #: The offering that it is.
    id: int = 0


@dataclass(frozen=True)
class Wish:
    """One session on somebody's list, and how it stands in the published timetable."""

    title: str
    rank: int
    #: Whether they have it.
    got: bool
    runs: tuple[Run, ...]
    #: How many people have it on their list, and how many seats all its runs have together.
    asked: int
    seats: int

    @property
    def letters(self) -> set[str]:
        """The slots in which it can be had."""
        return {letter for run in self.runs for letter in run.letters}


@dataclass(frozen=True)
class Placed:
    """How somebody came by a place, as far as the reason needs it."""

    source: EnrolmentSource
    rank: int | None
    #: The letters of the slots it takes.
    letters: tuple[str, ...]
    #: Whether the session is for people of their job and grades.
    suits: bool = True
    #: How they came by it after publication, if they did.
    how: SeatChangeKind | None = None
    #: Whether it was taken back since, so that nothing runs there.
    is_withdrawn: bool = False


class Obstacle(StrEnum):
    """What stood between somebody and something they wished for."""

    DOES_NOT_RUN = "does_not_run"
    NOT_AVAILABLE = "not_available"
    LEADING = "leading"
    REQUIRED = "required"
    NEEDED_ELSEWHERE = "needed_elsewhere"
    LIKED_AS_MUCH = "liked_as_much"
    CHANGED_SEAT = "changed_seat"
    REST_OF_THE_DAY = "rest_of_the_day"
    CROWD = "crowd"
    FULL = "full"


#: Places that somebody does not have by choice.
_BOUND = frozenset(
    {EnrolmentSource.PRESENTING, EnrolmentSource.REQUIRED, EnrolmentSource.PIN, EnrolmentSource.COORDINATOR}
)


def why_these_places(
    places: Sequence[Placed], wishes: Sequence[Wish], *, away: Set[str], sent_a_list: bool
) -> list[Sentence | None]:
    """The reason for each place of somebody's day, in the order given; None where there is nothing to explain.

    A wish that did not come true is told once: at the first place that it could have had, or else at the
    first that somebody wanted less. `away` are the letters of the slots in which they are not available.
    """
    told_at = {number: why_not(wish, places, away=away) for number, wish in _where_to_tell(places, wishes).items()}
    return [_why(place, told_at.get(number), sent_a_list=sent_a_list) for number, place in enumerate(places)]


def _why(place: Placed, missed: Sentence | None, *, sent_a_list: bool) -> Sentence | None:
    match place.source:
        case EnrolmentSource.PRESENTING if place.is_withdrawn:
            return Sentence("It has been withdrawn and does not run.")
        case _ if place.is_withdrawn:
            return Sentence(
                "It has been withdrawn and does not run. You can take a free seat elsewhere yourself; otherwise the "
                "coordinator finds you one."
            )
        case EnrolmentSource.EVERYONE:
            return None
        case EnrolmentSource.PRESENTING:
            return Sentence("You lead this one.")
        case EnrolmentSource.REQUIRED:
            return Sentence("It is required for your job this year.")
        case EnrolmentSource.PIN | EnrolmentSource.COORDINATOR:
            return Sentence("A coordinator placed you here.")
        case EnrolmentSource.SWAP if place.how is SeatChangeKind.WAITED:
            return Sentence("You waited for this seat, and it became free.")
        case EnrolmentSource.SWAP if place.how is SeatChangeKind.EXCHANGED:
            return Sentence("You exchanged seats with a colleague for it.")
        case EnrolmentSource.SWAP:
            return Sentence("You took this seat yourself.")
        case _ if place.rank is not None:
            return _and(Sentence("Your {ordinal} choice.", {"ordinal": Ordinal(place.rank)}), missed)
        case _:
            return _and(_why_chosen_for_them(place, sent_a_list=sent_a_list), missed)


def _why_chosen_for_them(place: Placed, *, sent_a_list: bool) -> Sentence:
    match sent_a_list, place.suits:
        case True, True:
            return Sentence("Nothing more from your list fits here, so we chose one that suits your work.")
        case True, False:
            return Sentence("Nothing more from your list fits here, so we chose one with a seat left.")
        case _, True:
            return Sentence("You sent no list, so we chose one that suits your work.")
        case _:
            return Sentence("You sent no list, so we chose one with a seat left.")


def _and(reason: Sentence, missed: Sentence | None) -> Sentence:
    if missed is None:
        return reason
    return Sentence("{reason} {missed}", {"reason": reason, "missed": missed})


def _where_to_tell(places: Sequence[Placed], wishes: Sequence[Wish]) -> dict[int, Wish]:
    """Which wish that did not come true is told at which place, by the place's number; at most one each."""
    told_at: dict[int, Wish] = {}
    for wish in sorted((each for each in wishes if not each.got), key=_by_rank):
        worse = [number for number, place in enumerate(places) if number not in told_at and _is_worse(place, wish)]
        could_have = [number for number in worse if not wish.letters.isdisjoint(places[number].letters)]
        if could_have or worse:
            told_at[(could_have or worse)[0]] = wish
    return told_at


def _is_worse(place: Placed, wish: Wish) -> bool:
    """Whether somebody would rather have had the wish than this place, and was not bound to it."""
    if place.source is EnrolmentSource.FILL:
        return True
    return place.source is EnrolmentSource.WISH and place.rank is not None and place.rank > wish.rank


def why_not(wish: Wish, places: Sequence[Placed], *, away: Set[str]) -> Sentence:
    """Why somebody does not have something they wished for, in a sentence that names it."""
    facts = {"ordinal": Ordinal(wish.rank), "title": wish.title, "asked": people(wish.asked)}
    facts["seats"] = words.seats(wish.seats)
    facts["slots"] = ", ".join("".join(run.letters) for run in wish.runs)
    obstacle = what_stood_in_the_way(wish, places, away=away)
    if obstacle is Obstacle.LIKED_AS_MUCH and (better := _find_the_one_better(wish, places)):
        return Sentence(_AT_THE_TIME_OF, {**facts, "better": Ordinal(better)})
    return Sentence(_WHY_NOT[obstacle], facts)


_WHY_NOT = {
    Obstacle.DOES_NOT_RUN: "Your {ordinal}, “{title}”, does not run.",
    Obstacle.NOT_AVAILABLE: "Your {ordinal}, “{title}”, runs in {slots}, when you are not available.",
    Obstacle.LEADING: "Your {ordinal}, “{title}”, runs in {slots}, when you lead a session.",
    Obstacle.REQUIRED: (
        "Your {ordinal}, “{title}”, runs in {slots}, when you have what is required for your job this year."
    ),
    Obstacle.NEEDED_ELSEWHERE: "Your {ordinal}, “{title}”, runs in {slots}, when you are needed elsewhere.",
    Obstacle.LIKED_AS_MUCH: (
        "Your {ordinal}, “{title}”, runs in {slots}, at the same time as one you put as high or higher."
    ),
    Obstacle.CHANGED_SEAT: "Your {ordinal}, “{title}”, runs in {slots}, where you changed your seat yourself.",
    Obstacle.REST_OF_THE_DAY: "Your {ordinal}, “{title}”, runs in {slots}; it did not fit with the rest of your day.",
    Obstacle.CROWD: "Your {ordinal}, “{title}”, was asked for by {asked} and has {seats}.",
    Obstacle.FULL: "Your {ordinal}, “{title}”, is full.",
}


_AT_THE_TIME_OF = "Your {ordinal}, “{title}”, runs in {slots}, at the same time as your {better} choice."


def _find_the_one_better(wish: Wish, places: Sequence[Placed]) -> int | None:
    """The rank of a place that somebody put higher, where that one is at the time of every run of the wish."""
    met = [place for place in places if not wish.letters.isdisjoint(place.letters)]
    if len(met) != 1 or met[0].rank is None or met[0].rank >= wish.rank:
        return None
    return met[0].rank if all(not set(run.letters).isdisjoint(met[0].letters) for run in wish.runs) else None


def what_stood_in_the_way(wish: Wish, places: Sequence[Placed], *, away: Set[str]) -> Obstacle:
    """What kept somebody from something they wished for: what still did so where it came nearest.

    A crowd is only told where it is the reason: if every run that they could have gone to is full.
    """
    here = _apart_from(away, wish.runs)
    free = _apart_from(_letters(place for place in places if place.source in _BOUND), here)
    open_to_them = _apart_from(_letters(place for place in places if _is_as_good(place, wish)), free)
    if not wish.runs:
        return Obstacle.DOES_NOT_RUN
    if not here:
        return Obstacle.NOT_AVAILABLE
    if not free:
        return _what_binds(places, wish.runs, away=away)
    if not open_to_them:
        return Obstacle.LIKED_AS_MUCH
    if not all(run.is_full for run in open_to_them):
        changed = _letters(place for place in places if place.source is EnrolmentSource.SWAP)
        return Obstacle.REST_OF_THE_DAY if _apart_from(changed, open_to_them) else Obstacle.CHANGED_SEAT
    return Obstacle.CROWD if wish.asked > wish.seats else Obstacle.FULL


def people(count: int) -> Sentence:
    """How many people, where fewer than five could be told apart by whoever knows some of them."""
    return Sentence("{count} people", {"count": count}) if count >= FEW else Sentence("fewer than five people")


#: A smaller count could tell what a single colleague wished for.
FEW = 5


def _what_binds(places: Sequence[Placed], runs: Sequence[Run], *, away: Set[str]) -> Obstacle:
    """What keeps somebody from all of these runs: leading alone, a duty alone, or both and more."""
    letters = {letter for run in runs for letter in run.letters}
    sources = {place.source for place in places if place.source in _BOUND and not letters.isdisjoint(place.letters)}
    if not letters.isdisjoint(away):
        return Obstacle.NEEDED_ELSEWHERE
    if sources == {EnrolmentSource.PRESENTING}:
        return Obstacle.LEADING
    return Obstacle.REQUIRED if sources == {EnrolmentSource.REQUIRED} else Obstacle.NEEDED_ELSEWHERE


def _is_as_good(place: Placed, wish: Wish) -> bool:
    """Whether somebody would not have given up this place of their own choice for the wish."""
    return place.rank is not None and place.rank <= wish.rank


def _letters(places: Iterable[Placed]) -> set[str]:
    return {letter for place in places for letter in place.letters}


def _apart_from(letters: Set[str], runs: Iterable[Run]) -> list[Run]:
    """The runs that take none of these slots."""
    return [run for run in runs if letters.isdisjoint(run.letters)]


def _by_rank(wish: Wish) -> int:
    return wish.rank
