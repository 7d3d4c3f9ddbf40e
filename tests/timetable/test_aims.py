"""What a draft aims at: chosen, kept with it, read again by whoever judges it, and used for the next one."""

from __future__ import annotations

import pytest

from pdday import jobs
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind
from pdday.solver.problem import Weights
from pdday.timetable import actions, change_actions, queries, repair_actions
from pdday.timetable.aims import BALANCED, PRESETS, Aims, Preset, aims_of, find_preset, why_not
from pdday.timetable.aims_words import WEIGHED
from pdday.timetable.problem_from_rows import problem_behind, problem_of
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff, slot_of
from tests.timetable.factories import hand_made_plan, make_gatherings, make_list, problem_and, run_of

TEAMS = PRESETS[Preset.TEAMS]
USUAL_POINTS = "10 8 7 6 5 4 3 2 1.5 1.2 1 0.8"
SHOWN = {each.name: str(getattr(Weights(), each.name)) for each in WEIGHED}


@pytest.fixture
def day(app):
    day = make_day()
    make_session(day, "Number Talks")
    return day


@pytest.fixture
def dana(day, client):
    dana = make_coordinator("Dana Whitfield")
    client.sign_in(dana)
    make_gatherings(day, make_room(day.host_school, "Gym", seats=600))
    return dana


def send(client, **typed):
    return client.send(
        "/assignment", **{"seconds": "30", "seed": "7", "aims": "balanced", **SHOWN, "points": USUAL_POINTS, **typed}
    )


def wanted(day):
    db.session.expire_all()
    job = jobs.find_latest(JobKind.SOLVE, day)
    return None if job is None else aims_of(job.wants["aims"])


def make_draft(day, aims, *runs):
    problem = problem_of(day, aims=aims)
    return actions.draft(day, problem, hand_made_plan(problem, *runs), by_id=None, now=BEFORE)


@pytest.mark.parametrize("aims", [*PRESETS.values(), Aims(Weights(unplaced=77))])
def test_aims_that_were_kept_are_read_again_as_they_were(aims):
    assert aims_of(aims.kept()) == aims


def test_a_draft_from_before_aims_were_kept_was_balanced():
    assert aims_of({}) == BALANCED


def test_each_preset_is_known_by_its_name_and_other_weights_by_none():
    assert [find_preset(aims) for aims in PRESETS.values()] == list(Preset)
    assert find_preset(Aims(Weights(unplaced=77))) is None


def test_every_preset_makes_sense():
    assert [list(why_not(aims)) for aims in PRESETS.values()] == [[]] * len(Preset)


def test_every_weight_can_be_set():
    assert {each.name for each in WEIGHED} == set(Weights.__dataclass_fields__)


@pytest.mark.parametrize("preset", Preset)
def test_a_preset_is_chosen_by_its_name_and_kept_with_the_job(client, day, dana, preset):
    send(client, aims=preset.value)

    assert wanted(day) == PRESETS[preset]


def test_own_weights_are_used_when_they_are_chosen(client, day, dana):
    send(client, aims="own", together="40", points="10 4 2 1 0.6 0.4 0.3 0.2 0.1")

    assert wanted(day) == Aims(Weights(together=40), PRESETS[Preset.FIRST_CHOICES].points)


def test_a_repair_weighs_a_changed_place_as_its_draft_was_told_to(client, day, dana):
    send(client, aims="own", change="90")
    draft = make_draft(day, wanted(day))
    jobs.finish(jobs.take(jobs.find_latest(JobKind.SOLVE, day).id, now=now()), {}, now=now())

    wants = repair_actions.ask(draft, others=True, seconds=5, why="", by=dana, now=now()).wants

    assert repair_actions.problem_wanted(problem_behind(draft), wants).weights.change == 90


