"""A day with one thing about it changed, and whether it can be at all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from pdday.solver import backend
from pdday.solver.model import build, whole_day
from pdday.solver.problem import Problem


def can_be(problem: Problem) -> bool:
    """Whether the whole model of the day has any answer."""
    return backend.maximise(build(whole_day(problem)).model).has_values


def with_session(problem: Problem, session_id: str, **changes: Any) -> Problem:
    sessions = [replace(each, **changes) if each.id == session_id else each for each in problem.sessions]
    return replace(problem, sessions=tuple(sessions))


def with_attendee(problem: Problem, attendee_id: str, **changes: Any) -> Problem:
    attendees = [replace(each, **changes) if each.id == attendee_id else each for each in problem.attendees]
    return replace(problem, attendees=tuple(attendees))


def cancelled(problem: Problem, session_id: str) -> Problem:
    """The same day without this session."""
    return with_session(problem, session_id, fewest_runs=0, most_runs=0, pins=())
