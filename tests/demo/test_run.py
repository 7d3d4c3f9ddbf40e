"""The demo runs whole: from an empty database to the report, through the real actions."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import func, select

from pdday.checkin.models import Attendance, AttendanceKind, Scan, ScanOutcome
from pdday.config import Config
from pdday.credit.models import CreditedMinutes
from pdday.db import db
from pdday.demo import frame
from pdday.demo.commitments import REPLY, ROUTINE
from pdday.demo.load import load, start_over
from pdday.demo.rows import make_district
from pdday.demo.run import BY_HAND_SECONDS, HELP_SECONDS, REPORT_FILES, SEARCH_SECONDS, run, search_seconds, solved
from pdday.demo.shares import DESCRIBED
from pdday.desk.check import check
from pdday.errors import Refused
from pdday.feedback.commitment_queries import commitments
from pdday.feedback.models import (
    Answer,
    Commitment,
    FollowUp,
    Remark,
    RemarkState,
    SealedTicket,
    TicketHandedIn,
    UseInPractice,
)
from pdday.feedback.queries import batches_by_offering, offerings_led_by
from pdday.programme.models import Day
from pdday.solver import Status
from pdday.solver import check as broken_rules
from pdday.solver.solve import solve
from pdday.staff.models import District, StaffMember
from pdday.timetable.models import Enrolment, EnrolmentSource, Offering, Timetable, TimetableState
from pdday.words import Sentence
from tests.demo.digest import digest
from tests.published import checked_by_command
from tests.solver.factories import make_attendee, make_problem, make_room, make_session

#: Enough for sixty people to get a timetable; not for the best one.
SECONDS = 6.0
TODAY, A_WEEK_LATER = date(2027, 6, 21), date(2027, 6, 28)
SUMMER = "Summer Learning Day"


@pytest.mark.parametrize("ready", [0.5, 5.0, 15.0, 27.0])
def test_the_assignment_of_the_described_district_has_a_minute_on_a_new_machine_too(ready: float) -> None:
    left = search_seconds(SEARCH_SECONDS[DESCRIBED], ready=ready)

    assert ready + left + BY_HAND_SECONDS + HELP_SECONDS <= 60.0


def test_the_search_keeps_half_of_its_seconds_on_the_slowest_machine() -> None:
    assert search_seconds(45.0, ready=600.0) == 22.5


@pytest.mark.slow
def test_without_time_for_a_good_plan_the_day_gets_the_first_there_is() -> None:
    rooms, sessions = [make_room(f"R{each}") for each in range(6)], [make_session(f"S{each}") for each in range(9)]
    people = [make_attendee(f"P{number:02d}", wishes=[f"S{number % 9}"]) for number in range(40)]
    problem = make_problem(rooms=rooms, sessions=sessions, attendees=people)
    assert solve(problem, seconds=0.1).status is Status.NONE_FOUND

    plan = solved(problem, 0.1, 1, ignore)

    assert plan.runs
    assert broken_rules(problem, plan) == []


@pytest.mark.slow
def test_sixty_people_go_from_wishes_to_the_report_and_running_again_changes_nothing(
    app: Flask, config: Config
) -> None:
    lines: list[str] = []
    run(staff=60, seed=4417, solve_seconds=SECONDS, today=TODAY, say=lambda said: lines.append(str(said)))

    assert [" people through 1 door, " in line for line in lines if line.startswith("Keynote:")] == [True]
    assert check() == []
    assert [timetable.state for timetable in db.session.scalars(select(Timetable))] == [TimetableState.PUBLISHED]
    assert [day.name for day in db.session.scalars(select(Day).order_by(Day.date))] == [frame.DAY_NAME, SUMMER]
    assert all((config.instance / "demo" / name).stat().st_size > 0 for name in REPORT_FILES)
    _assert_a_believable_day()
    timetable = db.session.scalars(select(Timetable)).one()
    told = checked_by_command(timetable, config.instance)
    assert told == f"The plan keeps every rule and its score is {timetable.score:,.2f}."
    assert sorted(timetable.measures["by_hand"]) == ["first_come", "rounds"]

    before = digest()
    run(staff=60, seed=4417, solve_seconds=SECONDS, today=A_WEEK_LATER, say=ignore)
    assert digest() == before


def test_a_demo_of_another_size_is_not_mixed_in(app: Flask) -> None:
    make_district(staff=60, seed=4417)

    with pytest.raises(Refused, match="another size or seed"):
        run(staff=120, seed=4417, solve_seconds=SECONDS, today=TODAY, say=ignore)


@pytest.mark.slow
def test_starting_over_leaves_an_empty_database_for_another_demo(app: Flask) -> None:
    load(staff=60, seed=4417, today=TODAY, say=ignore)

    start_over()
    load(staff=61, seed=4418, today=TODAY, say=ignore)

    assert _count(StaffMember.id) == 61


def test_a_demo_in_which_somebody_was_renamed_is_still_that_demo(app: Flask) -> None:
    day = load(staff=60, seed=4417, today=TODAY, say=ignore)
    db.session.scalars(select(StaffMember).where(StaffMember.first_name == "Luis")).one().last_name = "Ortega-Reyes"
    db.session.commit()

    assert load(staff=60, seed=4417, today=TODAY, say=ignore) is day


@pytest.mark.parametrize("fresh", [False, True])
def test_a_real_district_is_left_alone(app: Flask, fresh: bool) -> None:
    db.session.add(District(name="Springfield", state="IL", time_zone="America/Chicago"))
    db.session.commit()

    with pytest.raises(Refused, match="This database holds Springfield"):
        run(staff=60, seed=4417, fresh=fresh, solve_seconds=SECONDS, today=TODAY, say=ignore)


def ignore(said: Sentence) -> None:
    """Nobody is watching."""


def _assert_a_believable_day() -> None:
    """The shares of DOMAIN section 13, as near as sixty people allow."""
    places = _count(Enrolment.id, Enrolment.source != EnrolmentSource.PRESENTING)
    used = _count(Attendance.id, Attendance.kind.in_([AttendanceKind.ENROLLED, AttendanceKind.MOVED]))
    of_sessions = Attendance.offering_id.in_(select(Offering.id).where(Offering.session_id.is_not(None)))
    present = _count(Attendance.id, Attendance.kind != AttendanceKind.PRESENTING, of_sessions)
    committed = _count(Commitment.id)
    assert used / places == pytest.approx(0.93, abs=0.05)
    assert _count(Scan.id, Scan.outcome == ScanOutcome.ALREADY_IN) > 0
    assert _count(Scan.id, Scan.outcome == ScanOutcome.REVOKED) == 1
    assert _count(CreditedMinutes.attendance_id) == _count(Attendance.id)
    assert _count(TicketHandedIn.staff_id) / present == pytest.approx(0.62, abs=0.08)
    assert _count(Answer.key) + _count(SealedTicket.key) == _count(TicketHandedIn.staff_id)
    held = db.session.scalars(select(Remark.words).where(Remark.state == RemarkState.HELD)).all()
    assert (len(held), _count(Remark.id) > 0) == (len(set(held)), True)
    named = {name: select(StaffMember).where(StaffMember.first_name == name) for name in ("Luis", "Mei")}
    luis, mei = (db.session.scalars(named[name]).one() for name in ("Luis", "Mei"))
    assert len(commitments(luis)) == 1
    everywhere = db.session.scalars(select(Offering).where(Offering.session_id.is_not(None))).all()
    assert max(batches_by_offering(everywhere).values()) == 1
    assert set(batches_by_offering(offerings_led_by(mei)).values()) <= {1}  # fewer than five may have answered her
    for after_days, share in REPLY.items():
        replies = FollowUp.after_days == after_days
        assert _count(FollowUp.commitment_id, replies) == round(share * committed)
        assert _count(FollowUp.commitment_id, replies, FollowUp.use == UseInPractice.ROUTINE) == round(
            ROUTINE[after_days] * committed
        )


def _count(column: object, *where: object) -> int:
    return db.session.scalar(select(func.count(column)).where(*where)) or 0  # type: ignore[arg-type]
