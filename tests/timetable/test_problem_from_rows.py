"""What the solver is told of a day's rows."""

from __future__ import annotations

import pytest
from sqlalchemy import event

from pdday.db import db
from pdday.preferences.models import Accommodation, AccommodationCategory, Company, CompanyKind, CompanyMember
from pdday.programme.models import Away, Leave, RoomClosure
from pdday.programme.vocabulary import Feature
from pdday.proposals.models import AudienceRule
from pdday.proposals.vocabulary import Modality
from pdday.solver.problem import Attendee, RunPin, SeatPin, Wish
from pdday.staff.models import Travel
from pdday.staff.vocabulary import SchoolLevel, StaffRole, YearsBand
from pdday.timetable.models import Pin
from pdday.timetable.problem_from_rows import (
    problem_of,
    problem_to_count,
    room_key,
    session_key,
    site_key,
    staff_key,
)
from tests.factories import BEFORE, make_day, make_room, make_school, make_session, make_staff, slot_of
from tests.timetable.factories import make_list


@pytest.fixture
def day(app):
    return make_day()


def attendee(day, person):
    return problem_of(day).attendee(staff_key(person.id))


def test_only_breakouts_are_slots_and_gaps_count_within_a_block(day):
    slots = [(slot.id, slot.block, slot.gap_after) for slot in problem_of(day).slots]

    assert slots == [("A", "morning", 10), ("B", "morning", 0), ("C", "afternoon", 10), ("D", "afternoon", 0)]


def test_a_room_offers_its_posted_limit_where_that_is_less_than_its_seats(day):
    room = make_room(day.host_school, seats=30, posted_limit=24, features=("projector",))
    db.session.add(RoomClosure(room_id=room.id, slot_id=slot_of(day, "B").id, reason="Exams"))

    told = problem_of(day).room(room_key(room.id))

    assert (told.seats, told.features, told.closed) == (24, {"projector"}, {"B"})


def test_a_room_that_holds_no_sessions_is_not_told(day):
    make_room(day.host_school, "Lactation room", holds_sessions=False)

    assert problem_of(day).rooms == ()


def test_a_session_is_told_with_its_limits_presenters_and_pins(day):
    presenter, room = make_staff(), make_room(day.host_school)
    session = make_session(
        day,
        "Number Talks",
        presenters=(presenter,),
        slots="AB",
        runs=(1, 2),
        fewest_people=6,
        most_people=28,
        room_needs=("projector",),
        audience_roles=("nurse",),
    )
    db.session.add(Pin(session_id=session.id, slot_id=slot_of(day, "B").id, room_id=room.id, reason="Guest from 10"))

    told = problem_of(day).session(session_key(session.id))

    assert (told.title, told.fewest_runs, told.most_runs, told.minimum, told.maximum) == ("Number Talks", 1, 2, 6, 28)
    assert (told.features, told.audience, told.slots) == ({"projector"}, {"nurse"}, {"A", "B"})
    assert told.presenters == (staff_key(presenter.id),)
    assert told.pins == (RunPin("B", room_key(room.id)),)


def test_virtual_sessions_go_to_virtual_rooms_and_others_do_not(day):
    cloud = make_school("Virtual", level=SchoolLevel.VIRTUAL)
    make_room(cloud), make_room(day.host_school)
    there, here = make_session(day, modality=Modality.VIRTUAL), make_session(day)

    problem = problem_of(day)

    assert problem.session(session_key(there.id)).sites == {site_key(cloud.id)}
    assert problem.session(session_key(here.id)).sites == {site_key(day.host_school_id)}


def test_a_cancelled_session_runs_no_time_and_its_wishes_are_dropped(day):
    person, coordinator, session = make_staff(), make_staff(), make_session(day)
    make_list(day, person, session)
    session.cancelled_at, session.cancelled_by_id = BEFORE, coordinator.id

    problem = problem_of(day)

    assert problem.session(session_key(session.id)).most_runs == 0
    assert problem.attendee(staff_key(person.id)).wishes == ()


def test_wishes_keep_their_ranks_and_vetoes_stay_vetoes(day):
    person = make_staff()
    first, second, never = make_session(day), make_session(day), make_session(day)
    make_list(day, person, first, second, vetoes=(never,))

    told = attendee(day, person)

    assert set(told.wishes) == {Wish(session_key(first.id), 1), Wish(session_key(second.id), 2)}
    assert told.vetoes == {session_key(never.id)}


def test_people_are_away_where_they_said_and_all_day_on_leave(day):
    part_time, on_leave, full = make_staff(), make_staff(), make_staff()
    db.session.add(Away(staff_id=part_time.id, slot_id=slot_of(day, "D").id))
    db.session.add(Leave(day_id=day.id, staff_id=on_leave.id, reported_at=BEFORE))

    assert attendee(day, part_time).slots == {"A", "B", "C"}
    assert attendee(day, on_leave).slots == frozenset()
    assert attendee(day, full).slots is None


def test_colleagues_who_have_left_are_not_told(day):
    gone = make_staff(left_at=BEFORE)

    assert staff_key(gone.id) not in problem_of(day).attendee_by_id


