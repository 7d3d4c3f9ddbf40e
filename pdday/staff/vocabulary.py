"""The closed vocabularies about people: role, employee group, grade band, years, duty."""

from __future__ import annotations

from enum import StrEnum


class StaffRole(StrEnum):
    """What a colleague's job is."""

    CLASSROOM_TEACHER = "classroom_teacher"
    SPECIAL_EDUCATION_TEACHER = "special_education_teacher"
    EL_SPECIALIST = "el_specialist"
    INTERVENTIONIST = "interventionist"
    INSTRUCTIONAL_COACH = "instructional_coach"
    TEACHER_LEADER = "teacher_leader"
    MENTOR = "mentor"
    DEPARTMENT_CHAIR = "department_chair"
    LIBRARIAN_MEDIA = "librarian_media"
    COUNSELOR = "counselor"
    SOCIAL_WORKER = "social_worker"
    PSYCHOLOGIST = "psychologist"
    SPEECH_LANGUAGE = "speech_language"
    OT_PT = "ot_pt"
    NURSE = "nurse"
    PARAPROFESSIONAL = "paraprofessional"
    OFFICE_STAFF = "office_staff"
    FOOD_SERVICE = "food_service"
    TRANSPORTATION = "transportation"
    CUSTODIAL_MAINTENANCE = "custodial_maintenance"
    SCHOOL_ADMINISTRATOR = "school_administrator"
    DISTRICT_ADMINISTRATOR = "district_administrator"
    TECHNOLOGY_STAFF = "technology_staff"
    FAMILY_LIAISON = "family_liaison"
    SUBSTITUTE = "substitute"
    STUDENT_TEACHER = "student_teacher"
    GUEST_PRESENTER = "guest_presenter"


class EmployeeGroup(StrEnum):
    """How a colleague is employed; pay rules and the report's fairness page hang on it."""

    CERTIFICATED = "certificated"
    CLASSIFIED_EXEMPT = "classified_exempt"
    CLASSIFIED_HOURLY = "classified_hourly"
    ADMINISTRATOR = "administrator"
    SUBSTITUTE = "substitute"
    GUEST = "guest"


class GradeBand(StrEnum):
    """Whom a colleague, or a session, works with."""

    PK = "PK"
    K_2 = "K-2"
    GRADES_3_5 = "3-5"
    GRADES_6_8 = "6-8"
    GRADES_9_12 = "9-12"
    ALL = "all"
    NOT_APPLICABLE = "not_applicable"


class Subject(StrEnum):
    """What a colleague teaches."""

    ELA = "ela"
    MATH = "math"
    SCIENCE = "science"
    SOCIAL_STUDIES = "social_studies"
    WORLD_LANGUAGE = "world_language"
    ARTS = "arts"
    MUSIC = "music"
    PE_HEALTH = "pe_health"
    CTE = "cte"
    CS_TECHNOLOGY = "cs_technology"
    SPECIAL_EDUCATION = "special_education"
    ELD = "eld"
    LIBRARY = "library"
    SEL = "sel"
    EARLY_CHILDHOOD = "early_childhood"


class YearsBand(StrEnum):
    """Years in the trade, coarse enough not to point at anyone."""

    FIRST_TWO = "0-1"
    TWO_TO_FOUR = "2-4"
    FIVE_TO_TEN = "5-10"
    ELEVEN_TO_TWENTY = "11-20"
    OVER_TWENTY = "21+"


class Duty(StrEnum):
    """What a colleague may do in pdday beyond being staff. Presenting is not a duty: it follows from a session."""

    COORDINATOR = "coordinator"
    REVIEWER = "reviewer"
    STEWARD = "steward"
    PRINCIPAL = "principal"


class Device(StrEnum):
    """Whose device a browser runs on, as far as the person who signs in says; it decides how long they stay."""

    OWN = "own"
    WORK = "work"
    #: Many people's, one after the other, such as a kiosk: it forgets each of them.
    SHARED = "shared"


class SchoolLevel(StrEnum):
    """The kind of site."""

    EARLY_LEARNING = "early_learning"
    ELEMENTARY = "elementary"
    MIDDLE = "middle"
    HIGH = "high"
    ALTERNATIVE = "alternative"
    DISTRICT = "district"
    VIRTUAL = "virtual"


#: Roles with few people each are told together in reports, because the one nurse of a school is not anonymous.
STUDENT_SERVICES = frozenset(
    {
        StaffRole.COUNSELOR,
        StaffRole.SOCIAL_WORKER,
        StaffRole.PSYCHOLOGIST,
        StaffRole.SPEECH_LANGUAGE,
        StaffRole.OT_PT,
        StaffRole.NURSE,
    }
)


class RoleGroup(StrEnum):
    """The coarse groups in which reports and anonymous answers speak of roles."""

    TEACHERS = "teachers"
    SPECIALISTS = "specialists"
    STUDENT_SERVICES = "student_services"
    PARAPROFESSIONALS = "paraprofessionals"
    COACHES_LIBRARIANS = "coaches_librarians"
    ADMINISTRATION_OFFICE = "administration_office"


def role_group(role: StaffRole) -> RoleGroup:
    """The coarse group of a role."""
    match role:
        case StaffRole.CLASSROOM_TEACHER | StaffRole.TEACHER_LEADER | StaffRole.MENTOR | StaffRole.DEPARTMENT_CHAIR:
            return RoleGroup.TEACHERS
        case StaffRole.SUBSTITUTE | StaffRole.STUDENT_TEACHER | StaffRole.GUEST_PRESENTER:
            return RoleGroup.TEACHERS
        case StaffRole.SPECIAL_EDUCATION_TEACHER | StaffRole.EL_SPECIALIST | StaffRole.INTERVENTIONIST:
            return RoleGroup.SPECIALISTS
        case StaffRole.PARAPROFESSIONAL:
            return RoleGroup.PARAPROFESSIONALS
        case StaffRole.INSTRUCTIONAL_COACH | StaffRole.LIBRARIAN_MEDIA:
            return RoleGroup.COACHES_LIBRARIANS
        case _ if role in STUDENT_SERVICES:
            return RoleGroup.STUDENT_SERVICES
        case _:
            return RoleGroup.ADMINISTRATION_OFFICE
