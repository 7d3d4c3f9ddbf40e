"""Every rule broken by hand in a good plan, and plans that it just lets go: for checker and model alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pdday.solver.problem import Attendee, Problem, Room, Session, Slot
from pdday.solver.rules import Rule
from tests.solver.factories import make_attendee, make_problem, make_room, make_session, make_slots

S1, S2 = make_session("S1"), make_session("S2")
R1, R2 = make_room("R1"), make_room("R2")
ANN = make_attendee("Ann", wishes=["S1", "S2"])
BEN = make_attendee("Ben", wishes=["S1", "S2"])

#: Ann and Ben both attend S1 in the first slot and S2 in the second.
HAPPY = {"S1@A/R1": ["Ann", "Ben"], "S2@B/R1": ["Ann", "Ben"]}


def a_day(
    *,
    s1: Session = S1,
    s2: Session = S2,
    r1: Room = R1,
    r2: Room = R2,
    ann: Attendee = ANN,
    ben: Attendee = BEN,
    slots: tuple[Slot, ...] = make_slots("AB"),
    travel: Mapping[tuple[str, str], int] | None = None,
    apart: Iterable[tuple[str, str]] = (),
    joined: Iterable[tuple[str, str]] = (),
) -> Problem:
    """Two sessions, two rooms, two people, two slots of one block."""
    return make_problem(
        sessions=[s1, s2],
        rooms=[r1, r2],
        attendees=[ann, ben],
        slots=slots,
        travel=travel,
        apart=apart,
        joined=joined,
    )


NEAR_AND_FAR = {"r1": make_room("R1", site="HS"), "r2": make_room("R2", site="LMS")}
TO_THE_OTHER_SCHOOL = {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ann"]}

#: Plans that break one rule and no other.
BREAKS = {
    "a session runs more often than it may": (
        Rule.RUNS,
        a_day(),
        {"S1@A/R1": ["Ann"], "S1@B/R2": ["Ben"], "S2@B/R1": ["Ann"]},
    ),
    "a session does not run": (Rule.RUNS, a_day(), {"S1@A/R1": ["Ann", "Ben"]}),
    "a cancelled session runs": (Rule.RUNS, a_day(s1=make_session("S1", runs=(0, 0))), HAPPY),
    "a session runs twice at the same time": (
        Rule.RUNS,
        a_day(s1=make_session("S1", runs=(1, 2))),
        {"S1@A/R1": ["Ann"], "S1@A/R2": [], "S2@B/R1": ["Ann"]} | {"S1@A/R2": []},
    ),
    "a repeat runs for nobody": (
        Rule.RUNS,
        a_day(s1=make_session("S1", runs=(0, 1))),
        {"S1@A/R1": [], "S2@B/R1": ["Ann", "Ben"]},
    ),
    "a session runs outside its slots": (
        Rule.SLOT_ALLOWED,
        a_day(s1=make_session("S1", slots="B")),
        HAPPY,
    ),
    "a long session's second slot is not allowed": (
        Rule.SLOT_ALLOWED,
        a_day(s1=make_session("S1", length=2, slots="A"), slots=make_slots("ABC")),
        {"S1@A/R1": ["Ann", "Ben"], "S2@C/R1": ["Ann", "Ben"]},
    ),
    "a long session starts in the last slot": (
        Rule.LENGTH,
        a_day(s1=make_session("S1", length=2)),
        {"S1@B/R1": ["Ann"], "S2@A/R1": ["Ann"]},
    ),
    "a long session runs through lunch": (
        Rule.LENGTH,
        a_day(s1=make_session("S1", length=2), slots=make_slots("A", "BC")),
        {"S1@A/R1": ["Ann", "Ben"], "S2@C/R1": ["Ann", "Ben"]},
    ),
    "two sessions share a room": (
        Rule.ROOM_ONCE,
        a_day(),
        {"S1@A/R1": ["Ann"], "S2@A/R1": ["Ben"]},
    ),
    "a session starts where a long one still runs": (
        Rule.ROOM_ONCE,
        a_day(s1=make_session("S1", length=2)),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ben"]},
    ),
    "a room is closed": (Rule.ROOM_OPEN, a_day(r1=make_room("R1", closed="A")), HAPPY),
    "a room closes while a long session runs": (
        Rule.ROOM_OPEN,
        a_day(s1=make_session("S1", length=2), r1=make_room("R1", closed="B")),
        {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ben"]},
    ),
    "a room has no computers": (Rule.ROOM_FEATURES, a_day(s1=make_session("S1", features=["computers"])), HAPPY),
    "a session is at another school": (Rule.ROOM_SITE, a_day(s1=make_session("S1", sites=["LMS"])), HAPPY),
    "a room is too small": (Rule.ROOM_CAPACITY, a_day(r1=make_room("R1", seats=1)), HAPPY),
    "a session takes no more": (Rule.ROOM_CAPACITY, a_day(s1=make_session("S1", attendance=(0, 1))), HAPPY),
    "a presenter is away": (
        Rule.PRESENTERS,
        a_day(s1=make_session("S1", presenters=["Ben"]), ben=make_attendee("Ben", slots="B")),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ann", "Ben"]},
    ),
    "a presenter has two sessions at once": (
        Rule.PRESENTERS,
        a_day(s1=make_session("S1", presenters=["Ben"]), s2=make_session("S2", presenters=["Ben"])),
        {"S1@A/R1": ["Ann"], "S2@A/R2": []},
    ),
    "a person sits in two rooms": (
        Rule.ONE_PLACE,
        a_day(),
        {"S1@A/R1": ["Ann"], "S2@A/R2": ["Ann"]},
    ),
    "a presenter sits elsewhere": (
        Rule.ONE_PLACE,
        a_day(s1=make_session("S1", presenters=["Ben"])),
        {"S1@A/R1": ["Ann"], "S2@A/R2": ["Ben"]},
    ),
    "a person leaves a long session for another": (
        Rule.ONE_PLACE,
        a_day(s1=make_session("S1", length=2)),
        {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ann"]},
    ),
    "a person is away": (
        Rule.AVAILABLE,
        a_day(ann=make_attendee("Ann", wishes=["S1"], slots="B")),
        HAPPY,
    ),
    "a person attends a session twice": (
        Rule.ONCE_ONLY,
        a_day(s1=make_session("S1", runs=(1, 2))),
        {"S1@A/R1": ["Ann"], "S1@B/R1": ["Ann"], "S2@A/R2": ["Ben"]},
    ),
    "a presenter sits in their own session": (
        Rule.ONCE_ONLY,
        a_day(s1=make_session("S1", presenters=["Ben"]), ben=make_attendee("Ben")),
        HAPPY,
    ),
    "a person cannot reach the room": (
        Rule.NEEDS,
        a_day(ann=make_attendee("Ann", needs=["step_free_route"]), r2=make_room("R2", features=["step_free_route"])),
        {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ann"]},
    ),
    "a presenter cannot reach the room": (
        Rule.NEEDS,
        a_day(
            s1=make_session("S1", presenters=["Ann"]),
            ann=make_attendee("Ann", needs=["step_free_route"]),
            r2=make_room("R2", features=["step_free_route"]),
        ),
        {"S1@A/R1": ["Ben"], "S2@B/R2": ["Ann"]},
    ),
    "a person said not for me": (Rule.VETO, a_day(ann=make_attendee("Ann", vetoes=["S1"])), HAPPY),
    "a pin does not override a veto": (
        Rule.VETO,
        a_day(ann=make_attendee("Ann", vetoes=["S1"], pins=[("S1", None)])),
        HAPPY,
    ),
    "a session for nurses takes a teacher unasked": (
        Rule.AUDIENCE,
        a_day(s1=make_session("S1", audience=["nurse"]), ann=make_attendee("Ann", tags=["teacher"])),
        HAPPY,
    ),
    "a guest who may stay away is seated unasked": (
        Rule.AUDIENCE,
        a_day(ann=make_attendee("Ann", wishes=["S2"], may_stay_away=True)),
        HAPPY,
    ),
    "the other school is too far": (
        Rule.TRAVEL,
        a_day(**NEAR_AND_FAR, travel={("HS", "LMS"): 11}),
        TO_THE_OTHER_SCHOOL,
    ),
    "the other school is too far for a presenter": (
        Rule.TRAVEL,
        a_day(**NEAR_AND_FAR, s1=make_session("S1", presenters=["Ann"]), travel={("LMS", "HS"): 11}),
        {"S1@A/R1": [], "S2@B/R2": ["Ann"]},
    ),
    "two people kept apart share a run": (Rule.APART, a_day(apart=[("Ann", "Ben")]), HAPPY),
    "a person attends what one kept apart presents": (
        Rule.APART,
        a_day(s1=make_session("S1", presenters=["Ben"]), apart=[("Ann", "Ben")]),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ben"]},
    ),
    "an interpreter is elsewhere": (
        Rule.JOINED,
        a_day(joined=[("Ann", "Ben")]),
        {"S1@A/R1": ["Ann", "Ben"], "S2@B/R1": ["Ann"]},
    ),
    "a session left its pinned slot": (Rule.PINS, a_day(s1=make_session("S1", pins=[("B", None)])), HAPPY),
    "a session left its pinned room": (Rule.PINS, a_day(s1=make_session("S1", pins=[("A", "R2")])), HAPPY),
    "a person left their pinned seat": (
        Rule.PINS,
        a_day(ben=make_attendee("Ben", wishes=["S1", "S2"], pins=[("S1", None)])),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ben"]},
    ),
    "a person sits in another run than pinned": (
        Rule.PINS,
        a_day(s1=make_session("S1", runs=(1, 2)), ben=make_attendee("Ben", pins=[("S1", "A")])),
        {"S1@A/R1": ["Ann"], "S1@B/R2": ["Ben"], "S2@B/R1": ["Ann"]},
    ),
}

#: Plans that a rule just lets go, by the rule that could have been thought to forbid them.
LETS_GO = {
    "everyone attends everything": (Rule.ROOM_ONCE, a_day(), HAPPY),
    "a session repeats for those who come": (
        Rule.RUNS,
        a_day(s1=make_session("S1", runs=(1, 2))),
        {"S1@A/R1": ["Ann"], "S1@B/R2": ["Ben"], "S2@B/R1": ["Ann"]},
    ),
    "a session that must run runs for nobody": (Rule.RUNS, a_day(), {"S1@A/R1": [], "S2@B/R1": ["Ann", "Ben"]}),
    "a cancelled session does not run": (
        Rule.RUNS,
        a_day(s1=make_session("S1", runs=(0, 0))),
        {"S2@B/R1": ["Ann", "Ben"]},
    ),
    "a long session takes two slots of one block": (
        Rule.LENGTH,
        a_day(s1=make_session("S1", length=2)),
        {"S1@A/R1": ["Ann", "Ben"], "S2@B/R2": []},
    ),
    "a room that is closed later": (
        Rule.ROOM_OPEN,
        a_day(r1=make_room("R1", closed="B")),
        {"S1@A/R1": ["Ann"], "S2@B/R2": []},
    ),
    "a room with a lab": (
        Rule.ROOM_FEATURES,
        a_day(s1=make_session("S1", features=["lab"]), r1=make_room("R1", features=["lab", "sink"])),
        HAPPY,
    ),
    "the last seat": (Rule.ROOM_CAPACITY, a_day(r1=make_room("R1", seats=2)), HAPPY),
    "presenters take no seat": (
        Rule.ROOM_CAPACITY,
        a_day(s1=make_session("S1", presenters=["Ben"]), r1=make_room("R1", seats=1)),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ben"]},
    ),
    "a wish overrides the audience": (Rule.AUDIENCE, a_day(s1=make_session("S1", audience=["nurse"])), HAPPY),
    "a requirement overrides the audience": (
        Rule.AUDIENCE,
        a_day(s1=make_session("S1", audience=["nurse"]), ann=make_attendee("Ann", required=["S1"])),
        HAPPY,
    ),
    "a pin overrides the audience": (
        Rule.AUDIENCE,
        a_day(s1=make_session("S1", audience=["nurse"]), ann=make_attendee("Ann", pins=[("S1", "A")])),
        HAPPY,
    ),
    "a shared tag opens the audience": (
        Rule.AUDIENCE,
        a_day(s1=make_session("S1", audience=["nurse", "aide"]), ann=make_attendee("Ann", tags=["aide"])),
        HAPPY,
    ),
    "a requirement overrides a veto": (
        Rule.VETO,
        a_day(ann=make_attendee("Ann", vetoes=["S1"], required=[("S1", "S2")])),
        HAPPY,
    ),
    "a guest who asked is seated": (
        Rule.AUDIENCE,
        a_day(ann=make_attendee("Ann", wishes=["S1", "S2"], may_stay_away=True)),
        HAPPY,
    ),
    "the way takes exactly the gap": (
        Rule.TRAVEL,
        a_day(**NEAR_AND_FAR, travel={("HS", "LMS"): 10}),
        TO_THE_OTHER_SCHOOL,
    ),
    "lunch leaves time for any way": (
        Rule.TRAVEL,
        a_day(**NEAR_AND_FAR, travel={("HS", "LMS"): 45}, slots=make_slots("A", "B")),
        TO_THE_OTHER_SCHOOL,
    ),
    "a free slot leaves time for any way": (
        Rule.TRAVEL,
        a_day(**NEAR_AND_FAR, travel={("HS", "LMS"): 45}, slots=make_slots("ABC")),
        {"S1@A/R1": ["Ann"], "S2@C/R2": ["Ann"]},
    ),
    "two people kept apart attend two runs": (
        Rule.APART,
        a_day(s1=make_session("S1", runs=(1, 2)), apart=[("Ann", "Ben")]),
        {"S1@A/R1": ["Ann"], "S1@B/R2": ["Ben"], "S2@B/R1": ["Ann"]},
    ),
    "an interpreter sits where the other presents": (
        Rule.JOINED,
        a_day(s1=make_session("S1", presenters=["Ann"]), joined=[("Ann", "Ben")]),
        {"S1@A/R1": ["Ben"], "S2@B/R1": ["Ann", "Ben"]},
    ),
    "what is pinned stays": (
        Rule.PINS,
        a_day(
            s1=make_session("S1", pins=[("A", None), (None, "R1")]),
            ann=make_attendee("Ann", pins=[("S1", "A")]),
        ),
        HAPPY,
    ),
    "two sessions follow each other in one room": (Rule.ROOM_ONCE, a_day(), HAPPY),
    "a session runs in one of its slots": (Rule.SLOT_ALLOWED, a_day(s1=make_session("S1", slots="AB")), HAPPY),
    "a session is at one of its sites": (Rule.ROOM_SITE, a_day(s1=make_session("S1", sites=["HS", "LMS"])), HAPPY),
    "a presenter has one session after the other": (
        Rule.PRESENTERS,
        a_day(s1=make_session("S1", presenters=["Ben"]), s2=make_session("S2", presenters=["Ben"])),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ann"]},
    ),
    "a presenter is there for as long as it takes": (
        Rule.PRESENTERS,
        a_day(s1=make_session("S1", presenters=["Ben"]), ben=make_attendee("Ben", slots="A")),
        {"S1@A/R1": ["Ann"], "S2@B/R1": ["Ann"]},
    ),
    "a presenter attends when free": (
        Rule.ONE_PLACE,
        a_day(s1=make_session("S1", presenters=["Ben"])),
        {"S1@A/R1": ["Ann"], "S2@B/R2": ["Ann", "Ben"]},
    ),
    "a person is there for one slot": (
        Rule.AVAILABLE,
        a_day(ann=make_attendee("Ann", wishes=["S1"], slots="A")),
        {"S1@A/R1": ["Ann", "Ben"], "S2@B/R1": ["Ben"]},
    ),
    "each person attends another run": (
        Rule.ONCE_ONLY,
        a_day(s1=make_session("S1", runs=(2, 2))),
        {"S1@A/R1": ["Ann"], "S1@B/R1": ["Ben"], "S2@A/R2": ["Ben"]},
    ),
    "the room has more than a person needs": (
        Rule.NEEDS,
        a_day(ann=make_attendee("Ann", needs=["ramp"]), r1=make_room("R1", features=["ramp", "loop"])),
        HAPPY,
    ),
    "a session that was not vetoed": (
        Rule.VETO,
        a_day(ann=make_attendee("Ann", vetoes=["S2"])),
        {
            "S1@A/R1": ["Ann", "Ben"],
            "S2@B/R1": ["Ben"],
        },
    ),
    "a session takes the whole block": (
        Rule.LENGTH,
        a_day(s1=make_session("S1", length=4), slots=make_slots("ABCD", "E")),
        {"S1@A/R1": ["Ann", "Ben"], "S2@E/R1": ["Ann", "Ben"]},
    ),
}
