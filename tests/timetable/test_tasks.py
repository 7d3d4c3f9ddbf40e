"""Solving as background work: a draft comes of it, or a reason; also when the worker is killed half-way."""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from pdday import jobs, lanes
from pdday.clock import now
from pdday.db import db
from pdday.demo.rows import make_district
from pdday.errors import NotReady
from pdday.jobs import JobKind, JobState
from pdday.solver import Plan, Rule, check, plan_json, read_plan
from pdday.solver.baselines import Timetable, first_come_first_served
from pdday.solver.draft import with_bound
from pdday.solver.score import everyone_perfect
from pdday.timetable import actions, queries, tasks
from pdday.timetable.aims import PRESETS
from pdday.timetable.models import EnrolmentSource, TimetableState
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.rows_from_plan import plan_of
from pdday.work import Tools
from tests.factories import make_day, make_room, make_session, make_staff
from tests.published import checked_by_command
from tests.test_worker import a_worker, ends_as, let_time_pass, look_at, until
from tests.timetable.factories import make_gatherings, make_list

#: Seconds into the solve at which a plan was left behind.
LONG_AGO = 599.0


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


def plan_left(problem):
    """A plan as an attempt leaves it on the disk."""
    plan = first_come_first_served(problem, Timetable.LISTED, seed=1)
    return with_bound(plan, everyone_perfect(problem), seconds=LONG_AGO, seed=1)


def conclude(job_id):
    jobs.conclude(db.session.get_one(jobs.Job, job_id), by=None, now=now())
    db.session.commit()


def folders(config):
    """What work under way has on the disk."""
    return sorted(each.name for each in (config.instance / "work").iterdir())


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


class Listener(Tools):
    """The tools, and every phase that the work said it was in."""

    def __init__(self) -> None:
        super().__init__()
        self.phases: list[str] = []

    def progress(self, said) -> None:
        super().progress(said)
        self.phases.append(said["phase"])


def test_before_it_searches_a_solve_says_that_the_solver_is_made_ready(app):
    day, tools = ready(small_day()), Listener()

    tasks.solve(ask(day), tools)

    assert tools.phases[:2] == ["ready", "start"]


def test_a_cancelled_solve_leaves_no_draft(app):
    day, tools = ready(small_day()), Tools()
    tools.unwanted.set()

    assert tasks.solve(ask(day), tools) == {}
    assert list(queries.timetables(day)) == []


def test_a_solve_that_is_to_end_keeps_the_best_plan_so_far(app, tmp_path):
    day, tools = ready(small_day()), Tools(tmp_path)
    tools.enough.set()
    job_id = ask(day, seconds=600)

    result = tasks.solve(job_id, tools)

    kept = read_plan((tmp_path / tasks.BEST).read_text())
    timetable = queries.find_timetable(result["timetable_id"])
    assert (timetable.score, check(problem_of(day), kept)) == (kept.score, [])


def helped_day():
    """A day on which one more seat, or one more run, would help: six people want the session that seats three."""
    day = make_day()
    wanted = make_session(day, presenters=(make_staff(),), slots="A", most_people=3)
    other = make_session(day, presenters=(make_staff(),), slots="A")
    for _ in range(6):
        make_list(day, make_staff(), wanted, other)
    make_room(day.host_school), make_room(day.host_school)
    return ready(day)


@pytest.mark.parametrize(("moment", "is_compared"), [(60.0, True), (0.0, False)])
def test_a_draft_that_is_wanted_now_waits_a_moment_for_what_is_told_beside_it(app, monkeypatch, moment, is_compared):
    day, tools = helped_day(), Tools()
    tools.enough.set()
    monkeypatch.setattr(tasks, "A_MOMENT", moment)

    result = tasks.solve(ask(day), tools)

    measures = queries.find_timetable(result["timetable_id"]).measures
    assert ("by_hand" in measures, bool(measures.get("helps"))) == (is_compared, is_compared)


def test_what_follows_a_search_ends_when_the_draft_is_wanted_now_or_not_at_all(monkeypatch):
    monkeypatch.setattr(tasks, "A_MOMENT", 0.0)
    wanted, unwanted = Tools(), Tools()
    is_enough, is_over = tasks.enough(wanted, 600.0), tasks.enough(unwanted, 600.0)
    before = is_enough(), is_over()

    wanted.enough.set()
    unwanted.unwanted.set()

    assert (before, is_enough(), is_over()) == ((False, False), True, True)


