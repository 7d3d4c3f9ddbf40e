"""Reading a day: every key, number and reference is checked, and the culprit is named."""

from __future__ import annotations

import copy
import hashlib
import json
import random
from typing import Any

import pytest

from pdday.solver.canonical import canonical_json
from pdday.solver.json_parts import BadFile, decoded
from pdday.solver.problem import RunPin, SeatPin, Weights, Wish
from pdday.solver.reading import problem_from, read_problem
from tests.solver.factories import make_problem, make_session, make_slots
from tests.solver.strategies import in_another_order


def a_day_file() -> dict[str, Any]:
    """A day that uses every key of the format."""
    return {
        "format": "pdday-problem/1",
        "name": "Harlow Ridge",
        "slots": [
            {"id": "A", "label": "9:15", "block": "morning", "gap_after": 10},
            {"id": "B", "label": "10:25", "block": "morning", "gap_after": 40},
            {"id": "C", "label": "13:00", "block": "afternoon", "gap_after": 0},
        ],
        "travel": [{"from": "LMS", "to": "HS", "minutes": 7}],
        "rooms": [
            {"id": "R2", "site": "LMS", "seats": 12, "features": [], "closed": ["C"]},
            {"id": "R1", "site": "HS", "seats": 30, "features": ["projector", "piano"], "closed": []},
        ],
        "sessions": [
            {
                "id": "S2",
                "title": "Stop the Bleed",
                "length": 2,
                "runs": [1, 2],
                "attendance": [6, 28],
                "features": ["projector"],
                "sites": ["LMS", "HS"],
                "slots": ["B", "A"],
                "presenters": ["P3", "P2"],
                "audience": ["nurse"],
                "pins": [{"slot": "A", "room": None}],
            },
            {"id": "S1", "title": "Choir"},
        ],
        "attendees": [
            {
                "id": "P1",
                "groups": {"school": "Lowry", "role": "nurse"},
                "tags": ["nurse"],
                "slots": ["A", "B"],
                "needs": ["step_free_route"],
                "may_stay_away": True,
                "wishes": [{"session": "S2", "rank": 1}],
                "vetoes": ["S1"],
                "required": ["S2", ["S2", "S1"]],
                "suits": ["S2"],
                "pins": [{"session": "S2", "slot": "A"}],
            },
            {"id": "P3"},
            {"id": "P2"},
        ],
        "apart": [["P1", "P2"]],
        "joined": [["P3", "P2"]],
        "together": [["P1", "P3"]],
        "spread": [["P3", "P2", "P1"]],
        "previous": None,
        "weights": {"change": 7},
        "points": [3, 2, 1],
    }


def refusal(day: object) -> str:
    with pytest.raises(BadFile) as refused:
        problem_from(day)
    return str(refused.value)


def test_a_full_day_is_read_as_written() -> None:
    problem = problem_from(a_day_file())

    session, attendee = problem.session("S2"), problem.attendee("P1")
    assert (session.length, session.fewest_runs, session.most_runs) == (2, 1, 2)
    assert (session.minimum, session.maximum) == (6, 28)
    assert session.presenters == ("P2", "P3")
    assert session.pins == (RunPin("A", None),)
    assert attendee.wishes == (Wish("S2", 1),)
    assert attendee.required == (("S1", "S2"), ("S2",))
    assert attendee.pins == (SeatPin("S2", "A"),)
    assert problem.minutes_between("HS", "LMS") == 7
    assert problem.weights == Weights(change=7)
    assert problem.points == (3, 2, 1)


def test_what_the_file_does_not_say_has_its_default() -> None:
    problem = problem_from(a_day_file() | {"weights": {}})

    session, attendee = problem.session("S1"), problem.attendee("P2")
    assert (session.length, session.fewest_runs, session.most_runs) == (1, 1, 1)
    assert (session.minimum, session.maximum, session.sites, session.audience) == (0, None, None, None)
    assert (attendee.slots, attendee.suits, attendee.may_stay_away) == (None, None, False)
    assert problem.weights == Weights(100, 100, 50, 200, 300, 20, 5, 10, 5, 20)


def test_a_day_without_points_uses_the_project_s_own() -> None:
    day = a_day_file()
    del day["points"]

    assert problem_from(day).points == (10, 8, 7, 6, 5, 4, 3, 2, 1.5, 1.2, 1, 0.8)


def test_two_second_choices_equal_a_first_and_a_fourth() -> None:
    problem = make_problem()

    assert 2 * problem.points_for(2) == problem.points_for(1) + problem.points_for(4)
    assert problem.points_for(1) + problem.points_for(3) > 2 * problem.points_for(2)
    assert problem.points_for(40) == problem.points_for(12)


