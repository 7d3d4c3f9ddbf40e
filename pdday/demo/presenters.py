"""Who leads what: colleagues in the roles that a proposal names, who can be free when it runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pdday.demo.people import Person
from pdday.demo.sessions import PlannedSession
from pdday.demo.shares import chance, scaled
from pdday.staff.vocabulary import RoleGroup, StaffRole, role_group

#: How many of 480 lead two sessions.
_TWICE = 20
#: Slots of the day in which one leads at most, so that each presenter attends something too.
_MOST_SLOTS = 3
#: Forty-five minute sessions run in D alone.
_MOST_IN_D = 1
_MOST_SESSIONS = 2


@dataclass
class _Load:
    """What one colleague already leads: sessions, slots from A to C, slots in D."""

    sessions: list[str] = field(default_factory=list)
    before_d: int = 0
    in_d: int = 0

    def can_take(self, session: PlannedSession) -> bool:
        """Whether the slots of another session still leave the person one to attend in."""
        before_d, in_d = _slots(session)
        return (
            len(self.sessions) < _MOST_SESSIONS
            and session.code not in self.sessions
            and self.before_d + self.in_d + before_d + in_d <= _MOST_SLOTS
            and self.in_d + in_d <= _MOST_IN_D
        )

    def take(self, session: PlannedSession) -> None:
        before_d, in_d = _slots(session)
        self.sessions.append(session.code)
        self.before_d += before_d
        self.in_d += in_d


@dataclass(frozen=True)
class _Part:
    """A name wanted on a proposal."""

    session: PlannedSession
    position: int
    role: StaffRole

    @property
    def name(self) -> tuple[str, int]:
        """Tells it from all other parts."""
        return self.session.code, self.position


def presenters(
    people: Sequence[Person], planned: Sequence[PlannedSession], bound: frozenset[int], seed: int
) -> dict[str, tuple[int, ...]]:
    """Numbers of the colleagues on each proposal, by code, lead first.

    Nobody `bound` (away, on leave, in a joined pair) presents, nobody in their first two years, and of the people
    in the guide only those of whom it says so. A proposal that does not run costs its author no slot. Raises
    ValueError where nobody could be free.
    """
    free = [person for person in people if person.number not in bound and not person.is_new and _may_lead(person)]
    accepted = [session for session in planned if session.accepted]
    casting = _Casting(free, seed)
    casting.give_personas_theirs(accepted)
    parts = casting.open_parts(accepted)
    repeats = _for_repeats(parts, free, scaled(_TWICE, len(people)), seed)
    for part in parts:
        if part.name not in repeats:
            casting.give(part, leading_already=0)
    for part in parts:
        if part.name in repeats:
            casting.give(part, leading_already=1)
    not_running = _Casting(free, seed)
    for part in not_running.open_parts([session for session in planned if not session.accepted]):
        not_running.give(part, leading_already=0)
    named = casting.named | not_running.named
    return {session.code: tuple(number for _, number in sorted(named[session.code].items())) for session in planned}


def _may_lead(person: Person) -> bool:
    return person.persona is None or person.persona.leads is not None


class _Casting:
    """The parts given so far, and what each colleague then leads."""

    def __init__(self, free: Sequence[Person], seed: int) -> None:
        self.free = free
        self.seed = seed
        self.loads = {person.number: _Load() for person in free}
        #: Code → position → number of the colleague.
        self.named: dict[str, dict[int, int]] = {}
        self.in_role: dict[StaffRole, list[Person]] = defaultdict(list)
        self.of_school: dict[tuple[StaffRole, str], list[Person]] = defaultdict(list)
        self.near_role: dict[RoleGroup, list[Person]] = defaultdict(list)
        for person in free:
            self.near_role[role_group(person.role)].append(person)
            for role in person.roles:
                self.in_role[role].append(person)
                self.of_school[role, person.post.site].append(person)

    def give_personas_theirs(self, planned: Sequence[PlannedSession]) -> None:
        """The people in the guide lead what the guide says."""
        leads = {person.persona.leads: person for person in self.free if person.persona and person.persona.leads}
        for session in planned:
            if session.code in leads:
                self._name(leads[session.code], _Part(session, 0, session.presenter_roles[0]))

    def open_parts(self, planned: Sequence[PlannedSession]) -> list[_Part]:
        """Names still wanted."""
        return [
            _Part(session, position, role)
            for session in planned
            for position, role in enumerate(session.presenter_roles)
            if position not in self.named.get(session.code, {})
        ]

    def give(self, part: _Part, *, leading_already: int) -> None:
        """Name the fittest for a part: in the role, near it or at all; with so many sessions already; of the school."""
        random = chance(self.seed, f"{part.session.code}/{part.position}")
        of_school = self.of_school[part.role, part.session.lead_site]
        in_role, near_role = self.in_role[part.role], self.near_role[role_group(part.role)]
        leading = leading_already
        for pool, wanted in (
            (of_school, leading),
            (in_role, leading),
            (in_role, None),
            (near_role, None),
            (self.free, None),
        ):
            if able := self._able(pool, part, wanted):
                return self._name(random.choice(able), part)
        raise ValueError(f"nobody is free to lead {part.session.code}")

    def _able(self, pool: Iterable[Person], part: _Part, leading: int | None) -> list[Person]:
        """Who of the pool can still take the part; with `leading` only those who lead so many already."""
        beside = self.named.get(part.session.code, {}).values()
        return [
            each
            for each in pool
            if (leading is None or len(self.loads[each.number].sessions) == leading)
            and each.number not in beside
            and self.loads[each.number].can_take(part.session)
        ]

    def _name(self, person: Person, part: _Part) -> None:
        self.loads[person.number].take(part.session)
        self.named.setdefault(part.session.code, {})[part.position] = person.number


def _slots(session: PlannedSession) -> tuple[int, int]:
    """Slots from A to C and in D that all runs of a session take."""
    whole = session.length * session.runs
    return (0, whole) if session.slots == ("D",) else (whole, 0)


def _for_repeats(parts: Sequence[_Part], free: Sequence[Person], number: int, seed: int) -> set[tuple[str, int]]:
    """The parts for somebody who leads another session already: all that a small role cannot fill, then any."""
    random = chance(seed, "repeats")
    drawn = random.sample(list(parts), len(parts))
    people_in = {role: sum(role in person.roles for person in free) for role in {part.role for part in parts}}
    wanted_in = {role: sum(part.role is role for part in parts) for role in people_in}
    repeats: set[tuple[str, int]] = set()
    for part in drawn:
        if wanted_in[part.role] > people_in[part.role]:
            wanted_in[part.role] -= 1
            repeats.add(part.name)
    for part in drawn:
        if len(repeats) < number and part.name not in repeats and wanted_in[part.role] >= 3:
            wanted_in[part.role] -= 1
            repeats.add(part.name)
    return repeats
