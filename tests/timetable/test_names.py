"""The solver's sentences, as a coordinator reads them."""

from __future__ import annotations

import pytest

from pdday.timetable.names import by_name

NAMES = {
    "P88": "Xavier Huang",
    "R3": "Room 118",
    "R4": "Gym",
    "H2": "Lowry",
    "S7": "“Fractions”",
    "S7@A:31": "“Fractions” in slot A",
}


@pytest.mark.parametrize(
    ("told", "read"),
    [
        (
            "P88 presents “Fractions” and has to be there when it runs.",
            "Xavier Huang presents “Fractions” and has to be there when it runs.",
        ),
        ("Room R3 is closed in slot A.", "Room 118 is closed in slot A."),
        ("Open room R4 in slot A.", "Open Gym in slot A."),
        ("Rooms R3, R4 are closed.", "Room 118, Gym are closed."),
        ("“Fractions” is only at H2.", "“Fractions” is only at Lowry."),
        ("“Fractions” (S7@A:31): room R4 lacks projector.", "“Fractions” in slot A: Gym lacks projector."),
        ("P88 and P89 are both in run S7@A:31.", "Xavier Huang and P89 are both in “Fractions” in slot A."),
        ("P88 needs step_free_route in the room.", "Xavier Huang needs step free route in the room."),
        ("“From P88 to R3” runs once.", "“From P88 to R3” runs once."),
    ],
)
def test_a_sentence_names_people_rooms_sites_and_runs_but_leaves_titles_alone(told, read):
    assert by_name(told, NAMES) == read
