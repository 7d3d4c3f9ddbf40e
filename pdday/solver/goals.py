"""The score as an objective: one generator per term, yielding what it adds; the same words as `score`.

Whatever is only ever a loss (a low day, a requirement missed) is a number between 0 and its worst that
the rows push up and the objective pulls down, so it takes its true value by itself.
"""

from collections.abc import Callable, Iterator
from itertools import combinations

import pulp

from pdday.solver.choices import is_asked_for, is_available
from pdday.solver.problem import Attendee
from pdday.solver.score import LOW_DAY, most, top_three
from pdday.solver.standing import before
from pdday.solver.variables import Terms, Variables, negative, total

#: A term's part of the objective: variables with their worth; a lone number is (None, worth).
Part = tuple[pulp.LpVariable | None, float]


def satisfaction(day: Variables) -> Iterator[Part]:
    """100 for a perfect day, in proportion below; each share lacking to one half costs once more."""
    weights = day.choices.problem.weights
    for attendee in day.choices.problem.attendees:
        best = most(day.choices.problem, attendee)
        if best <= 0:
            continue
        shares = _shares(day, attendee, best)
        if day.is_decided(attendee.id):
            share = min(1.0, sum(worth for _, worth in shares))
            yield None, weights.satisfaction * share - weights.low_day * max(0.0, LOW_DAY - share)
            continue
        if _could_exceed(day, attendee, best):
            at_most = day.extra("share")
            day.model.addConstraint(total([(at_most, 1.0), *negative(shares)]) <= 0)
            shares = [(at_most, 1.0)]
        yield from ((variable, weights.satisfaction * worth) for variable, worth in shares)
        if weights.low_day:
            low = day.extra("low", most=LOW_DAY)
            day.model.addConstraint(total([(low, 1.0), *shares]) >= LOW_DAY)
            yield low, -weights.low_day


def none_of_top_three(day: Variables) -> Iterator[Part]:
    """Whoever wished three or more and gets none of their top three."""
    for attendee in day.choices.problem.attendees:
        top = top_three(attendee)
        if top and most(day.choices.problem, attendee) > 0:
            got = [(day.goes[seat], 1.0) for seat in day.choices.seats_of[attendee.id] if seat.session in top]
            if day.is_decided(attendee.id):
                if not got:
                    yield None, -day.choices.problem.weights.none_of_top_three
                continue
            none = day.extra("none")
            day.model.addConstraint(total([(none, 1.0), *got]) >= 1)
            yield none, -day.choices.problem.weights.none_of_top_three


def unplaced(day: Variables) -> Iterator[Part]:
    """Each slot in which a person is free and has no place."""
    weight = day.choices.problem.weights.unplaced
    for attendee in day.choices.problem.attendees:
        if attendee.may_stay_away:
            continue
        busy = day.busy(attendee.id)
        for slot in day.choices.problem.slots:
            if is_available(attendee, (slot.id,)):
                yield None, -weight
                yield from ((variable, weight * factor) for variable, factor in busy.get(slot.id, ()))


def missed(day: Variables) -> Iterator[Part]:
    """Each requirement of which no member is attended or presented."""
    for attendee in day.choices.problem.attendees:
        for choice in attendee.required:
            met = [(day.goes[seat], 1.0) for seat in day.choices.seats_of[attendee.id] if seat.session in choice]
            for session in day.choices.problem.presents(attendee.id):
                if session in choice:
                    met += [(day.runs[place], 1.0) for place in day.choices.places_of[session]]
            miss = day.extra("missed")
            day.model.addConstraint(total([(miss, 1.0), *met]) >= 1)
            yield miss, -day.choices.problem.weights.missed


def under_minimum(day: Variables) -> Iterator[Part]:
    """Each run with fewer attendees than its session asks for."""
    for key in day.starts:
        minimum = day.choices.problem.session(key[0]).minimum
        if minimum > 0 and day.choices.problem.weights.under_minimum:
            under = day.extra("under", whole=True)
            here = [(variable, -float(minimum)) for variable, _ in day.runs_here(*key)]
            day.model.addConstraint(total([*day.seats_here(*key), (under, float(minimum)), *here]) >= 0)
            yield under, -day.choices.problem.weights.under_minimum


def unsuited(day: Variables) -> Iterator[Part]:
    """Each seat that nobody asked for, in a session that does not suit the person."""
    problem = day.choices.problem
    for attendee in problem.attendees:
        if attendee.suits is None:
            continue
        for seat in day.choices.seats_of[attendee.id]:
            if seat.session not in attendee.suits and not is_asked_for(
                attendee, problem.session(seat.session), seat.start
            ):
                yield day.goes[seat], -problem.weights.unsuited


def together(day: Variables) -> Iterator[Part]:
    """Each member of a group meant to be together who shares no run with any other member."""
    for group in day.choices.problem.together:
        present = {member: day.presence(member) for member in group}
        for member in group:
            alone, meetings = day.extra("alone"), []
            for key, here in present[member].items():
                others = [term for other in group if other != member for term in present[other].get(key, ())]
                if others:
                    meets = day.extra("meets")
                    day.model.addConstraint(total([(meets, 1.0), *negative(here)]) <= 0)
                    day.model.addConstraint(total([(meets, 1.0), *negative(others)]) <= 0)
                    meetings.append((meets, 1.0))
            day.model.addConstraint(total([(alone, 1.0), *meetings]) >= 1)
            yield alone, -day.choices.problem.weights.together


def split(day: Variables) -> Iterator[Part]:
    """Each run shared by two people meant to spread."""
    for group in day.choices.problem.spread:
        for one, other in combinations(group, 2):
            first, second = day.presence(one), day.presence(other)
            for key in first:
                if key in second:
                    both = day.extra("both")
                    day.model.addConstraint(total([(both, 1.0), *negative(first[key] + second[key])]) >= -1)
                    yield both, -day.choices.problem.weights.split


def change(day: Variables) -> Iterator[Part]:
    """Each slot in which somebody had a place and now has another session, another room or nothing."""
    problem = day.choices.problem
    for attendee, had in before(problem).items():
        yield None, -problem.weights.change * len(had)
        for key, here in day.presence(attendee).items():
            place = day.choices.places_in[key][0]  # after a change no two rooms are of one area (`choices`)
            now = (key[0], day.choices.groups[place.group].rooms[0].id)
            kept = sum(now in had.get(slot, ()) for slot in day.choices.covers(place))
            yield from ((variable, problem.weights.change * kept) for variable, _ in here if kept)


#: Every term of the score.
GOALS: tuple[Callable[[Variables], Iterator[Part]], ...] = (
    satisfaction,
    none_of_top_three,
    unplaced,
    missed,
    under_minimum,
    unsuited,
    together,
    split,
    change,
)


def _shares(day: Variables, attendee: Attendee, best: float) -> Terms:
    """What each seat adds to a person's satisfaction."""
    points = {wish.session: day.choices.problem.points_for(wish.rank) for wish in attendee.wishes}
    return [
        (day.goes[seat], points[seat.session] / best)
        for seat in day.choices.seats_of[attendee.id]
        if points.get(seat.session)
    ]


def _could_exceed(day: Variables, attendee: Attendee, best: float) -> bool:
    """Whether this person's points could be more than the most their day was reckoned to hold."""
    problem = day.choices.problem
    free = sum(is_available(attendee, (slot.id,)) for slot in problem.slots)
    points = sorted((problem.points_for(wish.rank) for wish in attendee.wishes), reverse=True)
    return sum(points[:free]) > best
