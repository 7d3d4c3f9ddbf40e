"""Who is away when, who needs which arrangement, and who is to be with or apart from whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from pdday.demo.frame import AFTERNOON_ONLY, MORNING_ONLY, Calendar
from pdday.demo.people import Person
from pdday.demo.shares import chance, scaled, some
from pdday.preferences.models import AccommodationCategory, CompanyKind
from pdday.programme.vocabulary import Feature, PhaseKind
from pdday.staff.vocabulary import StaffRole


@dataclass(frozen=True)
class Arrangement:
    """What one colleague needs on the day; with a feature, every room they are in must have it."""

    person: int
    category: AccommodationCategory
    room_feature: Feature | None


@dataclass(frozen=True)
class PlannedCompany:
    """Colleagues who are to be placed with regard to each other."""

    kind: CompanyKind
    name: str
    members: tuple[int, ...]


@dataclass(frozen=True)
class Arrangements:
    """Everything beside wishes that the timetable must respect. People are given by number."""

    #: Date on which each colleague on leave reported it.
    on_leave: dict[int, date]
    #: Labels of the slots that a part-time colleague misses.
    away: dict[int, tuple[str, ...]]
    needs: tuple[Arrangement, ...]
    companies: tuple[PlannedCompany, ...]

    @property
    def interpreters(self) -> frozenset[int]:
        """Colleagues who go where another goes: they neither present nor choose."""
        return frozenset(company.members[1] for company in self.companies if company.kind is CompanyKind.JOINED)

    @property
    def bound(self) -> frozenset[int]:
        """Colleagues who must stay free to present nothing: the joined pairs, and whoever is away or on leave."""
        joined = {each for company in self.companies if company.kind is CompanyKind.JOINED for each in company.members}
        return frozenset({*joined, *self.on_leave, *self.away})


_ON_LEAVE = 22
#: Of 41 part-time colleagues, those who come for half of the day; the others come for all of it.
_MORNINGS, _AFTERNOONS = 12, 7
#: Where a role has fewer people than this, none of them is away: the day could not do without.
_CAN_SPARE = 4
#: Leave is reported from the beginning of the reviews on, for so many days.
_REPORTING_DAYS = 26

#: Category, number of 480, and what it asks of rooms; 26 in all, diets not counted.
_NEEDS: tuple[tuple[AccommodationCategory, int, Feature | None], ...] = (
    (AccommodationCategory.WHEELCHAIR_OR_STEP_FREE, 5, Feature.STEP_FREE_ROUTE),
    (AccommodationCategory.HEARING_LOOP, 2, Feature.HEARING_LOOP),
    (AccommodationCategory.SEATING_OR_STANDING, 4, Feature.ADJUSTABLE_SEATING),
    (AccommodationCategory.LARGE_PRINT_OR_SCREEN_READER, 3, None),
    (AccommodationCategory.LACTATION_SPACE_AND_BREAK, 3, None),
    (AccommodationCategory.PRAYER_SPACE, 2, None),
    (AccommodationCategory.PARKING, 2, None),
    (AccommodationCategory.ALLERGY, 2, None),
    (AccommodationCategory.CART_CAPTIONS, 1, None),
    (AccommodationCategory.MEDICATION_FRIDGE, 1, None),
)
_DIETS = 31
_APART, _TOGETHER, _SPREAD = 3, 8, 4
_TEAM, _SMALLEST_TEAM = 4, 3


def arrangements(people: Sequence[Person], calendar: Calendar, seed: int) -> Arrangements:
    """Leave, hours, needs and companies of the demo's people; nobody with a name in the guide is away."""
    staff = len(people)
    companies = [*_interpreted(people, seed)]
    kept = {each for company in companies for each in company.members}
    in_role = Counter(person.role for person in people)
    usual = [
        person.number
        for person in people
        if person.persona is None and person.number not in kept and in_role[person.role] >= _CAN_SPARE
    ]
    random = chance(seed, "leave")
    first_report, _ = calendar.phases[PhaseKind.REVIEWING]
    on_leave = {
        number: first_report + timedelta(days=random.randrange(_REPORTING_DAYS))
        for number in some(usual, scaled(_ON_LEAVE, staff), random)
    }
    away = _away(people, usual, seed)
    return Arrangements(
        on_leave=on_leave,
        away=away,
        needs=tuple(_needs(people, companies, seed)),
        companies=(*companies, *_teams(people, kept, seed), *_apart(usual, staff, seed)),
    )