def test_a_wish_for_a_session_one_presents_is_dropped_with_a_warning() -> None:
    day = a_day_file()
    day["attendees"][1]["wishes"] = [{"session": "S2", "rank": 1}, {"session": "S1", "rank": 2}]

    problem = problem_from(day)

    assert problem.attendee("P3").wishes == (Wish("S1", 2),)
    assert problem.warnings == ("attendee P3: the wish for S2 is dropped, they present it.",)


def test_a_long_session_starts_where_its_block_has_room() -> None:
    long, late = make_session("S1", length=2), make_session("S2", length=2, slots="BC")
    problem = make_problem(slots=make_slots("ABC", "DE"), sessions=[long, late])

    assert problem.starts(long) == ("A", "B", "D")
    assert problem.starts(late) == ("B",)
    assert problem.covers(long.id, "D") == ("D", "E")


def test_a_previous_plan_may_name_people_rooms_and_sessions_that_are_gone() -> None:
    day = a_day_file()
    day["previous"] = {
        "format": "pdday-plan/1",
        "problem": "0" * 64,
        "status": "feasible",
        "runs": [{"id": "S9@A", "session": "S9", "slot": "A", "room": "R9"}],
        "seats": [{"attendee": "P9", "run": "S9@A", "why": "fill", "rank": None}],
    }

    previous = problem_from(day).previous

    assert previous is not None
    assert [seat.attendee for seat in previous.seats] == ["P9"]


def at(day: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """The day with another value at a path such as `sessions.0.runs`."""
    day = copy.deepcopy(day)
    *steps, last = path.split(".")
    place: Any = day
    for step in steps:
        place = place[int(step)] if step.isdigit() else place[step]
    place[int(last) if last.isdigit() else last] = value
    return day


REFUSED = [
    ("format", "pdday-problem/2", "format must be pdday-problem/1."),
    ("colour", "red", "colour is not a known key."),
    ("sessions.0.colour", "red", "sessions[0].colour is not a known key."),
    ("weights.colour", 1, "weights.colour is not a known key."),
    ("slots", {}, "slots must be a list."),
    ("slots.0", "A", "slots[0] must be an object."),
    ("slots.0.id", 1, "slots[0].id must be a text."),
    ("slots.0.id", "", "slots[0].id must not be empty."),
    ("slots.0.id", "\ud800", "slots[0].id contains half a character."),
    ("slots.1.id", "A", "slot A stands twice."),
    ("rooms.1.id", "R2", "room R2 stands twice."),
    ("rooms.0.seats", -1, "rooms[0].seats must not be negative."),
    ("rooms.0.seats", 1.5, "rooms[0].seats must be a whole number."),
    ("rooms.0.seats", True, "rooms[0].seats must be a number."),
    ("rooms.0.seats", "12", "rooms[0].seats must be a number."),
    ("rooms.0.seats", 10**400, "rooms[0].seats is too large a number."),
    ("rooms.0.seats", float("nan"), "rooms[0].seats is too large a number."),
    ("rooms.0.seats", float("inf"), "rooms[0].seats is too large a number."),
    ("rooms.0.closed", ["Z"], "room R2: closed slot Z is not a slot."),
    ("sessions.0.length", 0, "sessions[0].length must be at least 1."),
    ("sessions.0.runs", [2, 1], "sessions[0].runs must not have its larger number first."),
    ("sessions.0.runs", [1], "sessions[0].runs must have two entries."),
    ("sessions.0.attendance", [9, 8], "sessions[0].attendance must not have its larger number first."),
    ("sessions.0.presenters", ["P9"], "session S2: presenter P9 is not an attendee."),
    ("sessions.0.sites", ["MIT"], "session S2: site MIT is not a site."),
    ("sessions.0.slots", ["Z"], "session S2: slot Z is not a slot."),
    ("sessions.0.pins", [{"slot": "Z"}], "session S2: pinned slot Z is not a slot."),
    ("sessions.0.pins", [{"room": "R9"}], "session S2: pinned room R9 is not a room."),
    ("attendees.0.may_stay_away", 1, "attendees[0].may_stay_away must be true or false."),
    ("attendees.0.slots", ["Z"], "attendee P1: slot Z is not a slot."),
    ("attendees.0.groups", {"school": 3}, "attendees[0].groups.school must be a text."),
    ("attendees.0.wishes.0.rank", 0, "attendees[0].wishes[0].rank must be at least 1."),
    ("attendees.0.wishes.0.session", "S9", "attendee P1: wish S9 is not a session."),
    ("attendees.0.vetoes", ["S9"], "attendee P1: veto S9 is not a session."),
    ("attendees.0.vetoes", ["S2"], "attendee P1: session S2 is wished and vetoed."),
    ("attendees.0.required", ["S9"], "attendee P1: required session S9 is not a session."),
    ("attendees.0.required", [[]], "attendees[0].required[0] must name a session."),
    ("attendees.0.suits", ["S9"], "attendee P1: suiting session S9 is not a session."),
    ("attendees.0.pins", [{"session": "S9"}], "attendee P1: pinned session S9 is not a session."),
    (
        "attendees.0.wishes",
        [{"session": "S2", "rank": 1}, {"session": "S2", "rank": 2}],
        "attendee P1: session S2 is wished twice.",
    ),
    ("apart", [["P1", "P9"]], "apart: P9 is not an attendee."),
    ("apart", [["P1", "P1"]], "apart[0] names P1 twice."),
    ("joined", [["P1", "P2", "P3"]], "joined[0] must have two entries."),
    ("together", [["P1"]], "together[0] must name at least two people."),
    ("spread", [["P1", "P2", "P1"]], "spread[0] names somebody twice."),
    ("travel.0.minutes", -7, "travel[0].minutes must not be negative."),
    (
        "travel",
        [{"from": "HS", "to": "LMS", "minutes": 7}, {"from": "LMS", "to": "HS", "minutes": 8}],
        "travel: LMS and HS have two different times.",
    ),
    ("travel", [{"from": "HS", "to": "HS", "minutes": 3}], "travel: HS is 3 minutes from itself."),
    ("weights.change", -1, "weights.change must not be negative."),
    ("points", [], "points must not be empty."),
    ("points.0", None, "points[0] must be a number."),
    ("previous", {"format": "pdday-plan/1"}, "previous.runs is missing."),
    (
        "previous",
        {
            "format": "pdday-plan/1",
            "runs": [{"id": "X", "session": "S1", "slot": "Z", "room": "R1"}],
            "seats": [],
        },
        "previous: slot Z is not a slot.",
    ),
]


@pytest.mark.parametrize(("path", "value", "sentence"), REFUSED)
def test_what_is_wrong_in_a_day_is_refused_in_one_sentence(path: str, value: object, sentence: str) -> None:
    assert refusal(at(a_day_file(), path, value)) == sentence


@pytest.mark.parametrize("key", ["format", "slots", "rooms", "sessions", "attendees"])
def test_a_day_without_one_of_its_parts_is_refused(key: str) -> None:
    day = a_day_file()
    del day[key]

    assert refusal(day) == f"{key} is missing."


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The file is not JSON: line 1, column 1: Expecting value."),
        ("[]", "the file must be an object."),
        ('{"name": "a", "name": "b"}', "The key name stands twice in one object."),
        ('{"points": [NaN]}', "The file has NaN, which is not a number."),
        ('{"points": [-Infinity]}', "The file has -Infinity, which is not a number."),
        ("[" * 100_000, "The file is nested too deeply."),
        ('{"points": [' + "9" * 5000 + "]}", "The file has a number with too many digits."),
    ],
)
def test_a_file_that_is_no_strict_json_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        read_problem(text)

    assert str(refused.value) == sentence


