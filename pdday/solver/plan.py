"""The plan: which session runs when and where, who sits in it and why, and how good that is."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pdday.solver.json_parts import BadFile, Part, absent_or, null_or, parsed, shown

FORMAT = "pdday-plan/1"


class Status(StrEnum):
    """What is known about a plan: proved best, good, proved impossible, or nothing found in time."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    IMPOSSIBLE = "impossible"
    NONE_FOUND = "none found"


class Why(StrEnum):
    """How a seat came about."""

    WISH = "wish"
    REQUIRED = "required"
    FILL = "fill"
    PIN = "pin"


@dataclass(frozen=True, slots=True)
class Run:
    """One running of a session in one room, starting in `slot`."""

    id: str
    session: str
    slot: str
    room: str


@dataclass(frozen=True, slots=True)
class Seat:
    """One person's place in one run. `rank` is that of their wish, None if they did not ask."""

    attendee: str
    run: str
    why: Why
    rank: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Unplaced:
    """A person who is free in a slot and has no place in it."""

    attendee: str
    slot: str


@dataclass(frozen=True, slots=True, order=True)
class Missed:
    """A requirement (any one of these sessions) that a person neither attends nor presents."""

    attendee: str
    required: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conflict:
    """One part of why a day is impossible: the rule, the ids it is about, and what would help."""

    rule: str
    what: tuple[str, ...]
    sentence: str
    relax: str


@dataclass(frozen=True, slots=True)
class Plan:
    """An answer to one problem, named by its fingerprint.

    `bound` is proved: no plan can score more. `gap` = (bound − score) / max(1, |bound|).
    Score, bound and gap are None where there is no plan.
    """

    problem: str
    status: Status
    score: float | None = None
    bound: float | None = None
    gap: float | None = None
    seconds: float | None = None
    seed: int | None = None
    runs: tuple[Run, ...] = ()
    seats: tuple[Seat, ...] = ()
    unplaced: tuple[Unplaced, ...] = ()
    missed: tuple[Missed, ...] = ()
    conflict: tuple[Conflict, ...] = ()


def relative_gap(score: float, bound: float) -> float:
    """How far a score may at most be from the best, as a share of the bound; scores may be negative."""
    return (bound - score) / max(1.0, abs(bound))


def read_plan(text: str) -> Plan:
    """The plan in a `pdday-plan/1` file. Raises BadFile with one sentence that names the culprit."""
    return plan_from(parsed(text))


def plan_from(part: Part) -> Plan:
    """The plan that stands in this part of a file; its seats must be in its own runs."""
    keys = part.members(
        needs="format runs seats",
        may_have="problem status score bound gap seconds seed unplaced missed conflict",
    )
    if keys["format"].value != FORMAT:
        raise keys["format"].refuse(f"must be {FORMAT}")
    runs = tuple(_run(each) for each in keys["runs"].each())
    seats = tuple(_seat(each) for each in keys["seats"].each())
    _refuse_strangers(runs, seats, where=f"{part.path}: " if part.path else "")
    return Plan(
        problem=absent_or("", keys, "problem", Part.text),
        status=absent_or(Status.FEASIBLE, keys, "status", _status),
        score=absent_or(None, keys, "score", null_or(Part.signed_number)),
        bound=absent_or(None, keys, "bound", null_or(Part.signed_number)),
        gap=absent_or(None, keys, "gap", null_or(Part.signed_number)),
        seconds=absent_or(None, keys, "seconds", null_or(Part.number)),
        seed=absent_or(None, keys, "seed", null_or(Part.whole)),
        runs=tuple(sorted(runs, key=lambda run: run.id)),
        seats=tuple(sorted(seats, key=lambda seat: (seat.attendee, seat.run))),
        unplaced=tuple(sorted(absent_or((), keys, "unplaced", _unplaced))),
        missed=tuple(sorted(absent_or((), keys, "missed", _missed))),
        conflict=absent_or((), keys, "conflict", _conflict),
    )


