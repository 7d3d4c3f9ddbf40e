"""Who may say something, when, and who may read it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from pdday.feedback.models import Commitment, FollowUp, Sharing
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import RoleGroup
from pdday.words import Sentence

#: A batch of answers is released when so many wait: with fewer, a presenter could tell whose they are.
SMALLEST_BATCH = 5
#: When a commitment is asked about again, in days after the day.
FOLLOW_UPS = (30, 60, 90)


@dataclass(frozen=True)
class ExitTicket:
    """What somebody answered on leaving an offering; every item may be left out. See the instrument, E1 to E9."""

    good_use: int | None = None
    fits_my_work: int | None = None
    practised: int | None = None
    roles_heard: int | None = None
    objectives_met: int | None = None
    confidence_before: int | None = None
    confidence_now: int | None = None
    will_try: int | None = None
    would_need: list[str] | None = None
    keep: str | None = None
    change: str | None = None


def why_not_hand_in(*, attended: bool, handed_in: bool) -> Sentence | None:
    """Why somebody cannot hand in an offering's exit ticket; None if they can."""
    if handed_in:
        return Sentence("Your exit ticket is in already, thank you. Nobody can open it again, not even you.")
    if not attended:
        return Sentence("An exit ticket is for those who were there. If you were, ask the presenter to record it.")
    return None


def may_release(waiting: int) -> bool:
    """Whether enough answers wait that none of them can be told from the others."""
    return waiting >= SMALLEST_BATCH


def groups_to_keep(role_groups: Iterable[RoleGroup | None]) -> frozenset[RoleGroup]:
    """The role groups of a batch's answers that enough of them name for none to point at somebody."""
    named = Counter(group for group in role_groups if group is not None)
    return frozenset(group for group, times in named.items() if times >= SMALLEST_BATCH)


def may_see_commitment(reader: StaffMember, commitment: Commitment) -> bool:
    """Its author always, others only if the author made it public. Nobody's principal sees more than anyone."""
    return reader.id == commitment.staff_id or commitment.sharing is Sharing.PUBLIC


def why_not_follow_up(commitment: Commitment, after_days: int, *, day: date, on: date) -> Sentence | None:
    """Why this commitment cannot be reported on now; None if it can. One report each after 30, 60 and 90 days."""
    if after_days not in FOLLOW_UPS:
        raise ValueError(f"commitments are followed up after {FOLLOW_UPS} days, not after {after_days}")
    if on < day + timedelta(days=after_days):
        return Sentence("This is asked {days} days after the day, so not yet.", {"days": after_days})
    if any(_is_after(follow_up, after_days) for follow_up in commitment.follow_ups):
        return Sentence("You have answered this after {days} days already, thank you.", {"days": after_days})
    return None


def _is_after(follow_up: FollowUp, after_days: int) -> bool:
    return follow_up.after_days == after_days
