"""What the ground under the features holds on one person: what they did, messages to them, work they asked for.

Here and not in the trail itself, because only this floor knows what a colleague is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import delete, or_, select

from pdday import persons
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.outbox import Message
from pdday.persons import Fate, Section, Step
from pdday.staff.models import StaffMember
from pdday.trail import Trail
from pdday.words import Sentence

persons.call(
    {
        JobKind.SOLVE: Sentence("Draft a timetable"),
        JobKind.BADGES: Sentence("Make badges"),
        JobKind.REPORT: Sentence("Make the report"),
        JobKind.COST: Sentence("Find out what a seat would take"),
    }
)


@persons.sections.answer(Trail, Job, Message)
def records(staff_id: int, *, now: datetime) -> Iterator[Section]:
    """What the person did (and why, as they wrote it), messages sent to them, work they asked for."""
    done = (
        select(Trail.at, Trail.did, Trail.thing, Trail.thing_id, Trail.why)
        .where(or_(Trail.by_id == staff_id, (Trail.thing == StaffMember.__tablename__) & (Trail.thing_id == staff_id)))
        .order_by(Trail.id)
    )
    heads: tuple[Sentence, ...] = (
        Sentence("When"),
        Sentence("What was done"),
        Sentence("To what"),
        Sentence("Number"),
        Sentence("Reason given"),
    )
    yield Section(Sentence("What you did in pdday"), heads, persons.rows(done))
    sent = (
        select(Message.put_at, Message.sent_at, Message.to_address, Message.subject, Message.body)
        .where(Message.staff_id == staff_id)
        .order_by(Message.id)
    )
    heads = (Sentence("Written"), Sentence("Sent"), Sentence("To"), Sentence("Subject"), Sentence("Text"))
    yield Section(Sentence("Messages to you"), heads, persons.rows(sent))
    asked = select(Job.asked_at, Job.kind, Job.ended_at).where(Job.asked_by_id == staff_id).order_by(Job.id)
    heads = (Sentence("Asked"), Sentence("What"), Sentence("Ended"))
    yield Section(Sentence("Work you asked pdday to do"), heads, persons.rows(asked))


@persons.fates.answer(Trail, Job, Message)
def what_becomes_of_records(staff_id: int, *, now: datetime) -> Iterator[Step]:
    """Messages go. The trail stays what it is: a record that somebody, no longer named, did something."""
    person = db.session.get_one(StaffMember, staff_id)
    theirs = or_(Message.staff_id == staff_id, Message.to_address == person.email)
    if messages := persons.count(theirs):
        gone = delete(Message).where(theirs)
        yield Step(Fate.GOES, Sentence("Messages to them: {count}.", {"count": messages}), (gone,))
    if entries := persons.count(Trail.by_id == staff_id):
        told = Sentence("Entries in the record of who did what: {count}, by a former colleague.", {"count": entries})
        yield Step(Fate.STAYS, told)
    if jobs := persons.count(Job.asked_by_id == staff_id):
        yield Step(Fate.STAYS, Sentence("Drafts, badges and reports that they had made: {count}.", {"count": jobs}))
