"""Backups: the whole database in one file, taken while people work, and put back without losing what was there.

On SQLite a backup is a database file of its own (SQLite's online backup); on PostgreSQL a pg_dump in the
custom format. Both carry the number of the last migration, so a newer pdday's backup is refused.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path

import flask_migrate
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import inspect, text
from sqlalchemy.engine import URL, Connection

from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.errors import Refused

#: Backups made before a migration that are kept; older ones are deleted.
KEPT = 10
#: Everything about everybody is in a backup, so nobody else on the machine may read it.
OWNERS_ALONE = 0o600
#: "pdda" in the file's header tells a backup of ours from any other SQLite file.
MARK = int.from_bytes(b"pdda", "big")


def migrate() -> Path | None:
    """Run the migrations that are due; where the database holds anything, back it up first. That backup."""
    before, newest = revision(), newest_revision()
    kept = None
    if before is not None and before not in known_revisions():
        raise Refused("This database was made by a newer pdday (migration {revision}).", {"revision": before})
    if before not in (None, newest) and not is_empty():
        kept = _spare_file(f"before-{newest}")
        backup(kept)
        _keep_the_last_few(kept.parent)
    if before != newest:
        flask_migrate.upgrade()
    return kept


def refuse_unless_migrated() -> None:
    """Refuse to work on a database that has not run exactly the migrations there are."""
    found = revision()
    if found is not None and found not in known_revisions():
        raise Refused(
            "This database was made by a newer pdday (migration {revision}). Start that one again, or put the backup "
            "from before its upgrade back, as docs/running.md says.",
            {"revision": found},
        )
    if found != newest_revision():
        raise Refused("The database is not up to date. Run: pdday migrate")


def backup(file: Path) -> None:
    """Write the database into `file`, which must not exist, as it is at one moment."""
    if file.exists():
        raise Refused("{file} exists already; pdday does not overwrite a backup.", {"file": str(file)})
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(file.name + ".unfinished")
    unfinished.unlink(missing_ok=True)
    unfinished.touch(mode=OWNERS_ALONE)
    if _url().get_backend_name() == "sqlite":
        _copy_sqlite(Path(str(_url().database)), unfinished)
        with closing(sqlite3.connect(unfinished)) as copy:
            copy.execute("PRAGMA journal_mode=DELETE")
            copy.execute(f"PRAGMA application_id={MARK}")
    else:
        _postgres("pg_dump", "--format=custom", "--schema=public", "--no-owner", f"--file={unfinished}")
    unfinished.rename(file)


def back_up_for_the_night(*, keep: int) -> Path:
    """Write a backup into the backups folder, prove that it can be read, and delete all but the last `keep`."""
    file = _spare_file("nightly")
    backup(file)
    prove(file)
    for old in nightly()[:-keep]:
        old.unlink()
    return file


def nightly() -> list[Path]:
    """The backups that were made night after night, the oldest first."""
    config: Config = current_app.config["PDDAY"]
    return _in_order(config.instance / "backups", "nightly-*.pdday")


def prove(file: Path) -> None:
    """Read a backup from its first byte to its last. Refuses one that could not be put back."""
    _revision_in(file)
    if _url().get_backend_name() != "sqlite":
        _postgres("pg_restore", "--file=/dev/null", str(file))


def restore(file: Path, *, although_it_holds_a_day: bool) -> Path | str:
    """Put the database back as it is in `file` and migrate it; where what was there before is kept."""
    in_file = _revision_in(file)
    if in_file not in known_revisions():
        raise Refused(
            "{file} was made by a newer pdday (migration {revision}); update pdday first.",
            {"file": str(file), "revision": in_file},
        )
    if not although_it_holds_a_day and _holds_a_day():
        raise Refused("The database holds a day, which restoring replaces. Add --yes if that is what you want.")
    db.session.remove()
    db.engine.dispose()
    former = _restore_sqlite(file) if _url().get_backend_name() == "sqlite" else _restore_postgres(file)
    flask_migrate.upgrade()
    return former


def revision() -> str | None:
    """Number of the last migration that the database has run; None for a new one."""
    # Deferred: whoever only asks for the number neither waits for a writer nor holds one up (SQLite).
    with db.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
        return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str:
    """Number of the last migration there is."""
    return _newest_in(current_app.extensions["migrate"].migrate.directory)


@cache
def _newest_in(folder: str) -> str:
    """Read once: whoever watches over us asks every few seconds."""
    return str(ScriptDirectory(folder).get_current_head())


def known_revisions() -> set[str]:
    """Every migration this pdday knows."""
    return {migration.revision for migration in _migrations().walk_revisions()}


def _migrations() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())


def is_empty() -> bool:
    """Whether no row has been written; the tables alone are not worth a backup."""
    with db.engine.connect() as connection:
        names = set(inspect(connection).get_table_names()) - {"alembic_version"}
        return not any(_has_rows(connection, name) for name in sorted(names))


def _holds_a_day() -> bool:
    with db.engine.connect() as connection:
        return inspect(connection).has_table("day") and _has_rows(connection, "day")


def _has_rows(connection: Connection, table: str) -> bool:
    return connection.scalar(text(f'SELECT 1 FROM "{table}" LIMIT 1')) is not None


def _revision_in(file: Path) -> str:
    """The last migration of the database in `file`. Refuses a file that is no backup for this kind of database."""
    on_sqlite = _url().get_backend_name() == "sqlite"
    found = revision_in_sqlite(file) if on_sqlite else _revision_in_dump(file)
    if found is None:
        kind = "SQLite" if on_sqlite else "PostgreSQL"
        raise Refused("{file} is not a backup of pdday on {kind}.", {"file": str(file), "kind": kind})
    return found


def _url() -> URL:
    return db.engine.url


def _spare_file(name: str) -> Path:
    """A name in the backups folder that nobody has, with the moment in it."""
    config: Config = current_app.config["PDDAY"]
    return config.instance / "backups" / f"{name}-{_stamp(now())}.pdday"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y%m%dT%H%M%S%f}Z"


def _keep_the_last_few(folder: Path) -> None:
    for old in _in_order(folder, "before-*.pdday")[:-KEPT]:
        old.unlink()


def _in_order(folder: Path, names: str) -> list[Path]:
    """The files by the moment in their name."""
    return sorted(folder.glob(names), key=lambda file: file.name.rsplit("-", 1)[1])


# --- SQLite ---


def _copy_sqlite(origin: Path, target: Path) -> None:
    """Copy a database while others read and write it; the copy is of one moment."""
    with closing(sqlite3.connect(origin)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def revision_in_sqlite(file: Path) -> str | None:
    """The last migration of an SQLite backup of ours; None for any other file."""
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as copy:
            (mark,) = copy.execute("PRAGMA application_id").fetchone()
            (health,) = copy.execute("PRAGMA integrity_check(1)").fetchone()
            if mark != MARK or health != "ok":
                return None
            (number,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            return str(number)
    except (sqlite3.DatabaseError, TypeError):
        return None


def _restore_sqlite(file: Path) -> Path:
    database = Path(str(_url().database))
    former = database.with_name(f"{database.stem}-before-restore-{_stamp(now())}{database.suffix}")
    former.touch(mode=OWNERS_ALONE)
    _copy_sqlite(database, former)
    _copy_sqlite(file, database)
    return former


# --- PostgreSQL ---


def _postgres(program: str, *arguments: str) -> str:
    """Run one of PostgreSQL's own programs on our database; what it printed. Refuses with what it complained of."""
    if shutil.which(program) is None:
        raise Refused(
            "{program} is not installed; PostgreSQL's client programs are needed (Debian: postgresql-client).",
            {"program": program},
        )
    url = _url()
    # The password travels in the environment: a command line is for everyone on the machine to see.
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    without = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    address = without.render_as_string()
    only_reads_a_dump = program == "pg_restore" and any(each.startswith("--file=") for each in arguments)
    target = [] if only_reads_a_dump else [f"--dbname={address}"]
    ran = subprocess.run([program, *target, *arguments], env=environment, capture_output=True, text=True, check=False)
    if ran.returncode:
        lines = ran.stderr.splitlines()
        complaint = next((line for line in lines if "error:" in line), " ".join(lines) or "it gave no reason")
        raise Refused("{program} stopped: {complaint}", {"program": program, "complaint": complaint})
    return ran.stdout


def _revision_in_dump(file: Path) -> str | None:
    with file.open("rb") as dump:  # its head alone: a district's dump need not fit into memory
        if dump.read(5) != b"PGDMP":
            return None
    told = _postgres("pg_restore", "--data-only", "--table=alembic_version", "--file=-", str(file))
    lines = told.splitlines()
    begins = next((at for at, line in enumerate(lines) if line.startswith("COPY public.alembic_version")), None)
    return None if begins is None else lines[begins + 1]


def _restore_postgres(file: Path) -> str:
    """Restore into a fresh schema; the former one stays under another name, and comes back if this fails."""
    former = f"before_restore_{_stamp(now()).lower()}"
    with _schema_set_aside(former):
        _postgres("pg_restore", "--single-transaction", "--no-owner", "--schema=public", str(file))
    return former


@contextmanager
def _schema_set_aside(former: str) -> Iterator[None]:
    _run_sql(f'ALTER SCHEMA public RENAME TO "{former}"', "CREATE SCHEMA public")
    try:
        yield
    except Refused:
        _run_sql("DROP SCHEMA public CASCADE", f'ALTER SCHEMA "{former}" RENAME TO public')
        raise


def _run_sql(*statements: str) -> None:
    with db.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))