def test_a_session_is_required_of_those_who_match_every_condition(day):
    new_nurse = make_staff(role=StaffRole.NURSE, years_band=YearsBand.FIRST_TWO)
    old_nurse = make_staff(role=StaffRole.NURSE, years_band=YearsBand.OVER_TWENTY)
    session = make_session(day)
    session.audience_rules.append(AudienceRule(role=StaffRole.NURSE, years_band=YearsBand.FIRST_TWO))
    db.session.flush()

    assert attendee(day, new_nurse).required == ((session_key(session.id),),)
    assert attendee(day, old_nurse).required == ()


def test_nothing_is_required_of_somebody_on_leave(day):
    nurse = make_staff(role=StaffRole.NURSE)
    session = make_session(day)
    session.audience_rules.append(AudienceRule(role=StaffRole.NURSE))
    db.session.add(Leave(day_id=day.id, staff_id=nurse.id, reported_at=BEFORE))
    db.session.flush()

    assert attendee(day, nurse).required == ()


def test_a_session_suits_whom_it_is_meant_for_by_role_and_grades(day):
    session = make_session(day, audience_roles=("classroom_teacher",), grade_bands=("K-2",))
    fits = make_staff(grade_bands=("K-2", "3-5"))
    other_grades, other_role = make_staff(grade_bands=("9-12",)), make_staff(role=StaffRole.NURSE)

    assert attendee(day, fits).suits == {session_key(session.id)}
    assert attendee(day, other_grades).suits == frozenset()
    assert attendee(day, other_role).suits == frozenset()


def test_a_mentor_is_meant_when_mentors_are(day):
    session = make_session(day, audience_roles=("mentor",))

    assert attendee(day, make_staff(is_mentor=True)).suits == {session_key(session.id)}


def test_what_a_person_needs_of_a_room_is_told_without_its_reason(day):
    person = make_staff()
    need = AccommodationCategory.WHEELCHAIR_OR_STEP_FREE
    db.session.add(
        Accommodation(day_id=day.id, staff_id=person.id, category=need, room_feature=Feature.STEP_FREE_ROUTE)
    )
    db.session.add(Accommodation(day_id=day.id, staff_id=person.id, category=AccommodationCategory.DIETARY))

    assert attendee(day, person).needs == {"step_free_route"}


def test_companies_are_told_by_kind(day):
    ana, ben = make_staff(), make_staff()
    db.session.add(
        Company(
            day_id=day.id,
            kind=CompanyKind.APART,
            name="as told by HR",
            members=[CompanyMember(staff_id=person.id, day_id=day.id) for person in (ana, ben)],
        )
    )

    problem = problem_of(day)

    assert problem.apart == ((staff_key(ana.id), staff_key(ben.id)),)
    assert (problem.joined, problem.together, problem.spread) == ((), (), ())


def test_a_pinned_person_is_told(day):
    person, session = make_staff(), make_session(day)
    db.session.add(Pin(session_id=session.id, staff_id=person.id, reason="Leads the follow-up"))

    assert attendee(day, person).pins == (SeatPin(session_key(session.id), None),)


def test_travel_between_sites_is_told(day):
    lowry = make_school("Lowry")
    make_room(lowry)
    db.session.add(Travel(from_school_id=day.host_school_id, to_school_id=lowry.id, minutes=7))

    assert problem_of(day).minutes_between(site_key(lowry.id), site_key(day.host_school_id)) == 7


def test_to_count_all_is_told_but_what_people_ask_for(day):
    nurse = make_staff(role=StaffRole.NURSE)
    first, second = make_session(day, presenters=(make_staff(),)), make_session(day)
    first.audience_rules.append(AudienceRule(role=StaffRole.NURSE))
    make_list(day, nurse, first, vetoes=(second,))
    need = AccommodationCategory.WHEELCHAIR_OR_STEP_FREE
    db.session.add_all(
        [
            RoomClosure(room_id=make_room(day.host_school).id, slot_id=slot_of(day, "B").id, reason="Exams"),
            Away(staff_id=nurse.id, slot_id=slot_of(day, "D").id),
            Accommodation(day_id=day.id, staff_id=nurse.id, category=need, room_feature=Feature.STEP_FREE_ROUTE),
            Pin(session_id=second.id, slot_id=slot_of(day, "A").id, reason="Guest until 10"),
        ]
    )
    db.session.flush()

    whole, counted = problem_of(day), problem_to_count(day)

    told = [(each.id, each.slots, each.needs, each.required) for each in whole.attendees]
    assert (counted.slots, counted.rooms, counted.sessions) == (whole.slots, whole.rooms, whole.sessions)
    assert counted.attendees == tuple(
        Attendee(who, slots=slots, needs=needs, required=required) for who, slots, needs, required in told
    )
    assert counted.attendee(staff_key(nurse.id)) != whole.attendee(staff_key(nurse.id))


def test_reading_a_day_costs_the_same_number_of_statements_however_large(day):
    def count_statements() -> int:
        seen = []
        db.session.commit()
        db.session.expire_all()
        listener = lambda *_: seen.append(1)  # noqa: E731
        event.listen(db.engine, "before_cursor_execute", listener)
        problem_of(day)
        event.remove(db.engine, "before_cursor_execute", listener)
        return len(seen)

    school = make_school()
    make_list(day, make_staff(school=school), make_session(day))
    one = count_statements()
    for _ in range(8):
        make_list(day, make_staff(school=school), make_session(day, presenters=(make_staff(school=make_school()),)))

    assert count_statements() == one
