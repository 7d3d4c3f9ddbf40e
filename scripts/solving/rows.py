"""How a table of figures is written down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

#: In a cell that has nothing to tell.
NOTHING = "–"


def head(columns: Sequence[str], *, words: int) -> Iterator[str]:
    """The head of a table whose first columns are words and whose others are figures."""
    yield row(columns)
    yield row(["---"] * words + ["---:"] * (len(columns) - words))


def row(cells: Sequence[str]) -> str:
    """One line of a table."""
    return f"| {' | '.join(cells)} |"
