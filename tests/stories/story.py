"""The story that all parts tell together: one district, its people, and how far their day has come.

No clock is set anywhere. The day of the story is today, in a time zone where it is the middle of the morning: slot A
has just ended, B begins, C comes later. The coordinator moves the phases' dates on, as coordinators do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext

from pdday.clock import now, on_the_wall
from tests.browser import DESK
from tests.stories.installation import Installation
from tests.stories.person import Looks, Person, open_browser

#: Everybody who works there: first and last name, site, job title, group, grades; who has no mail has none in the file.
STAFF = (
    ("Dana", "Whitfield", "Ridge High", "district administrator", "administrator", ""),
    ("Mei", "Tanaka", "Ridge High", "Teacher II", "certificated", "7|8"),
    ("Luis", "Ortega", "Ridge High", "Teacher II", "certificated", "9"),
    ("Amira", "Haddad", "Lake Elementary", "el specialist", "certificated", "K-2"),
    ("Ben", "Okafor", "Ridge High", "Teacher II", "certificated", "10"),
    ("Rosa", "Delgado", "Lake Elementary", "counselor", "certificated", "all"),
    ("Priya", "Nair", "Lake Elementary", "librarian media", "certificated", "all"),
    ("Omar", "Farouk", "Ridge High", "Teacher II", "certificated", "12"),
    ("Joyce", "Adeyemi", "Lake Elementary", "paraprofessional", "classified_hourly", "K-2"),
    ("Sam", "Whitaker", "Ridge High", "nurse", "certificated", ""),
    ("Ruth", "Abara", "Ridge High", "Teacher II", "certificated", "11"),
    ("Tom", "Reyes", "Ridge High", "school administrator", "administrator", ""),
    ("Nora", "Lind", "Lake Elementary", "Teacher II", "certificated", "3"),
    ("Kofi", "Mensah", "Lake Elementary", "Teacher II", "certificated", "4"),
    ("Ines", "Costa", "Lake Elementary", "Teacher II", "certificated", "5"),
    ("Paul", "Novak", "Ridge High", "Teacher II", "certificated", "9"),
    ("Leila", "Aziz", "Ridge High", "special education teacher", "certificated", "10"),
    ("Greg", "Olsen", "Ridge High", "Teacher II", "certificated", "11"),
    ("Hana", "Sato", "Lake Elementary", "Teacher II", "certificated", "K-2"),
    ("Vera", "Popov", "Lake Elementary", "Teacher II", "certificated", "2"),
    ("Ida", "Berg", "Ridge High", "instructional coach", "certificated", "all"),
    ("Marc", "Dubois", "Ridge High", "Teacher II", "certificated", "12"),
    ("Zoe", "Kline", "Lake Elementary", "Teacher II", "certificated", "1"),
    ("Adam", "Frank", "Ridge High", "office staff", "classified_exempt", ""),
)
WITHOUT_MAIL = frozenset({"Joyce Adeyemi"})

#: One city for each hour of the globe.
_CITIES = (
    "Pacific/Honolulu",
    "America/Anchorage",
    "America/Los_Angeles",
    "America/Denver",
    "America/Chicago",
    "America/New_York",
    "America/Halifax",
    "America/Sao_Paulo",
    "Atlantic/South_Georgia",
    "Atlantic/Azores",
    "Africa/Abidjan",
    "Africa/Lagos",
    "Africa/Johannesburg",
    "Africa/Nairobi",
    "Asia/Dubai",
    "Asia/Karachi",
    "Asia/Dhaka",
    "Asia/Bangkok",
    "Asia/Manila",
    "Asia/Tokyo",
    "Australia/Brisbane",
    "Pacific/Guadalcanal",
    "Pacific/Auckland",
    "Pacific/Tongatapu",
)


@dataclass(frozen=True)
class Times:
    """The times of the day, on the wall of a place where it is the middle of the morning."""

    zone: str
    today: date
    #: When each slot begins and ends, by its label.
    slots: dict[str, tuple[time, time]]


def times_now() -> Times:
    """A day that began two hours ago: the welcome and slot A are over, slot B begins."""
    moment = now().replace(second=0, microsecond=0)
    zone = min(_CITIES, key=lambda city: abs(_wall(moment, city).hour * 60 + _wall(moment, city).minute - 11 * 60))
    wall = _wall(moment, zone)

    def slot(begins: int, minutes: int) -> tuple[time, time]:
        starts = wall + timedelta(minutes=begins)
        return starts.time(), (starts + timedelta(minutes=minutes)).time()

    slots = {"Welcome": slot(-110, 45), "A": slot(-58, 50), "B": slot(-2, 50), "C": slot(70, 50)}
    return Times(zone, wall.date(), slots)


def _wall(moment: datetime, zone: str) -> datetime:
    assert ZoneInfo(zone)
    return on_the_wall(moment, zone)


@dataclass
class Story:
    """How far the day has come, and everybody who has a browser open."""

    installation: Installation
    browser: Browser
    times: Times
    looks: Looks
    people: dict[str, Person] = field(default_factory=dict)
    contexts: list[BrowserContext] = field(default_factory=list)
    begun: list[Callable[[Story], None]] = field(default_factory=list)
    told: list[Callable[[Story], None]] = field(default_factory=list)
    #: What a later part needs to know of an earlier one.
    notes: dict[str, str] = field(default_factory=dict)

    def somebody(
        self, name: str, *, size: tuple[int, int] = DESK, script: bool = True, signed_in: bool = True
    ) -> Person:
        """This colleague at a browser of their own, where they stay signed in."""
        if name not in self.people:
            context, page, complaints = open_browser(self.browser, size=size, script=script)
            self.contexts.append(context)
            person = Person(name, address_of(name), page, self.installation, self.looks, complaints)
            self.people[name] = person
            if signed_in:
                person.sign_in()
        return self.people[name]

    def tell_until(self, *parts: Callable[[Story], None]) -> None:
        """Tell these parts in order, but for those told before: a test that runs alone begins at the start.

        A part that broke is not told again: among its own traces it would break elsewhere, and hide where it did first.
        """
        for part in parts:
            if part in self.told:
                continue
            assert part not in self.begun, f"{part.__name__} broke in an earlier test, which says where."
            self.begun.append(part)
            part(self)
            self.told.append(part)


def address_of(name: str) -> str | None:
    """Somebody's school mail; some have none."""
    if name in WITHOUT_MAIL:
        return None
    return f"{name.lower().replace(' ', '.')}@ridge.example"


def the_roster(*, with_a_mistake: bool = False) -> str:
    """The personnel office's list as CSV."""
    lines = ["employee_id,first,last,email,site,role,grades,group"]
    for number, (first, last, site, title, group, grades) in enumerate(STAFF, 101):
        at = "Rigde High" if with_a_mistake and last == "Abara" else site
        lines.append(f"R{number},{first},{last},{address_of(f'{first} {last}') or ''},{at},{title},{grades},{group}")
    return "\n".join(lines) + "\n"
