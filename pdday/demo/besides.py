"""What some presenters of the demo say besides: what to know or bring, what it costs, how everyone can take part."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Besides:
    """The rarer answers on a proposal's form; empty where its presenters left them empty."""

    prerequisites: str = ""
    language: str = ""
    accessibility_plan: str = ""
    materials_cost: str = ""
    mentor_requested: bool = False


#: By the code that a proposal has in `sessions.csv`.
BESIDES = {
    "HR001": Besides(materials_cost="$60 for card and rings, from the literacy budget"),
    "HR002": Besides("A page of text that your students read this month"),
    "HR005": Besides("The next unit you teach, so that you leave with a set for it"),
    "HR008": Besides(
        accessibility_plan="Every step can be done at a table, too; the tape is wide and in two contrasting colors.",
        materials_cost="$25 for floor tape",
    ),
    "HR010": Besides("You have taught Algebra 1 or an intervention block"),
    "HR014": Besides(accessibility_plan="Captions are on, and the slides come by mail the evening before."),
    "HR015": Besides(language="English and Spanish"),
    "HR016": Besides(language="English and Spanish"),
    "HR018": Besides("One plan you work with, its name covered"),
    "HR020": Besides(accessibility_plan="Talking boards lie at every seat, and anyone may answer with one."),
    "HR026": Besides(materials_cost="$80 for timers and cushions, from the wellness fund"),
    "HR035": Besides("A laptop and one slide deck of yours"),
    "HR036": Besides("A laptop"),
    "HR042": Besides(
        "Shoes for a mile outdoors",
        accessibility_plan="The towpath is level and paved; a shorter way with benches is marked on the map.",
    ),
    "HR045": Besides(mentor_requested=True),
    "HR055": Besides(mentor_requested=True),
    "HR057": Besides(mentor_requested=True),
    "HR067": Besides(materials_cost="$120 for soil and seed", mentor_requested=True),
    "HR069": Besides("Last term’s comments, names covered", mentor_requested=True),
}


def besides(code: str) -> Besides:
    """What is said besides about the proposal, also where another school's team offers it again."""
    return BESIDES.get(code.partition("-")[0], Besides())
