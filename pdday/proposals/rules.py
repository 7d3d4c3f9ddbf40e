"""Questions about proposals: who may do what, what is missing, where a session of this length fits. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, timedelta
from itertools import pairwise

from pdday.programme.models import Day, Slot
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.proposals.models import Proposal, ProposalPresenter, Review
from pdday.proposals.vocabulary import (
    NEXT_STATES,
    Criterion,
    FollowUpOffer,
    Format,
    Level,
    Modality,
    ProposalState,
    Protocol,
)
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.staff.vocabulary import Duty
from pdday.words import CalendarDay, Sentence

LONGEST_TITLE = 90
LONGEST_ABSTRACT = 700
#: An objective, an answer or a step is a sentence, not a page.
LONGEST_LINE = 300
MOST_OBJECTIVES = 3
MOST_STEPS = 15
#: More would be a panel of strangers; and each of them is busy in every run.
MOST_PRESENTERS = 6


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
    barred_slot_ids: tuple[int, ...]
    steps: tuple[Step, ...]


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


def may_see(person: StaffMember, proposal: Proposal) -> bool:
    """Its presenters, those who are asked to present it, and coordinators; reviewers have a page without names."""
    return find_part(person, proposal) is not None or may_coordinate(person)


def may_edit(person: StaffMember, proposal: Proposal) -> bool:
    """Presenters who said yes write it together."""
    part = find_part(person, proposal)
    return part is not None and part.agreed_at is not None


def may_withdraw(person: StaffMember, proposal: Proposal) -> bool:
    """Its presenters, and a coordinator to whom they said so."""
    return may_edit(person, proposal) or may_coordinate(person)


def may_read_reviews(person: StaffMember) -> bool:
    """Reviewers have a queue."""
    return person.has_duty(Duty.REVIEWER)


def may_review(person: StaffMember, proposal: Proposal) -> bool:
    """Reviewers read every proposal but their own, once a coordinator has released it without names."""
    return may_read_reviews(person) and find_part(person, proposal) is None and is_in_review(proposal)


def may_decide(person: StaffMember, proposal: Proposal) -> bool:
    """Coordinators decide, but not about what they present themselves."""
    return may_coordinate(person) and find_part(person, proposal) is None


def is_in_review(proposal: Proposal) -> bool:
    """Whether reviewers may read it now."""
    return proposal.state is ProposalState.SUBMITTED and proposal.released_at is not None


def waits_for_release(proposal: Proposal) -> bool:
    """Whether a coordinator has yet to let reviewers read it."""
    return proposal.state is ProposalState.SUBMITTED and proposal.released_at is None


def possible_decisions(proposal: Proposal) -> frozenset[ProposalState]:
    """What a coordinator can decide about it now."""
    return NEXT_STATES[proposal.state] & {
        ProposalState.ACCEPTED,
        ProposalState.REVISE,
        ProposalState.WAITLISTED,
        ProposalState.DECLINED,
    }


def mean_rating(reviews: Iterable[Review]) -> tuple[float | None, int]:
    """The mean of all ratings, 1 to 4, and how many reviewers gave some; none without any."""
    given = [[getattr(each, criterion.value) for criterion in Criterion] for each in reviews if not each.recused]
    ratings = [rating for six in given for rating in six]
    return (sum(ratings) / len(ratings) if ratings else None), len(given)


def find_part(person: StaffMember, proposal: Proposal) -> ProposalPresenter | None:
    """The person's place among its presenters, agreed or only asked; None where they have no part in it."""
    return next((each for each in proposal.presenters if each.staff_id == person.id), None)


def why_not_propose(day: Day, *, today: date) -> Sentence | None:
    """Why a new proposal cannot be sent today; None while the day's call is open."""
    phase = next((each for each in day.phases if each.kind is PhaseKind.PROPOSING), None)
    if phase is None:
        return Sentence(
            "The coordinator has not yet said when proposals can be sent. What you write is kept until then."
        )
    if today < phase.begins_on:
        opens = {"date": CalendarDay(phase.begins_on)}
        return Sentence("Proposals can be sent from {date}. What you write is kept until then.", opens)
    if today > phase.ends_on:
        return Sentence(
            "Proposals closed on {date}. What you wrote is kept; ask the coordinator of the day whether there is room.",
            {"date": CalendarDay(phase.ends_on)},
        )
    return None


