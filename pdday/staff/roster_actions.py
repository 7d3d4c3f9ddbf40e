"""What can happen to an uploaded roster: kept for the yes, its titles matched, imported, put aside."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from pathlib import Path

from pdday import trail
from pdday.db import db, lock
from pdday.errors import Refused, TooLate
from pdday.staff.actions import tell_of_new_address
from pdday.staff.models import JobTitle, StaffMember
from pdday.staff.queries import find_district
from pdday.staff.roster import MOST_BYTES
from pdday.staff.roster_plan import Import, plan
from pdday.staff.vocabulary import StaffRole

#: A file that nobody answered is forgotten when the next one comes, this long after.
WAITS = timedelta(days=1)
_NAME = re.compile(r"[A-Za-z0-9_-]{22}")


def keep_upload(folder: Path, raw: bytes, *, now: datetime) -> str:
    """Keep a file until somebody says yes, or no. Returns the name it has here, which nobody can guess."""
    if len(raw) > MOST_BYTES:
        raise Refused("A roster has at most {most} megabytes.", {"most": MOST_BYTES // 1024 // 1024})
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for old in folder.iterdir():
        if old.stat().st_mtime < (now - WAITS).timestamp():
            old.unlink(missing_ok=True)
    name = secrets.token_urlsafe(16)
    path = folder / name
    path.touch(mode=0o600)
    path.write_bytes(raw)
    return name


def find_upload(folder: Path, name: str) -> bytes | None:
    """The file that was kept under this name, if it is still here."""
    path = folder / name
    return path.read_bytes() if _NAME.fullmatch(name) and path.is_file() else None


def forget_upload(folder: Path, name: str) -> None:
    """Remove the file: it holds what people's rows hold, and is needed no more."""
    if _NAME.fullmatch(name):
        (folder / name).unlink(missing_ok=True)


def match_titles(roles: Mapping[str, StaffRole], *, by: StaffMember, now: datetime) -> None:
    """Say which role a job title means, now and in later imports."""
    lock(find_district() or by)
    for title, role in sorted(roles.items()):
        known = db.session.get(JobTitle, title.casefold())
        if known is None:
            db.session.add(JobTitle(title=title.casefold(), role=role))
        else:
            known.role = role
    db.session.flush()
    trail.record("match_titles", by, by=by, at=now, facts={title: role.value for title, role in sorted(roles.items())})


def import_roster(
    raw: bytes,
    *,
    fingerprint: str,
    ticked: Collection[int],
    others_leave: bool,
    by: StaffMember,
    now: datetime,
) -> Import:
    """Do what the dry run showed. Nobody leaves whose leaving was not ticked: `ticked` names those who carry
    duties, sessions or places, one by one; `others_leave` speaks for the rest of those the file does not name.

    Refuses when rows or file are not what they were then: somebody has to look again.
    """
    lock(find_district() or by)
    found = plan(raw)
    if not found.can_be_done:
        raise Refused("The roster can't be imported yet. Look at what is listed below.")
    if found.fingerprint != fingerprint:
        raise TooLate(
            "The list of people has changed since this page was made. Nothing was imported. Look at it once more."
        )
    _change_rows(found, now=now)
    gone = [leaver.person for leaver in found.held if leaver.person.id in ticked and leaver.person.id != by.id]
    gone += [leaver.person for leaver in found.free if others_leave]
    for person in gone:
        person.left_at = now
    db.session.flush()
    facts = {
        "added": len(found.added),
        "changed": [change.person.id for change in found.changed],
        "left": [person.id for person in gone],
    }
    trail.record("import_roster", by, by=by, at=now, facts=facts)
    return found


def _change_rows(found: Import, *, now: datetime) -> None:
    """Addresses are cleared first, because two colleagues may trade theirs."""
    former = {change.person.id: change.person.email for change in found.changed}
    for change in found.changed:
        if "email" in change.fields:
            change.person.email = None
    db.session.flush()
    for change in found.changed:
        for name, (_, value) in change.fields.items():
            setattr(change.person, name, value)
        tell_of_new_address(change.person, former[change.person.id], now=now)
    db.session.add_all(StaffMember(employee_id=entry.employee_id, **entry.facts) for entry in found.added)
    db.session.flush()
