"""Construction and search: every timetable on the way keeps the rules, and the search makes it better."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from pdday.solver import kernel
from pdday.solver.arrays import (
    LOSS_CLASH,
    RUNS,
    RUNS_END,
    day_arrays,
)
from pdday.solver.check import check
from pdday.solver.draft import Draft, as_plan
from pdday.solver.kernel.auctions import sell
from pdday.solver.problem import Weights
from pdday.solver.reading import problem_from
from pdday.solver.rooms import run_at
from pdday.solver.rules import Rule
from pdday.solver.search import Pace, hopeless, judge, reprice, search, state_of, timetable
from pdday.solver.start import construct
from pdday.solver.state import BUSY, ROOM, SEATS, SLOTS, START, new_state, with_runs_pinned
from tests.counts import cases
from tests.solver.every_day import best_by_trying
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots
from tests.solver.strategies import day_files
from tests.solver.whole_days import make_district_day

#: What an empty timetable cannot keep: nobody sits in it yet.
OF_SEATS = {Rule.RUNS, Rule.PINS, Rule.JOINED}


def broken_rules(problem, runs):
    plan, _ = as_plan(problem, Draft(runs, ()))
    return {each.rule for each in check(problem, plan) if isinstance(each.rule, Rule)} - OF_SEATS


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_constructed_timetable_keeps_the_rules_of_rooms_and_presenters(seed):
    problem = make_district_day(staff=80, sessions=16, seed=seed)
    day = day_arrays(problem)

    state = construct(day, seed)

    assert broken_rules(problem, timetable(problem, day, state)) == set()
    assert {run.session for run in timetable(problem, day, state)} == {session.id for session in problem.sessions}


def test_a_constructed_timetable_has_seats_for_all_where_larger_rooms_are_free():
    """Few ask for anything, so small rooms would do for the sessions, but not for the people."""
    problem = make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=2), make_room("R2", seats=3), make_room("R3", seats=20), make_room("R4", seats=9)],
        sessions=[make_session("S1"), make_session("S2")],
        attendees=[make_attendee(f"P{number:02d}", wishes=["S1"] if number < 2 else []) for number in range(25)],
    )
    day = day_arrays(problem)

    state = construct(day, 1)

    assert kernel.without_seat(day.free_people, state.counts, day.far) == 0


def test_a_repeat_has_seats_only_for_those_who_have_not_been_there():
    """Two runs of S1 in a hall for twenty: ten people cannot fill both slots with it alone."""
    problem = make_problem(
        slots=make_slots("A", "B"),
        rooms=[make_room("R1", seats=20), make_room("R2", seats=4)],
        sessions=[make_session("S1", runs=[1, 2]), make_session("S2")],
        attendees=[make_attendee(f"P{number:02d}") for number in range(10)],
    )
    day = day_arrays(problem)

    state = state_of(problem, day, [run_at("S1", "A", "R1"), run_at("S1", "B", "R1"), run_at("S2", "B", "R2")], seed=1)

    assert state.counts[:, SEATS].tolist() == [10, 4]
    assert kernel.without_seat(day.free_people, state.counts, day.far) == 6


FAR_APART = {("HS", "LMS"): 15}


def make_sites(*blocks, travel, people=10):
    """A room for ten at each of three sites, a session for each place, and people who ask for nothing."""
    slots = make_slots(*blocks, gap_after=10)
    sites = ("HS", "LMS", "Online")
    return make_problem(
        slots=slots,
        rooms=[make_room(f"R-{site}", site=site, seats=10) for site in sites],
        sessions=[
            make_session(f"S-{site}-{slot.id}", slots=[slot.id], sites=[site]) for site in sites for slot in slots
        ],
        attendees=[make_attendee(f"P{number:02d}") for number in range(people)],
        travel=travel,
    )


def sitting_at(problem, *places):
    day = day_arrays(problem)
    return day, state_of(problem, day, [run_at(f"S-{site}-{slot}", slot, f"R-{site}") for site, slot in places], seed=1)


@pytest.mark.parametrize(
    ("places", "people", "without"),
    [
        ([("HS", "A"), ("HS", "B")], 10, 0),
        ([("HS", "A"), ("LMS", "B")], 10, 10),
        ([("HS", "A"), ("Online", "B")], 10, 0),
        ([("Online", "A"), ("Online", "B"), ("HS", "A"), ("LMS", "B")], 20, 0),
        ([("HS", "A"), ("LMS", "A"), ("HS", "B"), ("Online", "B")], 20, 0),
        ([("HS", "A"), ("HS", "B")], 14, 8),
        ([("HS", "A"), ("LMS", "B")], 14, 14),
    ],
)
def test_seats_at_a_site_too_far_are_none_for_who_was_at_the_other(places, people, without):
    problem = make_sites("AB", travel=FAR_APART, people=people)

    day, state = sitting_at(problem, *places)

    assert kernel.without_seat(day.free_people, state.counts, day.far) == without


def test_who_stays_at_a_site_needs_a_seat_there_in_every_slot_until_the_next_block():
    problem = make_sites("ABC", travel=FAR_APART)

    day, state = sitting_at(problem, ("HS", "A"), ("HS", "B"), ("LMS", "B"), ("LMS", "C"))

    assert kernel.without_seat(day.free_people, state.counts, day.far) == 10


def test_between_two_blocks_everybody_gets_anywhere():
    problem = make_sites("A", "B", travel=FAR_APART)

    day, state = sitting_at(problem, ("HS", "A"), ("LMS", "B"))

    assert kernel.without_seat(day.free_people, state.counts, day.far) == 0
    assert (day.walks == -1).all()


def test_a_walk_stays_within_reach_until_the_next_block():
    day = day_arrays(make_sites("AB", "C", "DE", travel=FAR_APART))

    zones = [sorted({int(zone) for zone in day.zone_of if each >> zone & 1}) for each in day.walks[:, 0]]

    at_hs, at_lms, online = day.zone_of.tolist()
    assert {at_hs, at_lms} == {0, 1}
    assert {tuple(each) for each in zones} == {(at_hs, online), (at_lms, online)}
    assert len({tuple(walk) for walk in day.walks.tolist()}) == 4
    assert (day.walks[:, 0] == day.walks[:, 1]).all()
    assert (day.walks[:, 2] == -1).all()
    assert (day.walks[:, 3] == day.walks[:, 4]).all()


def test_sites_from_which_the_same_ways_are_too_far_are_one_zone():
    day = day_arrays(make_sites("AB", travel={("HS", "LMS"): 15, ("Online", "LMS"): 15, ("HS", "Online"): 5}))

    at_hs, at_lms, online = day.zone_of

    assert at_hs == online != at_lms
    assert day.far.shape == (2, 2, 2)
    assert len(day.walks) == 2


def test_with_too_many_walks_none_is_known_and_the_search_goes_on_nearly():
    sites = [f"site {number}" for number in range(40)]
    problem = replace(make_district_day(staff=40, sessions=40, rooms=40, seed=2), travel={})
    rooms = tuple(replace(room, site=site) for room, site in zip(problem.rooms, sites, strict=True))
    far = {frozenset((one, other)): 15 for one in sites for other in sites if one < other}
    problem = replace(problem, rooms=rooms, travel=far)
    day = day_arrays(problem)
    state = construct(day, 1)
    before = judge(day, state)

    gained = kernel.anneal(day, state, 200, 0, 5.0)

    assert len(day.walks) == 0
    assert judge(day, state) - before == pytest.approx(gained)
    assert gained > 0


@pytest.mark.parametrize("seed", [1, 2])
def test_a_searched_timetable_keeps_them_too_and_is_worth_more(seed):
    problem = make_district_day(staff=80, sessions=16, seed=seed)
    day = day_arrays(problem)
    state = construct(day, seed)
    reprice(day, state, 40, 5.0)
    before = judge(day, state)

    search(day, [state], Pace(moves=3600), threads=1)

    assert judge(day, state) > before
    assert broken_rules(problem, timetable(problem, day, state)) == set()


def test_a_search_never_ends_with_less_than_it_began_with():
    problem = replace(make_district_day(staff=80, sessions=16, seed=3), travel={})
    day = day_arrays(problem)
    state = construct(day, 3)
    search(day, [state], Pace(moves=4000), threads=1)
    [(before, _)] = search(day, [state], Pace(moves=0), threads=1)
    standing = timetable(problem, day, state)

    [(after, _)] = search(day, [state], Pace(moves=200, warm=5000.0), threads=1)

    assert timetable(problem, day, state) == standing or after > before
    again = state_of(problem, day, timetable(problem, day, state), seed=3)
    assert (state.counts == again.counts).all()


@pytest.mark.parametrize("travel", [{}, {frozenset(("HS", "LMS")): 15}])
def test_the_kernel_keeps_its_counts_while_it_moves_runs(travel):
    problem = replace(make_district_day(staff=80, sessions=16, seed=4), travel=travel)
    day = day_arrays(problem)
    state = construct(day, 4)
    judge(day, state)

    kernel.anneal(day, state, 3000, 0, 200.0)

    again = state_of(problem, day, timetable(problem, day, state), seed=4)
    assert (state.counts == again.counts).all()
    assert (state.running == again.running).all()
    assert ((state.grid >= 0) == (again.grid >= 0)).all()
    worth = state.worth.copy()
    judge(day, state)
    assert np.allclose(worth, state.worth)


@pytest.mark.parametrize("travel", [{}, {frozenset(("HS", "LMS")): 15}])
def test_what_the_kernel_gains_is_what_the_judge_sees(travel):
    problem = replace(make_district_day(staff=80, sessions=16, seed=15), travel=travel)
    day = day_arrays(problem)
    state = construct(day, 5)
    before = judge(day, state)

    gained = kernel.anneal(day, state, 2000, 0, 5.0)

    assert judge(day, state) - before == pytest.approx(gained)


def test_the_same_seed_searches_the_same_way():
    problem = make_district_day(staff=60, seed=6)
    day = day_arrays(problem)

    states = [construct(day, 6), construct(day, 6)]
    search(day, states, Pace(moves=1800), threads=2)

    assert timetable(problem, day, states[0]) == timetable(problem, day, states[1])


@pytest.mark.skipif(not kernel.COMPILED, reason="there is nothing to compare without numba")
def test_plain_python_reckons_a_day_as_the_compiled_kernel_does():
    day = day_arrays(make_district_day(staff=60, seed=7))
    state = construct(day, 7)
    everybody, load = np.arange(len(day.people)), np.zeros(len(state.at), dtype=np.int64)
    compiled, plain = np.zeros(len(day.people)), np.zeros(len(day.people))
    plain_load = load.copy()

    kernel.best_days(day, state, everybody, len(everybody), compiled, load)
    kernel.best_days.py_func(day, state, everybody, len(everybody), plain, plain_load)

    assert np.allclose(compiled, plain)
    assert (load == plain_load).all()


def assert_a_move_is_judged_by_what_everybody_would_do(problem, seed):
    """Nobody's best day is worth more or less than the better of the two numbers for each thing they ask for."""
    day, state = priced(problem, seed)

    kernel.reckon_choices(day, state, np.arange(len(day.people)), len(day.people))

    for place in np.flatnonzero(day.simple):
        session = day.sessions[day.session_at[place]]
        met = day.needs_met[day.needs_of[place]]
        runs = [run for run in range(session[RUNS], session[RUNS_END]) if state.at[run, START] >= 0]
        paid = [
            state.having[place, state.at[run, START], day.zone_of[state.at[run, ROOM]]] - state.price[run]
            for run in runs
            if met[state.at[run, ROOM]]
        ]
        best = max([state.without[place], *paid])
        assert best == pytest.approx(state.worth[day.concerned[place]])


