"""How soon a solve ends once it is time: told in processor seconds, so that a busy machine makes no difference."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from pdday.solver.ready import make_proof_ready, make_ready
from pdday.solver.solve import solve

#: A second or two, with two threads: work that goes on after a cancel or after the last moment.
SOON = 4.0


def cancelled_when(problem: Problem, is_time: Callable[[], bool], **how: Any) -> tuple[Plan, float]:
    """The plan of a solve that is cancelled then, and how much work went on."""
    return _watched(problem, is_time, cancel=True, **how)


def solved_in_time(problem: Problem, *, seconds: float, **how: Any) -> tuple[Plan, float]:
    """The plan, and how much work went on when the time was over."""
    until = _ready() + seconds
    return _watched(problem, lambda: time.monotonic() > until, cancel=False, seconds=seconds, **how)


def _watched(problem: Problem, is_time: Callable[[], bool], *, cancel: bool, **how: Any) -> tuple[Plan, float]:
    since: list[float] = []
    _ready()

    def look() -> bool:
        if not since and is_time():
            since.append(time.process_time())
        return cancel and bool(since)

    plan = solve(problem, cancelled=look, **how)
    return plan, time.process_time() - since[0] if since else 0.0


def _ready() -> float:
    """The moment from which the clock runs: what has to be compiled is."""
    make_ready()
    make_proof_ready()
    return time.monotonic()
