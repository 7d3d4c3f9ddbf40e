"""What a draft aims at: the weights of its score and the points of a choice, with sets of them ready to choose from.

No aim bends a rule. A draft keeps its aims, and whoever reads it again, changes it or judges it does so by these.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

from pdday.solver.problem import POINTS, Problem, Weights
from pdday.words import Sentence

#: A first choice is worth two and a half second ones, so that a day without it is soon a low day.
STEEP_POINTS = (10.0, 4.0, 2.0, 1.0, 0.6, 0.4, 0.3, 0.2, 0.1)


USUAL = Weights()


@dataclass(frozen=True)
class Aims:
    """What is weighed how much. 100 is a day that gives one person all that their list could."""

    weights: Weights = USUAL
    #: What a choice is worth by its rank, beginning with the first.
    points: tuple[float, ...] = POINTS

    def kept(self) -> dict[str, Any]:
        """As rows keep it."""
        return {"weights": asdict(self.weights), "points": list(self.points)}


#: What a draft aims at unless somebody wants otherwise.
BALANCED = Aims()


class Preset(StrEnum):
    """Aims that a coordinator can choose by name."""

    BALANCED = "balanced"
    NOBODY_BEHIND = "nobody_behind"
    FIRST_CHOICES = "first_choices"
    TEAMS = "teams"


PRESETS = {
    Preset.BALANCED: BALANCED,
    Preset.NOBODY_BEHIND: Aims(Weights(low_day=400, none_of_top_three=300)),
    Preset.FIRST_CHOICES: Aims(points=STEEP_POINTS),
    Preset.TEAMS: Aims(Weights(together=100, split=50)),
}


def aims_of(kept: Mapping[str, Any]) -> Aims:
    """Aims as rows keep them; the balanced ones, by which drafts were always made, where a row keeps none."""
    known = {each.name for each in fields(Weights)}
    weights = {name: weight for name, weight in kept.get("weights", {}).items() if name in known}
    return Aims(replace(USUAL, **weights), tuple(kept.get("points", POINTS)))


def aims_behind(problem: Problem) -> Aims:
    """What a plan of this problem aims at."""
    return Aims(problem.weights, problem.points)


def find_preset(aims: Aims) -> Preset | None:
    """The name that these aims go by, if they have one."""
    return next((preset for preset, known in PRESETS.items() if known == aims), None)


def why_not(aims: Aims) -> Iterator[tuple[str, Sentence]]:
    """What makes no sense in these aims, each with the weight where it would be mended."""
    weights = aims.weights
    if not weights.satisfaction:
        yield (
            "satisfaction",
            Sentence("Without a weight here nobody's list would count. Enter 1 or more."),
        )
    if weights.unplaced <= weights.unsuited:
        yield (
            "unplaced",
            Sentence(
                "People would rather be left without a place than sit where it does not suit them. Enter more than "
                "{unsuited}.",
                {"unsuited": weights.unsuited},
            ),
        )
