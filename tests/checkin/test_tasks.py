from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from flask import Flask, current_app
from sqlalchemy import func, select

from pdday import jobs
from pdday.checkin import badge_queries, tasks
from pdday.checkin.models import Badge
from pdday.db import db
from pdday.errors import NotReady
from pdday.jobs import JobKind
from pdday.programme.models import Day
from pdday.staff.models import StaffMember
from pdday.work import Tools
from tests.checkin.factories import make_published_day
from tests.checkin.reading_paper import codes_on_paper
from tests.factories import BEFORE, make_day, make_staff


def ask(day: Day) -> int:
    job = jobs.ask(JobKind.BADGES, day=day, wants={}, by=None, now=BEFORE)
    db.session.commit()
    return job.id


def count_of(row: type) -> int:
    return db.session.scalar(select(func.count()).select_from(row)) or 0


@pytest.mark.paper
def test_the_job_makes_a_badge_for_everybody_and_the_sheets(app: Flask, tmp_path: Path) -> None:
    day = make_published_day().day
    for _ in range(3):
        make_staff()
    tools = Tools()

    result = tasks.make_badges(ask(day), tools)

    everybody = count_of(StaffMember)
    made = Path(current_app.instance_path) / result["file"]
    tokens = db.session.scalars(select(Badge.token))
    assert result["badges"] == everybody
    assert tools.said == {"made": everybody, "of": everybody}
    assert sorted(codes_on_paper(made.read_bytes(), tmp_path)) == sorted(
        f"http://127.0.0.1:8000/b/{token}" for token in tokens
    )
    assert made.stat().st_mode & 0o077 == 0


def test_making_the_sheets_anew_keeps_the_badges_that_people_have(app: Flask) -> None:
    day = make_published_day().day
    make_staff()
    first = ask(day)
    tasks.make_badges(first, Tools())
    tokens = list(db.session.scalars(select(Badge.token).order_by(Badge.id)))
    jobs.cancel(db.session.get_one(jobs.Job, first), by=None, now=BEFORE)

    tasks.make_badges(ask(day), Tools())

    assert list(db.session.scalars(select(Badge.token).order_by(Badge.id))) == tokens


def test_without_a_published_timetable_there_are_no_rooms_to_print(app: Flask) -> None:
    day = make_day()

    with pytest.raises(NotReady, match="has to be published first"):
        tasks.make_badges(ask(day), Tools())

    assert count_of(Badge) == 0


def test_a_cancelled_job_leaves_no_sheets_and_valid_badges(app: Flask) -> None:
    day = make_published_day().day
    luis = make_staff("Luis Ortega")
    tools = Tools()
    tools.unwanted.set()

    result = tasks.make_badges(ask(day), tools)

    assert result == {}
    assert list(Path(current_app.instance_path).glob("badges/*")) == []
    assert badge_queries.find_valid_badge(luis, day) is not None


def test_the_sheets_can_be_written_beside_the_demo(app: Flask, tmp_path: Path) -> None:
    day = make_published_day().day

    badges = tasks.write_badges(day, tmp_path / "demo" / "badges.pdf")

    assert badges == count_of(StaffMember)
    assert len(pikepdf.open(tmp_path / "demo" / "badges.pdf").pages) == 1