def plan_json(plan: Plan) -> str:
    """The plan as a file: one line for each run, seat and so on, so that two plans compare by eye."""
    lines = []
    for key, value in plan_parts(plan).items():
        if isinstance(value, list) and value:
            text = "[\n    " + ",\n    ".join(json.dumps(each, ensure_ascii=False) for each in value) + "\n  ]"
        else:
            text = json.dumps(value, ensure_ascii=False)
        lines.append(f'  "{key}": {text}')
    return "{\n" + ",\n".join(lines) + "\n}\n"


def plan_parts(plan: Plan) -> dict[str, Any]:
    """The plan as the plain objects of its file."""
    return {
        "format": FORMAT,
        "problem": plan.problem,
        "status": plan.status.value,
        "score": plain_number(plan.score),
        "bound": plain_number(plan.bound),
        "gap": plain_number(plan.gap),
        "seconds": plain_number(plan.seconds),
        "seed": plan.seed,
        "runs": [{"id": run.id, "session": run.session, "slot": run.slot, "room": run.room} for run in plan.runs],
        "seats": [
            {"attendee": seat.attendee, "run": seat.run, "why": seat.why.value, "rank": seat.rank}
            for seat in plan.seats
        ],
        "unplaced": [{"attendee": gap.attendee, "slot": gap.slot} for gap in plan.unplaced],
        "missed": [{"attendee": gap.attendee, "required": list(gap.required)} for gap in plan.missed],
        "conflict": [
            {"rule": part.rule, "what": list(part.what), "sentence": part.sentence, "relax": part.relax}
            for part in plan.conflict
        ],
    }


def plain_number(number: float | None) -> float | int | None:
    """A number as a file writes it: whole where it is whole, so that 10 and 10.0 are one."""
    return int(number) if number is not None and number == int(number) else number


def _run(part: Part) -> Run:
    keys = part.members(needs="id session slot room")
    return Run(*(keys[key].identity() for key in ("id", "session", "slot", "room")))


def _seat(part: Part) -> Seat:
    keys = part.members(needs="attendee run why", may_have="rank")
    try:
        why = Why(keys["why"].text())
    except ValueError:
        raise keys["why"].refuse("must be wish, required, fill or pin") from None
    rank = absent_or(None, keys, "rank", null_or(lambda part: part.whole(least=1)))
    return Seat(keys["attendee"].identity(), keys["run"].identity(), why, rank)


def _status(part: Part) -> Status:
    try:
        return Status(part.text())
    except ValueError:
        raise part.refuse("must be optimal, feasible, impossible or none found") from None


def _unplaced(part: Part) -> tuple[Unplaced, ...]:
    keys = [each.members(needs="attendee slot") for each in part.each()]
    return tuple(Unplaced(each["attendee"].identity(), each["slot"].identity()) for each in keys)


def _missed(part: Part) -> tuple[Missed, ...]:
    keys = [each.members(needs="attendee required") for each in part.each()]
    return tuple(Missed(each["attendee"].identity(), tuple(sorted(each["required"].texts()))) for each in keys)


def _conflict(part: Part) -> tuple[Conflict, ...]:
    keys = [each.members(needs="rule what sentence relax") for each in part.each()]
    return tuple(
        Conflict(
            each["rule"].text(),
            tuple(name.text() for name in each["what"].each()),
            each["sentence"].text(),
            each["relax"].text(),
        )
        for each in keys
    )


def _refuse_strangers(runs: tuple[Run, ...], seats: tuple[Seat, ...], *, where: str) -> None:
    """A run id stands once, and every seat is in a run of this plan."""
    known: set[str] = set()
    for run in runs:
        if run.id in known:
            raise BadFile(f"{where}run {shown(run.id)} stands twice.")
        known.add(run.id)
    for seat in seats:
        if seat.run not in known:
            raise BadFile(f"{where}attendee {shown(seat.attendee)}: run {shown(seat.run)} is not in the plan.")
