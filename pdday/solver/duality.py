"""What no values of a linear program can go below, whatever its rows are priced at: weak duality.

A solver calls values best that are so but for its tolerances. Any prices of the rows prove a bound without them: what
each row costs at least at its price, and each column at what it costs beside its rows, one by one.
"""

from dataclasses import dataclass

import numpy as np

from pdday.solver.aims import Array


@dataclass(frozen=True, slots=True)
class Between:
    """The least and the most that each column, or the sum in each row, may be; without an end it is infinite."""

    least: Array
    most: Array

    def worth_at_least(self, prices: Array) -> float:
        """The least that all can be worth at these prices, each for itself."""
        cheapest = np.where(prices > 0, self.least, np.where(prices < 0, self.most, 0.0))
        return float((cheapest * prices).sum())


@dataclass(frozen=True, slots=True)
class LinearProgram:
    """A minimisation: the cost of each column, what columns and rows may be, and each factor in its place."""

    costs: Array
    columns: Between
    rows: Between
    #: [factor] its column, its row, and what it is.
    column: Array
    row: Array
    factor: Array

    def least(self, prices: Array) -> float:
        """A cost that nothing can go below; minus infinity where these prices prove nothing.

        A price on the side on which a row has no end is rounding, and left out.
        """
        endless = ((prices > 0) & np.isinf(self.rows.least)) | ((prices < 0) & np.isinf(self.rows.most))
        prices = np.where(endless, 0.0, prices)
        in_rows = np.bincount(self.column, weights=self.factor * prices[self.row], minlength=len(self.costs))
        return self.rows.worth_at_least(prices) + self.columns.worth_at_least(self.costs - in_rows)
