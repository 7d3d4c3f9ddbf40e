"""The best plan so far: always checked, always at hand, and told to whoever listens."""

import logging
import math
import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import RLock, get_ident

from pdday.solver.check import check
from pdday.solver.draft import PROVED_GAP, Draft, as_plan, is_wrong, with_bound
from pdday.solver.plan import Plan, Run, plan_json, relative_gap
from pdday.solver.problem import Attendee, Problem
from pdday.solver.score import Score, everyone_perfect, most, top_three

log = logging.getLogger(__name__)

#: Plans whose scores differ by less are equally good.
EQUALLY_GOOD = 1e-7


class EngineFault(AssertionError):
    """The engine made a plan that breaks a rule: a mistake in the program, never shown as a plan."""


def refuse_broken(problem: Problem, plan: Plan) -> None:
    """Raises EngineFault if the plan breaks a rule or says of itself what is not so."""
    if broken := check(problem, plan):
        raise EngineFault(f"{broken[0].rule}: {broken[0].sentence}")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the engine is. Scores are None until there is a plan, the bound until one is proved.

    Choices are told of the people who count (score.py), and how many these are.
    """

    phase: str
    score: float | None
    bound: float | None
    seconds: float
    first_choices: int | None
    top_threes: int | None
    none_of_top_three: int | None
    #: Who got their first choice is one of these people; who got one of their top three, or none, one of those.
    people: int
    with_three: int


class Best:
    """Keeps the best plan offered, and the lowest bound proved."""

    def __init__(
        self,
        problem: Problem,
        *,
        begin: float,
        seed: int,
        path: Path | None,
    ) -> None:
        self.problem = problem
        self.plan: Plan | None = None
        self.bound = everyone_perfect(problem)
        self._counting = [attendee for attendee in problem.attendees if most(problem, attendee) > 0]
        self._with_three = sum(bool(top_three(attendee)) for attendee in self._counting)
        self._standing: _Standing | None = None
        self._begin, self._seed, self._path = begin, seed, path
        self._phase = "start"
        self._lock = RLock()
        self._news: SimpleQueue[Progress] = SimpleQueue()

    def offer(self, draft: Draft | None) -> bool:
        """Keep this draft if it beats the best plan and breaks no rule; says whether it did.

        Of two equally good plans, the one that changes fewer people since the previous plan is better. Raises
        EngineFault if the draft breaks a rule and there is no plan to fall back on.
        """
        if draft is None:
            return False
        with self._lock:
            return self._offer(draft, faults=True)

    def suggest(self, draft: Draft) -> None:
        """The same for a draft made without the model: if it breaks a rule it is no fault, only of no use."""
        with self._lock:
            self._offer(draft, faults=False)

    def _offer(self, draft: Draft, *, faults: bool) -> bool:
        plan, counted = as_plan(self.problem, draft)
        if self._standing is not None and not _is_better(counted, self._standing):
            return False
        plan = with_bound(plan, math.inf, seconds=0.0, seed=self._seed)
        broken = check(self.problem, plan)
        if broken and not faults:
            return False
        if broken:
            log.error("The engine's plan breaks %s: %s", broken[0].rule, broken[0].sentence)
            if self.plan is None:
                raise EngineFault(f"{broken[0].rule}: {broken[0].sentence}")
            return False
        if is_wrong(self.bound, counted.total):
            log.error("The plan scores %s, so the bound %s is wrong and thrown away.", counted.total, self.bound)
            self.bound = everyone_perfect(self.problem)
        met = _choices_met(self._counting, plan, counted)
        self.plan, self._standing = plan, _Standing(counted.total, _moved(counted), met)
        self._write()
        self.tell(self._phase)
        return True

    def prove(self, bound: float) -> None:
        """Note that no plan can score more than this; a plan that does score more refutes it, and it is not noted."""
        with self._lock:
            score = self.score()
            if score is not None and is_wrong(bound, score):
                log.error("The bound %s is wrong: there is a plan that scores %s.", bound, score)
                return
            self.bound = min(self.bound, bound)
            self.tell(self._phase)

    def is_proved(self) -> bool:
        """Whether nothing better can exist."""
        return self.plan is not None and relative_gap(self.plan.score or 0.0, self.bound) <= PROVED_GAP

    def score(self) -> float | None:
        """What the best plan so far scores."""
        return None if self.plan is None else self.plan.score

    def runs(self) -> Sequence[Run]:
        """The best timetable so far."""
        return () if self.plan is None else self.plan.runs

    def draft(self) -> Draft:
        """The best plan so far as a draft."""
        if self.plan is None:
            raise ValueError("there is no plan yet")
        return Draft(self.plan.runs, tuple((seat.attendee, seat.run) for seat in self.plan.seats))

    def tell(self, phase: str) -> None:
        """Note how far the work is, for whoever listens."""
        self._phase = phase
        self._news.put(self.progress())

    def news(self) -> list[Progress]:
        """What was told since the last time somebody asked; may be asked from another thread."""
        heard = []
        with suppress(Empty):
            while True:
                heard.append(self._news.get_nowait())
        return heard

    def progress(self) -> Progress:
        """How far the work is at this moment."""
        seconds = time.monotonic() - self._begin
        bound = None if math.isinf(self.bound) else self.bound
        people = (len(self._counting), self._with_three)
        if self._standing is None:
            return Progress(self._phase, None, bound, seconds, None, None, None, *people)
        return Progress(self._phase, self._standing.score, bound, seconds, *self._standing.met, *people)

    def final(self) -> Plan:
        """The best plan with what is proved about it, checked once more. Raises EngineFault if it is wrong."""
        if self.plan is None:
            raise ValueError("there is no plan")
        plan = with_bound(self.plan, self.bound, seconds=time.monotonic() - self._begin, seed=self._seed)
        refuse_broken(self.problem, plan)
        return plan

    def _write(self) -> None:
        """Keep the best plan in its file."""
        if self._path is None or self.plan is None:
            return
        plan = with_bound(self.plan, self.bound, seconds=time.monotonic() - self._begin, seed=self._seed)
        try:
            write_whole(self._path, plan_json(plan))
        except OSError as error:  # a full disk now is no reason to stop: the plan is still at hand
            log.warning("The best plan so far cannot be kept in %s: %s", self._path, error)


def write_whole(path: Path, text: str) -> None:
    """Replace a file in one step, so that whoever reads it never sees half of it; two who write never meet."""
    fresh = path.with_name(f".pdday-{os.getpid()}-{get_ident()}")
    try:
        fresh.write_text(text, encoding="utf-8")
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is told of the best plan: its score, who moved, and first choices, top threes and none of these met."""

    score: float
    #: People whose day changed since the previous plan, and their changes.
    moved: tuple[int, int]
    met: tuple[int, int, int]


def _is_better(counted: Score, standing: _Standing) -> bool:
    gain = counted.total - standing.score
    return gain > EQUALLY_GOOD or (gain > -EQUALLY_GOOD and _moved(counted) < standing.moved)


def _moved(counted: Score) -> tuple[int, int]:
    return len({attendee for attendee, _ in counted.changes}), len(counted.changes)


def _choices_met(people: Sequence[Attendee], plan: Plan, counted: Score) -> tuple[int, int, int]:
    """How many of these people got their first choice, how many any of their top three, how many none of these."""
    session_of = {run.id: run.session for run in plan.runs}
    attended: dict[str, set[str]] = {}
    for seat in plan.seats:
        attended.setdefault(seat.attendee, set()).add(session_of[seat.run])
    firsts = tops = 0
    for attendee in people:
        got = attended.get(attendee.id, set())
        best = min(wish.rank for wish in attendee.wishes)
        firsts += any(wish.rank == best and wish.session in got for wish in attendee.wishes)
        tops += not top_three(attendee).isdisjoint(got)
    return firsts, tops, len(counted.none_of_top_three)
