"""Each rule of the whole-day model bites where it should, and lets go where it should."""

from collections import Counter
from dataclasses import dataclass
from itertools import product

import pytest

from pdday.solver import backend
from pdday.solver.backend import Ending
from pdday.solver.check import check
from pdday.solver.draft import as_plan, with_bound
from pdday.solver.model import build, read, start_from, whole_day
from pdday.solver.problem import Problem
from pdday.solver.rooms import room_groups
from pdday.solver.rows import ROWS
from pdday.solver.rules import Rule
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots


@dataclass(frozen=True)
class Solved:
    """The best plan of a tiny day: its runs as (id, room), who sits in which run, and its score."""

    runs: frozenset[tuple[str, str]]
    sittings: frozenset[tuple[str, str]]
    score: float


def best(problem: Problem) -> Solved | None:
    """Solve a day whole; None if it is impossible. What the model says is held against the checker."""
    day = build(whole_day(problem))
    answer = backend.maximise(day.model)
    if answer.ending is Ending.IMPOSSIBLE:
        return None
    draft = read(day)
    plan, counted = as_plan(problem, draft)
    assert counted.total == pytest.approx(answer.objective)
    assert check(problem, with_bound(plan, answer.bound, seconds=0, seed=1)) == []
    return Solved(frozenset((run.id, run.room) for run in draft.runs), frozenset(draft.sittings), counted.total)


def sittings(problem: Problem) -> set[str]:
    """Who sits where in the best plan, as "P1 S1@A"."""
    solved = best(problem)
    assert solved is not None
    return {f"{attendee} {run}" for attendee, run in solved.sittings}


def runs(problem: Problem) -> set[str]:
    """The best plan's runs, as "S1@A R1"."""
    solved = best(problem)
    assert solved is not None
    return {f"{run} {room}" for run, room in solved.runs}


ONE_SLOT = make_slots("A")


def test_runs_is_kept_between_the_two_numbers():
    wanted = [make_attendee(f"P{number}", wishes=["S1"]) for number in range(3)]
    room = make_room(seats=1)

    once = make_problem(rooms=[room], sessions=[make_session("S1")], attendees=wanted)
    twice = make_problem(rooms=[room], sessions=[make_session("S1", runs=(1, 2))], attendees=wanted)
    never = make_problem(rooms=[room], sessions=[make_session("S1", runs=(0, 0))], attendees=wanted)

    assert [len(runs(problem)) for problem in (once, twice, never)] == [1, 2, 0]


def test_runs_never_overlap_even_where_two_rooms_are_free():
    people = [make_attendee(f"P{number}", wishes=["S1"]) for number in range(2)]
    rooms = [make_room("R1", seats=1), make_room("R2", seats=1)]

    one_slot = make_problem(slots=ONE_SLOT, rooms=rooms, sessions=[make_session("S1", runs=(1, 2))], attendees=people)
    two_slots = make_problem(rooms=rooms, sessions=[make_session("S1", runs=(1, 2))], attendees=people)

    assert len(runs(one_slot)) == 1
    assert len(runs(two_slots)) == 2


def test_runs_repeat_only_for_somebody():
    pinned_twice = make_session("S1", runs=(0, 2), pins=[("A", None), ("B", None)])

    assert best(make_problem(sessions=[pinned_twice])) is None
    solved = sittings(make_problem(sessions=[pinned_twice], attendees=[make_attendee("P1"), make_attendee("P2")]))
    assert {run for _, run in map(str.split, solved)} == {"S1@A", "S1@B"}


def test_slot_allowed_keeps_a_session_to_its_slots():
    def problem(slots):
        return make_problem(sessions=[make_session("S1", slots=slots, presenters=["P1"])], attendees=[person])

    person = make_attendee("P1", slots=["A"])

    assert best(problem(["B"])) is None
    assert runs(problem(["A", "B"])) == {"S1@A R1"}


