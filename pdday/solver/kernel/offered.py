"""What is offered to one person: the runs they could go to in their free slots and would pay for."""

from pdday.solver.arrays import (
    AIM,
    AVAILABLE,
    IN_SLOT,
    LENGTH,
    NEEDS,
    OF_SESSION,
    OPTIONS,
    OPTIONS_END,
    PRESENTS,
    PRESENTS_END,
    RUNS,
    RUNS_END,
    SHARE,
    TOP,
    WORTH,
    Array,
)
from pdday.solver.compiling import compiled
from pdday.solver.kernel.travel import cannot_get, is_on
from pdday.solver.state import ROOM, SLOTS, START

#: In the table of what is offered to one person: the run; 1 if of the top three; where; in which slots.
OFFERED_RUN, OFFERED_TOP, ZONE, FIRST, LAST = 1, 3, 4, 5, 6
#: Later aims share one bit in a list of aims served.
LAST_AIM = 60


@compiled
def offers_to(
    person: int, people: Array, presented: Array, options: Array, worths: Array, sessions: Array, needs_met: Array,
    zone_of: Array, far: Array, at: Array, price: Array, zones: Array, travels: bool, offers: Array, nets: Array,
) -> tuple[int, int, int]:  # fmt: skip
    """Write down the runs a person could go to and would pay for; their free slots, clashes, and how many runs.

    If there is a way too far, `zones` is where they present by slot, or -1.
    """
    free, clashes = people[person, AVAILABLE], 0
    zones[:] = -1
    for place in range(people[person, PRESENTS], people[person, PRESENTS_END]):
        session = presented[place]
        for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            if at[run, START] >= 0:
                if at[run, SLOTS] & ~free:
                    clashes += 1
                free &= ~at[run, SLOTS]
                if travels:
                    zone, length = zone_of[at[run, ROOM]], sessions[session, LENGTH]
                    if cannot_get(zones, at[run, START], at[run, START] + length - 1, zone, far):
                        clashes += 1
                    zones[at[run, START] : at[run, START] + length] = zone
    found = 0
    for option in range(people[person, OPTIONS], people[person, OPTIONS_END]):
        session = options[option, OF_SESSION]
        for run in range(sessions[session, RUNS], sessions[session, RUNS_END]):
            if at[run, START] < 0 or at[run, SLOTS] & ~free or worths[option, WORTH] <= price[run]:
                continue
            if options[option, IN_SLOT] >= 0 and options[option, IN_SLOT] != at[run, START]:
                continue
            if not needs_met[people[person, NEEDS], at[run, ROOM]]:
                continue
            offers[found, AIM] = options[option, AIM]
            offers[found, OFFERED_RUN] = run
            offers[found, SLOTS] = at[run, SLOTS]
            offers[found, OFFERED_TOP] = options[option, TOP]
            offers[found, ZONE] = zone_of[at[run, ROOM]]
            offers[found, FIRST] = at[run, START]
            offers[found, LAST] = at[run, START] + sessions[session, LENGTH] - 1
            nets[found, WORTH] = worths[option, WORTH] - price[run]
            nets[found, SHARE] = worths[option, SHARE]
            found += 1
    return free, clashes, found


@compiled
def offers_on(walk: Array, offers: Array, nets: Array, found: int, some_offers: Array, some_nets: Array) -> int:
    """Copy the offers that lie on this walk, in their order; how many they are."""
    some = 0
    for offer in range(found):
        if is_on(walk, offers[offer, FIRST], offers[offer, LAST], offers[offer, ZONE]):
            some_offers[some], some_nets[some] = offers[offer], nets[offer]
            some += 1
    return some
