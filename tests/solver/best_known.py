"""The best plans known for the public days: no bound may ever be told that is below one of them.

Made by `python -m pdday.solver CASE.json -o plan.json` with what stands beside each; `--check` reads them again.
Whoever finds a better one writes it here. Those of small-1 and umass were made before a repeat counted seats only for
people who have not been there; what these commands make since then was not tried.
"""

from __future__ import annotations

from typing import NamedTuple

from scripts.solving.cases import PUBLIC


class Known(NamedTuple):
    """A score that a plan has, and how that plan was made."""

    case: str
    score: float
    made_with: str


BEST_KNOWN = (
    Known("school-1", 5_571.91, "--seconds 60 (proved optimal)"),
    Known("small-1", 35_451.3, "--effort 200 --seed 1"),
    Known("umass", 63_174.2, "--effort 60 --seed 1"),
    Known("district-1", 176_371.5, "--effort 30 --seed 1"),
)


def known_here(*cases: str) -> list[Known]:
    """Those of these whose files lie beside the repository."""
    return [known for known in BEST_KNOWN if known.case in cases and (PUBLIC / f"{known.case}.json").exists()]
