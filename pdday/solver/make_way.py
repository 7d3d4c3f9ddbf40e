"""When a session that must run finds no free place, others make way: those that disturb fewest people."""

from collections import Counter
from collections.abc import Iterator

import pulp

from pdday.solver import backend
from pdday.solver.choices import Choices, Place, places
from pdday.solver.draft import Draft
from pdday.solver.model import add_rule
from pdday.solver.problem import Problem
from pdday.solver.rooms import rooms_by_name, run_at
from pdday.solver.rules import Rule
from pdday.solver.standing import seats_before
from pdday.solver.until import Limits, OutOfTime, in_time
from pdday.solver.variables import Terms, Variables, total

#: The rules of a timetable that nobody's seat has a part in.
WITHOUT_SEATS = (Rule.ROOM_ONCE, Rule.PRESENTERS, Rule.PINS)


def make_way(problem: Problem, draft: Draft, homeless: frozenset[str], limits: Limits, *, seed: int) -> Draft | None:
    """The timetable that keeps most people's runs where they are, with the seats in these; None if there is none,
    or time is up.

    A model of the timetable alone: a run that stays is worth its people, a new one half of the seats it offers
    to those it had before."""
    try:
        day = _laid_out(problem, limits)
    except OutOfTime:
        return None
    heads = Counter(run for _, run in draft.sittings)
    stands = {(run.session, run.slot, run.room): run.id for run in draft.runs}
    had = Counter(was.session for _, was in seats_before(problem))
    worth: dict[pulp.LpVariable, float] = {}
    for place, variable in day.runs.items():
        run = stands.get((place.session, place.start, _room(day, place)))
        new = min(day.choices.heads(place), had[place.session]) / 2 if place.session in homeless else 0.0
        worth[variable] = new if run is None else 1.0 + heads[run]
    day.model.setObjective(pulp.LpAffineExpression(worth))
    if not backend.maximise(day.model, limits, seed=seed).has_values:
        return None
    chosen = [place for place, variable in day.runs.items() if backend.chosen(variable)]
    standing = [run_at(place.session, place.start, _room(day, place)) for place in chosen]
    ids = {run.id for run in set(standing).intersection(draft.runs)}
    return Draft(
        tuple(sorted(standing, key=lambda run: run.id)), tuple(each for each in draft.sittings if each[1] in ids)
    )


def _laid_out(problem: Problem, limits: Limits) -> Variables:
    """Where runs may be, and the rules of a timetable. Raises OutOfTime."""
    groups = rooms_by_name(problem)
    choices = Choices(problem, groups, places(problem, groups), ())
    model = pulp.LpProblem("places", pulp.LpMaximize)
    runs = {
        place: model.add_variable(f"run_{number}", 0, 1, pulp.LpInteger) for number, place in enumerate(choices.places)
    }
    day = Variables(model, choices, runs, {})
    for rule in WITHOUT_SEATS:
        add_rule(day, rule, limits)
    for row in in_time(_as_often_as_it_must(day), limits):
        model.addConstraint(row)
    return day


def _room(day: Variables, place: Place) -> str:
    return day.choices.groups[place.group].rooms[0].id


def _as_often_as_it_must(day: Variables) -> Iterator[pulp.LpConstraint]:
    """RUNS, but that a repeat may stand empty: who sits in it is not asked here."""
    for session in day.choices.problem.sessions:
        here = day.choices.places_of[session.id]
        count: Terms = [(day.runs[place], 1.0) for place in here]
        yield total(count) >= session.fewest_runs
        yield total(count) <= session.most_runs
        yield from day.one_at_a_time(here)
