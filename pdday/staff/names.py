"""How pages and reports call groups of people and kinds of schools."""

from __future__ import annotations

from pdday.staff.vocabulary import EmployeeGroup, RoleGroup, SchoolLevel
from pdday.words import Sentence

EMPLOYEE_GROUPS = {
    EmployeeGroup.CERTIFICATED: Sentence("Certificated"),
    EmployeeGroup.CLASSIFIED_EXEMPT: Sentence("Classified, exempt"),
    EmployeeGroup.CLASSIFIED_HOURLY: Sentence("Classified, hourly"),
    EmployeeGroup.ADMINISTRATOR: Sentence("Administrators"),
    EmployeeGroup.SUBSTITUTE: Sentence("Substitutes"),
    EmployeeGroup.GUEST: Sentence("Guests"),
}
ROLE_GROUPS = {
    RoleGroup.TEACHERS: Sentence("Classroom teachers"),
    RoleGroup.SPECIALISTS: Sentence("Special education, EL, intervention"),
    RoleGroup.STUDENT_SERVICES: Sentence("Student services"),
    RoleGroup.PARAPROFESSIONALS: Sentence("Paraprofessionals"),
    RoleGroup.COACHES_LIBRARIANS: Sentence("Coaches and librarians"),
    RoleGroup.ADMINISTRATION_OFFICE: Sentence("Administration and office"),
}
LEVELS = {
    SchoolLevel.EARLY_LEARNING: Sentence("Early learning"),
    SchoolLevel.ELEMENTARY: Sentence("Elementary"),
    SchoolLevel.MIDDLE: Sentence("Middle"),
    SchoolLevel.HIGH: Sentence("High"),
    SchoolLevel.ALTERNATIVE: Sentence("Alternative"),
    SchoolLevel.DISTRICT: Sentence("District offices"),
    SchoolLevel.VIRTUAL: Sentence("Virtual"),
}
EVERYONE = Sentence("Everyone")
