"""What a plan has lost that other times for a few sessions might mend, and which sessions these are."""

import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from pdday.solver.choices import far_apart
from pdday.solver.part import Part
from pdday.solver.plan import Plan
from pdday.solver.problem import Attendee, Problem
from pdday.solver.score import LOW_DAY, Score, places_by_attendee
from pdday.solver.ways import FEW_SLOTS

#: So many sessions are set free at a time, half of them for the people concerned, the rest those ranked with them.
SESSIONS, SESSIONS_AT_LEAST = 8, 3
#: Fewer if more people sit in them than so many, times the slots of their days.
DAYS_SET_FREE = 800
#: For so many of these, one who wants one of the sessions and is in none of its runs may change for it.
SEEKERS = 4
#: What weighs beside the points of a wish when sessions are chosen: one that is required, or that one presents.
REQUIRED, PRESENTED = 20.0, 10.0
#: What somebody attends already weighs so much beside what they lack.
ATTENDED = 0.5


@dataclass(frozen=True, slots=True)
class Lost:
    """Something lost: how much of the score, and whom or which sessions it concerns."""

    points: float
    people: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()

    @property
    def concerns(self) -> tuple[str, ...]:
        """What tells it from other losses, however much it is."""
        return (*self.people, *self.sessions)


def is_seen_by_the_search(problem: Problem) -> bool:
    """Whether the search knows days like this one well: few slots, and no way between sites too long for the gap."""
    return len(problem.slots) <= FEW_SLOTS and not far_apart(problem)


def losses(problem: Problem, plan: Plan, counted: Score) -> list[Lost]:
    """What is lost: first what the search cannot count, then people's days, the gravest first of each."""
    uncounted = [*_of_companies(problem, counted), *_of_runs(problem, plan, counted)]
    return [*_in_order(uncounted), *_in_order(_of_people(problem, counted))]


def _in_order(found: Iterable[Lost]) -> list[Lost]:
    return sorted((loss for loss in found if loss.points > 0), key=lambda loss: (-loss.points, loss.concerns))


def _of_people(problem: Problem, counted: Score) -> Iterator[Lost]:
    """People without a place, without what is required or any of their top three, or with a low day.

    Where the search sees less, whoever has not all that they could have.
    """
    weights = problem.weights
    points: dict[str, float] = defaultdict(float)
    for each in counted.unplaced:
        points[each.attendee] += weights.unplaced
    for miss in counted.missed:
        points[miss.attendee] += weights.missed
    for attendee in counted.none_of_top_three:
        points[attendee] += weights.none_of_top_three
    enough = LOW_DAY if is_seen_by_the_search(problem) else 1.0
    for attendee, share in counted.satisfaction.items():
        if share < enough:
            points[attendee] += weights.satisfaction * (1.0 - share) + weights.low_day * max(0.0, LOW_DAY - share)
    for attendee, lost in points.items():
        yield Lost(lost, (attendee,))


def _of_companies(problem: Problem, counted: Score) -> Iterator[Lost]:
    """Groups meant to be together of whom somebody is alone, and groups meant to spread who meet."""
    alone, crowded = set(counted.alone), {frozenset(met[:2]) for met in counted.crowded}
    for group in problem.together:
        yield Lost(problem.weights.together * len(alone.intersection(group)), tuple(group))
    for group in problem.spread:
        meetings = sum(pair <= set(group) for pair in crowded)
        yield Lost(problem.weights.split * meetings, tuple(group))


def _of_runs(problem: Problem, plan: Plan, counted: Score) -> Iterator[Lost]:
    """Sessions with runs under their minimum."""
    session_of = {run.id: run.session for run in plan.runs}
    for session, runs in sorted(Counter(session_of[run] for run in counted.under_minimum).items()):
        yield Lost(problem.weights.under_minimum * runs, sessions=(session,))


def part_to_mend(problem: Problem, plan: Plan, loss: Lost) -> Part:
    """The sessions that might mend it and those that the same people rank; and who would want to change for them."""
    places = places_by_attendee(problem, plan)
    attended = {attendee: {run.session for run in here} for attendee, here in places.items()}
    heads = Counter(chain.from_iterable(attended.values()))
    theirs = _sessions_of(problem, loss, attended)
    most = DAYS_SET_FREE // len(problem.slots)
    sessions: list[str] = []
    for session in [*theirs, *_ranked_with(problem, theirs)]:
        if len(sessions) < SESSIONS_AT_LEAST or most >= sum(heads[each] for each in (*sessions, session)):
            sessions.append(session)
    sessions = sessions[:SESSIONS]
    wanting = sorted(
        (wish.rank, attendee.id)
        for attendee in problem.attendees
        for wish in attendee.wishes
        if wish.session in sessions and wish.session not in attended[attendee.id]
    )
    return Part(frozenset(sessions), frozenset([*loss.people, *(who for _, who in wanting[: most // SEEKERS])]))


def _sessions_of(problem: Problem, loss: Lost, attended: Mapping[str, set[str]]) -> list[str]:
    """What the people concerned want most and lack, lead or attend: half of the sessions set free."""
    worth: dict[str, float] = defaultdict(float, dict.fromkeys(loss.sessions, math.inf))
    for attendee in map(problem.attendee, loss.people):
        for session, points in _cares_for(problem, attendee).items():
            worth[session] += points * (ATTENDED if session in attended[attendee.id] else 1.0)
    movable = (session for session in worth if problem.session(session).most_runs > 0)
    return sorted(movable, key=lambda session: (-worth[session], session))[: SESSIONS // 2]


def _ranked_with(problem: Problem, theirs: Collection[str]) -> list[str]:
    """Other sessions, those first that are ranked (and led) by the people who rank these."""
    near: dict[str, float] = defaultdict(float)
    total: dict[str, float] = defaultdict(float)
    for attendee in problem.attendees:
        cares = _cares_for(problem, attendee)
        here = sum(cares.get(session, 0.0) for session in theirs)
        for session, points in cares.items():
            near[session] += here * points
            total[session] += points
    others = (each for each in near if near[each] > 0 and each not in theirs and problem.session(each).most_runs > 0)
    return sorted(others, key=lambda session: (-near[session] / math.sqrt(total[session]), session))


def _cares_for(problem: Problem, attendee: Attendee) -> dict[str, float]:
    """Sessions that a person wishes, must attend or presents, and what each of these weighs."""
    cares = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    for session in chain.from_iterable(attendee.required):
        cares[session] = REQUIRED
    for session in problem.presents(attendee.id):
        cares[session] = PRESENTED
    return cares
