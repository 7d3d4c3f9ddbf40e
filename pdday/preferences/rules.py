"""Questions about choosing: when it is open, what one may wish for, whom a session suits. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from pdday.preferences.models import AccommodationCategory
from pdday.programme.models import Day, Phase
from pdday.programme.vocabulary import Feature, PhaseKind
from pdday.proposals.models import AudienceRule, Session
from pdday.staff.models import StaffMember
from pdday.staff.vocabulary import GradeBand
from pdday.words import Sentence

#: What every room that somebody is in must then have; the other arrangements are made outside the rooms' features.
ROOM_FEATURES = {
    AccommodationCategory.WHEELCHAIR_OR_STEP_FREE: Feature.STEP_FREE_ROUTE,
    AccommodationCategory.HEARING_LOOP: Feature.HEARING_LOOP,
    AccommodationCategory.SEATING_OR_STANDING: Feature.ADJUSTABLE_SEATING,
    AccommodationCategory.LOW_SENSORY_OR_QUIET_ROOM: Feature.QUIET,
}


class HasAudience(Protocol):
    """What says for whom it is: a proposal, or a card of the catalogue."""

    @property
    def audience_roles(self) -> tuple[str, ...]: ...
    @property
    def grade_bands(self) -> tuple[str, ...]: ...


def find_choosing(phases: Sequence[Phase]) -> Phase | None:
    """The dates on which people choose, if they are set."""
    return next((phase for phase in phases if phase.kind is PhaseKind.CHOOSING), None)


def why_not_choose(phases: Sequence[Phase], *, today: date) -> Sentence | None:
    """Why nobody can change a list today (a date on the school's calendar), or None when one can."""
    choosing = find_choosing(phases)
    if choosing is None:
        return Sentence("The dates for choosing are not set yet.")
    if today < choosing.begins_on:
        return Sentence("Choosing has not begun yet. Nothing is lost by waiting: nobody gets in by being first.")
    if today > choosing.ends_on:
        return Sentence("Choosing is over, so lists stay as they are. Your day comes with the timetable.")
    return None


def why_over(day: Day, *, today: date) -> Sentence | None:
    """That nothing can be changed on a day that has been, whatever its phases say; None until it is over."""
    return Sentence("This day is over, so lists stay as they are.") if today > day.date else None


def is_catalogue_open(phases: Sequence[Phase], *, today: date) -> bool:
    """Whether colleagues may read the sessions: from the first day of choosing on, also when it is over."""
    choosing = find_choosing(phases)
    return choosing is None or today >= choosing.begins_on


def why_not_wish(session: Session, person: StaffMember) -> Sentence | None:
    """Why somebody cannot put a session on their list, or None when they can."""
    if session.cancelled_at is not None:
        return Sentence("“{title}” has been withdrawn and does not run.", {"title": session.title})
    if leads(session, person):
        return Sentence("You lead “{title}”, so you have your place in it already.", {"title": session.title})
    return None


def leads(session: Session, person: StaffMember) -> bool:
    """Whether the session is this person's own."""
    return any(each.staff_id == person.id for each in session.presenters)


def is_required(session: Session, person: StaffMember) -> bool:
    """Whether the person has this session whatever they wish for."""
    return any(matches(rule, person) for rule in session.audience_rules)


def tags(person: StaffMember) -> set[str]:
    """The roles a session may be meant for that this person has: their job, and what they lead beside it."""
    beside = {"mentor": person.is_mentor, "teacher_leader": person.is_teacher_leader}
    return {person.role.value} | {role for role, has in beside.items() if has}


def suits(session: Session, person: StaffMember) -> bool:
    """Whether a session fits a person who did not ask for it: meant for their role, and for grades they work with."""
    return is_meant_for(session.proposal, person)


def is_meant_for(content: HasAudience, person: StaffMember) -> bool:
    """Whether content is meant for the person's role, and for grades they work with."""
    for_role = not content.audience_roles or not tags(person).isdisjoint(content.audience_roles)
    open_to_all = {GradeBand.ALL.value, GradeBand.NOT_APPLICABLE.value}
    bands, own = set(content.grade_bands), set(person.grade_bands)
    for_grades = not bands or not own or bool(bands & own) or bool((bands | own) & open_to_all)
    return for_role and for_grades


def matches(rule: AudienceRule, person: StaffMember) -> bool:
    """Whether a session is required for this person: every condition that the rule gives holds."""
    return (
        (rule.role is None or rule.role.value in tags(person))
        and (rule.employee_group is None or rule.employee_group is person.employee_group)
        and (rule.years_band is None or rule.years_band is person.years_band)
    )
