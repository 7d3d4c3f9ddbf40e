"""Why did I get this? Each seat's reason, and what stood in the way of each other wish."""

from __future__ import annotations

from pdday.solver.explain import why
from pdday.solver.plan import Plan
from pdday.solver.problem import Attendee, Problem, Session
from pdday.solver.reasons import Obstacle
from tests.solver.factories import make_attendee, make_plan, make_problem, make_room, make_session, make_slots

BEN = make_attendee("Ben", wishes=["S1", "S2"])


def a_day(
    ann: Attendee, *, sessions: list[Session] | None = None, seats: int = 30, apart: tuple[tuple[str, str], ...] = ()
) -> Problem:
    return make_problem(
        slots=make_slots("ABC"),
        rooms=[make_room("R1", seats=seats), make_room("R2", site="LMS")],
        sessions=sessions or [make_session("S1"), make_session("S2"), make_session("S3")],
        attendees=[ann, BEN],
        travel={("HS", "LMS"): 30},
        apart=apart,
    )


def obstacles(problem: Problem, plan: Plan) -> dict[str, Obstacle]:
    return {missed.wish.session: missed.obstacle for missed in why(problem, plan, "Ann").missed}


def test_each_seat_says_how_it_came_about() -> None:
    ann = make_attendee("Ann", wishes=["S2"], required=["S1"], pins=[("S4", None)])
    sessions = [make_session(f"S{number}", title=f"Title {number}") for number in (1, 2, 3, 4)]
    problem = make_problem(slots=make_slots("ABCD"), sessions=sessions, attendees=[ann])

    plan = make_plan(problem, {"S4@A/R1": ["Ann"], "S2@B/R1": ["Ann"], "S3@C/R1": ["Ann"], "S1@D/R1": ["Ann"]})

    assert [reason.sentence for reason in why(problem, plan, "Ann").seats] == [
        "The coordinator gave you this place in “Title 4”.",
        "You asked for “Title 2”: it is your choice number 1.",
        "You were free in this slot and “Title 3” had a seat for you.",
        "“Title 1” is required of you.",
    ]


def test_a_wish_that_does_not_run_says_so() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1"]))

    assert obstacles(problem, make_plan(problem, {"S2@A/R1": ["Ann"]})) == {"S1": Obstacle.NOT_RUN}


def test_a_wish_that_runs_while_one_presents_or_is_away_says_so() -> None:
    sessions = [make_session("S1"), make_session("S2"), make_session("S3", presenters=["Ann"])]
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2"], slots="AB"), sessions=sessions)

    plan = make_plan(problem, {"S3@A/R1": [], "S1@A/R2": ["Ben"], "S2@C/R1": []})

    assert obstacles(problem, plan) == {"S1": Obstacle.NEVER_FREE, "S2": Obstacle.NEVER_FREE}


def test_a_wish_at_the_time_of_a_better_one_clashes() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2"]))

    assert obstacles(problem, make_plan(problem, {"S1@A/R1": ["Ann"], "S2@A/R2": []})) == {"S2": Obstacle.CLASH}


def test_a_wish_at_the_time_of_one_wanted_as_much_clashes_and_is_not_called_a_lesser_one() -> None:
    problem = a_day(make_attendee("Ann", wishes={"S1": 1, "S2": 1}))

    (missed,) = why(problem, make_plan(problem, {"S1@A/R1": ["Ann"], "S2@A/R2": []}), "Ann").missed

    told = "“Session S2” runs at the same time as a place that you wanted as much, or more, or must have."
    assert (missed.obstacle, missed.sentence) == (Obstacle.CLASH, told)


def test_a_full_wish_tells_counts_and_no_names() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1"]), seats=1)
    plan = make_plan(problem, {"S1@A/R1": ["Ben"], "S2@A/R2": ["Ann"]})

    (missed,) = why(problem, plan, "Ann").missed

    assert (missed.obstacle, missed.asked, missed.seats) == (Obstacle.FULL, 2, 1)
    assert missed.sentence == "“Session S1” is full: asked for by 2, and it seats 1."


def test_a_room_that_one_cannot_use_keeps_one_out() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1"], needs=["ramp"]))

    assert obstacles(problem, make_plan(problem, {"S1@A/R1": []})) == {"S1": Obstacle.KEPT_OUT}


def test_a_way_too_long_keeps_one_out() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2"]))

    assert obstacles(problem, make_plan(problem, {"S1@A/R1": ["Ann"], "S2@B/R2": []})) == {"S2": Obstacle.KEPT_OUT}


def test_somebody_kept_apart_is_no_more_than_a_rule() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1"]), apart=(("Ann", "Ben"),))

    (missed,) = why(problem, make_plan(problem, {"S1@A/R1": ["Ben"]}), "Ann").missed

    assert missed.sentence == "One of the day's rules keeps you out of “Session S1” where it runs."


def test_a_seat_that_is_left_is_told_as_such() -> None:
    problem = a_day(make_attendee("Ann", wishes=["S1", "S2"]))

    assert obstacles(problem, make_plan(problem, {"S1@A/R1": [], "S2@A/R2": ["Ann"]})) == {"S1": Obstacle.SEAT_LEFT}


def test_of_several_runs_the_nearest_to_being_met_is_told() -> None:
    sessions = [make_session("S1", runs=(1, 2)), make_session("S2")]
    problem = a_day(make_attendee("Ann", wishes=["S2", "S1"]), sessions=sessions, seats=1)

    plan = make_plan(problem, {"S2@A/R2": ["Ann"], "S1@A/R1": [], "S1@C/R1": ["Ben"]})

    assert obstacles(problem, plan) == {"S1": Obstacle.FULL}
