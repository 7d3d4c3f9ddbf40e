"""Changes by hand, on paper first: what a plan is after one, which rules that breaks, and what it costs whom.

Nothing here touches a row, so a coordinator can look at a change before making it. The rules are those of the
solver's own checker and the price is that of its score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from pdday.solver import Broken, Plan, Problem, Rule, Run, Seat, Why, check
from pdday.solver.score import Score, score


@dataclass(frozen=True)
class MoveRun:
    """A run goes to another slot, another room or both. Whoever has something else then, or is away, stays out."""

    run: str
    slot: str
    room: str


@dataclass(frozen=True)
class AddRun:
    """One more run of a session. Whoever asked for it, or whose work it suits, and has nothing then is in it."""

    session: str
    slot: str
    room: str

    @property
    def run(self) -> str:
        """The id of the new run."""
        return f"{self.session}@{self.slot}:0"


@dataclass(frozen=True)
class DropRun:
    """A run is not held; its people have nothing then."""

    run: str


@dataclass(frozen=True)
class MovePerson:
    """A person goes into a run, and gives up what they had in its slots; into none: gives up `leaves`."""

    attendee: str
    into: str | None
    leaves: str | None = None


Change = MoveRun | AddRun | DropRun | MovePerson


@dataclass(frozen=True)
class Effect:
    """What a change comes to."""

    plan: Plan
    #: Rules that the change breaks and that held before.
    breaks: tuple[Broken, ...]
    before: Score
    after: Score

    @property
    def gain(self) -> int:
        """By how many points the score changes, rounded."""
        return round(self.after.total - self.before.total)


def effect_of(problem: Problem, plan: Plan, change: Change) -> Effect:
    """Look at a change without making it."""
    changed = after(problem, plan, change)
    broken = Counter(_broken_rules(problem, plan))
    return Effect(
        plan=changed,
        breaks=tuple(each for each in _broken_rules(problem, changed) if each not in broken),
        before=score(problem, plan),
        after=score(problem, changed),
    )


def after(problem: Problem, plan: Plan, change: Change) -> Plan:
    """The plan with the change made."""
    match change:
        case MoveRun():
            moved = [
                replace(run, slot=change.slot, room=change.room) if run.id == change.run else run for run in plan.runs
            ]
            stay_out = left_behind(problem, plan, change)
            seats = [seat for seat in plan.seats if seat.run != change.run or seat.attendee not in stay_out]
            return replace(plan, runs=tuple(moved), seats=tuple(seats))
        case AddRun():
            added = replace(plan, runs=(*plan.runs, Run(change.run, change.session, change.slot, change.room)))
            return replace(added, seats=(*plan.seats, *first_people(problem, plan, change)))
        case DropRun():
            return replace(
                plan,
                runs=tuple(run for run in plan.runs if run.id != change.run),
                seats=tuple(seat for seat in plan.seats if seat.run != change.run),
            )
        case MovePerson():
            given_up = runs_given_up(problem, plan, change)
            kept = [seat for seat in plan.seats if (seat.attendee, seat.run) not in given_up]
            return replace(plan, seats=(*kept, *_new_seat(problem, plan, change)))


def first_people(problem: Problem, plan: Plan, change: AddRun) -> tuple[Seat, ...]:
    """Who has nothing while the new run is held and gets a seat in it: those who asked first, by their choice."""
    run = Run(change.run, change.session, change.slot, change.room)
    session, room, slots = problem.session(change.session), problem.room(change.room), set(_covered(problem, run))
    busy = _busy(problem, plan, slots) | set(session.presenters)
    busy |= {seat.attendee for seat in plan.seats if seat.run.split("@")[0] == session.id}
    busy |= {who for pair in (*problem.apart, *problem.joined) for who in pair}
    wanting = []
    for attendee in problem.attendees:
        rank = rank_of(problem, attendee.id, session.id)
        suits = attendee.suits is not None and session.id in attendee.suits and session.id not in attendee.vetoes
        meant = session.audience is None or not session.audience.isdisjoint(attendee.tags)
        free = attendee.id not in busy and not _is_away(problem, attendee.id, slots)
        if free and attendee.needs <= room.features and (rank is not None or (suits and meant)):
            wanting.append((rank is None, rank or 0, attendee.id))
    return tuple(
        Seat(who, run.id, Why.FILL if unasked else Why.WISH, None if unasked else rank)
        for unasked, rank, who in sorted(wanting)[: session.heads(room.seats)]
    )


def left_behind(problem: Problem, plan: Plan, change: MoveRun) -> frozenset[str]:
    """Who sits in the run now and cannot come along: they have something else at the new time, or are away."""
    run = next(run for run in plan.runs if run.id == change.run)
    if run.slot == change.slot:
        return frozenset()
    new_slots = set(_covered(problem, replace(run, slot=change.slot)))
    busy = _busy(problem, replace(plan, runs=tuple(other for other in plan.runs if other.id != run.id)), new_slots)
    sitting = {seat.attendee for seat in plan.seats if seat.run == run.id}
    return frozenset(who for who in sitting if who in busy or _is_away(problem, who, new_slots))


def runs_given_up(problem: Problem, plan: Plan, change: MovePerson) -> frozenset[tuple[str, str]]:
    """The seats (person, run) that a person gives up for the one they get."""
    if change.into is None:
        return frozenset() if change.leaves is None else frozenset({(change.attendee, change.leaves)})
    runs = {run.id: run for run in plan.runs}
    slots = set(_covered(problem, runs[change.into]))
    mine = [seat.run for seat in plan.seats if seat.attendee == change.attendee]
    return frozenset((change.attendee, run) for run in mine if slots & set(_covered(problem, runs[run])))


def rank_of(problem: Problem, attendee_id: str, session_id: str) -> int | None:
    """The rank at which the person asked for the session, if they did."""
    wishes = problem.attendee(attendee_id).wishes
    return next((wish.rank for wish in wishes if wish.session == session_id), None)


def _new_seat(problem: Problem, plan: Plan, change: MovePerson) -> Iterable[Seat]:
    if change.into is not None:
        run = next(run for run in plan.runs if run.id == change.into)
        yield Seat(change.attendee, run.id, Why.PIN, rank_of(problem, change.attendee, run.session))


def _busy(problem: Problem, plan: Plan, slots: set[str]) -> set[str]:
    """Who sits in or presents a run of the plan in one of these slots."""
    then = {run.id: run for run in plan.runs if slots & set(_covered(problem, run))}
    presenting = {who for run in then.values() for who in problem.session(run.session).presenters}
    return presenting | {seat.attendee for seat in plan.seats if seat.run in then}


def _is_away(problem: Problem, attendee_id: str, slots: set[str]) -> bool:
    there = problem.attendee(attendee_id).slots
    return there is not None and not slots <= there


def _covered(problem: Problem, run: Run) -> tuple[str, ...]:
    """The slots a run fills; fewer than its length at the day's end, which LENGTH then tells."""
    first, length = problem.slot_index[run.slot], problem.session(run.session).length
    return tuple(slot.id for slot in problem.slots[first : first + length])


def _broken_rules(problem: Problem, plan: Plan) -> list[Broken]:
    return [broken for broken in check(problem, plan) if isinstance(broken.rule, Rule)]
