"""Several hands for one piece of compiled work: rows that do not touch each other are worked on side by side."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import TracebackType
from typing import Self

#: A hand is worth having for no fewer rows than this.
ROWS_EACH = 2


class Crew:
    """Compiled functions let other threads run meanwhile; what comes out does not depend on how many hands there are.

    `hands` is asked each time, since a search may be using a core for a while.
    """

    def __init__(self, hands: Callable[[], int] = lambda: 1) -> None:
        self._hands = hands
        self._pool: ThreadPoolExecutor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def share(self, rows: int, work: Callable[[slice], None]) -> None:
        """Do this work for so many rows, each of which is in exactly one of the slices."""
        hands = min(self._hands(), rows // ROWS_EACH)
        if hands < 2:
            work(slice(0, rows))
            return
        if self._pool is None:
            self._pool = ThreadPoolExecutor()
        cuts = [rows * hand // hands for hand in range(hands + 1)]
        jobs = [self._pool.submit(work, slice(begin, end)) for begin, end in pairwise(cuts)]
        for job in jobs:
            job.result()
