"""What the demo's people say of their day: exit tickets, and what presenters get to read.

The tickets go through the real actions: locked up as they are handed in, then released in batches.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import time
from itertools import cycle
from random import Random

from sqlalchemy import exists, func, select

from pdday.checkin.models import Attendance, AttendanceKind
from pdday.db import db
from pdday.demo import frame
from pdday.demo.shares import chance, scaled, some
from pdday.feedback import actions
from pdday.feedback.models import Answer, TicketHandedIn
from pdday.feedback.names import NEEDS
from pdday.feedback.rules import ExitTicket
from pdday.staff.models import StaffMember
from pdday.timetable.models import Offering, Timetable

#: Share of those present who answer where the last five minutes were kept free, and where the session ran over.
ANSWER, ANSWER_AFTER_RUNNING_OVER = 0.64, 0.31
#: How many of 78 offerings ran over.
_RAN_OVER = 4
_ENOUGH_TO_RUN_OVER = 12
_WITH_WORDS, _SKIPPED = 0.2, 0.03
#: How far the mood of a room may tilt its answers, down and up.
_MOODS = (0.85, 1.2)

#: Chances of each point of the scales, from one on.
_AGREEMENT = (2, 5, 15, 43, 35)
_PRACTISED = (3, 8, 20, 41, 28)
_OBJECTIVES = (2, 13, 45, 40)
_BEFORE = (14, 29, 33, 18, 6)
#: Chances of gaining that many points from "before" to "now": about 0.9 on the average, after the scale's end.
_GAIN = {-1: 2, 0: 23, 1: 45, 2: 25, 3: 5}
_WILL_TRY = (2, 6, 17, 40, 35)
#: From 0 to 10.
_SUGGEST = (1, 1, 1, 2, 2, 5, 8, 16, 26, 20, 18)
#: The box by the door closes half an hour after the last session.
_ANSWERING = time(15, 20)
_KEEP = (
    "The examples from real classrooms.",
    "Time to try it with a partner.",
    "The planning card. I will use it Monday.",
    "Honest about what did not work.",
    "Everyone in the room got to speak.",
)
_CHANGE = (
    "More time for questions.",
    "Send the materials before the day.",
    "An example for younger students.",
    "Less talking at the start.",
    "A follow-up in a month would help.",
)
#: What a coordinator reads first, now and then: some is meant for a person, some only sounds like it.
_HURTFUL = (
    "Stop being so lazy with the slides, half of them could not be read from the back.",
    "I hate to say it, but the room was far too warm to think.",
    "Only one of the two could explain it. The other had no clue and read from the notes.",
    "The printer by the door is useless. Bring copies next time.",
    "It was arrogant to tell us that our students can't do this.",
    "Ten minutes of crazy loud music next door. Ask for another room.",
    "Whoever planned this must never present again after lunch.",
    "I felt stupid asking, because nobody said what MTSS stands for.",
    "What a clown show: three people talking at once, and no agenda on the wall.",
    "A damn good hour that needed half an hour more.",
    "They can't teach adults the way they teach third graders.",
    "Less theory. The chart on page two was garbage, the examples were fine.",
    "Rude and ignorant about what paraprofessionals do all day.",
    "My phone died at the first link. Put the slides on paper, the Wi-Fi is pathetic.",
    "We have no right to hear a student's story with the name in it. Leave the name out.",
    "The break was cut short. Tell the one with the timer to shut up.",
)
_HURTING = 0.02
_QUESTIONS = (
    "How do you grade this?",
    "Does it work with a class of 34?",
    "Where can I find the planning card?",
    "How long until it felt natural?",
)
#: Shares of those who ask something without their name, and with it.
_ASKING, _SIGNED = 0.06, 0.03


def is_given(timetable: Timetable) -> bool:
    """Whether the day's tickets are in and released."""
    released = select(Answer.key).join(Offering, Offering.id == Answer.offering_id)
    of_the_day = released.where(Offering.timetable_id == timetable.id)
    return db.session.scalar(of_the_day.limit(1)) is not None


