"""Questions about proposals: what is missing, where it fits, when the call is open, whose name stands in the text."""

from __future__ import annotations

from datetime import date

import pytest

from pdday.proposals import rules, texts
from pdday.proposals.texts import Step
from pdday.proposals.vocabulary import Protocol
from tests.factories import make_day, make_staff
from tests.proposals.factories import make_draft, make_open_day, steps, wording


@pytest.fixture
def day(app):
    return make_open_day(until=date(2027, 1, 15))


def missing(proposal) -> list[tuple[str, str]]:
    return [(part.field, str(part.sentence)) for part in texts.missing_parts(proposal)]


def test_a_whole_proposal_lacks_nothing(day):
    assert missing(make_draft(day, make_staff())) == []


@pytest.mark.parametrize("column", ["title", "abstract", "objective", "used_in"])
def test_a_part_of_nothing_but_blanks_is_missing(day, column):
    proposal = make_draft(day, make_staff(), **({"title": " "} if column == "title" else {column: " \n "}))

    assert [field.removesuffix("_1") for field, _ in missing(proposal)] == [column]


@pytest.mark.parametrize(
    ("planned", "said"),
    [
        ((20, 30), "The steps add up to 50 of 60 minutes. Plan 10 more."),
        ((20, 45), "The steps add up to 65 minutes, but there are 60. Take 5 away."),
    ],
)
def test_an_agenda_that_does_not_add_up_says_by_how_much(day, planned, said):
    proposal = make_draft(day, make_staff())
    for step, minutes in zip(proposal.steps, planned, strict=True):
        step.minutes = minutes

    assert missing(proposal) == [("steps", said)]


def test_a_step_without_words_or_minutes_is_named_by_its_number(day):
    proposal = make_draft(day, make_staff())
    proposal.steps[0].minutes = 60
    proposal.steps[1].minutes, proposal.steps[1].activity = None, ""

    assert missing(proposal) == [
        ("steps", "Step 2: say what people do, or remove it."),
        ("steps", "Step 2: say how many minutes it takes."),
    ]


def test_a_day_offers_the_lengths_of_its_slots_and_of_two_that_follow_each_other(day):
    offered = [
        (each.minutes, each.slots, ["".join(slot.label for slot in place) for place in each.places])
        for each in texts.lengths(day.slots)
    ]

    assert offered == [(45, 1, ["D"]), (60, 1, ["A", "B", "C"]), (105, 2, ["CD"]), (120, 2, ["AB"])]


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2025, 12, 31), "Proposals can be sent from Thursday, January 1. What you write is kept until then."),
        (date(2026, 1, 1), None),
        (date(2027, 1, 15), None),
        (
            date(2027, 1, 16),
            "Proposals closed on Friday, January 15. What you wrote is kept; ask the coordinator of the day whether "
            "there is room.",
        ),
    ],
)
def test_the_call_is_open_on_its_first_and_its_last_day(day, today, said):
    why_not = rules.why_not_propose(day, today=today)

    assert (why_not and str(why_not)) == said


def test_a_day_without_dates_has_no_open_call(app):
    why_not = rules.why_not_propose(make_day(), today=date(2027, 1, 1))

    assert "has not yet said when" in str(why_not)


def test_drafts_may_be_begun_before_the_call_but_not_after(day):
    assert rules.why_not_begin(day, today=date(2025, 1, 1)) is None
    assert rules.why_not_begin(day, today=date(2027, 1, 16)) is not None


@pytest.mark.parametrize(
    ("abstract", "told"),
    [
        ("What Tanaka's class does", True),
        ("MEI shows how", True),
        ("Mei’s routine", True),
        ("Meine Klasse meistert es", False),
        ("Nobody is named", False),
    ],
)
def test_a_text_that_names_its_author_is_noticed(day, abstract, told):
    proposal = make_draft(day, make_staff("Mei Tanaka"), abstract=abstract)

    assert texts.names_told(proposal) == (["Mei Tanaka"] if told else [])


def test_names_in_the_agenda_are_noticed_too(day):
    proposal = make_draft(day, make_staff("Rosa Delgado"))
    proposal.steps[0].activity = "Ms. Delgado teaches a lesson"

    assert texts.names_told(proposal) == ["Rosa Delgado"]


@pytest.mark.parametrize("field", sorted(texts.TYPED))
def test_names_are_noticed_in_whatever_somebody_types(day, field):
    proposal = make_draft(day, make_staff("Rosa Delgado"), **{field: "Ask Ms. Delgado"})

    assert texts.names_told(proposal) == ["Rosa Delgado"]


@pytest.mark.parametrize("wish", ["", "up-1", "down-2", "remove-3", "remove-0", "up-x", "remove-²", "fly-1", "up--1"])
def test_a_wish_that_means_nothing_moves_no_step(day, wish):
    typed = wording(make_draft(day, make_staff()))

    assert texts.rearranged(typed, wish) == typed


def test_no_more_steps_are_added_than_an_agenda_can_have(day):
    typed = wording(make_draft(day, make_staff()), steps=steps(*[4] * texts.MOST_STEPS))

    assert texts.rearranged(typed, "add") == typed
    assert texts.rearranged(wording(make_draft(day, make_staff()), steps=()), "add").steps == (
        Step(None, "", Protocol.NONE),
    )
