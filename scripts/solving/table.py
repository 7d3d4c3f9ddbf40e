"""The rows of `scripts/benchmark-solver`: measured once, and kept in a file if asked, so that hours may be cut."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Row:
    """One day's row, and its rows of general solvers, as they are written down."""

    line: str
    others: Sequence[str]
    #: When, and with which options; nothing in a file that was written before rows said so.
    measured: str = ""


@dataclass
class Table:
    """Rows by the names of their days, in the order in which they were asked for.

    With a file, what it holds is not measured again, and each new row is in it at once.
    """

    file: Path | None = None
    rows: dict[str, Row] = field(default_factory=dict)

    def take_up(self, day: str) -> bool:
        """Whether the file has this day's row; then it is in the table."""
        kept = self._kept().get(day)
        if kept is None:
            return False
        self.rows[day] = Row(**kept)
        return True

    def add(self, day: str, row: Row) -> None:
        """Put a day's row in the table, and in the file."""
        self.rows[day] = row
        if self.file is not None:
            self.file.write_text(json.dumps(self._kept() | {day: asdict(row)}, indent=1), encoding="utf-8")

    def lines(self) -> Iterator[str]:
        """The days' rows."""
        return (row.line for row in self.rows.values())

    def others(self) -> Iterator[str]:
        """The rows of general solvers."""
        return (line for row in self.rows.values() for line in row.others)

    def _kept(self) -> dict[str, dict[str, object]]:
        if self.file is None or not self.file.exists():
            return {}
        kept: dict[str, dict[str, object]] = json.loads(self.file.read_text(encoding="utf-8"))
        return kept
