"""The people of DOMAIN section 2, who appear in the demo by name: what each must be, whatever the size."""

from __future__ import annotations

from dataclasses import dataclass

from pdday.demo.posts import Post
from pdday.staff.vocabulary import Duty, GradeBand, StaffRole, Subject, YearsBand


@dataclass(frozen=True)
class Persona:
    """Someone readers meet in the guide and on the sign-in page."""

    first_name: str
    last_name: str
    role: StaffRole
    years_band: YearsBand
    #: Where they work if that site exists; else anywhere their role does.
    site: str
    grade_band: GradeBand | None = None
    subject: Subject | None = None
    duties: tuple[Duty, ...] = ()
    is_mentor: bool = False
    is_teacher_leader: bool = False
    #: A second site, for the one who travels.
    second_site: str | None = None
    has_email: bool = True
    #: Code of the session they lead, if any.
    leads: str | None = None

    def fits(self, post: Post) -> bool:
        """Whether the persona could hold this post, the site apart."""
        return (
            post.role is self.role
            and (self.grade_band is None or self.grade_band in post.grade_bands)
            and (self.subject is None or self.subject in post.subjects)
        )


DANA = Persona(
    "Dana",
    "Whitfield",
    StaffRole.DISTRICT_ADMINISTRATOR,
    YearsBand.ELEVEN_TO_TWENTY,
    "Service Center",
    duties=(Duty.COORDINATOR, Duty.REVIEWER),
)
LUIS = Persona(
    "Luis",
    "Ortega",
    StaffRole.CLASSROOM_TEACHER,
    YearsBand.FIVE_TO_TEN,
    "Orchard Hill",
    grade_band=GradeBand.GRADES_3_5,
)
MEI = Persona(
    "Mei",
    "Zhou",
    StaffRole.CLASSROOM_TEACHER,
    YearsBand.TWO_TO_FOUR,
    "Lowry",
    grade_band=GradeBand.GRADES_6_8,
    subject=Subject.SCIENCE,
    leads="HR038",
)
AMIRA = Persona(
    "Amira",
    "Haddad",
    StaffRole.EL_SPECIALIST,
    YearsBand.ELEVEN_TO_TWENTY,
    "Lowry",
    second_site="Mesa View",
    duties=(Duty.REVIEWER,),
    leads="HR012",
)
JOYCE = Persona(
    "Joyce",
    "Okafor",
    StaffRole.PARAPROFESSIONAL,
    YearsBand.ELEVEN_TO_TWENTY,
    "Birchfield",
    has_email=False,
)
SAM = Persona("Sam", "Novak", StaffRole.NURSE, YearsBand.FIVE_TO_TEN, "High School")
REYES = Persona(
    "Elena",
    "Reyes",
    StaffRole.SCHOOL_ADMINISTRATOR,
    YearsBand.OVER_TWENTY,
    "Two Rivers",
    duties=(Duty.PRINCIPAL,),
)
GRACE = Persona(
    "Grace",
    "Lindqvist",
    StaffRole.CLASSROOM_TEACHER,
    YearsBand.OVER_TWENTY,
    "High School",
    grade_band=GradeBand.GRADES_9_12,
    duties=(Duty.REVIEWER, Duty.STEWARD),
    is_mentor=True,
    is_teacher_leader=True,
)
PERSONAS = (DANA, LUIS, MEI, AMIRA, JOYCE, SAM, REYES, GRACE)


def seats_of_personas(posts: list[Post]) -> dict[int, Persona]:
    """Which post, by its place in the list, each persona holds. Raises ValueError where none is left for one."""
    held: dict[int, Persona] = {}
    for persona in PERSONAS:
        open_posts = [place for place, post in enumerate(posts) if place not in held and persona.fits(post)]
        at_home = [place for place in open_posts if posts[place].site == persona.site]
        if not open_posts:
            raise ValueError(f"no post for {persona.first_name}: the district is too small")
        held[(at_home or open_posts)[0]] = persona
    return held
