"""What holds for every page there is and ever will be: the walk goes over the application's own list of addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask, Response, current_app, url_for
from sqlalchemy import delete, select
from werkzeug.routing import Rule

from pdday import workers
from pdday.checkin.models import Guest
from pdday.clock import now
from pdday.db import db
from pdday.feedback.models import Commitment, Remark, RemarkItem, RemarkState
from pdday.programme.models import Gathering, Goal, Phase
from pdday.programme.vocabulary import PhaseKind, SlotKind
from pdday.proposals.models import Proposal
from pdday.refusals import Refusal
from pdday.staff.access import PUBLIC
from pdday.staff.models import StaffDuty, StaffMember
from pdday.staff.vocabulary import Duty
from pdday.timetable import actions
from pdday.timetable.models import EnrolmentSource
from tests.counting import queries, statements
from tests.factories import (
    BEFORE,
    enrol,
    keep,
    make_coordinator,
    make_offering,
    make_room,
    make_session,
    make_staff,
    slot_of,
)
from tests.markup import Markup
from tests.proposals.factories import make_draft, make_sent
from tests.reader import Reader
from tests.reports.factories import Made, make_finished_day
from tests.timetable.factories import problem_and

#: What a colleague without any duty may read; every other page is refused until it is named here on purpose.
FOR_EVERYONE = PUBLIC | {
    "tickets.show",
    "tickets.thank",
    # The colleague leads the first session, and has made the commitment.
    "heard.show_all",
    "heard.show",
    "attendees.show",
    "commitments.show",
    "commitments.show_follow_up",
    "preferences.offers",
    "preferences.show",
    "preferences.choices",
    "arrangements.show",
    "staff.you",
    "pins.choose",
    "terms.show",
    "terms.show_version",
    "privacy.show",
    "privacy.download",
    "proposals.mine",
    "proposals.show",
    "proposals.edit",
    "proposals.presenters",
    "my_day.show",
    "days.show",
    "checkin.my_badge",
    "seats.show",
    "seats.back",
    "exchanges.show",
    "calendar.show",
    "why.show",
    "calendar.download",
    "exchanges.choose",
    "checkin.point_at_badge",
    "my_record.show",
}

#: The name under which a roster waits for a yes, and what it says.
UPLOAD = "abcdEFGH12345678abcdEF"
A_ROSTER = (
    "employee_id,first,last,site,role,group\n"
    "N1,New,Colleague,Lowry,Teacher II,certificated\n"
    "N2,New,Nurse,Nowhere,nurse,certificated\n"
)


@dataclass
class District:
    """A day behind us, its coordinator (who also reviews), and a colleague without duties."""

    made: Made
    coordinator: StaffMember
    colleague: StaffMember
    #: What the colleague still writes, and what reviewers read.
    draft: Proposal
    sent: Proposal
    #: Somebody whom no roster has.
    guest: Guest

    def address(self, rule: Rule) -> str:
        """The rule's address for something that is there. A new kind of thing has to be added here."""
        there = {
            "staff_id": self.made.people[1].id,
            "guest_id": self.guest.id,
            "goal_id": db.session.scalar(select(Goal.id)),
            "timetable_id": self.made.timetable.id,
            "offering_id": self.made.offerings[0].id,
            "day_id": self.made.day.id,
            "session_id": self.made.sessions[0].id,
            "slot_id": next(slot.id for slot in self.made.day.slots if slot.kind is SlotKind.BREAKOUT),
            "proposal_id": (self.draft if rule.endpoint.startswith("proposals.") else self.sent).id,
            "job_id": 1,
            "pin_id": 1,
            "company_id": 1,
            "exchange_id": 1,
            "strand_id": self.made.day.strands[0].id,
            "room_id": self.made.offerings[0].room_id,
            "school_id": self.made.schools[0].id,
            "remark_id": db.session.scalar(select(Remark.id)),
            "commitment_id": db.session.scalar(select(Commitment.id).where(Commitment.staff_id == self.colleague.id)),
            "after_days": 30,
            "gathering_id": db.session.scalar(select(Gathering.id)),
            "upload": UPLOAD,
            "key": "fairness",
            "number": 1,
            "token": "abcdEFGH12345678",
        }
        values = {name: there[name] for name in rule.arguments if name not in (rule.defaults or {})}
        with current_app.test_request_context():
            return url_for(rule.endpoint, **values)


@pytest.fixture
def district(app: Flask) -> District:
    return make_district_to_read()


def make_district_to_read(made: Made | None = None) -> District:
    """A day behind us with a draft beside its published timetable, so that every page has something to show."""
    made = made or make_finished_day()
    rosters = Path(current_app.instance_path) / "rosters"
    rosters.mkdir(exist_ok=True)
    (rosters / UPLOAD).write_text(A_ROSTER)
    room = made.offerings[0].room
    held = {"item": RemarkItem.CHANGE, "words": "What an idiot", "state": RemarkState.HELD}
    keep(Remark(offering_id=made.offerings[1].id, **held))
    keep(Commitment(day_id=made.day.id, staff_id=made.people[0].id, what="Try it", made_at=BEFORE))
    keep(Goal(day_id=made.day.id, position=1, words="Every student explains their thinking."))
    keep(Gathering(slot_id=slot_of(made.day, "Keynote").id, room_id=room.id, title="Welcome"))
    runs = [
        (session, letter, room, tuple(made.people[9:39])) for session, letter in zip(made.sessions, "ABCD", strict=True)
    ]
    made.day.phases.append(Phase(kind=PhaseKind.CHOOSING, begins_on=date(2020, 1, 1), ends_on=date(2099, 12, 31)))
    problem, plan = problem_and(made.day, *runs)
    drafted = actions.draft(made.day, problem, plan, by_id=None, now=BEFORE)
    made.timetable.measures = drafted.measures
    db.session.flush()
    coordinator = make_coordinator()
    coordinator.duties.append(StaffDuty(duty=Duty.REVIEWER))
    workers.begin("pd1", 4711, now=now())
    draft, sent = make_draft(made.day, made.people[0]), make_sent(made.day, made.people[1], title="Number Talks")
    door = made.offerings[0].id
    guest = Guest(guest_key="g", offering_id=door, name="Pat Rivera", arrived_at=BEFORE, steward_id=coordinator.id)
    return District(made, coordinator, made.people[0], draft, sent, keep(guest))


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ()) and rule.endpoint != "static"]


