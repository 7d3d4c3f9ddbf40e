"""What of the previous plan can stay: runs, seats; and who must change whatever is done."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from pdday.solver.choices import may_sit, places
from pdday.solver.plan import Run, Seat
from pdday.solver.problem import Problem
from pdday.solver.rooms import room_groups, rooms_by_name, run_at
from pdday.solver.score import slots_taken

#: A change that costs less is not worth holding a timetable for: the day is searched as if it were new.
LEAST_TO_HOLD = 5.0


def is_held(problem: Problem) -> bool:
    """Whether there is a previous timetable, and changing it costs enough to hold it."""
    return problem.previous is not None and problem.weights.change >= LEAST_TO_HOLD


def is_repair(problem: Problem) -> bool:
    """Whether most of a held timetable still stands; of one that lost more, the rest is searched."""
    if problem.previous is None or not is_held(problem):
        return False
    return 2 * len(runs_that_stay(problem)) >= max(1, len(problem.previous.runs))


def runs_that_stay(problem: Problem) -> tuple[Run, ...]:
    """The runs of the previous plan that still may be where they are, no more than each session may have.

    Where not all of them can, those with most people come first.
    """
    if problem.previous is None:
        return ()
    groups = room_groups(problem)
    allowed = {
        (place.session, place.start, room.id) for place in places(problem, groups) for room in groups[place.group].rooms
    }
    heads = Counter(each.run for each in problem.previous.seats)
    staying: list[Run] = []
    taken: set[tuple[str, str]] = set()
    count: Counter[str] = Counter()
    for run in sorted(problem.previous.runs, key=lambda run: (-heads[run.id], run.id)):
        if (run.session, run.slot, run.room) not in allowed:
            continue
        session = problem.session(run.session)
        slots = problem.covers(session.id, run.slot)
        claims = {(who, slot) for who in (run.room, run.session, *session.presenters) for slot in slots}
        if count[run.session] < session.most_runs and taken.isdisjoint(claims):
            taken |= claims
            count[run.session] += 1
            staying.append(run_at(run.session, run.slot, run.room))
    return tuple(sorted(staying, key=lambda run: run.id))


def seats_that_stay(problem: Problem, staying: Sequence[Run]) -> tuple[tuple[str, str], ...]:
    """(attendee, run) of the previous seats that no rule takes from the person, in runs that stay.

    Where a run now holds fewer people than sat in it, or two of them must not meet, all of its seats are open.
    """
    stands = {(run.session, run.slot, run.room): run for run in staying}
    sitting: dict[str, list[str]] = {run.id: [] for run in staying}
    taken = {
        (who, slot)
        for run in staying
        for who in problem.session(run.session).presenters
        for slot in problem.covers(run.session, run.slot)
    }
    for each, was in seats_before(problem):
        run = stands.get((was.session, was.slot, was.room))
        if run is None or each.attendee not in problem.attendee_by_id:
            continue
        session, attendee = problem.session(run.session), problem.attendee(each.attendee)
        claims = {(attendee.id, slot) for slot in problem.covers(session.id, run.slot)} | {(attendee.id, session.id)}
        if may_sit(problem, attendee, session, run.slot, problem.room(run.room)) and taken.isdisjoint(claims):
            taken |= claims
            sitting[run.id].append(attendee.id)
    return tuple(
        sorted(
            (attendee, run.id)
            for run in staying
            if len(sitting[run.id]) <= problem.heads(run) and not _must_part(problem, run, sitting[run.id])
            for attendee in sitting[run.id]
        )
    )


def people_forced(problem: Problem) -> frozenset[str]:
    """People who change in every plan there is."""
    return frozenset(attendee for attendee, _ in changes_forced(problem))


def changes_forced(problem: Problem) -> frozenset[tuple[str, str]]:
    """(attendee, slot) that change in every plan there is: the session or room is closed to the person then."""
    groups = rooms_by_name(problem)
    starts: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for place in places(problem, groups):
        for slot in problem.covers(place.session, place.start):
            starts[place.session, groups[place.group].rooms[0].id, slot].append(place.start)
    return frozenset(
        (attendee, slot)
        for attendee, had in before(problem).items()
        for slot, some in had.items()
        if not any(
            may_sit(problem, problem.attendee(attendee), problem.session(session), start, problem.room(room))
            for session, room in some
            for start in starts.get((session, room, slot), ())
        )
    )


def before(problem: Problem) -> dict[str, dict[str, set[tuple[str, str]]]]:
    """By attendee who is still here, the session and room they had in each slot.

    They are more than one where a session has become longer since and now reaches into the next.
    """
    found: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    for seat, run in seats_before(problem):
        if seat.attendee in problem.attendee_by_id:
            for slot in slots_taken(problem, run):
                found[seat.attendee][slot].add((run.session, run.room))
    return {attendee: dict(had) for attendee, had in found.items()}


def seats_before(problem: Problem) -> Iterator[tuple[Seat, Run]]:
    """Each seat of the previous plan with its run."""
    if problem.previous is not None:
        runs = {run.id: run for run in problem.previous.runs}
        yield from ((each, runs[each.run]) for each in problem.previous.seats)


def _must_part(problem: Problem, run: Run, sitting: Sequence[str]) -> bool:
    here = {*sitting, *problem.session(run.session).presenters}
    return any(here.issuperset(pair) for pair in problem.apart)
