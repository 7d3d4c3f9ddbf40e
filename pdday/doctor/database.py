"""The database: there, of this version, whole, its clock right, and with a district in it."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from pdday import backup as backups
from pdday.clock import now
from pdday.db import begin_for_reading, db
from pdday.desk.check import check
from pdday.doctor.finding import Examination, Finding, look, well, wrong
from pdday.doctor.settings import config
from pdday.staff.models import StaffDuty, StaffMember
from pdday.staff.queries import find_district
from pdday.staff.vocabulary import Duty

#: PostgreSQL before 13 is no longer mended by its makers; SQLite before 3.35 lacks RETURNING.
LEAST = {"postgresql": (13,), "sqlite": (3, 35)}
#: Clocks further apart let codes expire early and doors open late.
SKEW_SECONDS = 5.0


def why_not_reached() -> Finding | None:
    """What keeps us from asking the database anything; None when it is there and of this version."""
    about = "database"
    try:
        found = backups.revision()
    except DatabaseError as trouble:
        cure = "Is PostgreSQL running, and DATABASE_URL right? (pg_isready; the password stands in DATABASE_URL.)"
        if config().embedded:
            cure = "Is the disk full, or the file damaged? Put the last backup back: pdday restore FILE --yes"
        return wrong(about, f"The database cannot be used: {' '.join(str(trouble.orig).split())}", cure)
    if config().embedded and (damage := _damage()):
        cure = "Stop pdday, keep a copy of the file, and put the last backup back: pdday restore FILE --yes"
        return wrong(about, f"The database file is damaged: {damage}", cure)
    if found is None:
        return wrong(about, "The database is empty: pdday was never set up in it.", "pdday migrate")
    if found not in backups.known_revisions():
        return wrong(
            about,
            f"The database was made by a newer pdday (migration {found}).",
            "Start the newer pdday again, or put the backup from before its upgrade back (docs/running.md).",
        )
    if found != backups.newest_revision():
        return wrong(about, f"The database has run {found} of {backups.newest_revision()} migrations.", "pdday migrate")
    return None


def version() -> Iterator[Finding]:
    dialect = db.engine.dialect
    found = dialect.server_version_info or ()
    told = f"{dialect.name} {'.'.join(str(part) for part in found)}"
    if tuple(found) < LEAST[dialect.name]:
        least = ".".join(str(part) for part in LEAST[dialect.name])
        yield look("database", f"{told} is old.", f"Plan a move to {dialect.name} {least} or newer.")
    else:
        yield well("database", f"{told}, and every migration has run.")


def _damage() -> str | None:
    """What SQLite finds when it reads its own pages again; PostgreSQL does so as it goes."""
    begin_for_reading()
    try:
        found = str(db.session.scalars(text("PRAGMA quick_check(1)")).first())
    except DatabaseError as trouble:
        return str(trouble.orig)
    finally:
        db.session.rollback()
    return None if found == "ok" else " ".join(found.split())


def log_beside() -> Iterator[Finding]:
    """SQLite's readers do not wait for a writer because it keeps a log beside the file."""
    if not config().embedded:
        return
    if db.session.scalar(text("PRAGMA journal_mode")) != "wal":
        cure = "Keep the instance folder on a disk of this machine; network folders cannot carry SQLite."
        yield wrong(
            "database file", "The database file cannot keep a log beside it, so readers wait for writers.", cure
        )
    else:
        yield well("database file", "The database file is whole.")


def clock() -> Iterator[Finding]:
    """Two machines, one time; and the district's zone is one that this machine knows."""
    zone = getattr(find_district(), "time_zone", None)
    try:
        ZoneInfo(zone or "UTC")
    except (ZoneInfoNotFoundError, ValueError):
        cure = "Install the package tzdata, or correct the district's time zone."
        yield wrong("clock", f"This machine does not know the district's time zone, {zone}.", cure)
    if config().embedded:
        return
    theirs = db.session.scalar(select(func.clock_timestamp()))
    skew = abs((now() - theirs).total_seconds()) if theirs else 0.0
    if skew > SKEW_SECONDS:
        cure = "Let both machines set their clocks by the network: timedatectl set-ntp true"
        yield wrong("clock", f"The clocks of this machine and the database are {skew:.0f} seconds apart.", cure)
    else:
        yield well("clock", "The clocks of this machine and the database agree.")


def coordinators() -> Iterator[Finding]:
    """One is enough to begin with; on the day there should be somebody to take over."""
    about = "coordinators"
    count = (
        db.session.scalar(
            select(func.count())
            .select_from(StaffMember)
            .join(StaffDuty, StaffDuty.staff_id == StaffMember.id)
            .where(StaffDuty.duty == Duty.COORDINATOR, StaffMember.left_at.is_(None), StaffMember.email.is_not(None))
        )
        or 0
    )
    if find_district() is None:
        yield wrong(about, "There is no district yet.", 'pdday district "NAME" --help')
    elif count < 2:
        told = "Only one coordinator can be reached by mail." if count else "No coordinator can be reached by mail."
        yield look(about, told, "Name a second one under People, or: pdday coordinator E-MAIL")
    else:
        yield well(about, f"{count} coordinators can stand in for each other.")


def contents() -> Iterator[Finding]:
    """`pdday check`, summed up."""
    begin_for_reading()
    if found := check():
        yield wrong("contents", f"The database holds {len(found)} things that cannot be.", "pdday check names each.")
    else:
        yield well("contents", "The database holds nothing that cannot be.")


#: Asked of a database that is there and of this version.
DATABASE: tuple[Examination, ...] = (version, log_beside, clock, coordinators, contents)
