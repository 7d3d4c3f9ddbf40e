"""Sessions, their presenters and the rooms that hold them."""

from __future__ import annotations

from collections import Counter

import pytest

from pdday.demo.district import DistrictPlan, plan_district
from pdday.demo.frame import REFLECTION
from pdday.demo.places import HOST, LOWRY, SITES, TWO_RIVERS, VIRTUAL, travel_minutes
from pdday.demo.rooms import PlannedRoom
from pdday.demo.sessions import PlannedSession
from pdday.programme.vocabulary import Feature
from pdday.proposals.vocabulary import Modality
from pdday.staff.vocabulary import StaffRole

HARLOW = plan_district(staff=480, seed=4417)
SIZES = [plan_district(staff=staff, seed=4417) for staff in (60, 120, 240, 480, 2000)]
each_size = pytest.mark.parametrize("plan", SIZES, ids=lambda plan: str(len(plan.people)))


def test_63_sessions_run_78_times_at_the_lengths_described() -> None:
    runs = Counter[int]()
    for session in HARLOW.accepted:
        runs[session.minutes] += session.runs

    assert len(HARLOW.accepted) == 63
    assert runs == {60: 57, 45: 19, 120: 2}
    assert sum(session.runs for session in HARLOW.accepted if session.modality is Modality.VIRTUAL) == 3


def test_sessions_go_where_their_minutes_fit() -> None:
    slots = {session.minutes: session.slots for session in HARLOW.accepted if not session.barred_slots}

    assert slots == {60: ("A", "B", "C"), 45: ("D",)}
    assert {session.slots for session in HARLOW.accepted if session.minutes == 120} == {("A", "B")}


@each_size
def test_titles_and_abstracts_fit_the_form(plan: DistrictPlan) -> None:
    assert max(len(session.title) for session in plan.sessions) <= 90
    assert max(len(session.abstract) for session in plan.sessions) <= 700
    assert len({session.title for session in plan.sessions}) == len(plan.sessions)


@each_size
def test_every_session_has_a_room_that_offers_what_it_and_its_presenters_need(plan: DistrictPlan) -> None:
    assert [session.title for session in plan.accepted if not _fitting(plan, session)] == []


@each_size
def test_what_needs_the_gym_finds_it_free_in_some_slot(plan: DistrictPlan) -> None:
    in_the_gym = [session for session in plan.accepted if Feature.GYM in session.room_needs]
    slots = {label for session in in_the_gym for label in session.slots}

    assert sum(session.length * session.runs for session in in_the_gym) <= len(slots)


@each_size
def test_all_sessions_of_slot_d_find_rooms_at_the_same_time(plan: DistrictPlan) -> None:
    in_d = [session for session in plan.accepted if session.slots == ("D",)]

    assert _matched(in_d, plan) == len(in_d)


def test_116_names_are_96_people_each_in_a_role_that_was_asked_for() -> None:
    names = [
        (HARLOW.people[number], role)
        for session in HARLOW.accepted
        for number, role in zip(HARLOW.presenters[session.code], session.presenter_roles, strict=True)
    ]
    led = Counter(person.number for person, _ in names)

    assert len(names) == 116
    assert Counter(led.values()) == {1: 76, 2: 20}
    assert all(role in person.roles for person, role in names)


@each_size
def test_no_presenter_is_needed_in_more_slots_than_they_have(plan: DistrictPlan) -> None:
    before_d, in_d = Counter[int](), Counter[int]()
    for session in plan.accepted:
        for number in plan.presenters[session.code]:
            (in_d if session.slots == ("D",) else before_d)[number] += session.length * session.runs

    assert max(before_d.values()) <= 3
    assert max(in_d.values()) == 1
    assert max((before_d + in_d).values()) <= 3