def test_rooms_that_differ_in_what_nobody_needs_are_alike():
    rooms = [make_room("R1", features=["piano"]), make_room("R2", features=["stage"]), make_room("R3")]

    nobody_asks = make_problem(rooms=rooms)
    one_asks = make_problem(rooms=rooms, sessions=[make_session(features=["piano"])])
    one_needs = make_problem(rooms=rooms, attendees=[make_attendee(needs=["stage"])])

    assert [len(group.rooms) for group in room_groups(nobody_asks)] == [3]
    assert [[room.id for room in group.rooms] for group in room_groups(one_asks)] == [["R1"], ["R2", "R3"]]
    assert [[room.id for room in group.rooms] for group in room_groups(one_needs)] == [["R1", "R3"], ["R2"]]


def test_half_a_longer_run_and_half_of_two_beside_it_are_no_day():
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1"), make_room("R2")],
        sessions=[
            make_session("S1", length=2),
            make_session("S2", runs=(2, 2)),
            make_session("S3", runs=(0, 1), features=["lab"]),  # there is none: a perfect day is out of reach
        ],
        attendees=[make_attendee("P1", wishes=["S1", "S2", "S3"])],
    )

    relaxed = backend.maximise(build(whole_day(problem)).model, relaxed=True)

    found = best(problem)
    assert found is not None
    assert relaxed.objective == pytest.approx(found.score)


def test_length_takes_consecutive_slots_of_one_block():
    session = make_session("S1", length=2)

    assert best(make_problem(slots=make_slots("A", "B"), sessions=[session])) is None
    assert runs(make_problem(slots=make_slots("A", "BC"), sessions=[session])) == {"S1@B R1"}


def test_room_once_leaves_one_of_two_sessions_out():
    sessions = [make_session("S1", runs=(0, 1)), make_session("S2", runs=(0, 1))]

    for rooms, expected in (([make_room()], 1), ([make_room("R1"), make_room("R2")], 2)):
        people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S2"])]
        assert len(runs(make_problem(slots=ONE_SLOT, rooms=rooms, sessions=sessions, attendees=people))) == expected


def test_room_open_moves_a_run_out_of_a_closed_room():
    session, person = make_session("S1", presenters=["P1"]), make_attendee("P1", slots=["A"])
    open_later = make_room("R1", closed=["A"])

    assert best(make_problem(rooms=[open_later], sessions=[session], attendees=[person])) is None
    both = make_problem(rooms=[open_later, make_room("R2")], sessions=[session], attendees=[person])
    assert runs(both) == {"S1@A R2"}


@pytest.mark.parametrize(
    "session",
    [make_session("S1", features=["lab"]), make_session("S1", sites=["LMS"])],
    ids=["ROOM_FEATURES", "ROOM_SITE"],
)
def test_room_features_and_sites_decide_where_a_session_may_be(session):
    plain, fitting = make_room("R1"), make_room("R2", site="LMS", features=["lab"])

    assert best(make_problem(rooms=[plain], sessions=[session])) is None
    assert {run[1] for run in map(str.split, runs(make_problem(rooms=[plain, fitting], sessions=[session])))} == {"R2"}


@pytest.mark.parametrize(("seats", "maximum", "seated"), [(1, None, 1), (3, 1, 1), (3, None, 2)])
def test_room_capacity_is_the_smaller_of_seats_and_maximum(seats, maximum, seated):
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S1"])]
    session = make_session("S1", attendance=(0, maximum))
    problem = make_problem(slots=ONE_SLOT, rooms=[make_room(seats=seats)], sessions=[session], attendees=people)

    assert len(sittings(problem)) == seated


def test_presenters_are_never_in_two_runs_at_once():
    sessions = [make_session("S1", presenters=["P1"]), make_session("S2", presenters=["P1"])]
    rooms = [make_room("R1"), make_room("R2")]

    def problem(slots):
        return make_problem(slots=slots, rooms=rooms, sessions=sessions, attendees=[make_attendee("P1")])

    assert best(problem(ONE_SLOT)) is None
    assert len(runs(problem(make_slots("AB")))) == 2


def test_one_place_lets_nobody_sit_in_two_runs_at_once():
    sessions = [make_session("S1"), make_session("S2")]
    rooms = [make_room("R1"), make_room("R2")]
    people = [make_attendee("P1", wishes=["S1", "S2"])]

    one = make_problem(slots=ONE_SLOT, rooms=rooms, sessions=sessions, attendees=people)
    two = make_problem(rooms=rooms, sessions=sessions, attendees=people)

    assert sittings(one) == {"P1 S1@A"}
    assert len(sittings(two)) == 2


