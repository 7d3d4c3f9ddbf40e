"""What a process keeps of pages is never an old page, nor another's: one worker writes, and the other reads on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Response
from sqlalchemy import delete, insert, update

from pdday.app import create_app
from pdday.db import db
from pdday.programme.models import Room, Slot, Strand
from pdday.proposals.models import Proposal
from pdday.staff.models import School, StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable
from tests.factories import at, enrol, make_day, make_offering, make_room, make_session, make_staff, slot_of
from tests.factories import make_timetable as made_timetable
from tests.preferences.factories import make_choosing_day, make_sessions
from tests.reader import Reader

#: Each makes a second application.
pytestmark = pytest.mark.slow


@pytest.fixture
def timetable(app) -> Timetable:
    return made_timetable(make_day())


@pytest.fixture
def luis(timetable, client) -> StaffMember:
    """The teacher who sits at `client`."""
    luis = make_staff("Luis Ortega")
    client.sign_in(luis)
    return luis


@pytest.fixture
def talks(timetable, luis) -> Offering:
    """Where Luis has a place in A."""
    session = make_session(timetable.day, "Number Talks", presenters=(make_staff("Rosa Delgado"),))
    room = make_room(make_school_beside(timetable), "Room A1")
    talks = make_offering(timetable, session, slot_of(timetable.day, "A"), room)
    enrol(luis, talks, rank=1)
    return talks


def make_school_beside(timetable) -> School:
    school = School(name="Lowry Middle", short_name="Lowry", level=timetable.day.host_school.level)
    db.session.add(school)
    db.session.flush()
    return school


@pytest.fixture
def write(app, config) -> Iterator[Callable[..., None]]:
    """Lets a second application on the same database carry out a statement; kept unless told otherwise."""
    other = create_app(config)

    def carry_out(statement, *, keep: bool = True) -> None:
        db.session.commit()
        with other.app_context():
            db.session.execute(statement)
            db.session.commit() if keep else db.session.rollback()

    yield carry_out
    with other.app_context():
        db.engine.dispose()


def day_of(client) -> str:
    """My day, read twice, so that all that can be kept of it is."""
    client.get("/my-day")
    return client.get("/my-day").text


def test_a_seat_given_away_by_another_worker_is_gone_at_once(client, write, talks, luis):
    before = day_of(client)
    write(delete(Enrolment).where(Enrolment.staff_id == luis.id))

    after = client.get("/my-day").text

    assert ("Number Talks" in before, "Number Talks" in after) == (True, False)


def changes(talks):
    """What another worker writes, what stood there before it, and what stands there after."""
    yield update(Proposal).values(title="Canal Walk"), "Number Talks", "Canal Walk"
    yield update(Room).where(Room.id == talks.room_id).values(name="Room Z9"), "Room A1", "Room Z9"
    yield update(School).where(School.name == "Lowry Middle").values(short_name="Mill"), "Lowry", "Mill"
    yield update(StaffMember).where(StaffMember.first_name == "Rosa").values(last_name="Marsh"), "Delgado", "Marsh"
    yield update(Slot).where(Slot.id == talks.slot_id).values(ends_at=at("10:05")), "9:15 to 10:15", "9:15 to 10:05"
    required = {"source": EnrolmentSource.REQUIRED, "rank": None}
    yield update(Enrolment).values(**required), "Your 1st choice.", "It is required for your job this year."


def test_my_day_shows_at_once_what_another_worker_changed(client, write, talks):
    written = list(changes(talks))
    pages = [day_of(client)]
    for statement, _former, _new in written:
        write(statement)
        pages.append(client.get("/my-day").text)

    told = [
        (former in before, new in before, former in after, new in after)
        for (_statement, former, new), before, after in zip(written, pages, pages[1:], strict=False)
    ]
    assert told == [(True, False, False, True)] * len(written)


def test_a_change_that_was_rolled_back_is_never_shown(client, write, talks):
    day_of(client)
    write(update(Proposal).values(title="Canal Walk"), keep=False)

    assert "Canal Walk" not in client.get("/my-day").text


def test_two_people_in_one_room_each_read_their_own_day(app, client, talks, luis):
    mei = make_staff("Mei Tanaka")
    enrol(mei, talks, source=EnrolmentSource.FILL)
    beside = Reader(app, Response, use_cookies=True).sign_in(mei)

    pages = [reader.get("/my-day").text for _ in range(2) for reader in (client, beside)]

    told = [("Luis, " in page, "Your 1st choice." in page, "Mei, " in page) for page in pages]
    assert told == [(True, True, False), (False, False, True)] * 2


def test_what_is_kept_for_one_language_is_not_read_in_another(client, write, talks, luis):
    english = day_of(client)
    write(update(StaffMember).where(StaffMember.id == luis.id).values(language="es"))

    spanish = client.get("/my-day").text

    assert ("My day</a>" in english, "My day</a>" in spanish) == (True, False)
    assert ("9:15 to 10:15" in english, "9:15 to 10:15" in spanish) == (True, False)


def test_a_duty_given_by_another_worker_is_in_the_bar_at_once(client, write, talks, luis):
    before = day_of(client)
    write(insert(StaffDuty).values(staff_id=luis.id, duty=Duty.STEWARD))

    after = client.get("/my-day").text

    assert ('href="/doors"' in before, 'href="/doors"' in after) == (False, True)


def test_a_day_in_the_address_stays_in_addresses_kept_without_it(client, talks, timetable):
    plain = day_of(client)
    named = client.get(f"/my-day?day={timetable.day_id}").text

    assert (f"?day={timetable.day_id}" in plain, f'href="/sessions?day={timetable.day_id}"' in named) == (False, True)


def test_the_catalogue_shows_at_once_what_another_worker_changed(client, write):
    day = make_choosing_day()
    make_sessions(day, "Fractions", "Poetry")
    client.sign_in(make_staff("Ines Prado"))
    before = [client.get("/sessions").text for _ in range(2)]
    write(update(Strand).where(Strand.day_id == day.id).values(name="Hands and Tools"))
    write(update(Proposal).where(Proposal.title == "Poetry").values(title="Sonnets"))

    after = client.get("/sessions").text

    assert before[0].count("Poetry") == before[1].count("Poetry") > 0
    assert ("Poetry" in after, "Sonnets" in after, after.count("Hands and Tools") > 1) == (False, True, True)
