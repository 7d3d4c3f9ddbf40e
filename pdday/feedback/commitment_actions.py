"""What can happen to a commitment: written, reworded, shared, deleted, asked about after 30, 60 and 90 days."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from pdday import outbox
from pdday.clock import on_the_wall
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.feedback import commitment_queries as queries
from pdday.feedback import rules
from pdday.feedback.models import Commitment, FollowUp, Sharing, UseInPractice
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.words import Sentence

REMINDER_SUBJECT = Sentence("How is it going, {days} days on?")
REMINDER_BODY = Sentence(
    "Hello {first_name},\n\n"
    "you wrote down something you meant to try after {day}. {days} days later: how is it going? Two minutes, and "
    "“not started” is as good an answer as any:\n\n{address}\n\n"
    "What you wrote stays yours. Figures are only ever told for all of you together."
)


@dataclass(frozen=True)
class Intention:
    """What somebody means to try, as they word it; all but the first may be left out."""

    what: str
    first_step_by: date | None = None
    with_whom: str | None = None
    how_i_will_know: str | None = None


def write_commitment(
    day: Day, intention: Intention, *, by: StaffMember, now: datetime, sharing: Sharing = Sharing.PRIVATE
) -> Commitment:
    """Keep what a colleague means to try after the day, or the new wording of it; theirs alone unless they share it."""
    if reason := rules.why_not_first_step(intention.first_step_by, day=day.date):
        raise Refused(reason.pattern, reason.facts)
    lock(by)
    commitment = queries.find_commitment(by, day)
    if commitment is None:
        commitment = Commitment(day=day, staff=by, made_at=now, follow_ups=[])
        db.session.add(commitment)
    commitment.what, commitment.first_step_by = intention.what, intention.first_step_by
    commitment.with_whom, commitment.how_i_will_know = intention.with_whom, intention.how_i_will_know
    commitment.sharing = sharing
    db.session.flush()
    return commitment


def delete_commitment(commitment: Commitment, *, by: StaffMember) -> None:
    """Forget a commitment and what was reported of it, as its author wishes. No trail: nobody is told.

    Twice is once.
    """
    if not rules.is_author(by, commitment):
        raise Refused("Only whoever made a commitment can delete it.")
    lock(by)
    if queries.find_commitment(by, commitment.day) is None:
        return
    db.session.delete(commitment)
    db.session.flush()


def follow_up(
    commitment: Commitment,
    after_days: int,
    *,
    use: UseInPractice,
    by: StaffMember,
    on: date,
    evidence: Sequence[str] = (),
    support: Sequence[str] = (),
    obstacles: Sequence[str] = (),
) -> FollowUp:
    """Keep how a commitment has fared after 30, 60 or 90 days, by its author, once each."""
    if not rules.is_author(by, commitment):
        raise Refused("Only whoever made a commitment can say how it is going.")
    lock(commitment)
    reason = rules.why_not_follow_up(commitment, after_days, day=commitment.day.date, on=on)
    if reason:
        raise Refused(reason.pattern, reason.facts)
    report = FollowUp(
        after_days=after_days,
        use=use,
        evidence=list(evidence) or None,
        support=list(support) or None,
        obstacles=list(obstacles) or None,
        answered_on=on,
    )
    commitment.follow_ups.append(report)
    db.session.flush()
    return report


def remind_authors(*, address_of: Callable[[Commitment, int], str], now: datetime) -> int:
    """Ask the authors of commitments how it is going, once each after 30, 60 and 90 days; how many messages there are.

    `address_of` gives the page of the question. Whoever has answered already, or works here no more, is not asked.
    """
    put = 0
    first = (now - timedelta(days=max(rules.FOLLOW_UPS) + 1) - rules.REMIND_WITHIN).date()
    for commitment in queries.commitments_since(first):
        today = on_the_wall(now, commitment.day.time_zone).date()
        days = rules.due_follow_up(commitment, day=commitment.day.date, on=today)
        person = commitment.staff
        if days is None or not person.email or not rules.is_reminder_due(days, day=commitment.day.date, on=today):
            continue
        facts = {
            "first_name": person.first_name,
            "day": commitment.day.name,
            "days": days,
            "address": address_of(commitment, days),
        }
        outbox.put(
            once=f"follow-up-{days}:commitment-{commitment.id}",
            staff=person,
            to=str(person.email),
            subject=Sentence(REMINDER_SUBJECT.pattern, facts).said(person.language),
            body=Sentence(REMINDER_BODY.pattern, facts).said(person.language),
            now=now,
        )
        put += 1
    return put
