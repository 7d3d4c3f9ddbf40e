"""Who may say something, when, and who may read it. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pdday.feedback.models import NEXT_STATES, Commitment, FollowUp, Remark, RemarkItem, RemarkState
from pdday.proposals.models import Session
from pdday.staff.models import StaffMember
from pdday.staff.rules import may_coordinate
from pdday.staff.vocabulary import RoleGroup
from pdday.timetable.rules import leads
from pdday.words import CalendarDay, Sentence

#: A batch of answers is released when so many wait: with fewer, a presenter could tell whose they are.
SMALLEST_BATCH = 5
#: Letters that a box of words holds; the envelope in feedback/actions.py is made for three of them.
LONGEST_WORDS = 400
#: How long after the day exit tickets can be handed in.
TICKETS_STAY_OPEN = timedelta(days=7)
#: When a commitment is asked about again, in days after the day.
FOLLOW_UPS = (30, 60, 90)
#: How long after the day a first step still belongs to it: a school year.
FIRST_STEP_WITHIN = timedelta(days=300)
#: How long after such a date a reminder still makes sense.
REMIND_WITHIN = timedelta(days=14)


@dataclass(frozen=True)
class ExitTicket:
    """What somebody answered on leaving an offering; every item may be left out. See the instrument, E1 to E10."""

    good_use: int | None = None
    fits_my_work: int | None = None
    practised: int | None = None
    roles_heard: int | None = None
    objectives_met: int | None = None
    confidence_before: int | None = None
    confidence_now: int | None = None
    #: Before and now, for each objective after the first.
    more_confidence: list[list[int | None]] | None = None
    will_try: int | None = None
    would_need: list[str] | None = None
    would_suggest: int | None = None
    #: Words to the presenter.
    keep: str | None = None
    change: str | None = None
    question: str | None = None

    @property
    def remarks(self) -> dict[RemarkItem, str]:
        """Its words, by what they answer."""
        words = {RemarkItem.KEEP: self.keep, RemarkItem.CHANGE: self.change, RemarkItem.QUESTION: self.question}
        return {item: said for item, said in words.items() if said}


def asks_from(ends_at: datetime, feedback_minutes: int) -> datetime:
    """When the exit ticket of a session is offered: with the minutes kept free for it at its end, else at its end.

    Earlier there is nothing to answer about yet, and everything to listen to.
    """
    return ends_at - timedelta(minutes=feedback_minutes)


def tickets_close_on(day: date) -> date:
    """The last date on which an exit ticket of that day can be handed in."""
    return day + TICKETS_STAY_OPEN


def why_not_hand_in(*, attended: bool, handed_in: bool, day: date, on: date) -> Sentence | None:
    """Why somebody cannot hand in an offering's exit ticket; None if they can."""
    if handed_in:
        return Sentence("Your exit ticket is in already, thank you. Nobody can open it again, not even you.")
    if not attended and on > tickets_close_on(day):
        return Sentence("It was for those who were there, and exit tickets of this day closed a week after it.")
    if not attended:
        return Sentence("An exit ticket is for those who were there. If you were, ask the presenter to record it.")
    if on > tickets_close_on(day):
        return Sentence("Exit tickets of this day closed a week after it. Tell the presenter in person.")
    return None


def may_release(waiting: int) -> bool:
    """Whether enough answers wait that none of them can be told from the others."""
    return waiting >= SMALLEST_BATCH


def is_release_due(*, batches: int, day: date, on: date) -> bool:
    """Whether what waits is released by itself: a first batch the morning after, the rest when tickets have closed.

    Rarely on purpose: whoever reads often could tell late answers by what has changed.
    """
    return on > tickets_close_on(day) or (batches == 0 and on > day)


