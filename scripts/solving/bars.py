"""How far the solver has to go: the bars of `../shared/ASSIGNMENT.md`, section 7, and whether a row reaches them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Bars:
    """What is asked of one size of day; None where nothing is asked."""

    #: Seconds until the first plan is shown, and until the last.
    first: float | None = None
    last: float | None = None
    #: Seconds that the day is given where none are asked for the last plan.
    otherwise: float = 60
    #: The proved gap with the quick bound, and with the strong one after so many seconds; a part of the bound.
    quick_gap: float | None = None
    strong_gap: float | None = None
    strong_seconds: float = 600
    megabytes: float | None = None
    #: Seconds until a change is repaired with seats alone, and with other rooms and times.
    repair_seats: float | None = None
    repair_rooms: float | None = None
    #: Seconds until it is told what to relax of an impossible day, and which rules clash.
    relax: float | None = None
    conflict: float | None = None

    @property
    def seconds(self) -> float:
        """How long the day is solved."""
        return self.otherwise if self.last is None else self.last


BARS = {
    "school": Bars(first=2, last=30, quick_gap=0.0, strong_gap=0.0, strong_seconds=60, megabytes=250),
    "small": Bars(first=5, last=60, quick_gap=0.068, strong_gap=0.02, megabytes=400),
    "district": Bars(
        first=15,
        last=120,
        quick_gap=0.09,
        strong_gap=0.03,
        strong_seconds=1800,
        megabytes=700,
        repair_seats=3,
        repair_rooms=15,
        relax=3,
        conflict=10,
    ),
    "large": Bars(first=60, last=300, quick_gap=0.104, megabytes=1200),
    "metro": Bars(otherwise=900),
    "umass": Bars(first=5, last=60, quick_gap=0.025, strong_gap=0.01, megabytes=400),
}
#: A day of another shape has the time of a small one, and no bar.
OTHERWISE = Bars()
#: A gap up to here is none: the plan is as good as any.
PROVED = 1e-6


def bars_of(size: str) -> Bars:
    """What is asked of days of this size."""
    return BARS.get(size, OTHERWISE)


def with_bar(told: str, value: float | None, bar: float | None, *, shown: str = "g") -> str:
    """A figure as the table tells it: with its bar, and in bold letters where it does not reach it."""
    if value is None or bar is None:
        return told
    reached = value <= bar + PROVED
    return f"{told} ({bar:{shown}})" if reached else f"**{told}** ({bar:{shown}})"
