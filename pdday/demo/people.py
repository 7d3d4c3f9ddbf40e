"""The people of the demo district: who holds which post, since when, how much of it, and with which duties."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle

from pdday.demo.names import SPANISH, names
from pdday.demo.personas import PERSONAS, Persona, seats_of_personas
from pdday.demo.places import Site
from pdday.demo.posts import Post, posts
from pdday.demo.shares import chance, largest_remainders, scaled, some
from pdday.staff.vocabulary import Duty, EmployeeGroup, GradeBand, StaffRole, Subject, YearsBand


@dataclass(frozen=True)
class Person:
    """A colleague as planned; `number` counts from 0 and is how the rest of the plan speaks of them."""

    number: int
    first_name: str
    last_name: str
    post: Post
    years_band: YearsBand
    fte: float
    #: Site and share of the post; the home site comes first.
    sites: tuple[tuple[str, float], ...]
    has_email: bool
    is_mentor: bool
    is_teacher_leader: bool
    #: Number of the colleague who mentors them, in their first two years.
    mentor: int | None
    duties: tuple[Duty, ...]
    persona: Persona | None

    @property
    def employee_id(self) -> str:
        """The district's own number for them."""
        return f"HR{10_000 + self.number}"

    @property
    def role(self) -> StaffRole:
        """What the person's job is."""
        return self.post.role

    @property
    def grade_bands(self) -> tuple[GradeBand, ...]:
        """Whom they work with."""
        return self.post.grade_bands

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What they teach."""
        return self.post.subjects

    @property
    def language(self) -> str:
        """In which they want to be spoken to: Spanish for some who work in kitchens, offices, buses and classrooms."""
        reads_spanish = self.first_name in SPANISH and self.employee_group is EmployeeGroup.CLASSIFIED_HOURLY
        return "es" if reads_spanish else "en"

    @property
    def employee_group(self) -> EmployeeGroup:
        """How they are employed."""
        return self.post.employee_group

    @property
    def roles(self) -> frozenset[StaffRole]:
        """Their job and what they lead beside it, as proposals speak of roles."""
        beside = {StaffRole.MENTOR: self.is_mentor, StaffRole.TEACHER_LEADER: self.is_teacher_leader}
        return frozenset({self.role, *(role for role, has in beside.items() if has)})

    @property
    def is_new(self) -> bool:
        """Whether this is one of their first two years."""
        return self.years_band is YearsBand.FIRST_TWO


_YEARS = {
    YearsBand.FIRST_TWO: 9,
    YearsBand.TWO_TO_FOUR: 14,
    YearsBand.FIVE_TO_TEN: 27,
    YearsBand.ELEVEN_TO_TWENTY: 30,
    YearsBand.OVER_TWENTY: 20,
}
_NEW_AND_CERTIFICATED = 34
_PART_TIME, _ITINERANT, _WITHOUT_EMAIL = 41, 34, 18
_MENTORS, _TEACHER_LEADERS = 24, 30
_REVIEWERS, _STEWARDS = 14, 26
_PART_TIME_SHARES = (0.4, 0.5, 0.5, 0.6, 0.8)
_TEACHERS = frozenset({StaffRole.CLASSROOM_TEACHER, StaffRole.SPECIAL_EDUCATION_TEACHER})
#: Who travels between two schools.
_TRAVELLERS = frozenset(
    {
        StaffRole.EL_SPECIALIST,
        StaffRole.NURSE,
        StaffRole.PSYCHOLOGIST,
        StaffRole.SOCIAL_WORKER,
        StaffRole.SPEECH_LANGUAGE,
        StaffRole.OT_PT,
        StaffRole.LIBRARIAN_MEDIA,
        StaffRole.INTERVENTIONIST,
    }
)
#: Who helps at the doors: people who know the building and its keys.
_DOOR_ROLES = frozenset({StaffRole.OFFICE_STAFF, StaffRole.PARAPROFESSIONAL, StaffRole.TECHNOLOGY_STAFF})


def people(staff: int, seed: int, sites: Sequence[Site]) -> list[Person]:
    """Everyone who is invited, in the order of their posts."""
    held = posts(staff, sites)
    personas = seats_of_personas(held)
    others = [place for place in range(staff) if place not in personas]
    years = _years(held, personas, others, staff, seed)
    veterans = [place for place in others if held[place].role in _TEACHERS and years[place] in _LONG_ENOUGH]
    mentors = _chosen(veterans, _MENTORS, staff, seed, "mentors", {p for p, who in personas.items() if who.is_mentor})
    leaders = _chosen(
        veterans, _TEACHER_LEADERS, staff, seed, "leaders", {p for p, who in personas.items() if who.is_teacher_leader}
    )
    named = _named(staff, seed, personas)
    part_time = _part_time(others, staff, seed)
    second_sites = _second_sites(held, personas, others, staff, seed, sites)
    without_email = _without_email(held, personas, others, staff, seed)
    mentored = _mentored(held, years, mentors)
    duties = _duties(held, personas, years, staff, seed)
    return [
        Person(
            number=place,
            first_name=named[place][0],
            last_name=named[place][1],
            post=post,
            years_band=years[place],
            fte=part_time.get(place, 1.0),
            sites=_sites(post.site, second_sites.get(place), part_time.get(place, 1.0)),
            has_email=place not in without_email,
            is_mentor=place in mentors,
            is_teacher_leader=place in leaders,
            mentor=mentored.get(place),
            duties=duties[place],
            persona=personas.get(place),
        )
        for place, post in enumerate(held)
    ]


_LONG_ENOUGH = frozenset({YearsBand.FIVE_TO_TEN, YearsBand.ELEVEN_TO_TWENTY, YearsBand.OVER_TWENTY})


def _chosen(pool: list[int], of_480: int, staff: int, seed: int, topic: str, already: set[int]) -> set[int]:
    """So many of the pool, in the district's proportion, those who are it `already` among them."""
    return already | set(some(pool, scaled(of_480, staff) - len(already), chance(seed, topic)))


