"""The sites of the demo district and the ways between them."""

from __future__ import annotations

from dataclasses import dataclass
from math import hypot

from pdday.demo.shares import SMALL
from pdday.staff.vocabulary import SchoolLevel


@dataclass(frozen=True)
class Site:
    """A place of work. `east` and `north` are minutes of driving from the host school."""

    name: str
    short_name: str
    level: SchoolLevel
    east: float
    north: float
    #: Whether even the smallest district has it.
    core: bool = False


HOST = "High School"
LOWRY = "Lowry"
TWO_RIVERS = "Two Rivers"
SERVICE_CENTER = "Service Center"
VIRTUAL = "Online"
ELEMENTARY = ("Birchfield", "Canal Street", "Eastlake", "Mesa View", "Orchard Hill", "Quarry Park")

SITES = (
    Site("Harlow Ridge High", HOST, SchoolLevel.HIGH, 0, 0, core=True),
    Site("Lowry Middle", LOWRY, SchoolLevel.MIDDLE, 1, 1, core=True),
    Site("Two Rivers Middle", TWO_RIVERS, SchoolLevel.MIDDLE, 16, 0, core=True),
    Site("Birchfield Elementary", "Birchfield", SchoolLevel.ELEMENTARY, -8, 3, core=True),
    Site("Canal Street Elementary", "Canal Street", SchoolLevel.ELEMENTARY, 4, -5),
    Site("Eastlake Elementary", "Eastlake", SchoolLevel.ELEMENTARY, 13, 8),
    Site("Mesa View Elementary", "Mesa View", SchoolLevel.ELEMENTARY, -12, 9),
    Site("Orchard Hill Elementary", "Orchard Hill", SchoolLevel.ELEMENTARY, -4, 11, core=True),
    Site("Quarry Park Elementary", "Quarry Park", SchoolLevel.ELEMENTARY, 9, -10),
    Site("Harlow Early Learning Center", "Early Learning", SchoolLevel.EARLY_LEARNING, 3, 4),
    Site("Bridge Academy", "Bridge", SchoolLevel.ALTERNATIVE, 5, -2),
    Site("District Service Center", SERVICE_CENTER, SchoolLevel.DISTRICT, -3, -2, core=True),
)
VIRTUAL_SITE = Site("Online Rooms", VIRTUAL, SchoolLevel.VIRTUAL, 0, 0, core=True)
#: Lowry is next door: one walks, and finding the car takes longer.
WALKS = {frozenset({HOST, LOWRY}): 7}
#: Leaving one building and entering another, in minutes, whatever the distance.
DOOR_TO_DOOR = 3
BY_CAR = {frozenset({HOST, TWO_RIVERS}): 16}


def sites(staff: int) -> tuple[Site, ...]:
    """Where people work: twelve sites, or the core six where the district is too small for them."""
    return tuple(site for site in SITES if site.core or staff >= SMALL)


def travel_minutes(one: Site, other: Site) -> int:
    """Door to door, the same both ways. Lowry and Two Rivers stand as DOMAIN section 13 says."""
    pair = frozenset({one.short_name, other.short_name})
    stated = WALKS.get(pair) or BY_CAR.get(pair)
    return stated or round(hypot(one.east - other.east, one.north - other.north)) + DOOR_TO_DOOR
