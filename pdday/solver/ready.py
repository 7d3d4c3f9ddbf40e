"""Compiled before the clock starts: what the search needs, which a machine compiles when it first runs it."""

from functools import cache

from pdday.solver import kernel
from pdday.solver.arrays import day_arrays
from pdday.solver.market import Market
from pdday.solver.one_slot import Slots
from pdday.solver.proof import Proof
from pdday.solver.reading import problem_from
from pdday.solver.search import Pace, hopeless, search
from pdday.solver.start import construct
from pdday.solver.strong import strong_bound
from pdday.solver.until import NO_LIMITS
from pdday.solver.usher import usher

#: The smallest day with something of everything: two slots, a choice of rooms, somebody who presents, a wish.
_TINY = {
    "format": "pdday-problem/1",
    "name": "tiny",
    "slots": [{"id": "A", "block": "day"}, {"id": "B", "block": "day"}],
    "rooms": [{"id": "R1", "site": "X", "seats": 2}, {"id": "R2", "site": "X", "seats": 3}],
    "sessions": [{"id": "S1", "title": "S1", "runs": [1, 2], "presenters": ["P1"]}, {"id": "S2", "title": "S2"}],
    "attendees": [{"id": "P1"}, {"id": "P2", "wishes": [{"session": "S1", "rank": 1}]}],
}
_MOVES = 10
#: The same for a proof: more sessions are wanted than one slot can hold.
_CLASHING = {
    "format": "pdday-problem/1",
    "name": "clashing",
    "slots": [{"id": "A", "block": "day"}],
    "rooms": [{"id": "R1", "site": "X", "seats": 2}, {"id": "R2", "site": "X", "seats": 2}],
    "sessions": [{"id": name, "runs": [0, 1]} for name in ("S1", "S2", "S3")],
    "attendees": [
        {"id": f"P{first}{then}", "wishes": [{"session": f"S{first}", "rank": 1}, {"session": f"S{then}", "rank": 2}]}
        for first, then in ((1, 2), (2, 3), (3, 1), (2, 1))
    ],
}


@cache
def make_ready() -> None:
    """Have everything compiled that a search runs: half a minute or more on a new machine, then a moment.

    What is compiled is kept (`compiling`). If the clock ran meanwhile, the first search on a machine would have no time
    left, and find no plan at all.
    """
    problem = problem_from(_TINY)
    day = day_arrays(problem)
    state = construct(day, seed=1)
    assert state is not None, "the tiny day has a timetable"
    search(day, [state], Pace(moves=_MOVES), threads=1)
    hopeless(problem, day, state)
    usher(problem, day, state)


@cache
def make_proof_ready() -> None:
    """The same for the strong bound, also for where memory has run out."""
    if not kernel.COMPILED:
        return
    problem = problem_from(_CLASHING)
    strong_bound(problem, NO_LIMITS, lambda _: None, target=lambda: 0.0, effort=1)
    market = Market(Slots(problem))
    tight = Proof(market, market.guess(), seed=1, bytes_at_most=0, settle=True)
    while not tight.is_done:
        tight.split()