def _named(staff: int, seed: int, personas: dict[int, Persona]) -> list[tuple[str, str]]:
    taken = frozenset((who.first_name, who.last_name) for who in PERSONAS)
    drawn = names(staff, chance(seed, "names"), taken=taken)
    return [
        (personas[place].first_name, personas[place].last_name) if place in personas else drawn[place]
        for place in range(staff)
    ]


def _years(
    held: list[Post], personas: dict[int, Persona], others: list[int], staff: int, seed: int
) -> dict[int, YearsBand]:
    """Years bands by their shares; of the newest, as many are certificated as the required session expects."""
    random = chance(seed, "years")
    left = largest_remainders(_YEARS, staff)
    years = {place: who.years_band for place, who in personas.items()}
    for band in years.values():
        left[band] -= 1
    beginners = [place for place in others if held[place].role not in _SELDOM_NEW]
    certificated = [place for place in beginners if held[place].employee_group is EmployeeGroup.CERTIFICATED]
    new = some(certificated, min(left[YearsBand.FIRST_TWO], scaled(_NEW_AND_CERTIFICATED, staff)), random)
    classified = [place for place in beginners if held[place].employee_group in _CLASSIFIED]
    new += some(classified, left[YearsBand.FIRST_TWO] - len(new), random)
    years |= dict.fromkeys(new, YearsBand.FIRST_TWO)
    rest = [place for place in others if place not in years]
    random.shuffle(rest)
    bands = [band for band, number in left.items() if band is not YearsBand.FIRST_TWO for _ in range(number)]
    # With few staff the classified may be too few to be new: the others then have some years already.
    bands += [YearsBand.TWO_TO_FOUR] * (len(rest) - len(bands))
    return years | dict(zip(rest, bands, strict=True))


_CLASSIFIED = frozenset({EmployeeGroup.CLASSIFIED_HOURLY, EmployeeGroup.CLASSIFIED_EXEMPT})
#: Roles that nobody starts in, or that the demo has too few people for.
_SELDOM_NEW = frozenset(
    {
        StaffRole.INSTRUCTIONAL_COACH,
        StaffRole.NURSE,
        StaffRole.PSYCHOLOGIST,
        StaffRole.TECHNOLOGY_STAFF,
        StaffRole.FAMILY_LIAISON,
        StaffRole.OFFICE_STAFF,
    }
)


