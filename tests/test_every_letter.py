"""No letter says a word that cannot be translated: each kind is written once, to readers of the made-up language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.clock import now
from pdday.credit import letters as credit_letters
from pdday.credit.record_queries import record_of
from pdday.db import db
from pdday.feedback import actions as tickets
from pdday.feedback import commitment_actions as commitments
from pdday.outbox import Message
from pdday.preferences import actions as choices
from pdday.programme.models import Day
from pdday.programme.registers import News
from pdday.proposals import letters as proposal_letters
from pdday.proposals.models import ProposalPresenter
from pdday.proposals.vocabulary import ProposalState
from pdday.staff import actions as sign_in
from pdday.staff import pin_actions
from pdday.staff.models import StaffMember
from pdday.timetable import letters, seat_letters
from pdday.timetable.seat_models import Exchange, Waiting
from pdday.words import Sentence
from tests.factories import keep
from tests.test_every_page import District, make_district_to_read
from tests.test_sent_twice import make_day_to_choose_for
from tests.unmarked import forget_what_was_said, forgotten_in_text, own_words, speak_in_marks

PDDAY = Path(__file__).parent.parent / "pdday"
#: Every file that puts letters, and how many of its kinds are written below.
WRITERS = {
    "credit/letters.py": 1,
    "feedback/actions.py": 1,
    "feedback/commitment_actions.py": 1,
    "preferences/actions.py": 1,
    "proposals/letters.py": 5,
    "staff/actions.py": 2,
    "staff/pin_actions.py": 1,
    "timetable/letters.py": 3,
    "timetable/seat_letters.py": 3,
}
PAGE, WHY = "https://pd.example/page", "A list of the office was wrong."


@pytest.fixture
def district(app: Flask, tmp_path, monkeypatch: pytest.MonkeyPatch):
    """Everybody has an address and reads the made-up language."""
    speak_in_marks(tmp_path / "marked", monkeypatch)
    district = make_district_to_read()
    make_day_to_choose_for(district.colleague)
    for person in db.session.scalars(select(StaffMember)):
        person.email, person.language = f"p{person.id}@elm.example", "es"
    db.session.commit()
    yield district
    forget_what_was_said()


def test_every_file_that_writes_letters_is_known():
    putting = [path for path in PDDAY.rglob("*.py") if "outbox.put" in path.read_text()]

    assert sorted(path.relative_to(PDDAY).as_posix() for path in putting) == sorted(WRITERS)


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_no_letter_says_a_word_that_cannot_be_translated(district: District):
    own, told = own_words() | {WHY}, [told for part in PARTS for told in part(district)]

    written = db.session.execute(select(Message.subject, Message.body)).all()
    found = [left for subject, body in written for left in forgotten_in_text(f"{subject}\n{body}", own)]
    assert found == []
    assert (len(told), 0 in told) == (sum(WRITERS.values()), False)


def letters_so_far() -> int:
    return db.session.scalar(select(func.count()).select_from(Message)) or 0


def write(action: Callable[..., object], *arguments: Any, **more: Any) -> int:
    """Let an action write; how many letters that were."""
    before = letters_so_far()
    action(*arguments, **more, now=now())
    db.session.flush()
    return letters_so_far() - before


def of_signing_in(district: District) -> Iterator[int]:
    one = district.colleague
    yield write(sign_in.ask_for_code, str(one.email), sign_in_page=PAGE, key="a key of the tests")
    yield write(sign_in.tell_of_new_address, one, "former@elm.example")
    yield write(pin_actions.give_pin, one, by=district.coordinator)


def of_proposals(district: District) -> Iterator[int]:
    draft, sent, (one, other) = district.draft, district.sent, district.made.people[2:4]
    sent.presenters.append(ProposalPresenter(staff_id=other.id, position=9, agreed_at=now()))
    sent.state, sent.decided_why = ProposalState.DECLINED, WHY
    sent.decided_by_id, sent.decided_at = district.coordinator.id, now()
    yield write(proposal_letters.tell_decision, sent)
    yield write(proposal_letters.ask_to_present, draft, one, by=district.coordinator)
    yield write(proposal_letters.tell_coordinators_of_withdrawal, sent, by=one, why=WHY)
    yield write(proposal_letters.tell_presenters_of_withdrawal, sent, by=one)
    yield write(proposal_letters.tell_who_is_joined, draft, sent)


def of_the_day(district: District) -> Iterator[int]:
    timetable, offering = district.made.timetable, district.made.offerings[0]
    told = [person.id for person in district.made.people[:4]]
    yield write(letters.tell_whose_day_changed, timetable, None, told)
    yield write(letters.tell_withdrawn, offering, told)
    yield write(lambda *, now: letters.tell_news(News(offering.room, Sentence(WHY), now), timetable, told))
    choosing = db.session.scalars(select(Day).where(Day.id != district.made.day.id)).one()
    yield write(choices.remind, choosing, address=PAGE, by=district.coordinator)


def of_seats(district: District) -> Iterator[int]:
    one, other = district.made.people[:2]
    offering, wanted = district.made.offerings[:2]
    waits = Waiting(staff_id=one.id, session_id=offering.session_id, slot_id=offering.slot_id, asked_at=now())
    exchange = keep(
        Exchange(
            timetable_id=offering.timetable_id, asker_id=one.id, colleague_id=other.id, offers_id=offering.id,
            wants_id=wanted.id, asked_at=now(), expires_at=now() + timedelta(days=1),
        )
    )  # fmt: skip
    yield write(seat_letters.tell_who_waited, keep(waits), offering)
    yield write(seat_letters.tell_who_is_asked, exchange)
    yield write(seat_letters.tell_who_asked, exchange)


def of_later(district: District) -> Iterator[int]:
    day, offering = district.made.day, district.made.offerings[0]
    yield write(credit_letters.tell_record, record_of(offering, district.made.people[3]), why=WHY)
    day.date = date.fromordinal(now().toordinal() - 1)
    yield write(tickets.remind, day, address=PAGE, by=district.coordinator)
    day.date = date.fromordinal(now().toordinal() - 31)
    yield write(commitments.remind_authors, address_of=lambda _commitment, _days: PAGE)


PARTS = (of_signing_in, of_proposals, of_the_day, of_seats, of_later)
