"""What presenters write: a text with its agenda, the lengths a day has room for, and what is still missing. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from pdday.programme.models import Slot
from pdday.programme.vocabulary import RoomSetup, SlotKind
from pdday.proposals import names
from pdday.proposals.models import Proposal
from pdday.proposals.vocabulary import Attestation, FollowUpOffer, Format, Level, Modality, Protocol
from pdday.words import InARow, Sentence

LONGEST_TITLE = 90
LONGEST_ABSTRACT = 700
#: An objective, an answer or a step is a sentence, not a page.
LONGEST_LINE = 300
MOST_OBJECTIVES = 3
MOST_STEPS = 15


@dataclass(frozen=True)
class Step:
    """One step of an agenda as it was typed."""

    minutes: int | None
    activity: str
    protocol: Protocol = Protocol.NONE


@dataclass(frozen=True)
class Wording:
    """What presenters filled in, as plain values; two of them are the same text or they are not."""

    title: str
    abstract: str
    objectives: tuple[str, ...]
    used_in: str
    strand_id: int
    format: Format
    protocol: Protocol
    level: Level
    modality: Modality
    follow_up: FollowUpOffer
    minutes: int
    runs_offered: int
    fewest_people: int
    most_people: int
    grade_bands: tuple[str, ...]
    audience_roles: tuple[str, ...]
    room_needs: tuple[str, ...]
    setup: RoomSetup | None
    language: str
    prerequisites: str
    accessibility_plan: str
    materials_cost: str
    mentor_requested: bool
    attestations: tuple[str, ...]
    barred_slot_ids: tuple[int, ...]
    steps: tuple[Step, ...]


#: The fields of a wording whose words come from a closed list.
_CLOSED: Mapping[str, type[StrEnum]] = {
    "format": Format,
    "protocol": Protocol,
    "level": Level,
    "modality": Modality,
    "follow_up": FollowUpOffer,
}
#: The fields of a wording that people type; what they tick or choose is no plain text.
TYPED = frozenset(each.name for each in fields(Wording) if each.type == "str")


@dataclass(frozen=True)
class Length:
    """A length that a session can have on this day, and the runs of slots that are just so long."""

    minutes: int
    #: Consecutive slots it takes.
    slots: int
    places: tuple[tuple[Slot, ...], ...]


@dataclass(frozen=True)
class Missing:
    """Something a proposal lacks before it can be sent, and the field of the form where it is cured."""

    field: str
    sentence: Sentence


def wording_of(proposal: Proposal) -> Wording:
    """What is kept of a proposal, to be set beside what was typed."""
    same = {each.name for each in fields(Wording)} - {"objectives", "barred_slot_ids", "steps"}
    return Wording(
        **{name: getattr(proposal, name) for name in same},
        objectives=proposal.objectives,
        barred_slot_ids=tuple(sorted(slot.id for slot in proposal.barred_slots)),
        steps=tuple(Step(each.minutes, each.activity, each.protocol) for each in proposal.steps),
    )


def typed_wording(proposal: Proposal) -> Wording:
    """What its presenters typed last: also what they have not put into a proposal that is sent."""
    return _from_json(proposal.unsent["wording"]) if proposal.unsent else wording_of(proposal)


def in_json(wording: Wording) -> dict[str, Any]:
    """A wording as JSON; `typed_wording` makes it the same again."""
    return asdict(wording)


def _from_json(kept: Mapping[str, Any]) -> Wording:
    listed = {name: tuple(value) for name, value in kept.items() if isinstance(value, (list, tuple))}
    chosen = {name: vocabulary(kept[name]) for name, vocabulary in _CLOSED.items()}
    steps = tuple(Step(each["minutes"], each["activity"], Protocol(each["protocol"])) for each in kept["steps"])
    setup = RoomSetup(kept["setup"]) if kept["setup"] else None
    return Wording(**{**kept, **listed, **chosen, "setup": setup, "steps": steps})


def differences(one: Wording, other: Wording) -> list[str]:
    """Names of what stands differently in two versions."""
    return [each.name for each in fields(Wording) if getattr(one, each.name) != getattr(other, each.name)]


def rearranged(wording: Wording, wish: str) -> Wording:
    """The wording with its agenda as a button wished: “add”, “up-2”, “down-1”, “remove-3”; others do nothing."""
    verb, _, place = wish.partition("-")
    steps, at = list(wording.steps), int(place) - 1 if place.isascii() and place.isdigit() else -1
    if verb == "add" and len(steps) < MOST_STEPS:
        steps.append(Step(None, ""))
    elif verb == "remove" and 0 <= at < len(steps):
        del steps[at]
    elif verb == "up" and 0 < at < len(steps):
        steps[at - 1 : at + 1] = reversed(steps[at - 1 : at + 1])
    elif verb == "down" and 0 <= at < len(steps) - 1:
        steps[at : at + 2] = reversed(steps[at : at + 2])
    return replace(wording, steps=tuple(steps))


def lengths(slots: Iterable[Slot]) -> list[Length]:
    """The lengths a session can have: one breakout slot, or two of a block that follow each other; shortest first."""
    breakouts = sorted((slot for slot in slots if slot.kind is SlotKind.BREAKOUT), key=lambda slot: slot.position)
    places = [(slot,) for slot in breakouts]
    double = [(first, second) for first, second in pairwise(breakouts) if first.block == second.block]
    found: dict[tuple[int, int], list[tuple[Slot, ...]]] = {}
    for place in [*places, *double]:
        found.setdefault((sum(map(minutes_of, place)), len(place)), []).append(place)
    singles = {minutes for minutes, taken in found if taken == 1}
    return [
        Length(minutes, taken, tuple(places))
        for (minutes, taken), places in sorted(found.items())
        if taken == 1 or minutes not in singles
    ]


def minutes_of(slot: Slot) -> int:
    """How long a slot is, in minutes."""
    return (slot.ends_at - slot.begins_at) // timedelta(minutes=1)


def find_length(slots: Iterable[Slot], minutes: int) -> Length | None:
    """The length of so many minutes, if the day has room for it."""
    return next((each for each in lengths(slots) if each.minutes == minutes), None)


def slots_it_may_cover(proposal: Proposal, slots: Iterable[Slot]) -> list[Slot]:
    """Slots of its length that its presenters have not ruled out, in the order of the day."""
    length, barred = find_length(slots, proposal.minutes), {slot.id for slot in proposal.barred_slots}
    places = [place for place in (length.places if length else ()) if barred.isdisjoint(slot.id for slot in place)]
    return sorted({slot for place in places for slot in place}, key=lambda slot: slot.position)


def missing_parts(proposal: Proposal) -> list[Missing]:
    """What has to be there before it can be sent, in the order of the form."""
    asked = [
        (proposal.title.strip(), "title", "Give it a title."),
        (proposal.abstract.strip(), "abstract", "Say in a few lines what happens in it."),
        (proposal.objectives, "objective_1", "Finish the sentence: one thing people can do afterwards."),
        (proposal.used_in.strip(), "used_in", "One line is enough: the grade, the unit, what changed."),
        (proposal.grade_bands, "grade_bands", "Say which grades it suits, or that it is not about grades."),
    ]
    missing = [Missing(field, Sentence(words)) for answer, field, words in asked if not answer]
    missing += [Missing("minutes", sentence) for sentence in where_it_fits_nowhere(proposal)]
    missing += [Missing("steps", sentence) for sentence in _what_the_agenda_lacks(proposal)]
    missing += [Missing("presenters", sentence) for sentence in who_has_not_agreed(proposal)]
    return missing + [Missing("attestations", sentence) for sentence in _what_is_not_confirmed(proposal)]


def where_it_fits_nowhere(proposal: Proposal) -> Iterable[Sentence]:
    minutes = {"minutes": proposal.minutes}
    if find_length(proposal.day.slots, proposal.minutes) is None:
        yield Sentence("No slot of the day is {minutes} minutes long. Choose another length.", minutes)
    elif not slots_it_may_cover(proposal, proposal.day.slots):
        yield Sentence("Every slot of {minutes} minutes is one you cannot. Leave at least one free.", minutes)


def _what_the_agenda_lacks(proposal: Proposal) -> Iterable[Sentence]:
    if not proposal.steps:
        yield Sentence("Plan the agenda: what people do, step by step, with its minutes.")
        return
    for step in proposal.steps:
        if not step.activity.strip():
            yield Sentence("Step {number}: say what people do, or remove it.", {"number": step.position})
        if step.minutes is None:
            yield Sentence("Step {number}: say how many minutes it takes.", {"number": step.position})
    planned = planned_minutes(step.minutes for step in proposal.steps)
    facts = {"planned": planned, "minutes": proposal.minutes, "apart": abs(proposal.minutes - planned)}
    if planned < proposal.minutes:
        yield Sentence("The steps add up to {planned} of {minutes} minutes. Plan {apart} more.", facts)
    elif planned > proposal.minutes:
        yield Sentence("The steps add up to {planned} minutes, but there are {minutes}. Take {apart} away.", facts)


def who_has_not_agreed(proposal: Proposal) -> Iterable[Sentence]:
    for each in proposal.presenters:
        if each.agreed_at is None:
            yield Sentence(
                "{name} has not said yes yet. Wait for the answer, or take the name off.", {"name": each.staff.name}
            )


def _what_is_not_confirmed(proposal: Proposal) -> Iterable[Sentence]:
    open_ones = [each for each in Attestation if each not in proposal.attestations]
    if open_ones:
        what = InARow(tuple(names.ATTESTATIONS[each][0] for each in open_ones))
        yield Sentence("Check what is true of it. Still open: {what}.", {"what": what})


def planned_minutes(minutes: Iterable[int | None]) -> int:
    """How many minutes the steps of an agenda take together."""
    return sum(each or 0 for each in minutes)


def names_told(proposal: Proposal) -> list[str]:
    """Presenters whose first or last name stands in the text, though round 1 hides who wrote it."""
    text = " ".join(typed_words(wording_of(proposal)))
    words = set(re.findall(r"[\w’'-]+", text.casefold()))
    words |= {word.removesuffix("’s").removesuffix("'s") for word in words}
    return [
        each.staff.name
        for each in proposal.presenters
        if _is_in(each.staff.first_name, words) or _is_in(each.staff.last_name, words)
    ]


def typed_words(wording: Wording) -> Iterable[str]:
    """Everything in it that somebody typed in their own words."""
    yield from (getattr(wording, name) for name in TYPED)
    yield from wording.objectives
    yield from (step.activity for step in wording.steps)


def _is_in(name: str, words: set[str]) -> bool:
    parts: Sequence[str] = re.findall(r"[\w’'-]+", name.casefold())
    return bool(parts) and all(part in words for part in parts)
