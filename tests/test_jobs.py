"""Background work: who gets a job, what it may say, and what becomes of one whose worker is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from pdday import jobs
from pdday.db import db
from pdday.errors import TooLate
from pdday.jobs import NEXT_STATES, Attempt, Job, JobKind, JobState
from pdday.programme.models import Day
from pdday.trail import Trail
from pdday.words import Sentence
from tests.factories import BEFORE, make_coordinator, make_day

SECOND = timedelta(seconds=1)


def ask_for_a_solve(day=None, *, by=None) -> Job:
    return jobs.ask(JobKind.SOLVE, day=day or make_day(), wants={"seconds": 60}, by=by, now=BEFORE)


def take(job: Job, *, now=BEFORE) -> Attempt:
    attempt = jobs.take(job.id, now=now)
    assert attempt is not None
    return attempt


def state(job: Job) -> JobState:
    db.session.expire(job)
    return job.state


def test_a_solve_that_is_asked_for_waits_and_says_what_it_is_to_do(app):
    job = ask_for_a_solve()

    assert (job.state, job.wants, jobs.waiting_ids()) == (JobState.WAITING, {"seconds": 60}, [job.id])


def test_asking_leaves_a_trail(app):
    coordinator = make_coordinator()

    job = ask_for_a_solve(by=coordinator)

    entry = db.session.scalars(select(Trail)).one()
    assert (entry.did, entry.thing, entry.thing_id, entry.by_id) == ("ask", "job", job.id, coordinator.id)


def test_a_second_solve_for_the_same_day_is_refused_in_a_sentence(app):
    day = make_day()
    ask_for_a_solve(day)

    with pytest.raises(TooLate, match=r"A timetable for this day is already being drafted\."):
        ask_for_a_solve(day)


def test_after_a_refusal_the_transaction_still_works(app):
    day = make_day()
    first = ask_for_a_solve(day)
    with pytest.raises(TooLate):
        ask_for_a_solve(day)

    db.session.commit()

    assert jobs.waiting_ids() == [first.id]


def test_badges_may_be_made_while_a_timetable_is_drafted(app):
    day = make_day()
    solve = ask_for_a_solve(day)

    badges = jobs.ask(JobKind.BADGES, day=day, wants={}, by=None, now=BEFORE)

    assert jobs.waiting_ids() == [solve.id, badges.id]


def test_another_day_has_a_solve_of_its_own(app):
    first = ask_for_a_solve()

    second = ask_for_a_solve()

    assert jobs.waiting_ids() == [first.id, second.id]


def test_once_a_solve_has_ended_another_may_be_asked_for(app):
    day = make_day()
    jobs.finish(take(ask_for_a_solve(day)), {}, now=BEFORE)

    again = ask_for_a_solve(day)

    assert jobs.waiting_ids() == [again.id]


def test_of_two_coordinators_who_ask_at_once_one_is_told(app: Flask):
    day_id = make_day().id
    db.session.commit()
    start = Barrier(2)

    def ask() -> str:
        with app.app_context():
            day = db.session.get_one(Day, day_id)
            db.session.rollback()
            start.wait()
            try:
                ask_for_a_solve(day)
                db.session.commit()
            except TooLate:
                return "told"
            return "queued"

    with ThreadPoolExecutor(2) as two:
        answers = sorted(each.result() for each in [two.submit(ask), two.submit(ask)])

    assert (answers, len(jobs.waiting_ids())) == (["queued", "told"], 1)


def test_of_two_workers_one_gets_the_job(app: Flask):
    job_id = ask_for_a_solve().id
    db.session.commit()
    start = Barrier(2)

    def take_it() -> Attempt | None:
        with app.app_context():
            start.wait()
            attempt = jobs.take(job_id, now=BEFORE)
            db.session.commit()
            return attempt

    with ThreadPoolExecutor(2) as two:
        attempts = [each.result() for each in [two.submit(take_it), two.submit(take_it)]]

    assert sorted(attempts, key=str) == sorted([None, Attempt(job_id, 1)], key=str)


def test_a_sign_of_life_carries_what_the_work_says(app):
    job = ask_for_a_solve()
    attempt = take(job)

    alive = jobs.beat(attempt, now=BEFORE + SECOND, progress={"score": 41_230.5})

    db.session.expire(job)
    assert (alive, job.heartbeat_at, job.progress) == (True, BEFORE + SECOND, {"score": 41_230.5})


def test_a_finished_job_keeps_what_came_of_it(app):
    job = ask_for_a_solve()

    kept = jobs.finish(take(job), {"timetable_id": 3}, now=BEFORE + SECOND)

    assert (kept, state(job), job.result, job.ended_at) == (True, JobState.DONE, {"timetable_id": 3}, BEFORE + SECOND)


def test_a_failed_job_says_why(app):
    job = ask_for_a_solve()

    jobs.fail(take(job), Sentence("Slot B has too few seats."), now=BEFORE)

    assert (state(job), job.reason) == (JobState.FAILED, Sentence("Slot B has too few seats."))


def test_a_job_that_still_waits_is_cancelled_at_once(app):
    job = ask_for_a_solve()

    jobs.cancel(job, by=make_coordinator(), now=BEFORE)

    assert (state(job), jobs.take(job.id, now=BEFORE)) == (JobState.CANCELLED, None)


def test_a_running_job_hears_of_a_cancel_and_nothing_it_made_is_kept(app):
    job = ask_for_a_solve()
    attempt = take(job)

    jobs.cancel(job, by=make_coordinator(), now=BEFORE + SECOND)

    assert jobs.cancel_asked_at(attempt) == BEFORE + SECOND
    assert not jobs.finish(attempt, {"timetable_id": 3}, now=BEFORE + SECOND)
    assert jobs.stop(attempt, now=BEFORE + SECOND)
    assert (state(job), job.result) == (JobState.CANCELLED, {})


def test_a_running_job_hears_that_its_best_so_far_is_wanted_and_that_is_kept(app):
    job = ask_for_a_solve()
    attempt = take(job)
    before = jobs.is_to_conclude(attempt)

    jobs.conclude(job, by=make_coordinator(), now=BEFORE + SECOND)

    assert (before, jobs.is_to_conclude(attempt)) == (False, True)
    assert jobs.finish(attempt, {"timetable_id": 3}, now=BEFORE + SECOND)
    assert (state(job), job.result) == (JobState.DONE, {"timetable_id": 3})


def test_the_second_click_on_conclude_changes_nothing_not_even_when_it_is_done(app):
    job, dana = ask_for_a_solve(), make_coordinator()
    attempt = take(job)
    jobs.conclude(job, by=dana, now=BEFORE)

    jobs.conclude(job, by=dana, now=BEFORE + SECOND)
    jobs.finish(attempt, {}, now=BEFORE + SECOND)
    jobs.conclude(job, by=dana, now=BEFORE + SECOND)

    told = db.session.scalars(select(Trail.did).where(Trail.thing == "job", Trail.did == "conclude")).all()
    assert (job.conclude_asked_at, told) == (BEFORE, ["conclude"])


def test_of_two_coordinators_who_end_a_job_differently_the_first_decides(app):
    kept, stopped, dana = ask_for_a_solve(), ask_for_a_solve(), make_coordinator()
    take(kept), take(stopped)
    jobs.conclude(kept, by=dana, now=BEFORE)
    jobs.cancel(stopped, by=dana, now=BEFORE)

    with pytest.raises(TooLate, match="the best that it has found is kept"):
        jobs.cancel(kept, by=dana, now=BEFORE)
    with pytest.raises(TooLate, match="nothing of it is kept"):
        jobs.conclude(stopped, by=dana, now=BEFORE)


def test_a_job_that_waits_again_can_be_stopped_even_when_its_best_was_wanted(app):
    job, dana = ask_for_a_solve(), make_coordinator()
    attempt = take(job)
    jobs.conclude(job, by=dana, now=BEFORE)
    jobs.lose(attempt, now=BEFORE)

    jobs.cancel(job, by=dana, now=BEFORE)

    assert state(job) is JobState.CANCELLED


def test_of_some_jobs_those_that_wait_or_run_are_under_way(app):
    waiting, running, done = (ask_for_a_solve() for _ in range(3))
    take(running)
    jobs.finish(take(done), {}, now=BEFORE)

    assert jobs.under_way([waiting.id, running.id, done.id, 999]) == {waiting.id, running.id}


def test_what_has_ended_cannot_be_cancelled(app):
    job = ask_for_a_solve()
    jobs.finish(take(job), {}, now=BEFORE)

    with pytest.raises(TooLate):
        jobs.cancel(job, by=make_coordinator(), now=BEFORE)


def test_a_job_nobody_cancelled_cannot_be_stopped_by_its_worker(app):
    job = ask_for_a_solve()

    stopped = jobs.stop(take(job), now=BEFORE)

    assert (stopped, state(job)) == (False, JobState.RUNNING)


def test_a_worker_that_stops_in_good_order_gives_its_job_back_without_a_loss(app):
    job = ask_for_a_solve()

    jobs.give_back(take(job), now=BEFORE)

    assert (state(job), job.losses) == (JobState.WAITING, 0)


def test_a_silent_job_begins_anew_once(app):
    job = ask_for_a_solve()
    take(job)

    lost = jobs.lose_stale(now=BEFORE + jobs.STALE + SECOND)

    assert (lost, state(job), job.losses) == ([job.id], JobState.WAITING, 1)


def test_a_job_that_goes_silent_twice_has_failed_with_a_reason(app):
    job = ask_for_a_solve()
    for _ in range(2):
        take(job)
        jobs.lose_stale(now=BEFORE + jobs.STALE + SECOND)

    assert state(job) is JobState.FAILED
    assert str(job.reason) == "The work broke off 2 times without a word; the machine may be short of memory."


def test_a_job_that_gives_signs_of_life_is_left_alone(app):
    job = ask_for_a_solve()
    jobs.beat(take(job), now=BEFORE + jobs.STALE, progress={})

    lost = jobs.lose_stale(now=BEFORE + jobs.STALE + SECOND)

    assert (lost, state(job)) == ([], JobState.RUNNING)


def test_a_lost_job_that_somebody_cancelled_does_not_begin_anew(app):
    job = ask_for_a_solve()
    take(job)
    jobs.cancel(job, by=make_coordinator(), now=BEFORE)

    jobs.lose_stale(now=BEFORE + jobs.STALE + SECOND)

    assert state(job) is JobState.CANCELLED


def test_a_worker_given_up_for_lost_cannot_speak_for_the_one_that_took_over(app):
    job = ask_for_a_solve()
    lost = take(job)
    jobs.lose_stale(now=BEFORE + jobs.STALE + SECOND)
    take(job)

    kept = jobs.finish(lost, {"timetable_id": 3}, now=BEFORE)

    assert (kept, jobs.beat(lost, now=BEFORE, progress={}), state(job)) == (False, False, JobState.RUNNING)


def test_the_latest_job_of_a_kind_is_the_one_a_page_shows(app):
    day = make_day()
    jobs.finish(take(ask_for_a_solve(day)), {}, now=BEFORE)
    second = ask_for_a_solve(day)

    assert jobs.find_latest(JobKind.SOLVE, day) == second


def test_only_ended_jobs_have_nothing_before_them():
    assert {state for state, following in NEXT_STATES.items() if not following} == {
        JobState.DONE,
        JobState.FAILED,
        JobState.CANCELLED,
    }
