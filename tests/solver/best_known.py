"""The best plans known: no bound may ever be told that is below one of them.

Made by `python -m pdday.solver CASE.json -o plan.json` with what stands beside each, which by the clock comes out a
little different each time; scores are rounded down. `--check` reads such a plan again. Whoever finds a better one
writes it here. The days are the public ones where they lie beside the repository, and one by chance, which is always
there (`scripts/benchmark-solver --write-days DIR`).
"""

from __future__ import annotations

from typing import NamedTuple

from pdday.solver.problem import Problem
from pdday.solver.reading import problem_from, read_problem
from scripts.solving.cases import PUBLIC, SHAPES, day_by_chance


class Known(NamedTuple):
    """A score that a plan has, and how that plan was made."""

    case: str
    score: float
    made_with: str

    def day(self) -> Problem:
        """The day of that plan."""
        if self is BY_CHANCE:
            return problem_from(day_by_chance(SHAPES["school"], name=self.case, seed=12))
        return read_problem((PUBLIC / f"{self.case}.json").read_text(encoding="utf-8"))


BY_CHANCE = Known("school-seed-12", 5_398.4, "--seconds 60 (proved best)")
BEST_KNOWN = (
    BY_CHANCE,
    Known("school-1", 5_571.9, "--seconds 30 (proved best)"),
    Known("school-2", 5_618.4, "--seconds 30 (proved best)"),
    Known("small-1", 35_454.6, "--seconds 600 --bound strong --seed 1"),
    Known("small-2", 36_948.1, "--seconds 600 --bound strong --seed 1"),
    Known("umass", 63_203.9, "--seconds 60 --seed 1"),
    Known("district-1", 177_115.0, "--seconds 120 --seed 1"),
)


def known_here(*cases: str) -> list[Known]:
    """Those of these whose days are at hand."""
    return [
        known
        for known in BEST_KNOWN
        if known.case in cases and (known is BY_CHANCE or (PUBLIC / f"{known.case}.json").exists())
    ]