def priced(problem, seed):
    """A constructed timetable with prices near to where they suit it, and everybody's day judged."""
    day = day_arrays(problem)
    state = construct(day, seed)
    reprice(day, state, 20, 5.0)
    judge(day, state)
    return day, state


@pytest.mark.parametrize("travel", [{}, {frozenset(("HS", "LMS")): 15}])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_a_move_is_judged_by_is_what_everybody_would_do(seed, travel):
    weights = Weights(low_day=0, none_of_top_three=0)  # with these the numbers are only near
    problem = replace(make_district_day(staff=80, sessions=16, seed=seed), weights=weights, travel=travel)

    assert_a_move_is_judged_by_what_everybody_would_do(problem, seed)


def make_week(seed):
    """Eight slots, more than a person's best day is found over all sets of; every session runs once, in one slot."""
    draw = random.Random(seed)
    names = [f"S{number:02d}" for number in range(30)]
    return make_problem(
        slots=make_slots("ABCD", "EFGH"),
        rooms=[make_room(f"R{number}", seats=draw.randint(4, 20)) for number in range(4)],
        sessions=[make_session(name, runs=(1, 1)) for name in names],
        attendees=[make_attendee(f"P{number:02d}", wishes=draw.sample(names, 12)) for number in range(50)],
        weights=Weights(low_day=0, none_of_top_three=0),
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_with_many_slots_a_move_is_judged_by_what_everybody_would_do_as_well(seed):
    problem = make_week(seed)
    day, state = priced(problem, seed)

    kernel.reckon_choices(day, state, np.arange(len(day.people)), len(day.people))

    for place, person in enumerate(day.concerned):
        run = day.sessions[day.session_at[place], RUNS]
        attended = state.having[place, state.at[run, START], 0] - state.price[run]
        assert max(state.without[place], attended) == pytest.approx(state.worth[person])


def test_with_many_slots_the_kernel_gains_what_the_judge_sees():
    problem = make_week(3)
    day = day_arrays(problem)
    state = construct(day, 3)
    before = judge(day, state)

    gained = kernel.anneal(day, state, 2000, 0, 5.0)

    assert judge(day, state) - before == pytest.approx(gained)
    assert gained > 0


@pytest.mark.slow
@settings(
    max_examples=cases(25), deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True
)
@given(day_files(sessions=5, people=6, slots=7, fewest_slots=7), st.integers(0, 2**32 - 1))
def test_with_many_slots_nobody_s_day_is_worth_more_than_the_best_of_all_sets_of_slots(file, seed):
    problem = problem_from(file)
    assume(construct(day_arrays(problem), 1) is not None)

    day = day_arrays(problem)
    state = construct(day, 1)
    state.price[:] = np.random.default_rng(seed).choice([0.0, 5.0, 20.0], len(state.price))
    judge(day, state)

    tried = {person: best_by_trying(problem, day, state, person) for person in range(len(day.people))}
    found = [(state.worth[person], best) for person, best in tried.items() if best is not None]
    of_dearest = [best.of_dearest_within_reach for _, best in found]
    assert all(worth <= best.best + 1e-6 for worth, best in found)
    assert sum(worth for worth, _ in found) >= sum(of_dearest) - 0.01 * sum(map(abs, of_dearest))


@pytest.mark.parametrize(
    ("seats", "worth", "least", "most"), [(2, 16.0, 5.0, 7.0), (0, 0.0, 9.0, 9.0), (5, 26.0, 0, 0)]
)
def test_seats_go_to_those_who_value_them_most_at_the_price_that_just_fits(seats, worth, least, most):
    values = np.array([5.0, 9.0, 3.0, 7.0, 2.0, -1.0])

    total, price = sell(values, 5, seats)

    assert total == pytest.approx(worth)
    assert least <= price <= most


def test_a_person_takes_the_best_day_they_can_walk():
    problem = make_problem(
        slots=make_slots("AB", gap_after=5),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[make_session("S1", slots=["A"], sites=["HS"]), make_session("S2", slots=["B"], sites=["LMS"])],
        attendees=[make_attendee("P1", wishes=["S1", "S2"])],
        travel={("HS", "LMS"): 10},
    )
    day = day_arrays(problem)
    state = construct(day, 1)

    judge(day, state)

    # 10 of 18 points: a little over half a day, so nothing is low
    assert state.worth[0] == pytest.approx(100 * 10 / 18)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_day_that_can_be_walked_is_worth_more_than_the_one_found(seed):
    weights = Weights(low_day=0, none_of_top_three=0)
    problem = replace(make_district_day(staff=30, sessions=16, seed=seed), weights=weights)

    day, state = priced(problem, seed)

    assert day.far.any()
    assert day.walks_are_all
    for person, worth in enumerate(state.worth):
        assert worth == pytest.approx(best_by_trying(problem, day, state, person).best)


def make_long_blocks(seed):
    """A district's day whose blocks have three slots, so that one could change sites in the one between two others."""
    problem = make_district_day(staff=30, sessions=16, seed=seed)
    people = tuple(replace(who, slots=None) for who in problem.attendees)
    sessions = tuple(replace(session, slots=None) for session in problem.sessions)
    weights = Weights(low_day=0, none_of_top_three=0)
    slots = tuple(make_slots("ABC", "DEF", gap_after=10))
    return replace(problem, slots=slots, attendees=people, sessions=sessions, weights=weights)


@pytest.mark.parametrize("seed", [1, 2])
def test_in_longer_blocks_nobody_s_day_is_worth_more_than_the_best_and_no_less_than_within_reach(seed):
    problem = make_long_blocks(seed)

    day, state = priced(problem, seed)

    assert len(day.walks) > 1
    assert not day.walks_are_all
    tried = [best_by_trying(problem, day, state, person) for person in range(len(day.people))]
    found = [(worth, best) for worth, best in zip(state.worth, tried, strict=True) if best is not None]
    assert len(found) > 20
    assert all(worth <= best.best + 1e-6 for worth, best in found)
    assert all(worth >= best.of_dearest_within_reach - 1e-6 for worth, best in found)


@pytest.mark.parametrize("travel", [{}, {frozenset(("HS", "LMS")): 15}])
@pytest.mark.parametrize("seed", [1, 2])
def test_in_longer_blocks_a_move_is_judged_by_what_everybody_would_do_as_well(seed, travel):
    assert_a_move_is_judged_by_what_everybody_would_do(replace(make_long_blocks(seed), travel=travel), seed)


def make_presenter(*led, blocks=("ABC",), sites=("HS", "LMS"), **who):
    """Pat, who leads these and asks for nothing; each is led in that slot (with a "2": and the next) at that site."""
    rooms = [make_room(f"R-{site}", site=site) for site in sites]
    problem = make_problem(
        slots=make_slots(*blocks, gap_after=10),
        rooms=rooms,
        sessions=[
            make_session(f"S{number}", length=2 if "2" in slot else 1, presenters=["Pat"])
            for number, (slot, _) in enumerate(led)
        ],
        attendees=[make_attendee("Pat", **who)],
        travel=FAR_APART,
    )
    runs = [run_at(f"S{number}", slot[0], f"R-{site}") for number, (slot, site) in enumerate(led)]
    day = day_arrays(problem)
    return problem, day, state_of(problem, day, runs, seed=1)


HERE_AND_THERE = (("A", "HS"), ("C", "LMS"))


@pytest.mark.parametrize(
    ("led", "others", "missed"),
    [
        (HERE_AND_THERE, {}, 1),
        (HERE_AND_THERE, {"sites": ("HS", "LMS", "Online")}, 0),  # there they can be online between
        (HERE_AND_THERE, {"slots": ["A", "C"]}, 0),
        (HERE_AND_THERE, {"may_stay_away": True}, 0),
        (HERE_AND_THERE, {"blocks": ("AB", "C")}, 0),
        (HERE_AND_THERE, {"blocks": ("ABC", "DEFG")}, 1),
        ((("A", "HS"), ("C", "HS")), {}, 0),
        ((("A", "HS"), ("D", "LMS")), {"blocks": ("ABCD",)}, 1),
        ((("A2", "HS"), ("D", "LMS")), {"blocks": ("ABCD",)}, 1),
        ((("A", "HS"), ("C2", "LMS"), ("F", "HS")), {"blocks": ("ABCDEF",)}, 2),
        ((("B", "HS"), ("D", "LMS"), ("F", "HS")), {"blocks": ("ABCDEFGH",)}, 2),
    ],
)
def test_it_costs_a_place_that_a_presenter_has_nowhere_to_be_between_two_sites(led, others, missed):
    problem, day, state = make_presenter(*led, **others)

    judge(day, state)

    assert state.worth[0] == pytest.approx(-missed * problem.weights.unplaced)
    assert state.worth[0] == pytest.approx(best_by_trying(problem, day, state, 0).best)


def test_leading_at_two_sites_without_the_time_to_get_there_is_a_clash_and_no_place_missed():
    _, day, state = make_presenter(("A", "HS"), ("B", "LMS"))

    judge(day, state)

    assert state.worth[0] == pytest.approx(-day.weights[LOSS_CLASH])


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize(("may_stay_away", "site"), [(False, "HS"), (True, "LMS")])
def test_a_presenter_leads_where_they_have_a_place_between_though_more_could_come_to_the_other_site(
    may_stay_away, site, seed
):
    """Five people would like to hear S2; at the site where Pat leads before, two of them could."""
    problem = make_problem(
        slots=make_slots("ABC", gap_after=10),
        rooms=[make_room("R-HS", seats=2), make_room("R-LMS", site="LMS", seats=5)],
        sessions=[
            make_session("S1", presenters=["Pat"], pins=[("A", "R-HS")]),
            make_session("S2", presenters=["Pat"], slots=["C"]),
        ],
        attendees=[
            make_attendee("Pat", may_stay_away=may_stay_away),
            *(make_attendee(f"P{number}", wishes=["S2"], may_stay_away=True) for number in range(5)),
        ],
        travel=FAR_APART,
        weights=Weights(low_day=0, none_of_top_three=0, unplaced=1000),
    )
    day = day_arrays(problem)
    state = construct(day, seed)

    search(day, [state], Pace(moves=500), threads=1)

    rooms = {room.id: room.site for room in problem.rooms}
    assert {run.session: rooms[run.room] for run in timetable(problem, day, state)} == {"S1": "HS", "S2": site}


def make_presenters_at_two_sites(seed):
    """Blocks of three slots at two sites, nothing online; every session is led by two people drawn by chance."""
    problem = make_long_blocks(seed)
    draw = random.Random(seed)
    names = [who.id for who in problem.attendees]
    rooms = tuple(replace(room, site="HS" if room.site == "Online" else room.site) for room in problem.rooms)
    sessions = tuple(
        replace(session, presenters=tuple(draw.sample(names, 2)), sites=None) for session in problem.sessions
    )
    return replace(problem, rooms=rooms, sessions=sessions, joined=())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nobody_s_day_beside_what_they_lead_at_two_sites_is_worth_more_than_the_best(seed):
    problem = make_presenters_at_two_sites(seed)

    day, state = priced(problem, seed)

    tried = {person: best_by_trying(problem, day, state, person) for person in range(len(day.people))}
    found = {person: best for person, best in tried.items() if best is not None}
    assert any(best.missed for best in found.values())
    assert all(state.worth[person] <= best.best + 1e-6 for person, best in found.items())
    assert all(state.worth[person] >= best.of_dearest_within_reach - 1e-6 for person, best in found.items())


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_beside_what_people_lead_at_two_sites_a_move_is_judged_by_what_they_would_do_as_well(seed):
    assert_a_move_is_judged_by_what_everybody_would_do(make_presenters_at_two_sites(seed), seed)


def test_what_the_kernel_gains_by_presenters_at_two_sites_is_what_the_judge_sees():
    problem = make_presenters_at_two_sites(1)
    day = day_arrays(problem)
    state = construct(day, 1)
    before = judge(day, state)

    gained = kernel.anneal(day, state, 2000, 0, 5.0)

    assert judge(day, state) - before == pytest.approx(gained)


def test_who_may_stay_away_for_a_slot_may_have_seats_at_both_sites():
    problem = make_problem(
        slots=make_slots("ABC", gap_after=10),
        rooms=[make_room("R1", site="HS"), make_room("R2", site="LMS")],
        sessions=[make_session("S1", slots=["A"], sites=["HS"]), make_session("S2", slots=["C"], sites=["LMS"])],
        attendees=[make_attendee("P1", wishes=["S1", "S2"], may_stay_away=True)],
        travel=FAR_APART,
    )
    day = day_arrays(problem)

    assert hopeless(problem, day, construct(day, 1)) == frozenset()


def test_a_seat_that_takes_far_more_from_a_day_than_it_brings_needs_no_place_in_the_model():
    problem = make_district_day(staff=80, sessions=16, seed=1)
    day = day_arrays(problem)
    state = construct(day, 1)
    reprice(day, state, 60, 15.0)
    judge(day, state)

    left_out = hopeless(problem, day, state)

    asked = {(who.id, wish.session) for who in problem.attendees for wish in who.wishes}
    asked |= {(who.id, session) for who in problem.attendees for either in who.required for session in either}
    standing = {(run.session, run.slot) for run in timetable(problem, day, state)}
    assert left_out
    assert {(who, session) for who, session, _ in left_out} <= asked
    assert {(session, slot) for _, session, slot in left_out} <= standing


def test_a_day_without_slots_can_be_laid_out():
    problem = make_problem(slots=[], sessions=[])

    day = day_arrays(problem)

    assert day.walks.shape == (1, 0)
    assert len(new_state(day, 1).at) == 0


@pytest.mark.parametrize("weight", [50.0, 100.0, 200.0])
def test_more_than_a_perfect_day_is_worth_no_more_to_the_search(weight):
    """What they present and what they must have leave time for one wish; where neither runs they have two."""
    problem = make_problem(
        slots=make_slots("ABC"),
        sessions=[make_session("S1", presenters=["P1"]), *(make_session(name) for name in ("S2", "S3", "S5"))],
        attendees=[make_attendee("P1", wishes=["S2", "S3"], required=["S5"])],
        weights=Weights(satisfaction=weight),
    )
    day = day_arrays(problem)
    state = state_of(problem, day, [run_at("S2", "A", "R1"), run_at("S3", "B", "R1")], seed=1)

    judge(day, state)

    assert state.worth[0] == pytest.approx(weight)


def test_held_runs_stay_where_they_are():
    problem = make_district_day(staff=60, seed=8)
    day = day_arrays(problem)
    state = construct(day, 8)
    before = timetable(problem, day, state)
    fixed = with_runs_pinned(day, state)

    search(fixed, [state], Pace(moves=2400), threads=1)

    assert set(before) <= set(timetable(problem, fixed, state))


def test_an_overfull_day_is_not_constructed():
    sessions = [make_session(f"S{number}") for number in range(3)]

    assert construct(day_arrays(make_problem(sessions=sessions)), 1) is None


def test_an_empty_state_counts_nothing():
    problem = make_district_day(staff=30, seed=9)
    day = day_arrays(problem)

    state = state_of(problem, day, (), seed=1)

    assert state.counts[:, [SEATS, BUSY]].sum() == 0
    assert (state.at[:, START] == -1).all()
    assert (state.at[:, SLOTS] == 0).all()


def make_crowd(requirements, more=()):
    """So many people who are there in slot A only and must attend one of these; Pat presents S1 and S2."""
    return make_problem(
        slots=make_slots("AB"),
        rooms=[make_room("R1", seats=200), make_room("R2", seats=200)],
        sessions=[make_session("S1", presenters=["Pat"]), make_session("S2", presenters=["Pat"]), make_session("S3")],
        attendees=[
            *(
                make_attendee(f"P{number:03d}", slots=["A"], required=[requirements[number % len(requirements)]])
                for number in range(120)
            ),
            make_attendee("Pat"),
            *more,
        ],
        weights=HEAVY,
    )


#: Weights at which one requirement is worth more than ten pins were with the usual ones.
HEAVY = Weights(missed=100_000)


def starts(problem, runs, seed):
    """In which slot each session is after a search that began with these runs."""
    day = day_arrays(problem)
    state = state_of(problem, day, runs, seed=seed)
    search(day, [state], Pace(moves=500), threads=1)
    return {run.session: run.slot for run in timetable(problem, day, state)}


@pytest.mark.parametrize("seed", [1, 2])
def test_no_requirement_of_a_crowd_is_worth_a_presenter_in_two_places(seed):
    found = starts(make_crowd(["S1", "S2"]), [run_at("S1", "A", "R1"), run_at("S2", "B", "R1")], seed)

    assert found["S1"] != found["S2"]


@pytest.mark.parametrize("seed", [1, 2])
def test_no_requirement_of_a_crowd_is_worth_a_broken_pin(seed):
    guest = make_attendee("Q", slots=["B"], pins=[("S3", None)])

    found = starts(make_crowd(["S3"], [guest]), [run_at("S3", "B", "R1")], seed)

    assert found["S3"] == "B"
