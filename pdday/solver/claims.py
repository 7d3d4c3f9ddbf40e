"""What a plan says about itself, held against a recount: its names, status, reasons, score and lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pdday.solver.plan import Plan, Status, Why
from pdday.solver.problem import Problem
from pdday.solver.recount import Broken, Sitting, empty_slots, reasons_for, recounted_score, requirements_missed
from pdday.solver.rules import Claim, Rule

#: Two totals are one if they differ by less than this share: sums of floats in another order.
SAME = 1e-6
#: A gap may be written with four decimals.
SAME_GAP = 5e-5
#: Below this gap a plan may be called optimal.
PROVED = 1e-6


def broken_references(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Another problem's plan, names that stand for nothing, and runs that stand twice."""
    if plan.problem != problem.fingerprint:
        yield Broken(Claim.PROBLEM, (), "The plan was made for another problem.")
    for run in plan.runs:
        for known, kind, name in (
            (problem.session_by_id, "session", run.session),
            (problem.slot_index, "slot", run.slot),
            (problem.room_by_id, "room", run.room),
        ):
            if name not in known:
                yield Broken(Claim.REFERENCES, (run.id, name), f"Run {run.id}: there is no {kind} {name}.")
    runs = Counter(run.id for run in plan.runs)
    for attendee, run_id in dict.fromkeys((seat.attendee, seat.run) for seat in plan.seats):
        if attendee not in problem.attendee_by_id:
            yield Broken(Claim.REFERENCES, (attendee, run_id), f"There is no attendee {attendee}.")
        if run_id not in runs:
            yield Broken(Claim.REFERENCES, (attendee, run_id), f"{attendee}: there is no run {run_id}.")
    yield from (
        Broken(Claim.REFERENCES, (run_id,), f"Run {run_id} stands {count} times.")
        for run_id, count in runs.items()
        if count > 1
    )


def broken_claims(day: Sitting) -> Iterator[Broken]:
    """Everything the plan says about itself that a recount does not bear out."""
    if day.plan.status in (Status.IMPOSSIBLE, Status.NONE_FOUND):
        yield from _broken_emptiness(day.plan)
        return
    yield from _broken_reasons(day)
    yield from _broken_lists(day)
    yield from _broken_numbers(day.plan, recounted_score(day))


def _broken_emptiness(plan: Plan) -> Iterator[Broken]:
    """What an answer without a plan must not say, and what it must."""
    if plan.runs or plan.seats:
        yield Broken(Claim.STATUS, (), f"The plan is called {plan.status.value}, yet it seats people.")
    if plan.unplaced:
        yield Broken(Claim.UNPLACED, (), "People are listed as without a place, yet there is no plan.")
    if plan.missed:
        yield Broken(Claim.MISSED, (), "Requirements are listed as missed, yet there is no plan.")
    if plan.score is not None or plan.gap is not None:
        yield Broken(Claim.SCORE, (), f"The plan is called {plan.status.value}, yet it has a score or a gap.")
    if plan.status is Status.IMPOSSIBLE and not plan.conflict:
        yield Broken(Claim.STATUS, (), "The plan is called impossible, yet it names no conflict.")
    if plan.status is Status.NONE_FOUND and plan.conflict:
        yield Broken(Claim.STATUS, (), "The plan names a conflict, yet it is not called impossible.")
    for part in plan.conflict:
        if part.rule not in {rule.value for rule in Rule}:
            yield Broken(Claim.REFERENCES, (part.rule,), f"The conflict names {part.rule}, which is no rule.")


def _broken_reasons(day: Sitting) -> Iterator[Broken]:
    runs = {run.id: run for run in day.plan.runs}
    for seat in day.plan.seats:
        attendee, run = day.problem.attendee(seat.attendee), runs[seat.run]
        rank = next((wish.rank for wish in attendee.wishes if wish.session == run.session), None)
        if seat.why not in (reasons_for(attendee, run) or {Why.FILL}) or seat.rank != rank:
            said = f"{seat.why.value}, choice {seat.rank or 'none'}"
            yield Broken(
                Claim.REASONS,
                (seat.attendee, seat.run),
                f"{seat.attendee} does not sit in {day.name(run)} by “{said}”.",
            )


def _broken_lists(day: Sitting) -> Iterator[Broken]:
    attendees = day.problem.attendees
    empty = Counter(found for attendee in attendees for found in empty_slots(day, attendee))
    missed = Counter(found for attendee in attendees for found in requirements_missed(day, attendee))
    told_empty = Counter((told.attendee, told.slot) for told in day.plan.unplaced)
    told_missed = Counter((told.attendee, tuple(sorted(told.required))) for told in day.plan.missed)
    for attendee, slot in sorted((empty - told_empty).keys() | (told_empty - empty).keys()):
        what = "lists wrongly" if told_empty[attendee, slot] else "does not list"
        yield Broken(Claim.UNPLACED, (attendee, slot), f"The plan {what} {attendee} as without a place in {slot}.")
    for attendee, choice in sorted((missed - told_missed).keys() | (told_missed - missed).keys()):
        what = "lists wrongly" if told_missed[attendee, choice] else "does not list"
        yield Broken(
            Claim.MISSED,
            (attendee, *choice),
            f"The plan {what} that {attendee} misses {' or '.join(choice)}.",
        )


def _broken_numbers(plan: Plan, score: float) -> Iterator[Broken]:
    if plan.score is None or not abs(plan.score - score) <= SAME * max(1.0, abs(score)):
        yield Broken(Claim.SCORE, (), f"The score is {_told(score)}, not {_told(plan.score)}.")
    if plan.conflict:
        yield Broken(Claim.STATUS, (), "The plan names a conflict, yet it is not called impossible.")
    if plan.bound is None:
        if plan.status is Status.OPTIMAL:
            yield Broken(Claim.STATUS, (), "The plan is called optimal without a bound.")
        if plan.gap is not None:
            yield Broken(Claim.BOUND, (), "The plan has a gap, and no bound to which it could be.")
        return
    if not plan.bound >= score - SAME * max(1.0, abs(plan.bound)):
        yield Broken(Claim.BOUND, (), f"The bound {_told(plan.bound)} is below the score {_told(score)}.")
    gap = (plan.bound - score) / max(1.0, abs(plan.bound))
    if plan.gap is None or not abs(plan.gap - gap) <= SAME_GAP:
        yield Broken(Claim.BOUND, (), f"The gap is {_told(gap)}, not {_told(plan.gap)}.")
    if plan.status is Status.OPTIMAL and gap > PROVED:
        yield Broken(Claim.STATUS, (), f"The plan is called optimal with a gap of {gap:.6g}.")


def _told(number: float | None) -> str:
    return "none" if number is None else f"{number:,.6f}".rstrip("0").rstrip(".")