def why_not_begin(day: Day, *, today: date) -> Sentence | None:
    """Why no new draft can be begun; None until the call is over, because writing early takes nobody's place."""
    over = any(phase.kind is PhaseKind.PROPOSING and phase.ends_on < today for phase in day.phases)
    return why_not_propose(day, today=today) if over else None


def may_still_change(proposal: Proposal, *, today: date) -> bool:
    """Whether its text may be changed: drafts, what is to be revised, and what waits while the call is open."""
    if proposal.state is ProposalState.SUBMITTED:
        return proposal.released_at is None and why_not_propose(proposal.day, today=today) is None
    return proposal.state in {ProposalState.DRAFT, ProposalState.REVISE}


def can_become(proposal: Proposal, state: ProposalState) -> bool:
    """Whether this may happen to it next."""
    return state in NEXT_STATES[proposal.state]


def can_be_withdrawn(proposal: Proposal) -> bool:
    """Whether its presenters may still take it back."""
    return can_become(proposal, ProposalState.WITHDRAWN)


def wording_of(proposal: Proposal) -> Wording:
    """What is kept of a proposal, to be set beside what was typed."""
    same = {each.name for each in fields(Wording)} - {"objectives", "barred_slot_ids", "steps"}
    return Wording(
        **{name: getattr(proposal, name) for name in same},
        objectives=proposal.objectives,
        barred_slot_ids=tuple(sorted(slot.id for slot in proposal.barred_slots)),
        steps=tuple(Step(each.minutes, each.activity, each.protocol) for each in proposal.steps),
    )


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
    missing += [Missing("minutes", sentence) for sentence in _where_it_fits_nowhere(proposal)]
    missing += [Missing("steps", sentence) for sentence in _what_the_agenda_lacks(proposal)]
    return missing + [Missing("presenters", sentence) for sentence in _who_has_not_agreed(proposal)]


def why_not_accept(proposal: Proposal) -> list[Sentence]:
    """What keeps a proposal from becoming a session."""
    gone = [each.staff.name for each in proposal.presenters if each.staff.left_at is not None]
    left = [Sentence("{name} does not work here any more.", {"name": name}) for name in gone]
    nobody = [] if proposal.presenters else [Sentence("Nobody leads it.")]
    return [*nobody, *left, *_who_has_not_agreed(proposal), *_where_it_fits_nowhere(proposal)]


def _where_it_fits_nowhere(proposal: Proposal) -> Iterable[Sentence]:
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


def _who_has_not_agreed(proposal: Proposal) -> Iterable[Sentence]:
    for each in proposal.presenters:
        if each.agreed_at is None:
            yield Sentence(
                "{name} has not said yes yet. Wait for the answer, or take the name off.", {"name": each.staff.name}
            )


def planned_minutes(minutes: Iterable[int | None]) -> int:
    """How many minutes the steps of an agenda take together."""
    return sum(each or 0 for each in minutes)


def names_told(proposal: Proposal) -> list[str]:
    """Presenters whose first or last name stands in the text, though round 1 hides who wrote it."""
    lines = (proposal.title, proposal.abstract, proposal.objective, proposal.used_in)
    text = " ".join([*lines, *(step.activity for step in proposal.steps)])
    words = set(re.findall(r"[\w’'-]+", text.casefold()))
    words |= {word.removesuffix("’s").removesuffix("'s") for word in words}
    return [
        each.staff.name
        for each in proposal.presenters
        if _is_in(each.staff.first_name, words) or _is_in(each.staff.last_name, words)
    ]


def _is_in(name: str, words: set[str]) -> bool:
    parts: Sequence[str] = re.findall(r"[\w’'-]+", name.casefold())
    return bool(parts) and all(part in words for part in parts)