@each_size
def test_nobody_presents_who_is_away_on_leave_or_in_their_first_two_years(plan: DistrictPlan) -> None:
    presenting = {number for session in plan.accepted for number in plan.presenters[session.code]}

    assert presenting.isdisjoint(plan.arrangements.bound)
    assert not any(plan.people[number].is_new for number in presenting)


@each_size
def test_nobody_is_named_twice_on_one_proposal(plan: DistrictPlan) -> None:
    assert all(len(set(named)) == len(named) for named in plan.presenters.values())


def test_required_sessions_have_room_for_those_they_are_required_for() -> None:
    required = {
        session.code: [person for person in HARLOW.people if session.required_for.names(person)]
        for session in HARLOW.accepted
        if session.required_for
    }

    assert {code: len(people) for code, people in required.items()} == {"HR047": 34, "HR051": 6}
    assert {person.role for person in required["HR051"]} == {StaffRole.NURSE}
    assert all(
        len(required[session.code]) <= session.most_people for session in HARLOW.accepted if session.required_for
    )


def test_the_ways_are_as_long_as_described() -> None:
    by_name = {site.short_name: site for site in SITES}

    assert len(SITES) == 12
    assert travel_minutes(by_name[HOST], by_name[LOWRY]) == 7
    assert travel_minutes(by_name[HOST], by_name[TWO_RIVERS]) == 16
    assert travel_minutes(by_name["Lowry"], by_name["Mesa View"]) == 18
    assert all(travel_minutes(one, two) == travel_minutes(two, one) for one in SITES for two in SITES)


def test_the_rooms_are_those_described() -> None:
    holding = [room for room in HARLOW.rooms if room.holds_sessions]

    assert Counter(room.site for room in holding) == {HOST: 26, LOWRY: 6, VIRTUAL: 3}
    assert len(HARLOW.rooms) - len(holding) == 2
    assert max(room.seats for room in holding) == 620


def test_the_smallest_district_has_14_sessions_and_8_rooms_at_two_sites() -> None:
    sixty = plan_district(staff=60, seed=4417)

    assert len(sixty.accepted) == 14
    assert Counter(room.site for room in sixty.rooms if room.holds_sessions) == {HOST: 7, LOWRY: 1}


@each_size
def test_every_school_reflects_in_a_room_that_holds_it(plan: DistrictPlan) -> None:
    seats = {room.name: room.seats for room in plan.rooms}
    gone = {number for number, labels in plan.arrangements.away.items() if REFLECTION in labels}
    there = Counter(
        person.post.site for person in plan.people if person.number not in gone | plan.arrangements.on_leave.keys()
    )
    reflections = [gathering for gathering in plan.gatherings if gathering.slot == REFLECTION]

    assert {school for gathering in reflections for school in gathering.schools} == set(there)
    assert all(sum(there[school] for school in each.schools) <= seats[each.room] for each in reflections)
    assert len({gathering.room for gathering in reflections}) == len(reflections)


def _fitting(plan: DistrictPlan, session: PlannedSession) -> list[PlannedRoom]:
    needs = {need.person: need.room_feature for need in plan.arrangements.needs if need.room_feature}
    wanted = {*session.room_needs, *(needs[number] for number in plan.presenters[session.code] if number in needs)}
    virtual = session.modality is Modality.VIRTUAL
    return [
        room
        for room in plan.rooms
        if room.holds_sessions and (Feature.VIRTUAL_ROOM in room.features) is virtual and wanted <= set(room.features)
    ]


def _matched(sessions: list[PlannedSession], plan: DistrictPlan) -> int:
    """How many of the sessions can have a room each at the same time (augmenting paths)."""
    holder: dict[str, PlannedSession] = {}

    def find_room(session: PlannedSession, tried: set[str]) -> bool:
        for room in _fitting(plan, session):
            if room.name in tried:
                continue
            tried.add(room.name)
            if room.name not in holder or find_room(holder[room.name], tried):
                holder[room.name] = session
                return True
        return False

    return sum(find_room(session, set()) for session in sessions)
