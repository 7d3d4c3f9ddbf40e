"""Why one person's day is as it is: the reason for each seat, and what stood in the way of each other wish.

The reasons are a closed list and carry counts only; nobody else is ever named.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from pdday.solver.plan import Plan, Run, Seat, Why
from pdday.solver.problem import Attendee, Problem, Wish


class Obstacle(StrEnum):
    """What stood between a person and a wish; the first that fits, from the farthest to the nearest."""

    NOT_RUN = "not run"
    NEVER_FREE = "never free"
    CLASH = "clash"
    KEPT_OUT = "kept out"
    FULL = "full"
    SEAT_LEFT = "seat left"


@dataclass(frozen=True, slots=True)
class SeatReason:
    """Why a person sits in this run."""

    seat: Seat
    session: str
    slot: str
    sentence: str


@dataclass(frozen=True, slots=True)
class MissedWish:
    """A wish not got. `asked`: how many people wished the session; `seats`: how many its runs have."""

    wish: Wish
    obstacle: Obstacle
    asked: int
    seats: int
    sentence: str


@dataclass(frozen=True, slots=True)
class DayReasons:
    """Everything there is to say about why a person's day is as it is, in the order of day and wishes."""

    seats: tuple[SeatReason, ...]
    missed: tuple[MissedWish, ...]


def why(problem: Problem, plan: Plan, attendee_id: str) -> DayReasons:
    """The reasons for one person's day, told to that person."""
    return Reasons(problem, plan).of(attendee_id)


