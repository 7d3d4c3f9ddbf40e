"""Drafting and publishing: what it takes, what it leaves behind, who hears of it."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import NotReady, TooLate
from pdday.outbox import Message
from pdday.preferences.models import Company, CompanyKind, CompanyMember
from pdday.programme.models import GatheringSchool, Leave
from pdday.proposals.models import SessionPresenter
from pdday.timetable import actions, queries
from pdday.timetable.models import Timetable, TimetableState
from pdday.trail import Trail
from tests.factories import at, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import make_gatherings, make_list, problem_and

NOW = at("8:00")


@pytest.fixture
def day(app):
    return make_day()


def make_draft(day, *runs):
    problem, plan = problem_and(day, *runs)
    return actions.draft(day, problem, plan, by_id=None, now=NOW)


def why_not(timetable):
    return [str(reason) for reason in actions.why_not_publish(timetable)]


def test_a_draft_says_what_it_means_for_people(day):
    keen, other = make_staff(), make_staff()
    session, second, room = make_session(day), make_session(day), make_room(day.host_school)
    make_list(day, keen, session)
    make_list(day, other, second, session)

    timetable = make_draft(day, (session, "A", room, (keen, other)), (second, "B", room, ()))

    assert timetable.measures["first"] == {"count": 1, "people": 2}
    assert timetable.measures["seats_by_rank"] == {"1": 1, "2": 1}


def test_publishing_supersedes_the_former_timetable_and_overwrites_nothing(day):
    dana = make_coordinator()
    make_gatherings(day, make_room(day.host_school, seats=600))
    first, second = make_draft(day), make_draft(day)

    actions.publish(first, by=dana, now=NOW)
    actions.publish(second, by=dana, now=at("9:00"))

    states = {each.number: each.state for each in queries.timetables(day)}
    assert states == {1: TimetableState.SUPERSEDED, 2: TimetableState.PUBLISHED}
    assert (first.published_at, second.published_at) == (NOW, at("9:00"))


def test_only_people_whose_day_changed_get_a_message_and_each_once(day):
    dana, moved, stays = make_coordinator(), make_staff("Ana Moved"), make_staff("Ben Stays")
    room, other_room = make_room(day.host_school), make_room(day.host_school)
    session, second = make_session(day), make_session(day)
    make_gatherings(day, make_room(day.host_school, seats=600))
    actions.publish(
        make_draft(day, (session, "A", room, (moved,)), (second, "A", other_room, (stays,))), by=dana, now=NOW
    )
    after_first = set(db.session.scalars(select(Message.to_address)))

    actions.publish(
        make_draft(day, (session, "B", room, (moved,)), (second, "A", other_room, (stays,))), by=dana, now=at("9:00")
    )

    subjects = db.session.execute(select(Message.to_address, Message.subject).order_by(Message.id)).all()
    assert {moved.email, stays.email} <= after_first
    assert subjects[len(after_first) :] == [(moved.email, "Something in your PD day has changed.")]


def test_the_trail_keeps_who_published_what(day):
    dana, timetable = make_coordinator(), make_draft(day)
    make_gatherings(day, make_room(day.host_school, seats=600))
    timetable = make_draft(day)

    actions.publish(timetable, by=dana, now=NOW)

    entry = db.session.scalars(select(Trail).where(Trail.did == "publish")).one()
    assert (entry.by_id, entry.thing, entry.thing_id) == (dana.id, "timetable", timetable.id)


def test_a_published_timetable_is_not_published_again(day):
    dana = make_coordinator()
    make_gatherings(day, make_room(day.host_school, seats=600))
    timetable = make_draft(day)
    actions.publish(timetable, by=dana, now=NOW)

    with pytest.raises(TooLate, match="Draft 1 has been published already"):
        actions.publish(timetable, by=dana, now=NOW)


def test_a_draft_does_not_replace_a_timetable_that_its_coordinator_has_not_seen(day):
    dana, sam = make_coordinator("Dana One"), make_coordinator("Sam Two")
    make_gatherings(day, make_room(day.host_school, seats=600))
    first, second = make_draft(day), make_draft(day)
    actions.publish(first, by=sam, now=NOW, over=0)

    with pytest.raises(TooLate, match="Draft 1 was published meanwhile"):
        actions.publish(second, by=dana, now=NOW, over=0)
    assert second.state is TimetableState.DRAFT

    actions.publish(second, by=dana, now=NOW, over=1)
    assert second.state is TimetableState.PUBLISHED


def test_todays_rows_decide_a_person_who_went_on_leave_since(day):
    person = make_staff("Ana Cruz")
    session, room = make_session(day), make_room(day.host_school)
    timetable = make_draft(day, (session, "A", room, (person,)))
    assert why_not(timetable) == []

    db.session.add(Leave(day_id=day.id, staff_id=person.id, reported_at=NOW))
    db.session.flush()

    told = why_not(timetable)
    assert len(told) == 1
    assert told[0].startswith("Nobody is seated while they are away. ")
    assert "Ana Cruz" in told[0]


def test_todays_rows_decide_a_room_that_shrank_since(day):
    people = make_staff(), make_staff()
    session, room = make_session(day), make_room(day.host_school, "Room 7")
    timetable = make_draft(day, (session, "A", room, people))

    room.posted_limit = 1
    db.session.flush()

    assert "Room 7 now holds 1" in " ".join(why_not(timetable))


def test_todays_rows_decide_a_room_that_lost_what_the_session_needs(day):
    session, room = make_session(day, "Fractions"), make_room(day.host_school, "Room 7")
    session.proposal.room_needs, room.features = ["document_camera"], ["document_camera"]
    db.session.flush()
    timetable = make_draft(day, (session, "A", room, ()))

    room.features = []
    db.session.flush()

    assert why_not(timetable) == [
        "The room has every feature that the session needs. “Fractions” in slot A: Room 7 lacks Document camera."
    ]


def test_todays_rows_decide_a_session_that_was_cancelled_since(day):
    session = make_session(day, "Fractions")
    timetable = make_draft(day, (session, "A", make_room(day.host_school), (make_staff(),)))

    session.cancelled_at, session.cancelled_by_id = NOW, make_coordinator().id
    db.session.flush()

    assert why_not(timetable) == ["“Fractions” has been cancelled since this draft was made. Repair it."]


def test_of_a_cancelled_session_it_is_not_said_too_that_its_presenter_is_away(day):
    lead = make_staff("Ana Cruz")
    session = make_session(day, "Fractions", presenters=(lead,))
    timetable = make_draft(day, (session, "A", make_room(day.host_school), ()))

    db.session.add(Leave(day_id=day.id, staff_id=lead.id, reported_at=NOW))
    db.session.flush()
    ill = why_not(timetable)
    session.cancelled_at, session.cancelled_by_id = NOW, make_coordinator().id
    db.session.flush()

    assert ["Ana Cruz leads “Fractions” in slot A and is away then." in each for each in ill] == [True]
    assert why_not(timetable) == ["“Fractions” has been cancelled since this draft was made. Repair it."]


def test_todays_rows_decide_a_co_presenter_who_joined_since(day):
    lead, joined = make_staff(), make_staff()
    session, room = make_session(day, "Fractions", presenters=(lead,)), make_room(day.host_school)
    timetable = make_draft(day, (session, "A", room, ()))

    session.presenters.append(SessionPresenter(staff=joined, position=2))
    db.session.flush()

    assert why_not(timetable) == ["“Fractions” has other presenters now than when this draft was made. Repair it."]


def test_todays_rows_decide_two_who_must_be_apart_since(day):
    ana, ben = make_staff(), make_staff()
    session, room = make_session(day), make_room(day.host_school)
    timetable = make_draft(day, (session, "A", room, (ana, ben)))

    members = [CompanyMember(staff_id=person.id, day_id=day.id) for person in (ana, ben)]
    db.session.add(Company(day_id=day.id, kind=CompanyKind.APART, name="HR", members=members))
    db.session.flush()

    assert why_not(timetable) == [f"A private rule about {ana.name} is not kept in “{session.title}” in slot A."]


def test_todays_rows_decide_a_newcomer_who_has_no_place_in_the_keynote(day):
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    timetable = make_draft(day)

    newcomer = make_staff(school=day.host_school)
    for gathering in queries.gatherings(day):
        if not gathering.schools:
            gathering.schools.append(GatheringSchool(school_id=newcomer.home_school_id, slot_id=gathering.slot_id))
    db.session.flush()

    assert why_not(timetable) == [
        f"Who comes to “{slot}” in Gym has changed since this draft was made. Repair it."
        for slot in ("Keynote", "Reflection")
    ]


def test_what_breaks_a_rule_is_not_published(day):
    dana, person = make_coordinator(), make_staff()
    make_gatherings(day, make_room(day.host_school, seats=600))
    session, room = make_session(day), make_room(day.host_school)
    timetable = make_draft(day, (session, "A", room, (person,)))
    db.session.add(Leave(day_id=day.id, staff_id=person.id, reported_at=NOW))
    db.session.flush()

    with pytest.raises(NotReady) as refusal:
        actions.publish(timetable, by=dana, now=NOW)

    assert refusal.value.reasons != ()
    assert timetable.state is TimetableState.DRAFT


def test_of_two_coordinators_who_publish_at_once_one_is_told_so(app, day):
    dana, sam = make_coordinator("Dana One"), make_coordinator("Sam Two")
    make_gatherings(day, make_room(day.host_school, seats=600))
    timetable = make_draft(day)
    ids = timetable.id, (dana.id, sam.id)
    db.session.commit()
    db.session.remove()
    start, outcomes = threading.Barrier(2), []

    def press(person_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                person = db.session.get(type(dana), person_id)
                actions.publish(db.session.get(Timetable, ids[0]), by=person, now=NOW)
                db.session.commit()
                outcomes.append("published")
            except TooLate as refusal:
                db.session.rollback()
                outcomes.append(str(refusal))

    threads = [threading.Thread(target=press, args=(person_id,)) for person_id in ids[1]]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["Draft 1 has been published already.", "published"]
    assert len(db.session.scalars(select(Trail).where(Trail.did == "publish")).all()) == 1
