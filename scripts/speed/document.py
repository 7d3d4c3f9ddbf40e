"""What was measured, written down with the machine it was measured on."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

KEPT = Path(__file__).resolve().parent.parent.parent / "docs" / "speed.md"
#: What stands in docs/speed.md between these two lines is measured; the rest is written by hand.
BEGINS, ENDS = "<!-- measured: {part} -->", "<!-- end: {part} -->"


def machine() -> str:
    """The machine and the versions, in one line."""
    model = next(
        (line.split(": ")[1] for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model na")),
        platform.processor(),
    )
    busy = os.getloadavg()[0]
    versions = ", ".join(f"{name} {version(name)}" for name in ("flask", "sqlalchemy", "gunicorn"))
    return f"{os.cpu_count()} cores of {model}, load {busy:.1f}; Python {platform.python_version()}, {versions}."


def row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def write(said: Mapping[str, Sequence[str]], *, staff: int) -> None:
    """Put each measured part in its place; what was not measured this time stays."""
    words = KEPT.read_text(encoding="utf-8")
    for part, lines in said.items():
        begins, ends = BEGINS.format(part=part), ENDS.format(part=part)
        before, after = words.split(begins)[0], words.split(ends)[1]
        told = "\n".join([f"With {staff} staff. {machine()}", "", *lines]).strip()
        words = f"{before}{begins}\n\n{told}\n\n{ends}{after}"
    KEPT.write_text(words, encoding="utf-8")
