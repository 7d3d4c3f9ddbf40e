"""What presenters offer in the demo: `sessions.csv`, cut to the core for a small district, varied for a large one.

The file has one row per proposal; lists are separated by `|`, an empty audience means everyone.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from pdday.demo.frame import SLOTS_BY_MINUTES, SLOTS_LONG
from pdday.demo.people import Person
from pdday.demo.places import Site
from pdday.demo.shares import DESCRIBED, SMALL, scaled
from pdday.programme.vocabulary import Feature, RoomSetup
from pdday.proposals.vocabulary import FollowUpOffer, Format, Level, Modality, ProposalState, Protocol
from pdday.staff.vocabulary import EmployeeGroup, GradeBand, StaffRole, YearsBand

FILE = Path(__file__).with_name("sessions.csv")
Word = TypeVar("Word", bound=StrEnum)


class Demand(StrEnum):
    """How much colleagues are expected to want a session."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


@dataclass(frozen=True)
class RequiredFor:
    """Whom a session is required for: whoever meets each condition that is given."""

    role: StaffRole | None = None
    employee_group: EmployeeGroup | None = None
    years_band: YearsBand | None = None

    def names(self, person: Person) -> bool:
        """Whether the person is one of them."""
        return (
            (self.role is None or self.role in person.roles)
            and (self.employee_group is None or self.employee_group is person.employee_group)
            and (self.years_band is None or self.years_band is person.years_band)
        )


@dataclass(frozen=True)
class PlannedSession:
    """One proposal with everything its form asks, and what was decided about it."""

    code: str
    title: str
    abstract: str
    objective: str
    strand: str
    format: Format
    protocol: Protocol
    level: Level
    grade_bands: tuple[GradeBand, ...]
    audience_roles: tuple[StaffRole, ...]
    required_for: RequiredFor | None
    minutes: int
    runs: int
    fewest_people: int
    most_people: int
    modality: Modality
    setup: RoomSetup | None
    room_needs: tuple[Feature, ...]
    barred_slots: tuple[str, ...]
    #: Roles of lead and, where there is one, co-presenter.
    presenter_roles: tuple[StaffRole, ...]
    lead_site: str
    need_tag: str | None
    earns_credit: bool
    language_minutes: int
    follow_up: FollowUpOffer
    state: ProposalState
    merged_into: str | None
    demand: Demand
    core: bool

    @property
    def accepted(self) -> bool:
        """Whether it runs on the day."""
        return self.state is ProposalState.ACCEPTED

    @property
    def length(self) -> int:
        """Slots it takes."""
        return SLOTS_LONG[self.minutes]

    @property
    def slots(self) -> tuple[str, ...]:
        """Labels of the slots that a run may cover."""
        return tuple(label for label in SLOTS_BY_MINUTES[self.minutes] if label not in self.barred_slots)

    def is_meant_for(self, person: Person) -> bool:
        """Whether the person's role is in its audience, and a grade band of theirs."""
        for_role = not self.audience_roles or not person.roles.isdisjoint(self.audience_roles)
        anybody = {GradeBand.ALL, GradeBand.NOT_APPLICABLE}
        bands = {*self.grade_bands, *person.grade_bands}
        return for_role and (bool(bands & anybody) or not set(self.grade_bands).isdisjoint(person.grade_bands))


