"""Looking for sessions: which of them a reader's words and filters leave. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from pdday.preferences import rules
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import GradeBand


@dataclass(frozen=True)
class Filter:
    """What the reader looks for; what is empty leaves everything."""

    words: str = ""
    suits_me: bool = False
    strand_ids: frozenset[int] = frozenset()
    grades: frozenset[GradeBand] = frozenset()
    minutes: frozenset[int] = frozenset()

    @property
    def is_empty(self) -> bool:
        """Whether it leaves everything."""
        return self == Filter()


def left_by(wanted: Filter, sessions: Sequence[Session], reader: StaffMember) -> list[Session]:
    """The sessions that pass every part of the filter, in their order."""
    words = _plain(wanted.words).split()
    return [session for session in sessions if _passes(session, wanted, reader) and _has(session, words)]


def _passes(session: Session, wanted: Filter, reader: StaffMember) -> bool:
    proposal = session.proposal
    return (
        (not wanted.suits_me or rules.suits(session, reader))
        and (not wanted.strand_ids or proposal.strand_id in wanted.strand_ids)
        and (not wanted.minutes or proposal.minutes in wanted.minutes)
        and (not wanted.grades or _is_for(proposal.grade_bands, wanted.grades))
    )


def _is_for(bands: Sequence[str], grades: frozenset[GradeBand]) -> bool:
    open_to_all = {GradeBand.ALL, GradeBand.NOT_APPLICABLE}
    return not bands or not open_to_all.union(grades).isdisjoint(bands)


def _has(session: Session, words: Sequence[str]) -> bool:
    """Whether each word stands somewhere in the title, the topic or among the names of who leads it."""
    proposal = session.proposal
    names = (each.staff.name for each in session.presenters)
    text = _plain(" ".join((proposal.title, proposal.abstract, proposal.objective, proposal.strand.name, *names)))
    return all(word in text for word in words)


def _plain(text: str) -> str:
    """Without capitals and accents, as people type when they search."""
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
