"""One colleague at a time: what a coordinator may change, and what nobody may."""

from __future__ import annotations

import pytest
from flask import Flask

from pdday.db import db
from pdday.errors import Refused, TooLate
from pdday.staff import people_actions, queries
from pdday.staff.actions import begin_sign_in
from pdday.staff.models import StaffMember
from pdday.staff.rules import face_of
from pdday.staff.vocabulary import Device, Duty, EmployeeGroup, StaffRole
from pdday.trail import Trail
from tests.factories import BEFORE, make_coordinator, make_district, make_school, make_staff
from tests.reader import Reader
from tests.staff.test_actions import at_once

NOW = BEFORE


@pytest.fixture
def dana(app: Flask) -> StaffMember:
    make_district()
    return make_coordinator()


@pytest.fixture
def luis(dana: StaffMember) -> StaffMember:
    return make_staff("Luis Ortega", email="l.ortega@harlow.example")


def facts(person: StaffMember, **other: object) -> dict[str, object]:
    return {name: getattr(person, name) for name in people_actions.FIELDS} | other


def change(person: StaffMember, by: StaffMember, **other: object) -> list[str]:
    return people_actions.change_person(person, facts(person, **other), seen=face_of(person), by=by, now=NOW)


def duties(person: StaffMember) -> set[Duty]:
    return {each.duty for each in person.duties}


def told() -> list[tuple[str, str | None, dict]]:
    return [(each.did, each.why, each.facts) for each in db.session.scalars(db.select(Trail).order_by(Trail.id))]


def test_a_correction_is_kept_and_the_trail_names_the_fields_but_not_what_stood_there(dana, luis):
    assert change(luis, dana, last_name="Ortega-Ruiz", role=StaffRole.MENTOR) == ["last_name", "role"]

    assert (luis.name, luis.role) == ("Luis Ortega-Ruiz", StaffRole.MENTOR)
    assert told() == [("change_person", None, {"fields": ["last_name", "role"]})]


def test_an_address_of_somebody_else_is_refused_by_name(dana, luis):
    mei = make_staff("Mei Zhou")

    with pytest.raises(Refused, match="belongs to Luis Ortega"):
        change(mei, dana, email=luis.email)


def test_two_who_correct_the_same_person_hear_of_each_other(dana, luis):
    seen = face_of(luis)
    change(luis, dana, first_name="Luís")

    with pytest.raises(TooLate, match="was changed since you opened this page"):
        people_actions.change_person(luis, facts(luis, last_name="O"), seen=seen, by=dana, now=NOW)


def test_duties_are_given_and_taken_with_a_reason(dana, luis):
    people_actions.set_duties(luis, [Duty.REVIEWER, Duty.STEWARD], why="Helps this year.", by=dana, now=NOW)
    people_actions.set_duties(luis, [Duty.STEWARD], why="Enough reviewers.", by=dana, now=NOW)

    assert duties(luis) == {Duty.STEWARD}
    assert told() == [
        ("set_duties", "Helps this year.", {"given": ["reviewer", "steward"], "taken": []}),
        ("set_duties", "Enough reviewers.", {"given": [], "taken": ["reviewer"]}),
    ]


def test_the_last_coordinator_stays_one(dana, luis):
    with pytest.raises(Refused, match="Dana Whitfield is the only coordinator"):
        people_actions.set_duties(dana, [], why="Tired.", by=dana, now=NOW)
    with pytest.raises(Refused, match="Dana Whitfield is the only coordinator"):
        people_actions.let_leave(dana, why="Moves away.", by=dana, now=NOW)


def test_a_coordinator_who_has_left_does_not_count_as_another(dana, luis):
    people_actions.set_duties(luis, [Duty.COORDINATOR], why="Takes over.", by=dana, now=NOW)
    luis.left_at = NOW

    with pytest.raises(Refused, match="is the only coordinator"):
        people_actions.set_duties(dana, [], why="Tired.", by=dana, now=NOW)


def test_a_duty_can_be_handed_over(dana, luis):
    people_actions.set_duties(luis, [Duty.COORDINATOR], why="Takes over.", by=dana, now=NOW)
    people_actions.set_duties(dana, [], why="Hands over.", by=dana, now=NOW)

    assert (duties(dana), duties(luis)) == (set(), {Duty.COORDINATOR})


def test_two_coordinators_who_take_each_others_duty_at_once_leave_one(app: Flask, dana, luis):
    people_actions.set_duties(luis, [Duty.COORDINATOR], why="Two of us.", by=dana, now=NOW)
    pairs = [(dana.id, luis.id), (luis.id, dana.id)]

    def take() -> str:
        taker_id, other_id = pairs.pop()
        taker, other = db.session.get_one(StaffMember, taker_id), db.session.get_one(StaffMember, other_id)
        try:
            people_actions.set_duties(other, [], why="Enough of us.", by=taker, now=NOW)
            db.session.commit()
        except Refused:
            db.session.rollback()
            return "refused"
        return "taken"

    assert sorted(at_once(app, 2, take)) == ["refused", "taken"]
    db.session.expire_all()
    assert sorted(len(duties(person)) for person in (dana, luis)) == [0, 1]


def test_whoever_leaves_and_comes_back_is_who_they_were(dana, luis):
    people_actions.set_duties(luis, [Duty.STEWARD], why="Helps.", by=dana, now=NOW)
    people_actions.let_leave(luis, why="Another district.", by=dana, now=NOW)
    left_at = luis.left_at

    people_actions.welcome_back(luis, by=dana, now=NOW)

    assert (left_at, luis.left_at, duties(luis)) == (NOW, None, {Duty.STEWARD})


