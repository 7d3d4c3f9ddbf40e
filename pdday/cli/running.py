"""Commands that bring an installation up and keep it running."""

from __future__ import annotations

import sys

import click

from pdday import backup as backups
from pdday import serve as serving
from pdday import work, worker
from pdday.app import create_app
from pdday.cli.opened import installation, migrated_installation
from pdday.config import remember_address
from pdday.jobs import Attempt


@click.command()
def migrate() -> None:
    """Bring the database up to date; one that holds anything is backed up first."""
    with installation():
        kept = backups.migrate()
    if kept:
        click.echo(f"The database as it was is in {kept}.")
    click.echo("The database is up to date.")


@click.command()
@click.option("--host", default="127.0.0.1", help="Address to listen on; 0.0.0.0 for the whole network.")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000)
@click.option("--pages-only", is_flag=True, help="Leave the background work to `pdday worker`, here or elsewhere.")
def serve(host: str, port: int, pages_only: bool) -> None:
    """Serve the pages and do the background work, until Ctrl-C."""
    with installation() as app:  # What is wrong is said once, here, and not by each child.
        backups.refuse_unless_migrated()
        remember_address(app.config["PDDAY"].instance, serving.address_at(host, port))
    sys.exit(serving.serve(host, port, with_worker=not pages_only, say=click.echo))


@click.command("worker")
def run_worker() -> None:
    """Do the background work, messages and long jobs, until told to stop."""
    with migrated_installation() as app:
        worker.run(app)


@click.command("work-on", hidden=True)
@click.argument("job_id", type=int)
@click.argument("number", type=int)
def work_on(job_id: int, number: int) -> None:
    """Work on one job that a worker has taken (its child process)."""
    work.work_on(Attempt(job_id, number), create_app())