@pytest.mark.slow
@pytest.mark.parametrize("aims", PRESETS.values(), ids=PRESETS)
def test_a_published_plan_written_as_files_is_good_by_the_solvers_command(app, tmp_path, aims):
    day = make_district(staff=60)
    wants = {"seconds": 4, "seed": 1, "aims": aims.kept()}
    job = jobs.ask(JobKind.SOLVE, day=day, wants=wants, by=None, now=now())
    db.session.commit()
    timetable = queries.find_timetable(tasks.solve(job.id, Tools())["timetable_id"])
    actions.publish(timetable, by=queries.people(day)[0], now=now())

    told = checked_by_command(timetable, tmp_path)

    assert told == f"The plan keeps every rule and its score is {timetable.score:,.2f}."


def spoil_rank(timetable):
    seated(timetable).rank += 1


def spoil_reason(timetable):
    seated(timetable).source = EnrolmentSource.FILL


def spoil_score(timetable):
    timetable.score += 1


def seated(timetable):
    """Somebody's seat by a wish."""
    return next(each for each in queries.enrolments(timetable) if each.source is EnrolmentSource.WISH)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spoil", "told"),
    [(spoil_rank, "REASONS"), (spoil_reason, "REASONS"), (spoil_score, "SCORE")],
    ids=["rank", "reason", "score"],
)
def test_what_a_row_says_wrongly_of_a_seat_or_the_score_is_found_by_the_solvers_command(app, tmp_path, spoil, told):
    timetable = queries.find_timetable(tasks.solve(ask(ready(small_day())), Tools())["timetable_id"])
    good = checked_by_command(timetable, tmp_path)

    spoil(timetable)
    db.session.flush()

    assert good.startswith("The plan keeps every rule")
    assert checked_by_command(timetable, tmp_path).startswith(told)


def test_what_a_killed_attempt_left_is_used_when_its_best_was_wanted(app, tmp_path):
    day = ready(small_day())
    plan = plan_left(problem_of(day))
    (tmp_path / tasks.BEST).write_text(plan_json(plan))
    tools = Tools(None, [tmp_path])
    tools.enough.set()

    result = tasks.solve(ask(day), tools)

    assert queries.find_timetable(result["timetable_id"]).solve_seconds == LONG_AGO


@pytest.mark.parametrize("left", ["", "{", "for another day"])
def test_what_a_killed_attempt_left_in_pieces_or_for_another_day_is_not_used(app, tmp_path, left):
    day = ready(small_day())
    plan = plan_left(problem_of(day))
    text = plan_json(replace(plan, problem="0" * 64)) if left == "for another day" else left
    (tmp_path / tasks.BEST).write_text(text)
    tools = Tools(None, [tmp_path])
    tools.enough.set()

    result = tasks.solve(ask(day), tools)

    assert queries.find_timetable(result["timetable_id"]).solve_seconds < LONG_AGO


def test_a_draft_is_kept_with_what_sign_up_by_hand_would_have_given(app):
    result = tasks.solve(ask(ready(small_day())), Tools())

    told = queries.find_timetable(result["timetable_id"]).measures["by_hand"]
    assert {way: each["first"] for way, each in told.items()} == {
        "first_come": {"count": 2, "people": 2},
        "rounds": {"count": 2, "people": 2},
    }


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

    conclude(job_id)
    let_time_pass(job_id)
    with a_worker(config):
        row = ends_as(JobState.DONE, job_id)
        until(lambda: folders(config) == [])

    assert (row.losses, row.attempts) == (1, 2)
    assert queries.find_timetable(row.result["timetable_id"]) is not None


@pytest.mark.slow
def test_of_two_workers_one_makes_the_draft_that_is_wanted_now_and_leaves_no_folder(app, config):
    day = make_district(staff=60)
    job_id = ask(day, seconds=600)
    db.session.remove()
    lanes.hand_over(job_id)
    with a_worker(config), a_worker(config):
        until(lambda: look_at(job_id).progress.get("score") is not None)
        conclude(job_id)
        row = ends_as(JobState.DONE, job_id)
        until(lambda: folders(config) == [])

    timetable = queries.find_timetable(row.result["timetable_id"])
    assert (row.attempts, timetable.solve_seconds < 300) == (1, True)


@pytest.mark.slow
def test_a_solve_that_is_stopped_leaves_no_folder(app, config):
    day = make_district(staff=60)
    job_id = ask(day, seconds=600)
    db.session.remove()
    lanes.hand_over(job_id)
    with a_worker(config):
        until(lambda: look_at(job_id).progress.get("score") is not None)
        had = folders(config)
        jobs.cancel(db.session.get_one(jobs.Job, job_id), by=None, now=now())
        db.session.commit()
        ends_as(JobState.CANCELLED, job_id)
        until(lambda: folders(config) == [])

    assert had == [f"{job_id}-1"]


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
