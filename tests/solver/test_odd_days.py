"""Days that nobody would plan on purpose: each ends with a good plan or with an honest "impossible"."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from pdday.solver import engine
from pdday.solver.baselines import Timetable, first_come_first_served, rounds_by_rank
from pdday.solver.check import check
from pdday.solver.measures import measure
from pdday.solver.plan import Plan, Status
from pdday.solver.problem import MOST_SLOTS, Attendee, Problem, Slot, Weights
from pdday.solver.solve import solve
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

HUGE = 1_000_000_000


def people(count: int, **more: object) -> list[Attendee]:
    return [make_attendee(f"P{number}", **more) for number in range(count)]  # type: ignore[arg-type]


def a_day(**more: object) -> Problem:
    """Three sessions, two rooms and four people, unless it says otherwise."""
    usual = {
        "rooms": [make_room("R1", seats=2), make_room("R2", seats=4)],
        "sessions": [make_session(name) for name in ("S1", "S2", "S3")],
        "attendees": people(4, wishes=["S1", "S2", "S3"]),
    }
    return make_problem(**(usual | more))  # type: ignore[arg-type]


SOLVED: dict[str, Callable[[], Problem]] = {
    "no rooms and nothing that must run": lambda: a_day(rooms=[], sessions=[make_session("S1", runs=(0, 1))],
                                                        attendees=people(2)),
    "no slots": lambda: a_day(slots=(), sessions=[], attendees=people(2)),
    "no sessions": lambda: a_day(sessions=[], attendees=people(3)),
    "nobody": lambda: a_day(attendees=[]),
    "rooms without seats": lambda: a_day(rooms=[make_room("R1", seats=0), make_room("R2", seats=0)]),
    "sessions that take nobody": lambda: a_day(sessions=[make_session("S1", attendance=(0, 0))],
                                               attendees=people(2, wishes=["S1"])),
    "everyone away": lambda: a_day(attendees=people(4, wishes=["S1"], slots="")),
    "everything vetoed": lambda: a_day(attendees=people(4, vetoes=["S1", "S2", "S3"])),
    "everybody presents everything": lambda: a_day(
        slots=make_slots("ABC"),
        sessions=[make_session(name, presenters=["P0", "P1", "P2", "P3"]) for name in ("S1", "S2", "S3")],
    ),
    "everything cancelled": lambda: a_day(sessions=[make_session(name, runs=(0, 0)) for name in ("S1", "S2", "S3")]),
    "a minimum above every room": lambda: a_day(sessions=[make_session("S1", attendance=(HUGE, None))],
                                                attendees=people(2, wishes=["S1"])),
    "no weights at all": lambda: a_day(weights=Weights(0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    "weights as large as can be": lambda: a_day(weights=Weights(*[float(HUGE)] * 10)),
    "weights as small as can be": lambda: a_day(weights=Weights(*[1e-300] * 10)),
    "seats without end": lambda: a_day(rooms=[make_room("R1", seats=HUGE), make_room("R2", seats=HUGE)]),
    "runs without end": lambda: a_day(sessions=[make_session(name, runs=(0, HUGE)) for name in ("S1", "S2", "S3")]),
    "points for the first choice only": lambda: a_day(points=[10, 0]),
    "no points for anybody": lambda: a_day(points=[0]),
    "later choices worth more": lambda: a_day(points=[1, 2, 3]),
    "points as small as can be": lambda: a_day(points=[5e-324]),
    "everyone wishes everything first": lambda: a_day(attendees=people(4, wishes={"S1": 1, "S2": 1, "S3": 1})),
    "ranks without end": lambda: a_day(attendees=people(4, wishes={"S1": 1, "S2": HUGE})),
    "one person joined to all others": lambda: a_day(joined=[("P0", "P1"), ("P0", "P2"), ("P0", "P3")]),
    "people joined in a ring": lambda: a_day(joined=[("P0", "P1"), ("P1", "P2"), ("P2", "P3"), ("P0", "P3")]),
    "joined and kept apart": lambda: a_day(joined=[("P0", "P1")], apart=[("P0", "P1")]),
    "joined to somebody who is away": lambda: a_day(
        attendees=[*people(2, wishes=["S1"]), make_attendee("Q", slots="")], joined=[("P0", "Q")]
    ),
    "everyone kept apart from everyone": lambda: a_day(
        apart=[(f"P{one}", f"P{other}") for other in range(4) for one in range(other)]
    ),
    "together and spread at once": lambda: a_day(together=[("P0", "P1", "P2")], spread=[("P0", "P1", "P2")]),
    "a requirement that does not run": lambda: a_day(
        sessions=[make_session("S1", runs=(0, 0)), make_session("S2")], attendees=people(3, required=["S1"])
    ),
    "more required than a day holds": lambda: a_day(attendees=people(4, required=["S1", "S2", "S3"])),
    "required twice over": lambda: a_day(attendees=people(4, required=["S1", ("S1", "S2"), ("S1", "S3")])),
    "sites an hour apart": lambda: a_day(
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")], travel={("HS", "LMS"): HUGE}
    ),
    "a session longer than the day": lambda: a_day(sessions=[make_session("S1", runs=(0, 1), length=HUGE)],
                                                   attendees=people(2, wishes=["S1"])),
    "a session longer than the day, and one that may be repeated": lambda: a_day(
        sessions=[make_session("S1", runs=(0, 0), length=HUGE), make_session("S2", runs=(1, 2))],
        attendees=people(4, wishes=["S2", "S1"]),
    ),
    "one session as long as the day": lambda: a_day(
        slots=make_slots("ABCDEFGH"), sessions=[make_session("S1", length=8)], attendees=people(4, wishes=["S1"])
    ),
    "a block that comes back": lambda: a_day(
        slots=(*make_slots("A"), *make_slots("B"), Slot("C", "C", "A")),
        sessions=[make_session("S1", runs=(0, 1), length=2), make_session("S2")],
        attendees=people(2, wishes=["S2"]),
    ),
    "two pins that one run keeps": lambda: a_day(sessions=[make_session("S1", pins=[("A", None), (None, "R1")])],
                                                 attendees=people(2, wishes=["S1"])),
    "names of another world": lambda: make_problem(
        slots=make_slots("ΑБ"),
        rooms=[make_room("room one; \"R\"", seats=3)],
        sessions=[make_session("S 1*+-[]<=", title="“Ωmega”\n")],
        attendees=[make_attendee(name, wishes=["S 1*+-[]<="]) for name in ("x" * 10_000, "e\u0301", "\u00e9")],
    ),
}  # fmt: skip

IMPOSSIBLE: dict[str, Callable[[], Problem]] = {
    "no rooms": lambda: a_day(rooms=[]),
    "no slots": lambda: a_day(slots=()),
    "every room closed": lambda: a_day(rooms=[make_room("R1", closed="AB")]),
    "longer than every block": lambda: a_day(
        slots=make_slots("AB", "C"), sessions=[make_session("S1", length=3)], attendees=people(4, wishes=["S1"])
    ),
    "longer than anything": lambda: a_day(
        sessions=[make_session("S1", length=HUGE)], attendees=people(4, wishes=["S1"])
    ),
    "more runs than there is time": lambda: a_day(
        sessions=[make_session("S1", runs=(HUGE, HUGE))], attendees=people(4, wishes=["S1"])
    ),
    "two sessions pinned to one room": lambda: a_day(
        sessions=[make_session("S1", pins=[("A", "R1")]), make_session("S2", pins=[("A", "R1")])],
        attendees=people(4, wishes=["S1", "S2"]),
    ),
    "one session pinned to two slots": lambda: a_day(
        sessions=[make_session("S1", pins=[("A", None), ("B", None)])], attendees=people(2)
    ),
    "a person pinned to two rooms at once": lambda: a_day(
        attendees=[make_attendee("P1", pins=[("S1", "A"), ("S2", "A")])]
    ),
    "a person pinned to what they vetoed": lambda: a_day(
        attendees=[make_attendee("P1", vetoes=["S1"], pins=[("S1", None)])]
    ),
    "a person pinned to a cancelled session": lambda: a_day(
        sessions=[make_session("S1", runs=(0, 0))], attendees=[make_attendee("P1", pins=[("S1", None)])]
    ),
    "pinned while away": lambda: a_day(attendees=[make_attendee("P1", slots="B", pins=[("S1", "A")])]),
    "everybody presents everything, and time is short": lambda: a_day(
        sessions=[make_session(name, presenters=["P0", "P1", "P2", "P3"]) for name in ("S1", "S2", "S3")]
    ),
    "joined, and both present at one time": lambda: a_day(
        slots=make_slots("A"),
        sessions=[make_session("S1", presenters=["P0"]), make_session("S2", presenters=["P1"])],
        attendees=people(2),
        joined=[("P0", "P1")],
    ),
    "kept apart, and both present one session": lambda: a_day(
        sessions=[make_session("S1", presenters=["P0", "P1"])], attendees=people(2), apart=[("P0", "P1")]
    ),
    "no room for what a presenter needs": lambda: a_day(
        sessions=[make_session("S1", presenters=["P0"])], attendees=people(1, needs=["moon"])
    ),
}


@pytest.mark.parametrize("day", SOLVED.values(), ids=SOLVED.keys())
def test_an_odd_day_is_planned_to_proof(day: Callable[[], Problem]) -> None:
    problem = day()

    plan = solve(problem, effort=3, threads=1)

    assert plan.status is Status.OPTIMAL
    assert check(problem, plan) == []
    assert measure(problem, plan).unplaced == len(plan.unplaced)


@pytest.mark.parametrize("day", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_a_day_that_cannot_be_says_why(day: Callable[[], Problem]) -> None:
    problem = day()

    plan = solve(problem, effort=1, threads=1)

    assert plan.status is Status.IMPOSSIBLE
    assert all(part.sentence.strip() and part.relax.strip() for part in plan.conflict)
    assert check(problem, plan) == []


@pytest.mark.parametrize("day", [*SOLVED.values(), *IMPOSSIBLE.values()], ids=[*SOLVED, *IMPOSSIBLE])
def test_by_hand_an_odd_day_has_a_plan_within_the_rules_or_none(day: Callable[[], Problem]) -> None:
    problem = day()

    plans: Sequence[Plan | None] = [
        sign_up(problem, way, seed=1) for sign_up in (first_come_first_served, rounds_by_rank) for way in Timetable
    ]

    assert [check(problem, plan) for plan in plans if plan] == [[]] * sum(plan is not None for plan in plans)


def test_a_plan_is_no_better_for_a_previous_one_that_is_all_gone() -> None:
    problem = a_day()
    gone = make_plan(
        make_problem(sessions=[make_session("X")], rooms=[make_room("Y")], attendees=[make_attendee("Z")]),
        {"X@A/Y": ["Z"]},
    )

    with_gone = solve(a_day(previous=gone), effort=1, threads=1)

    assert with_gone.score == pytest.approx(solve(problem, effort=1, threads=1).score)


def test_a_day_of_as_many_slots_as_there_may_be_is_searched_to_everybody_s_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As if it were too large to be solved whole: the search packs slots into bits."""
    monkeypatch.setattr(engine, "SMALL_DAY", -1)
    names = [f"S{number:02d}" for number in range(MOST_SLOTS)]
    problem = make_problem(
        slots=tuple(Slot(f"T{number:02d}", "", "week") for number in range(MOST_SLOTS)),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[make_session(name, length=1 + number % 2) for number, name in enumerate(names)],
        attendees=[make_attendee(f"P{number}", wishes=names[number::5], may_stay_away=True) for number in range(5)],
    )

    plan = solve(problem, effort=1, threads=1)

    assert check(problem, plan) == []
    assert plan.score == pytest.approx(500)
    assert max(run.slot for run in plan.runs) > "T55"
