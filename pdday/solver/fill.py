"""Seats for people who have none yet in a slot: which runs to offer them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain, islice

from pdday.solver.choices import Choices, Place, SeatChoice, is_available, may_sit
from pdday.solver.problem import Attendee

#: So many runs are offered to each person and slot; more would be many more variables for no gain.
OFFERS = 12


def seats_to_fill(choices: Choices, held: Iterable[SeatChoice]) -> list[SeatChoice]:
    """For everyone with a free slot, some runs that have seats left: runs under their minimum first.

    Runs that suit a person come before others, and everybody starts elsewhere in the list, so that
    not all are offered the same runs. Joined people are offered everything: theirs must be the same.
    """
    problem = choices.problem
    held_by: dict[str, list[SeatChoice]] = defaultdict(list)
    for seat in held:
        held_by[seat.attendee].append(seat)
    open_in = _open_places(choices, list(chain.from_iterable(held_by.values())))
    joined = set(chain.from_iterable(problem.joined))
    found: list[SeatChoice] = []
    for number, attendee in enumerate(problem.attendees):
        free = _free_slots(choices, attendee, held_by[attendee.id])
        attended = {seat.session for seat in held_by[attendee.id]}
        offers = None if attendee.id in joined else OFFERS
        for slot in sorted(free):
            candidates = _in_turn(attendee, open_in[slot], number)
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
