"""What must hold, what may bend, and what a plan may claim: each named once, in one sentence.

Model, checker, pages, docs and tests all use these names and sentences.
"""

from __future__ import annotations

from enum import StrEnum


class _Named(StrEnum):
    """A closed list whose members carry the sentence a coordinator reads."""

    sentence: str

    def __new__(cls, name: str, sentence: str) -> _Named:
        member = str.__new__(cls, name)
        member._value_ = name
        member.sentence = sentence
        return member


class Rule(_Named):
    """A rule that holds in every plan."""

    RUNS = (
        "RUNS",
        "Each session runs between its smallest and largest number of times, never twice at the same time, "
        "and no repeat runs for nobody.",
    )
    SLOT_ALLOWED = "SLOT_ALLOWED", "A session runs only in slots that it may use."
    LENGTH = "LENGTH", "A run takes as many consecutive slots as its session is long, in one room."
    ROOM_ONCE = "ROOM_ONCE", "A room holds one run at a time."
    ROOM_OPEN = "ROOM_OPEN", "No run is in a room that is closed at that time."
    ROOM_FEATURES = "ROOM_FEATURES", "The room has every feature that the session needs."
    ROOM_SITE = "ROOM_SITE", "The room is at one of the sites that the session may use."
    ROOM_CAPACITY = (
        "ROOM_CAPACITY",
        "No run takes more attendees than its room has seats or its session allows, presenters not counted.",
    )
    PRESENTERS = "PRESENTERS", "Presenters are there while their session runs, and present one run at a time."
    ONE_PLACE = "ONE_PLACE", "Everyone is in one place at a time, presenting included."
    AVAILABLE = "AVAILABLE", "Nobody is seated while they are away."
    ONCE_ONLY = "ONCE_ONLY", "Nobody attends a session twice, or one that they present."
    NEEDS = "NEEDS", "The room has every feature that a person in it needs, presenters too."
    VETO = "VETO", "Nobody sits in a session they said is not for them, unless it is required of them."
    AUDIENCE = (
        "AUDIENCE",
        "Nobody is seated unasked in a session meant for others, or at all if they may stay away.",
    )
    TRAVEL = (
        "TRAVEL",
        "Between two slots that follow each other in one block, the way from room to room fits in the gap.",
    )
    APART = "APART", "Two people who are kept apart never share a run."
    JOINED = "JOINED", "Two people who are joined are always in the same runs."
    PINS = "PINS", "What the coordinator has pinned stays."


#: Rules that tell what somebody needs, or whom they may not meet or never leave: told as no more than a rule.
PRIVATE = frozenset({Rule.NEEDS, Rule.APART, Rule.JOINED})


class Bendable(_Named):
    """What may bend at a price: counted, and listed by name beside the score."""

    UNPLACED = "UNPLACED", "A person has no place in a slot in which they are free."
    MISSED = "MISSED", "A person misses a session that is required of them."
    UNDER_MINIMUM = "UNDER_MINIMUM", "A run has fewer attendees than its session asks for."


class Claim(_Named):
    """What a plan says about itself; the checker recounts each."""

    PROBLEM = "PROBLEM", "The plan was made for this problem."
    REFERENCES = "REFERENCES", "The plan names only what its problem has, each run and seat once."
    STATUS = "STATUS", "The plan is called optimal, feasible, impossible or none found only when it is."
    REASONS = "REASONS", "Each seat says truly why it was given and which choice it was."
    SCORE = "SCORE", "The score is what a recount gives."
    BOUND = "BOUND", "The score is not above the proved bound, and the gap is the distance between them."
    UNPLACED = "UNPLACED_LIST", "The plan lists everyone without a place, and nobody else."
    MISSED = "MISSED_LIST", "The plan lists every requirement not met, and no other."