def test_a_file_in_another_encoding_is_refused() -> None:
    with pytest.raises(BadFile, match=r"^The file is not UTF-8 text: byte 3 cannot be read\.$"):
        decoded("Zoé".encode("latin-1"))


def test_a_culprit_s_name_cannot_break_the_line() -> None:
    day = at(a_day_file(), "attendees.0.vetoes", ["S9\nor\x07" + "9" * 100])

    sentence = refusal(day)

    assert sentence.isprintable()
    assert len(sentence) < 150


def test_the_order_of_a_file_s_lists_does_not_change_its_fingerprint() -> None:
    chance = random.Random(7)
    day = at(a_day_file(), "attendees.0.slots", ["A", "B"])

    fingerprints = {problem_from(in_another_order(day, chance)).fingerprint for _ in range(20)}

    assert fingerprints == {problem_from(day).fingerprint}


def test_the_order_of_slots_and_points_does_change_the_fingerprint() -> None:
    day = a_day_file()

    fingerprints = {
        problem_from(day).fingerprint,
        problem_from(day | {"points": [1, 2, 3]}).fingerprint,
        problem_from(day | {"slots": day["slots"][::-1]}).fingerprint,
    }

    assert len(fingerprints) == 3


def test_saying_a_default_or_writing_10_as_10_0_changes_nothing() -> None:
    day = a_day_file()
    said = at(at(day, "sessions.1.runs", [1, 1.0]), "points", [3.0, 2, 1])

    assert problem_from(said).fingerprint == problem_from(day).fingerprint


def test_the_canonical_json_is_sorted_tight_and_reads_back_as_itself() -> None:
    problem = problem_from(a_day_file())

    text = canonical_json(problem)

    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert canonical_json(read_problem(text)) == text
    assert problem.fingerprint == hashlib.sha256(text.encode("utf-8")).hexdigest()
