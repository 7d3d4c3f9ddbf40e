"""What a solver says is read with care: endings, bounds, limits, and nothing left behind."""

import math
import os
import random
import time

import pulp
import pytest

from pdday.solver.backend import Ending, chosen, dual, maximise, value
from pdday.solver.until import Limits

SOLVERS = ["HiGHS", "CBC"]


def make_packing(items: int, rows: int = 5, seed: int = 1) -> tuple[pulp.LpProblem, list[pulp.LpVariable]]:
    """A knapsack with several rows: quick when small, long when large."""
    draw = random.Random(seed)
    model = pulp.LpProblem("packing", pulp.LpMaximize)
    takes = [model.add_variable(f"take_{i}", 0, 1, pulp.LpInteger) for i in range(items)]
    model.setObjective(pulp.LpAffineExpression([(take, draw.randint(50, 99)) for take in takes], constant=7))
    for row in range(rows):
        weights = [draw.randint(20, 99) for _ in takes]
        model.addConstraint(
            pulp.LpAffineExpression(list(zip(takes, weights, strict=True))) <= sum(weights) // 2, f"row_{row}"
        )
    return model, takes


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_small_model_is_solved_to_proof(solver):
    model, takes = make_packing(12)

    answer = maximise(model, solver=solver)

    assert answer.ending == Ending.PROVED
    assert answer.objective == pytest.approx(pulp.value(model.objective))
    assert answer.bound == pytest.approx(answer.objective, rel=1e-6)
    assert {value(take) for take in takes} == {0.0, 1.0}
    assert sum(chosen(take) for take in takes) == sum(value(take) for take in takes)


def test_both_solvers_find_the_same_best_value():
    first, second = make_packing(15)[0], make_packing(15)[0]

    assert maximise(first, solver="HiGHS").objective == pytest.approx(maximise(second, solver="CBC").objective)


@pytest.mark.parametrize("solver", SOLVERS)
def test_an_impossible_model_is_called_impossible(solver):
    model, takes = make_packing(4)
    model.addConstraint(takes[0] + takes[1] >= 2.5, "too_much")

    assert maximise(model, solver=solver).ending == Ending.IMPOSSIBLE


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_run_that_is_out_of_time_is_not_called_proved(solver):
    model, _ = make_packing(120, rows=30)

    answer = maximise(model, Limits(deadline=time.monotonic() + 0.5), solver=solver)

    assert answer.ending in (Ending.FOUND, Ending.NOTHING)
    assert answer.bound >= answer.objective
    if answer.has_values:
        assert model.valid(1e-4)


def test_a_bound_from_a_stopped_maximisation_is_above_the_best_value():
    model, _ = make_packing(60, rows=20)
    best = maximise(make_packing(60, rows=20)[0], Limits(nodes=1), solver="HiGHS")

    answer = maximise(model, Limits(nodes=1), solver="HiGHS", relaxed=True)

    assert best.ending == Ending.FOUND
    assert best.objective < best.bound <= answer.objective + 1e-6


def test_a_run_counted_in_steps_ends_at_the_same_place_before_it_is_proved():
    short, again, whole = (
        maximise(make_packing(60, rows=20)[0], Limits(steps=steps), solver="HiGHS") for steps in (3, 3, None)
    )

    assert short == again
    assert (short.steps, short.ending is Ending.PROVED, whole.ending) == (4, False, Ending.PROVED)
    assert whole.steps > 4


def test_a_limit_in_nodes_stops_at_the_same_place_every_time():
    ends = [maximise(make_packing(60, rows=20)[0], Limits(nodes=40), seed=3) for _ in range(2)]

    assert ends[0] == ends[1]
    assert ends[0].ending == Ending.FOUND


def test_whoever_asks_to_stop_is_heard():
    model, _ = make_packing(150, rows=40)
    asked = []

    answer = maximise(model, Limits(stop=lambda: bool(asked.append(1)) or len(asked) > 20))

    assert len(asked) < 200
    assert answer.ending in (Ending.FOUND, Ending.NOTHING)


def test_no_solver_is_started_when_the_time_is_already_up():
    model, takes = make_packing(5)

    answer = maximise(model, Limits(deadline=time.monotonic() - 1))

    assert (answer.ending, answer.objective, answer.bound) == (Ending.NOTHING, -math.inf, math.inf)
    assert takes[0].varValue is None


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_relaxed_model_may_take_fractions_and_prices_its_rows(solver):
    model = pulp.LpProblem("one_row", pulp.LpMaximize)
    take = model.add_variable("take", 0, 1, pulp.LpInteger)
    model.setObjective(pulp.LpAffineExpression([(take, 10)]))
    model.addConstraint(pulp.LpAffineExpression([(take, 2)]) <= 1, "row")

    answer = maximise(model, solver=solver, relaxed=True)

    assert (answer.ending, answer.objective, value(take)) == (Ending.PROVED, 5.0, 0.5)
    if solver == "HiGHS":
        assert dual(model._constraints["row"]) == pytest.approx(5.0)


def test_the_bound_of_a_linear_program_holds_where_the_value_found_is_too_low():
    model = pulp.LpProblem("worth_next_to_nothing", pulp.LpMaximize)
    gain, pay = (model.add_variable(name, 0, 1e6) for name in ("gain", "pay"))
    model.setObjective(pulp.LpAffineExpression([(gain, 1e-9), (pay, 0.0)]))  # less than HiGHS's tolerance for a million
    model.addConstraint(pulp.LpAffineExpression([(gain, 1), (pay, -1)]) <= 0)

    answer = maximise(model, solver="HiGHS", relaxed=True)

    assert answer.ending is Ending.PROVED
    assert answer.bound == pytest.approx(1e-3)


def test_a_solver_by_another_name_is_refused():
    with pytest.raises(ValueError, match="there is no solver cbc"):
        maximise(make_packing(5)[0], solver="cbc")


def test_a_warm_start_is_never_lost():
    model, takes = make_packing(60, rows=20)
    maximise(model, Limits(nodes=200))
    good = float(pulp.value(model.objective))
    assert any(chosen(take) for take in takes)

    answer = maximise(model, Limits(nodes=0), warm=True)

    assert answer.objective >= good


def test_better_values_may_be_looked_at_while_a_run_goes_on():
    model, takes = make_packing(60, rows=20)
    seen: list[float] = []

    def look() -> None:
        assert {value(take) for take in takes} <= {0.0, 1.0}
        assert model.valid(1e-4)
        seen.append(float(pulp.value(model.objective)))

    answer = maximise(model, Limits(nodes=500), look=look)

    assert seen == sorted(seen)
    assert answer.objective == pytest.approx(seen[-1])
    assert answer.bound >= seen[-1] - 1e-6


@pytest.mark.parametrize("solver", SOLVERS)
def test_a_proof_alone_is_sought_from_the_values_that_are_there(solver):
    model, _ = make_packing(15)
    best = maximise(model, solver=solver)

    again = maximise(model, solver=solver, warm=True, improve=False)

    assert (again.ending, again.objective) == (Ending.PROVED, pytest.approx(best.objective))


def test_a_minimisation_is_refused():
    with pytest.raises(ValueError, match="maximisation"):
        maximise(pulp.LpProblem("wrong", pulp.LpMinimize))


def test_the_folder_of_a_file_based_run_is_gone_afterwards(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.chdir(tmp_path)

    maximise(make_packing(10)[0], solver="CBC")

    assert os.listdir(tmp_path) == []
