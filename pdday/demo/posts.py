"""How many of which role work where: the staff mix of DOMAIN section 13, at any size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pdday.demo.places import ELEMENTARY, HOST, LOWRY, SERVICE_CENTER, TWO_RIVERS, Site
from pdday.demo.shares import largest_remainders
from pdday.staff.vocabulary import EmployeeGroup, GradeBand, SchoolLevel, StaffRole, Subject


@dataclass(frozen=True)
class Post:
    """One job in the district, before anybody holds it."""

    role: StaffRole
    site: str
    grade_bands: tuple[GradeBand, ...]
    subjects: tuple[Subject, ...]

    @property
    def employee_group(self) -> EmployeeGroup:
        """How people in this role are employed in Harlow Ridge."""
        return _EMPLOYED.get(self.role, EmployeeGroup.CERTIFICATED)


@dataclass(frozen=True)
class _Kind:
    """A kind of post: how many of 480, spread over which sites in which proportion, cycling through subjects."""

    role: StaffRole
    of_480: int
    sites: dict[str, float]
    subjects: tuple[tuple[Subject, ...], ...] = ((),)


_EMPLOYED = {
    StaffRole.PARAPROFESSIONAL: EmployeeGroup.CLASSIFIED_HOURLY,
    StaffRole.OFFICE_STAFF: EmployeeGroup.CLASSIFIED_HOURLY,
    StaffRole.TECHNOLOGY_STAFF: EmployeeGroup.CLASSIFIED_EXEMPT,
    StaffRole.FAMILY_LIAISON: EmployeeGroup.CLASSIFIED_EXEMPT,
    StaffRole.SCHOOL_ADMINISTRATOR: EmployeeGroup.ADMINISTRATOR,
    StaffRole.DISTRICT_ADMINISTRATOR: EmployeeGroup.ADMINISTRATOR,
}

_PRE_K = "Early Learning"
_BRIDGE = "Bridge"
_MIDDLE = {LOWRY: 1.0, TWO_RIVERS: 1.0}
_OFFICE = {SERVICE_CENTER: 1.0}


def _everywhere(elementary: float, middle: float, high: float, **others: float) -> dict[str, float]:
    """Weights by level; `others` are early learning, Bridge and the service center."""
    weights = dict.fromkeys(ELEMENTARY, elementary) | {LOWRY: middle, TWO_RIVERS: middle, HOST: high}
    return weights | {_OTHER_SITES[name]: weight for name, weight in others.items()}


_OTHER_SITES = {"pre_k": _PRE_K, "bridge": _BRIDGE, "center": SERVICE_CENTER}
_CORE = ((Subject.ELA,), (Subject.MATH,), (Subject.SCIENCE,), (Subject.SOCIAL_STUDIES,))
_SPECIAL = ((Subject.ARTS,), (Subject.MUSIC,), (Subject.PE_HEALTH,), (Subject.WORLD_LANGUAGE,), (Subject.CTE,))

#: District administrators come first, because of equal shares the earlier gets the person: a district has a head.
_KINDS = (
    _Kind(StaffRole.DISTRICT_ADMINISTRATOR, 5, _OFFICE),
    _Kind(
        StaffRole.CLASSROOM_TEACHER,
        118,
        _everywhere(17.7, 0, 0, pre_k=12),
        ((Subject.ELA, Subject.MATH, Subject.SCIENCE, Subject.SOCIAL_STUDIES),),
    ),
    _Kind(StaffRole.CLASSROOM_TEACHER, 56, _MIDDLE, _CORE),
    _Kind(StaffRole.CLASSROOM_TEACHER, 66, {HOST: 58, _BRIDGE: 8}, (*_CORE, (Subject.CS_TECHNOLOGY,))),
    _Kind(StaffRole.CLASSROOM_TEACHER, 18, {HOST: 8, LOWRY: 5, TWO_RIVERS: 5}, _SPECIAL),
    _Kind(
        StaffRole.SPECIAL_EDUCATION_TEACHER,
        40,
        _everywhere(3, 5, 8, pre_k=3, bridge=1),
        ((Subject.SPECIAL_EDUCATION,),),
    ),
    _Kind(StaffRole.EL_SPECIALIST, 14, _everywhere(1, 2, 2, pre_k=1, bridge=1), ((Subject.ELD,),)),
    _Kind(StaffRole.INTERVENTIONIST, 10, _everywhere(1, 2, 0), ((Subject.ELA,), (Subject.MATH,))),
    _Kind(StaffRole.INSTRUCTIONAL_COACH, 8, _everywhere(0.5, 1, 2, center=1)),
    _Kind(StaffRole.COUNSELOR, 12, _everywhere(0.67, 2, 3, bridge=1), ((Subject.SEL,),)),
    _Kind(StaffRole.SOCIAL_WORKER, 5, _everywhere(0, 1, 1, center=2), ((Subject.SEL,),)),
    _Kind(StaffRole.PSYCHOLOGIST, 5, _everywhere(0, 0.6, 1, center=3)),
    _Kind(StaffRole.SPEECH_LANGUAGE, 5, _everywhere(0.3, 0, 0, pre_k=1, center=2)),
    _Kind(StaffRole.OT_PT, 5, _everywhere(0.3, 0, 0, pre_k=1, center=2)),
    _Kind(StaffRole.NURSE, 6, _everywhere(0.34, 1, 1, center=1)),
    _Kind(StaffRole.LIBRARIAN_MEDIA, 6, _everywhere(0.5, 1, 1), ((Subject.LIBRARY,),)),
    _Kind(StaffRole.PARAPROFESSIONAL, 72, _everywhere(5, 8, 12, pre_k=12, bridge=2)),
    _Kind(StaffRole.SCHOOL_ADMINISTRATOR, 18, _everywhere(1.1, 2, 5, pre_k=1, bridge=1)),
    _Kind(StaffRole.TECHNOLOGY_STAFF, 3, _OFFICE, ((Subject.CS_TECHNOLOGY,),)),
    _Kind(StaffRole.FAMILY_LIAISON, 2, _OFFICE),
    _Kind(
        StaffRole.OFFICE_STAFF,
        6,
        {HOST: 1, LOWRY: 1, TWO_RIVERS: 1, "Canal Street": 1, "Eastlake": 1, "Service Center": 1},
    ),
)


def posts(staff: int, sites: Iterable[Site]) -> list[Post]:
    """All `staff` posts, by kind and site."""
    levels = {site.short_name: site.level for site in sites}
    numbers = largest_remainders({turn: kind.of_480 for turn, kind in enumerate(_KINDS)}, staff)
    return [post for turn, number in numbers.items() for post in _of_kind(_KINDS[turn], number, levels, turn)]


def _of_kind(kind: _Kind, number: int, levels: dict[str, SchoolLevel], turn: int) -> Iterable[Post]:
    """`turn` moves the sites on, so that it is not always the same school that gets the odd post."""
    names = [site for site, share in kind.sites.items() if share and site in levels]
    shares = {site: kind.sites[site] for site in (*names[turn % len(names) :], *names[: turn % len(names)])}
    held = 0
    for site, here in largest_remainders(shares, number).items():
        for place in range(here):
            subjects = kind.subjects[held % len(kind.subjects)]
            yield Post(kind.role, site, _grade_bands(kind.role, levels[site], place), subjects)
            held += 1


def _grade_bands(role: StaffRole, level: SchoolLevel, place: int) -> tuple[GradeBand, ...]:
    """Classroom teachers of elementary schools have one band each, in turn; others go with their school."""
    if role is StaffRole.OFFICE_STAFF:
        return (GradeBand.NOT_APPLICABLE,)
    match level:
        case SchoolLevel.EARLY_LEARNING:
            return (GradeBand.PK,)
        case SchoolLevel.ELEMENTARY if role is StaffRole.CLASSROOM_TEACHER:
            return ((GradeBand.K_2, GradeBand.GRADES_3_5)[place % 2],)
        case SchoolLevel.ELEMENTARY:
            return (GradeBand.K_2, GradeBand.GRADES_3_5)
        case SchoolLevel.MIDDLE:
            return (GradeBand.GRADES_6_8,)
        case SchoolLevel.HIGH | SchoolLevel.ALTERNATIVE:
            return (GradeBand.GRADES_9_12,)
        case _:
            return (GradeBand.ALL,)
