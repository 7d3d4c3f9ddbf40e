"""What needs a coordinator next, in the order in which it holds up people; and where the day stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from pdday import outbox
from pdday.checkin.models import Guest
from pdday.credit.models import Dispute
from pdday.db import db
from pdday.feedback.models import Remark, RemarkState
from pdday.programme import registers
from pdday.programme.models import Away, Day, Leave, Phase, RoomClosure
from pdday.programme.registers import Step
from pdday.programme.vocabulary import PhaseKind
from pdday.proposals.models import Session, SessionPresenter
from pdday.timetable.models import Offering, OfferingSlot, Timetable, TimetableState
from pdday.words import Sentence

#: The sign of each part of the work, by the blueprint of the page on which it is done.
PICTURES = {
    "programme": "calendar-days",
    "slots": "clock",
    "goals": "star",
    "places": "house",
    "roster": "users",
    "reviews": "lightbulb",
    "timetable": "scale",
    "repairs": "hand-helping",
    "remarks": "message-square-text",
    "credit": "award",
    "guests": "door-open",
}


@dataclass(frozen=True)
class Need:
    """One thing that waits for a coordinator."""

    sentence: Sentence
    #: Endpoint of the page where it is done; none for what whoever runs the server has to do.
    page: str | None = None
    #: Somebody is kept waiting by it.
    holds_up: bool = False

    @property
    def picture(self) -> str:
        """The sign that stands before it."""
        return PICTURES.get(self.page.split(".")[0], "arrow-right") if self.page else "mail"


@dataclass(frozen=True)
class Steps:
    """How far the day is on its way to being ready: the whole list stands on the programme's page."""

    done: int
    all: int
    next: Step | None


def steps_of(day: Day) -> Steps:
    """How many steps are done, and which one comes next."""
    steps = registers.steps.ask(day)
    ahead = [step for step in steps if not step.is_done]
    return Steps(len(steps) - len(ahead), len(steps), ahead[0] if ahead else None)


def needs(day: Day, *, today: date, is_out: bool, has_mail: bool, next_step: Step | None) -> list[Need]:
    """What waits, people first; the next step to a ready day only while it lies ahead."""
    lost = _to_repair(day) if today <= day.date else ()
    found = [*lost, *_people_waiting(day), *([] if has_mail else _messages_waiting())]
    if today <= day.date:
        found += [Need(next_step.sentence, next_step.page)] if next_step else []
    elif not is_out:
        told = "The day has passed, and no timetable was published for it. Is its date right?"
        found.append(Need(Sentence(told), "programme.edit_day"))
    return found


def is_over(phase: Phase, *, today: date, is_out: bool) -> bool:
    """Whether it lies behind us: by its dates, or because a timetable is out that nobody drafts any more."""
    return phase.ends_on < today or (is_out and phase.kind is PhaseKind.DRAFTING)


def now_or_next(day: Day, *, today: date, is_out: bool) -> Phase | None:
    """The phase of today, else the one that comes next; None when all are over or none has dates."""
    ahead = (phase for phase in sorted(day.phases, key=_begins) if not is_over(phase, today=today, is_out=is_out))
    return next(ahead, None)


def _people_waiting(day: Day) -> Iterator[Need]:
    waits = Dispute.settled_at.is_(None)
    disputes = select(func.count(Dispute.id)).join(Offering, Offering.id == Dispute.offering_id).where(waits)
    guests = (
        select(func.count(Guest.id)).join(Offering, Offering.id == Guest.offering_id).where(Guest.settled_at.is_(None))
    )
    of_day = Offering.timetable_id.in_(select(Timetable.id).where(Timetable.day_id == day.id))
    held = select(func.count(Remark.id)).where(Remark.state == RemarkState.HELD)
    for count, told, page in (
        (disputes.where(of_day), "Colleagues who say that their record is wrong: {count}.", "credit.show"),
        (
            guests.where(of_day),
            "People at a door whom the roster does not have: {count}. Say who they are.",
            "guests.show_all",
        ),
        (held, "Written answers held back until you have read them: {count}.", "remarks.show_all"),
    ):
        if number := db.session.scalar(count):
            yield Need(Sentence(told, {"count": number}), page, holds_up=True)


def _to_repair(day: Day) -> Iterator[Need]:
    """Runs of the published timetable that lost what they need since: room, presenter, or the session itself."""
    taken = select(OfferingSlot.slot_id).where(OfferingSlot.offering_id == Offering.id).correlate(Offering)
    closed = select(RoomClosure.slot_id).where(RoomClosure.room_id == Offering.room_id, RoomClosure.slot_id.in_(taken))
    on_leave = select(Leave.staff_id).where(Leave.day_id == day.id)
    presents = select(SessionPresenter.staff_id).where(SessionPresenter.session_id == Offering.session_id)
    ill = presents.where(SessionPresenter.staff_id.in_(on_leave))
    away = presents.join(Away, Away.staff_id == SessionPresenter.staff_id).where(Away.slot_id.in_(taken))
    lost = (
        select(func.count(Offering.id))
        .join(Offering.timetable)
        .outerjoin(Offering.session)
        .where(Timetable.day_id == day.id, Timetable.state == TimetableState.PUBLISHED)
        .where(Session.cancelled_at.is_not(None) | closed.exists() | ill.exists() | away.exists())
    )
    if count := db.session.scalar(lost):
        told = "Sessions that cannot run as published: {count}. They were cancelled, or lost their room or a presenter."
        yield Need(Sentence(told, {"count": count}), "repairs.latest", holds_up=True)


def _messages_waiting() -> Iterator[Need]:
    if waiting := outbox.count_waiting():
        told = "Mail is not set up, and messages wait: {count:,}. Ask whoever runs the server to set it up."
        yield Need(Sentence(told, {"count": waiting}), holds_up=True)


def _begins(phase: Phase) -> date:
    return phase.begins_on
