"""Whether the solver on this machine solves at all: a plan so small that its best is known."""

from __future__ import annotations

import pulp

from pdday.solver.backend import Ending, maximise, value


def why_not() -> str | None:
    """What is wrong with the solver, in a sentence; None when it finds the best of a plan of three people.

    Two seats, and the three are worth 1, 2 and 3 points there: the best gives them to the second and third.
    """
    model = pulp.LpProblem("three_people", pulp.LpMaximize)
    goes = [model.add_variable(f"goes_{number}", cat=pulp.LpBinary) for number in (1, 2, 3)]
    model += pulp.lpSum(points * each for points, each in enumerate(goes, start=1))
    model += pulp.lpSum(goes) <= 2
    try:
        answer = maximise(model)
    except (OSError, pulp.PulpError) as trouble:
        return f"The solver does not run: {trouble}"
    well = answer.ending is Ending.PROVED and [value(each) for each in goes] == [0, 1, 1]
    return None if well else "The solver gives a wrong answer to a very small plan."
