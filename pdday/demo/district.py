"""The Harlow Ridge School District: planned from a size and a seed, then written as rows.

Planning is pure and asks no database, so the same size and seed give the same district anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pdday.demo import arrangements, frame, gatherings, people, places, presenters, rooms, sessions, wishes
from pdday.demo.arrangements import Arrangements
from pdday.demo.frame import Calendar
from pdday.demo.gatherings import PlannedGathering
from pdday.demo.people import Person
from pdday.demo.places import Site
from pdday.demo.rooms import PlannedRoom
from pdday.demo.sessions import PlannedSession
from pdday.demo.shares import DESCRIBED
from pdday.demo.wishes import PlannedList
from pdday.programme.vocabulary import PhaseKind

SEED = 4417


@dataclass(frozen=True)
class DistrictPlan:
    """Everything there is before the day is solved. People are given by number, sessions by code."""

    seed: int
    calendar: Calendar
    sites: tuple[Site, ...]
    rooms: tuple[PlannedRoom, ...]
    people: tuple[Person, ...]
    sessions: tuple[PlannedSession, ...]
    #: Who leads what: code → numbers, lead first.
    presenters: dict[str, tuple[int, ...]]
    arrangements: Arrangements
    gatherings: tuple[PlannedGathering, ...]
    lists: tuple[PlannedList, ...]

    @property
    def accepted(self) -> list[PlannedSession]:
        """The sessions that run."""
        return [session for session in self.sessions if session.accepted]


def plan_district(*, staff: int = DESCRIBED, seed: int = SEED, on: date = frame.DAY) -> DistrictPlan:
    """The district of this size and seed, its day held on that date. Raises ValueError where it is too small."""
    calendar = frame.calendar(on)
    sites = places.sites(staff)
    all_rooms = rooms.rooms(staff)
    everyone = people.people(staff, seed, sites)
    offered = sessions.sessions(staff, sites)
    arranged = arrangements.arrangements(everyone, calendar, seed)
    leads = presenters.presenters(everyone, offered, arranged.bound, seed)
    return DistrictPlan(
        seed=seed,
        calendar=calendar,
        sites=sites,
        rooms=all_rooms,
        people=tuple(everyone),
        sessions=tuple(offered),
        presenters=leads,
        arrangements=arranged,
        gatherings=tuple(gatherings.gatherings(everyone, all_rooms, arranged)),
        lists=tuple(
            wishes.lists(
                everyone, offered, leads, arranged.interpreters, calendar.phases[PhaseKind.CHOOSING], seed=seed
            )
        ),
    )
