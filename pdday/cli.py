"""The `pdday` command: everything that is done to an installation from a terminal.

Plain click, not Flask's group of commands: every command here is pdday's own, and a wrong setting ends in one
sentence. (Flask's own stay at hand: `flask --app pdday.wsgi routes`.)
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import click
from cryptography.fernet import Fernet
from flask import Flask
from sqlalchemy.exc import OperationalError

from pdday import backup as backups
from pdday import jobs, lanes, work, worker
from pdday import serve as serving
from pdday.app import create_app
from pdday.checkin.tasks import write_badges
from pdday.clock import now, on_the_wall
from pdday.config import Misconfigured
from pdday.db import begin_for_reading, db
from pdday.desk.check import check as what_cannot_be
from pdday.errors import NotReady, Refused
from pdday.jobs import Attempt, JobKind
from pdday.programme.models import Day
from pdday.programme.queries import find_current_day, find_day_on
from pdday.reports.tasks import write_report
from pdday.staff.actions import give_code
from pdday.staff.district_actions import Beginning, begin_district
from pdday.staff.models import StaffMember
from pdday.staff.queries import find_staff_by_email
from pdday.staff.rules import may_coordinate
from pdday.timetable import actions
from pdday.timetable import queries as timetables
from pdday.words import Sentence


def main() -> None:
    """Run the command; what is wrong with a setting (exit code 2) or a wish (1) is said in one sentence."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    for chatty in ("huey", "alembic", "weasyprint", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.ERROR)
    try:
        pdday()
    except Misconfigured as wrong:
        click.echo(f"pdday: {wrong}", err=True)
        sys.exit(2)
    except OperationalError as trouble:
        click.echo(f"pdday: The database cannot be used: {' '.join(str(trouble.orig).split())}", err=True)
        sys.exit(2)
    except OSError as trouble:
        if trouble.filename is None:
            raise
        click.echo(f"pdday: {trouble.filename} cannot be used: {trouble.strerror}.", err=True)
        sys.exit(1)
    except Refused as refusal:
        reasons = refusal.reasons if isinstance(refusal, NotReady) else ()
        click.echo("\n".join([f"pdday: {refusal}", *(f"  - {reason}" for reason in reasons)]), err=True)
        sys.exit(1)


@click.group()
def pdday() -> None:
    """The conference manager for staff-led professional development days."""


# --- the installation ---


@pdday.command()
def migrate() -> None:
    """Bring the database up to date; one that holds anything is backed up first."""
    with _installation():
        kept = backups.migrate()
    if kept:
        click.echo(f"The database as it was is in {kept}.")
    click.echo("The database is up to date.")


@pdday.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for the whole network.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000)
def serve(host: str, port: int) -> None:
    """Serve the pages and do the background work, until Ctrl-C."""
    with _installation():  # What is wrong is said once, here, and not by each child.
        backups.refuse_unless_migrated()
    sys.exit(serving.serve(host, port, say=click.echo))


@pdday.command("worker")
def run_worker() -> None:
    """Do the background work, messages and long jobs, until told to stop."""
    with _migrated_installation() as app:
        worker.run(app)


@pdday.command("work-on", hidden=True)
@click.argument("job_id", type=int)
@click.argument("number", type=int)
def work_on(job_id: int, number: int) -> None:
    """Work on one job that a worker has taken (its child process)."""
    work.work_on(Attempt(job_id, number), create_app())


