"""After something changed: what of the previous plan can stay, stays; what cannot is the smallest part to decide.

First the runs that may stay are held; whoever lost a place gets another, everyone else keeps theirs. Then all
seats are chosen once more, with what a change costs. Then the sessions that lost a run, and those that the people
who changed ask for, may run elsewhere. Who need not change is left alone at the end (`stay`).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from pdday.solver.best import Best
from pdday.solver.choices import is_available
from pdday.solver.draft import Draft, as_plan
from pdday.solver.make_way import make_way
from pdday.solver.part import Part, solve_part
from pdday.solver.plan import Plan, Run
from pdday.solver.problem import Attendee, Problem
from pdday.solver.score import places_by_attendee, score
from pdday.solver.seating import NEAR_ENOUGH, seat
from pdday.solver.standing import runs_that_stay, seats_before, seats_that_stay
from pdday.solver.until import Limits

#: Sessions asked for by those who changed look for a place in so many rounds of so many.
ROUNDS, SOUGHT = 3, 4
#: So many people who want a session that looks for a place may change for it.
SEEKERS = 200
#: The most seconds and nodes for the model of one round.
ROUND_SECONDS, ROUND_NODES = 4.0, 200


def repair(problem: Problem, best: Best, limits: Limits, *, seed: int) -> bool:
    """Offer ever better plans with little change; False if there is none that holds what can stay."""
    best.tell("repair")
    staying = runs_that_stay(problem)
    best.offer(_with_places_for_all(problem, staying, limits, seed=seed))
    if best.plan is None:
        return False
    best.tell("seats")
    best.offer(seat(problem, best.runs(), limits, seed=seed))
    best.tell("polish")
    moved = False
    for part in _rounds(problem, _without_a_place(problem, staying), best):
        if limits.reached():
            break
        moved |= best.offer(solve_part(problem, best.draft(), part, _counted(limits.within(ROUND_SECONDS)), seed=seed))
    if moved:
        best.offer(seat(problem, best.runs(), limits, seed=seed))
    return True


# --- a place for whoever and whatever has none ----------------------------------------------------


def _with_places_for_all(problem: Problem, staying: Sequence[Run], limits: Limits, *, seed: int) -> Draft | None:
    """The first plan: only what lost its place moves; if it finds none, small sessions make way.

    The last resort holds all runs and opens everybody's seats.
    """
    draft = Draft(tuple(staying), seats_that_stay(problem, staying))
    homeless = _without_a_place(problem, staying)
    people = _to_seat(problem, draft)
    found = solve_part(problem, draft, Part(homeless, people), _counted(limits), seed=seed)
    if found is None and homeless:
        other = make_way(problem, draft, homeless, _counted(limits), seed=seed)
        if other is not None:
            everyone = Part(people=_to_seat(problem, other))
            found = solve_part(problem, other, everyone, _counted(limits), seed=seed)
    return found or (None if homeless else seat(problem, staying, limits, seed=seed))


def _without_a_place(problem: Problem, staying: Sequence[Run]) -> frozenset[str]:
    """Sessions that lost a run and may have one elsewhere, that must run more often, or are pinned elsewhere now."""
    had = Counter(run.session for run in problem.previous.runs) if problem.previous else Counter[str]()
    stays = Counter(run.session for run in staying)
    short = {
        session.id
        for session in problem.sessions
        if stays[session.id] < min(session.most_runs, max(session.fewest_runs, had[session.id]))
    }
    pinned = {
        session.id
        for session in problem.sessions
        for pin in session.pins
        if not any(
            run.session == session.id and pin.slot in (None, run.slot) and pin.room in (None, run.room)
            for run in staying
        )
    }
    return frozenset(short | pinned)


def _to_seat(problem: Problem, draft: Draft) -> frozenset[str]:
    """People who have not all that they had, have a slot to fill, or miss what they must be in."""
    plan, _ = as_plan(problem, draft)
    places_now = places_by_attendee(problem, plan)
    had = Counter(each.attendee for each, _ in seats_before(problem))
    keeps = Counter(attendee for attendee, _ in draft.sittings)
    return frozenset(
        attendee.id
        for attendee in problem.attendees
        if keeps[attendee.id] < had[attendee.id] or _lacks_something(problem, attendee, places_now[attendee.id])
    )


def _lacks_something(problem: Problem, attendee: Attendee, here: Sequence[Run]) -> bool:
    taken = {slot for run in here for slot in problem.covers(run.session, run.slot)}
    empty = any(slot.id not in taken and is_available(attendee, (slot.id,)) for slot in problem.slots)
    sessions = {run.session for run in here}
    unpinned = any(
        not any(run.session == pin.session and pin.slot in (None, run.slot) for run in here) for pin in attendee.pins
    )
    return (empty and not attendee.may_stay_away) or unpinned or any(map(sessions.isdisjoint, attendee.required))


# --- better rooms and times -----------------------------------------------------------------------


def _rounds(problem: Problem, homeless: frozenset[str], best: Best) -> Iterator[Part]:
    """Parts of the day that may be worth another timetable, by what the best plan so far leaves to wish for."""
    tried: set[str] = set()
    for number in range(ROUNDS):
        plan = best.plan
        if plan is None:
            return
        changed = {attendee for attendee, _ in score(problem, plan).changes}
        sought = _sought(problem, plan, changed)
        fresh = frozenset(islice((session for session in sought if session not in tried), SOUGHT))
        sessions = fresh | homeless if number == 0 else fresh
        if not sessions:
            return
        tried |= sessions
        yield Part(sessions, frozenset(changed) | _seekers(problem, plan, sessions))


def _sought(problem: Problem, plan: Plan, changed: set[str]) -> list[str]:
    """Sessions that could run once more, by what they are worth to people who changed and are not in them."""
    count = Counter(run.session for run in plan.runs)
    attended = places_by_attendee(problem, plan)
    worth: Counter[str] = Counter()
    for attendee in sorted(changed):
        got = {run.session for run in attended[attendee]}
        for wish in problem.attendee(attendee).wishes:
            if wish.session not in got and count[wish.session] < problem.session(wish.session).most_runs:
                worth[wish.session] += round(100 * problem.points_for(wish.rank))
    return sorted(worth, key=lambda session: (-worth[session], session))


def _seekers(problem: Problem, plan: Plan, sessions: frozenset[str]) -> frozenset[str]:
    """People who asked for one of these sessions and are not in it, who want it most."""
    attended = places_by_attendee(problem, plan)
    wanting = sorted(
        (wish.rank, attendee.id)
        for attendee in problem.attendees
        for wish in attendee.wishes
        if wish.session in sessions and not any(run.session == wish.session for run in attended[attendee.id])
    )
    return frozenset(attendee for _, attendee in wanting[:SEEKERS])


def _counted(limits: Limits) -> Limits:
    """With an end in nodes where no clock sets one."""
    return replace(limits, gap=NEAR_ENOUGH, nodes=ROUND_NODES if limits.deadline is None else None)