def _away(people: Sequence[Person], usual: list[int], seed: int) -> dict[int, tuple[str, ...]]:
    part_time = [number for number in usual if people[number].fte < 1]
    mornings, afternoons = scaled(_MORNINGS, len(people)), scaled(_AFTERNOONS, len(people))
    halves = some(part_time, mornings + afternoons, chance(seed, "away"))
    return {number: MORNING_ONLY if place < mornings else AFTERNOON_ONLY for place, number in enumerate(halves)}


def _interpreted(people: Sequence[Person], seed: int) -> Iterable[PlannedCompany]:
    """One teacher who signs, and the paraprofessional who interprets; both come for the whole day."""
    random = chance(seed, "interpreter")
    free = [person for person in people if person.persona is None and person.fte == 1 and not person.is_new]
    teacher = random.choice([person for person in free if person.role is StaffRole.SPECIAL_EDUCATION_TEACHER])
    interpreter = random.choice([person for person in free if person.role is StaffRole.PARAPROFESSIONAL])
    yield PlannedCompany(CompanyKind.JOINED, "Interpreter", (teacher.number, interpreter.number))


def _needs(people: Sequence[Person], companies: Sequence[PlannedCompany], seed: int) -> Iterable[Arrangement]:
    random = chance(seed, "needs")
    interpreted = companies[0].members[0]
    yield Arrangement(interpreted, AccommodationCategory.ASL_INTERPRETER, None)
    staff = len(people)
    wanted = [(category, feature) for category, of_480, feature in _NEEDS for _ in range(scaled(of_480, staff))]
    free = [person.number for person in people if person.number not in companies[0].members]
    for number, (category, feature) in zip(random.sample(free, len(wanted)), wanted, strict=True):
        yield Arrangement(number, category, feature)
    for number in some(free, scaled(_DIETS, staff), random):
        yield Arrangement(number, AccommodationCategory.DIETARY, None)


def _teams(people: Sequence[Person], kept: set[int], seed: int) -> Iterable[PlannedCompany]:
    """Grade and subject teams: some want to share a session, others to spread out and share back."""
    random = chance(seed, "teams")
    colleagues: dict[str, list[int]] = {}
    for person in people:
        if person.role is StaffRole.CLASSROOM_TEACHER and person.number not in kept:
            subject = person.subjects[0].value.replace("_", " ") if len(person.subjects) == 1 else person.grade_bands[0]
            colleagues.setdefault(f"{person.post.site} {subject}", []).append(person.number)
    teams = [
        (name, members[start : start + _TEAM])
        for name, members in sorted(colleagues.items())
        for start in range(0, len(members) - _SMALLEST_TEAM + 1, _TEAM)
    ]
    together, spread = scaled(_TOGETHER, len(people)), scaled(_SPREAD, len(people))
    chosen = random.sample(teams, min(together + spread, len(teams)))
    for place, (name, members) in enumerate(chosen):
        kind = CompanyKind.TOGETHER if place < together else CompanyKind.SPREAD
        yield PlannedCompany(kind, name, tuple(members))


def _apart(usual: list[int], staff: int, seed: int) -> Iterable[PlannedCompany]:
    """Pairs that personnel asked to keep in different rooms; no reason is given and none is kept."""
    random = chance(seed, "apart")
    pairs = max(1, scaled(_APART, staff))
    drawn = random.sample(usual, 2 * pairs)
    for place in range(pairs):
        yield PlannedCompany(CompanyKind.APART, f"Instruction {place + 1}", (drawn[2 * place], drawn[2 * place + 1]))
