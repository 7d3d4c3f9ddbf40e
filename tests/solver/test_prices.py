"""Prices for the strong bound: what a search found once is not forgotten, and the most promising ones are proved."""

from __future__ import annotations

import itertools
import time

import numpy as np
import pytest

from pdday.solver import prices, proof, remembered, strong
from pdday.solver.crew import Crew
from pdday.solver.market import Market
from pdday.solver.one_slot import Slots
from pdday.solver.prices import Clock, by_search
from pdday.solver.proof import Proof
from pdday.solver.remembered import Remembered
from pdday.solver.slot_search import worths
from pdday.solver.tree import Case, Tree
from pdday.solver.until import NO_LIMITS, Limits
from tests.solver.whole_days import make_district_day


@pytest.fixture(scope="module")
def market() -> Market:
    """A day of forty people and six sessions, few enough for all sets to be tried."""
    return Market(Slots(make_district_day(staff=40, sessions=6)))


def worth_by_hand(market: Market, numbers, slot: int, running) -> float:
    """What a set is worth in a slot: the best of it for each person, less what it costs."""
    gain, cost = market.in_a_slot(numbers)
    slots = market.slots
    best = [0.0] * slots.people
    for pair, who in enumerate(slots.person):
        if running[slots.session[pair]] and slots.may_gain[slot, pair]:
            best[who] = max(best[who], gain[pair])
    return sum(best) - sum(cost[running])


def all_sets(market: Market, slot: int):
    """Every set of sessions that may run in that slot."""
    may = market.slots.may_run[:, slot]
    return [np.array(each) & may for each in itertools.product((False, True), repeat=len(may))]


def test_a_set_is_worth_what_each_person_gains_most_from_it_less_its_costs(market):
    numbers, sets = market.guess(), all_sets(market, 0)
    gain, cost = market.in_a_slot(numbers)
    gain = np.where(market.slots.may_gain[0], gain, 0.0)

    found = worths(gain, cost, market.slots.session, market.slots.first, np.array(sets))

    assert found == pytest.approx([worth_by_hand(market, numbers, 0, each) for each in sets])


def test_what_was_found_at_some_prices_is_known_when_they_come_again(market):
    known, first = Remembered(market.slots, 0), market.guess()
    most = max(worth_by_hand(market, first, 0, each) for each in all_sets(market, 0))
    known.search(market, first, 1000, 1)
    known.search(market, market.kept(first * 3), 1000, 1)

    again = known.search(market, first, 0, 1)

    assert most > 0
    assert again.worth == pytest.approx(most)


def only_for(market: Market, session: int):
    """Prices at which no other session is worth running."""
    numbers = np.zeros(market.size)
    of = market.views(numbers)
    of.day[:] = 100.0
    of.run[:] = 1e6
    of.run[session] = 0.0
    return market.kept(numbers)


def test_of_too_many_sets_the_one_goes_that_was_best_longest_ago(market, monkeypatch):
    monkeypatch.setattr(remembered, "SETS", 2)
    known = Remembered(market.slots, 0)
    first, then = np.flatnonzero(market.slots.may_run[:, 0])[:2]

    # the set in which nothing runs was the best to begin with, each time
    worths_found = [known.search(market, only_for(market, each), 50, 1).worth for each in (first, then)]

    assert min(worths_found) > 0
    assert known.search(market, only_for(market, then), 0, 1).worth == pytest.approx(worths_found[1])
    assert known.search(market, only_for(market, first), 0, 1).worth == 0


def some_prices(market: Market):
    """Prices that a search finds in sixty units of counted work."""
    known = [Remembered(market.slots, alike[0]) for alike in market.slots.alike()]
    return by_search(market, market.guess(), known, Clock(NO_LIMITS, 60, 0.0), lambda: 0.0, until=0.1, seed=1)


def test_prices_that_a_search_finds_make_the_day_worth_less_than_the_guess(market):
    hopes = [
        Proof(market, numbers, seed=1, bytes_at_most=10**6, settle=True).hope
        for numbers in (market.guess(), some_prices(market))
    ]

    assert hopes[1] < hopes[0]


def test_a_proof_tells_the_best_set_of_a_slot_that_nobody_had_found(market):
    numbers = some_prices(market)
    case = Case.of(market.slots, 0, *market.in_a_slot(numbers))
    most = max(all_sets(market, 0), key=lambda each: worth_by_hand(market, numbers, 0, each))

    tree = Tree(case, -1e6, room=1000, rounds=30, settle=True)
    while not tree.is_done:
        tree.split(Crew())

    assert worth_by_hand(market, numbers, 0, tree.best) == pytest.approx(worth_by_hand(market, numbers, 0, most))


def test_a_set_that_a_proof_found_is_the_best_of_the_next_search(market):
    numbers = some_prices(market)
    most = max(all_sets(market, 0), key=lambda each: worth_by_hand(market, numbers, 0, each))
    known = Remembered(market.slots, 0)

    known.add(most)

    assert known.search(market, numbers, 0, 1).worth == pytest.approx(worth_by_hand(market, numbers, 0, most))


def test_when_all_is_proved_the_search_for_prices_knows_what_it_had_overlooked(market, monkeypatch):
    for module, moves in ((proof, "MOVES"), (prices, "FIRST_MOVES"), (prices, "STEP_MOVES")):
        monkeypatch.setattr(module, moves, 0)  # a search that never finds anything by itself
    known = [Remembered(market.slots, alike[0]) for alike in market.slots.alike()]
    begin, told = time.monotonic(), []

    strong.prove_at(
        market, [market.guess()], known, Clock(Limits(deadline=begin + 2), None, begin), lambda: 0.0,
        strong.Lowest(told.append), Crew(), seed=1,
    )  # fmt: skip

    worths_known = [each.search(market, market.guess(), 0, 1).worth for each in known]
    best = [
        max(worth_by_hand(market, market.guess(), alike[0], each) for each in all_sets(market, alike[0]))
        for alike in market.slots.alike()
    ]
    assert worths_known == pytest.approx(best)
    assert min(best) > 0


@pytest.mark.parametrize("effort", [None, 60])
def test_those_prices_are_proved_that_promise_the_lowest_bound(market, effort):
    limits = NO_LIMITS if effort else Limits(deadline=time.monotonic() + 20)
    clock = Clock(limits, effort, time.monotonic())
    good = some_prices(market)
    told: list[float] = []

    for choice, best in (([market.guess(), good], 1), ([good, market.guess()], 0)):
        at, begun = strong.most_promising(market, choice, clock, told.append, Crew(), seed=1)

        assert at == best
        assert begun.bound == min(told)
