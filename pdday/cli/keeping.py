"""Commands that look after what is in the database: keep it, put it back, read it again."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pdday import backup as backups
from pdday import moving
from pdday.cli.opened import installation, migrated_installation
from pdday.db import begin_for_reading
from pdday.desk.check import check as what_cannot_be


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option(
    "--keep", type=click.IntRange(1, 1000), default=14, show_default=True, help="Without FILE: how many stay."
)
def backup(file: Path | None, keep: int) -> None:
    """Write the whole database into FILE, or night after night into its own folder; people can go on working."""
    with installation():
        if file is None:
            file = backups.back_up_for_the_night(keep=keep)
        else:
            backups.backup(file)
    click.echo(f"The database is in {file}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--yes", is_flag=True, help="Do it although the database holds a day.")
def restore(file: Path, yes: bool) -> None:
    """Put the database back as it is in FILE; what was there before is kept beside it."""
    with installation():
        former = backups.restore(file, although_it_holds_a_day=yes)
    click.echo(f"The database is as it was in {file}. What was there before is in {former}.")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def move(file: Path) -> None:
    """Bring what FILE holds, a backup from SQLite, into the empty PostgreSQL database of DATABASE_URL."""
    with migrated_installation():
        moved = moving.move(file)
    click.echo(f"{sum(moved.values())} rows of {len(moved)} tables are here. Compare: pdday check")


@click.command()
def check() -> None:
    """Read the whole database again and report what cannot be, row by row."""
    with migrated_installation():
        begin_for_reading()
        found = what_cannot_be()
    for each in found:
        click.echo(f"{each.thing} {each.id}: {each.sentence} ({each.what})")
    click.echo(f"{len(found)} things that cannot be." if found else "Nothing that cannot be.")
    sys.exit(1 if found else 0)
