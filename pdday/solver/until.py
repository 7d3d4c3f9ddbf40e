"""When to stop: at a moment, after so many steps, or when somebody asks to. Search and models alike look here."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class Limits:
    """When work has to stop.

    `nodes`, `steps` and `iterations` are counted, so they stop at the same place every time; `deadline`
    (seconds of `time.monotonic`) and `stop` do not. A step is what HiGHS does with whole numbers until it asks again
    whether to go on: a round of cuts, or a node; the run ends with the first step beyond so many, and CBC has none.
    `gap` is relative.
    """

    deadline: float | None = None
    nodes: int | None = None
    steps: int | None = None
    iterations: int | None = None
    gap: float = 1e-9
    stop: Callable[[], bool] | None = None

    def seconds_left(self) -> float | None:
        """Seconds until the deadline, never negative; None without a deadline."""
        return None if self.deadline is None else max(0.0, self.deadline - time.monotonic())

    def reached(self) -> bool:
        """Whether the time is up or somebody asked to stop."""
        return self.seconds_left() == 0.0 or bool(self.stop and self.stop())

    def within(self, seconds: float) -> "Limits":
        """The same, and no longer than so many seconds from now; where there is no clock, none is started."""
        if self.deadline is None:
            return self
        return replace(self, deadline=min(self.deadline, time.monotonic() + seconds))


#: Solve to the end.
NO_LIMITS = Limits()


class OutOfTime(Exception):
    """Time was up before there was anything to show."""


def in_time(things: Iterable[Thing], limits: Limits, *, every: int = 256) -> Iterator[Thing]:
    """The same things, as long as the limits allow, which is looked at now and then. Raises OutOfTime."""
    for number, thing in enumerate(things):
        if number % every == 0 and limits.reached():
            raise OutOfTime
        yield thing
