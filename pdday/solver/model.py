"""The PuLP model of a day: what may be chosen, the rules as rows, the score as the objective.

The same model serves three questions: the whole day (small days, solved to proof), the seats of a
timetable that stands, and a part of a timetable set free.
"""

from collections import Counter
from collections.abc import Iterable

import pulp

from pdday.solver import backend
from pdday.solver.choices import Choices, Place, SeatChoice, places, seats
from pdday.solver.draft import Draft
from pdday.solver.goals import GOALS
from pdday.solver.plan import Run
from pdday.solver.problem import Problem
from pdday.solver.rooms import name_rooms, room_groups, rooms_by_name
from pdday.solver.rows import ROWS, seats_in_all
from pdday.solver.rules import Rule
from pdday.solver.until import NO_LIMITS, Limits, in_time
from pdday.solver.variables import Somewhere, Variables


def whole_day(problem: Problem) -> Choices:
    """Everything is open: which runs, where and when, and every seat."""
    groups = room_groups(problem)
    everywhere = places(problem, groups)
    return Choices(problem, groups, everywhere, seats(problem, groups, everywhere))


def fixed_timetable(
    problem: Problem,
    runs: Iterable[Run],
    *,
    unasked: bool = True,
    droppable: bool = False,
    of: frozenset[str] | None = None,
) -> Choices:
    """The runs stand; only the seats (of these people, if given) are open. If `droppable`, repeats may go."""
    groups = rooms_by_name(problem)
    in_order = sorted(runs, key=lambda run: run.id)
    standing = tuple(Place(run.session, run.slot, problem.room_index[run.room]) for run in in_order)
    count = Counter(place.session for place in standing)
    fixed = frozenset(
        place
        for place in standing
        if not droppable or count[place.session] <= problem.session(place.session).fewest_runs
    )
    return Choices(problem, groups, standing, seats(problem, groups, standing, unasked=unasked, of=of), fixed)


def build(
    choices: Choices,
    *,
    held: Iterable[SeatChoice] = (),
    somewhere: Iterable[Somewhere] = (),
    limits: Limits = NO_LIMITS,
) -> Variables:
    """The model of these choices, with every rule and every term of the score.

    `held` seats are taken already. `somewhere` names who may be counted as seated without saying where, as long as
    seats are left in all. Raises OutOfTime.
    """
    model = pulp.LpProblem("day", pulp.LpMaximize)
    taken = frozenset(held)
    day = Variables(
        model,
        choices,
        runs={
            place: model.add_variable(f"run_{index}", int(place in choices.fixed), 1, pulp.LpInteger)
            for index, place in enumerate(choices.places)
        },
        goes={
            seat: model.add_variable(f"goes_{index}", int(seat in taken), 1, pulp.LpInteger)
            for index, seat in enumerate(choices.seats)
        },
        somewhere={each: model.add_variable(f"somewhere_{index}", 0, 1) for index, each in enumerate(somewhere)},
    )
    for rule in ROWS:
        add_rule(day, rule, limits)
    if day.somewhere:
        for index, (name, row) in enumerate(seats_in_all(day)):
            model.addConstraint(row, f"{name}_{index}")
    set_score(day, limits)
    return day


def add_rule(day: Variables, rule: Rule, limits: Limits = NO_LIMITS) -> None:
    """Put one rule's rows into the model, named by the rule and counted."""
    for index, (name, row) in enumerate(in_time(ROWS[rule](day), limits)):
        day.model.addConstraint(row, "_".join(part for part in (rule.value, name, str(index)) if part))


def set_score(day: Variables, limits: Limits = NO_LIMITS) -> None:
    """Make the score of section 4 the objective."""
    worth: dict[pulp.LpVariable, float] = {}
    alone = 0.0
    for goal in GOALS:
        for variable, points in in_time(goal(day), limits):
            if variable is None:
                alone += points
            else:
                worth[variable] = worth.get(variable, 0.0) + points
    day.model.setObjective(pulp.LpAffineExpression(worth, constant=alone))


def read(day: Variables) -> Draft:
    """The runs and seats of the model's present values."""
    sittings = (
        (seat.attendee, f"{seat.session}@{seat.start}")
        for seat, variable in day.goes.items()
        if backend.chosen(variable)
    )
    return Draft(chosen_runs(day), tuple(sorted(sittings)))


def chosen_runs(day: Variables) -> tuple[Run, ...]:
    """The runs of the model's present values."""
    return name_rooms(day.choices, (place for place, variable in day.runs.items() if backend.chosen(variable)))


def start_from(day: Variables, draft: Draft) -> None:
    """Give the model this draft's values, so that a solver can start from them."""
    rooms = {(run.session, run.slot): run.room for run in draft.runs}
    for place, variable in day.runs.items():
        here = {room.id for room in day.choices.groups[place.group].rooms}
        variable.setInitialValue(int(rooms.get((place.session, place.start)) in here))
    areas = {room.id: group.area for group in day.choices.groups for room in group.rooms}
    sitting = set(draft.sittings)
    for seat, variable in day.goes.items():
        sits = (seat.attendee, f"{seat.session}@{seat.start}") in sitting
        variable.setInitialValue(int(sits and areas[rooms[seat.session, seat.start]] == seat.area))
