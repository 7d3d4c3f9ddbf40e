"""The best plan so far: nothing that breaks a rule is kept, and no bound that a plan refutes."""

import pytest

from pdday.solver import best as best_module
from pdday.solver.best import Best, EngineFault
from pdday.solver.check import check
from pdday.solver.draft import Draft
from pdday.solver.measures import Share, measure
from pdday.solver.plan import Run, Status
from pdday.solver.problem import Problem
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

ONE_RUN = (Run("S1@A", "S1", "A", "R1"),)
NOBODY, ONE, BOTH = (Draft(ONE_RUN, tuple((name, "S1@A") for name in names)) for names in ("", "1", "12"))


def one_seat_for_two() -> Problem:
    return make_problem(
        slots=make_slots("A"),
        rooms=[make_room("R1", seats=1)],
        sessions=[make_session("S1")],
        attendees=[make_attendee(name, wishes=["S1"]) for name in "12"],
    )


def best_of(*drafts: Draft) -> Best:
    best = Best(one_seat_for_two(), begin=0.0, seed=1, path=None)
    for draft in drafts:
        best.offer(draft)
    return best


def test_a_bound_below_the_plan_is_wrong_and_proves_nothing() -> None:
    best = best_of(ONE)
    score, bound = best.score() or 0.0, best.bound

    best.prove(score - 5)

    assert not best.is_proved()
    assert (best.final().status, best.final().bound) == (Status.FEASIBLE, bound)


def test_a_bound_that_a_better_plan_refutes_is_thrown_away() -> None:
    best = best_of(NOBODY)
    best.prove((best.score() or 0.0) + 1)

    best.offer(ONE)

    assert not best.is_proved()
    assert (best.final().status, best.final().bound) == (Status.FEASIBLE, 200.0)


def test_a_bound_as_high_as_the_plan_but_for_rounding_proves_it() -> None:
    best = best_of(ONE)

    best.prove((best.score() or 0.0) - 1e-7)

    assert best.is_proved()
    assert (best.final().status, best.final().bound) == (Status.OPTIMAL, best.score())


def test_a_first_plan_that_breaks_a_rule_is_a_fault() -> None:
    with pytest.raises(EngineFault, match=r"ROOM_CAPACITY: .* seats 1, and its attendees are 2\."):
        best_of(BOTH)


def test_after_a_plan_that_breaks_a_rule_the_one_before_is_still_the_best() -> None:
    best = best_of(ONE, BOTH)

    assert best.draft() == ONE
    assert check(best.problem, best.final()) == []


def test_a_suggestion_that_breaks_a_rule_is_of_no_use_and_no_fault() -> None:
    best = best_of()

    best.suggest(BOTH)

    assert best.plan is None


def test_shares_are_told_of_those_whose_wishes_count() -> None:
    problem = make_problem(
        slots=make_slots("A"),
        sessions=[make_session("S1"), make_session("S2", runs=(0, 1)), make_session("S3", runs=(0, 1))],
        attendees=[
            make_attendee("Ann", wishes=["S1", "S2", "S3"]),
            make_attendee("Ben", wishes=["S2", "S1", "S3"]),
            make_attendee("Cem", wishes=["S2"]),
            make_attendee("Dee", wishes=["S1"], required=["S2"]),  # nothing is left for what Dee wishes
            make_attendee("Eve"),
        ],
    )
    best = Best(problem, begin=0.0, seed=1, path=None)

    best.offer(Draft(ONE_RUN, (("Ann", "S1@A"), ("Ben", "S1@A"), ("Dee", "S1@A"))))

    told = best.progress()
    assert (told.first_choices, told.people) == (1, 3)
    assert (told.top_threes, told.none_of_top_three, told.with_three) == (2, 0, 2)


def test_a_plan_is_checked_once_more_before_it_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as unchecked:
        unchecked.setattr(best_module, "check", lambda problem, plan: [])
        best = best_of(BOTH)

    with pytest.raises(EngineFault, match="ROOM_CAPACITY"):
        best.final()


def test_the_wish_of_somebody_whose_time_is_all_required_is_not_among_first_choices() -> None:
    problem = make_problem(
        slots=make_slots("A"),
        sessions=[make_session("S1"), make_session("S2", runs=(0, 1))],
        attendees=[make_attendee("1", wishes=["S1"]), make_attendee("2", wishes=["S1"], required=["S2"])],
    )
    best = Best(problem, begin=0.0, seed=1, path=None)

    best.offer(BOTH)

    assert measure(problem, best.final()).first_choice == Share(1, 1)
    assert best.progress().first_choices == 1