def hand_in_tickets(timetable: Timetable, *, seed: int) -> None:
    """Exit tickets of every session, then a first batch for each presenter. Commits as the real form does."""
    sessions = db.session.scalars(
        select(Offering)
        .where(Offering.timetable_id == timetable.id, Offering.session_id.is_not(None))
        .order_by(Offering.id)
    ).all()
    present = {offering.id: _present(offering) for offering in sessions}
    size = db.session.scalar(select(func.count()).select_from(StaffMember)) or 0
    well_filled = [offering.id for offering in sessions if len(present[offering.id]) >= _ENOUGH_TO_RUN_OVER]
    ran_over = set(some(well_filled, scaled(_RAN_OVER, size), chance(seed, "ran over")))
    hurtful = cycle(_HURTFUL)
    for offering in sessions:
        if db.session.scalar(select(exists().where(TicketHandedIn.offering_id == offering.id))):
            continue
        share = ANSWER_AFTER_RUNNING_OVER if offering.id in ran_over else ANSWER
        _hand_in(offering, present[offering.id], share, hurtful, chance(seed, f"tickets of {offering.id}"))
    actions.release_batches(sessions)
    db.session.commit()


def _present(offering: Offering) -> list[StaffMember]:
    """Who attended, its presenters left out, by id."""
    attended = exists().where(
        Attendance.staff_id == StaffMember.id,
        Attendance.offering_id == offering.id,
        Attendance.kind != AttendanceKind.PRESENTING,
    )
    return list(db.session.scalars(select(StaffMember).where(attended).order_by(StaffMember.id)))


def _hand_in(
    offering: Offering, present: Sequence[StaffMember], share: float, hurtful: Iterator[str], random: Random
) -> None:
    mood = random.uniform(*_MOODS)
    objectives = len(offering.session.proposal.objectives) if offering.session else 1
    for person in some(present, round(share * len(present)), random):
        signed = random.choice(_QUESTIONS) if random.random() < _SIGNED else None
        ticket = _ticket(random, mood, objectives, hurtful)
        actions.hand_in(
            offering, ticket, by=person, now=frame.at(_ANSWERING, offering.timetable.day.date), signed_question=signed
        )
    db.session.commit()


def _ticket(random: Random, mood: float, objectives: int, hurtful: Iterator[str]) -> ExitTicket:
    """One ticket; the better the mood in the room, the higher the points."""
    (before, now), *others = (_confidence(random) for _ in range(max(1, objectives)))
    suggest = _point(_SUGGEST, mood, random)
    return ExitTicket(
        good_use=_point(_AGREEMENT, mood, random),
        fits_my_work=_point(_AGREEMENT, mood, random),
        practised=_point(_PRACTISED, mood, random),
        roles_heard=_point(_AGREEMENT, mood, random),
        objectives_met=_point(_OBJECTIVES, mood, random),
        confidence_before=before,
        confidence_now=now,
        more_confidence=[list(each) for each in others] or None,
        will_try=_point(_WILL_TRY, mood, random),
        would_need=some(tuple(NEEDS), random.choice((0, 1, 1, 2)), random),
        would_suggest=None if suggest is None else suggest - 1,
        keep=random.choice(_KEEP) if random.random() < _WITH_WORDS else None,
        change=_change(random, hurtful),
        question=random.choice(_QUESTIONS) if random.random() < _ASKING else None,
    )


def _change(random: Random, hurtful: Iterator[str]) -> str | None:
    if random.random() < _HURTING:
        return next(hurtful)
    return random.choice(_CHANGE) if random.random() < _WITH_WORDS else None


def _confidence(random: Random) -> tuple[int | None, int | None]:
    """Before and now, for one objective."""
    before = _point(_BEFORE, 1, random)
    (gain,) = random.choices(list(_GAIN), weights=list(_GAIN.values()))
    return before, None if before is None else min(5, max(1, before + gain))


def _point(chances: Sequence[int], mood: float, random: Random) -> int | None:
    """A point on a scale from one on; now and then none."""
    if random.random() < _SKIPPED:
        return None
    weights = [each * mood**place for place, each in enumerate(chances)]
    (point,) = random.choices(range(1, len(chances) + 1), weights=weights)
    return point
