"""Everything held on a person, for that person and nobody else."""

from __future__ import annotations

import csv
import io
import json
from enum import StrEnum
from zipfile import ZipFile

from flask import Flask

from pdday import outbox, persons
from pdday.proposals import texts
from pdday.staff import own_data
from pdday.staff.vocabulary import Duty
from tests.factories import BEFORE, make_coordinator, make_day, make_staff
from tests.proposals.factories import make_draft
from tests.reader import Reader
from tests.staff.factories import LATER, SECRET_TEAM, make_known_colleague


def unzip(content: bytes) -> dict[str, str]:
    with ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def test_a_colleague_reads_everything_that_is_held_on_them(app: Flask, client: Reader):
    person, _made = make_known_colleague()
    page = client.sign_in(person).get("/you/data").text

    held = [
        "Muñoz-O&#39;Brien",
        "jose.munoz@harlow.example",
        "Allergy",
        "Grade 4",
        "I want to sing with them",
        "The room is dry again",
    ]
    assert [words for words in held if words not in page] == []


def test_a_message_keeps_its_lines_on_the_page(app: Flask, client: Reader):
    person, _made = make_known_colleague()
    body = "8:15: Gym\n9:15: Library"
    outbox.put(once="day", to="jose@harlow.example", subject="Your day", body=body, now=BEFORE, staff=person)

    page = client.sign_in(person).get("/you/data").text

    assert '<div class="words">8:15: Gym\n9:15: Library</div>' in page


def test_the_download_holds_each_part_as_a_table_and_all_of_it_for_machines(app: Flask, client: Reader):
    person, _made = make_known_colleague()

    files = unzip(client.sign_in(person).get("/you/data.zip").data)

    everything = json.loads(files["everything.json"])
    titles = [each["title"] for each in everything["sections"] if each["rows"]]
    assert len(files) == len(titles) + 1
    choices = next(list(csv.reader(io.StringIO(text))) for name, text in files.items() if "your-choices" in name)
    assert choices[:2] == [["Day", "Session", "Rank"], ["PD Day", "Session A", "1"]]


def test_every_part_of_the_download_is_filled_by_a_colleague_who_did_everything(app: Flask):
    person, _made = make_known_colleague()

    sections = persons.sections.ask(person.id, now=LATER)

    assert [str(each.title) for each in sections if not each.rows] == ["Sessions you lead"]
    assert [str(each.title) for each in sections for row in each.rows if len(row) != len(each.heads)] == []


def test_whatever_somebody_types_about_a_session_is_in_their_download(app: Flask):
    typed = {name: f"Typed as {name}" for name in texts.TYPED}
    rosa = make_staff("Rosa Delgado")
    make_draft(make_day(), rosa, **typed)

    sections = persons.sections.ask(rosa.id, now=LATER)

    told = {cell for each in sections for row in each.rows for cell in row if isinstance(cell, str)}
    assert {name for name, words in typed.items() if words not in told} == set()


def test_no_word_of_a_closed_list_stands_as_the_database_has_it(app: Flask):
    person, _made = make_known_colleague()

    sections = persons.sections.ask(person.id, now=LATER)

    cells = [(str(each.title), cell) for each in sections for row in each.rows for cell in row]
    assert [each for each in cells if isinstance(each[1], StrEnum)] == []


def test_what_others_said_in_confidence_is_left_out(app: Flask):
    person, made = make_known_colleague()
    other = made.people[10]

    for reader in (person, other):
        told = own_data.archive(reader, now=LATER, zone="UTC", locale="en")
        assert (SECRET_TEAM in str(unzip(told)), "apart" in str(unzip(told))) == (False, False)


def test_the_list_of_what_is_left_out_is_the_same_for_everyone(app: Flask, client: Reader):
    person, _made = make_known_colleague()
    stranger = make_staff()

    pages = [client.sign_in(each).get("/you/data").text for each in (person, stranger)]

    assert [all(str(left_out) in page for left_out in own_data.LEFT_OUT) for page in pages] == [True, True]


def test_another_colleague_reads_nothing_of_it(app: Flask, client: Reader):
    _person, _made = make_known_colleague()

    page = client.sign_in(make_staff(duties=(Duty.PRINCIPAL,))).get("/you/data").text

    assert ("Muñoz" in page, "sing with them" in page) == (False, False)


def test_the_record_of_hours_names_the_person_and_each_session(app: Flask, client: Reader):
    person, _made = make_known_colleague()

    content = client.sign_in(make_coordinator()).get(f"/staff/{person.id}/hours.csv").data.decode("utf-8-sig")

    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0][:5] == ["Name", "Number in the district", "Day", "Date", "Title"]
    assert [row[:2] + row[4:6] for row in rows[1:]] == [
        ["José María Muñoz-O'Brien", "HR-77419", f"Session {letter}", "60"] for letter in "ABCD"
    ]


def test_a_download_made_before_the_day_is_whole_too(app: Flask):
    person = make_staff()

    files = unzip(own_data.archive(person, now=BEFORE, zone="UTC", locale="en"))

    assert sorted(files) == ["01-about-you.csv", "everything.json"]
