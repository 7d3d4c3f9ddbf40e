"""Refusals: one family, one sentence each for the person who is stopped. Programming mistakes stay ValueError."""

from __future__ import annotations

from collections.abc import Mapping

from pdday.words import Sentence


class Refused(Exception):
    """What was asked is not allowed now; the sentence is shown to the person who asked."""

    def __init__(self, pattern: str, facts: Mapping[str, object] | None = None) -> None:
        self.sentence = Sentence(pattern, facts or {})
        super().__init__(str(self.sentence))


class Full(Refused):
    """No free seat."""


class TooLate(Refused):
    """Somebody else was first, or the time for it is over."""


class NotReady(Refused):
    """Something that has to come first is missing; `reasons` lists each thing in a sentence of its own."""

    def __init__(
        self, pattern: str, facts: Mapping[str, object] | None = None, *, reasons: tuple[Sentence, ...] = ()
    ) -> None:
        super().__init__(pattern, facts)
        self.reasons = reasons
