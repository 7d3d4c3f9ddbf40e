"""The `pdday` command: everything that is done to an installation from a terminal.

Plain click, not Flask's group of commands: every command here is pdday's own, and a wrong setting ends in one
sentence. (Flask's own stay at hand: `flask --app pdday.wsgi routes`.)
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

import click
from cryptography.fernet import Fernet

from pdday import backup as backups
from pdday import serve as serving
from pdday import work, worker
from pdday.app import create_app
from pdday.config import Misconfigured
from pdday.db import db
from pdday.errors import NotReady, Refused
from pdday.jobs import Attempt


def main() -> None:
    """Run the command; what is wrong with a setting or a wish is one sentence and exit code 2 or 1."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s", stream=sys.stderr)
    logging.getLogger("huey").setLevel(logging.ERROR)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        pdday.main(standalone_mode=True)
    except Misconfigured as wrong:
        click.echo(f"pdday: {wrong}", err=True)
        sys.exit(2)
    except NotReady as refusal:
        click.echo("\n".join([f"pdday: {refusal}", *(f"  - {reason}" for reason in refusal.reasons)]), err=True)
        sys.exit(1)
    except Refused as refusal:
        click.echo(f"pdday: {refusal}", err=True)
        sys.exit(1)


@click.group()
def pdday() -> None:
    """The conference manager for staff-led professional development days."""


@pdday.command()
def migrate() -> None:
    """Bring the database up to date; keeps a backup of one that holds anything."""
    app = create_app()
    with app.app_context():
        kept = backups.migrate()
        db.engine.dispose()
    if kept:
        click.echo(f"The database as it was is in {kept}.")
    click.echo("The database is up to date.")


@pdday.command()
@click.option("--staff", type=click.IntRange(30, 20_000), default=480, help="How many people the district has.")
@click.option("--seed", default=1, help="The same seed gives the same district.")
@click.option("--fresh", is_flag=True, help="Start over, whatever is there.")
def demo(staff: int, seed: int, fresh: bool) -> None:
    """Load the fictional Harlow Ridge district and run its day in front of you."""
    # Imported here, so that a district's own installation never loads the fiction.
    from pdday.demo import run

    with create_app().app_context():
        run(staff=staff, seed=seed, fresh=fresh, say=click.echo)
        db.engine.dispose()


@pdday.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole database into FILE; people can go on working meanwhile."""
    with create_app().app_context():
        backups.backup(file)
        db.engine.dispose()
    click.echo(f"The database is in {file}.")


@pdday.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Do it although the database holds a day.")
def restore(file: Path, yes: bool) -> None:
    """Put the database back as it is in FILE; what was there before is kept beside it."""
    with create_app().app_context():
        former = backups.restore(file, although_it_holds_a_day=yes)
        db.engine.dispose()
    click.echo(f"The database is as it was in {file}. What was there before is in {former}.")


@pdday.command("worker")
def run_worker() -> None:
    """Do the background work: messages and long jobs, until told to stop."""
    worker.run(create_app())


@pdday.command("work-on", hidden=True)
@click.argument("job_id", type=int)
@click.argument("number", type=int)
def work_on(job_id: int, number: int) -> None:
    """Work on one job that a worker has taken (its child process)."""
    work.work_on(Attempt(job_id, number), create_app())


@pdday.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for the whole network.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000)
def serve(host: str, port: int) -> None:
    """Serve the pages and do the background work, until Ctrl-C."""
    create_app()  # A wrong setting is said once, here, not by each child.
    sys.exit(serving.serve(host, port, say=click.echo))


@pdday.command("new-key")
def new_key() -> None:
    """Print a fresh key for PDDAY_SEAL_KEY or PDDAY_SECRET_KEY."""
    click.echo(Fernet.generate_key().decode())


if __name__ == "__main__":
    main()