@dataclass(frozen=True)
class Reasons:
    """A plan made ready to be asked for many people's reasons."""

    problem: Problem
    plan: Plan

    def of(self, attendee_id: str) -> DayReasons:
        """The reasons for this person's day."""
        attendee = self.problem.attendee(attendee_id)
        attended = {self.runs[seat.run].session for seat in self.seats[attendee_id]}
        return DayReasons(
            seats=tuple(
                sorted(
                    (self._seat_reason(seat) for seat in self.seats[attendee_id]),
                    key=lambda reason: self.problem.slot_index[reason.slot],
                )
            ),
            missed=tuple(self._missed_wish(attendee, wish) for wish in attendee.wishes if wish.session not in attended),
        )

    def obstacle(self, attendee: Attendee, wish: Wish) -> Obstacle:
        """What stood in the way of this wish, where it came nearest to being met."""
        order = list(Obstacle)
        runs = self.runs_of.get(wish.session, [])
        obstacles = [self._obstacle_at(attendee, wish, run) for run in runs]
        return max(obstacles, key=order.index, default=Obstacle.NOT_RUN)

    def _obstacle_at(self, attendee: Attendee, wish: Wish, run: Run) -> Obstacle:
        slots = set(self._covers(run))
        presenting = {
            slot
            for session in self.problem.presents(attendee.id)
            for own in self.runs_of.get(session, ())
            for slot in self._covers(own)
        }
        if slots & presenting or (attendee.slots is not None and not slots <= attendee.slots):
            return Obstacle.NEVER_FREE
        in_the_way = [seat for seat in self.seats[attendee.id] if slots & set(self._covers(self.runs[seat.run]))]
        if any(_weighs_as_much(seat, wish) for seat in in_the_way):
            return Obstacle.CLASH
        if self._is_kept_out(attendee, run, in_the_way):
            return Obstacle.KEPT_OUT
        return Obstacle.FULL if self.taken[run.id] >= self.problem.heads(run) else Obstacle.SEAT_LEFT

    def _is_kept_out(self, attendee: Attendee, run: Run, in_the_way: list[Seat]) -> bool:
        """Whether a rule about people keeps this person out of the run, their present seat there given up."""
        if not attendee.needs <= self.problem.room(run.room).features:
            return True
        here = self.people_in[run.id]
        if any(attendee.id in pair and not here.isdisjoint({*pair} - {attendee.id}) for pair in self.problem.apart):
            return True
        if any(attendee.id in pair and here.isdisjoint({*pair} - {attendee.id}) for pair in self.problem.joined):
            return True
        given_up = {seat.run for seat in in_the_way}
        others = [self.runs[seat.run] for seat in self.seats[attendee.id] if seat.run not in given_up]
        others += [own for session in self.problem.presents(attendee.id) for own in self.runs_of.get(session, ())]
        return any(self._is_too_far(run, other) or self._is_too_far(other, run) for other in others)

    def _is_too_far(self, run: Run, following: Run) -> bool:
        """Whether nobody gets from one run to the next in the gap between."""
        last = self.problem.slot_index[self._covers(run)[-1]]
        first = self.problem.slot_index[following.slot]
        slots = self.problem.slots
        if first != last + 1 or slots[first].block != slots[last].block:
            return False
        sites = (self.problem.room(each.room).site for each in (run, following))
        return self.problem.minutes_between(*sites) > slots[last].gap_after

    def _seat_reason(self, seat: Seat) -> SeatReason:
        run = self.runs[seat.run]
        title = self._title(run.session)
        match seat.why:
            case Why.PIN:
                sentence = f"The coordinator gave you this place in {title}."
            case Why.REQUIRED:
                sentence = f"{title} is required of you."
            case Why.WISH:
                sentence = f"You asked for {title}: it is your choice number {seat.rank}."
            case Why.FILL:
                sentence = f"You were free in this slot and {title} had a seat for you."
        return SeatReason(seat, run.session, run.slot, sentence)

    def _missed_wish(self, attendee: Attendee, wish: Wish) -> MissedWish:
        obstacle = self.obstacle(attendee, wish)
        asked = self.asked[wish.session]
        seats = sum(self.problem.heads(run) for run in self.runs_of.get(wish.session, ()))
        title = self._title(wish.session)
        match obstacle:
            case Obstacle.NOT_RUN:
                sentence = f"{title} does not run on this day."
            case Obstacle.NEVER_FREE:
                sentence = f"{title} runs only while you are away or presenting."
            case Obstacle.CLASH:
                sentence = f"{title} runs at the same time as a place that you wanted as much, or more, or must have."
            case Obstacle.KEPT_OUT:
                sentence = f"One of the day's rules keeps you out of {title} where it runs."
            case Obstacle.FULL:
                sentence = f"{title} is full: asked for by {asked}, and it seats {seats}."
            case Obstacle.SEAT_LEFT:
                sentence = f"{title} has a seat left: ask the coordinator to move you."
        return MissedWish(wish, obstacle, asked, seats, sentence)

    @cached_property
    def runs(self) -> Mapping[str, Run]:
        """Runs by id."""
        return {run.id: run for run in self.plan.runs}

    @cached_property
    def runs_of(self) -> Mapping[str, list[Run]]:
        """Runs by session."""
        found: dict[str, list[Run]] = {}
        for run in self.plan.runs:
            found.setdefault(run.session, []).append(run)
        return found

    @cached_property
    def seats(self) -> Mapping[str, list[Seat]]:
        """Seats by person."""
        found: dict[str, list[Seat]] = {attendee.id: [] for attendee in self.problem.attendees}
        for seat in self.plan.seats:
            found[seat.attendee].append(seat)
        return found

    @cached_property
    def taken(self) -> Counter[str]:
        """Seats taken, by run."""
        return Counter(seat.run for seat in self.plan.seats)

    @cached_property
    def asked(self) -> Counter[str]:
        """How many people wished each session."""
        return Counter(wish.session for attendee in self.problem.attendees for wish in attendee.wishes)

    @cached_property
    def people_in(self) -> Mapping[str, set[str]]:
        """Who is in each run, sitting or presenting."""
        found = {run.id: set(self.problem.session(run.session).presenters) for run in self.plan.runs}
        for seat in self.plan.seats:
            found[seat.run].add(seat.attendee)
        return found

    def _covers(self, run: Run) -> tuple[str, ...]:
        return self.problem.covers(run.session, run.slot)

    def _title(self, session_id: str) -> str:
        return f"“{self.problem.session(session_id).title}”"


def _weighs_as_much(seat: Seat, wish: Wish) -> bool:
    """Whether a seat stands above a wish: pinned, required, or wanted at least as much."""
    return seat.why in (Why.PIN, Why.REQUIRED) or (seat.rank is not None and seat.rank <= wish.rank)
