"""Why a day cannot be: the rules that clash, and what would help."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from pdday.solver import explain
from pdday.solver.choices import PLACE_RULES
from pdday.solver.elastic import PRICES, Named, is_impossible_with
from pdday.solver.elastic_timetable import elastic_timetable
from pdday.solver.elastic_words import told as told_of
from pdday.solver.explain import NOT_FOUND_IN_TIME, conflict, what_to_relax
from pdday.solver.plan import Conflict
from pdday.solver.precheck import precheck
from pdday.solver.problem import Attendee, Problem, Room, Session
from pdday.solver.reading import problem_from
from pdday.solver.rules import Rule
from pdday.solver.solve import solve
from pdday.solver.until import NO_LIMITS
from tests.counts import cases
from tests.solver.changed_days import can_be, with_attendee, with_session
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

ANN, BEN = make_attendee("Ann"), make_attendee("Ben")


def told(conflicts: tuple[Conflict, ...]) -> list[tuple[str, tuple[str, ...]]]:
    return [(each.rule, each.what) for each in conflicts]


CLASHES = {
    "a presenter pinned to two places": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[make_session(name, pins=[("A", None)], presenters=["Ann"]) for name in ("S1", "S2")],
            attendees=[ANN],
        ),
        [
            (Rule.PINS, ("S1", "A")),
            (Rule.PINS, ("S2", "A")),
            (Rule.PRESENTERS, ("S1", "Ann")),
            (Rule.PRESENTERS, ("S2", "Ann")),
        ],
    ),
    "two sessions pinned to one room, where another room would not help": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[make_session(name, pins=[("A", "R1")]) for name in ("S1", "S2")],
        ),
        [(Rule.PINS, ("S1", "A", "R1")), (Rule.PINS, ("S2", "A", "R1"))],
    ),
    "more sessions than rooms": (
        make_problem(sessions=[make_session(name) for name in ("S1", "S2", "S3")]),
        [
            (Rule.ROOM_ONCE, ("R1",)),
            (Rule.RUNS, ("S1",)),
            (Rule.RUNS, ("S2",)),
            (Rule.RUNS, ("S3",)),
        ],
    ),
    "a pin on a veto": (
        make_problem(
            sessions=[make_session("S1")], attendees=[make_attendee("Ann", vetoes=["S1"], pins=[("S1", None)])]
        ),
        [(Rule.PINS, ("Ann", "S1")), (Rule.VETO, ("Ann", "S1"))],
    ),
    "two joined people who present at the same time": (
        make_problem(
            rooms=[make_room("R1"), make_room("R2")],
            sessions=[
                make_session("S1", presenters=["Ann"], slots="A"),
                make_session("S2", presenters=["Ben"], slots="A"),
            ],
            attendees=[ANN, BEN],
            joined=[("Ann", "Ben")],
        ),
        [
            (Rule.JOINED, ("Ann", "Ben")),
            (Rule.PRESENTERS, ("S1", "Ann")),
            (Rule.PRESENTERS, ("S2", "Ben")),
            (Rule.RUNS, ("S1",)),
            (Rule.RUNS, ("S2",)),
            (Rule.SLOT_ALLOWED, ("S1",)),
            (Rule.SLOT_ALLOWED, ("S2",)),
        ],
    ),
    "a presenter who cannot reach the next site": (
        make_problem(
            rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
            sessions=[
                make_session("S1", presenters=["Ann"], sites=["HS"]),
                make_session("S2", presenters=["Ann"], sites=["LMS"]),
            ],
            attendees=[ANN],
            travel={("HS", "LMS"): 30},
        ),
        [
            (Rule.PRESENTERS, ("S1", "Ann")),
            (Rule.PRESENTERS, ("S2", "Ann")),
            (Rule.ROOM_SITE, ("S1",)),
            (Rule.ROOM_SITE, ("S2",)),
            (Rule.RUNS, ("S1",)),
            (Rule.RUNS, ("S2",)),
            (Rule.TRAVEL, ("Ann",)),
        ],
    ),
}


@pytest.mark.parametrize(("problem", "rules"), CLASHES.values(), ids=CLASHES.keys())
def test_the_rules_that_clash_are_named(problem: Problem, rules: list[tuple[str, tuple[str, ...]]]) -> None:
    found = conflict(problem)

    assert told(found) == rules
    assert not can_be(problem)
    assert all(can_be(relaxed(problem, each)) for each in found)


def test_the_cheapest_way_out_is_proposed_first() -> None:
    problem = make_problem(
        rooms=[make_room("R1", features=["lab"], closed="B"), make_room("R2")],
        sessions=[make_session("S1", features=["lab"]), make_session("S2", features=["lab"])],
    )

    (proposal,) = what_to_relax(problem)

    assert (proposal.sentence, proposal.relax) == ("Room R1 is closed in slot B.", "Open room R1 in slot B.")


@pytest.mark.parametrize(
    ("rooms", "relax"),
    [
        ([make_room(f"R{number}", closed="AB") for number in range(3)], "Open 2 of them in slot A."),
        (
            [make_room("R0", closed="B"), *(make_room(f"R{number}", closed="AB") for number in (1, 2, 3))],
            "Open one of them in slot A.",
        ),
        ([make_room("R0", closed="B")], "Find another room like R0."),
    ],
)
def test_it_is_told_how_many_rooms_it_takes(rooms: list[Room], relax: str) -> None:
    problem = make_problem(rooms=rooms, sessions=[make_session(f"S{number}", slots="A") for number in range(2)])

    assert [each.relax for each in what_to_relax(problem)] == [relax]


def test_rooms_that_are_missing_are_counted_and_the_cheapest_comes_first() -> None:
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1")],
        sessions=[make_session(f"S{number}") for number in range(3)] + [make_session("S9", pins=[(None, "R1")])],
    )

    assert [each.relax for each in what_to_relax(problem)] == ["Find 3 more rooms like R1."]
    assert [
        each.relax for each in what_to_relax(replace(problem, rooms=(make_room("R1", features=["lab"], closed="A"),)))
    ] == [
        "Open room R1 in slot A.",
        "Find 3 more rooms like R1.",
    ]


def test_another_room_like_one_that_is_closed_is_closed_then_too() -> None:
    room = make_room("R1", closed="A")
    problem = make_problem(rooms=[room], sessions=[make_session("S1", length=2), make_session("S2")])

    assert not can_be(replace(problem, rooms=(room, replace(room, id="R2"))))
    assert [each.relax for each in what_to_relax(problem)] == ["Open room R1 in slot A.", "Find another room like R1."]


def test_a_clash_is_told_with_titles() -> None:
    problem = make_problem(
        sessions=[make_session("S1", title="Choir", presenters=["Ann"], slots="B")],
        attendees=[make_attendee("Ann", slots="A")],
    )

    assert [each.sentence for each in conflict(problem)] == [
        "Ann presents “Choir” and has to be there when it runs.",
        "“Choir” runs once.",
        "“Choir” runs only in its slots.",
    ]


def test_every_rule_about_places_has_a_price_and_words_for_a_clash() -> None:
    problem = make_problem(sessions=[make_session("S1", features=["lab"], sites=["LMS"])], attendees=[ANN])
    about = {Rule.NEEDS: ("Ann",), Rule.ROOM_OPEN: ("A", "R1")}

    words = {rule: told_of(problem, Named(rule, about.get(rule, ("S1",)))) for rule in PLACE_RULES}

    assert set(PLACE_RULES) <= set(PRICES)
    assert all(each.sentence and each.relax for each in words.values())


def test_nothing_clashes_on_a_day_that_can_be() -> None:
    problem = make_problem(sessions=[make_session("S1"), make_session("S2")])

    assert conflict(problem) == ()
    assert what_to_relax(problem) == ()


def test_without_time_it_says_that_there_was_none() -> None:
    problem = make_problem(sessions=[make_session(name) for name in ("S1", "S2", "S3")])

    assert conflict(problem, seconds=0) == (NOT_FOUND_IN_TIME,)
    assert conflict(problem, stop=lambda: True) == (NOT_FOUND_IN_TIME,)


def test_with_effort_the_clock_is_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    problem, rules = CLASHES["a presenter who cannot reach the next site"]
    monkeypatch.setattr(explain, "FIRST_LOOK", 0.0)

    assert told(conflict(problem, seconds=0, effort=1)) == rules


def test_of_two_crowds_without_rooms_a_plan_names_the_rules_that_clash_for_one() -> None:
    rooms = [make_room("R1", features=["lab"]), make_room("R2", features=["gym"]), make_room("R3")]
    crowds = [make_session(f"{kind}{number}", features=[kind]) for kind in ("lab", "gym") for number in range(3)]
    problem = make_problem(rooms=rooms, sessions=crowds)

    plan = solve(problem, effort=1)

    assert len(precheck(problem)) == 2
    assert [len(precheck(relaxed(problem, each))) for each in plan.conflict] == [1] * len(plan.conflict)
    assert {each.rule for each in plan.conflict} == {Rule.ROOM_FEATURES, Rule.ROOM_ONCE, Rule.RUNS}


@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day_files())
def test_a_day_that_cannot_be_can_be_once_relaxed_as_proposed(day: dict[str, Any]) -> None:
    problem = problem_from(day)

    eased = problem
    for proposal in what_to_relax(problem):
        eased = relaxed(eased, proposal)

    assert bool(conflict(problem)) == (eased != problem) == (not can_be(problem))
    assert can_be(eased)


def relaxed(problem: Problem, proposal: Conflict) -> Problem:
    """The day with one rule relaxed by hand."""
    rule, (first, *more) = proposal.rule, proposal.what
    match rule:
        case Rule.RUNS:
            return with_session(problem, first, fewest_runs=0, most_runs=9)
        case Rule.LENGTH:
            return with_session(problem, first, length=1)
        case Rule.SLOT_ALLOWED:
            return with_session(problem, first, slots=None)
        case Rule.ROOM_FEATURES:
            return with_session(problem, first, features=frozenset())
        case Rule.ROOM_SITE:
            return with_session(problem, first, sites=None)
        case Rule.ROOM_CAPACITY:
            rooms = [replace(room, seats=99) for room in problem.rooms]
            return with_session(replace(problem, rooms=tuple(rooms)), first, maximum=None)
        case Rule.ROOM_OPEN:
            rooms = [
                replace(room, closed=room.closed - {first} if room.id in more else room.closed)
                for room in problem.rooms
            ]
            return replace(problem, rooms=tuple(rooms))
        case Rule.ROOM_ONCE:
            like = problem.room(first)
            others = [replace(like, id=f"{first}+{number}", closed=frozenset()) for number in range(9)]
            return replace(problem, rooms=(*problem.rooms, *others))
        case Rule.PRESENTERS:
            presenters = set(problem.session(first).presenters) - {more[0]}
            return with_session(problem, first, presenters=tuple(sorted(presenters)))
        case Rule.APART:
            return replace(problem, apart=tuple(pair for pair in problem.apart if pair != proposal.what))
        case Rule.JOINED:
            return replace(problem, joined=tuple(pair for pair in problem.joined if pair != proposal.what))
        case Rule.TRAVEL:
            return replace(problem, travel={})
        case Rule.PINS:
            return without_pin(problem, proposal.what)
        case Rule.AVAILABLE:
            return with_attendee(problem, first, slots=None)
        case Rule.NEEDS:
            return with_attendee(problem, first, needs=frozenset())
        case Rule.VETO:
            return with_attendee(problem, first, vetoes=frozenset())
        case _:
            return with_attendee(problem, first, required=((more[0],),))


def without_pin(problem: Problem, what: tuple[str, ...]) -> Problem:
    if what[0] in problem.session_by_id:
        pins = problem.session(what[0]).pins
        return with_session(
            problem, what[0], pins=tuple(pin for pin in pins if {pin.slot, pin.room} - {None} != {*what[1:]})
        )
    seat_pins = problem.attendee(what[0]).pins
    free = tuple(pin for pin in seat_pins if {pin.session, pin.slot} - {None} != {*what[1:]})
    return with_attendee(problem, what[0], pins=free)


def lonely(*sessions: Session, rooms: Iterable[Room] = (), **more: Any) -> Problem:
    """A day whose people are Ann, Ben and Cem unless it says otherwise."""
    more.setdefault("attendees", [ANN, BEN, make_attendee("Cem")])
    return make_problem(rooms=[*rooms] or [make_room("R1"), make_room("R2")], sessions=sessions, **more)


def pinned(name: str, *pins: tuple[str, str | None], **more: Any) -> Attendee:
    return make_attendee(name, pins=pins, **more)


#: By rule, a day that is impossible by it. Three are facts of nature that nobody can relax: being in two places,
#: attending twice, running twice at a time; there the pins clash.
BY_RULE = {
    Rule.RUNS: (lonely(make_session("S1", runs=(3, 3))), {Rule.RUNS}),
    Rule.SLOT_ALLOWED: (lonely(make_session("S1", slots="A", pins=[("B", None)])), {Rule.SLOT_ALLOWED, Rule.PINS}),
    Rule.LENGTH: (lonely(make_session("S1", length=3)), {Rule.LENGTH, Rule.RUNS}),
    Rule.ROOM_ONCE: (
        lonely(*(make_session(f"S{number}") for number in range(5))),
        {Rule.ROOM_ONCE, Rule.RUNS},
    ),
    Rule.ROOM_OPEN: (
        lonely(make_session("S1"), rooms=[make_room("R1", closed="AB")]),
        {Rule.ROOM_OPEN, Rule.RUNS},
    ),
    Rule.ROOM_FEATURES: (lonely(make_session("S1", features=["lab"])), {Rule.ROOM_FEATURES, Rule.RUNS}),
    Rule.ROOM_SITE: (lonely(make_session("S1", sites=["LMS"])), {Rule.ROOM_SITE, Rule.RUNS}),
    Rule.ROOM_CAPACITY: (
        lonely(
            make_session("S1"),
            rooms=[make_room("R1", seats=1)],
            attendees=[pinned("Ann", ("S1", None)), pinned("Ben", ("S1", None))],
        ),
        {Rule.ROOM_CAPACITY, Rule.PINS, Rule.RUNS},
    ),
    Rule.PRESENTERS: (
        lonely(*(make_session(name, slots="A", presenters=["Ann"]) for name in ("S1", "S2"))),
        {Rule.PRESENTERS, Rule.RUNS, Rule.SLOT_ALLOWED},
    ),
    Rule.ONE_PLACE: (
        lonely(
            make_session("S1"),
            make_session("S2"),
            attendees=[pinned("Ann", ("S1", "A"), ("S2", "A"))],
        ),
        {Rule.PINS},
    ),
    Rule.AVAILABLE: (
        lonely(make_session("S1", slots="B"), attendees=[pinned("Ann", ("S1", None), slots="A")]),
        {Rule.AVAILABLE, Rule.PINS, Rule.SLOT_ALLOWED},
    ),
    Rule.ONCE_ONLY: (
        lonely(make_session("S1", runs=(2, 2)), attendees=[pinned("Ann", ("S1", "A"), ("S1", "B"))]),
        {Rule.PINS},
    ),
    Rule.NEEDS: (
        lonely(make_session("S1", presenters=["Ann"]), attendees=[make_attendee("Ann", needs=["ramp"])]),
        {Rule.NEEDS, Rule.RUNS},
    ),
    Rule.VETO: (
        lonely(make_session("S1"), attendees=[pinned("Ann", ("S1", None), vetoes=["S1"])]),
        {Rule.VETO, Rule.PINS},
    ),
    Rule.AUDIENCE: (
        lonely(
            make_session("S1", audience=["nurse"]),
            attendees=[pinned("Ann", ("S1", None)), make_attendee("Ben")],
            joined=[("Ann", "Ben")],
        ),
        {Rule.AUDIENCE, Rule.JOINED, Rule.PINS},
    ),
    Rule.TRAVEL: (
        lonely(
            make_session("S1", sites=["HS"], pins=[("A", None)]),
            make_session("S2", sites=["LMS"], pins=[("B", None)]),
            rooms=[make_room("R1"), make_room("R2", site="LMS")],
            attendees=[pinned("Ann", ("S1", None), ("S2", None))],
            travel={("HS", "LMS"): 30},
        ),
        {Rule.TRAVEL, Rule.PINS, Rule.ROOM_SITE},
    ),
    Rule.APART: (
        lonely(
            make_session("S1"),
            attendees=[pinned("Ann", ("S1", None)), pinned("Ben", ("S1", None))],
            apart=[("Ann", "Ben")],
        ),
        {Rule.APART, Rule.PINS, Rule.RUNS},
    ),
    Rule.JOINED: (
        lonely(
            make_session("S1", pins=[("A", None)]),
            make_session("S2", pins=[("A", None)]),
            attendees=[
                pinned("Ann", ("S1", None)),
                pinned("Ben", ("S2", None)),
                make_attendee("Cem"),
                make_attendee("Dan"),
            ],
            joined=[("Ann", "Ben")],
        ),
        {Rule.JOINED, Rule.PINS, Rule.RUNS},
    ),
    Rule.PINS: (lonely(make_session("S1", runs=(0, 0), pins=[("A", None)])), {Rule.PINS, Rule.RUNS}),
}


@pytest.mark.parametrize("rule", list(Rule))
def test_a_day_impossible_by_any_rule_is_explained_by_no_more_than_it_takes(rule: Rule) -> None:
    problem, rules = BY_RULE[rule]

    found = conflict(problem)

    assert not can_be(problem)
    assert {each.rule for each in found} == rules
    assert [each for each in found if not can_be(relaxed(problem, each))] == []


TWO = [Rule.ROOM_FEATURES, Rule.NEEDS, Rule.ROOM_SITE, Rule.SLOT_ALLOWED, Rule.ROOM_OPEN]


@pytest.mark.parametrize(("one", "other"), list(combinations(TWO, 2)))
def test_of_two_troubles_one_is_told_without_a_member_too_many(one: Rule, other: Rule) -> None:
    first, second = BY_RULE[one][0], renamed(BY_RULE[other][0])
    problem = replace(
        first,
        sessions=(*first.sessions, *second.sessions),
        attendees=tuple({each.id: each for each in (*first.attendees, *second.attendees)}.values()),
    )
    day = elastic_timetable(problem)

    found = {Named(Rule(each.rule), each.what) for each in conflict(problem)}
    eased = problem
    for proposal in what_to_relax(problem):
        eased = relaxed(eased, proposal)

    named = {each for each in day.slacks if Named(each.rule, tuple(name for name in each.what if name)) in found}
    assert is_impossible_with(day, NO_LIMITS, enforced=named)
    assert [each for each in named if is_impossible_with(day, NO_LIMITS, enforced=named - {each})] == []
    assert can_be(eased)


@settings(max_examples=cases(40), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(day_files())
def test_no_member_of_any_conflict_is_needless(file: dict[str, Any]) -> None:
    problem = problem_from(file)
    day = elastic_timetable(problem)
    found = {(each.rule, each.what) for each in conflict(problem)}

    named = {each for each in day.slacks if (each.rule, tuple(name for name in each.what if name)) in found}

    assert is_impossible_with(day, NO_LIMITS, enforced=named) == bool(found)
    assert [each for each in named if is_impossible_with(day, NO_LIMITS, enforced=named - {each})] == []


def renamed(problem: Problem) -> Problem:
    """The same day about a session T and a person Zoe."""
    (session,) = problem.sessions
    people = {name: "Zoe" if name == "Ann" else name for name in problem.attendee_by_id}
    presenters = tuple(people[each] for each in session.presenters)
    return replace(
        problem,
        sessions=(replace(session, id="T", presenters=presenters),),
        attendees=tuple(replace(each, id=people[each.id]) for each in problem.attendees),
    )
