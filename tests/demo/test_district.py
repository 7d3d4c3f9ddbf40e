"""The same seed is the same district, anywhere; and its rows are a day that can be drafted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.app import create_app
from pdday.db import db
from pdday.demo.district import plan_district
from pdday.demo.rows import make_district
from pdday.preferences.models import Preference, PreferenceList
from pdday.proposals.models import Proposal, Session
from pdday.proposals.vocabulary import ProposalState
from pdday.staff.models import StaffMember
from pdday.timetable.actions import why_not_draft
from pdday.timetable.problem_from_rows import problem_of
from tests.conftest import config_for
from tests.demo.digest import digest

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.fixture
def another_database(migrated_sqlite: Path, tmp_path: Path) -> Flask:
    """A second, empty SQLite database beside the one under test."""
    folder = tmp_path / "another"
    folder.mkdir()
    shutil.copy(migrated_sqlite, folder / "pdday.db")
    return create_app(config_for(folder, f"sqlite:///{folder / 'pdday.db'}"))


def test_the_same_seed_writes_the_same_rows_again_and_into_either_database(app: Flask, another_database: Flask) -> None:
    make_district(staff=60, seed=4417)

    here = digest()

    with another_database.app_context():
        make_district(staff=60, seed=4417)
        assert digest() == here
        db.engine.dispose()


def test_another_seed_is_another_district(app: Flask, another_database: Flask) -> None:
    make_district(staff=60, seed=4417)

    here = digest()

    with another_database.app_context():
        make_district(staff=60, seed=4418)
        assert digest() != here
        db.engine.dispose()


@pytest.mark.parametrize("staff", [60, 240, 480, 2000])
def test_planning_twice_gives_the_same_plan(staff: int) -> None:
    assert plan_district(staff=staff, seed=4417) == plan_district(staff=staff, seed=4417)


def test_the_described_district_has_the_described_rows(app: Flask) -> None:
    make_district(staff=480, seed=4417)

    states = db.session.execute(select(Proposal.state, func.count()).group_by(Proposal.state)).all()
    assert dict(map(tuple, states)) == {
        ProposalState.ACCEPTED: 63,
        ProposalState.DECLINED: 1,
        ProposalState.REVISE: 1,
        ProposalState.MERGED: 1,
        ProposalState.WAITLISTED: 1,
        ProposalState.WITHDRAWN: 1,
        ProposalState.DRAFT: 1,
    }
    assert _count(StaffMember) == 480
    assert _count(Session) == 63
    assert _count(PreferenceList) == 398
    assert db.session.scalar(select(func.max(Preference.rank))) == 8


@pytest.mark.parametrize("staff", [60, 480])
def test_the_day_can_be_drafted(app: Flask, staff: int) -> None:
    day = make_district(staff=staff, seed=4417)

    assert why_not_draft(day) == []
    assert len(problem_of(day).attendees) == staff


def _count(model: type[db.Model]) -> int:  # type: ignore[name-defined]
    return db.session.scalar(select(func.count()).select_from(model)) or 0