def groups_to_keep(role_groups: Iterable[RoleGroup | None]) -> frozenset[RoleGroup]:
    """The role groups of a batch's answers that can be told without telling a group of fewer than five.

    Those left out must be five together, too, else the only answer without a role would be the only nurse's.
    """
    named = Counter(role_groups)
    left_out = named.pop(None, 0) + sum(times for times in named.values() if times < SMALLEST_BATCH)
    kept = sorted((group for group in named if group and named[group] >= SMALLEST_BATCH), key=lambda each: named[each])
    while kept and 0 < left_out < SMALLEST_BATCH:
        left_out += named[kept.pop(0)]
    return frozenset(group for group in kept if group)


def told_rate(answered: int, *, of: int) -> float | None:
    """The share of those present who answered, as it may be told: none of fewer than five people.

    Of fewer than twenty it never is all or nobody, which would say of each whether they answered.
    """
    if of < SMALLEST_BATCH:
        return None
    return answered / of if of >= 20 else min(0.95, max(0.05, answered / of))


def told_together(responses: Iterable[tuple[int, int]]) -> tuple[int, int]:
    """How many answered, of how many who were there, over sessions given as such pairs: what their rates say, no more.

    The true sum would say, by subtraction, what the rate of a small session does not.
    """
    told = [(rate, of) for answered, of in responses if (rate := told_rate(answered, of=of)) is not None]
    return round(sum(rate * of for rate, of in told)), sum(of for _rate, of in told)


def may_read_answers(reader: StaffMember, session: Session | None) -> bool:
    """Those who led a session read what people said of it, all of them the same; nobody's principal does."""
    return leads(reader.id, session)


def may_review_remarks(reader: StaffMember) -> bool:
    """Coordinators read words that were held, and nothing else of what people said."""
    return may_coordinate(reader)


def why_not_decide(remark: Remark, to: RemarkState, *, presents: bool) -> Sentence | None:
    """Why this coordinator cannot let a held remark through, or withhold it; None if they can."""
    if to not in NEXT_STATES[remark.state]:
        return Sentence("Somebody has decided about these words already. Nothing was changed.")
    if presents:
        return Sentence("These words are about your own session. Another coordinator decides about them.")
    return None


def is_author(person: StaffMember, commitment: Commitment) -> bool:
    """Whether it is theirs to change, to delete and to report on."""
    return person.id == commitment.staff_id


def why_not_first_step(first_step_by: date | None, *, day: date) -> Sentence | None:
    """Why this cannot be the date of a first step after the day; None if it can, also if none is given."""
    if first_step_by is not None and not day <= first_step_by <= day + FIRST_STEP_WITHIN:
        return Sentence(
            "A first step comes after the day: give a date from {first} to {last}, or none.",
            {"first": CalendarDay(day), "last": CalendarDay(day + FIRST_STEP_WITHIN)},
        )
    return None


def why_not_follow_up(commitment: Commitment, after_days: int, *, day: date, on: date) -> Sentence | None:
    """Why this commitment cannot be reported on now; None if it can. One report each after 30, 60 and 90 days."""
    if after_days not in FOLLOW_UPS:
        raise ValueError(f"commitments are followed up after {FOLLOW_UPS} days, not after {after_days}")
    if on < day + timedelta(days=after_days):
        return Sentence("This is asked {days} days after the day, so not yet.", {"days": after_days})
    if any(_is_after(follow_up, after_days) for follow_up in commitment.follow_ups):
        return Sentence("You have answered this after {days} days already, thank you.", {"days": after_days})
    return None


def due_follow_up(commitment: Commitment, *, day: date, on: date) -> int | None:
    """After how many days the author is asked now: the latest that is due and unanswered, if any."""
    due = [days for days in FOLLOW_UPS if why_not_follow_up(commitment, days, day=day, on=on) is None]
    answered = max((each.after_days for each in commitment.follow_ups), default=0)
    return next((days for days in reversed(due) if days > answered), None)


def is_reminder_due(after_days: int, *, day: date, on: date) -> bool:
    """Whether a reminder of this follow-up goes out: from its date on, and not long after."""
    due = day + timedelta(days=after_days)
    return due <= on <= due + REMIND_WITHIN


def _is_after(follow_up: FollowUp, after_days: int) -> bool:
    return follow_up.after_days == after_days
