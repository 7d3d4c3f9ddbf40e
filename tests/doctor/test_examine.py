"""The doctor: each thing is broken once, by hand, and told with its cure."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import text, update

from pdday import backup as backups
from pdday import jobs, outbox, refusals, workers
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.doctor import machine
from pdday.doctor.examine import examine
from pdday.doctor.finding import Finding, Grade
from pdday.jobs import Job, JobKind
from pdday.outbox import Message
from pdday.refusals import RefusalKind
from pdday.words import Sentence
from tests.factories import (
    make_coordinator,
    make_day,
    make_district,
    make_timetable,
)
from tests.factories import make_staff as make_colleague
from tests.mail_server import a_mail_server

pytestmark = pytest.mark.slow


def sound(app: Flask) -> None:
    """An installation with nothing to put right."""
    settings(app, url="https://pd.example.org", hops=1, mail="smtps://mail.example:465", mail_from="pd@elm.example")
    make_district()
    make_coordinator("Dana Whitfield")
    make_coordinator("Sam Okafor")
    workers.begin("pd1", 4711, now=now())
    db.session.commit()
    backups.back_up_for_the_night(keep=3)


def settings(app: Flask, **changed: Any) -> None:
    app.config["PDDAY"] = replace(app.config["PDDAY"], **changed)


def findings(*, with_mail: bool = False) -> dict[str, Finding]:
    """What is not well, by what it is about."""
    db.session.commit()
    return {each.about: each for each in examine(with_mail=with_mail) if each.grade is not Grade.WELL}


def test_a_sound_installation_has_nothing_to_put_right(app: Flask):
    sound(app)

    assert findings() == {}


class Fault(NamedTuple):
    """Something broken by hand, and what the doctor says of it."""

    about: str
    does: Callable[[Flask], object]
    says: str
    cure: str
    grade: Grade = Grade.WRONG


def at_home(app: Flask) -> None:
    settings(app, url="http://127.0.0.1:8000")


def stop_every_worker(app: Flask) -> None:
    db.session.execute(text("DELETE FROM worker_sign"))


def wait_too_long(app: Flask) -> None:
    long_ago = now() - timedelta(hours=1)
    outbox.put(once="a", to="p1@harlow.example", subject="Your day", body="Room 12.", now=long_ago)


def fail(app: Flask) -> None:
    outbox.put(once="a", to="p1@harlow.example", subject="Your day", body="Room 12.", now=now())
    db.session.execute(update(Message).values(state="failed", tries=9, failure=Sentence("No such mailbox.")))


def ask_and_forget(app: Flask) -> None:
    jobs.ask(JobKind.SOLVE, day=make_day(), wants={}, by=None, now=now() - timedelta(hours=1))


def lock_with_another_key(app: Flask) -> None:
    outbox.put(once="a", to="p1@harlow.example", subject="Your code", body="{secret}", secret="402817", now=now())
    settings(app, seal_key="YW5vdGhlciBrZXkgb2YgdGhlIHRlc3RzLCAzMiBieXQ=")


def spoil_the_last_backup(app: Flask) -> None:
    backups.nightly()[-1].write_bytes(b"a letter to the board")


def let_the_last_backup_age(app: Flask) -> None:
    three_days_ago = (now() - timedelta(days=3)).timestamp()
    os.utime(backups.nightly()[-1], (three_days_ago, three_days_ago))


def send_everybody_but_one_away(app: Flask) -> None:
    db.session.execute(text("UPDATE staff_member SET email = NULL WHERE first_name = 'Sam'"))


def point_a_badge_nowhere(app: Flask) -> None:
    make_timetable(make_day())
    make_colleague("Ana Reyes")


def guess_pins(app: Flask) -> None:
    for _ in range(30):
        refusals.count(RefusalKind.PIN, place="the library", now=now())


FAULTS = [
    Fault("address", at_home, "only this machine", "PDDAY_URL", Grade.LOOK),
    Fault("address", lambda app: settings(app, url="http://pd.example.org"), "not encrypted", "Put Caddy in front"),
    Fault("address", lambda app: settings(app, hops=0), "no proxy is in front", "PDDAY_HOPS=1"),
    Fault("mail settings", lambda app: settings(app, mail=None), "No mail is set up", "pdday code E-MAIL"),
    Fault("mail settings", lambda app: settings(app, mail_from="pdday@localhost"), "refuse", "PDDAY_MAIL_FROM"),
    Fault("worker", stop_every_worker, "none is known", "systemctl restart"),
    Fault("outbox", wait_too_long, "1 messages wait", "pdday doctor --mail"),
    Fault("outbox", fail, "1 messages of the last week", "in the roster", Grade.LOOK),
    Fault("jobs", ask_and_forget, "1 jobs are stuck", "Restart the worker"),
    Fault("seal key", lock_with_another_key, "1 of 1 things are locked with another", "PDDAY_FORMER_SEAL_KEYS"),
    Fault("backup", lambda app: backups.nightly()[-1].unlink(), "There is no backup", "pdday-backup.timer"),
    Fault("backup", spoil_the_last_backup, "is no use", "pdday backup"),
    Fault("backup", let_the_last_backup_age, "72 hours old", "systemctl status", Grade.LOOK),
    Fault("coordinators", send_everybody_but_one_away, "Only one coordinator", "pdday coordinator", Grade.LOOK),
    Fault("guessing", guess_pins, "30 wrong PINs were refused", "grep refusals", Grade.LOOK),
    Fault("contents", point_a_badge_nowhere, "things that cannot be", "pdday check"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.about}: {fault.says}")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_broken_is_told_with_its_cure(app: Flask, fault: Fault):
    sound(app)
    fault.does(app)

    told = findings()

    assert list(told) == [fault.about]
    finding = told[fault.about]
    assert (fault.says in finding.sentence, fault.cure in finding.cure, finding.grade) == (True, True, fault.grade)


def test_a_newer_pddays_database_is_told_and_nothing_else_is_asked_of_it(app: Flask):
    sound(app)
    number = backups.revision()
    db.session.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    told = findings()

    db.session.execute(text("UPDATE alembic_version SET version_num = :number"), {"number": number})
    db.session.commit()
    assert (list(told), "newer pdday (migration 9999)" in told["database"].sentence) == (["database"], True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_damaged_database_file_is_told(app: Flask, config: Config):
    sound(app)
    db.session.remove()
    db.engine.dispose()
    file = config.instance / "pdday.db"
    pages = bytearray(file.read_bytes())
    pages[8 * 4096 : 200 * 4096] = bytes(192 * 4096)
    file.write_bytes(pages)

    told = [each for each in examine(with_mail=False) if each.grade is Grade.WRONG]

    assert [each.about for each in told] == ["database"]
    assert "pdday restore FILE --yes" in told[0].cure


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_files_that_others_can_read_are_named(app: Flask, config: Config):
    sound(app)
    config.instance.chmod(0o755)
    (config.instance / "pdday.db").chmod(0o644)

    told = findings()["files"]

    assert ("pdday.db" in told.sentence, told.cure) == (True, f"chmod go-rwx {config.instance}")


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_full_disk_is_told_before_it_stops_the_day(app: Flask, monkeypatch: pytest.MonkeyPatch):
    sound(app)
    monkeypatch.setattr(machine, "LEAST_FREE_BYTES", shutil.disk_usage("/").total)

    assert "Make room" in findings()["disk"].cure


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_mail_server_is_tried_when_wanted(app: Flask):
    sound(app)
    with a_mail_server() as box:
        settings(app, mail=box.address)
        there = findings(with_mail=True)
    away = findings(with_mail=True)

    assert (there, "cannot be used" in away["mail server"].sentence) == ({}, True)


def test_a_stuck_job_that_runs_is_told_too(app: Flask):
    sound(app)
    ask_and_forget(app)
    db.session.execute(update(Job).values(state="running", heartbeat_at=now() - timedelta(minutes=5), attempts=1))

    assert findings()["jobs"].sentence == "1 jobs are stuck."
