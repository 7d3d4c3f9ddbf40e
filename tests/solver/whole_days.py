"""Whole days by chance for the engine: a district's day with everything a day can have, at any size."""

from __future__ import annotations

import random

from pdday.solver.problem import Attendee, Problem, Room, Session
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

SITES = ("HS", "LMS", "Online")


def make_district_day(*, staff: int = 40, sessions: int = 12, rooms: int = 6, seed: int = 1) -> Problem:
    """Two blocks of two slots on two sites and online, doubles in the morning, short sessions at the end.

    Seats are about 1.3 for each person and slot; presenters are attendees, some lead two sessions.
    """
    draw = random.Random(seed)
    names = [f"P{number:04d}" for number in range(staff)]
    seats = max(4, round(1.3 * staff / rooms))
    places = [_room(draw, number, seats) for number in range(rooms)]
    offered = [_session(draw, number, names, seats) for number in range(sessions)]
    popular = sorted(offered, key=lambda session: draw.random())
    busy = {presenter for session in offered for presenter in session.presenters}
    people = [_attendee(draw, name, popular, there_all_day=name in busy) for name in names]
    pairs = draw.sample(names, 8)
    return make_problem(
        slots=make_slots("AB", "CD", gap_after=10),
        rooms=places,
        sessions=offered,
        attendees=people,
        travel={("HS", "LMS"): 15},
        apart=[(pairs[0], pairs[1])],
        joined=[(pairs[2], pairs[3])],
        together=[(pairs[4], pairs[5])],
        spread=[(pairs[6], pairs[7])],
    )


def _room(draw: random.Random, number: int, seats: int) -> Room:
    site = "Online" if number % 5 == 4 else SITES[number % 2]
    features = {"step_free_route"} if draw.random() < 0.8 else set()
    if draw.random() < 0.3:
        features.add("computers")
    return make_room(f"R{number:02d}", site=site, seats=draw.randint(seats * 2 // 3, seats * 4 // 3), features=features)


def _session(draw: random.Random, number: int, names: list[str], seats: int) -> Session:
    kind = draw.random()
    double, short = number == 0, kind > 0.9
    return make_session(
        f"S{number:02d}",
        length=2 if double else 1,
        runs=(1, 2) if kind < 0.4 else (1, 1),
        attendance=(3, None),
        features=["computers"] if kind < 0.05 else [],
        slots=["A", "B"] if double else (["D"] if short else None),
        presenters=[names[-1 - number] if short else names[number * 3 // 4 % len(names)]],
        audience=["nurse"] if number == 1 else None,
    )


def _attendee(draw: random.Random, name: str, popular: list[Session], *, there_all_day: bool) -> Attendee:
    wished: list[str] = []
    while len(wished) < min(draw.randint(3, 8), len(popular)):
        session = popular[min(int(draw.expovariate(5 / len(popular))), len(popular) - 1)].id
        if session not in wished:
            wished.append(session)
    others = [session.id for session in popular if session.id not in wished]
    return make_attendee(
        name,
        wishes=wished,
        tags=["nurse"] if draw.random() < 0.1 else [],
        slots=["A", "B"] if draw.random() < 0.06 and not there_all_day else None,
        needs=["step_free_route"] if draw.random() < 0.05 else [],
        vetoes=others[:1] if draw.random() < 0.1 else [],
        required=[draw.choice(popular[3:]).id] if draw.random() < 0.1 else [],
        suits=[session.id for session in popular[::2]] if draw.random() < 0.5 else None,
    )
