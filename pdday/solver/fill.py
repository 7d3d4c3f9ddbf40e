"""Seats for people who have none yet in a slot: which runs to offer them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain, islice

from pdday.solver.choices import Choices, Place, SeatChoice, far_apart, is_available, may_sit
from pdday.solver.problem import Attendee

#: So many runs are offered to each person and slot; more would be many more variables for no gain.
OFFERS = 12


def seats_to_fill(choices: Choices, held: Iterable[SeatChoice]) -> list[SeatChoice]:
    """For everyone with a free slot, some runs that have seats left: runs under their minimum first.

    Runs that suit a person come before others, and last those out of reach of where they are just before or after.
    Everybody starts elsewhere in the list, so that not all are offered the same runs. Joined people are offered
    everything: theirs must be the same.
    """
    problem, far = choices.problem, far_apart(choices.problem)
    held_by: dict[str, list[SeatChoice]] = defaultdict(list)
    for seat in held:
        held_by[seat.attendee].append(seat)
    open_in = _open_places(choices, list(chain.from_iterable(held_by.values())))
    joined = set(chain.from_iterable(problem.joined))
    found: list[SeatChoice] = []
    for number, attendee in enumerate(problem.attendees):
        free = _free_slots(choices, attendee, held_by[attendee.id])
        attended = {seat.session for seat in held_by[attendee.id]}
        out_of_reach = _out_of_reach(choices, far, attendee, held_by[attendee.id]) if free and far else set()
        offers = None if attendee.id in joined else OFFERS
        for slot in sorted(free):
            candidates = _within_reach_first(choices, _in_turn(attendee, open_in[slot], number), out_of_reach)
            fitting = (
                SeatChoice(attendee.id, place.session, place.start, choices.groups[place.group].area)
                for place in candidates
                if place.session not in attended
                and free.issuperset(choices.covers(place))
                and _may_sit(choices, attendee, place)
            )
            found += islice(fitting, offers)
    return found


def _open_places(choices: Choices, held: Sequence[SeatChoice]) -> dict[str, list[Place]]:
    """By slot, the runs with seats left; those under their minimum first, then the emptiest."""
    heads = Counter((seat.session, seat.start) for seat in held)
    open_in: dict[str, list[Place]] = {slot.id: [] for slot in choices.problem.slots}

    def urgency(place: Place) -> tuple[bool, int, Place]:
        taken = heads[place.session, place.start]
        return taken >= choices.problem.session(place.session).minimum, taken - choices.heads(place), place

    for place in sorted(choices.places, key=urgency):
        if heads[place.session, place.start] < choices.heads(place):
            for slot in choices.covers(place):
                open_in[slot].append(place)
    return open_in


def _free_slots(choices: Choices, attendee: Attendee, held: Sequence[SeatChoice]) -> set[str]:
    """The slots in which this person should have a seat and has none, and presents nothing."""
    if attendee.may_stay_away:
        return set()
    free = {slot.id for slot in choices.problem.slots if is_available(attendee, (slot.id,))}
    for seat in held:
        free.difference_update(choices.covers(seat))
    for session in choices.problem.presents(attendee.id):
        for place in choices.places_of[session]:
            free.difference_update(choices.covers(place))
    return free


def _out_of_reach(
    choices: Choices, far: Mapping[tuple[str, str], set[frozenset[str]]], attendee: Attendee, held: Iterable[SeatChoice]
) -> set[tuple[str, str]]:
    """(slot, site): too far from where this person sits or presents in the slot before or after."""
    led = chain.from_iterable(choices.places_of[session] for session in choices.problem.presents(attendee.id))
    standing = [place for place in led if place in choices.fixed]
    sitting = [choices.places_in[seat[1:]][0] for seat in held]
    site_in = {slot: _site(choices, place) for place in (*standing, *sitting) for slot in choices.covers(place)}
    return {
        (slot, site)
        for slots, pairs in far.items()
        for slot, neighbour in (slots, slots[::-1])
        for pair in pairs
        if site_in.get(neighbour) in pair
        for site in pair - {site_in[neighbour]}
    }


def _within_reach_first(
    choices: Choices, places: Iterable[Place], out_of_reach: set[tuple[str, str]]
) -> Iterable[Place]:
    """The same runs in the same order, but first those that one can get to and on from.

    The others are not left out: they will do if a person set free moves in the slot beside as well.
    """
    if not out_of_reach:
        return places
    return sorted(
        places,
        key=lambda place: any((slot, _site(choices, place)) in out_of_reach for slot in choices.covers(place)),
    )


def _site(choices: Choices, place: Place) -> str:
    return choices.groups[place.group].rooms[0].site


def _in_turn(attendee: Attendee, places: list[Place], number: int) -> Iterable[Place]:
    """The same runs, starting elsewhere for everybody; those that suit the person first."""
    start = number * 7 % len(places) if places else 0
    turned = places[:2] + places[start:] + places[:start]
    in_turn = list(dict.fromkeys(turned))
    suits = attendee.suits
    return in_turn if suits is None else sorted(in_turn, key=lambda place: place.session not in suits)


def _may_sit(choices: Choices, attendee: Attendee, place: Place) -> bool:
    session = choices.problem.session(place.session)
    return may_sit(choices.problem, attendee, session, place.start, choices.groups[place.group].rooms[0])
