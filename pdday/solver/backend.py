"""The only file that names a solver: HiGHS through PuLP, or the CBC that PuLP carries.

What a solver says about itself is not taken on trust. PuLP calls an answer "Optimal" when the
time is up, CBC fills in values that it calls "Not Solved", and HiGHS minimises inside, so that
a maximisation's bound comes with the other sign. `maximise` puts all of this right.
"""

import math
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import pulp

from pdday.solver.duality import Between, LinearProgram
from pdday.solver.until import NO_LIMITS, Limits

#: A value this near to a whole number is that number.
NEARLY = 1e-5

#: HiGHS's word for "these values keep all rows".
_FEASIBLE = 2


class Ending(StrEnum):
    """How a solver's run ended."""

    PROVED = "proved"
    FOUND = "found"
    IMPOSSIBLE = "impossible"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver found: values are in the variables if `has_values`, the bound is from above.

    Of a linear program HiGHS's duals prove it, whatever its tolerances; CBC's bound is the value found.
    """

    ending: Ending
    objective: float
    bound: float
    #: How many steps it took, where they were counted.
    steps: int = 0

    @property
    def has_values(self) -> bool:
        """Whether the variables may be read at all."""
        return self.ending in (Ending.PROVED, Ending.FOUND)


def maximise(
    model: pulp.LpProblem,
    limits: Limits = NO_LIMITS,
    *,
    seed: int = 1,
    solver: Literal["best", "HiGHS", "CBC"] = "best",
    relaxed: bool = False,
    warm: bool = False,
    improve: bool = True,
    look: Callable[[], None] | None = None,
) -> Answer:
    """Solve a maximisation on one thread.

    `relaxed` drops "whole numbers only"; `warm` starts from the variables' present values; without `improve`
    the time goes into the proof, not into looking for better values. While a HiGHS run goes on, `look` is called
    with better values in the variables; no bound is heard from it, since it tells those of a part of the model while
    it completes a start. `solver` is the best that is installed, or one by its name.
    """
    if model.sense != pulp.LpMaximize:
        raise ValueError("backend.maximise expects a maximisation")
    if limits.reached():
        return Answer(Ending.NOTHING, -math.inf, math.inf)
    match solver if solver != "best" else "HiGHS" if find_spec("highspy") else "CBC":
        case "HiGHS":
            return _run_highs(model, limits, seed=seed, relaxed=relaxed, warm=warm, improve=improve, look=look)
        case "CBC":
            return _run_cbc(model, limits, seed=seed, relaxed=relaxed, warm=warm, improve=improve)
    raise ValueError(f"there is no solver {solver}")


def value(variable: pulp.LpVariable) -> float:
    """The variable's value in the last answer, whole where it is whole but for rounding."""
    found = float(variable.varValue or 0.0)
    return round(found) + 0.0 if abs(found - round(found)) < NEARLY else found


def chosen(variable: pulp.LpVariable) -> bool:
    """Whether a yes-or-no variable says yes in the last answer."""
    return float(variable.varValue or 0.0) > 0.5


def dual(constraint: pulp.LpConstraint) -> float:
    """What one more unit on the right-hand side of a ≤ row would add to a maximised objective."""
    return max(0.0, -float(constraint.pi or 0.0))


def _run_highs(
    model: pulp.LpProblem,
    limits: Limits,
    *,
    seed: int,
    relaxed: bool,
    warm: bool,
    improve: bool,
    look: Callable[[], None] | None,
) -> Answer:
    at_a_step, at_better_values = (int(moment) for moment in _moments_to_listen()[:2])
    steps = 0

    def listen(kind: Any, message: str, news: Any, reply: Any, _: Any) -> None:
        nonlocal steps
        if int(kind) == at_a_step:
            steps += 1
        if look and int(kind) == at_better_values:
            solver.put_values(news.mip_solution)
            look()
        reply.user_interrupt = limits.reached() or (limits.steps is not None and steps > limits.steps)

    solver = _highs(limits, listen, seed=seed, relaxed=relaxed, improve=improve)
    solver.warm = warm
    model.solve(solver)
    whole = not relaxed and any(variable.cat == pulp.LpInteger for variable in solver.columns)
    least = model.solverModel.getInfo().mip_dual_bound if whole else _least_by_duals(model.solverModel)
    return replace(_judge(model, bound=-least, relaxed=relaxed), steps=steps)


