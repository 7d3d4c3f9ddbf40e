"""Small days made by hand: plain functions that say what a thing is and default the rest."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from pdday.solver.plan import Plan, Run, Seat, Status, relative_gap
from pdday.solver.problem import (
    POINTS,
    Attendee,
    Problem,
    Room,
    RunPin,
    SeatPin,
    Session,
    Slot,
    Weights,
    Wish,
)
from pdday.solver.reading import without_own_wishes
from pdday.solver.score import missed, places_by_attendee, score, unplaced, why_seated

WEIGHTS = Weights()


def make_slots(*blocks: str, gap_after: int = 10) -> tuple[Slot, ...]:
    """One slot for each letter, one block for each text: `make_slots("AB", "C")`."""
    return tuple(
        Slot(id=letter, label=letter, block=letters, gap_after=gap_after) for letters in blocks for letter in letters
    )


def make_room(
    room_id: str = "R1",
    *,
    site: str = "HS",
    seats: int = 30,
    features: Iterable[str] = (),
    closed: Iterable[str] = (),
) -> Room:
    return Room(room_id, site, seats, frozenset(features), frozenset(closed))


def make_session(
    session_id: str = "S1",
    *,
    title: str | None = None,
    length: int = 1,
    runs: tuple[int, int] = (1, 1),
    attendance: tuple[int, int | None] = (0, None),
    features: Iterable[str] = (),
    sites: Iterable[str] | None = None,
    slots: Iterable[str] | None = None,
    presenters: Iterable[str] = (),
    audience: Iterable[str] | None = None,
    pins: Iterable[tuple[str | None, str | None]] = (),
) -> Session:
    """A session; `pins` are (slot, room) pairs, None for any."""
    return Session(
        id=session_id,
        title=title or f"Session {session_id}",
        length=length,
        fewest_runs=runs[0],
        most_runs=runs[1],
        minimum=attendance[0],
        maximum=attendance[1],
        features=frozenset(features),
        sites=None if sites is None else frozenset(sites),
        slots=None if slots is None else frozenset(slots),
        presenters=tuple(sorted(presenters)),
        audience=None if audience is None else frozenset(audience),
        pins=tuple(RunPin(slot, room) for slot, room in pins),
    )


def make_attendee(
    attendee_id: str = "P1",
    *,
    wishes: Sequence[str] | Mapping[str, int] = (),
    groups: Mapping[str, str] | None = None,
    tags: Iterable[str] = (),
    slots: Iterable[str] | None = None,
    needs: Iterable[str] = (),
    may_stay_away: bool = False,
    vetoes: Iterable[str] = (),
    required: Iterable[str | tuple[str, ...]] = (),
    suits: Iterable[str] | None = None,
    pins: Iterable[tuple[str, str | None]] = (),
) -> Attendee:
    """A person; `wishes` most wanted first, or ranks by session; `pins` are (session, slot) pairs."""
    ranks = wishes if isinstance(wishes, Mapping) else {wish: rank for rank, wish in enumerate(wishes, 1)}
    return Attendee(
        id=attendee_id,
        groups=dict(groups or {}),
        tags=frozenset(tags),
        slots=None if slots is None else frozenset(slots),
        needs=frozenset(needs),
        may_stay_away=may_stay_away,
        wishes=tuple(sorted((Wish(*wish) for wish in ranks.items()), key=lambda wish: (wish.rank, wish.session))),
        vetoes=frozenset(vetoes),
        required=tuple(sorted((choice,) if isinstance(choice, str) else choice for choice in required)),
        suits=None if suits is None else frozenset(suits),
        pins=tuple(SeatPin(session, slot) for session, slot in pins),
    )


def make_problem(
    *,
    slots: tuple[Slot, ...] = make_slots("AB"),
    rooms: Collection[Room] = (make_room(),),
    sessions: Collection[Session] = (),
    attendees: Collection[Attendee] = (),
    travel: Mapping[tuple[str, str], int] | None = None,
    apart: Iterable[tuple[str, str]] = (),
    joined: Iterable[tuple[str, str]] = (),
    together: Iterable[tuple[str, ...]] = (),
    spread: Iterable[tuple[str, ...]] = (),
    previous: Plan | None = None,
    weights: Weights = WEIGHTS,
    points: Sequence[float] = POINTS,
) -> Problem:
    """A day with two slots and one room, unless it says otherwise."""
    problem = Problem(
        name="A day made by hand",
        slots=slots,
        travel={frozenset(sites): minutes for sites, minutes in (travel or {}).items()},
        rooms=tuple(sorted(rooms, key=lambda room: room.id)),
        sessions=tuple(sorted(sessions, key=lambda session: session.id)),
        attendees=tuple(sorted(attendees, key=lambda attendee: attendee.id)),
        apart=tuple(apart),
        joined=tuple(joined),
        together=tuple(together),
        spread=tuple(spread),
        previous=previous,
        weights=weights,
        points=tuple(map(float, points)),
    )
    return without_own_wishes(problem)


def make_plan(problem: Problem, seated: Mapping[str, Iterable[str]]) -> Plan:
    """The plan with these people in these runs, written `{"S1@A/R1": ["P1", "P2"]}`; its claims are true."""
    runs, seats = [], []
    for name, people in seated.items():
        when, room = name.split("/")
        session, slot = when.split("@")
        run_id = name if any(run.id == when for run in runs) else when
        runs.append(Run(run_id, session, slot, room))
        seats += [Seat(person, run_id, *why_seated(problem.attendee(person), session, slot)) for person in people]
    return make_honest(
        problem,
        Plan(
            problem=problem.fingerprint,
            status=Status.FEASIBLE,
            seconds=0.0,
            seed=1,
            runs=tuple(sorted(runs, key=lambda run: run.id)),
            seats=tuple(sorted(seats, key=lambda seat: (seat.attendee, seat.run))),
        ),
    )


def make_honest(problem: Problem, plan: Plan) -> Plan:
    """The plan with its score, its lists and a bound just as high as its score."""
    places = places_by_attendee(problem, plan)
    total = score(problem, plan).total
    return replace(
        plan,
        score=total,
        bound=total,
        gap=relative_gap(total, total),
        unplaced=unplaced(problem, places),
        missed=missed(problem, places),
    )
