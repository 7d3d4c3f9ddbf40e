"""What pages say of a draft's aims: each preset with what it trades, each weight in a coordinator's words."""

from __future__ import annotations

from dataclasses import dataclass

from pdday.timetable.aims import BALANCED, PRESETS, Aims, Preset, find_preset
from pdday.words import Sentence

#: Chosen where none of the presets will do.
OWN = "own"

NAMES = {
    Preset.BALANCED: Sentence("Balanced"),
    Preset.NOBODY_BEHIND: Sentence("Nobody left behind"),
    Preset.FIRST_CHOICES: Sentence("As many first choices as possible"),
    Preset.TEAMS: Sentence("Keep teams together"),
}
OWN_NAME = Sentence("Weights of your own")

#: What a first choice is worth, a second and so on, unless somebody wants otherwise.
USUAL_POINTS = BALANCED.points
#: The same where as many as possible are to have their first choice.
STEEP_POINTS = PRESETS[Preset.FIRST_CHOICES].points

#: What each does, and at whose cost.
TRADES = {
    Preset.BALANCED: Sentence(
        "A good day for as many as possible, with more weight for whoever would get less than half of their wishes."
    ),
    Preset.NOBODY_BEHIND: Sentence(
        "Those who would get least come first. For that, others get a second or third choice in place of their first."
    ),
    Preset.FIRST_CHOICES: Sentence(
        "A first choice counts far more than a second. Whoever misses theirs may have to go further down their list."
    ),
    Preset.TEAMS: Sentence(
        "Colleagues who asked to be together meet, and those to be spread are spread. That costs some a high choice."
    ),
}
OWN_TRADE = Sentence("The numbers below, under “What is weighed how much”, as you set them.")


@dataclass(frozen=True)
class Weighed:
    """One weight: its name in the solver, what it stands for, and what each point of it is for."""

    name: str
    label: Sentence
    each: Sentence


#: In the order of how much they weigh by default, but for the last, which repairs alone weigh.
WEIGHED = (
    Weighed(
        "missed",
        Sentence("Every required session attended"),
        Sentence("Taken off for each person who misses a session that is required of them."),
    ),
    Weighed(
        "unplaced",
        Sentence("A place for everyone"),
        Sentence("Taken off for each free slot of a person in which nothing is left for them."),
    ),
    Weighed(
        "satisfaction",
        Sentence("Everyone's own list"),
        Sentence("Given for a person who gets all that their list could give them, and in part for a part of it."),
    ),
    Weighed(
        "low_day",
        Sentence("Nobody far behind the others"),
        Sentence("Taken off, in part, for what a person lacks of half of that."),
    ),
    Weighed(
        "none_of_top_three",
        Sentence("Nobody without one of their top three"),
        Sentence("Taken off for each person who named three or more and gets none of the first three."),
    ),
    Weighed(
        "under_minimum",
        Sentence("No run with too few people"),
        Sentence("Taken off for each run under the least that its session asks for."),
    ),
    Weighed(
        "together",
        Sentence("Teams together"),
        Sentence("Taken off for each person of a team who shares no run with any of the others."),
    ),
    Weighed(
        "split",
        Sentence("Colleagues spread"),
        Sentence("Taken off for each two who should hear different things and sit in the same run."),
    ),
    Weighed(
        "unsuited",
        Sentence("Seats that suit people's work"),
        Sentence("Taken off for each seat that its person neither asked for nor can use in their work."),
    ),
    Weighed(
        "change",
        Sentence("Places kept in a repair"),
        Sentence(
            "Taken off for each slot in which a person has another place than before. It counts in a repair of this "
            "draft in which others too may move."
        ),
    ),
)


def trades() -> dict[str, Sentence]:
    """What can be chosen, and what each does."""
    return {**{preset.value: told for preset, told in TRADES.items()}, OWN: OWN_TRADE}


def name_of(aims: Aims) -> Sentence:
    """What these aims are called."""
    preset = find_preset(aims)
    return OWN_NAME if preset is None else NAMES[preset]


def trade_of(aims: Aims) -> Sentence:
    """What these aims do, and at whose cost."""
    preset = find_preset(aims)
    return Sentence("A coordinator set what counts how much.") if preset is None else TRADES[preset]


def unusual(aims: Aims) -> list[tuple[Sentence, float, float]]:
    """Each weight that is not what it usually is: its label, the weight, the usual one."""
    weights = [(each.label, getattr(aims.weights, each.name), getattr(BALANCED.weights, each.name)) for each in WEIGHED]
    return [(label, weight, usual) for label, weight, usual in weights if weight != usual]


def usually(weighed: Weighed) -> float:
    """What a weight is unless somebody wants otherwise."""
    weight: float = getattr(BALANCED.weights, weighed.name)
    return weight


def otherwise(weighed: Weighed) -> list[tuple[Sentence, float]]:
    """The presets in which a weight is not the usual one, by name, and what it is in them."""
    weights = [(NAMES[preset], getattr(aims.weights, weighed.name)) for preset, aims in PRESETS.items()]
    return [(name, weight) for name, weight in weights if weight != getattr(BALANCED.weights, weighed.name)]