def _highs(limits: Limits, listen: Callable[..., None], *, seed: int, relaxed: bool, improve: bool) -> "_BulkHiGHS":
    """HiGHS within these limits, which lets `listen` say at each of its moments whether to go on."""
    options: dict[str, Any] = {"random_seed": seed, "parallel": "off"}
    if limits.nodes is not None:
        options["mip_max_nodes"] = limits.nodes
    if not improve:
        options["mip_heuristic_effort"] = 0.0
    if limits.iterations is not None:
        options["simplex_iteration_limit"] = limits.iterations
    solver = _BulkHiGHS(
        msg=False,
        mip=not relaxed,
        threads=1,
        timeLimit=limits.seconds_left(),
        gapRel=limits.gap,
        callbackTuple=(listen, None),
        callbacksToActivate=_moments_to_listen(),
        **options,
    )
    solver.limits = limits
    return solver


def _least_by_duals(highs: Any) -> float:
    """What the duals of a linear program prove that no values go below, as HiGHS minimises."""
    from highspy import MatrixFormat

    lp, solution = highs.getLp(), highs.getSolution()
    if not solution.dual_valid:
        return -math.inf
    ends = np.array(lp.a_matrix_.start_)
    along = np.repeat(np.arange(len(ends) - 1), np.diff(ends))
    across = np.array(lp.a_matrix_.index_, dtype=np.int64)
    by_column = lp.a_matrix_.format_ == MatrixFormat.kColwise
    return LinearProgram(
        np.array(lp.col_cost_),
        Between(np.array(lp.col_lower_), np.array(lp.col_upper_)),
        Between(np.array(lp.row_lower_), np.array(lp.row_upper_)),
        column=along if by_column else across,
        row=across if by_column else along,
        factor=np.array(lp.a_matrix_.value_),
    ).least(np.array(solution.row_dual))


def _run_cbc(model: pulp.LpProblem, limits: Limits, *, seed: int, relaxed: bool, warm: bool, improve: bool) -> Answer:
    """CBC reads and writes files: they live in a folder of this run's own, gone afterwards."""
    options = [f"randomSeed {seed}", f"randomCbcSeed {seed}"]
    with tempfile.TemporaryDirectory(prefix="pdday-") as folder:
        solver = pulp.PULP_CBC_CMD(
            msg=False,
            mip=not relaxed,
            threads=1,
            timeLimit=limits.seconds_left(),
            gapRel=limits.gap,
            maxNodes=limits.nodes,
            warmStart=warm,
            options=options if improve else [*options, "heuristicsOnOff off"],
        )
        solver.tmpDir = folder
        model.solve(solver)
    return _judge(model, bound=None, relaxed=relaxed)


def _judge(model: pulp.LpProblem, *, bound: float | None, relaxed: bool) -> Answer:
    """PuLP's two statuses, read so that only what is proved is called proved."""
    if model.status == pulp.LpStatusInfeasible:
        return Answer(Ending.IMPOSSIBLE, -math.inf, -math.inf)
    constant = float(model.objective.constant)
    from_above = math.inf if bound is None else bound + constant
    if model.status != pulp.LpStatusOptimal:
        return Answer(Ending.NOTHING, -math.inf, from_above)
    if model.sol_status == pulp.LpSolutionOptimal:
        objective = float(pulp.value(model.objective) or 0.0)
        return Answer(Ending.PROVED, objective, objective if bound is None else max(objective, from_above))
    if model.sol_status == pulp.LpSolutionIntegerFeasible and _holds(model, relaxed=relaxed):
        objective = float(pulp.value(model.objective) or 0.0)
        return Answer(Ending.FOUND, objective, max(objective, from_above))
    return Answer(Ending.NOTHING, -math.inf, from_above)


def _holds(model: pulp.LpProblem, *, relaxed: bool) -> bool:
    """Whether the values keep the model's rows and whole numbers: a stopped run may leave a relaxation."""
    if relaxed or any(variable.varValue is None for variable in model.variables()):
        return False
    return bool(model.valid(1e-4))


def _moments_to_listen() -> list[Any]:
    """When a HiGHS run can be asked to stop; at the second, it has found better values."""
    from highspy import cb

    moment = cb.HighsCallbackType
    return [
        moment.kCallbackMipInterrupt,
        moment.kCallbackMipImprovingSolution,
        moment.kCallbackSimplexInterrupt,
        moment.kCallbackIpmInterrupt,
    ]


