"""Seats in a moment, without a model of them: what a timetable is good for while the search goes on, or time is short.

An usher shows people to their seats one after the other. Whoever would lose most by coming late comes first and
takes the best day among the seats that are left, at the prices of the search; when all have chosen, everybody may
choose once more from what is left, for nothing. Then whoever has no place in a slot gets one; where sites are too far
apart, it is first chosen who stays at which (`stretches`). Nearly as good as the model (`seating`), which has the last
word wherever there is time for it; and checked like everything else.
"""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from pdday.solver import kernel
from pdday.solver.arrays import AVAILABLE, OF_SESSION, OPTIONS, OPTIONS_END, RUNS, RUNS_END, SESSION, Array, Day
from pdday.solver.draft import Draft
from pdday.solver.hall import Hall, Open, empty_hall, tied_circles, told
from pdday.solver.problem import Problem
from pdday.solver.state import SLOTS, START, State
from pdday.solver.stretches import fill_stretches
from pdday.solver.until import NO_LIMITS, Limits, in_time

#: How often everybody may choose again from what is left.
SECOND_CHOICES = 2
#: How much better an unasked seat is in a run under its minimum; the emptier a run, the better.
UNDER_MINIMUM = 2.0
#: So many people, at most, are asked to make way for one who has no place.
ASKED = 500


def usher(problem: Problem, day: Day, state: State, limits: Limits = NO_LIMITS) -> Draft:
    """Good seats for a timetable as it stands in the search, at once. They may break a rule where people are tied.

    Raises OutOfTime.
    """
    hall = empty_hall(problem, day, state)
    tied = tied_circles(problem)
    for circle in in_time(tied, limits):
        _seat_circle(hall, circle)
    _seat_wishes(hall, sorted(set(range(len(day.people))).difference(*tied)))
    _fill_all(hall, limits, may_give_up=True)
    return told(hall)


def fill_up(
    problem: Problem, day: Day, state: State, sittings: Iterable[tuple[str, str, str]], limits: Limits = NO_LIMITS
) -> Draft:
    """These seats (attendee, session, slot) as they are, and a place for whoever has none. Raises OutOfTime."""
    hall = empty_hall(problem, day, state)
    run_of = {
        (problem.sessions[hall.day.runs[run, SESSION]].id, problem.slots[state.at[run, START]].id): run
        for run in hall.standing
    }
    for attendee, session, slot in sittings:
        hall.put(problem.attendee_index[attendee], run_of[session, slot])
    _fill_all(hall, limits, may_give_up=False)
    return told(hall)


# --- people who are tied to others ------------------------------------------------------------


def _seat_circle(hall: Hall, circle: Sequence[int]) -> None:
    """All of a circle into the same runs: those that one of them presents, what they ask for most, then any."""
    foes = _foes(hall.problem, circle)
    worth = [_worths(hall.day, person) for person in circle]
    led = set[int]().union(*(hall.leads[person] for person in circle))

    def liking(run: int) -> tuple[bool, float, int, int]:
        session = int(hall.day.runs[run, SESSION])
        return session not in led, -sum(each.get(session, 0.0) for each in worth), -int(hall.left[run]), run

    for run in sorted(hall.standing, key=liking):
        session = int(hall.day.runs[run, SESSION])
        coming = [person for person in circle if session not in hall.leads[person]]
        has_room = hall.left[run] >= len(coming) and foes.isdisjoint(_those_in(hall, run))
        if has_room and all(_could_come(hall, person, run) for person in coming):
            for person in coming:
                hall.put(person, run)


def _could_come(hall: Hall, person: int, run: int) -> bool:
    session = int(hall.day.runs[run, SESSION])
    return hall.is_free(person, run) and hall.may_sit(person, run) and session not in hall.attended(person)


def _foes(problem: Problem, circle: Sequence[int]) -> set[int]:
    """Everyone who is kept apart from one of these."""
    index = problem.attendee_index
    pairs = [(index[one], index[other]) for one, other in problem.apart]
    return {other for pair in pairs for one, other in (pair, pair[::-1]) if one in circle}


def _those_in(hall: Hall, run: int) -> set[int]:
    return {int(who) for who in np.flatnonzero(hall.where[:, hall.state.at[run, START]] == run)}


def _worths(day: Day, person: int) -> dict[int, float]:
    """By session, what it would be worth to this person."""
    first, end = day.people[person, OPTIONS : OPTIONS_END + 1]
    return {int(day.options[each, OF_SESSION]): float(day.worths[each, 0]) for each in range(first, end)}


# --- everybody else's wishes ------------------------------------------------------------------