class TestThePages:
    @pytest.fixture(autouse=True)
    def _dana_sits_here(self, client: Reader, dana: StaffMember) -> None:
        client.sign_in(dana)

    def test_somebody_is_found_by_name_and_by_duty(self, client: Reader, luis: StaffMember):
        make_staff("Sam Novak", duties=(Duty.STEWARD,))

        assert "Luis Ortega" in client.get("/staff/people?name=ort+lu").text
        assert "Luis Ortega" not in client.get("/staff/people?duty=steward").text
        assert "Sam Novak" in client.get("/staff/people?duty=steward").text
        before = client.get("/staff/people").text
        assert ("Sam Novak" in before, "Luis Ortega" in before) == (True, False)

    def test_one_person_is_added_without_a_roster(self, client: Reader, dana: StaffMember):
        answer = client.send(
            "/staff/people", employee_id="N7", first_name="Ana", last_name="Reyes", email="Ana@Harlow.example",
            home_school_id=dana.home_school_id, role="nurse", employee_group="certificated", language="es",
        )  # fmt: skip

        ana = db.session.scalars(db.select(StaffMember).where(StaffMember.employee_id == "N7")).one()
        assert answer.headers["Location"] == f"/staff/{ana.id}"
        assert (ana.name, ana.email, ana.role, ana.employee_group, ana.language) == (
            "Ana Reyes", "ana@harlow.example", StaffRole.NURSE, EmployeeGroup.CERTIFICATED, "es",
        )  # fmt: skip

    def typed(self, person: StaffMember, **other: object) -> dict[str, object]:
        shown = {name: value for name, value in facts(person).items() if value is not None}
        return {**shown, "seen": face_of(person), **other}

    def test_a_small_correction_needs_no_roster(self, client: Reader, luis: StaffMember):
        school = make_school("Mesa View")

        client.send(f"/staff/{luis.id}", **self.typed(luis, email="", home_school_id=school.id))

        db.session.expire_all()
        assert (luis.email, luis.home_school.name) == (None, "Mesa View")

    def test_what_was_typed_is_there_again_when_somebody_was_quicker(self, client: Reader, luis: StaffMember):
        typed = self.typed(luis, last_name="Ortega-Ruiz")
        luis.first_name = "Luís"
        first = client.send(f"/staff/{luis.id}", **typed)
        (seen,) = {face_of(luis)}

        assert (first.status_code, 'value="Ortega-Ruiz"' in first.text, seen in first.text) == (409, True, True)

    def test_duties_need_a_reason(self, client: Reader, luis: StaffMember):
        answer = client.send(f"/staff/{luis.id}/duties", duties=["reviewer"])

        assert (answer.status_code, "Say why in a few words" in answer.text) == (422, True)
        assert duties(luis) == set()

    def test_a_coordinator_names_another_by_form(self, client: Reader, luis: StaffMember):
        client.send(f"/staff/{luis.id}/duties", duties=["coordinator"], why="Two of us now.")

        db.session.expire_all()
        assert duties(luis) == {Duty.COORDINATOR}

    def test_whoever_hands_over_is_led_to_their_own_day(self, client: Reader, dana: StaffMember, luis: StaffMember):
        client.send(f"/staff/{luis.id}/duties", duties=["coordinator"], why="Takes over.")

        answer = client.send(f"/staff/{dana.id}/duties", why="Hands over.")

        assert answer.headers["Location"] == "/"

    def test_leaving_shuts_the_door_at_once(self, client: Reader, luis: StaffMember):
        client.send(f"/staff/{luis.id}/leaving", why="Another district.")

        assert "has left" in client.get(f"/staff/{luis.id}").text
        client.send(f"/staff/{luis.id}/return")
        db.session.expire_all()
        assert luis.left_at is None

    def test_the_last_coordinator_is_told_why_not(self, client: Reader, dana: StaffMember):
        answer = client.send(f"/staff/{dana.id}/duties", why="Tired.")

        assert (answer.status_code, "is the only coordinator" in answer.text, "Tired." in answer.text) == (
            409, True, True,
        )  # fmt: skip


def test_a_lost_phone_is_signed_out_by_another_coordinator_and_the_trail_says_who_did(dana, luis):
    begin_sign_in(luis, device=Device.OWN, now=NOW)
    begin_sign_in(luis, device=Device.WORK, now=NOW)

    people_actions.sign_out(luis, by=dana, now=NOW)

    assert queries.live_sign_ins(luis, now=NOW) == []
    assert told()[-1] == ("sign_out", None, {})


def test_a_coordinator_is_named_at_the_terminal_and_keeps_their_other_duties(dana, luis):
    people_actions.set_duties(luis, {Duty.STEWARD}, why="", by=dana, now=NOW)

    people_actions.name_coordinator(" L.Ortega@harlow.example", now=NOW)

    assert duties(luis) == {Duty.STEWARD, Duty.COORDINATOR}
    assert told()[-1] == ("set_duties", "named at the terminal", {"given": ["coordinator"], "taken": []})


def test_nobody_becomes_a_coordinator_by_a_typing_mistake(dana, luis):
    with pytest.raises(Refused, match="is not the address of a colleague"):
        people_actions.name_coordinator("l.ortego@harlow.example", now=NOW)
