"""What would help most: kept with a draft, and told in sentences."""

from __future__ import annotations

from pdday.solver.helps import Help, HelpKind
from pdday.timetable import actions
from pdday.timetable.helps import told
from pdday.timetable.problem_from_rows import problem_of, room_key, session_key
from tests.factories import BEFORE, make_coordinator, make_day, make_room, make_session, make_staff
from tests.timetable.factories import hand_made_plan, make_list


def a_help(**more):
    return {
        "kind": "seat",
        "title": "Choir",
        "slot": "A",
        "room_id": 7,
        "gain": 11.2,
        "first": 1,
        "top_three": 0,
        **more,
    }


def test_each_says_what_and_for_how_many():
    helps = [
        a_help(),
        a_help(kind="run", gain=1400.6, first=14),
        a_help(first=0, top_three=2),
        a_help(first=-1, top_three=0),
        a_help(room_id=8),
    ]

    assert [[str(each.what), str(each.does), str(each.score)] for each in told(helps, {7: "Gym"})] == [
        [
            "One more seat in “Choir”, slot A, Gym",
            "1 person more would have their first choice.",
            "The day's score would rise by 11.",
        ],
        [
            "One more run of “Choir” in slot A, Gym",
            "14 people more would have their first choice.",
            "The day's score would rise by 1,401.",
        ],
        [
            "One more seat in “Choir”, slot A, Gym",
            "2 people more would have one of their top three.",
            "The day's score would rise by 11.",
        ],
        [
            "One more seat in “Choir”, slot A, Gym",
            "People would have more of what they asked for.",
            "The day's score would rise by 11.",
        ],
    ]


def test_a_draft_shows_what_would_help(client):
    day = make_day()
    session, person, room = make_session(day), make_staff(), make_room(day.host_school, "Gym")
    make_list(day, person, session)
    problem = problem_of(day)
    plan = hand_made_plan(problem, (session, "A", room, (person,)))
    helps = [Help(HelpKind.SEAT, session_key(session.id), "A", room_key(room.id), 11.2, 1, 0)]
    timetable = actions.draft(day, problem, plan, by_id=None, now=BEFORE, helps=helps)
    client.sign_in(make_coordinator())

    page = client.get(f"/timetables/{timetable.id}").text

    assert "1 person more would have their first choice." in page
