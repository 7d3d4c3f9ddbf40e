"""A list in somebody's hands: what they want in order, what waits among their stars, what is not for them.

Every move gives a new list and never drops a choice. Each says where things end up, not how far they go, so a
move that arrives twice is one move, and one made on an old page still means what it said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

#: So many wishes go to the timetable; more would hardly ever count.
MOST_WISHES = 8


@dataclass(frozen=True)
class Wish:
    """One session on a list."""

    session_id: int
    #: Whether it is as good as the one above.
    is_equal: bool = False


@dataclass(frozen=True)
class Choices:
    """Everything one colleague said about the sessions of a day."""

    wishes: tuple[Wish, ...] = ()
    #: Starred beyond the eight, in the order of starring.
    stars: tuple[int, ...] = ()
    not_for_me: frozenset[int] = frozenset()

    def is_starred(self, session_id: int) -> bool:
        """Whether a session is on the list or waits among the stars."""
        return session_id in self.stars or any(wish.session_id == session_id for wish in self.wishes)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said at all."""
        return not (self.wishes or self.stars or self.not_for_me)


def ranks(wishes: Sequence[Wish]) -> list[int]:
    """The rank of each wish, from 1; equals share one, and the next follows without a gap: 1, 2, 2, 3."""
    told: list[int] = []
    for wish in wishes:
        last = told[-1] if told else 0
        told.append(last if wish.is_equal and told else last + 1)
    return told


def star(choices: Choices, session_id: int) -> Choices:
    """Put a session at the end of the list, or among the stars when the list is full."""
    if choices.is_starred(session_id):
        return choices
    choices = welcome(choices, session_id)
    if len(choices.wishes) < MOST_WISHES:
        return replace(choices, wishes=(*choices.wishes, Wish(session_id)))
    return replace(choices, stars=(*choices.stars, session_id))


def take_off(choices: Choices, session_id: int) -> Choices:
    """Neither on the list nor among the stars any more; what was equal to it stays where it was."""
    stars = tuple(each for each in choices.stars if each != session_id)
    return replace(choices, wishes=_without(choices.wishes, session_id), stars=stars)


def place(choices: Choices, session_id: int, number: int) -> Choices:
    """Make a session the `number`th from the top; set between equals, it is their equal.

    A ninth is crowded out to the stars and is not lost. A number beyond the end means the end.
    """
    places = [wish.session_id for wish in choices.wishes]
    index = max(0, min(number, len(places) + (session_id not in places), MOST_WISHES) - 1)
    if session_id in places and places.index(session_id) == index:
        return choices
    rest = _without(choices.wishes, session_id)
    placed = Wish(session_id, is_equal=index < len(rest) and rest[index].is_equal)
    wishes = (*rest[:index], placed, *rest[index:])
    crowded_out = tuple(wish.session_id for wish in wishes[MOST_WISHES:])
    stars = tuple(each for each in choices.stars if each != session_id) + crowded_out
    return replace(welcome(choices, session_id), wishes=wishes[:MOST_WISHES], stars=stars)


def tie(choices: Choices, session_id: int) -> Choices:
    """As good as the one above. The first has none above."""
    return _set_equal(choices, session_id, is_equal=True)


def untie(choices: Choices, session_id: int) -> Choices:
    """Not as good as the one above."""
    return _set_equal(choices, session_id, is_equal=False)


def refuse(choices: Choices, session_id: int) -> Choices:
    """Not for me: it leaves the list and the stars."""
    return replace(take_off(choices, session_id), not_for_me=choices.not_for_me | {session_id})


def welcome(choices: Choices, session_id: int) -> Choices:
    """No longer “not for me”."""
    return replace(choices, not_for_me=choices.not_for_me - {session_id})


def _set_equal(choices: Choices, session_id: int, *, is_equal: bool) -> Choices:
    wishes = tuple(
        replace(wish, is_equal=is_equal) if index and wish.session_id == session_id else wish
        for index, wish in enumerate(choices.wishes)
    )
    return replace(choices, wishes=wishes)


def _without(wishes: Sequence[Wish], session_id: int) -> tuple[Wish, ...]:
    """The rest. Where the first of some equals goes, the next of them becomes the first."""
    rest: list[Wish] = []
    leads = False
    for wish in wishes:
        if wish.session_id == session_id:
            leads = not wish.is_equal
        else:
            rest.append(replace(wish, is_equal=False) if leads else wish)
            leads = False
    return tuple(rest)