def _part_time(others: list[int], staff: int, seed: int) -> dict[int, float]:
    random = chance(seed, "part time")
    chosen = some(others, scaled(_PART_TIME, staff), random)
    return {place: random.choice(_PART_TIME_SHARES) for place in chosen}


def _second_sites(
    held: list[Post],
    personas: dict[int, Persona],
    others: list[int],
    staff: int,
    seed: int,
    sites: Sequence[Site],
) -> dict[int, str]:
    random = chance(seed, "itinerant")
    schools = [site.short_name for site in sites]
    second = {
        place: who.second_site if who.second_site in schools else "High School"
        for place, who in personas.items()
        if who.second_site
    }
    travellers = [place for place in others if held[place].role in _TRAVELLERS]
    for place in some(travellers, scaled(_ITINERANT, staff) - len(second), random):
        second[place] = random.choice([name for name in schools if name != held[place].site])
    return second


def _sites(home: str, second: str | None, fte: float) -> tuple[tuple[str, float], ...]:
    """Home site first; who works at two spends three fifths of the post at home."""
    if second is None:
        return ((home, fte),)
    at_home = round(fte * 0.6, 2)
    return ((home, at_home), (second, round(fte - at_home, 2)))


def _without_email(
    held: list[Post], personas: dict[int, Persona], others: list[int], staff: int, seed: int
) -> set[int]:
    without = {place for place, who in personas.items() if not who.has_email}
    paras = [place for place in others if held[place].role is StaffRole.PARAPROFESSIONAL]
    return without | set(some(paras, scaled(_WITHOUT_EMAIL, staff) - len(without), chance(seed, "e-mail")))


def _mentored(held: list[Post], years: dict[int, YearsBand], mentors: set[int]) -> dict[int, int]:
    """New certificated colleagues and their mentors, shared out evenly, from the same school where there is one."""
    new = [
        place
        for place, band in sorted(years.items())
        if band is YearsBand.FIRST_TWO and held[place].employee_group is EmployeeGroup.CERTIFICATED
    ]
    load = dict.fromkeys(sorted(mentors), 0)
    pairs: dict[int, int] = {}
    for place in new if load else ():
        mentor = min(load, key=lambda each: (load[each], held[each].site != held[place].site, each))
        pairs[place] = mentor
        load[mentor] += 1
    return pairs


def _duties(
    held: list[Post], personas: dict[int, Persona], years: dict[int, YearsBand], staff: int, seed: int
) -> list[tuple[Duty, ...]]:
    """Principals head a site; reviewers come from every role; stewards know the building."""
    random = chance(seed, "duties")
    duties: list[set[Duty]] = [
        set(personas[place].duties) if place in personas else set() for place in range(len(held))
    ]
    for head in _heads(held, personas):
        duties[head].add(Duty.PRINCIPAL)
    for place in _one_of_each_role(held, years, scaled(_REVIEWERS, staff)):
        duties[place].add(Duty.REVIEWER)
    doors = [place for place, post in enumerate(held) if post.role in _DOOR_ROLES and place not in personas]
    for place in some(doors, scaled(_STEWARDS, staff), random):
        duties[place].add(Duty.STEWARD)
    return [tuple(sorted(each)) for each in duties]


def _heads(held: list[Post], personas: dict[int, Persona]) -> Iterable[int]:
    """The first administrator of each site, or the persona who heads it."""
    headed = {held[place].site for place, who in personas.items() if Duty.PRINCIPAL in who.duties}
    for place, post in enumerate(held):
        if post.role is StaffRole.SCHOOL_ADMINISTRATOR and post.site not in headed:
            headed.add(post.site)
            yield place


def _one_of_each_role(held: list[Post], years: dict[int, YearsBand], number: int) -> Iterable[int]:
    """Experienced colleagues of one role after another, until there are `number`."""
    by_role: dict[StaffRole, list[int]] = {}
    for place, post in enumerate(held):
        if years[place] in _LONG_ENOUGH:
            by_role.setdefault(post.role, []).append(place)
    turns = cycle(sorted(by_role))
    found = 0
    while found < number and any(by_role.values()):
        waiting = by_role[next(turns)]
        if waiting:
            found += 1
            yield waiting.pop(0)
