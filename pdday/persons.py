"""A register: each feature says what it holds on a person.

A roster import asks before somebody may leave. It asks for many people at once, because a district has
thousands: every answer is a fixed number of statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping

from pdday.words import Sentence

#: Given staff ids, one sentence for each thing that is held on a person, by staff id.
Holds = Callable[[Collection[int]], Mapping[int, list[Sentence]]]

_answers: list[Holds] = []


def answer(holds: Holds) -> Holds:
    """Let a feature say what it holds on people; the same one twice counts once."""
    if holds not in _answers:
        _answers.append(holds)
    return holds


def why_they_stay(staff_ids: Collection[int]) -> dict[int, list[Sentence]]:
    """What would be lost sight of if these people vanished, by staff id; nobody of whom nothing is held."""
    told: dict[int, list[Sentence]] = defaultdict(list)
    for holds in _answers:
        for staff_id, sentences in holds(staff_ids).items():
            told[staff_id] += sentences
    return dict(told)