def _seat_wishes(hall: Hall, who: Sequence[int]) -> None:
    """Everybody's best day of what is left, those who would lose most by coming late before the others."""
    day, nothing = hall.day, np.zeros(0, dtype=np.int64)
    price = np.where(hall.left > 0, hall.state.price, kernel.FULL)
    state = hall.state._replace(price=price.copy())
    everybody = np.array(who, dtype=np.int64)
    load, early, late = np.zeros(len(price), dtype=np.int64), np.zeros(len(who)), np.zeros(len(who))
    kernel.best_days(day, state, everybody, len(who), early, load)
    state.price[load > hall.left] = kernel.FULL
    kernel.best_days(day, state, everybody, len(who), late, nothing)
    order = everybody[np.argsort(late - early, kind="stable")]
    has = np.full(len(day.options), -1, dtype=np.int64)
    state.price[:] = price
    left = hall.left.copy()
    kernel.take_turns(day, state, order, left, price, has)
    for _ in range(SECOND_CHOICES):
        price = np.where(left > 0, 0.0, kernel.FULL)
        state.price[:] = price
        kernel.take_turns(day, state, order, left, np.zeros(len(price)), has)
    for person in who:
        first, end = day.people[person, OPTIONS : OPTIONS_END + 1]
        for run in has[first:end]:
            if run >= 0:
                hall.put(person, int(run))


# --- those without a place --------------------------------------------------------------------


def _fill_all(hall: Hall, limits: Limits, *, may_give_up: bool) -> None:
    """A place for everybody, for which seats may be given up where sites are too far apart."""
    open_to = Open(hall)
    if not hall.day.far.any():
        _fill(hall, open_to, limits)
        return
    worths = [_worths(hall.day, person) for person in range(len(hall.day.people))]
    fill_stretches(hall, open_to, worths if may_give_up else None, limits)
    _fill(hall, open_to, limits)
    _let_make_way(hall, open_to, worths, limits)


def _fill(hall: Hall, open_to: Open, limits: Limits) -> None:
    """Whoever has no place in a slot gets one where there are seats, those with the least choice first."""
    problem, slots = hall.problem, np.maximum(1, hall.state.at[:, SLOTS])
    people = [number for number, attendee in enumerate(problem.attendees) if not attendee.may_stay_away]
    people = [person for person in people if (hall.where[person] < 0).any()]
    people.sort(key=lambda person: (open_to.choices(person), person))
    minimum = np.array([problem.sessions[session].minimum for session in hall.day.runs[:, SESSION]], dtype=np.int64)
    size = np.maximum(1, hall.left + hall.sitting)
    for slot in range(len(problem.slots)):
        for person in in_time(people, limits):
            free = _free_slots(hall, person)
            if not free >> slot & 1:
                continue
            fits = open_to.to(person) & (hall.left > 0) & (slots & ~free == 0) & (slots >> slot & 1 == 1)
            for session in hall.attended(person):
                fits[slice(*hall.day.sessions[session, RUNS : RUNS_END + 1])] = False
            liking = hall.left / size + UNDER_MINIMUM * (hall.sitting < minimum) + open_to.suiting(person)
            liking[~fits] = -1.0
            run = _first_to_walk(hall, person, liking)
            if run is not None:
                hall.put(person, run)


def _let_make_way(hall: Hall, open_to: Open, worths: Sequence[Mapping[int, float]], limits: Limits) -> None:
    """Whoever still has no place gets that of somebody who sits unasked and may go where a seat is left."""
    for person in in_time([person for person in open_to.people if _free_slots(hall, person)], limits, every=1):
        for slot in range(len(hall.problem.slots)):
            if _free_slots(hall, person) >> slot & 1:
                _let_one_make_way(hall, open_to, worths, person, slot)


def _let_one_make_way(hall: Hall, open_to: Open, worths: Sequence[Mapping[int, float]], person: int, slot: int) -> None:
    """For this person in this slot; those who make way go to a run of the same slots."""
    at, sessions = hall.state.at, hall.day.runs[:, SESSION]
    asked = 0
    runs = [run for run in hall.standing if int(at[run, SLOTS]) >> slot & 1]
    left = [run for run in runs if hall.left[run] > 0]
    for run in runs if left else ():
        if not _may_fill(hall, open_to, person, run):
            continue
        for other in sorted(_those_in(hall, run).intersection(open_to.people)):
            asked += 1
            if asked > ASKED:
                return
            if int(sessions[run]) in worths[other] or int(sessions[run]) in hall.leads[other]:
                continue
            hall.leave(other, run)
            for elsewhere in left:
                if at[elsewhere, SLOTS] == at[run, SLOTS] and _may_fill(hall, open_to, other, elsewhere):
                    hall.put(other, elsewhere)
                    hall.put(person, run)
                    return
            hall.put(other, run)


def _may_fill(hall: Hall, open_to: Open, person: int, run: int) -> bool:
    """Whether a person may be given a seat there unasked, if one is left."""
    session = int(hall.day.runs[run, SESSION])
    return bool(open_to.to(person)[run]) and session not in hall.attended(person) and hall.is_free(person, run)


def _free_slots(hall: Hall, person: int) -> int:
    """The slots, as bits, in which a person is there and has nothing to do."""
    taken = sum(1 << int(slot) for slot in np.flatnonzero(hall.where[person] >= 0))
    return int(hall.day.people[person, AVAILABLE]) & ~taken


def _first_to_walk(hall: Hall, person: int, liking: Array) -> int | None:
    """The best liked run (negative: not at all) that the person can get to."""
    if not len(liking):
        return None
    best = int(np.argmax(liking))
    while liking[best] >= 0:
        if hall.is_free(person, best):
            return best
        liking[best] = -1.0
        best = int(np.argmax(liking))
    return None