def test_one_place_counts_presenting():
    sessions = [make_session("S1", presenters=["P1"]), make_session("S2")]
    rooms = [make_room("R1"), make_room("R2")]

    solved = sittings(
        make_problem(slots=ONE_SLOT, rooms=rooms, sessions=sessions, attendees=[make_attendee("P1", wishes=["S2"])])
    )

    assert solved == set()


def test_available_seats_nobody_who_is_away():
    session = make_session("S1", slots=["A"])

    def problem(slots):
        return make_problem(sessions=[session], attendees=[make_attendee("P1", wishes=["S1"], slots=slots)])

    assert sittings(problem(["B"])) == set()
    assert sittings(problem(["A"])) == {"P1 S1@A"}


def test_once_only_fills_no_second_slot_with_the_same_session():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S1"])]
    twice = make_session("S1", runs=(2, 2))

    assert len(sittings(make_problem(sessions=[twice], attendees=people))) == 2
    assert len(sittings(make_problem(sessions=[make_session("S1"), make_session("S2")], attendees=people))) == 4


def test_needs_are_met_by_the_room_of_everybody_in_it():
    plain, ramp = make_room("R1"), make_room("R2", features=["ramp"])
    session = make_session("S1")
    person = make_attendee("P1", wishes=["S1"], needs=["ramp"])
    presenter = make_attendee("P1", needs=["ramp"])

    assert sittings(make_problem(slots=ONE_SLOT, rooms=[plain], sessions=[session], attendees=[person])) == set()
    assert runs(make_problem(slots=ONE_SLOT, rooms=[plain, ramp], sessions=[session], attendees=[person])) == {
        "S1@A R2"
    }
    presented = make_session("S1", presenters=["P1"])
    assert best(make_problem(slots=ONE_SLOT, rooms=[plain], sessions=[presented], attendees=[presenter])) is None


def test_veto_holds_unless_the_session_is_required():
    session = make_session("S1")

    def problem(**more):
        return make_problem(slots=ONE_SLOT, sessions=[session], attendees=[make_attendee("P1", vetoes=["S1"], **more)])

    assert sittings(problem()) == set()
    assert sittings(problem(required=["S1"])) == {"P1 S1@A"}


@pytest.mark.parametrize(
    ("person", "seated"),
    [
        (make_attendee("P1"), set()),
        (make_attendee("P1", tags=["nurse"]), {"P1 S1@A"}),
        (make_attendee("P1", wishes=["S1"]), {"P1 S1@A"}),
        (make_attendee("P1", tags=["nurse"], may_stay_away=True), set()),
    ],
    ids=["a stranger", "a nurse", "who asked", "who may stay away"],
)
def test_audience_decides_who_is_seated_unasked(person, seated):
    session = make_session("S1", audience=["nurse"])

    assert sittings(make_problem(slots=ONE_SLOT, sessions=[session], attendees=[person])) == seated


@pytest.mark.parametrize(
    ("minutes", "gap_after", "blocks", "seats"), [(15, 10, ["AB"], 1), (15, 15, ["AB"], 2), (15, 10, ["A", "B"], 2)]
)
def test_travel_fits_in_the_gap_within_a_block(minutes, gap_after, blocks, seats):
    problem = make_problem(
        slots=make_slots(*blocks, gap_after=gap_after),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[make_session("S1", slots=["A"], sites=["HS"]), make_session("S2", slots=["B"], sites=["LMS"])],
        attendees=[make_attendee("P1", wishes=["S1", "S2"])],
        travel={("HS", "LMS"): minutes},
    )

    assert len(sittings(problem)) == seats


def test_travel_holds_for_presenters_too():
    def problem(minutes):
        return make_problem(
            rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
            sessions=[
                make_session("S1", slots=["A"], sites=["HS"], presenters=["P1"]),
                make_session("S2", slots=["B"], sites=["LMS"], presenters=["P1"]),
            ],
            attendees=[make_attendee("P1")],
            travel={("HS", "LMS"): minutes},
        )

    assert best(problem(15)) is None
    assert best(problem(10)) is not None


