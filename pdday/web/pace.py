"""Answers that take equally long, so that a stranger cannot tell by the clock what happened behind them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

#: Longer than the work behind it takes on a slow machine, short enough not to be noticed by a person.
EVEN_SECONDS = 0.25


@contextmanager
def even_pace(seconds: float = EVEN_SECONDS) -> Iterator[None]:
    """Whatever happens inside, leave `seconds` after coming in. Commit inside: no transaction may wait here."""
    begun = monotonic()
    try:
        yield
    finally:
        sleep(max(0.0, begun + seconds - monotonic()))
