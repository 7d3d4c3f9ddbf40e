"""The day as people make it, before anyone scans."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from pdday.checkin.rules import Passing
from pdday.demo.arrivals import Colleague, Door, Fates, fates, tries
from tests.factories import at

A1 = Door(1, session_id=11, begins_at=at("9:15"), ends_at=at("10:15"), passing_minutes=10)
A2 = Door(2, session_id=12, begins_at=at("9:15"), ends_at=at("10:15"), passing_minutes=10)
REFLECTION = Door(3, session_id=None, begins_at=at("14:50"), ends_at=at("15:15"), passing_minutes=0)
NOBODY = Fates(
    ill=frozenset(),
    stay_away=frozenset(),
    leave_at_lunch=frozenset(),
    come_after_all=frozenset(),
    stay_on=frozenset(),
)


def colleague(
    staff_id: int, *, places: tuple[int, ...] = (1, 3), leads: tuple[int, ...] = (), on_leave: bool = False
) -> Colleague:
    return Colleague(
        staff_id=staff_id,
        places=places,
        leads=frozenset(leads),
        sessions=frozenset({11}) if 1 in places else frozenset(),
        wishes=(12,),
        on_leave=on_leave,
        half_day=False,
        has_email=True,
        steady=False,
    )


def test_the_same_seed_gives_the_same_day() -> None:
    people = [colleague(number) for number in range(200)]

    assert tries(people, [A1, A2], NOBODY, seed=1) == tries(people, [A1, A2], NOBODY, seed=1)
    assert tries(people, [A1, A2], NOBODY, seed=1) != tries(people, [A1, A2], NOBODY, seed=2)


def test_everything_happens_in_order_and_while_the_doors_are_open() -> None:
    moments = [each.at for each in tries([colleague(number) for number in range(200)], [A1, A2], NOBODY, seed=1)]

    assert moments == sorted(moments)
    assert A1.begins_at - timedelta(minutes=20) <= moments[0]
    assert moments[-1] < A1.ends_at


def test_nobody_comes_to_a_reflection_before_the_session_before_it_has_ended() -> None:
    people = [colleague(number) for number in range(200)]

    assert tries(people, [REFLECTION], NOBODY, seed=1)[0].at >= REFLECTION.begins_at


def test_some_try_the_room_they_had_wished_for_and_go_to_their_own_if_it_is_full() -> None:
    people = [colleague(number) for number in range(500)]

    doors = [each.doors for each in tries(people, [A1, A2], NOBODY, seed=1) if each.staff_id is not None]

    assert set(doors) == {(1,), (2, 1)}
    assert 0.05 < doors.count((2, 1)) / 500 < 0.15


def test_nobody_wanders_or_walks_into_a_session_they_have_seen_or_will_see() -> None:
    wanderers = [colleague(number, places=(1,)) for number in range(500)]
    walker = colleague(1, places=(), on_leave=True)
    came = replace(NOBODY, come_after_all=frozenset({1}))
    seen = {number: {12} for number in range(500)}

    wandered = {each.doors for each in tries(wanderers, [A1, A2], NOBODY, seen=seen, seed=1)}
    walked = [each for each in tries([walker], [A1, A2], came, seen={1: {11, 12}}, seed=1) if each.staff_id]

    assert {doors for doors in wandered if 2 in doors and 1 in doors} == set()
    assert walked == []


def test_who_leads_is_there_in_time_and_to_the_end() -> None:
    people = [colleague(number, leads=(1,)) for number in range(200)]

    own = [each for each in tries(people, [A1, A2], NOBODY, seed=1) if each.staff_id is not None and not each.again]

    assert {each.staff_id for each in own} == set(range(200))
    assert {(each.doors, each.passing) for each in own} == {((1,), Passing.ARRIVING)}


def test_who_is_ill_stays_away_or_sits_in_a_longer_session_comes_to_no_door() -> None:
    people = [colleague(1), colleague(2), colleague(3)]
    settled = replace(NOBODY, ill=frozenset({1}), stay_away=frozenset({2}))

    assert {each.staff_id for each in tries(people, [A1, A2], settled, busy={3}, seed=1)} <= {None}


def test_who_leaves_at_lunch_is_gone_in_the_afternoon() -> None:
    settled = replace(NOBODY, leave_at_lunch=frozenset({1}))

    assert not settled.is_gone(1, at("9:15"))
    assert settled.is_gone(1, at("14:50"))


def test_somebody_on_leave_who_comes_after_all_tries_a_few_doors() -> None:
    settled = replace(NOBODY, come_after_all=frozenset({1}))
    people = [colleague(1, places=(), on_leave=True), colleague(2, places=(), on_leave=True)]

    known = [each for each in tries(people, [A1, A2], settled, seed=1) if each.staff_id is not None]

    assert [(each.staff_id, set(each.doors)) for each in known] == [(1, {1, 2})]


def test_presenters_fall_ill_only_where_somebody_well_leads_beside_them() -> None:
    alone = colleague(1, places=(1,), leads=(1,))
    beside = [colleague(2, places=(2,), leads=(2,)), colleague(3, places=(2,), leads=(2,))]
    others = [colleague(number) for number in range(4, 480)]

    ill = fates([alone, *beside, *others], seed=1).ill

    assert len(ill) == 1
    assert ill < {2, 3}