@pdday.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole database into FILE; people can go on working meanwhile."""
    with _installation():
        backups.backup(file)
    click.echo(f"The database is in {file}.")


@pdday.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Do it although the database holds a day.")
def restore(file: Path, yes: bool) -> None:
    """Put the database back as it is in FILE; what was there before is kept beside it."""
    with _installation():
        former = backups.restore(file, although_it_holds_a_day=yes)
    click.echo(f"The database is as it was in {file}. What was there before is in {former}.")


@pdday.command()
def check() -> None:
    """Read the whole database again and report what cannot be, row by row."""
    with _migrated_installation():
        begin_for_reading()
        found = what_cannot_be()
    for each in found:
        click.echo(f"{each.thing} {each.id}: {each.sentence} ({each.what})")
    click.echo(f"{len(found)} things that cannot be." if found else "Nothing that cannot be.")
    sys.exit(1 if found else 0)


@pdday.command("new-key")
def new_key() -> None:
    """Print a fresh key for PDDAY_SEAL_KEY or PDDAY_SECRET_KEY."""
    click.echo(Fernet.generate_key().decode())


@pdday.command()
@click.option("--staff", type=click.IntRange(30, 20_000), default=480, show_default=True, help="How many people.")
@click.option("--seed", type=int, help="Another seed gives another district; the same one gives the same.")
@click.option("--fresh", is_flag=True, help="Start over: what the demo did before is deleted.")
def demo(staff: int, seed: int | None, fresh: bool) -> None:
    """Load the fictional Harlow Ridge district and live through its day in front of you."""
    # Imported here, so that a real installation's commands never load the fiction.
    from pdday.demo import frame
    from pdday.demo.district import SEED
    from pdday.demo.run import run

    today = on_the_wall(now(), frame.TIME_ZONE).date()
    with _migrated_installation():
        run(say=_say, staff=staff, seed=SEED if seed is None else seed, today=today, fresh=fresh)


@pdday.command()
@click.argument("name")
@click.option("--state", required=True, metavar="XX", help="Two letters, such as IL.")
@click.option("--time-zone", required=True, metavar="ZONE", help="Such as America/Chicago.")
@click.option("--school", required=True, help="The first site: where the coordinator works.")
@click.option("--coordinator", required=True, metavar="E-MAIL", help="Who may do the rest in the browser.")
@click.option("--first-name", required=True, help="The coordinator's first name.")
@click.option("--last-name", required=True, help="The coordinator's last name.")
@click.option("--employee-number", metavar="NUMBER", help="The coordinator's number in the roster, if it is known.")
def district(
    name: str,
    state: str,
    time_zone: str,
    school: str,
    coordinator: str,
    first_name: str,
    last_name: str,
    employee_number: str | None,
) -> None:
    """Begin the district NAME with its first site and its first coordinator."""
    number = employee_number or coordinator
    wanted = Beginning(name, state, time_zone, school, first_name, last_name, coordinator, number)
    with _migrated_installation() as app:
        begin_district(wanted, now=now())
        db.session.commit()
        config = app.config["PDDAY"]
        _say(Sentence("{district} is set up. Open {address}/sign-in", {"district": name, "address": config.url}))
        if config.mail is None:
            _say(Sentence("No mail is set up (PDDAY_MAIL). For a first code: pdday code {to}", {"to": coordinator}))


@pdday.command()
@click.argument("email", metavar="E-MAIL")
def code(email: str) -> None:
    """Print a one-time code for the colleague with this E-MAIL, where no mail arrives."""
    with _migrated_installation() as app:
        config = app.config["PDDAY"]
        digits = give_code(email, key=config.secret_key, now=now())
        db.session.commit()
        page = f"{config.url}/sign-in/code?{urlencode({'email': email})}"
        _say(Sentence("{digits}: works once, for ten minutes. Type it at {page}", {"digits": digits, "page": page}))


# --- the day ---


#: Which day a command is about.
_of_the_day = click.option(
    "--day",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date of the day; else the one nearest to today.",
)


@pdday.command()
@_of_the_day
@click.option("--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="Time for the search.")
@click.option("--seed", type=int, default=1, show_default=True, help="Where the search begins.")
def draft(on: datetime | None, seconds: int, seed: int) -> None:
    """Draft a timetable for the day and wait for it; Ctrl-C cancels."""
    with _migrated_installation() as app:
        wants = {"seconds": seconds, "seed": seed}
        job = jobs.ask(JobKind.SOLVE, day=_day(on), wants=wants, by=None, now=now())
        job_id = job.id
        db.session.commit()
        result = worker.do_now(app, job_id, say=_say)
        _say_what_came_of_the_draft(result)


@pdday.command()
@click.argument("number", type=int)
@_of_the_day
@click.option("--by", required=True, metavar="E-MAIL", help="The coordinator who answers for it.")
def publish(number: int, on: datetime | None, by: str) -> None:
    """Publish draft NUMBER: from now on it is everybody's day."""
    with _migrated_installation():
        timetable = next((each for each in timetables.timetables(_day(on)) if each.number == number), None)
        if timetable is None:
            raise Refused("The day has no draft {number}.", {"number": number})
        actions.publish(timetable, by=_coordinator(by), now=now())
        db.session.commit()
        lanes.hurry_messages()
        _say(Sentence("Draft {number} is published.", {"number": number}))


@pdday.command("print")
@_of_the_day
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def print_badges(file: Path, on: datetime | None) -> None:
    """Write everybody's badge into FILE, a PDF to print."""
    with _migrated_installation():
        count = write_badges(_day(on), file.absolute())
    _say(Sentence("{count} badges are in {file}.", {"count": count, "file": str(file)}))


@pdday.command()
@_of_the_day
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def report(folder: Path, on: datetime | None) -> None:
    """Write what came of the day into FOLDER: a web page, a PDF, a CSV and a workbook."""
    with _migrated_installation():
        files = write_report(_day(on), folder.absolute(), now=now())
    for file in files:
        click.echo(str(file))


@contextmanager
def _installation() -> Iterator[Flask]:
    """The application on the database that the environment names."""
    app = create_app()
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def _migrated_installation() -> Iterator[Flask]:
    """The application on a database that has run all migrations; refuses to work on another."""
    with _installation() as app:
        backups.refuse_unless_migrated()
        yield app


def _say(sentence: Sentence) -> None:
    click.echo(str(sentence))


def _day(on: datetime | None) -> Day:
    day = find_current_day(now=now()) if on is None else find_day_on(on.date())
    if day is None:
        raise Refused("There is no day yet." if on is None else "There is no day on that date.")
    return day


def _coordinator(email: str) -> StaffMember:
    person = find_staff_by_email(email)
    if person is None or not may_coordinate(person):
        raise Refused("{email} is not the address of a coordinator.", {"email": email})
    return person


def _say_what_came_of_the_draft(result: dict[str, Any]) -> None:
    match result:
        case {"timetable_id": int(timetable_id)}:
            made = timetables.find_timetable(timetable_id)
            if made is not None:
                facts = {"number": made.number, "score": round(made.score), "percent": round(100 * made.gap, 1)}
                pattern = "Draft {number}: score {score}, at most {percent}% below the best there can be."
                _say(Sentence(pattern, facts))
        case {"conflict": [*parts]}:
            reasons = tuple(
                Sentence("{why} {help}", {"why": part["sentence"], "help": part["relax"]}) for part in parts
            )
            raise NotReady("No timetable is possible.", reasons=reasons)
        case _:
            raise Refused("No timetable was found in that time. Give it more with --seconds.")


if __name__ == "__main__":
    main()
