"""The `pdday` command as people run it: a process with an environment, two streams and an exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from flask import Flask, Response
from sqlalchemy import select, text

from pdday.cli import pdday
from pdday.config import Config
from pdday.db import db
from pdday.staff.models import School, StaffMember
from pdday.trail import Trail
from tests.command import bare, free_port, run, settings_of
from tests.factories import make_day, make_room, make_school, make_session, make_staff, make_timetable
from tests.reader import Reader
from tests.timetable.factories import make_gatherings

#: Left out of the daily checks for its time alone.
pytestmark = pytest.mark.slow


@pytest.fixture
def environment(config: Config) -> dict[str, str]:
    return settings_of(config)


def test_a_wrong_setting_ends_in_one_sentence(tmp_path: Path):
    code, out, said = run(bare(tmp_path) | {"PDDAY_HOPS": "many"}, "migrate")

    assert (code, out, said) == (2, "", "pdday: PDDAY_HOPS is “many”; write a number from 0 to 9.\n")


def test_a_refusal_ends_in_one_sentence(app: Flask, environment: dict[str, str]):
    code, out, said = run(environment, "draft")

    assert (code, out, said) == (1, "", "pdday: There is no day yet.\n")


def test_a_database_that_cannot_be_reached_is_said_in_one_sentence(tmp_path: Path):
    nowhere = {"DATABASE_URL": f"postgresql://pd:hunter2@127.0.0.1:{free_port()}/pdday"}
    secrets = {
        "PDDAY_SECRET_KEY": "a secret of 32 characters or more",
        "PDDAY_SEAL_KEY": Fernet.generate_key().decode(),
    }

    code, out, said = run(bare(tmp_path) | nowhere | secrets, "migrate")

    assert (code, out, said.count("\n"), "hunter2" in said) == (2, "", 1, False)
    assert said.startswith("pdday: The database cannot be used: ")


def test_a_new_database_is_made_and_migrating_again_changes_nothing(tmp_path: Path):
    first, second = run(bare(tmp_path), "migrate"), run(bare(tmp_path), "migrate")

    assert first[:2] == second[:2] == (0, "The database is up to date.\n")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["pdday.db", "seal_key", "secret_key"]


def test_checking_a_sound_database_says_so(app: Flask, environment: dict[str, str]):
    assert run(environment, "check")[:2] == (0, "Nothing that cannot be.\n")


def test_checking_a_false_database_names_the_rows(app: Flask, environment: dict[str, str]):
    day = make_day()
    make_timetable(day)
    db.session.execute(text("UPDATE staff_member SET left_at = '2027-01-01 00:00:00'"))
    person_id = make_staff("Ana Reyes").id
    db.session.commit()

    code, out, _ = run(environment, "check")

    assert (code, out.splitlines()[0], out.splitlines()[-1]) == (
        1,
        f"staff_member {person_id}: Ana Reyes is free in slot A and has no place. (no_place)",
        "4 things that cannot be.",
    )


def test_a_backup_is_taken_and_put_back(app: Flask, environment: dict[str, str], tmp_path: Path):
    make_school("Lowry")
    db.session.commit()
    file = str(tmp_path / "evening.pdday")

    taken = run(environment, "backup", file)
    make_school("Parkside")
    db.session.commit()
    put_back = run(environment, "restore", file)

    db.session.rollback()
    assert (taken[0], put_back[0]) == (0, 0)
    assert db.session.scalars(select(School.name)).all() == ["Lowry"]
    _forget_the_former_schema()


def _forget_the_former_schema() -> None:
    if db.engine.dialect.name == "postgresql":
        former = db.session.scalar(
            text("SELECT schema_name FROM information_schema.schemata WHERE schema_name LIKE 'before_restore%'")
        )
        db.session.execute(text(f'DROP SCHEMA "{former}" CASCADE'))
        db.session.commit()


@pytest.mark.parametrize("command", ["backup", "report"])
def test_a_place_that_cannot_be_written_is_said_in_one_sentence(
    app: Flask, environment: dict[str, str], tmp_path: Path, command: str
):
    make_day()
    db.session.commit()
    taken = tmp_path / "taken"
    taken.write_text("a file where a folder should be")

    code, out, said = run(environment, command, str(taken / "made"))

    assert (code, out) == (1, "")
    assert said.startswith(f"pdday: {taken}")
    assert len(said.splitlines()) == 1


def test_restoring_over_a_day_asks_for_yes(app: Flask, environment: dict[str, str], tmp_path: Path):
    make_day()
    db.session.commit()
    file = str(tmp_path / "evening.pdday")
    run(environment, "backup", file)

    code, _, said = run(environment, "restore", file)

    assert (code, "Add --yes" in said) == (1, True)


def test_a_draft_that_cannot_be_made_says_what_is_missing(app: Flask, environment: dict[str, str]):
    make_day()
    db.session.commit()

    code, out, said = run(environment, "draft")

    assert (code, out) == (1, "")
    assert said.splitlines()[-1] == "pdday: No session has been accepted yet."


def test_an_impossible_day_is_told_by_name_with_what_would_help(app: Flask, environment: dict[str, str]):
    day, ana = make_day(), make_staff("Ana Reyes")
    for title in ("One", "Two"):
        make_session(day, title, presenters=(ana,), slots="A")
    make_room(day.host_school)
    make_gatherings(day, make_room(day.host_school, seats=600))
    db.session.commit()

    code, _, said = run(environment, "draft", "--seconds", "1")

    assert code == 1
    assert said.splitlines()[-2] == "pdday: No timetable is possible."
    assert said.splitlines()[-1].startswith("  - Ana Reyes presents “One” and “Two”")
    assert said.splitlines()[-1].endswith("Give a session another presenter, fewer runs or more slots.")


def test_only_a_coordinator_publishes(app: Flask, environment: dict[str, str]):
    number = str(make_timetable(make_day()).number)
    make_staff("Ana Reyes", email="ana@harlow.example")
    db.session.commit()

    code, _, said = run(environment, "publish", number, "--by", "ana@harlow.example")

    assert (code, said) == (1, "pdday: ana@harlow.example is not the address of a coordinator.\n")


def test_a_new_key_is_good_for_both_settings(tmp_path: Path):
    code, out, _ = run(bare(tmp_path), "new-key")

    assert (code, len(out.strip()) >= 32) == (0, True)
    Fernet(out.strip())


A_DISTRICT = (
    "district", "Elm County Schools", "--state", "il", "--time-zone", "America/Chicago", "--school", "Elm High",
    "--coordinator", "Dana@elm.example", "--first-name", "Dana", "--last-name", "Whitfield",
)  # fmt: skip


def test_a_district_begins_with_its_first_coordinator_who_can_sign_in(app: Flask, environment: dict[str, str]):
    begun, given = run(environment, *A_DISTRICT), run(environment, "code", "dana@elm.example")

    assert begun[:2] == (
        0,
        "Elm County Schools is set up. Open /sign-in at the address that pdday serve prints\n"
        "No mail is set up (PDDAY_MAIL). For a first code: pdday code Dana@elm.example\n",
    )
    digits = given[1].split(":")[0]
    assert given[1].endswith(
        "Type it at /sign-in/code?email=dana%40elm.example at the address that pdday serve prints\n"
    )
    client = Reader(app, Response, use_cookies=True)
    client.send("/sign-in/code", email="dana@elm.example", code=digits)
    assert client.get("/staff/roster").headers["Location"].startswith("/terms")  # signed in; the terms come first


def test_a_second_district_is_refused_kindly(app: Flask, environment: dict[str, str]):
    run(environment, *A_DISTRICT)

    code, out, said = run(environment, *A_DISTRICT)

    assert (code, out) == (1, "")
    assert said.startswith("pdday: This database holds Elm County Schools already.")
    assert db.session.scalars(select(StaffMember.email)).all() == ["dana@elm.example"]


def test_a_code_at_the_terminal_stands_in_the_trail_but_not_its_digits(app: Flask, environment: dict[str, str]):
    make_staff("Ana Reyes", email="ana@harlow.example")
    db.session.commit()

    _, out, said = run(environment, "code", "ana@harlow.example")

    (entry,) = db.session.scalars(select(Trail))
    digits = out.split(":")[0]
    assert (entry.did, entry.by_id) == ("give_code", None)
    assert [digits in str(words) for words in (said, entry.facts, entry.why)] == [False, False, False]


def test_no_code_is_made_for_a_stranger(app: Flask, environment: dict[str, str]):
    code, out, said = run(environment, "code", "nobody@elm.example")

    assert (code, out, said) == (1, "", "pdday: nobody@elm.example is not the address of a colleague.\n")


@pytest.mark.parametrize(
    "command",
    [
        "serve",
        "worker",
        "check",
        "demo",
        "code dana@example.org",
        "draft",
        "publish 1 --by dana@example.org",
        "print badges.pdf",
        "report made",
    ],
)
def test_nothing_runs_on_a_database_that_is_not_migrated(tmp_path: Path, command: str):
    code, _, said = run(bare(tmp_path), *command.split())

    assert (code, said) == (1, "pdday: The database is not up to date. Run: pdday migrate\n")


def test_every_command_says_what_it_is_for():
    silent = [name for name, command in pdday.commands.items() if not command.help]

    assert silent == []


def test_keys_are_renewed_locked_anew_and_forgotten_in_this_order(tmp_path: Path):
    run(bare(tmp_path), "migrate")
    kept = (tmp_path / "seal_key").read_text()

    renewed, anew, forgotten = (
        run(bare(tmp_path), *words.split()) for words in ("renew-keys", "lock-anew", "renew-keys --forget")
    )

    assert renewed[:2] == (0, "There are new keys. Restart pdday, then: pdday lock-anew\n")
    assert anew[1].startswith("Locked anew: 0 exit tickets, 0 messages.")
    assert forgotten[:2] == (0, "The former keys are forgotten.\n")
    assert kept not in (tmp_path / "seal_key").read_text()
