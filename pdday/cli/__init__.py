"""The `pdday` command: everything that is done to an installation from a terminal.

Plain click, not Flask's group of commands: every command here is pdday's own, and a wrong setting ends in one
sentence. (Flask's own stay at hand: `flask --app pdday.wsgi routes`.)
"""

from __future__ import annotations

import sys

import click
from sqlalchemy.exc import OperationalError

from pdday import logs
from pdday.cli import day, district, keeping, keys, looking_over, running
from pdday.config import Misconfigured
from pdday.errors import NotReady, Refused


def main() -> None:
    """Run the command; what is wrong with a setting (exit code 2) or a wish (1) is said in one sentence."""
    logs.set_up()
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


for command in (
    running.migrate,
    running.serve,
    running.run_worker,
    running.work_on,
    keeping.backup,
    keeping.restore,
    keeping.move,
    keeping.check,
    looking_over.doctor,
    keys.new_key,
    keys.renew_keys,
    keys.lock_anew,
    district.district,
    district.code,
    district.coordinator,
    district.demo,
    day.draft,
    day.publish,
    day.print_badges,
    day.report,
):
    pdday.add_command(command)
