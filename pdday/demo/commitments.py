"""What the demo's people mean to try, and how it is going after 30, 60 and 90 days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from random import Random

from sqlalchemy import exists, func, select

from pdday.checkin.models import Attendance
from pdday.db import db
from pdday.demo import frame
from pdday.demo.personas import LUIS
from pdday.demo.shares import chance, some
from pdday.feedback import commitment_actions as actions
from pdday.feedback.commitment_actions import Intention
from pdday.feedback.models import Commitment, FollowUp, Sharing, UseInPractice
from pdday.feedback.names import EVIDENCE, OBSTACLES, SUPPORT
from pdday.proposals.models import Proposal, Session
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable

#: Share of attendees who commit themselves; by days after: who replies, and who made it a routine, of all who did.
COMMIT = 0.58
REPLY = {30: 0.49, 60: 0.41, 90: 0.36}
ROUTINE = {30: 0.12, 60: 0.19, 90: 0.22}
#: How the other replies divide, from the furthest to the least far.
_OTHER_USES = {
    UseInPractice.SOMETIMES: 34,
    UseInPractice.CHANGED: 8,
    UseInPractice.TRIED_ONCE: 28,
    UseInPractice.PLANNED: 16,
    UseInPractice.NOT_STARTED: 9,
    UseInPractice.DROPPED: 5,
}
_SHARING = {Sharing.PRIVATE: 96, Sharing.PUBLIC: 4}
#: How much steadiness decides who replies again, against luck.
_LUCK = 0.35


def write_commitments(timetable: Timetable, *, seed: int) -> None:
    """In the reflection, exactly the share of those who were there at all. Flushes."""
    day = timetable.day
    random = chance(seed, "commitments")
    attended = exists().where(
        Attendance.staff_id == StaffMember.id,
        Attendance.offering_id == Offering.id,
        Offering.timetable_id == timetable.id,
    )
    there = db.session.scalars(select(StaffMember).where(attended).order_by(StaffMember.id)).all()
    objectives = _objectives(timetable)
    for person in _with_luis(some(there, round(COMMIT * len(there)), random), there):
        what = random.choice(objectives.get(person.id) or [_WITHOUT_A_SESSION])
        (sharing,) = random.choices(list(_SHARING), weights=list(_SHARING.values()))
        actions.write_commitment(
            day,
            Intention(
                what=f"I will {what[0].lower()}{what[1:]}.",
                first_step_by=day.date + timedelta(days=random.randrange(3, 28)),
                with_whom=random.choice(_WITH_WHOM),
                how_i_will_know=random.choice(_KNOWING),
            ),
            sharing=sharing,
            by=person,
            now=frame.at(time(14, 52 + random.randrange(8), random.randrange(60)), day.date),
        )


_WITH_WHOM = (None, None, "my grade team", "a colleague from the same session", "my department")
_KNOWING = (None, None, "Two students can say it in their own words", "I have tried it three times", "My notes")
_WITHOUT_A_SESSION = "Ask a colleague what they took home"


def _with_luis(committed: list[StaffMember], there: Sequence[StaffMember]) -> list[StaffMember]:
    """As many, and Luis among them: his is the day that the guide follows."""
    luis = [each for each in there if (each.first_name, each.last_name) == (LUIS.first_name, LUIS.last_name)]
    return [*luis, *[each for each in committed if each not in luis]][: len(committed)]


def _objectives(timetable: Timetable) -> dict[int, list[str]]:
    """What the sessions that each colleague attended were to enable them to do."""
    rows = (
        select(Attendance.staff_id, Proposal.objective)
        .join(Offering, Offering.id == Attendance.offering_id)
        .join(Session, Session.id == Offering.session_id)
        .join(Proposal, Proposal.id == Session.proposal_id)
        .where(Offering.timetable_id == timetable.id)
        .order_by(Attendance.staff_id, Offering.id)
    )
    objectives: dict[int, list[str]] = {}
    for staff_id, objective in db.session.execute(rows):
        objectives.setdefault(staff_id, []).append(objective)
    return objectives


def reply_after(timetable: Timetable, after_days: int, *, seed: int) -> None:
    """Replies to "how is it going?", exactly the shares of all who committed themselves. Flushes.

    Some people are steadier in answering than others, and further on than others, at all three times.
    """
    commitments = db.session.scalars(
        select(Commitment).where(Commitment.day_id == timetable.day_id).order_by(Commitment.staff_id)
    ).all()
    steady, far = chance(seed, "steadiness"), chance(seed, "progress")
    nature = {each.id: (steady.random(), far.random()) for each in commitments}
    random = chance(seed, f"after {after_days} days")
    by_steadiness = sorted(commitments, key=lambda each: nature[each.id][0] + _LUCK * random.random())
    replying = by_steadiness[: round(REPLY[after_days] * len(commitments))]
    replying.sort(key=lambda each: nature[each.id][1])
    routine = round(ROUTINE[after_days] * len(commitments))
    for commitment, use in zip(replying, _uses(len(replying), routine, random), strict=True):
        on = timetable.day.date + timedelta(days=after_days + random.randrange(7))
        _report(commitment, after_days, use, on, random)


def _report(commitment: Commitment, after_days: int, use: UseInPractice, on: date, random: Random) -> None:
    """One reply; the further on, the more one can point to."""
    is_started = use not in {UseInPractice.NOT_STARTED, UseInPractice.PLANNED}
    actions.follow_up(
        commitment,
        after_days,
        use=use,
        by=commitment.staff,
        on=on,
        evidence=some(tuple(EVIDENCE), random.choice((0, 1, 1, 2)) if is_started else 0, random),
        support=some(tuple(SUPPORT), random.choice((0, 1, 1, 2)), random),
        obstacles=some(tuple(OBSTACLES), random.choice((0, 1, 1)), random),
    )


def _uses(replies: int, routine: int, random: Random) -> list[UseInPractice]:
    """What so many replies say, from the furthest to the least far."""
    others = random.choices(list(_OTHER_USES), weights=list(_OTHER_USES.values()), k=replies - routine)
    order = list(_OTHER_USES)
    return [*[UseInPractice.ROUTINE] * routine, *sorted(others, key=order.index)]


def replied_after(timetable: Timetable) -> set[int]:
    """After how many days replies are in."""
    replies = select(FollowUp.after_days).join(Commitment).where(Commitment.day_id == timetable.day_id).distinct()
    return set(db.session.scalars(replies))


def commitments_made(timetable: Timetable) -> int:
    """How many have committed themselves."""
    made = select(func.count()).select_from(Commitment).where(Commitment.day_id == timetable.day_id)
    return db.session.scalar(made) or 0
