"""Where sites are too far apart for a pause, everybody stays where there is a place for them in every slot."""

import random
from collections import Counter
from itertools import product

import pytest

from pdday.solver.arrays import day_arrays
from pdday.solver.check import check
from pdday.solver.draft import as_plan, with_bound
from pdday.solver.hall import Open, empty_hall
from pdday.solver.plan import Why
from pdday.solver.problem import Weights
from pdday.solver.rooms import run_at
from pdday.solver.search import FIRST_STEP, FIRST_SWEEPS, reprice, state_of
from pdday.solver.stretches import fill_stretches
from pdday.solver.until import NO_LIMITS, Limits, OutOfTime
from pdday.solver.usher import fill_up, usher
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

SITES = ("HS", "LMS", "Depot")
FAR = dict.fromkeys((("HS", "LMS"), ("HS", "Depot"), ("LMS", "Depot")), 15)


def state_where(problem, runs):
    day = day_arrays(problem)
    state = state_of(problem, day, runs, seed=1)
    reprice(day, state, FIRST_SWEEPS, FIRST_STEP)
    return day, state


def kept_plan(problem, draft):
    plan, _ = as_plan(problem, draft)
    plan = with_bound(plan, plan.score, seconds=0, seed=1)
    assert check(problem, plan) == []
    return plan


def make_crowd_at_one_site(*, wishes=("S-HS-B",)):
    """All six ask for what runs at HS in B, but in A and C only three of them find a place there, at LMS the others."""
    seats = {"HS": {"A": 3, "B": 6, "C": 3}, "LMS": {"A": 3, "B": 3, "C": 3}}
    problem = make_problem(
        slots=make_slots("ABC"),
        rooms=[make_room(f"R-{site}", site=site) for site in seats],
        sessions=[
            make_session(f"S-{site}-{slot}", attendance=(0, many))
            for site, by_slot in seats.items()
            for slot, many in by_slot.items()
        ],
        attendees=[make_attendee(f"P{number}", wishes=wishes) for number in range(6)],
        travel=FAR,
    )
    return problem, [run_at(f"S-{site}-{slot}", slot, f"R-{site}") for site in seats for slot in "ABC"]


def make_day_with_a_seat_for_each(seed, *blocks, longest, sites):
    """Each person could be at one site through each block; there are seats for that and no more, and any wishes."""
    chance = random.Random(seed)
    runs = {}
    for block, site, number in product(blocks, SITES[:sites], range(2)):
        start = 0
        while start < len(block):
            length = chance.randint(1, min(longest, len(block) - start)) if number else 1
            runs[run_at(f"S-{block[start]}-{site}-{number}", block[start], f"R-{site}-{number}")] = length
            start += length
    heads = Counter()
    for _, block in product(range(9), blocks):
        site, at = chance.choice(SITES[:sites]), 0
        while at < len(block):
            run = chance.choice([run for run in runs if run.slot == block[at] and f"-{site}-" in run.session])
            heads[run] += 1
            at += runs[run]
    problem = make_problem(
        slots=make_slots(*blocks),
        rooms=[make_room(f"R-{site}-{number}", site=site) for site in SITES[:sites] for number in range(2)],
        sessions=[make_session(run.session, length=runs[run], attendance=(0, heads[run])) for run in runs],
        attendees=[
            make_attendee(f"P{number}", wishes=chance.sample([run.session for run in runs], 4)) for number in range(9)
        ],
        travel=FAR,
        weights=Weights(unplaced=10_000),
    )
    return problem, list(runs)


def fewest_missing(problem, runs):
    """By trying, if everybody keeps to one site: whatever each does that nobody else has taken the seat for."""
    days = [[run for run in runs if problem.room(run.room).site == site] for site in SITES]

    def ways(here, slots):
        if not slots:
            return [((), 0)]
        found = [(taken, missing + 1) for taken, missing in ways(here, slots[1:])]
        for run in here:
            if run.slot == slots[0]:
                length = len(problem.covers(run.session, run.slot))
                found += [((run, *taken), missing) for taken, missing in ways(here, slots[length:])]
        return found

    of_one = [way for here in days for way in ways(here, [slot.id for slot in problem.slots])]
    best = {(): 0}
    for _ in problem.attendees:
        after = {}
        for taken, missing in best.items():
            for more, lacking in of_one:
                heads = Counter([*taken, *more])
                if all(heads[run] <= problem.heads(run) for run in more):
                    key = tuple(sorted(heads.elements(), key=lambda run: run.id))
                    after[key] = min(after.get(key, 99), missing + lacking)
        best = after
    return min(best.values())


