"""How days are planned without a solver, to compare with: a naive timetable, then sign-up in some order.

Everything is drawn from the seed alone. The plans keep the rules; where a naive way cannot, there is none.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum

from pdday.solver.check import check
from pdday.solver.choices import presenters_available, room_suits
from pdday.solver.draft import Draft, as_plan
from pdday.solver.plan import Plan, Run
from pdday.solver.precheck import runs_needed
from pdday.solver.problem import Problem, Session
from pdday.solver.signup import Signup, is_near


class Timetable(StrEnum):
    """A naive way to place the sessions."""

    LISTED = "as listed"
    SPREAD = "popular ones spread over the slots"
    SHUFFLED = "by lot"


def first_come_first_served(problem: Problem, way: Timetable, *, seed: int) -> Plan | None:
    """People come in an order by lot; each takes the best of their list that is left.

    Of wishes with the same rank the one whose session's id comes first is taken to be the better.
    """
    return _planned(problem, way, _serve_in_turn, seed=seed)


def rounds_by_rank(problem: Problem, way: Timetable, *, seed: int) -> Plan | None:
    """First everybody's first choices, as far as seats go, then the second ones, and so on.

    Wishes with the same rank have their turns one after the other, in the order of their sessions' ids.
    """
    return _planned(problem, way, _serve_in_rounds, seed=seed)


def naive_timetable(problem: Problem, way: Timetable, *, seed: int) -> tuple[Run, ...] | None:
    """Each session that must run in the first place that suits it, then repeats as far as rooms go.

    A session that finds no place moves to the front, and everything starts again.
    """
    chance = random.Random(seed)
    order = _order(problem, way, chance)
    frame = _Frame(problem)
    for _ in range(2 * len(order) + 1):
        board = _Board(frame, way, random.Random(seed))
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


class _Frame:
    """What is the same at every try: how often sessions must run, where they may, and what is pinned."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.needed = runs_needed(problem)
        self.asked = _asked(problem)
        #: By session, the (slot, room) pairs that a run must keep, None for any.
        self.pinned: dict[str, list[tuple[str | None, str | None]]] = {
            session.id: [(pin.slot, pin.room) for pin in session.pins] for session in problem.sessions
        }
        for attendee in problem.attendees:
            for pin in attendee.pins:
                if pin.slot is not None and (pin.slot, None) not in self.pinned[pin.session]:
                    self.pinned[pin.session].append((pin.slot, None))
        self.rooms = sorted(problem.rooms, key=lambda room: (-room.seats, room.id))
        #: By session and start, the rooms it may be in, the largest first.
        self.openings = {session.id: self._openings(session) for session in problem.sessions}

    def _openings(self, session: Session) -> dict[str, list[str]]:
        return {
            start: [room.id for room in self.rooms if room_suits(self.problem, session, start, room)]
            for start in self.problem.starts(session)
            if presenters_available(self.problem, session, start)
        }


class _Board:
    """The timetable being filled, run by run."""

    def __init__(self, frame: _Frame, way: Timetable, chance: random.Random) -> None:
        self.frame, self.problem, self.way, self.chance = frame, frame.problem, way, chance
        self.runs: list[Run] = []
        self.count: Counter[str] = Counter()
        self.taken: set[tuple[str, str]] = set()
        #: By presenter, the run that takes each slot.
        self.days: dict[str, dict[str, Run]] = defaultdict(dict)
        #: How much the sessions in each slot are asked for.
        self.crowd: Counter[str] = Counter()

    def place_all(self, session: Session) -> bool:
        """Place the session as often as it must run; says whether that was possible."""
        for slot, room in self.frame.pinned[session.id]:
            own = [run for run in self.runs if run.session == session.id]
            if not any(slot in (None, run.slot) and room in (None, run.room) for run in own) and not self.place(
                session, slot=slot, room=room
            ):
                return False
        return all(self.place(session) for _ in range(self.frame.needed[session.id] - self.count[session.id]))

    def repeat(self, order: Iterable[Session]) -> None:
        """Let sessions run more often, the most wanted first, as far as they may and rooms go."""
        for session in sorted(order, key=lambda session: -self.frame.asked[session.id]):
            while self.count[session.id] < session.most_runs and self.place(session):
                pass

    def place(self, session: Session, *, slot: str | None = None, room: str | None = None) -> bool:
        """Put one run of the session where it may be; says whether there was such a place."""
        openings = self.frame.openings[session.id]
        place = next(
            (
                (start, each)
                for start in self._in_turn(openings)
                if slot in (None, start) and self._is_free(session, start)
                for each in openings[start]
                if room in (None, each) and self._is_empty(session, start, each)
            ),
            None,
        )
        if place is None:
            return False
        start, room_id = place
        run = Run(f"{session.id}@{start}", session.id, start, room_id)
        for covered in self.problem.covers(session.id, start):
            self.taken.add((room_id, covered))
            self.crowd[covered] += self.frame.asked[session.id]
            for presenter in session.presenters:
                self.days[presenter][covered] = run
        self.runs.append(run)
        self.count[session.id] += 1
        return True

    def _in_turn(self, starts: Iterable[str]) -> Sequence[str]:
        in_turn = list(starts)
        if self.way is Timetable.SPREAD:
            in_turn.sort(key=lambda start: self.crowd[start])
        elif self.way is Timetable.SHUFFLED:
            self.chance.shuffle(in_turn)
        return in_turn

    def _is_free(self, session: Session, start: str) -> bool:
        """Whether the presenters are free, and the session does not run already."""
        slots = self.problem.covers(session.id, start)
        if any(run.slot in slots or start in self._covered(run) for run in self.runs if run.session == session.id):
            return False
        return all(slot not in self.days[presenter] for slot in slots for presenter in session.presenters)

    def _covered(self, run: Run) -> tuple[str, ...]:
        return self.problem.covers(run.session, run.slot)

    def _is_empty(self, session: Session, start: str, room: str) -> bool:
        """Whether the room is, and the presenters get there in time."""
        run = Run("", session.id, start, room)
        return all((room, slot) not in self.taken for slot in self.problem.covers(session.id, start)) and all(
            is_near(self.problem, self.days[presenter], run) for presenter in session.presenters
        )
