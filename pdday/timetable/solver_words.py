"""What the solver says about a day that cannot be planned, or not in full, found again as a pattern and its facts.

The solver is pure and speaks English. Its sentences are kept with a job as they were said, with names for ids; here,
at the edge, each is recognized and so can be said in the reader's language. A test holds this list to the solver's
own sentences.
"""

from __future__ import annotations

import re
from functools import cache

from pdday.programme.names import FEATURES
from pdday.words import InARow, Sentence

#: Whole sentences.
TOLD = (
    Sentence("{title} finds no {length} consecutive slots of one block that it may use."),
    Sentence("Let it use more slots, or make it shorter."),
    Sentence("{title} has no time at which all its presenters are there."),
    Sentence("Ask its presenters to come, or change its slots."),
    Sentence("{title} must run, and no room {what}."),
    Sentence("Equip a room, or ask for less."),
    Sentence("Let it use another site."),
    Sentence("Find a room that its presenters can use."),
    Sentence("Open a room that suits it."),
    Sentence(
        "{titles} must run, which takes {wanted} times a room, and the rooms that suit them are open {there} times."
    ),
    Sentence("Open a room, let a session use other rooms or slots, or cancel one."),
    Sentence("{title} is cancelled, yet it or somebody's seat in it is pinned."),
    Sentence("Take the pin away, or let the session run."),
    Sentence("{title} must run {wanted} times, and there is time and room for {there}."),
    Sentence("Let it run less often, or in more slots."),
    Sentence("{who} presents {titles}, which takes {wanted} slots, and has {there} for it."),
    Sentence("Give a session another presenter, fewer runs or more slots."),
    Sentence("{title} is pinned to {where}, where it may not be: {why}."),
    Sentence("Take the pin away, or change what keeps the session out."),
    Sentence("{both} in {room}."),
    Sentence("Move one pin."),
    Sentence("{both}, and {who} presents both."),
    Sentence("Move one pin, or change a presenter."),
    Sentence("{seat}, and no run that they could sit in can be there."),
    Sentence("Move or take away the pin."),
    Sentence("{seat}, which they present."),
    Sentence("Take the pin away."),
    Sentence("{seat}, and said that it is not for them."),
    Sentence("Take the pin away, or require it."),
    Sentence("{seat}, and is away whenever that could be."),
    Sentence("{seat}, and no room has {needs}."),
    Sentence("Find a room they can use."),
    Sentence("{who} is there for {there} slots, and their pinned seats and presenting take {wanted}."),
    Sentence("Take a pin away."),
    Sentence("{who} is pinned to {title} in two slots."),
    Sentence("Take one pin away."),
    Sentence("{count} people are pinned to {title}, which can seat {seats}."),
    Sentence("Take pins away, or find it a larger room or more runs."),
    Sentence("{who} is pinned to {title} and {other} at the same time."),
    Sentence("{one} and {other} are kept apart, yet both have their place in {title}."),
    Sentence("Let them share the run, or change a presenter or a pin."),
    Sentence("{joined}: {partner} would attend {title} as often as {person} presents it."),
    Sentence("Name both as presenters, or let the session run once."),
    Sentence("{joined}, and {partner} cannot be in {title}, where {person} has to be."),
    Sentence(
        "Let {partner} attend it (require it of them, or check when they are there and what they need), or undo "
        "the joining."
    ),
    Sentence("{title} runs {times}."),
    Sentence("Let {title} run less often or not at all, or more often if it is pinned."),
    Sentence("{title} takes {length} slots that follow each other."),
    Sentence("Make it shorter."),
    Sentence("{title} runs only in its slots."),
    Sentence("Let it run in other slots."),
    Sentence("{title} needs {features}."),
    Sentence("Equip another room, or do without."),
    Sentence("{title} is only at {sites}."),
    Sentence("Let it be at another site."),
    Sentence("{room} is closed in slot {slot}."),
    Sentence("{rooms} are closed in slot {slot}."),
    Sentence("Open as many of them as it takes in slot {slot}."),
    Sentence("Open one of them in slot {slot}."),
    Sentence("Open {count} of them in slot {slot}."),
    Sentence("Open {room} in slot {slot}."),
    Sentence("Each room holds one run at a time: {rooms}."),
    Sentence("Find another room like {room}."),
    Sentence("Find {count} more rooms like {room}."),
    Sentence("{title} has only so many seats."),
    Sentence("Find a larger room, or take pins away."),
    Sentence("{who} presents {title} and has to be there when it runs."),
    Sentence("Let somebody else present {title}, or ask {who} to come at another time."),
    Sentence("{who} needs {needs} in the room."),
    Sentence("Give another room {needs}."),
    Sentence("{who} is away in some slots."),
    Sentence("Ask {who} to be there at another time."),
    Sentence("{who} said that {title} is not for them."),
    Sentence("Require it, or take the pin away."),
    Sentence("{title} is not meant for {who}."),
    Sentence("Require it of {who}."),
    Sentence("{who} cannot go between sites in the gap."),
    Sentence("Put the sessions at one site, or lengthen the gap."),
    Sentence("{one} and {other} never share a run."),
    Sentence("Let {one} and {other} share a run."),
    Sentence("{one} and {other} are always in the same runs."),
    Sentence("Let {one} and {other} go separate ways."),
    Sentence("{title} is pinned to {where}."),
    Sentence("Move the pin, or take it away."),
    Sentence(
        "In slot {slot} the open rooms seat {seats} of the {count} who need a place, which leaves at least {left} "
        "without one."
    ),
    Sentence("{title} can seat {seats} of the {count} who must attend it, which leaves at least {left} out."),
)
#: What such a sentence may have as a fact.
FACTS = (
    Sentence("has every feature it needs"),
    Sentence("is at one of its sites as well"),
    Sentence("has what its presenters need as well"),
    Sentence("is open when it could run as well"),
    Sentence("it cannot start in that slot"),
    Sentence("its presenters are not all there then"),
    Sentence("no room that suits it is open then"),
    Sentence("the room lacks a feature that it needs"),
    Sentence("the room is at none of its sites"),
    Sentence("the room lacks what its presenters need"),
    Sentence("the room is closed when it could run"),
    Sentence("{one} and {other} are pinned to the same time"),
    Sentence("{who} is pinned to {title} in slot {slot}"),
    Sentence("{who} is pinned to {title}"),
    Sentence("{person} and {partner} are joined"),
    Sentence("slot {slot} and {room}"),
    Sentence("slot {slot}"),
    Sentence("some slot"),
    Sentence("some run"),
    Sentence("never, it is cancelled"),
    Sentence("once"),
    Sentence("{fewest} to {most} times"),
    Sentence("{most} times"),
    Sentence("{more} more"),
)