def sessions(staff: int, sites: Sequence[Site]) -> list[PlannedSession]:
    """All proposals for a district of this size: 63 accepted and 6 others at 480 staff, 14 accepted at the least."""
    rows = read()
    accepted = [row for row in rows if row.accepted]
    others = [row for row in rows if not row.accepted]
    wanted = scaled(len(accepted), staff)
    if wanted >= len(accepted):
        return [*_varied([_for_all_required(row, staff) for row in accepted], wanted, sites), *others]
    core = [_for_everyone(row, staff) for row in accepted if row.core]
    beside = [row for row in accepted if not row.core]
    more = max(0, wanted - len(core))
    spread = {len(beside) * turn // more for turn in range(more)} if more else set()
    return [*core, *(row for place, row in enumerate(beside) if place in spread), *others]


def read(path: Path = FILE) -> list[PlannedSession]:
    """Every row of the file. Raises KeyError or ValueError for a column or word that is not known."""
    with path.open(newline="", encoding="utf-8") as file:
        return [_session(row) for row in csv.DictReader(file)]


def strands(planned: Iterable[PlannedSession]) -> list[str]:
    """Names of the strands, in the order in which they first appear."""
    return list(dict.fromkeys(session.strand for session in planned))


def _session(row: Mapping[str, str]) -> PlannedSession:
    return PlannedSession(
        code=row["code"],
        title=row["title"],
        abstract=row["abstract"],
        objective=row["objective"],
        strand=row["strand"],
        format=Format(row["format"]),
        protocol=Protocol(row["protocol"]),
        level=Level(row["level"]),
        grade_bands=_words(row["grade_bands"], GradeBand),
        audience_roles=_words(row["audience_roles"], StaffRole),
        required_for=_required_for(row["required_for"]),
        minutes=int(row["minutes"]),
        runs=int(row["runs"]),
        fewest_people=int(row["fewest_people"]),
        most_people=int(row["most_people"]),
        modality=Modality(row["modality"]),
        setup=RoomSetup(row["setup"]) if row["setup"] else None,
        room_needs=_words(row["room_needs"], Feature),
        barred_slots=tuple(row["barred_slots"].split("|")) if row["barred_slots"] else (),
        presenter_roles=tuple(StaffRole(row[name]) for name in ("lead_role", "co_lead_role") if row[name]),
        lead_site=row["lead_site"],
        need_tag=row["need_tag"] or None,
        earns_credit=row["earns_credit"] == "yes",
        language_minutes=int(row["language_minutes"]),
        follow_up=FollowUpOffer(row["follow_up"]),
        state=ProposalState(row["state"]),
        merged_into=row["merged_into"] or None,
        demand=Demand(row["demand"]),
        core=row["core"] == "yes",
    )


def _words(text: str, vocabulary: type[Word]) -> tuple[Word, ...]:
    return tuple(vocabulary(word) for word in text.split("|")) if text else ()


def _required_for(text: str) -> RequiredFor | None:
    """Conditions such as `years_band:0-1&group:certificated`."""
    if not text:
        return None
    conditions = dict(condition.split(":") for condition in text.split("&"))
    return RequiredFor(
        role=StaffRole(conditions["role"]) if "role" in conditions else None,
        employee_group=EmployeeGroup(conditions["group"]) if "group" in conditions else None,
        years_band=YearsBand(conditions["years_band"]) if "years_band" in conditions else None,
    )


def _for_everyone(session: PlannedSession, staff: int) -> PlannedSession:
    """Where most roles have one person each, what runs more than once is open to all of them."""
    return replace(session, audience_roles=()) if staff < SMALL and session.runs > 1 else session


def _for_all_required(session: PlannedSession, staff: int) -> PlannedSession:
    """In a larger district a required session grows with those it is required for, so it moves to a hall."""
    if session.required_for is None or staff <= DESCRIBED:
        return session
    return replace(session, most_people=scaled(session.most_people, staff), room_needs=(Feature.PROJECTOR,))


def _varied(originals: Sequence[PlannedSession], wanted: int, sites: Sequence[Site]) -> Iterable[PlannedSession]:
    """`wanted` sessions: each original, then again as teams of other schools offer it.

    A session that is required is offered again as any other is, but required only in its first version; and one
    for the gym elsewhere, for a larger district has a larger gym, not more of them.
    """
    for place in range(wanted):
        turn, at = divmod(place, len(originals))
        original = originals[at]
        if turn == 0:
            yield original
            continue
        elsewhere = [site.short_name for site in sites if site.short_name != original.lead_site]
        again, at_site = divmod(turn - 1, len(elsewhere))
        team = f"{elsewhere[at_site]} team {again + 1}" if again else f"{elsewhere[at_site]} team"
        yield replace(
            original,
            code=f"{original.code}-{turn + 1}",
            title=f"{original.title} ({team})",
            lead_site=elsewhere[at_site],
            required_for=None,
            setup=None if original.setup is RoomSetup.GYM else original.setup,
            room_needs=tuple(need for need in original.room_needs if need is not Feature.GYM),
        )
