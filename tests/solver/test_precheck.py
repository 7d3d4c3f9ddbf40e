"""Counting before solving: each proof that a day cannot be, and the near miss that can."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pdday.solver.choices import PLACE_RULES
from pdday.solver.precheck import NO_ROOM, precheck, shortfalls
from pdday.solver.precheck_pins import NOT_THIS_ROOM
from pdday.solver.problem import Attendee, Problem
from pdday.solver.reading import problem_from
from pdday.solver.rules import Bendable, Rule
from tests.counts import cases
from tests.solver.changed_days import can_be
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files

ANN, BEN, CEM = make_attendee("Ann"), make_attendee("Ben"), make_attendee("Cem")


def found(problem: Problem) -> set[tuple[str, tuple[str, ...]]]:
    return {(conflict.rule, conflict.what) for conflict in precheck(problem)}


def one_session(**session: Any) -> Problem:
    return make_problem(sessions=[make_session("S1", **session)], attendees=[ANN, make_attendee("Ben", slots="A")])


IMPOSSIBLE = {
    "a cancelled session that is pinned": (one_session(runs=(0, 0), pins=[("A", None)]), Rule.RUNS, ("S1",)),
    "a session longer than any block": (one_session(length=3), Rule.LENGTH, ("S1",)),
    "a long session allowed in one slot": (one_session(length=2, slots="A"), Rule.SLOT_ALLOWED, ("S1",)),
    "a presenter who is never there": (
        one_session(slots="B", presenters=["Ben"]),
        Rule.PRESENTERS,
        ("S1", "Ben"),
    ),
    "a feature that no room has": (one_session(features=["lab"]), Rule.ROOM_FEATURES, ("S1",)),
    "a site where no room has the feature": (
        make_problem(
            rooms=[make_room("R1", features=["lab"]), make_room("R2", site="LMS")],
            sessions=[make_session("S1", features=["lab"], sites=["LMS"])],
        ),
        Rule.ROOM_SITE,
        ("S1",),
    ),
    "a presenter who can use no room": (
        make_problem(
            sessions=[make_session("S1", presenters=["Ann"])], attendees=[make_attendee("Ann", needs=["ramp"])]
        ),
        Rule.NEEDS,
        ("S1",),
    ),
    "a room that is always closed": (
        make_problem(rooms=[make_room("R1", closed="AB")], sessions=[make_session("S1")]),
        Rule.ROOM_OPEN,
        ("S1",),
    ),
    "a session that must run more often than there are slots": (one_session(runs=(3, 3)), Rule.RUNS, ("S1",)),
    "a session pinned more often than it may run": (
        one_session(pins=[("A", None), ("B", None)]),
        Rule.RUNS,
        ("S1",),
    ),
    "a session pinned where it may not be": (
        one_session(slots="A", pins=[("B", None)]),
        Rule.PINS,
        ("S1", "B"),
    ),
    "two sessions pinned to one room": (
        make_problem(sessions=[make_session(name, pins=[("A", "R1")]) for name in ("S1", "S2")]),
        Rule.ROOM_ONCE,
        ("S1", "S2", "R1"),
    ),
    "two sessions of one presenter pinned to one slot": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[make_session(name, pins=[("A", None)], presenters=["Ann"]) for name in ("S1", "S2")],
            attendees=[ANN],
        ),
        Rule.PRESENTERS,
        ("S1", "S2", "Ann"),
    ),
    "a presenter with more sessions than slots": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[make_session("S1", length=2, presenters=["Ann"]), make_session("S2", presenters=["Ann"])],
            attendees=[ANN],
        ),
        Rule.PRESENTERS,
        ("S1", "S2", "Ann"),
    ),
    "more sessions than rooms": (
        make_problem(sessions=[make_session(name) for name in ("S1", "S2", "S3")]),
        Rule.ROOM_ONCE,
        ("S1", "S2", "S3"),
    ),
    "more lab sessions than lab time": (
        make_problem(
            rooms=[make_room("R1", features=["lab"], closed="B"), make_room("R2"), make_room("R3")],
            sessions=[make_session("S1", features=["lab"]), make_session("S2", features=["lab"])],
        ),
        Rule.ROOM_ONCE,
        ("S1", "S2"),
    ),
    "a pin on a veto": (
        make_problem(
            sessions=[make_session("S1")],
            attendees=[make_attendee("Ann", vetoes=["S1"], pins=[("S1", None)])],
        ),
        Rule.VETO,
        ("Ann", "S1"),
    ),
    "a pin on one's own session": (
        make_problem(
            sessions=[make_session("S1", presenters=["Ann"])],
            attendees=[make_attendee("Ann", pins=[("S1", None)])],
        ),
        Rule.ONCE_ONLY,
        ("Ann", "S1"),
    ),
    "a pin while away": (
        make_problem(
            sessions=[make_session("S1")],
            attendees=[make_attendee("Ann", slots="B", pins=[("S1", "A")])],
        ),
        Rule.AVAILABLE,
        ("Ann", "S1"),
    ),
    "a pin for a person who can use no room": (
        make_problem(
            sessions=[make_session("S1")],
            attendees=[make_attendee("Ann", needs=["ramp"], pins=[("S1", None)])],
        ),
        Rule.NEEDS,
        ("Ann", "S1"),
    ),
    "two pins of one person at one time": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[make_session("S1"), make_session("S2")],
            attendees=[make_attendee("Ann", pins=[("S1", "A"), ("S2", "A")])],
        ),
        Rule.ONE_PLACE,
        ("Ann", "S1", "S2"),
    ),
    "more pins than a person has time": (
        make_problem(
            sessions=[make_session("S1"), make_session("S2")],
            attendees=[make_attendee("Ann", slots="A", pins=[("S1", None), ("S2", None)])],
        ),
        Rule.ONE_PLACE,
        ("Ann", "S1", "S2"),
    ),
    "more pinned people than seats": (
        make_problem(
            rooms=[make_room("R1", seats=1)],
            sessions=[make_session("S1")],
            attendees=[make_attendee(name, pins=[("S1", None)]) for name in ("Ann", "Ben")],
        ),
        Rule.ROOM_CAPACITY,
        ("S1",),
    ),
    "two people kept apart who present together": (
        make_problem(
            sessions=[make_session("S1", presenters=["Ann", "Ben"])],
            attendees=[ANN, BEN],
            apart=[("Ann", "Ben")],
        ),
        Rule.APART,
        ("Ann", "Ben", "S1"),
    ),
    "an interpreter who is away while the other presents": (
        make_problem(
            sessions=[make_session("S1", presenters=["Ann"], slots="A")],
            attendees=[ANN, make_attendee("Ben", slots="B")],
            joined=[("Ann", "Ben")],
        ),
        Rule.JOINED,
        ("Ann", "Ben", "S1"),
    ),
    "an interpreter who would attend a session twice": (
        make_problem(
            sessions=[make_session("S1", presenters=["Ann"], runs=(2, 2))],
            attendees=[ANN, BEN],
            joined=[("Ann", "Ben")],
        ),
        Rule.JOINED,
        ("Ann", "Ben", "S1"),
    ),
}

POSSIBLE = {
    "a session without a place that may be left out": one_session(runs=(0, 1), features=["lab"]),
    "as many sessions as rooms": make_problem(sessions=[make_session("S1"), make_session("S2")]),
    "a pin on a veto that is required": make_problem(
        sessions=[make_session("S1")],
        attendees=[make_attendee("Ann", vetoes=["S1"], required=["S1"], pins=[("S1", None)])],
    ),
    "two pins that one run keeps": one_session(pins=[("A", None), (None, "R1")]),
    "two people kept apart, each with a run": make_problem(
        sessions=[make_session("S1", runs=(1, 2))],
        attendees=[make_attendee(name, pins=[("S1", None)]) for name in ("Ann", "Ben")],
        apart=[("Ann", "Ben")],
    ),
    "an interpreter who can be there": make_problem(
        sessions=[make_session("S1", presenters=["Ann"])], attendees=[ANN, BEN], joined=[("Ann", "Ben")]
    ),
}


@pytest.mark.parametrize(("problem", "rule", "what"), IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_an_impossible_day_is_proved_by_counting(problem: Problem, rule: Rule, what: tuple[str, ...]) -> None:
    assert (rule, what) in found(problem)
    assert not can_be(problem)


@pytest.mark.parametrize("problem", POSSIBLE.values(), ids=POSSIBLE.keys())
def test_a_day_that_can_be_is_let_go(problem: Problem) -> None:
    assert precheck(problem) == ()
    assert can_be(problem)


def test_every_crowd_without_enough_rooms_is_told_for_itself() -> None:
    rooms = [make_room("R1", features=["lab"]), make_room("R2", features=["gym"]), make_room("R3")]
    crowds = [
        make_session(f"{feature}{number}", features=[feature]) for feature in ("lab", "gym") for number in range(3)
    ]
    problem = make_problem(rooms=rooms, sessions=crowds)

    found = precheck(problem)

    assert [(each.rule, each.what) for each in found] == [
        (Rule.ROOM_ONCE, ("gym0", "gym1", "gym2")),
        (Rule.ROOM_ONCE, ("lab0", "lab1", "lab2")),
    ]


def test_a_conflict_is_told_with_titles_and_a_way_out() -> None:
    problem = make_problem(sessions=[make_session("S1", title="Choir", features=["piano"])])

    (conflict,) = precheck(problem)

    assert conflict.sentence == "“Choir” must run, and no room has every feature it needs."
    assert conflict.relax == "Equip a room, or ask for less."


@pytest.mark.parametrize(
    ("pin", "room", "session", "why"),
    [
        (("B", None), {}, {"slots": "A"}, "slot B, where it may not be: it cannot start in that slot"),
        (
            ("B", None),
            {},
            {"presenters": ["Ben"]},
            "slot B, where it may not be: its presenters are not all there then",
        ),
        (("B", None), {"closed": "B"}, {}, "slot B, where it may not be: no room that suits it is open then"),
        ((None, "R2"), {"features": ["lab"]}, {"features": ["lab"]}, "the room lacks a feature that it needs"),
        ((None, "R2"), {}, {"sites": ["HS"]}, "room R2, where it may not be: the room is at none of its sites"),
        ((None, "R2"), {"features": ["ramp"]}, {"presenters": ["Ann"]}, "the room lacks what its presenters need"),
        (("A", "R2"), {}, {}, "slot A and room R2, where it may not be: the room is closed when it could run"),
    ],
)
def test_a_session_pinned_where_it_may_not_be_is_told_why(
    pin: tuple[str | None, str | None], room: dict[str, Any], session: dict[str, Any], why: str
) -> None:
    problem = make_problem(
        rooms=[make_room("R1", **room), make_room("R2", site="LMS", closed="AB" if pin == ("A", "R2") else "B")],
        sessions=[make_session("S1", title="Choir", pins=[pin], **session)],
        attendees=[make_attendee("Ann", needs=["ramp"]), make_attendee("Ben", slots="A")],
    )

    (conflict,) = precheck(problem)

    assert conflict.rule is Rule.PINS
    assert conflict.sentence.startswith("“Choir” is pinned to ")
    assert conflict.sentence.endswith(f"{why}.")


@pytest.mark.slow
@settings(max_examples=cases(60), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day_files())
def test_no_day_that_can_be_is_called_impossible(day: dict[str, Any]) -> None:
    problem = problem_from(day)

    assert not (precheck(problem) and can_be(problem))


def test_more_people_than_seats_are_told_beforehand() -> None:
    people = [make_attendee(name) for name in ("Ann", "Ben", "Cem")]
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=1), make_room("R2", seats=9, closed="A")],
        sessions=[make_session("S1")],
        attendees=[*people, make_attendee("Dot", may_stay_away=True)],
    )

    (shortfall,) = shortfalls(problem)

    assert (shortfall.kind, shortfall.what, shortfall.at_least) == (Bendable.UNPLACED, "A", 2)


def test_a_requirement_of_more_people_than_seats_is_told_beforehand() -> None:
    people = [make_attendee(name, required=["S1"], slots="") for name in ("Ann", "Ben", "Cem")]
    problem = make_problem(sessions=[make_session("S1", attendance=(0, 1), runs=(1, 2))], attendees=people)

    (shortfall,) = shortfalls(problem)

    assert (shortfall.kind, shortfall.what, shortfall.at_least) == (Bendable.MISSED, "S1", 1)


@pytest.mark.parametrize(
    "more",
    [make_attendee("Ann", required=["S1", "S1"]), make_attendee("Cem", required=["S1"])],
    ids=["who must attend it twice over needs one seat", "who presents it needs none"],
)
def test_a_requirement_that_its_seats_suffice_for_is_not_told(more: Attendee) -> None:
    session = make_session("S1", attendance=(0, 2), presenters=["Cem"])
    people = {name: make_attendee(name, required=["S1"]) for name in ("Ann", "Ben")} | {"Cem": CEM}
    problem = make_problem(sessions=[session], attendees=(people | {more.id: more}).values())

    assert shortfalls(problem) == ()


def test_every_rule_about_places_can_say_that_no_room_keeps_it() -> None:
    assert set(NO_ROOM) == set(NOT_THIS_ROOM) == set(PLACE_RULES)
