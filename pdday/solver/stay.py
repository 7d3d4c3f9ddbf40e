"""Among plans that are equally good, one that leaves as many people as possible where they were.

The score says what a change costs, but not which of two plans of the same score to take. So when nothing better
is found, a second model takes that score as its floor and asks for nothing but few changes.
"""

from collections.abc import Mapping
from dataclasses import replace

import pulp

from pdday.solver import backend
from pdday.solver.best import Best
from pdday.solver.draft import Draft
from pdday.solver.model import build, read, start_from, whole_day
from pdday.solver.part import Part, build_part
from pdday.solver.plan import Plan
from pdday.solver.problem import Problem
from pdday.solver.score import places_by_attendee, score
from pdday.solver.standing import before, changes_forced
from pdday.solver.until import Limits, OutOfTime
from pdday.solver.variables import Terms, Variables, total

#: With more possible seats than these the second model is left out: nothing stays of such a plan anyway.
MOST_SEATS = 60_000
#: Nodes of the second model when work is counted.
NODES = 2_000


def leave_in_place(problem: Problem, best: Best, limits: Limits, *, seed: int, whole: bool) -> None:
    """Offer a plan as good as the best that changes fewer people.

    Whatever has not changed is held, so nobody changes instead of somebody else; with `whole`, then the whole
    day is open, so that no plan of this score changes fewer people.
    """
    if problem.previous is None:
        return
    forced = changes_forced(problem)
    limits = limits if limits.deadline is not None else replace(limits, nodes=NODES)
    for everything in (False, True) if whole else (False,):
        plan = best.plan
        if plan is None or plan.score is None or limits.reached():
            return
        if forced.issuperset(score(problem, plan).changes):
            return
        best.tell("stay")
        try:
            day = _day(problem, plan, best.draft(), limits, everything=everything)
        except OutOfTime:
            return
        if len(day.goes) > MOST_SEATS:
            return
        start_from(day, best.draft())
        _ask_for_few_changes(day, floor=plan.score)
        if backend.maximise(day.model, limits, seed=seed, warm=True).has_values:
            best.offer(read(day))


def _day(problem: Problem, plan: Plan, draft: Draft, limits: Limits, *, everything: bool) -> Variables:
    """The model in which everything is open, or only what has changed. Raises OutOfTime."""
    if everything:
        return build(whole_day(problem), limits=limits)
    return build_part(problem, draft, _changed(problem, plan), limits)


def _changed(problem: Problem, plan: Plan) -> Part:
    """Everyone and everything that is not as it was: runs elsewhere, people who changed or had nothing before."""
    was = {(run.session, run.slot, run.room) for run in problem.previous.runs} if problem.previous else set()
    now = {(run.session, run.slot, run.room) for run in plan.runs}
    had = before(problem)
    people = {attendee for attendee, _ in score(problem, plan).changes}
    for attendee, here in places_by_attendee(problem, plan).items():
        slots = {slot for run in here for slot in problem.covers(run.session, run.slot)}
        if not slots <= had.get(attendee, {}).keys():
            people.add(attendee)
    sessions = {session for session, _, _ in was ^ now if session in problem.session_by_id}
    return Part(frozenset(sessions), frozenset(people))


def _ask_for_few_changes(day: Variables, *, floor: float) -> None:
    """Keep the score and ask for few people who change, and of these for few changes."""
    had = before(day.choices.problem)
    one_slot = 1.0 / (1 + sum(len(slots) for slots in had.values()))
    day.model.addConstraint(day.model.objective >= floor, "as_good")
    worth: dict[pulp.LpVariable, float] = {}
    for attendee, slots in had.items():
        changed = day.extra("changed")
        worth[changed] = -1.0
        for kept in _kept(day, attendee, slots):
            day.model.addConstraint(total([(changed, 1.0), *kept]) >= 1)
            for variable, _ in kept:
                worth[variable] = worth.get(variable, 0.0) + one_slot
    day.model.setObjective(pulp.LpAffineExpression(worth))


def _kept(day: Variables, attendee: str, had: Mapping[str, set[tuple[str, str]]]) -> list[Terms]:
    """For each slot in which a person had a place, what says that they still have it."""
    present = [(day.choices.places_in[key][0], terms) for key, terms in day.presence(attendee).items()]
    return [
        [
            term
            for place, terms in present
            if (place.session, day.choices.groups[place.group].rooms[0].id) in places_before
            and slot in day.choices.covers(place)
            for term in terms
        ]
        for slot, places_before in had.items()
    ]