def test_apart_keeps_two_people_out_of_one_run():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S1"])]

    def seated(apart):
        problem = make_problem(slots=ONE_SLOT, sessions=[make_session("S1")], attendees=people, apart=apart)
        return len(sittings(problem))

    assert seated([("P1", "P2")]) == 1
    assert seated([]) == 2


def test_joined_people_go_together_or_not_at_all():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", may_stay_away=True)]

    def seated(wishes):
        pair = [people[0], make_attendee("P2", wishes=wishes, may_stay_away=True)]
        problem = make_problem(slots=ONE_SLOT, sessions=[make_session("S1")], attendees=pair, joined=[("P1", "P2")])
        return sittings(problem)

    assert seated([]) == set()
    assert seated(["S1"]) == {"P1 S1@A", "P2 S1@A"}


@pytest.mark.parametrize(("slot", "room"), [(None, None), ("B", None), (None, "R2"), ("B", "R2")])
def test_pins_keep_a_run_in_its_place(slot, room):
    session = make_session("S1", pins=[(slot, room)])

    found = runs(make_problem(rooms=[make_room("R1"), make_room("R2")], sessions=[session]))

    allowed = product([slot] if slot else ["A", "B"], [room] if room else ["R1", "R2"])
    assert len(found) == 1
    assert found <= {f"S1@{start} {where}" for start, where in allowed}


def test_pins_keep_a_person_in_their_seat():
    def problem(pins):
        person = make_attendee("P1", wishes=["S1", "S2"], pins=pins)
        rooms = [make_room("R1"), make_room("R2")]
        return make_problem(
            slots=ONE_SLOT, rooms=rooms, sessions=[make_session("S1"), make_session("S2")], attendees=[person]
        )

    assert sittings(problem([])) == {"P1 S1@A"}
    assert sittings(problem([("S2", "A")])) == {"P1 S2@A"}
    assert best(problem([("S1", "A"), ("S2", "A")])) is None


def test_a_change_is_counted_across_a_block_that_was_one_before():
    """The day before had one long block; the session's second slot has changed as well as its first."""
    long = make_session("S1", length=2)
    whole = make_problem(slots=make_slots("AB"), sessions=[long], attendees=[make_attendee("P1")])
    before = make_plan(whole, {"S1@A/R1": ["P1"]})

    now = make_problem(
        slots=make_slots("A", "B"),
        sessions=[make_session("S1", length=2, runs=(0, 0))],
        attendees=[make_attendee("P1", may_stay_away=True)],
        previous=before,
    )

    solved = best(now)
    assert solved is not None
    assert solved.score == -2 * now.weights.change


def test_every_row_of_the_model_is_named_by_its_rule():
    people = [make_attendee("P1", wishes=["S1"]), make_attendee("P2", wishes=["S1", "S2"])]
    problem = make_problem(sessions=[make_session("S1", runs=(1, 2)), make_session("S2")], attendees=people)

    day = build(whole_day(problem))

    names = [row.name or "" for row in day.model.constraints()]
    rows = Counter(rule for name in names for rule in ROWS if name.startswith(f"{rule}_"))
    assert rows == {rule: count for rule in ROWS if (count := len(list(ROWS[rule](day))))}
    assert rows[Rule.ROOM_CAPACITY] > 0


def test_a_plan_to_start_from_breaks_no_rule_of_the_model_and_is_worth_its_score():
    """Rooms in which some may sit and others not, so that a seat is in one of them and not in each."""
    rooms = [make_room("R1", seats=3, features=["step_free_route"]), make_room("R2", seats=3)]
    people = [
        make_attendee(f"P{number}", wishes=["S1", "S2"], needs=["step_free_route"] if number < 2 else [])
        for number in range(5)
    ]
    problem = make_problem(
        slots=make_slots("A", "B"), rooms=rooms, sessions=[make_session("S1"), make_session("S2")], attendees=people
    )
    backend.maximise((day := build(whole_day(problem))).model)
    draft = read(day)

    again = build(whole_day(problem))
    start_from(again, draft)
    for variable in [*again.runs.values(), *again.goes.values()]:
        variable.lowBound = variable.upBound = variable.varValue
    answer = backend.maximise(again.model)

    assert len(draft.sittings) > 5
    assert answer.ending is Ending.PROVED
    assert answer.objective == pytest.approx(as_plan(problem, draft)[1].total)
