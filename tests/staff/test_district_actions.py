"""How an installation begins."""

from __future__ import annotations

import dataclasses

import pytest
from flask import Flask

from pdday.db import db
from pdday.errors import Refused
from pdday.staff import rules
from pdday.staff.district_actions import Beginning, begin_district
from pdday.staff.models import District, School, StaffMember
from tests.factories import BEFORE, make_district

ELM = Beginning(
    district="Elm County Schools",
    state="il",
    time_zone="America/Chicago",
    school="Elm High",
    first_name="Dana",
    last_name="Whitfield",
    email=" Dana@Elm.example",
    employee_id="E1",
)


def test_a_district_begins_with_a_site_and_a_coordinator(app: Flask):
    dana = begin_district(ELM, now=BEFORE)

    assert (db.session.get_one(District, 1).state, dana.email, dana.home_school.name) == (
        "IL", "dana@elm.example", "Elm High",
    )  # fmt: skip
    assert rules.may_coordinate(dana)


def test_there_is_one_district_and_it_stays(app: Flask):
    make_district("Harlow Ridge")

    with pytest.raises(Refused, match="This database holds Harlow Ridge already"):
        begin_district(ELM, now=BEFORE)
    assert db.session.query(StaffMember).count() == 0


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"email": "dana"}, "“dana” is not an e-mail address"),
        ({"state": "Illinois"}, "“Illinois” is not a state"),
        ({"time_zone": "Chicago"}, "“Chicago” is not a time zone"),
        ({"time_zone": "../etc"}, "is not a time zone"),
    ],
)
def test_what_cannot_be_is_named_and_nothing_is_written(app: Flask, wrong: dict[str, str], says: str):
    with pytest.raises(Refused, match=says):
        begin_district(dataclasses.replace(ELM, **wrong), now=BEFORE)
    assert db.session.query(School).count() == 0
