"""Weak duality: whatever the prices, nothing that keeps the rows goes below what they prove."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdday.solver.duality import Between, LinearProgram
from tests.counts import cases


def between(draw, values):
    """Ends around these values, a third of them open."""
    least, most = values - draw.uniform(0, 2, len(values)), values + draw.uniform(0, 2, len(values))
    least[draw.random(len(values)) < 1 / 3] = -np.inf
    most[draw.random(len(values)) < 1 / 3] = np.inf
    return Between(least, most)


@settings(max_examples=cases(100), deadline=None)
@given(st.integers(1, 5), st.integers(0, 5), st.integers(0, 2**32 - 1))
def test_no_prices_prove_more_than_what_something_costs(columns, rows, seed):
    draw = np.random.default_rng(seed)
    factors, costs, values = draw.normal(size=(rows, columns)), draw.normal(size=columns), draw.normal(size=columns)
    row, column = np.divmod(np.arange(rows * columns), columns)
    program = LinearProgram(costs, between(draw, values), between(draw, factors @ values), column, row, factors.ravel())

    assert program.least(draw.normal(size=rows)) <= costs @ values + 1e-9


def test_the_right_prices_prove_what_is_least():
    # the cheapest of x and 2y where x + y is at least 3 and x at most 2: 2 + 2
    ends = Between(np.array([0.0, 0.0]), np.array([2.0, np.inf]))
    program = LinearProgram(
        np.array([1.0, 2.0]),
        ends,
        Between(np.array([3.0]), np.array([np.inf])),
        column=np.array([0, 1]),
        row=np.array([0, 0]),
        factor=np.array([1.0, 1.0]),
    )

    assert program.least(np.array([2.0])) == pytest.approx(4.0)
    assert program.least(np.array([-1.0])) == pytest.approx(0.0)
    assert program.least(np.array([3.0])) == -np.inf
