"""What a plan says about itself, counted again: its names, status, reasons, score and lists.

Nothing here is shared with `score`; the two are two accounts of the same section of the assignment.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from pdday.solver.plan import Plan, Run, Status, Why
from pdday.solver.problem import Attendee, Problem
from pdday.solver.rules import Claim, Rule

#: Two totals are one if they differ by less than this share: sums of floats in another order.
SAME = 1e-6
#: A gap may be written with four decimals.
SAME_GAP = 5e-5
#: Below this gap a plan may be called optimal.
PROVED = 1e-6


@dataclass(frozen=True, slots=True)
class Broken:
    """One rule or claim that a plan breaks: the ids it is about, and a sentence."""

    rule: Rule | Claim
    what: tuple[str, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """A plan laid out for reading: who attends and presents which runs, and which slots they take."""

    problem: Problem
    plan: Plan
    #: Positions in the day that each run takes, by run id; fewer than its length at the day's end.
    slots: dict[str, tuple[int, ...]]
    seated: dict[str, list[str]]
    attends: dict[str, list[Run]]
    presents: dict[str, list[Run]]

    def places(self, attendee_id: str) -> list[Run]:
        """Everywhere a person is, attending or presenting."""
        return self.attends[attendee_id] + self.presents[attendee_id]

    def run_ids(self, attendee_id: str) -> set[str]:
        return {run.id for run in self.places(attendee_id)}

    def slot_id(self, position: int) -> str:
        return self.problem.slots[position].id

    def name(self, run: Run) -> str:
        return f"“{self.problem.session(run.session).title}” ({run.id})"


def sitting(problem: Problem, plan: Plan) -> Sitting:
    """Lay out a plan whose names are all known."""
    day = Sitting(
        problem,
        plan,
        slots={},
        seated={run.id: [] for run in plan.runs},
        attends={attendee.id: [] for attendee in problem.attendees},
        presents={attendee.id: [] for attendee in problem.attendees},
    )
    positions = {slot.id: position for position, slot in enumerate(problem.slots)}
    runs = {run.id: run for run in plan.runs}
    for run in plan.runs:
        session = problem.session(run.session)
        first = positions[run.slot]
        day.slots[run.id] = tuple(range(first, min(first + session.length, len(problem.slots))))
        for presenter in session.presenters:
            day.presents[presenter].append(run)
    for seat in plan.seats:
        day.seated[seat.run].append(seat.attendee)
        day.attends[seat.attendee].append(runs[seat.run])
    return day


def broken_references(problem: Problem, plan: Plan) -> Iterator[Broken]:
    """Another problem's plan, names that stand for nothing, and what stands twice."""
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
    seats = Counter((seat.attendee, seat.run) for seat in plan.seats)
    for attendee, run_id in seats:
        if attendee not in problem.attendee_by_id:
            yield Broken(Claim.REFERENCES, (attendee, run_id), f"There is no attendee {attendee}.")
        if run_id not in runs:
            yield Broken(Claim.REFERENCES, (attendee, run_id), f"{attendee}: there is no run {run_id}.")
    yield from (
        Broken(Claim.REFERENCES, (run_id,), f"Run {run_id} stands {count} times.")
        for run_id, count in runs.items()
        if count > 1
    )
    yield from (
        Broken(Claim.REFERENCES, seat, f"{seat[0]} is seated {count} times in run {seat[1]}.")
        for seat, count in seats.items()
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


def recounted_score(day: Sitting) -> float:
    """The score, straight from its definition."""
    problem, weights = day.problem, day.problem.weights
    total = 0.0
    for attendee in problem.attendees:
        total += _worth_of_day(day, attendee)
        total -= weights.missed * len(_requirements_missed(day, attendee))
        total -= weights.unplaced * len(_empty_slots(day, attendee))
        total -= weights.unsuited * sum(_is_unsuited(attendee, run) for run in day.attends[attendee.id])
    for run in day.plan.runs:
        if len(day.seated[run.id]) < problem.session(run.session).minimum:
            total -= weights.under_minimum
    for group in problem.together:
        for member in group:
            others = set().union(*(day.run_ids(other) for other in group if other != member))
            total -= weights.together * others.isdisjoint(day.run_ids(member))
    for group in problem.spread:
        members = Counter(run for member in group for run in day.run_ids(member))
        total -= weights.split * sum(count * (count - 1) // 2 for count in members.values())
    return total - weights.change * _changes(day)


def _worth_of_day(day: Sitting, attendee: Attendee) -> float:
    """What a person's wishes bring to the score: satisfaction, less a low day and missing all of the top."""
    problem, weights = day.problem, day.problem.weights
    points = {wish.session: problem.points_for(wish.rank) for wish in attendee.wishes}
    lengths = {session: problem.session(session).length for session in points}
    most = _fullest({session: (lengths[session], points[session]) for session in points}, _room(day, attendee))
    if most <= 0:
        return 0.0
    attended = {run.session for run in day.attends[attendee.id]}
    share = min(1.0, sum(points[session] for session in attended & points.keys()) / most)
    worth = weights.satisfaction * share - weights.low_day * max(0.0, 0.5 - share)
    if len(points) >= 3:
        third = sorted(wish.rank for wish in attendee.wishes)[2]
        top = {wish.session for wish in attendee.wishes if wish.rank <= third}
        worth -= weights.none_of_top_three * top.isdisjoint(attended)
    return worth


def _room(day: Sitting, attendee: Attendee) -> int:
    """Slots for wishes: those available, less presenting, less requirements neither wished nor presented."""
    presented = [session for session in day.problem.sessions if attendee.id in session.presenters]
    own = {session.id for session in presented} | {wish.session for wish in attendee.wishes}
    available = day.problem.slots if attendee.slots is None else attendee.slots
    slots = len(available) - sum(session.length * max(session.fewest_runs, 1) for session in presented)
    for choice in attendee.required:
        if not own & set(choice):
            slots -= min(day.problem.session(session).length for session in choice)
    return max(slots, 0)


def _fullest(sessions: dict[str, tuple[int, float]], slots: int) -> float:
    """The most points that sessions of these (length, points) can give in so many slots."""
    best_by_length = {0: 0.0}
    for length, points in sessions.values():
        longer = {used + length: best + points for used, best in best_by_length.items()}
        for used, best in longer.items():
            if used <= slots:
                best_by_length[used] = max(best, best_by_length.get(used, best))
    return max(best_by_length.values())


def _empty_slots(day: Sitting, attendee: Attendee) -> list[tuple[str, str]]:
    if attendee.may_stay_away:
        return []
    filled = {day.slot_id(slot) for run in day.places(attendee.id) for slot in day.slots[run.id]}
    free = {slot.id for slot in day.problem.slots} if attendee.slots is None else attendee.slots
    return [(attendee.id, slot) for slot in sorted(free - filled)]


def _requirements_missed(day: Sitting, attendee: Attendee) -> list[tuple[str, tuple[str, ...]]]:
    met = {run.session for run in day.places(attendee.id)}
    return [(attendee.id, choice) for choice in attendee.required if not met & set(choice)]


def _is_unsuited(attendee: Attendee, run: Run) -> bool:
    if attendee.suits is None or run.session in attendee.suits:
        return False
    return not _reasons(attendee, run)


def _reasons(attendee: Attendee, run: Run) -> set[Why]:
    """Every reason this person could be said to sit in this run; none for a seat they did not ask for."""
    reasons = set()
    if any(pin.session == run.session and pin.slot in (None, run.slot) for pin in attendee.pins):
        reasons.add(Why.PIN)
    if any(run.session in choice for choice in attendee.required):
        reasons.add(Why.REQUIRED)
    if any(wish.session == run.session for wish in attendee.wishes):
        reasons.add(Why.WISH)
    return reasons


def _changes(day: Sitting) -> int:
    """(person, slot) of the previous seats that now hold another session, another room or nothing."""
    previous = day.problem.previous
    if previous is None:
        return 0
    now = {
        (attendee.id, slot): (run.session, run.room)
        for attendee in day.problem.attendees
        for run in day.places(attendee.id)
        for slot in day.slots[run.id]
    }
    order = [slot.id for slot in day.problem.slots]
    runs = {run.id: run for run in previous.runs}
    changed = 0
    for seat in previous.seats:
        run = runs[seat.run]
        first = order.index(run.slot)
        session = day.problem.session_by_id.get(run.session)
        for slot in range(first, min(len(order), first + (session.length if session else 1))):
            if seat.attendee in day.attends:
                changed += now.get((seat.attendee, slot)) != (run.session, run.room)
    return changed


def _broken_emptiness(plan: Plan) -> Iterator[Broken]:
    if plan.runs or plan.seats:
        yield Broken(Claim.STATUS, (), f"The plan is called {plan.status.value}, yet it seats people.")
    if plan.status is Status.IMPOSSIBLE and not plan.conflict:
        yield Broken(Claim.STATUS, (), "The plan is called impossible, yet it names no conflict.")


def _broken_reasons(day: Sitting) -> Iterator[Broken]:
    runs = {run.id: run for run in day.plan.runs}
    for seat in day.plan.seats:
        attendee, run = day.problem.attendee(seat.attendee), runs[seat.run]
        rank = next((wish.rank for wish in attendee.wishes if wish.session == run.session), None)
        if seat.why not in (_reasons(attendee, run) or {Why.FILL}) or seat.rank != rank:
            said = f"{seat.why.value}, choice {seat.rank or 'none'}"
            yield Broken(
                Claim.REASONS,
                (seat.attendee, seat.run),
                f"{seat.attendee} does not sit in {day.name(run)} by “{said}”.",
            )


def _broken_lists(day: Sitting) -> Iterator[Broken]:
    attendees = day.problem.attendees
    empty = Counter(found for attendee in attendees for found in _empty_slots(day, attendee))
    missed = Counter(found for attendee in attendees for found in _requirements_missed(day, attendee))
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
    if plan.score is None or abs(plan.score - score) > SAME * max(1.0, abs(score)):
        yield Broken(Claim.SCORE, (), f"The score is {score:.6g}, not {plan.score}.")
    if plan.bound is None:
        if plan.status is Status.OPTIMAL:
            yield Broken(Claim.STATUS, (), "The plan is called optimal without a bound.")
        return
    if plan.bound < score - SAME * max(1.0, abs(plan.bound)):
        yield Broken(Claim.BOUND, (), f"The bound {plan.bound:.6g} is below the score {score:.6g}.")
    gap = (plan.bound - score) / max(1.0, abs(plan.bound))
    if plan.gap is None or abs(plan.gap - gap) > SAME_GAP:
        yield Broken(Claim.BOUND, (), f"The gap is {gap:.6g}, not {plan.gap}.")
    if plan.status is Status.OPTIMAL and gap > PROVED:
        yield Broken(Claim.STATUS, (), f"The plan is called optimal with a gap of {gap:.6g}.")