@pytest.mark.parametrize("chosen_by", ["usher", "fill_up"])
def test_all_have_a_place_where_some_stay_at_another_site(chosen_by):
    problem, runs = make_crowd_at_one_site()
    day, state = state_where(problem, runs)

    if chosen_by == "usher":
        draft = usher(problem, day, state)
    else:
        draft = fill_up(problem, day, state, [(f"P{number}", "S-HS-B", "B") for number in range(3)])

    plan = kept_plan(problem, draft)
    assert plan.unplaced == ()
    assert sum(each.why is Why.WISH for each in plan.seats) == 3


def test_seats_that_were_chosen_are_not_given_up():
    problem, runs = make_crowd_at_one_site()
    day, state = state_where(problem, runs)

    plan = kept_plan(problem, fill_up(problem, day, state, [(f"P{number}", "S-HS-B", "B") for number in range(6)]))

    assert sum(each.run == "S-HS-B@B" for each in plan.seats) == 6
    assert len(plan.unplaced) == 6


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize(
    ("blocks", "longest", "sites"), [(["ABC"], 1, 2), (["ABCD", "EFGH"], 3, 2), (["AB", "CDE"], 2, 3)]
)
def test_no_place_is_missing_where_there_is_room_for_all(seed, blocks, longest, sites):
    problem, runs = make_day_with_a_seat_for_each(seed, *blocks, longest=longest, sites=sites)
    day, state = state_where(problem, runs)

    plan = kept_plan(problem, usher(problem, day, state))

    assert plan.unplaced == ()


@pytest.mark.parametrize("seed", range(6))
def test_no_fewer_places_could_be_missing_if_everybody_keeps_to_a_site(seed):
    chance = random.Random(seed)
    runs = [run_at(f"S-{site}-{slot}", slot, f"R-{site}") for site in SITES[:2] for slot in "ABC"]
    problem = make_problem(
        slots=make_slots("ABC"),
        rooms=[make_room(f"R-{site}", site=site) for site in SITES[:2]],
        sessions=[make_session(run.session, attendance=(0, chance.randint(0, 3))) for run in runs],
        attendees=[make_attendee(f"P{number}") for number in range(4)],
        travel=FAR,
    )
    hall = empty_hall(problem, *state_where(problem, runs))

    fill_stretches(hall, Open(hall), None, NO_LIMITS)

    assert (hall.where < 0).sum() == fewest_missing(problem, runs)


def test_whoever_attends_a_session_stays_where_another_has_a_seat_for_them_before_it_runs_again():
    """P1 and P2 may attend S1 at HS in A, but in B it is all that runs there; at LMS there is a seat in each slot."""
    problem = make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[
            make_session("S1", runs=(2, 2)),
            *(make_session(f"S{number}", attendance=(0, 2)) for number in (2, 3)),
        ],
        attendees=[make_attendee(f"P{number}", wishes=["S1"]) for number in (1, 2)],
        travel=FAR,
    )
    runs = [run_at("S1", "A", "R1"), run_at("S1", "B", "R1"), run_at("S2", "A", "R2"), run_at("S3", "B", "R2")]

    plan = kept_plan(problem, usher(problem, *state_where(problem, runs)))

    assert plan.unplaced == ()


def test_a_seat_left_in_a_session_that_one_has_been_to_goes_to_somebody_who_makes_way():
    """In A only S1 has a seat left, in which P1 sits in C; P2 and P3, who asked for nothing, may go there."""
    problem = make_problem(
        slots=make_slots("AB", "C"),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="HS"), make_room("R3", site="LMS")],
        sessions=[
            make_session("S1", attendance=(0, 1), runs=(2, 2)),
            *(make_session(f"S{number}", attendance=(0, 2)) for number in (2, 3, 4)),
        ],
        attendees=[make_attendee(f"P{number}", wishes=["S1"] if number == 1 else ()) for number in (1, 2, 3)],
        travel=FAR,
    )
    runs = [run_at("S1", "A", "R1"), run_at("S1", "C", "R1")]
    runs += [run_at("S2", "A", "R2"), run_at("S3", "C", "R2"), run_at("S4", "B", "R1")]
    day, state = state_where(problem, runs)

    sittings = [("P1", "S1", "C"), ("P2", "S2", "A"), ("P3", "S2", "A")]
    plan = kept_plan(problem, fill_up(problem, day, state, sittings))

    assert [each for each in plan.unplaced if each.slot == "A"] == []


def test_who_asks_to_stop_is_heard():
    problem, runs = make_crowd_at_one_site()
    hall = empty_hall(problem, *state_where(problem, runs))

    with pytest.raises(OutOfTime):
        fill_stretches(hall, Open(hall), None, Limits(stop=lambda: True))
