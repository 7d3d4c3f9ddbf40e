"""How pages and reports call groups of people and kinds of schools."""

from __future__ import annotations

from pdday.staff.vocabulary import Duty, EmployeeGroup, RoleGroup, SchoolLevel, StaffRole, Subject
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
ROLES = {
    StaffRole.CLASSROOM_TEACHER: Sentence("Classroom teachers"),
    StaffRole.SPECIAL_EDUCATION_TEACHER: Sentence("Special education teachers"),
    StaffRole.EL_SPECIALIST: Sentence("EL specialists"),
    StaffRole.INTERVENTIONIST: Sentence("Interventionists"),
    StaffRole.INSTRUCTIONAL_COACH: Sentence("Instructional coaches"),
    StaffRole.TEACHER_LEADER: Sentence("Teacher leaders"),
    StaffRole.MENTOR: Sentence("Mentors"),
    StaffRole.DEPARTMENT_CHAIR: Sentence("Department chairs"),
    StaffRole.LIBRARIAN_MEDIA: Sentence("Librarians"),
    StaffRole.COUNSELOR: Sentence("Counselors"),
    StaffRole.SOCIAL_WORKER: Sentence("Social workers"),
    StaffRole.PSYCHOLOGIST: Sentence("Psychologists"),
    StaffRole.SPEECH_LANGUAGE: Sentence("Speech and language"),
    StaffRole.OT_PT: Sentence("Occupational and physical therapists"),
    StaffRole.NURSE: Sentence("Nurses"),
    StaffRole.PARAPROFESSIONAL: Sentence("Paraprofessionals"),
    StaffRole.OFFICE_STAFF: Sentence("Office staff"),
    StaffRole.FOOD_SERVICE: Sentence("Food service"),
    StaffRole.TRANSPORTATION: Sentence("Transportation"),
    StaffRole.CUSTODIAL_MAINTENANCE: Sentence("Custodians and maintenance"),
    StaffRole.SCHOOL_ADMINISTRATOR: Sentence("School administrators"),
    StaffRole.DISTRICT_ADMINISTRATOR: Sentence("District administrators"),
    StaffRole.TECHNOLOGY_STAFF: Sentence("Technology staff"),
    StaffRole.FAMILY_LIAISON: Sentence("Family liaisons"),
    StaffRole.SUBSTITUTE: Sentence("Substitutes"),
    StaffRole.STUDENT_TEACHER: Sentence("Student teachers"),
    StaffRole.GUEST_PRESENTER: Sentence("Guests"),
}
#: The role of one person.
ROLE_OF_ONE = {
    StaffRole.CLASSROOM_TEACHER: Sentence("Classroom teacher"),
    StaffRole.SPECIAL_EDUCATION_TEACHER: Sentence("Special education teacher"),
    StaffRole.EL_SPECIALIST: Sentence("EL specialist"),
    StaffRole.INTERVENTIONIST: Sentence("Interventionist"),
    StaffRole.INSTRUCTIONAL_COACH: Sentence("Instructional coach"),
    StaffRole.TEACHER_LEADER: Sentence("Teacher leader"),
    StaffRole.MENTOR: Sentence("Mentor"),
    StaffRole.DEPARTMENT_CHAIR: Sentence("Department chair"),
    StaffRole.LIBRARIAN_MEDIA: Sentence("Librarian"),
    StaffRole.COUNSELOR: Sentence("Counselor"),
    StaffRole.SOCIAL_WORKER: Sentence("Social worker"),
    StaffRole.PSYCHOLOGIST: Sentence("Psychologist"),
    StaffRole.SPEECH_LANGUAGE: Sentence("Speech and language"),
    StaffRole.OT_PT: Sentence("Occupational or physical therapist"),
    StaffRole.NURSE: Sentence("Nurse"),
    StaffRole.PARAPROFESSIONAL: Sentence("Paraprofessional"),
    StaffRole.OFFICE_STAFF: Sentence("Office staff"),
    StaffRole.FOOD_SERVICE: Sentence("Food service"),
    StaffRole.TRANSPORTATION: Sentence("Transportation"),
    StaffRole.CUSTODIAL_MAINTENANCE: Sentence("Custodian or maintenance"),
    StaffRole.SCHOOL_ADMINISTRATOR: Sentence("School administrator"),
    StaffRole.DISTRICT_ADMINISTRATOR: Sentence("District administrator"),
    StaffRole.TECHNOLOGY_STAFF: Sentence("Technology staff"),
    StaffRole.FAMILY_LIAISON: Sentence("Family liaison"),
    StaffRole.SUBSTITUTE: Sentence("Substitute"),
    StaffRole.STUDENT_TEACHER: Sentence("Student teacher"),
    StaffRole.GUEST_PRESENTER: Sentence("Guest"),
}
DUTIES = {
    Duty.COORDINATOR: Sentence("coordinator"),
    Duty.REVIEWER: Sentence("reviewer"),
    Duty.STEWARD: Sentence("steward"),
    Duty.PRINCIPAL: Sentence("principal"),
}
#: What a roster tells of a person, as the dry run of an import calls it.
FIELDS = {
    "first_name": Sentence("First name"),
    "last_name": Sentence("Last name"),
    "legal_name": Sentence("Name on certificates"),
    "email": Sentence("E-mail"),
    "home_school_id": Sentence("Site"),
    "role": Sentence("Role"),
    "employee_group": Sentence("Employee group"),
    "grade_bands": Sentence("Grades"),
    "subjects": Sentence("Subjects"),
    "fte": Sentence("Share of a post"),
    "language": Sentence("Language"),
    "left_at": Sentence("Comes back"),
}
SUBJECTS = {
    Subject.ELA: Sentence("language arts"),
    Subject.MATH: Sentence("math"),
    Subject.SCIENCE: Sentence("science"),
    Subject.SOCIAL_STUDIES: Sentence("social studies"),
    Subject.WORLD_LANGUAGE: Sentence("world language"),
    Subject.ARTS: Sentence("arts"),
    Subject.MUSIC: Sentence("music"),
    Subject.PE_HEALTH: Sentence("physical education and health"),
    Subject.CTE: Sentence("career and technical education"),
    Subject.CS_TECHNOLOGY: Sentence("computer science and technology"),
    Subject.SPECIAL_EDUCATION: Sentence("special education"),
    Subject.ELD: Sentence("English language development"),
    Subject.LIBRARY: Sentence("library"),
    Subject.SEL: Sentence("social and emotional learning"),
    Subject.EARLY_CHILDHOOD: Sentence("early childhood"),
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
