"""Every page there is, as an address with something at it and somebody who may read it."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from time import perf_counter, process_time
from typing import Any

from flask import Flask, current_app, url_for
from sqlalchemy import event, func, select
from werkzeug.routing import Rule
from werkzeug.test import Client

from pdday.checkin.models import Attendance, Badge, Guest
from pdday.db import db
from pdday.feedback.models import Commitment, Remark
from pdday.preferences.models import PreferenceList
from pdday.programme.models import Day, Gathering, Goal, Slot
from pdday.programme.queries import days
from pdday.programme.vocabulary import SlotKind
from pdday.proposals.models import Proposal, ProposalPresenter, SessionPresenter
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.models import StaffDuty
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Pin
from pdday.timetable.queries import published_timetable
from scripts.speed.district import Filled

#: Pages that look back are measured on the day that was lived through, all others on the coming one.
LOOKING_BACK = {"tickets", "heard", "responses", "remarks", "commitments", "reports", "credit", "my_record", "guests"}


@dataclass(frozen=True)
class Page:
    """One address, read by one person."""

    rule: str
    address: str
    #: None for somebody who is not signed in.
    staff_id: int | None


@dataclass(frozen=True)
class Read:
    """What one reading of a page came to."""

    seconds: float
    cpu_seconds: float
    queries: int
    size: int
    sent: int


def pages(app: Flask, filled: Filled, *, only: str = "") -> list[Page]:
    """Every address (with `only` in it) that answers with a page, each as the first of the people who may read it."""
    found = []
    with app.app_context():
        people = _people()
        rules = sorted(
            (each for each in app.url_map.iter_rules() if _is_read(each) and only in each.rule),
            key=lambda each: each.rule,
        )
        addresses = [(each.rule, _address(each)) for each in rules]
    for rule, address in addresses:
        for staff_id in (*people, None) if address else ():
            answer = Client(app, use_cookies=False).get(address, headers=headers_of(app, filled, staff_id))
            if answer.status_code == 200:
                found.append(Page(rule, address, staff_id))
                break
        else:
            print(f"not measured, nothing to read there: {rule}", file=sys.stderr)
    return found


def read(app: Flask, filled: Filled, page: Page) -> Read:
    """Read a page once, as a browser that has nothing of it yet."""
    headers = headers_of(app, filled, page.staff_id)
    with _counted(app) as statements:
        began, cpu = perf_counter(), process_time()
        answer = Client(app, use_cookies=False).get(page.address, headers=headers)
        body = answer.get_data()
        seconds, cpu_seconds = perf_counter() - began, process_time() - cpu
    assert answer.status_code == 200, (page, answer.status_code)
    packed = answer.headers.get("Content-Encoding")
    size = len(body) if not packed else int(answer.headers.get("X-Plain-Length", 0)) or _plain(body, packed)
    sent = len(body) if packed else len(gzip.compress(body, 6))
    queries = sum(each.lstrip().upper().startswith("SELECT") for each in statements)
    return Read(seconds, cpu_seconds, queries, size, sent)


def headers_of(app: Flask, filled: Filled, staff_id: int | None) -> dict[str, str]:
    """What the browser of this person sends along."""
    cookie = {} if staff_id is None else {"Cookie": cookie_of(app, filled, staff_id)}
    return cookie | {"Accept-Encoding": "gzip, br", "Accept": "text/html"}


def cookie_of(app: Flask, filled: Filled, staff_id: int) -> str:
    serializer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
    return "pdday=" + str(serializer.dumps({"_user_id": filled.tokens[staff_id], "_fresh": True}))


def _is_read(rule: Rule) -> bool:
    return "GET" in (rule.methods or ()) and rule.endpoint != "static"


def _people() -> list[int]:
    """Whom a page may be for, by id: a colleague, a leader, who wrote proposals, and each duty."""
    day = _day(back=False)
    timetable = published_timetable(day)
    assert timetable is not None
    busy = {*db.session.scalars(select(StaffDuty.staff_id)), *db.session.scalars(select(SessionPresenter.staff_id))}
    colleague = db.session.scalar(
        select(PreferenceList.staff_id)
        .join(Commitment, Commitment.staff_id == PreferenceList.staff_id)
        .where(PreferenceList.day_id == day.id, PreferenceList.staff_id.not_in(busy))
        .order_by(PreferenceList.staff_id)
        .limit(1)
    )
    leader = db.session.scalar(_leading(_day(back=True)))
    by_duty = [
        db.session.scalar(select(func.min(StaffDuty.staff_id)).where(StaffDuty.duty == duty))
        for duty in (Duty.REVIEWER, Duty.STEWARD, Duty.PRINCIPAL, Duty.COORDINATOR)
    ]
    author = db.session.scalar(
        select(ProposalPresenter.staff_id).where(ProposalPresenter.proposal_id == _proposal(of_drafts=True)).limit(1)
    )
    return [each for each in (colleague, leader, author, *by_duty) if each is not None]


def _leading(day: Day) -> Any:
    led = Enrolment.source == EnrolmentSource.PRESENTING
    return (
        select(Enrolment.staff_id)
        .where(Enrolment.timetable_id == published_timetable(day).id, led, Enrolment.session_id.is_not(None))  # type: ignore[union-attr]
        .order_by(Enrolment.id)
        .limit(1)
    )


def _day(*, back: bool) -> Day:
    return days()[0 if back else -1]


def _proposal(*, of_drafts: bool) -> int | None:
    is_draft = Proposal.state == ProposalState.DRAFT
    return db.session.scalar(select(func.min(Proposal.id)).where(is_draft if of_drafts else ~is_draft))


def _address(rule: Rule) -> str | None:
    """The rule's address for something that is there; None where there is nothing of the kind."""
    back = rule.endpoint.split(".")[0] in LOOKING_BACK
    there = _there(rule, back=back)
    values = {name: there.get(name) for name in rule.arguments if name not in (rule.defaults or {})}
    if None in values.values():
        return None
    with current_app.test_request_context():
        return url_for(rule.endpoint, **values, **({"day": _day(back=True).id} if back else {}))