def pages(app: Flask, district: District, person: StaffMember | None) -> dict[str, Markup]:
    """Every page that `person` may read, by its address."""
    reader = Reader(app, Response, use_cookies=True)
    if person is not None:
        reader.sign_in(person)
    answers = {}
    for rule in rules(app, "GET"):
        answer = reader.get(district.address(rule))
        if answer.status_code == 200 and answer.mimetype == "text/html":
            answers[district.address(rule)] = Markup(answer.text)
    return answers


def test_whoever_is_not_signed_in_is_led_to_the_sign_in_page_and_then_back(app: Flask, district: District):
    stranger = Reader(app, Response, use_cookies=True)

    for rule in rules(app, "GET"):
        if rule.endpoint not in PUBLIC:
            address = district.address(rule)
            there = urlsplit(stranger.get(address).headers["Location"])
            assert (address, there.path, there.query) == (address, "/sign-in", f"next={address}")


def test_whoever_is_not_signed_in_can_change_nothing(app: Flask, district: District):
    stranger = Reader(app, Response, use_cookies=True)

    answers = {
        rule.rule: stranger.post(district.address(rule)).status_code
        for rule in rules(app, "POST")
        if rule.endpoint not in PUBLIC
    }

    assert set(answers.values()) == {401}


def test_a_form_that_did_not_stand_on_our_page_changes_nothing(app: Flask, district: District):
    coordinator = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)

    answers = {rule.rule: coordinator.post(district.address(rule)).status_code for rule in rules(app, "POST")}

    leads_on = answers.pop("/sign-in")  # to the day of whoever has signed in meanwhile in another tab
    assert ({address: status for address, status in answers.items() if status != 400}, leads_on) == ({}, 302)


def test_a_colleague_without_duties_reads_what_is_for_everyone_and_nothing_else(app: Flask, district: District):
    colleague = Reader(app, Response, use_cookies=True).sign_in(district.colleague)

    answers = {rule.endpoint: colleague.get(district.address(rule)).status_code for rule in rules(app, "GET")}

    assert {endpoint for endpoint, status in answers.items() if status != 403} == {
        rule.endpoint for rule in rules(app, "GET") if rule.endpoint in FOR_EVERYONE
    }


def test_the_list_of_public_pages_names_only_what_there_is(app: Flask):
    assert PUBLIC - set(app.view_functions) == set()


@pytest.mark.slow
def test_no_address_fails_whoever_asks_for_it(app: Flask, district: District):
    for person in (None, district.colleague, district.coordinator):
        reader = Reader(app, Response, use_cookies=True)
        if person is not None:
            reader.sign_in(person)
        for rule in rules(app, "GET"):
            assert (rule.rule, reader.get(district.address(rule)).status_code < 500) == (rule.rule, True)


def test_every_page_is_whole(app: Flask, district: District):
    for person in (None, district.colleague, district.coordinator):
        faults = {address: page.faults() for address, page in pages(app, district, person).items()}

        assert {address: each for address, each in faults.items() if each} == {}


@pytest.mark.slow
def test_every_page_has_a_title_of_its_own(app: Flask, district: District):
    titles = [page.title for page in pages(app, district, district.coordinator).values()]

    assert len(titles) > 3
    assert [title for title in titles if not title.endswith(": pdday")] == []


@pytest.mark.slow
def test_every_link_on_every_page_leads_somewhere(app: Flask, district: District):
    coordinator = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)
    links = {
        (link.get("href") or "").split("#")[0]
        for page in pages(app, district, district.coordinator).values()
        for link in page.all("a")
    }

    broken = [
        link
        for link in sorted(links - {""})
        if not link.startswith("mailto:") and coordinator.get(link).status_code >= 400
    ]

    assert broken == []


@pytest.mark.slow
def test_a_page_asks_the_database_as_often_for_many_as_for_few(app: Flask, district: District):
    reader = Reader(app, Response, use_cookies=True).sign_in(district.coordinator)

    def asked() -> dict[str, int]:
        # The tenth refusal of an hour is told to the trail: each walk starts with none, or one of its pages asks more.
        db.session.execute(delete(Refusal))
        db.session.commit()
        counts = {}
        for rule in rules(app, "GET"):
            with statements() as sent:
                reader.get(district.address(rule))
            counts[rule.rule] = queries(sent)
        return counts

    asked()
    few = asked()
    grow(district.made)

    assert asked() == few


def grow(made: Made) -> None:
    """Three more sessions, each running in a room of its own with three more people in it."""
    for number in range(3):
        session = make_session(made.day, f"More {number}", presenters=(make_staff(),))
        offering = make_offering(made.timetable, session, slot_of(made.day, "A"), make_room(made.schools[0]))
        for _ in range(3):
            enrol(make_staff(), offering, source=EnrolmentSource.FILL)
    db.session.commit()