class _BulkHiGHS(pulp.HiGHS):  # type: ignore[misc]  # PuLP's solvers are not typed
    """PuLP's HiGHS, handing over the model in two calls instead of one per row; it can start warm.

    It also knows the endings that PuLP has no word for (a limit in nodes), leaves the variables empty where
    HiGHS has nothing to say, and asks for the list of variables once: PuLP goes through all rows to make it.
    """

    warm = False
    limits = NO_LIMITS
    columns: Sequence[pulp.LpVariable] = ()

    def actualSolve(self, lp: pulp.LpProblem) -> int:  # noqa: N802 - PuLP's name
        self.createAndConfigureSolver(lp)
        self.buildSolverModel(lp)
        self.callSolver(lp)
        status, solution_status = self.findSolutionValues(lp)
        lp.assignStatus(status, solution_status)
        return status

    def callSolver(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        """The clock goes on while the model is handed over, which takes a second on a large day."""
        left = self.limits.seconds_left()
        if left is not None:
            lp.solverModel.setOptionValue("time_limit", left)
        super().callSolver(lp)

    def buildSolverModel(self, lp: pulp.LpProblem) -> None:  # noqa: N802 - PuLP's name
        self.columns = lp.variables()
        self._hand_over_columns(lp)
        self._hand_over_rows(lp)
        if self.warm:
            known = [v for v in self.columns if v.varValue is not None]
            places = np.array([v.index for v in known], dtype=np.int32)
            lp.solverModel.setSolution(len(known), places, np.array([v.varValue for v in known], dtype=float))

    def _hand_over_columns(self, lp: pulp.LpProblem) -> None:
        variables = self.columns
        sign = -1.0 if lp.sense == pulp.LpMaximize else 1.0
        none = np.zeros(0, dtype=np.int32)
        for index, variable in enumerate(variables):
            variable.index = index
        costs = np.array([sign * lp.objective.get(v, 0.0) for v in variables], dtype=float)
        lows = np.array([-np.inf if v.lowBound is None else v.lowBound for v in variables], dtype=float)
        highs = np.array([np.inf if v.upBound is None else v.upBound for v in variables], dtype=float)
        lp.solverModel.addCols(len(variables), costs, lows, highs, 0, none, none, np.zeros(0))
        whole = [v.index for v in variables if v.cat == pulp.LpInteger and self.mip]
        kinds = np.ones(len(whole), dtype=np.uint8)
        lp.solverModel.changeColsIntegrality(len(whole), np.array(whole, dtype=np.int32), kinds)

    def _hand_over_rows(self, lp: pulp.LpProblem) -> None:
        starts: list[int] = []
        columns: list[int] = []
        factors: list[float] = []
        lows: list[float] = []
        highs: list[float] = []
        for index, row in enumerate(lp._constraints.values()):
            row.index = index
            starts.append(len(columns))
            columns.extend(variable.index for variable in row)
            factors.extend(row.values())
            low, high = row.getLb(), row.getUb()
            lows.append(-np.inf if low is None else low)
            highs.append(np.inf if high is None else high)
        lp.solverModel.addRows(
            len(starts),
            np.array(lows, dtype=float),
            np.array(highs, dtype=float),
            len(columns),
            np.array(starts, dtype=np.int32),
            np.array(columns, dtype=np.int32),
            np.array(factors, dtype=float),
        )

    def put_values(self, values: Sequence[float]) -> None:
        """Into the variables."""
        for variable, found in zip(self.columns, values, strict=True):
            variable.varValue = float(found)

    def findSolutionValues(self, lp: pulp.LpProblem) -> tuple[int, int]:  # noqa: N802 - PuLP's name
        from highspy import HighsModelStatus as Ended

        ended = lp.solverModel.getModelStatus()
        if ended in (Ended.kInfeasible, Ended.kUnboundedOrInfeasible):
            return pulp.LpStatusInfeasible, pulp.LpSolutionInfeasible
        if lp.solverModel.getInfo().primal_solution_status != _FEASIBLE:
            return pulp.LpStatusNotSolved, pulp.LpSolutionNoSolutionFound
        solution = lp.solverModel.getSolution()
        self.put_values(solution.col_value)
        for row, price in zip(lp._constraints.values(), solution.row_dual, strict=True):
            row.pi = price
        proved = ended in (Ended.kOptimal, Ended.kModelEmpty)
        return pulp.LpStatusOptimal, pulp.LpSolutionOptimal if proved else pulp.LpSolutionIntegerFeasible
