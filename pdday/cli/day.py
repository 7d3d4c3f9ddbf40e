"""Commands about one day: draft and publish its timetable, print its badges, write its report."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pdday import jobs, lanes, worker
from pdday.checkin.tasks import write_badges
from pdday.cli.opened import migrated_installation, say
from pdday.clock import now
from pdday.db import db
from pdday.errors import NotReady, Refused
from pdday.jobs import JobKind
from pdday.programme.models import Day
from pdday.programme.queries import find_current_day, find_day_on
from pdday.reports.tasks import write_report
from pdday.staff.models import StaffMember
from pdday.staff.queries import find_staff_by_email
from pdday.staff.rules import may_coordinate
from pdday.timetable import actions
from pdday.timetable import queries as timetables
from pdday.timetable.aims import PRESETS, Preset
from pdday.words import Sentence

#: Which day a command is about.
_of_the_day = click.option(
    "--day",
    "on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="Date of the day; else the one nearest to today.",
)


@click.command()
@_of_the_day
@click.option("--seconds", type=click.IntRange(1, 3600), default=60, show_default=True, help="Time for the search.")
@click.option("--seed", type=int, default=1, show_default=True, help="Where the search begins.")
@click.option(
    "--aims", type=click.Choice([each.value for each in Preset]), help="What matters most; else as last time."
)
def draft(on: datetime | None, seconds: int, seed: int, aims: str | None) -> None:
    """Draft a timetable for the day and wait for it; Ctrl-C cancels."""
    with migrated_installation() as app:
        day = _day(on)
        aimed = PRESETS[Preset(aims)] if aims else timetables.aims_used_last(day)
        wants = {"seconds": seconds, "seed": seed, "aims": aimed.kept()}
        job = jobs.ask(JobKind.SOLVE, day=day, wants=wants, by=None, now=now())
        job_id = job.id
        db.session.commit()
        result = worker.do_now(app, job_id, say=say)
        _say_what_came_of_the_draft(result)


@click.command()
@click.argument("number", type=int)
@_of_the_day
@click.option("--by", required=True, metavar="E-MAIL", help="The coordinator who answers for it.")
def publish(number: int, on: datetime | None, by: str) -> None:
    """Publish draft NUMBER: from now on it is everybody's day."""
    with migrated_installation():
        timetable = next((each for each in timetables.timetables(_day(on)) if each.number == number), None)
        if timetable is None:
            raise Refused("The day has no draft {number}.", {"number": number})
        actions.publish(timetable, by=_coordinator(by), now=now())
        db.session.commit()
        lanes.hurry_messages()
        say(Sentence("Draft {number} is published.", {"number": number}))


@click.command("print")
@_of_the_day
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def print_badges(file: Path, on: datetime | None) -> None:
    """Write everybody's badge into FILE, a PDF to print."""
    with migrated_installation():
        count = write_badges(_day(on), file.absolute())
    say(Sentence("{count} badges are in {file}.", {"count": count, "file": str(file)}))


@click.command()
@_of_the_day
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def report(folder: Path, on: datetime | None) -> None:
    """Write what came of the day into FOLDER: a web page, a PDF, a CSV and a workbook."""
    with migrated_installation():
        files = write_report(_day(on), folder.absolute(), now=now())
    for file in files:
        click.echo(str(file))


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
                say(Sentence(pattern, facts))
        case {"conflict": [*parts]}:
            reasons = tuple(
                Sentence("{why} {help}", {"why": part["sentence"], "help": part["relax"]}) for part in parts
            )
            raise NotReady("No timetable is possible.", reasons=reasons)
        case _:
            raise Refused("No timetable was found in that time. Give it more with --seconds.")
