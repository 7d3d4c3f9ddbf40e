"""What the people of the demo want: ranked lists drawn by Plackett–Luce, with the skew of real ballots.

A colleague's list is drawn one session after another, each with a chance in proportion to its popularity and
to how well it fits their role and grades. So popular sessions are on many lists and first on many of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random

from pdday.demo import frame
from pdday.demo.people import Person
from pdday.demo.sessions import Demand, PlannedSession
from pdday.demo.shares import chance, some
from pdday.preferences.models import ListSource
from pdday.staff.vocabulary import GradeBand, StaffRole


@dataclass(frozen=True)
class PlannedList:
    """One colleague's answer: (code, rank) from most wanted on, and the codes marked "not for me"."""

    person: int
    saved_at: datetime
    source: ListSource
    ranks: tuple[tuple[str, int], ...]
    vetoes: tuple[str, ...]


#: Share who answer by the deadline, over all staff and among paraprofessionals.
_ANSWER, _ANSWER_PARAS = 0.83, 0.71
#: How many of a hundred lists have so many wishes.
_LENGTHS = {3: 4, 4: 8, 5: 14, 6: 18, 7: 14, 8: 42}
_WITH_A_TIE, _WITH_VETOES, _MOST_VETOES = 0.12, 0.15, 4

#: Popularity of a session by the demand expected, before its own luck.
_POPULARITY = {Demand.HIGH: 2.4, Demand.MEDIUM: 2.0, Demand.LOW: 0.35}
#: Spread of that luck: standard deviation of its logarithm.
_LUCK = 0.12
#: Worth of a session to somebody outside its audience, and to somebody with other grades.
_OTHER_ROLE, _OTHER_GRADES = 0.02, 0.12
#: A session made for few roles is what those few come for.
_OWN_KIND, _FEW_ROLES = 4.0, 3


def lists(
    people: Sequence[Person],
    planned: Sequence[PlannedSession],
    leads: dict[str, tuple[int, ...]],
    silent: frozenset[int],
    choosing: tuple[date, date],
    *,
    seed: int,
) -> list[PlannedList]:
    """A list for everyone who answers, in the order of their numbers. Nobody `silent` answers (interpreters).

    `choosing` are the first and the last date on which they do.
    """
    running = [session for session in planned if session.accepted]
    wanting = _Wanting(running, seed)
    presents: dict[int, set[str]] = {}
    for session in running:
        for number in leads[session.code]:
            presents.setdefault(number, set()).add(session.code)
    random = chance(seed, "lists")
    return [
        _list(person, wanting, presents.get(person.number, set()), choosing, random)
        for person in _answering(people, silent, seed)
    ]


def _answering(people: Sequence[Person], silent: frozenset[int], seed: int) -> list[Person]:
    """Exactly the shares: of the paraprofessionals first, then of the rest so that the whole comes out."""
    random = chance(seed, "answering")
    paras = [person for person in people if person.role is StaffRole.PARAPROFESSIONAL]
    answering_paras = round(_ANSWER_PARAS * len(paras))
    answering = round(_ANSWER * len(people))
    named = {person.number for person in people if person.persona is not None}
    para_pool = [each.number for each in paras if each.number not in silent | named]
    other_pool = [
        each.number
        for each in people
        if each.role is not StaffRole.PARAPROFESSIONAL and each.number not in silent | named
    ]
    named_paras = sum(each.number in named for each in paras)
    chosen = {
        *named,
        *some(para_pool, answering_paras - named_paras, random),
        *some(other_pool, answering - answering_paras - (len(named) - named_paras), random),
    }
    return [person for person in people if person.number in chosen]


class _Wanting:
    """How much each kind of colleague wants each session; kinds share role, grades and what they lead beside."""

    def __init__(self, running: Sequence[PlannedSession], seed: int) -> None:
        random = chance(seed, "popularity")
        self.running = running
        self.popularity = [_POPULARITY[session.demand] * random.lognormvariate(0, _LUCK) for session in running]
        self._kinds: dict[tuple[frozenset[StaffRole], tuple[GradeBand, ...]], list[float]] = {}

    def weights(self, person: Person) -> list[float]:
        """Running totals of the sessions' worth to this person, for drawing."""
        kind = (person.roles, person.grade_bands)
        if kind not in self._kinds:
            worth = (
                popular * _fit(session, person) for popular, session in zip(self.popularity, self.running, strict=True)
            )
            self._kinds[kind] = list(accumulate(worth))
        return self._kinds[kind]

    def draw(self, person: Person, number: int, without: set[str], random: Random) -> list[str]:
        """Codes of `number` different sessions, most wanted first: Plackett–Luce, drawing again what is not new."""
        drawn: list[str] = []
        weights = self.weights(person)
        number = min(number, len(self.running) - len(without))
        while len(drawn) < number:
            (session,) = random.choices(self.running, cum_weights=weights)
            if session.code not in without and session.code not in drawn:
                drawn.append(session.code)
        return drawn


def _fit(session: PlannedSession, person: Person) -> float:
    for_role = not session.audience_roles or not person.roles.isdisjoint(session.audience_roles)
    if not for_role:
        return _OTHER_ROLE
    fit = 1.0 if session.is_meant_for(person) else _OTHER_GRADES
    return fit * _OWN_KIND if 0 < len(session.audience_roles) <= _FEW_ROLES else fit


def _list(
    person: Person, wanting: _Wanting, presents: set[str], choosing: tuple[date, date], random: Random
) -> PlannedList:
    (length,) = random.choices(list(_LENGTHS), weights=list(_LENGTHS.values()))
    wished = wanting.draw(person, length, presents, random)
    vetoes: list[str] = []
    if random.random() < _WITH_VETOES:
        others = [session.code for session in wanting.running if session.code not in {*wished, *presents}]
        vetoes = some(others, random.randint(1, _MOST_VETOES), random)
    return PlannedList(
        person=person.number,
        saved_at=_saved_at(choosing, random),
        source=ListSource.COLLEAGUE if person.has_email else ListSource.KIOSK,
        ranks=tuple(zip(wished, _ranks(len(wished), random), strict=True)),
        vetoes=tuple(vetoes),
    )


def _ranks(length: int, random: Random) -> Iterable[int]:
    """1, 2, 3 …; a few lists hold two sessions that their author could not tell apart."""
    tie = random.randrange(1, length) if length > 1 and random.random() < _WITH_A_TIE else length
    return [place + 1 if place < tie else place for place in range(length)]


def _saved_at(choosing: tuple[date, date], random: Random) -> datetime:
    """A moment in the working days of choosing; many wait for the last two."""
    first, last = choosing
    working = [day for day in _dates(first, last) if day.weekday() < 5]
    (day,) = random.choices(working, weights=[3] * (len(working) - 2) + [6, 9])
    return frame.at(time(random.randrange(7, 21), random.randrange(60)), day)


def _dates(first: date, last: date) -> Iterable[date]:
    return (first + timedelta(days=each) for each in range((last - first).days + 1))