def _there(rule: Rule, *, back: bool) -> dict[str, Any]:
    day = _day(back=back)
    timetable = published_timetable(day)
    assert timetable is not None
    session = db.session.scalars(
        select(Offering).where(Offering.timetable_id == timetable.id, Offering.session_id.is_not(None)).limit(1)
    ).one()
    attendance = db.session.scalar(select(Attendance).where(Attendance.staff_id != 1).limit(1))
    led = db.session.scalar(_leading(day))
    led_offering = db.session.scalar(
        select(Enrolment.offering_id).where(Enrolment.staff_id == led, Enrolment.timetable_id == timetable.id).limit(1)
    )
    is_arrival = "arrivals" in rule.rule or rule.endpoint.startswith("credit.")
    return {
        "staff_id": attendance.staff_id if is_arrival and attendance else _people()[0],
        "offering_id": attendance.offering_id if is_arrival and attendance else led_offering or session.id,
        "session_id": session.session_id,
        "timetable_id": timetable.id,
        "day_id": day.id,
        "room_id": session.room_id,
        "school_id": session.room.school_id,
        "strand_id": day.strands[0].id,
        "slot_id": next(each.id for each in day.slots if each.kind is SlotKind.BREAKOUT),
        "proposal_id": _proposal(of_drafts=rule.endpoint in {"proposals.edit", "proposals.presenters"}),
        "goal_id": db.session.scalar(select(func.min(Goal.id))),
        "guest_id": db.session.scalar(select(func.min(Guest.id))),
        "remark_id": db.session.scalar(select(func.min(Remark.id))),
        "pin_id": db.session.scalar(select(func.min(Pin.id))),
        "gathering_id": db.session.scalar(select(func.min(Gathering.id)).join(Slot).where(Slot.day_id == day.id)),
        "commitment_id": db.session.scalar(
            select(func.min(Commitment.id)).where(Commitment.staff_id == _people()[0], Commitment.day_id == day.id)
        ),
        "after_days": 30,
        "number": 1,
        "key": "fairness",
        "token": db.session.scalar(select(Badge.token).limit(1)),
    }


def _plain(body: bytes, packed: str) -> int:
    if packed == "gzip":
        return len(gzip.decompress(body))
    import brotli  # only where pdday answers with it

    return len(brotli.decompress(body))


@contextmanager
def _counted(app: Flask) -> Iterator[Sequence[str]]:
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
