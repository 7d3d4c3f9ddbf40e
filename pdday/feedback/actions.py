"""What can happen to exit tickets and commitments.

An exit ticket is handed in with two actions in two transactions, on purpose, with a commit by the edge between:

    actions.hand_in(offering, by=colleague)        # who answered, never what
    db.session.commit()
    actions.answer(offering, ticket, role_group=colleague.role_group, on=today)   # what, never who
    db.session.commit()

In one transaction PostgreSQL would stamp both rows with the same number (xmin) and join them for good. If the
second commit fails, that answer is lost and cannot be given again: better than one that can be traced.
Neither writes to the trail. Until a batch is released, whoever owns the database server could still compare
the numbers of neighbouring transactions; `release_batch` writes the answers anew and ends that.
"""

from __future__ import annotations

import secrets
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import delete, insert

from pdday.db import db, lock
from pdday.errors import NotReady, Refused
from pdday.feedback import queries, rules
from pdday.feedback.models import Answer, Commitment, FollowUp, Sharing, TicketHandedIn, UseInPractice
from pdday.feedback.rules import ExitTicket
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import RoleGroup
from pdday.timetable.models import Offering

#: 32 characters from 128 random bits.
KEY_BYTES = 16


def hand_in(offering: Offering, *, by: StaffMember) -> None:
    """Note that the colleague's exit ticket is in. Commit before `answer`, or the two can be joined.

    Raises Refused for an offering that they did not attend, or have answered about before; the lock on the
    person makes two taps on the button one.
    """
    lock(by)
    reason = rules.why_not_hand_in(
        attended=queries.attended(offering, by), handed_in=queries.has_handed_in(offering, by)
    )
    if reason:
        raise Refused(reason.pattern, reason.facts)
    db.session.add(TicketHandedIn(offering_id=offering.id, staff_id=by.id))
    db.session.flush()


def answer(offering: Offering, ticket: ExitTicket, *, role_group: RoleGroup | None, on: date) -> None:
    """Keep what somebody answered: by nobody, under a random key, with the date and no time."""
    db.session.add(
        Answer(
            key=secrets.token_hex(KEY_BYTES),
            offering_id=offering.id,
            role_group=role_group,
            answered_on=on,
            **asdict(ticket),
        )
    )
    db.session.flush()


def release_batch(offering: Offering) -> int:
    """Let the presenter read the answers that wait, all at once; return the number of the batch.

    The answers are deleted and written anew under new keys in shuffled order, so neither place in the table nor
    transaction number tells who was first. (PostgreSQL drops the old copies at its next vacuum; SQLite overwrites
    them, see `secure_delete` in db.py, when it next empties its write-ahead log.) A role group that fewer than
    five of the batch name is left out, since who handed in a ticket is known: the only nurse's answers would be
    hers for all to see. Raises NotReady while fewer than five wait.
    """
    lock(offering)
    waiting = queries.waiting_answers(offering)
    if not rules.may_release(len(waiting)):
        raise NotReady("Answers are shown once {least} wait; fewer would say whose they are.", _LEAST)
    batch = queries.latest_batch(offering) + 1
    db.session.execute(delete(Answer).where(Answer.key.in_([row["key"] for row in waiting])))
    secrets.SystemRandom().shuffle(waiting)
    kept = rules.groups_to_keep(row["role_group"] for row in waiting)
    anew = [
        {
            **row,
            "key": secrets.token_hex(KEY_BYTES),
            "batch": batch,
            "role_group": row["role_group"] if row["role_group"] in kept else None,
        }
        for row in waiting
    ]
    db.session.execute(insert(Answer), anew)
    return batch


def release_batches(day: Day) -> int:
    """Release every batch of the day that is large enough; return how many offerings had one."""
    due = queries.offerings_with_a_batch_due(day, rules.SMALLEST_BATCH)
    for offering in due:
        release_batch(offering)
    return len(due)


def write_commitment(
    day: Day,
    *,
    what: str,
    first_step_by: date | None,
    by: StaffMember,
    now: datetime,
    sharing: Sharing = Sharing.PRIVATE,
) -> Commitment:
    """Keep what a colleague means to try after the day, or the new wording of it; theirs alone unless they share it."""
    lock(by)
    commitment = queries.find_commitment(by, day)
    if commitment is None:
        commitment = Commitment(day_id=day.id, staff=by, made_at=now, follow_ups=[])
        db.session.add(commitment)
    commitment.what = what
    commitment.first_step_by = first_step_by
    commitment.sharing = sharing
    db.session.flush()
    return commitment


def follow_up(
    commitment: Commitment, after_days: int, *, use: UseInPractice, by: StaffMember, day: Day, on: date
) -> FollowUp:
    """Keep how a commitment has fared after 30, 60 or 90 days, by its author, once each."""
    if by.id != commitment.staff_id:
        raise Refused("Only whoever made a commitment can say how it is going.")
    lock(commitment)
    reason = rules.why_not_follow_up(commitment, after_days, day=day.date, on=on)
    if reason:
        raise Refused(reason.pattern, reason.facts)
    report = FollowUp(after_days=after_days, use=use, answered_on=on)
    commitment.follow_ups.append(report)
    db.session.flush()
    return report


_LEAST = {"least": rules.SMALLEST_BATCH}
