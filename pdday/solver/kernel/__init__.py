"""The search's inner loop, compiled by numba; without numba the same functions run as plain Python.

A timetable is judged by what everybody's day would be worth if seats had prices: each person takes the
best day they can afford, each run earns its price for every seat, and the prices are such that no more
people come than there are seats (a Lagrangian of the capacities). Moving a run then only changes the
days of the people who asked for it or present it.

A run that moves finds its own new price: its seats go to those who would give most for them, and what
somebody would give is the worth of their best day with it, less that of their best day without it. At the
old price a larger room would look far too good (docs/solver-research.md).

| file | holds |
|---|---|
| `worth` `travel` `offered` | what a day is worth; what is in reach; what is offered to one person |
| `by_sets` `in_order` `days` | the best of it over all sets of slots; with many slots, nearly; for everybody |
| `choices` `choices_by_sets` `choices_in_order` | the same with each thing they ask for, and without |
| `moves` `carrying_out` | what runs might move, by chance; runs put in their places, seats counted |
| `auctions` `shared` `annealing` | what a move promises; for people whom two runs concern; which moves are kept |

Most functions take plain arrays, because with tuples they are compiled and called far more slowly.
"""

from pdday.solver.compiling import COMPILED
from pdday.solver.kernel.annealing import anneal
from pdday.solver.kernel.carrying_out import place_run, without_seat
from pdday.solver.kernel.choices import reckon_choices
from pdday.solver.kernel.days import best_days, take_turns
from pdday.solver.kernel.worth import FULL, NOTHING

__all__ = [
    "COMPILED",
    "FULL",
    "NOTHING",
    "anneal",
    "best_days",
    "place_run",
    "reckon_choices",
    "take_turns",
    "without_seat",
]
