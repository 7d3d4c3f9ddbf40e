"""Solving as background work: a draft comes of it, or a reason; also when the worker is killed half-way."""

from __future__ import annotations

import signal

import pytest

from pdday import jobs, lanes
from pdday.clock import now
from pdday.db import db
from pdday.demo.rows import make_district
from pdday.errors import NotReady
from pdday.jobs import JobKind, JobState
from pdday.solver import Plan, Rule, check
from pdday.timetable import queries, tasks
from pdday.timetable.models import TimetableState
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import plan_of
from pdday.work import Tools
from tests.factories import make_day, make_room, make_session, make_staff
from tests.test_worker import a_worker, ends_as, let_time_pass, look_at, until
from tests.timetable.factories import make_gatherings, make_list


def ask(day, *, seconds: int = 5):
    job = jobs.ask(JobKind.SOLVE, day=day, wants={"seconds": seconds, "seed": 1}, by=None, now=now())
    db.session.commit()
    return job.id


def small_day():
    """A day of two sessions that two people want."""
    day = make_day()
    first, second = make_session(day, presenters=(make_staff(),)), make_session(day, presenters=(make_staff(),))
    for person in (make_staff(), make_staff()):
        make_list(day, person, first, second)
    make_room(day.host_school), make_room(day.host_school)
    return day


def ready(day):
    """Give everyone a room in the slots that are for everyone."""
    make_gatherings(day, make_room(day.host_school, seats=600, holds_sessions=False))
    return day


def test_a_solve_leaves_a_draft_that_keeps_every_rule(app):
    day = ready(small_day())

    result = tasks.solve(ask(day), Tools())

    timetable = queries.find_timetable(result["timetable_id"])
    problem = problem_of(day)
    plan: Plan = plan_of(timetable, problem)
    assert timetable.state is TimetableState.DRAFT
    assert [broken for broken in check(problem, plan) if isinstance(broken.rule, Rule)] == []
    assert timetable.measures["first"] == {"count": 2, "people": 2}


def test_a_day_that_is_not_ready_is_refused_with_what_is_missing(app):
    day = make_day()

    with pytest.raises(NotReady, match="No session has been accepted yet"):
        tasks.solve(ask(day), Tools())


def test_an_impossible_day_ends_with_the_rules_that_clash(app):
    day = small_day()
    presenter = make_staff("Ana Cruz")
    for title in ("One", "Two"):
        make_session(day, title, presenters=(presenter,), slots="A")

    result = tasks.solve(ask(ready(day)), Tools())

    assert "timetable_id" not in result
    assert {part["rule"] for part in result["conflict"]} <= {rule.value for rule in Rule}
    assert [part["sentence"] for part in result["conflict"]] == [
        "Ana Cruz presents “One” and “Two”, which takes 2 slots, and has 1 for it."
    ]


def test_a_cancelled_solve_leaves_no_draft(app):
    day, tools = ready(small_day()), Tools()
    tools.unwanted.set()

    assert tasks.solve(ask(day), tools) == {}
    assert list(queries.timetables(day)) == []


@pytest.mark.slow
def test_a_worker_killed_in_a_solve_is_found_and_its_job_is_done_by_another(app, config):
    day = make_district(staff=60)
    job_id = ask(day, seconds=20)
    db.session.remove()
    lanes.hand_over(job_id)
    with a_worker(config) as worker:
        until(lambda: look_at(job_id).progress.get("score") is not None)
        worker.send_signal(signal.SIGKILL)
        worker.wait()

    let_time_pass(job_id)
    with a_worker(config):
        row = ends_as(JobState.DONE, job_id)

    assert (row.losses, row.attempts) == (1, 2)
    assert queries.find_timetable(row.result["timetable_id"]) is not None


def test_what_is_missing_stays_sentences_in_the_job_for_readers_of_any_language(app):
    day, _newcomer = make_day(), make_staff()
    attempt = jobs.take(ask(day), now=now())
    with pytest.raises(NotReady) as refusal:
        tasks.solve(attempt.job_id, Tools())

    jobs.fail(attempt, refusal.value.sentence, now=now())

    db.session.expire_all()
    reason = db.session.get_one(jobs.Job, attempt.job_id).reason
    assert list(reason.facts.values()) == list(refusal.value.reasons)
    assert str(reason).startswith("No session has been accepted yet. School ")
