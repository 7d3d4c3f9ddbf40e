"""How days are planned without a solver, to compare with: a naive timetable, then sign-up in some order.

Everything is drawn from the seed alone. The plans keep the rules; where a naive way cannot, there is none.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from pdday.solver.check import check
from pdday.solver.choices import PLACE_RULES, presenters_available
from pdday.solver.draft import Draft, as_plan
from pdday.solver.plan import Plan, Run
from pdday.solver.precheck import runs_needed
from pdday.solver.problem import Problem, Session
from pdday.solver.signup import Signup


class Timetable(StrEnum):
    """A naive way to place the sessions."""

    LISTED = "as listed"
    SPREAD = "popular ones spread over the slots"
    SHUFFLED = "by lot"


def first_come_first_served(problem: Problem, way: Timetable, *, seed: int) -> Plan | None:
    """People come in an order by lot; each takes the best of their list that is left."""
    return _planned(problem, way, _serve_in_turn, seed=seed)


def rounds_by_rank(problem: Problem, way: Timetable, *, seed: int) -> Plan | None:
    """First everybody's first choices, as far as seats go, then the second ones, and so on."""
    return _planned(problem, way, _serve_in_rounds, seed=seed)


def naive_timetable(problem: Problem, way: Timetable, *, seed: int) -> tuple[Run, ...] | None:
    """Each session that must run in the first place that suits it, then repeats as far as rooms go.

    A session that finds no place moves to the front, and everything starts again.
    """
    chance = random.Random(seed)
    order = _order(problem, way, chance)
    for _ in range(2 * len(order) + 1):
        board = _Board(problem, way, random.Random(seed))
        stuck = next((session for session in order if not board.place_all(session)), None)
        if stuck is None:
            board.repeat(order)
            return tuple(board.runs)
        order.remove(stuck)
        order.insert(0, stuck)
    return None


def _planned(
    problem: Problem,
    way: Timetable,
    serve: Callable[[Problem, Signup, random.Random], None],
    *,
    seed: int,
) -> Plan | None:
    runs = naive_timetable(problem, way, seed=seed)
    if runs is None:
        return None
    signup = Signup(problem, runs)
    signup.seat_who_must()
    serve(problem, signup, random.Random(seed))
    signup.fill()
    plan, _ = as_plan(problem, Draft(signup.standing_runs(), tuple(signup.sittings)))
    return None if check(problem, plan) else plan


def _serve_in_turn(problem: Problem, signup: Signup, chance: random.Random) -> None:
    for attendee in chance.sample(problem.attendees, len(problem.attendees)):
        for wish in attendee.wishes:
            signup.take(attendee, wish.session)


def _serve_in_rounds(problem: Problem, signup: Signup, chance: random.Random) -> None:
    longest = max((len(attendee.wishes) for attendee in problem.attendees), default=0)
    for place in range(longest):
        for attendee in chance.sample(problem.attendees, len(problem.attendees)):
            if place < len(attendee.wishes):
                signup.take(attendee, attendee.wishes[place].session)


def _order(problem: Problem, way: Timetable, chance: random.Random) -> list[Session]:
    sessions = list(problem.sessions)
    match way:
        case Timetable.LISTED:
            return sessions
        case Timetable.SPREAD:
            asked = _asked(problem)
            return sorted(sessions, key=lambda session: (-asked[session.id], session.id))
        case Timetable.SHUFFLED:
            return chance.sample(sessions, len(sessions))


def _asked(problem: Problem) -> Counter[str]:
    return Counter(wish.session for attendee in problem.attendees for wish in attendee.wishes)


class _Board:
    """The timetable being filled, run by run."""

    def __init__(self, problem: Problem, way: Timetable, chance: random.Random) -> None:
        self.problem, self.way, self.chance = problem, way, chance
        self.runs: list[Run] = []
        self.needed = runs_needed(problem)
        self.asked = _asked(problem)
        self.taken: set[tuple[str, str]] = set()
        self.presenting: set[tuple[str, str]] = set()
        #: How much the sessions in each slot are asked for.
        self.crowd: Counter[str] = Counter()

    def place_all(self, session: Session) -> bool:
        """Place the session as often as it must run; says whether that was possible."""
        wanted = [(pin.slot, pin.room) for pin in session.pins]
        wanted += [
            (pin.slot, None)
            for attendee in self.problem.attendees
            for pin in attendee.pins
            if pin.session == session.id and pin.slot is not None
        ]
        for slot, room in dict.fromkeys(wanted):
            own = [run for run in self.runs if run.session == session.id]
            if not any(slot in (None, run.slot) and room in (None, run.room) for run in own) and not self.place(
                session, slot=slot, room=room
            ):
                return False
        runs = sum(run.session == session.id for run in self.runs)
        return all(self.place(session) for _ in range(self.needed[session.id] - runs))

    def repeat(self, order: Iterable[Session]) -> None:
        """Let sessions run more often, the most wanted first, as far as they may and rooms go."""
        for session in sorted(order, key=lambda session: -self.asked[session.id]):
            runs = sum(run.session == session.id for run in self.runs)
            while runs < session.most_runs and self.place(session):
                runs += 1

    def place(self, session: Session, *, slot: str | None = None, room: str | None = None) -> bool:
        """Put one run of the session where it may be; says whether there was such a place."""
        openings = [
            (start, each.id)
            for start in self._starts(session)
            if slot in (None, start) and presenters_available(self.problem, session, start)
            for each in sorted(self.problem.rooms, key=lambda each: (-each.seats, each.id))
            if room in (None, each.id)
            and all(may_be(self.problem, session, start, each) for may_be in PLACE_RULES.values())
            and self._is_free(session, start, each.id)
        ]
        if not openings:
            return False
        start, room_id = openings[0]
        for covered in self.problem.covers(session, start):
            self.taken.add((room_id, covered))
            self.crowd[covered] += self.asked[session.id]
            self.presenting.update((person, covered) for person in (session.id, *session.presenters))
        self.runs.append(Run(f"{session.id}@{start}", session.id, start, room_id))
        return True

    def _starts(self, session: Session) -> Sequence[str]:
        starts = list(self.problem.starts(session))
        if self.way is Timetable.SPREAD:
            starts.sort(key=lambda start: self.crowd[start])
        elif self.way is Timetable.SHUFFLED:
            self.chance.shuffle(starts)
        return starts

    def _is_free(self, session: Session, start: str, room: str) -> bool:
        """Whether the room and the presenters are free, and the session does not run already."""
        return all(
            (room, slot) not in self.taken
            and all((person, slot) not in self.presenting for person in (session.id, *session.presenters))
            for slot in self.problem.covers(session, start)
        )
