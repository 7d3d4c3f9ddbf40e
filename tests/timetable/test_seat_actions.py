"""Changing one's mind: seats are taken by swap, never sold twice, and only where the day's rules allow."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta
from itertools import product

import pytest

from pdday.db import db
from pdday.errors import Full, NotReady, Refused, TooLate
from pdday.preferences.models import Accommodation, AccommodationCategory, Company, CompanyKind, CompanyMember
from pdday.programme.vocabulary import Feature
from pdday.proposals.models import SessionPresenter
from pdday.solver import Rule, check
from pdday.staff.models import StaffMember, Travel
from pdday.timetable import queries, seat_actions, seat_moves, seat_queries
from pdday.timetable.models import EnrolmentSource, Offering, TimetableState
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import plan_of
from tests.factories import (
    at,
    enrol,
    make_day,
    make_offering,
    make_room,
    make_school,
    make_session,
    make_staff,
    make_timetable,
    slot_of,
)
from tests.timetable.factories import make_list, withdraw

BEFORE_A = at("8:00")


@pytest.fixture
def day(app):
    return make_day()


@pytest.fixture
def timetable(day):
    return make_timetable(day)


def run(timetable, label="A", title=None, *, seats=30, room=None, **more):
    day = timetable.day
    room = room or make_room(day.host_school)
    return make_offering(timetable, make_session(day, title, **more), slot_of(day, label), room, seats=seats)


def places(person, timetable):
    return seat_queries.offering_ids_of(person, timetable)


def test_a_seat_is_taken_and_the_former_one_becomes_free(timetable):
    ana, had, wanted = make_staff(), run(timetable), run(timetable)
    enrol(ana, had)

    place = seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {wanted.id}
    assert place.source is EnrolmentSource.SWAP
    assert (queries.seats_taken(had), queries.seats_taken(wanted)) == (0, 1)


def test_a_taken_wish_keeps_its_rank(timetable):
    ana, had, wanted = make_staff(), run(timetable), run(timetable)
    make_list(timetable.day, ana, had.session, wanted.session)
    enrol(ana, had, rank=1)

    assert seat_actions.take_seat(wanted, by=ana, now=BEFORE_A).rank == 2


def test_a_full_session_takes_nobody_and_the_former_seat_stays(timetable):
    ana, had, wanted = make_staff(), run(timetable), run(timetable, title="AI", seats=1)
    enrol(ana, had)
    enrol(make_staff(), wanted)

    with pytest.raises(Full, match="“AI” is full"):
        seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {had.id}


def test_once_it_has_begun_the_door_decides(timetable):
    with pytest.raises(TooLate, match="are open"):
        seat_actions.take_seat(run(timetable), by=make_staff(), now=at("9:15"))


def test_a_session_of_two_slots_replaces_what_one_has_in_both(timetable):
    ana, in_a, in_b = make_staff(), run(timetable, "A"), run(timetable, "B")
    enrol(ana, in_a), enrol(ana, in_b)
    session = make_session(timetable.day, length=2, slots="AB")
    slots = slot_of(timetable.day, "A"), slot_of(timetable.day, "B")
    both = make_offering(timetable, session, slots[0], make_room(timetable.day.host_school), more_slots=slots[1:])

    seat_actions.take_seat(both, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {both.id}


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (EnrolmentSource.REQUIRED, "required for your job"),
        (EnrolmentSource.PIN, "A coordinator placed you there"),
    ],
)
def test_some_places_cannot_be_left(timetable, source, told):
    ana, had = make_staff(), run(timetable)
    enrol(ana, had, source=source)

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(run(timetable), by=ana, now=BEFORE_A)

    assert told in str(refusal.value.reasons[0])


def test_who_presents_cannot_sit_elsewhere(timetable):
    ana = make_staff()
    run(timetable, presenters=(ana,))

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(run(timetable), by=ana, now=BEFORE_A)

    assert str(refusal.value.reasons[0]) == "You lead a session then."


def test_nobody_attends_a_session_twice(timetable):
    ana, in_a = make_staff(), run(timetable, "A", runs=(2, 2))
    enrol(ana, in_a)
    again = make_offering(timetable, in_a.session, slot_of(timetable.day, "B"), make_room(timetable.day.host_school))

    with pytest.raises(Refused, match="in your day already"):
        seat_actions.take_seat(again, by=ana, now=BEFORE_A)


def test_a_room_must_have_what_the_person_needs(timetable):
    ana = make_staff()
    need = AccommodationCategory.WHEELCHAIR_OR_STEP_FREE
    feature = Feature.STEP_FREE_ROUTE
    db.session.add(Accommodation(day_id=timetable.day_id, staff_id=ana.id, category=need, room_feature=feature))

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(run(timetable), by=ana, now=BEFORE_A)

    assert [str(told) for told in refusal.value.reasons] == ["The room lacks something you told us that you need."]


def test_the_way_between_sessions_must_fit_into_the_break(timetable):
    ana, far = make_staff(), make_school()
    host = timetable.day.host_school_id
    db.session.add(Travel(from_school_id=min(host, far.id), to_school_id=max(host, far.id), minutes=16))
    enrol(ana, run(timetable, "A"))
    wanted = run(timetable, "B", room=make_room(far))

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert "takes longer than the break" in str(refusal.value.reasons[0])


def test_a_private_rule_is_not_told(timetable):
    ana, ben, wanted = make_staff(), make_staff("Ben Secret"), run(timetable)
    enrol(ben, wanted)
    members = [CompanyMember(staff_id=person.id, day_id=timetable.day_id) for person in (ana, ben)]
    db.session.add(Company(day_id=timetable.day_id, kind=CompanyKind.APART, name="HR", members=members))

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert [str(told) for told in refusal.value.reasons] == [
        "A rule of the day does not allow it. Ask the coordinator."
    ]


@pytest.mark.parametrize("fewest", [0, 1])
def test_who_is_last_in_a_session_that_may_not_run_for_nobody_is_told_which_and_why(timetable, fewest):
    ana, session = make_staff(), make_session(timetable.day, "Fractions", runs=(fewest, 2))
    for label in "AB"[1 - fewest :]:
        place = make_offering(timetable, session, slot_of(timetable.day, label), make_room(timetable.day.host_school))
    enrol(ana, place)

    with pytest.raises(NotReady) as refusal:
        seat_actions.take_seat(run(timetable, "B", "Poetry"), by=ana, now=BEFORE_A)

    assert [str(told) for told in refusal.value.reasons] == [
        "You are the only one with a seat in “Fractions” in slot B, and it may not run for nobody. Ask the coordinator."
    ]


def test_who_is_last_in_a_repeat_goes_if_the_session_has_people_elsewhere(timetable):
    ana, ben, session = make_staff(), make_staff(), make_session(timetable.day, "Fractions", runs=(1, 2))
    for person, label in ((ben, "A"), (ana, "B")):
        room = make_room(timetable.day.host_school)
        enrol(person, make_offering(timetable, session, slot_of(timetable.day, label), room))
    wanted = run(timetable, "B", "Poetry")

    seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {wanted.id}


def test_seats_of_a_draft_are_not_taken(day):
    draft = make_timetable(day, state=TimetableState.DRAFT)

    with pytest.raises(Refused, match="published timetable"):
        seat_actions.take_seat(run(draft), by=make_staff(), now=BEFORE_A)


def test_of_many_who_want_the_last_seats_just_so_many_get_one(app, timetable):
    people, wanted = [make_staff() for _ in range(6)], run(timetable, seats=2)
    ids, offering_id = [person.id for person in people], wanted.id
    db.session.commit()
    db.session.remove()
    start, outcomes = threading.Barrier(len(ids)), []

    def press(staff_id: int) -> None:
        with app.app_context():
            start.wait()
            try:
                person = db.session.get(StaffMember, staff_id)
                seat_actions.take_seat(db.session.get(Offering, offering_id), by=person, now=BEFORE_A)
                db.session.commit()
                outcomes.append("seat")
            except Full:
                db.session.rollback()
                outcomes.append("full")

    threads = [threading.Thread(target=press, args=(staff_id,)) for staff_id in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=timedelta(minutes=2).total_seconds())

    assert sorted(outcomes) == ["full"] * 4 + ["seat"] * 2
    assert queries.seats_taken(db.session.get(Offering, offering_id)) == 2


@pytest.fixture
def entangled(timetable):
    """A published day in which seats hang together in every way, and who is in it."""
    day, there = timetable.day, make_school("Lowry")
    db.session.add(Travel(from_school_id=day.host_school_id, to_school_id=there.id, minutes=45))
    people = [make_staff(f"{name} Ode") for name in ("Ana", "Ben", "Cleo", "Dara", "Eli", "Luis")]
    ana, ben, cleo, dara, eli, luis = people
    repeat = make_session(day, "Twice", runs=(1, 3), presenters=(luis,))
    twice = [make_offering(timetable, repeat, slot_of(day, label), make_room(day.host_school)) for label in "ACD"]
    far = run(timetable, "B", "Far", room=make_room(there))
    nurses = run(timetable, "A", "For nurses", audience_roles=("nurse",))
    led = run(timetable, "B", "Led by Ana", presenters=(ana,))
    db.session.add(
        SessionPresenter(session_id=nurses.session_id, staff_id=dara.id, position=2)
    )  # since the timetable was made
    vetoed, plain = run(timetable, "C", "Not for Ben"), run(timetable, "A", "Plain")
    for person, offerings in ((ben, [twice[0], led]), (cleo, [plain, far, vetoed]), (dara, [twice[1]]), (eli, [plain])):
        for offering in offerings:
            enrol(person, offering)
    make_list(day, ben, led.session, vetoes=(vetoed.session,))
    for kind, pair in ((CompanyKind.APART, (ben, eli)), (CompanyKind.JOINED, (cleo, dara))):
        members = [CompanyMember(staff_id=person.id, day_id=day.id) for person in pair]
        db.session.add(Company(day_id=day.id, kind=kind, name="HR", members=members))
    need = {"category": AccommodationCategory.WHEELCHAIR_OR_STEP_FREE, "room_feature": Feature.STEP_FREE_ROUTE}
    db.session.add(Accommodation(day_id=day.id, staff_id=eli.id, **need))
    db.session.flush()
    return people, [*twice, far, nurses, led, vetoed, plain]


def broken_in(timetable):
    """Every rule that the whole day breaks."""
    problem = problem_of(timetable.day)
    return [each for each in check(problem, plan_of(timetable, problem)) if isinstance(each.rule, Rule)]


@pytest.mark.slow
def test_a_change_of_seats_breaks_in_its_part_of_the_day_what_it_breaks_in_the_whole(timetable, entangled):
    people, offerings = entangled
    seen = set()
    for person, offering in product(people, offerings):
        trial = db.session.begin_nested()
        before, part = broken_in(timetable), seat_moves.RulesOfTheDay(timetable, [person], into=[offering])
        for place in seat_queries.places_in_slots(person, offering):
            seat_moves.leave(place)
        with suppress(Refused):  # the session is in their day at another time
            seat_moves.enrol(person, offering)

        whole = [each for each in broken_in(timetable) if each not in before]

        assert part.newly_broken() == whole, (person.name, offering.title)
        seen |= {each.rule for each in whole}
        trial.rollback()
    assert {Rule.APART, Rule.JOINED, Rule.VETO, Rule.AUDIENCE, Rule.NEEDS, Rule.TRAVEL, Rule.RUNS} <= seen


def test_a_change_of_seats_reads_nobody_whom_it_does_not_concern(timetable, entangled):
    people, offerings = entangled
    strangers = [make_staff() for _ in range(20)]
    elsewhere = run(timetable, "D", "Elsewhere")
    for stranger in strangers:
        enrol(stranger, elsewhere)

    part = seat_queries.touched_by(timetable, [people[0].id], into=[offerings[0]])

    assert part.staff_ids.isdisjoint(each.id for each in strangers)
    assert elsewhere.session_id not in part.session_ids


def test_nobody_gets_a_seat_in_a_session_that_was_withdrawn(timetable):
    ana, had, gone = make_staff(), run(timetable), run(timetable, title="Small Groups")
    enrol(ana, had)
    withdraw(gone)

    with pytest.raises(Refused, match="“Small Groups” has been withdrawn and does not run"):
        seat_actions.take_seat(gone, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {had.id}


def test_what_stands_against_a_withdrawn_session_is_said_and_not_raised(timetable):
    gone = run(timetable, title="Small Groups")
    withdraw(gone)

    told = seat_moves.why_not_put(make_staff(), gone, but=frozenset(), now=BEFORE_A)

    assert [str(each) for each in told] == ["“Small Groups” has been withdrawn and does not run."]


@pytest.mark.parametrize(
    "source", [EnrolmentSource.WISH, EnrolmentSource.REQUIRED, EnrolmentSource.COORDINATOR, EnrolmentSource.PRESENTING]
)
def test_whoever_had_a_place_in_a_withdrawn_session_may_take_a_free_seat_however_they_came_by_it(timetable, source):
    ana = make_staff()
    leads = (ana,) if source is EnrolmentSource.PRESENTING else ()
    gone, wanted = run(timetable, title="Small Groups", presenters=leads), run(timetable)
    if not leads:
        enrol(ana, gone, source=source)
    withdraw(gone)

    seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)

    assert places(ana, timetable) == {wanted.id}


def test_a_withdrawn_session_is_not_named_to_who_finds_another_full(timetable):
    ana, wanted, gone = make_staff(), run(timetable, title="AI for All", seats=1), run(timetable, title="Small Groups")
    enrol(make_staff(), wanted)
    withdraw(gone)

    with pytest.raises(Full, match="Nothing else is free then"):
        seat_actions.take_seat(wanted, by=ana, now=BEFORE_A)
