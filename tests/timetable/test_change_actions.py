"""Changes by hand: looked at first, refused where a rule breaks, told what they cost."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from pdday.db import db
from pdday.errors import NotReady, TooLate
from pdday.outbox import Message
from pdday.programme.models import Away
from pdday.staff.vocabulary import StaffRole
from pdday.timetable import actions, change_actions, queries, run_queries
from pdday.timetable.change_actions import add_run, drop_run, move_person, move_run
from pdday.timetable.models import Enrolment, EnrolmentSource, Timetable, TimetableState
from pdday.timetable.seat_models import SeatChange, SeatChangeKind
from pdday.trail import Trail
from tests.factories import at, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import make_gatherings, make_list, places, problem_and, run_of

NOW = at("8:00")


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def dana(day):
    return make_coordinator("Dana Whitfield")


def make_draft(day, *runs):
    problem, plan = problem_and(day, *runs)
    return actions.draft(day, problem, plan, by_id=None, now=NOW)


def make(timetable, change, dana, **more):
    return change_actions.make(timetable, change, by=dana, now=NOW, why=more.pop("why", ""), **more)


def told(sentences):
    return [str(each) for each in sentences]


def test_a_run_moves_to_another_slot_and_room_and_its_people_and_presenters_come_along(day, dana):
    lee, ana = make_staff("Lee One"), make_staff("Ana Cruz")
    session = make_session(day, "Fractions", presenters=(lee,))
    draft = make_draft(day, (session, "A", make_room(day.host_school, "Room 7"), (ana,)))

    changed = make(
        draft, move_run(run_of(draft, session), slot_of(day, "C"), make_room(day.host_school, "Room 8")), dana
    )

    assert changed is draft
    assert places(draft) == [("Ana Cruz", "C", "Fractions", "Room 8"), ("Lee One", "C", "Fractions", "Room 8")]
    assert actions.why_not_publish(draft) == []


def test_whoever_has_something_else_then_or_is_away_stays_out_and_is_named_before(day, dana):
    ana, ben, cy = make_staff("Ana Cruz"), make_staff("Ben Okafor"), make_staff("Cy Away")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    session, other = make_session(day, "Fractions"), make_session(day, "Poetry")
    db.session.add(Away(staff_id=cy.id, slot_id=slot_of(day, "C").id))
    draft = make_draft(day, (session, "A", rooms[0], (ana, ben, cy)), (other, "C", rooms[1], (ben,)))
    change = move_run(run_of(draft, session), slot_of(day, "C"), rooms[0])

    seen = change_actions.look(draft, change)
    make(draft, change, dana)

    assert told(seen.breaks) == []
    assert "Without a place in slot A: Ana Cruz, Ben Okafor and Cy Away." in told(seen.bends)
    assert "Has a place in slot C now: Ana Cruz." in told(seen.bends)
    assert [place[:3] for place in places(draft)] == [("Ana Cruz", "C", "Fractions"), ("Ben Okafor", "C", "Poetry")]


def test_looking_changes_nothing(day, dana):
    session, room, ana = make_session(day), make_room(day.host_school), make_staff("Ana Cruz")
    draft = make_draft(day, (session, "A", room, (ana,)))
    before = places(draft)

    change_actions.look(draft, move_run(run_of(draft, session), slot_of(day, "B"), room))
    change_actions.look(draft, drop_run(run_of(draft, session)))
    db.session.expire_all()

    assert places(draft) == before


def test_a_move_into_a_room_that_is_taken_names_the_rule_and_both_runs(day, dana):
    session, other, room = (
        make_session(day, "Fractions"),
        make_session(day, "Poetry"),
        make_room(day.host_school, "Gym"),
    )
    draft = make_draft(day, (session, "A", room, ()), (other, "B", room, ()))

    with pytest.raises(NotReady) as refusal:
        make(draft, move_run(run_of(draft, session), slot_of(day, "B"), room), dana)

    assert told(refusal.value.reasons) == [
        "A room holds one run at a time. Gym holds “Fractions” in slot B and “Poetry” in slot B at the same time."
    ]
    assert [reason.said("es") for reason in refusal.value.reasons] == [
        "En un salón hay un solo grupo a la vez. "
        "En Gym hay “Fractions” en el bloque B y “Poetry” en el bloque B al mismo tiempo."
    ]


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ("small", "No run takes more attendees than its room has seats or its session allows, presenters not counted"),
        ("presenter", "Presenters are there while their session runs, and present one run at a time"),
        ("slot", "A session runs only in slots that it may use"),
    ],
)
def test_a_move_that_breaks_a_rule_is_refused_in_the_rules_own_words(day, dana, broken, rule):
    lee, ana, ben = make_staff("Lee One"), make_staff(), make_staff()
    session = make_session(day, "Fractions", presenters=(lee,), slots="ABC")
    room, small = make_room(day.host_school), make_room(day.host_school, seats=1)
    db.session.add(Away(staff_id=lee.id, slot_id=slot_of(day, "B").id))
    draft = make_draft(day, (session, "A", room, (ana, ben)))
    slot, into = {"small": ("A", small), "presenter": ("B", room), "slot": ("D", room)}[broken]

    with pytest.raises(NotReady) as refusal:
        make(draft, move_run(run_of(draft, session), slot_of(day, slot), into), dana)

    assert [each.split(". ")[0] for each in told(refusal.value.reasons)] == [rule]


def test_what_was_broken_before_does_not_stop_another_change(day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    rooms = make_room(day.host_school), make_room(day.host_school, "Room 8")
    session, other = make_session(day), make_session(day)
    draft = make_draft(day, (session, "A", rooms[0], (ana,)), (other, "B", rooms[0], (ben,)))
    db.session.add(Away(staff_id=ana.id, slot_id=slot_of(day, "A").id))
    db.session.flush()

    make(draft, move_run(run_of(draft, other), slot_of(day, "B"), rooms[1]), dana)

    assert run_of(draft, other).room.name == "Room 8"


def test_one_more_run_is_held_with_its_presenters(day, dana):
    lee, room = make_staff("Lee One"), make_room(day.host_school, "Room 7")
    session = make_session(day, "Fractions", presenters=(lee,), runs=(2, 2), length=2)
    ana = make_staff("Ana Cruz")
    draft = make_draft(day, (session, "A", room, (ana,)))

    make(draft, add_run(session, slot_of(day, "C"), room), dana)

    assert [place for place in places(draft) if place[0] == "Lee One"] == [
        ("Lee One", slot, "Fractions", "Room 7") for slot in "ABCD"
    ]


def test_one_more_run_takes_those_who_asked_for_it_and_have_nothing_then(day, dana):
    ana, cy = make_staff("Ana Cruz"), make_staff("Cy Busy")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    wanted, other = make_session(day, "Fractions", runs=(0, 1)), make_session(day, "Poetry")
    make_list(day, ana, wanted)
    make_list(day, cy, other, wanted)
    draft = make_draft(day, (other, "A", rooms[0], (cy,)))

    make(draft, add_run(wanted, slot_of(day, "A"), rooms[1]), dana)

    assert ("Ana Cruz", "A", "Fractions", "Room 8") in places(draft)
    assert [place for place in places(draft) if place[0] == "Cy Busy"] == [("Cy Busy", "A", "Poetry", "Room 7")]


def test_a_repeat_for_nobody_is_refused(day, dana):
    session = make_session(day, "Fractions", runs=(1, 2), audience_roles=[StaffRole.NURSE])
    rooms = [make_room(day.host_school) for _ in range(2)]
    draft = make_draft(day, (session, "A", rooms[0], ()))

    with pytest.raises(NotReady) as refusal:
        make(draft, add_run(session, slot_of(day, "B"), rooms[1]), dana)

    assert "once for nobody" in told(refusal.value.reasons)[0]


def test_a_run_can_be_dropped_and_its_people_are_named_before(day, dana):
    ana, room = make_staff("Ana Cruz"), make_room(day.host_school)
    session = make_session(day, "Fractions", runs=(0, 2))
    make_list(day, ana, session, make_session(day, runs=(0, 1)), make_session(day, runs=(0, 1)))
    draft = make_draft(day, (session, "A", room, (ana,)))

    seen = change_actions.look(draft, drop_run(run_of(draft, session)))
    make(draft, drop_run(run_of(draft, session)), dana)

    assert "Without a place in slot A: Ana Cruz." in told(seen.bends)
    assert "Has none of their top three any more: Ana Cruz." in told(seen.bends)
    assert told(seen.knows)[0].startswith("The score goes from ")
    assert places(draft) == []


def test_a_person_goes_into_another_run_and_gives_up_what_they_had_then(day, dana):
    ana, rooms = make_staff("Ana Cruz"), [make_room(day.host_school) for _ in range(2)]
    session, other = make_session(day, "Fractions"), make_session(day, "Poetry")
    make_list(day, ana, other)
    draft = make_draft(day, (session, "A", rooms[0], (ana,)), (other, "A", rooms[1], ()))

    make(draft, move_person(ana, run_of(draft, other)), dana)

    [place] = db.session.scalars(select(Enrolment).where(Enrolment.timetable_id == draft.id))
    assert (place.offering.title, place.source, place.rank) == ("Poetry", EnrolmentSource.COORDINATOR, 1)


def test_a_person_can_be_taken_out_of_a_run(day, dana):
    ana, session = make_staff("Ana Cruz"), make_session(day)
    draft = make_draft(day, (session, "A", make_room(day.host_school), (ana,)))

    make(draft, move_person(ana, None, run_of(draft, session)), dana)

    assert places(draft) == []


def test_nobody_is_moved_into_a_full_run(day, dana):
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    session, room = make_session(day, "Fractions"), make_room(day.host_school, "Closet", seats=1)
    draft = make_draft(day, (session, "A", room, (ana,)))

    with pytest.raises(NotReady) as refusal:
        make(draft, move_person(ben, run_of(draft, session)), dana)

    assert told(refusal.value.reasons)[0].endswith("“Fractions” in slot A: 2 people for 1 seat in Closet.")


def test_a_draft_says_what_it_is_worth_after_a_change(day, dana):
    ana, session = make_staff("Ana Cruz"), make_session(day, runs=(0, 1))
    make_list(day, ana, session)
    draft = make_draft(day, (session, "A", make_room(day.host_school), (ana,)))
    before, bound = draft.score, draft.bound

    make(draft, drop_run(run_of(draft, session)), dana)

    assert (draft.measures["first"], draft.score < before) == ({"count": 0, "people": 1}, True)
    assert (draft.bound, draft.gap > 0) == (bound, True)


def test_the_bound_of_other_lists_is_not_claimed_for_todays(day, dana):
    ana, session = make_staff("Ana Cruz"), make_session(day, runs=(0, 1))
    draft = make_draft(day, (session, "A", make_room(day.host_school), (ana,)))
    former = draft.fingerprint
    make_list(day, ana, session)

    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), make_room(day.host_school)), dana)

    assert draft.fingerprint != former
    assert draft.bound == 100  # one person who asked for something, at most content


@pytest.fixture
def published(day, dana):
    """A published timetable with Ana and Ben in it."""
    ana, ben = make_staff("Ana Cruz"), make_staff("Ben Okafor")
    session, other = make_session(day, "Fractions"), make_session(day, "Poetry")
    rooms = make_room(day.host_school, "Room 7"), make_room(day.host_school, "Room 8")
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    draft = make_draft(day, (session, "A", rooms[0], (ana,)), (other, "A", rooms[1], (ben,)))
    return actions.publish(draft, by=dana, now=NOW)


def fractions_in(timetable):
    return next(each for each in queries.offerings(timetable) if each.title == "Fractions")


def test_a_change_to_a_published_timetable_makes_a_new_draft_and_overwrites_nothing(published, day, dana):
    before = places(published)
    run, room = (
        fractions_in(published),
        make_room(day.host_school),
    )

    draft = make(published, move_run(run, slot_of(day, "B"), room), dana, why="Projector broke", makes=2)

    assert places(published) == before
    assert (draft.number, draft.made_from, draft.why, draft.state) == (
        2,
        published,
        "Projector broke",
        TimetableState.DRAFT,
    )
    assert [place for place in places(draft) if place not in before] == [("Ana Cruz", "B", "Fractions", room.name)]


def test_only_those_whose_day_the_change_touches_hear_of_it_when_it_is_published(published, day, dana):
    run = fractions_in(published)
    heard = len(db.session.scalars(select(Message.id)).all())
    draft = make(published, move_run(run, run.slot, make_room(day.host_school, "Room 9")), dana)

    actions.publish(draft, by=dana, now=NOW, over=1)

    bodies = db.session.scalars(select(Message.body).order_by(Message.id)).all()[heard:]
    assert ["- 9:15: “Fractions”, Room 9 (until now: “Fractions”, Room 7)" in body for body in bodies] == [True]


def test_seats_that_changed_hands_after_a_draft_was_made_are_counted_before_it_is_published(published, day, dana):
    ana = run_queries.people_of(fractions_in(published))[0].staff
    draft = make(published, move_run(fractions_in(published), slot_of(day, "A"), make_room(day.host_school)), dana)
    assert run_queries.seats_changed_since(draft) == 0

    seat = {"timetable_id": published.id, "staff_id": ana.id, "slot_id": slot_of(day, "A").id}
    db.session.add(SeatChange(**seat, kind=SeatChangeKind.GAVE_UP, at=at("8:05")))
    db.session.flush()

    assert run_queries.seats_changed_since(draft) == 1


def test_the_same_change_sent_twice_makes_one_new_draft(published, day, dana):
    run, room = (
        fractions_in(published),
        make_room(day.host_school),
    )
    change = move_run(run, slot_of(day, "B"), room)
    make(published, change, dana, makes=2)

    with pytest.raises(TooLate, match="Draft 2 has been made meanwhile"):
        make(published, change, dana, makes=2)

    assert [each.number for each in queries.timetables(day)] == [2, 1]


def test_a_change_that_is_there_already_changes_nothing(day, dana):
    session, room = make_session(day), make_room(day.host_school)
    draft = make_draft(day, (session, "A", room, ()))

    make(draft, move_run(run_of(draft, session), slot_of(day, "A"), room), dana)

    assert db.session.scalars(select(Trail).where(Trail.did == "change_timetable")).all() == []


def test_the_trail_keeps_who_changed_what_and_why(day, dana):
    session, room = make_session(day), make_room(day.host_school)
    draft = make_draft(day, (session, "A", room, ()))

    make(draft, move_run(run_of(draft, session), slot_of(day, "B"), room), dana, why="Projector broke")

    [entry] = db.session.scalars(select(Trail).where(Trail.did == "change_timetable"))
    assert (entry.by_id, entry.thing_id, entry.why) == (dana.id, draft.id, "Projector broke")
    assert entry.facts["change"] == "MoveRun"


def test_a_timetable_with_somebody_who_is_gone_is_neither_changed_nor_published(day, dana):
    ana, session, room = make_staff("Ana Cruz"), make_session(day), make_room(day.host_school)
    draft = make_draft(day, (session, "A", room, (ana,)))
    ana.left_at = NOW
    db.session.flush()
    told_so = ["Since this draft was made, the day has lost Ana Cruz. Repair it."]

    with pytest.raises(NotReady) as refusal:
        make(draft, move_run(run_of(draft, session), slot_of(day, "B"), room), dana)

    assert told(refusal.value.reasons) == told_so
    assert told(actions.why_not_publish(draft)) == told_so


def test_of_two_coordinators_who_change_at_once_both_changes_are_kept_or_one_is_told_why(app, day, dana):
    sessions, rooms = [make_session(day) for _ in range(2)], [make_room(day.host_school) for _ in range(2)]
    target = make_room(day.host_school, "Room 9")
    draft = make_draft(day, (sessions[0], "A", rooms[0], ()), (sessions[1], "A", rooms[1], ()))
    ids = [run_of(draft, session).id for session in sessions]
    draft_id, target_id, slot_id, dana_id = draft.id, target.id, slot_of(day, "B").id, dana.id
    db.session.commit()
    db.session.remove()
    start, outcomes = threading.Barrier(2), []

    def press(offering_id: int) -> None:
        with app.app_context():
            start.wait()
            draft = db.session.get(Timetable, draft_id)
            run = run_queries.find_offering(draft, offering_id)
            change = move_run(run, db.session.get(type(run.slot), slot_id), db.session.get(type(target), target_id))
            try:
                make(draft, change, db.session.get(type(dana), dana_id))
                db.session.commit()
                outcomes.append("moved")
            except NotReady as refusal:
                db.session.rollback()
                outcomes.append(told(refusal.reasons)[0].split(". ")[0])

    threads = [threading.Thread(target=press, args=(each,)) for each in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["A room holds one run at a time", "moved"]
