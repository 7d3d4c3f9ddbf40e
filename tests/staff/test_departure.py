"""A person who left is purged: nothing that names them remains, and what was counted comes out the same."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from pdday import persons
from pdday.config import Config
from pdday.db import Base, db
from pdday.desk.check import check
from pdday.errors import NotReady, Refused, TooLate
from pdday.feedback.models import Answer
from pdday.preferences.models import Company, CompanyKind
from pdday.programme.models import Day
from pdday.proposals.models import Proposal
from pdday.reports import figures, queries
from pdday.staff import departure, mentions
from pdday.staff.models import StaffMember
from pdday.staff.personal import KEPT
from pdday.trail import STRUCK_FACTS, STRUCK_WHY, Trail
from tests.counting import queries as queries_of
from tests.counting import statements
from tests.factories import at, make_coordinator, make_staff
from tests.reader import Reader
from tests.staff.factories import EMAIL, LATER, NAME, NUMBER, make_known_colleague

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow

#: The name in every dress in which a database may keep it.
TRACES = (
    NAME,
    "Muñoz",
    "Mu\\u00f1oz",
    "O'Brien",
    "María",
    EMAIL,
    EMAIL.upper(),
    NUMBER,
    "JosesOwnBadge123",
    "sing with",
)


def leave(person: StaffMember) -> StaffMember:
    """They left on the evening of the day."""
    person.left_at = at("18:00")
    db.session.flush()
    return person


def purge(person: StaffMember, *, by: StaffMember | None = None, now: datetime = LATER, **more: object) -> None:
    """Look at it and say yes at once."""
    said = {
        "typed_name": person.name,
        "fingerprint": departure.plan(person, now=now).fingerprint,
        "is_on_file": True,
        "by": by or make_coordinator(),
        "now": now,
    }
    departure.purge(person, **(said | more))


def dump() -> str:
    """Every value of every row, as text."""
    db.session.flush()
    return "\n".join(
        f"{table.name}: {tuple(row)!r} {[str(cell) for cell in row]}"
        for table in Base.metadata.sorted_tables
        for row in db.session.execute(text(f'SELECT * FROM "{table.name}"'))
    )


def test_nothing_readable_of_the_person_remains_in_any_table(app: Flask):
    person, _made = make_known_colleague()
    before = [trace for trace in TRACES if trace not in dump()]

    purge(leave(person))

    assert set(before) <= {"Mu\\u00f1oz", EMAIL.upper()}  # JSON's dress differs between the databases
    assert [line for line in dump().splitlines() for trace in TRACES if trace in line] == []


def test_nothing_readable_of_the_person_remains_in_the_files(app: Flask, config: Config, client: Reader):
    person, made = make_known_colleague()
    made.day.date = date(2024, 3, 15)  # pages read the real clock
    dana = make_coordinator()
    for folder in departure.FOLDERS_WITH_NAMES:
        (config.instance / folder).mkdir(exist_ok=True)
        (config.instance / folder / "file").write_text(NAME)
    leave(person)
    db.session.commit()
    client.sign_in(dana)

    answer = send_yes(client, person)

    assert answer.status_code == 302
    assert files_with_traces(config.instance) == []


def send_yes(client: Reader, person: StaffMember, **more: str):
    page = client.get(f"/staff/{person.id}/purge").text
    fingerprint = page.split('id="purge-fingerprint"')[1].split('value="')[1].split('"')[0]
    fields = {"typed_name": NAME, "is_on_file": "y", "fingerprint": fingerprint} | more
    return client.send(f"/staff/{person.id}/purge", **fields)


def files_with_traces(folder: Path) -> list[str]:
    """Files of the instance in which a trace of the person stands; on PostgreSQL the tables are read instead."""
    words = [trace.encode() for trace in TRACES]
    files = [file for file in folder.rglob("*") if file.is_file()]
    return [f"{file.name}: {word!r}" for file in files for word in words if word in file.read_bytes()]


def test_what_the_report_counts_is_the_same_after_the_purge(app: Flask):
    person, made = make_known_colleague()
    dana = make_coordinator()
    leave(person)
    before = figures.report(queries.counts(made.day, now=LATER))

    purge(person, by=dana)

    assert figures.report(queries.counts(made.day, now=LATER)) == before


def test_the_check_finds_nothing_new_after_the_purge(app: Flask):
    person, _made = make_known_colleague()
    dana = make_coordinator()
    leave(person)
    before = [(found.what, found.thing, found.id) for found in check()]

    purge(person, by=dana)

    assert [(found.what, found.thing, found.id) for found in check()] == before


def test_of_the_row_stays_what_reports_count_by_and_nothing_else(app: Flask):
    person, _made = make_known_colleague()
    role, group, school = person.role, person.employee_group, person.home_school_id

    purge(leave(person))

    db.session.refresh(person)
    plain = make_staff("Former colleague", email=None)
    names = [column.key for column in StaffMember.__table__.columns]
    same = {name for name in names if getattr(person, name) == getattr(plain, name)}
    assert (person.name, person.role, person.employee_group, person.home_school_id) == (
        "Former colleague",
        role,
        group,
        school,
    )
    assert set(names) - same - KEPT == {"employee_id"}
    assert person.employee_id.startswith("former-")


def test_no_table_with_a_person_in_it_is_forgotten(app: Flask):
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table is StaffMember.__table__
    }

    assert (naming - persons.sections.tables, naming - persons.fates.tables) == (set(), set())


def test_the_anonymous_answers_are_left_alone(app: Flask):
    person, _made = make_known_colleague()
    before = sorted(db.session.scalars(select(Answer.key)))

    purge(leave(person))

    assert sorted(db.session.scalars(select(Answer.key))) == before


def test_an_instruction_about_a_pair_goes_and_a_team_loses_one(app: Flask):
    person, _made = make_known_colleague()

    purge(leave(person))

    assert [(each.kind, len(each.members)) for each in db.session.scalars(select(Company))] == [
        (CompanyKind.TOGETHER, 1)
    ]


def test_the_trail_keeps_that_something_was_done_and_loses_the_words_that_name_the_person(app: Flask):
    person, _made = make_known_colleague()

    purge(leave(person))

    entries = {each.did: each for each in db.session.scalars(select(Trail))}
    assert (entries["undo"].why, entries["undo"].facts) == (STRUCK_WHY, STRUCK_FACTS)
    assert (entries["move"].why, entries["move"].facts) == (None, STRUCK_FACTS)
    assert (entries["publish"].by_id, entries["publish"].why) == (person.id, "The room is dry again")
    assert (entries["purge"].thing_id, sorted(entries["purge"].facts)) == (person.id, ["texts"])


def test_a_text_of_somebody_else_keeps_every_other_word(app: Flask):
    person, made = make_known_colleague()

    purge(leave(person))

    assert db.session.get_one(Proposal, made.sessions[1].proposal_id).decided_why == "Ask […] about the room."


def test_the_name_of_two_colleagues_stays_in_the_texts_of_others(app: Flask):
    person, made = make_known_colleague()
    make_staff(NAME)
    leave(person)

    told = [str(each) for each in departure.plan(person, now=LATER).told("stays")]
    purge(person)

    assert "The name in texts of others, because a colleague has the same name and may be meant." in told
    assert db.session.get_one(Proposal, made.sessions[1].proposal_id).decided_why == f"Ask {NAME} about the room."


def test_whoever_still_works_here_is_not_purged(app: Flask):
    person, _made = make_known_colleague()

    with pytest.raises(NotReady) as refusal:
        purge(person)

    assert [str(each) for each in refusal.value.reasons] == [
        "They still work here. Import a roster that does not name them first."
    ]


def test_places_and_sessions_of_a_day_ahead_stand_in_the_way_by_name(app: Flask):
    _person, made = make_known_colleague()
    presenter = leave(made.people[0])

    told = departure.plan(presenter, now=at("7:00")).why_not

    assert [str(each) for each in told] == [
        "They lead “Session A” on “PD Day”, which is still ahead.",
        "They have 4 places in “PD Day”, which is still ahead. Publish a timetable without them first.",
    ]


def test_hours_that_a_state_may_ask_for_have_to_be_on_file_first(app: Flask):
    person, _made = make_known_colleague()
    leave(person)

    with pytest.raises(Refused, match="Put the record of hours on file first"):
        purge(person, is_on_file=False)

    after_seven_years = LATER.replace(year=2035)
    assert departure.plan(person, now=LATER).needs_file
    assert not departure.plan(person, now=after_seven_years).needs_file


def test_the_name_has_to_be_typed_as_it_stands(app: Flask):
    person, _made = make_known_colleague()

    with pytest.raises(Refused, match="Type the name exactly as it is here"):
        purge(leave(person), typed_name="Jose Munoz")


def test_a_page_that_is_out_of_date_removes_nothing(app: Flask):
    person, made = make_known_colleague()
    leave(person)
    fingerprint = departure.plan(person, now=LATER).fingerprint
    db.session.get_one(Day, made.day.id).name = NAME

    with pytest.raises(TooLate, match="Something has changed"):
        purge(person, fingerprint=fingerprint)


def test_nobody_removes_themselves(app: Flask):
    person, _made = make_known_colleague()

    with pytest.raises(Refused, match="You can't remove yourself"):
        purge(leave(person), by=person)


def test_a_second_yes_says_that_it_is_done(app: Flask, client: Reader):
    person, made = make_known_colleague()
    made.day.date = date(2024, 3, 15)  # pages read the real clock
    leave(person)
    client.sign_in(make_coordinator())
    fingerprint = departure.plan(person, now=LATER).fingerprint
    send_yes(client, person)

    answer = client.send(f"/staff/{person.id}/purge", typed_name=NAME, fingerprint=fingerprint)

    assert (answer.status_code, "has been removed already" in answer.text) == (409, True)


def test_the_page_says_what_goes_and_what_stays_before_anything_does(app: Flask, client: Reader):
    person, _made = make_known_colleague()
    leave(person)
    page = client.sign_in(make_coordinator()).get(f"/staff/{person.id}/purge").text

    for words in ("What goes for good", "Arrangements they asked for: 1.", "What stays, without the name"):
        assert words in page
    assert person.name == NAME


def test_names_are_looked_for_in_every_table_at_once(app: Flask):
    person, _made = make_known_colleague()
    db.session.commit()

    with statements() as sent:
        named = mentions.find_mentions(person)
        tables = {each.table.name for each in named}

    # Whether anybody else is called so, the person's own messages, one look over all tables, and one at each that may.
    assert len(tables) > 3
    assert queries_of(sent) <= 5 + len(tables)


def test_who_has_left_stands_on_a_list_until_they_are_removed(app: Flask, client: Reader):
    person, made = make_known_colleague()
    made.day.date = date(2024, 3, 15)  # pages read the real clock
    leave(person)
    client.sign_in(make_coordinator())
    before = client.get("/staff/former").text

    send_yes(client, person)

    assert ("Muñoz" in before, "Nobody here has left" in client.get("/staff/former").text) == (True, True)


def test_the_sentences_of_a_purge_are_sentences(app: Flask):
    person, _made = make_known_colleague()

    steps = departure.plan(leave(person), now=LATER).steps

    assert len(steps) > 15
    assert [str(step.sentence) for step in steps if not str(step.sentence).endswith(".")] == []
