from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from pdday import pdf
from pdday.checkin import badge_actions, badge_queries, badges
from pdday.checkin.badge_queries import BadgeFace, BadgePack, BadgePlace, NameSize
from tests.checkin.factories import make_badge, make_door, make_published_day
from tests.checkin.reading_paper import code_drawn, codes_on_paper, words_on_paper
from tests.factories import at, enrol, make_coordinator, make_room, make_school, make_staff
from tests.paper import faults, opened, tags
from tests.timetable.factories import withdraw

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

ON_ONE_DATABASE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
FOUR_ROOMS = (
    BadgePlace("A", "203"),
    BadgePlace("B", "L-09", "Lowry"),
    BadgePlace("C"),
    BadgePlace("D", "Cafeteria"),
)


def make_face(first_name: str = "Luis", last_name: str = "Ortega", token: str = "abcdEFGH12345678") -> BadgeFace:
    return BadgeFace(first_name, last_name, school="Canal Street Elementary", token=token, places=FOUR_ROOMS)


def printed(*faces: BadgeFace, locale: str = "en") -> bytes:
    pack = BadgePack(day_name="Harlow Ridge PD Day", day_date=date(2027, 3, 12), faces=faces)
    return pdf.join(list(badges.badge_parts(pack, locale=locale)))


@pytest.mark.slow
@ON_ONE_DATABASE
@pytest.mark.paper
def test_every_printed_code_leads_to_its_own_badge(app: Flask, tmp_path: Path) -> None:
    tokens = [f"token-{number:02}-abcdefg" for number in range(badges.BADGES_IN_A_PART + 3)]

    paper = printed(*(make_face(token=token) for token in tokens))

    assert sorted(codes_on_paper(paper, tmp_path)) == [f"http://127.0.0.1:8000/b/{token}" for token in tokens]


@ON_ONE_DATABASE
@pytest.mark.paper
def test_a_badge_says_who_whence_and_where_to_and_nothing_else(app: Flask, tmp_path: Path) -> None:
    paper = printed(make_face())

    assert set(words_on_paper(paper, tmp_path)) == {
        "Harlow Ridge PD Day",
        "Friday, March 12",
        "Luis",
        "Ortega",
        "Canal Street Elementary",
        "or say your name",
        "A B Lowry C D",
        "203 L-09 – Cafeteria",
    }


@ON_ONE_DATABASE
@pytest.mark.paper
def test_letters_of_every_neighbour_are_printed(app: Flask, tmp_path: Path) -> None:
    names = ["Đurić", "Škvorecká", "Muñoz", "Łukasz", "Nguyễn", "Åsa"]

    words = words_on_paper(printed(*(make_face(last_name=name) for name in names)), tmp_path)

    assert [word for word in words if word in names] == names


@ON_ONE_DATABASE
def test_the_sheets_can_be_read_aloud_and_searched_by_name(app: Flask) -> None:
    names = [f"Person {number}" for number in range(badges.BADGES_IN_A_PART + 1)]

    paper = printed(*(make_face(last_name=name) for name in names))

    assert faults(paper) == []
    document = opened(paper)
    assert (document.Root.Lang, document.docinfo["/Title"]) == ("en", "Badges for Harlow Ridge PD Day")
    with document.open_outline() as outline:
        assert [each.title for each in outline.root] == [f"Luis {name}" for name in names]
    figures = [tag for tag in tags(document.Root.StructTreeRoot) if tag.S == "/Figure"]
    assert [str(figure.Alt) for figure in figures] == ["QR code, read at every door"] * len(names)


@ON_ONE_DATABASE
def test_eight_badges_are_a_sheet(app: Flask) -> None:
    document = opened(printed(*(make_face() for _ in range(17))))

    assert len(document.pages) == 3
    assert [float(side) for side in document.pages[0].MediaBox] == [0, 0, 612, 792]


def test_a_code_drawn_on_the_screen_says_the_same_as_the_printed_one() -> None:
    drawing = badges.qr_drawing("https://pd.example.org/b/abcdEFGH12345678")

    dark = {(int(column), int(row)) for column, row in re.findall(r"M(\d+) (\d+)h1v1h-1z", drawing.dark)}
    assert code_drawn(drawing.modules, dark) == "https://pd.example.org/b/abcdEFGH12345678"


@pytest.mark.parametrize(
    ("first", "last", "size"),
    [
        ("Bo", "Li", NameSize.LARGE),
        ("Joyce", "Adeyemi", NameSize.LARGE),
        ("Priya", "Krishnamurthy", NameSize.USUAL),
        ("Ana Lucía", "Muñoz de la Fuente", NameSize.USUAL),
        ("Maximiliana", "Featherstonehaugh-Oyelaran", NameSize.SMALL),
    ],
)
def test_a_name_is_as_large_as_it_can_be_without_breaking(first: str, last: str, size: NameSize) -> None:
    assert make_face(first, last).name_size == size


def test_a_badge_shows_the_rooms_of_the_published_timetable(app: Flask) -> None:
    the_day = make_published_day()
    luis = make_staff("Luis Ortega")
    lowry = make_room(make_school("Lowry"), "L-09")
    for slot, room in (("A", make_room(the_day.day.host_school, "203")), ("D", lowry)):
        enrol(luis, make_door(the_day, slot, room=room))
    token = make_badge(the_day, luis).token

    pack = badge_queries.badge_pack(the_day.timetable, staff=luis)

    (face,) = pack.faces
    assert (face.first_name, face.last_name, face.token) == ("Luis", "Ortega", token)
    assert face.places == (
        BadgePlace("A", "203"),
        BadgePlace("B"),
        BadgePlace("C"),
        BadgePlace("D", "L-09", "Lowry"),
    )


def test_a_badge_leads_nobody_to_a_session_that_was_withdrawn(app: Flask) -> None:
    the_day = make_published_day()
    luis = make_staff("Luis Ortega")
    gone = make_door(the_day, "A", room=make_room(the_day.day.host_school, "203"))
    enrol(luis, gone)
    make_badge(the_day, luis)
    withdraw(gone)

    (face,) = badge_queries.badge_pack(the_day.timetable, staff=luis).faces

    assert face.places[0] == BadgePlace("A")


def test_badges_come_by_last_name_and_lost_ones_not_at_all(app: Flask) -> None:
    the_day, dana = make_published_day(), make_coordinator("Dana Whitfield")
    for name in ("Mei Tanaka", "Amira Haddad", "Zoe Haddad"):
        make_badge(the_day, make_staff(name))
    lost = make_badge(the_day, make_staff("Luis Ortega"))
    badge_actions.revoke_badge(lost, by=dana, why="lost", now=at("7:00"))

    names = [f"{face.first_name} {face.last_name}" for face in badge_queries.badge_pack(the_day.timetable).faces]

    assert names == ["Amira Haddad", "Zoe Haddad", "Mei Tanaka"]
