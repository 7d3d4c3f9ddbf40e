"""What can happen to the goals of a day: what should be different for students, and which strands work towards it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused
from pdday.programme.models import Day, Goal
from pdday.programme.rules import PlannedGoal
from pdday.staff.models import StaffMember


def add_goal(day: Day, planned: PlannedGoal, *, by: StaffMember, now: datetime) -> Goal:
    """Give the day one more goal, after the others."""
    lock(day)
    _refuse_second(day, planned)
    goal = Goal(
        day_id=day.id,
        position=1 + max((each.position for each in day.goals), default=0),
        words=planned.words,
        outcome=planned.outcome,
    )
    db.session.add(goal)
    db.session.flush()
    _link(day, goal, planned.strand_ids)
    trail.record("add_goal", goal, by=by, at=now, facts={"words": planned.words})
    return goal


def change_goal(goal: Goal, planned: PlannedGoal, *, by: StaffMember, now: datetime) -> None:
    """Say it in other words, or let other strands work towards it."""
    lock(goal.day)
    lock(goal)
    _refuse_second(goal.day, planned, but=goal)
    before, goal.words, goal.outcome = goal.words, planned.words, planned.outcome
    _link(goal.day, goal, planned.strand_ids)
    trail.record("change_goal", goal, by=by, at=now, facts={"before": before, "words": planned.words})


def move_goal_up(goal: Goal, *, by: StaffMember, now: datetime) -> None:
    """Let a goal and the one before it change places. The first stays where it is."""
    day = goal.day
    lock(day)
    earlier = [each for each in day.goals if each.position < goal.position]
    if not earlier:
        return
    before = earlier[-1]
    here, there = goal.position, before.position
    for each, position in ((goal, 0), (before, here), (goal, there)):
        each.position = position
        db.session.flush()
    db.session.expire(day, ["goals"])
    trail.record("move_goal_up", goal, by=by, at=now, facts={"from": here, "to": there})


def remove_goal(goal: Goal, *, by: StaffMember, now: datetime) -> str:
    """Take a goal away; its strands stay, without one. Returns its words."""
    day, words = goal.day, goal.words
    lock(day)
    lock(goal)
    _link(day, goal, ())
    trail.record("remove_goal", goal, by=by, at=now, facts={"words": words})
    db.session.delete(goal)
    db.session.flush()
    db.session.expire(day, ["goals"])
    return words


def _link(day: Day, goal: Goal, strand_ids: Collection[int]) -> None:
    for strand in day.strands:
        if strand.id in strand_ids:
            strand.goal_id = goal.id
        elif strand.goal_id == goal.id:
            strand.goal_id = None
    db.session.flush()
    db.session.expire(day, ["goals", "strands"])


def _refuse_second(day: Day, planned: PlannedGoal, *, but: Goal | None = None) -> None:
    if any(each.words.casefold() == planned.words.casefold() for each in day.goals if each is not but):
        raise Refused("The day has the goal “{words}” already.", {"words": planned.words})