@pytest.mark.parametrize(
    ("typed", "points"),
    [("3", (3.0,)), ("10, 9.5, 9.5", (10.0, 9.5, 9.5)), ("10  2,5 0", (10.0, 2.5, 0.0))],
)
def test_what_a_choice_is_worth_is_typed_as_a_row_of_numbers(client, day, dana, typed, points):
    send(client, aims="own", points=typed)

    assert wanted(day) == Aims(points=points)


def test_the_page_of_a_draft_says_what_its_choices_were_worth(client, day, dana):
    timetable = make_draft(day, Aims(points=(5.0, 2.5)))

    page = client.get(f"/timetables/{timetable.id}").text

    assert "A first choice, a second, a third …: 5 2.5 in place of 10 8 7 6 5 4 3 2 1.5 1.2 1 0.8." in page


def test_a_weight_typed_in_vain_is_pointed_out_and_nothing_is_lost(client, day, dana):
    page = send(client, aims="balanced", together="40")

    assert (page.status_code, wanted(day)) == (422, None)
    assert "You changed a weight below." in page.text
    assert 'name="together" type="number" value="40"' in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"together": "many"}, "Enter a whole number, 0 to 1,000."),
        ({"missed": "-1"}, "Enter a whole number, 0 to 1,000."),
        ({"missed": "1001"}, "Enter a whole number, 0 to 1,000."),
        ({"satisfaction": "0"}, "Without a weight here nobody"),
        *(
            ({"points": typed}, "Enter 1 to 20 numbers from 0 to 100")
            for typed in ("", "many", "0", "8 10", "101", "nan", "10 -1", "inf", "5 " * 21)
        ),
        ({"unplaced": "5", "unsuited": "5"}, "Enter more than 5."),
    ],
)
def test_nonsense_is_refused_at_its_weight(client, day, dana, typed, told):
    page = send(client, aims="own", **typed)

    assert (page.status_code, wanted(day)) == (422, None)
    assert page.text.count('class="error"') == 1
    assert told in page.text


def test_what_was_used_last_stands_in_the_form_for_the_next_draft(client, day, dana):
    send(client, aims="own", together="40")
    attempt = jobs.take(jobs.find_latest(JobKind.SOLVE, day).id, now=now())
    jobs.finish(attempt, {}, now=now())

    page = client.get("/assignment").text

    assert 'checked id="aims-4" name="aims" type="radio" value="own"' in page
    assert 'name="together" type="number" value="40"' in page


def test_where_no_job_is_known_the_newest_drafts_aims_are_used_again(day):
    make_draft(day, TEAMS)

    assert queries.aims_used_last(day) == TEAMS


def test_the_page_of_a_draft_says_what_it_was_made_with(client, day, dana):
    timetable = make_draft(day, TEAMS)

    page = client.get(f"/timetables/{timetable.id}").text

    assert "Made with “Keep teams together”." in page
    assert "Teams together: 100 in place of 10." in page


def test_a_draft_is_judged_and_changed_with_its_own_aims(day):
    session, person, room = queries.sessions_of(day)[0], make_staff(), make_room(day.host_school)
    make_list(day, person, session)
    timetable = make_draft(day, TEAMS, (session, "A", room, (person,)))
    change = change_actions.move_run(run_of(timetable, session), slot_of(day, "B"), room)

    draft = change_actions.make(timetable, change, by=make_coordinator(), now=BEFORE, why="")

    assert problem_behind(draft).weights == TEAMS.weights
    assert draft.fingerprint == problem_behind(draft).fingerprint != problem_of(day).fingerprint


def test_drafts_of_different_aims_say_so_when_compared(client, day, dana):
    make_draft(day, BALANCED)
    make_draft(day, TEAMS)

    page = client.get("/timetables/comparison").text

    assert "One was made with “Balanced”, the other with “Keep teams together”" in page
    assert "Lists, rooms or pins changed" not in page


def test_a_problem_of_today_is_balanced_unless_told(day):
    problem, _plan = problem_and(day)

    assert (problem.weights, problem.points) == (BALANCED.weights, tuple(BALANCED.points))
