"""One colleague of whom every feature holds something, for the tests of the download and of the purge."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sqlalchemy import select

from pdday.checkin.models import Badge, Guest, Scan, ScanMethod, ScanOutcome
from pdday.credit.models import Dispute
from pdday.db import db
from pdday.feedback.models import Commitment, Remark, RemarkItem, RemarkState
from pdday.jobs import Job, JobKind, JobState
from pdday.outbox import Message
from pdday.preferences.models import (
    Accommodation,
    AccommodationCategory,
    Company,
    CompanyKind,
    CompanyMember,
    Star,
    Veto,
)
from pdday.preferences.queries import find_list
from pdday.proposals import texts
from pdday.proposals.models import Review
from pdday.staff.models import SignIn, SignInCode, StaffDuty, StaffMember, StaffSite, Terms, TermsAcceptance, WrongPin
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Pin
from pdday.timetable.seat_models import CalendarFeed, Exchange, SeatChange, SeatChangeKind, Waiting
from pdday.trail import record
from pdday.words import Sentence
from tests.factories import BEFORE, at, keep, make_coordinator, make_session, slot_of
from tests.proposals.factories import make_draft
from tests.reports.factories import Made, answer, be_away, hand_in, make_finished_day, report_leave

#: Long after the day: everything is over.
LATER = datetime(2027, 9, 1, 12, 0, tzinfo=UTC)
#: A name with letters that JSON writes otherwise, and a last name with a mark in it.
NAME = "José Muñoz-O'Brien"
EMAIL = "jose.munoz@harlow.example"
NUMBER = "HR-77419"
#: Words in which others speak of them; the reviewer's and the apart stay others'.
SECRET_TEAM = "Please never next to Theo Brandt"


def make_known_colleague() -> tuple[StaffMember, Made]:
    """The first person of a finished day, presenter of its first session, with a row in every table there is."""
    made = make_finished_day()
    person, other = made.people[8], made.people[9]
    person.first_name, person.last_name = NAME.split(" ", 1)
    person.legal_name, person.email, person.employee_id = "José María Muñoz-O'Brien", EMAIL, NUMBER
    person.subjects, person.pin_hash, person.mentored_by_id = ("math",), "scrypt:x", other.id
    other.mentored_by_id = person.id
    keep(StaffDuty(staff_id=person.id, duty=Duty.STEWARD))
    keep(StaffSite(staff_id=person.id, school_id=made.schools[1].id, fte=0.2))
    _let_them_in(person, made)
    _let_them_choose(person, made)
    _let_others_speak(person, made, other)
    return person, made


def _let_them_in(person: StaffMember, made: Made) -> None:
    keep(SignIn(staff_id=person.id, token_hash="0" * 64, began_at=BEFORE, ends_at=BEFORE))
    keep(SignInCode(staff_id=person.id, code_hash="1" * 64, made_at=BEFORE, expires_at=BEFORE))
    keep(WrongPin(staff_id=person.id, tried_at=BEFORE))
    terms = keep(Terms(number=1, words="-", effective_at=BEFORE, published_at=BEFORE, published_by_id=person.id))
    keep(TermsAcceptance(staff_id=person.id, terms_id=terms.id, accepted_at=BEFORE))
    keep(Badge(day_id=made.day.id, staff_id=person.id, token="JosesOwnBadge123", made_at=BEFORE))
    keep(
        Scan(
            scan_id="one scan",
            offering_id=made.offerings[0].id,
            token="JosesOwnBadge123",
            staff_id=person.id,
            method=ScanMethod.BADGE,
            outcome=ScanOutcome.WELCOME,
            scanned_at=at("9:10"),
            received_at=at("9:10"),
            steward_id=person.id,
        )
    )
    guest = Guest(guest_key="one guest", offering_id=made.offerings[0].id, name="Pepe", arrived_at=at("9:05"))
    guest.steward_id = guest.settled_by_id = guest.staff_id = person.id
    guest.settled_at = at("16:00")
    keep(guest)


def _let_them_choose(person: StaffMember, made: Made) -> None:
    wishes = find_list(made.day, person)
    assert wishes is not None
    wishes.stars.append(Star(session_id=made.sessions[3].id))
    wishes.vetoes.append(Veto(session_id=make_session(made.day, "Not for José").id))
    keep(Accommodation(day_id=made.day.id, staff_id=person.id, category=AccommodationCategory.ALLERGY))
    for kind, name in ((CompanyKind.APART, SECRET_TEAM), (CompanyKind.TOGETHER, "Grade 4")):
        company = keep(Company(day_id=made.day.id, kind=kind, name=name))
        for member in (person, made.people[10]):
            keep(CompanyMember(company_id=company.id, staff_id=member.id, day_id=made.day.id))
    be_away(person, made.day, "D")
    report_leave(person, made.day)
    keep(Pin(session_id=made.sessions[0].id, staff_id=person.id, reason="José asked for it"))
    draft = make_draft(made.day, person)
    draft.unsent = {"wording": texts.in_json(texts.wording_of(draft)), "times": 1}
    keep(
        Review(
            proposal_id=made.sessions[1].proposal_id,
            staff_id=person.id,
            at=BEFORE,
            comment="Bring more tasks",
            **dict.fromkeys(("relevance", "practical_use", "active_learning", "fits_time", "inclusive", "clarity"), 3),
        )
    )
    keep(Dispute(offering_id=made.offerings[1].id, staff_id=person.id, words="I was there", disputed_at=BEFORE))
    _let_them_swap(person, made)
    hand_in(person, made.offerings[2])
    asks, shown = RemarkItem.QUESTION, RemarkState.SHOWN
    keep(
        Remark(
            offering_id=made.offerings[2].id, item=asks, words="Who may sing with us?", state=shown, staff_id=person.id
        )
    )  # fmt: skip
    answer(made.offerings[2], good_use=2)
    commitment = db.session.scalars(select(Commitment).where(Commitment.staff_id == person.id)).one()
    commitment.with_whom, commitment.how_i_will_know = "Ms. Sing with", "They sing with me"
    commitment.what, commitment.first_step_by = "I want to sing with them", date(2027, 4, 1)


def _let_them_swap(person: StaffMember, made: Made) -> None:
    slot, other = slot_of(made.day, "B"), made.people[10]
    had, has = made.offerings[1].id, made.offerings[2].id
    keep(Waiting(staff_id=person.id, session_id=made.sessions[3].id, slot_id=slot.id, asked_at=BEFORE))
    for asker, colleague in ((person, other), (other, person)):
        keep(
            Exchange(
                timetable_id=made.timetable.id, asker_id=asker.id, colleague_id=colleague.id, offers_id=had,
                wants_id=has, asked_at=BEFORE, expires_at=LATER,
            )
        )  # fmt: skip
    keep(
        SeatChange(
            timetable_id=made.timetable.id, staff_id=person.id, slot_id=slot.id, kind=SeatChangeKind.TOOK, taken_id=has,
            at=BEFORE,
        )
    )  # fmt: skip
    keep(CalendarFeed(staff_id=person.id, token="JosesCalendar", made_at=BEFORE))


def _let_others_speak(person: StaffMember, made: Made, other: StaffMember) -> None:
    """Texts of others that name the person, and what the person did."""
    made.sessions[1].proposal.decided_why = f"Ask {NAME} about the room."
    keep(
        Message(
            once="a", staff_id=person.id, to_address=EMAIL, subject="Hello José", body="Your room", put_at=BEFORE,
            next_try_at=BEFORE,
        )
    )  # fmt: skip
    keep(
        Message(
            once="b", staff_id=other.id, to_address="p@harlow.example", subject="Together?", body=f"{NAME} asks you.",
            put_at=BEFORE, next_try_at=BEFORE,
        )
    )  # fmt: skip
    keep(
        Job(
            kind=JobKind.SOLVE, day_id=made.day.id, state=JobState.FAILED, wants={"note": [f"for {NAME}"]},
            reason=Sentence("{name} is in two places.", {"name": NAME}), asked_by_id=person.id, asked_at=BEFORE,
            ended_at=BEFORE,
        )
    )  # fmt: skip
    record("publish", made.timetable, by=person, at=BEFORE, why="The room is dry again")
    record("undo", made.day, by=other, at=BEFORE, why=f"{NAME} was ill", facts={"who": NAME, "number": NUMBER})
    record("move", made.day, by=make_coordinator(), at=BEFORE, facts={"mail": EMAIL.upper()})