def recognized(told: str) -> Sentence:
    """A sentence of the solver as a pattern and its facts; as it stands where it is none that we know."""
    return _find(told, TOLD) or Sentence("{told}", {"told": told})


def _find(told: str, known: tuple[Sentence, ...]) -> Sentence | None:
    for sentence in sorted(known, key=lambda each: -len(_FACT.sub("", each.pattern))):
        if found := _expression(sentence.pattern).fullmatch(told):
            return Sentence(sentence.pattern, {name: _fact(name, fact) for name, fact in found.groupdict().items()})
    return None


def _fact(name: str, fact: str) -> object:
    if name == "features":
        return InARow(tuple(_FEATURES.get(each, each) for each in fact.split(", ")))
    if name == "titles":
        return InARow(tuple(_find(each, FACTS) or each for each in _TITLE.findall(fact)))
    return _find(fact, FACTS) or fact


#: Features of rooms as sites and rooms call them, by the solver's words as a job keeps them.
_FEATURES = {feature.value.replace("_", " "): name for feature, name in FEATURES.items()}
_TITLE = re.compile(r"“[^”]*”|[0-9]+ more")
_FACT = re.compile(r"\\\{(\w+)\\\}|\{(\w+)\}")


@cache
def _expression(pattern: str) -> re.Pattern[str]:
    """What finds the facts in a sentence of this pattern. Titles stand in quotation marks."""
    return re.compile(_FACT.sub(lambda fact: f"(?P<{fact[1]}>{_kind(fact[1])})", re.escape(pattern)))


def _kind(name: str) -> str:
    return "“.+”" if name == "title" else "[0-9]+" if name in _COUNTS else ".+"


_COUNTS = frozenset({"length", "wanted", "there", "count", "seats", "fewest", "most", "more", "left"})
