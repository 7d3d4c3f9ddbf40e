"""Backups: a young one that can be read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from pdday import backup as backups
from pdday.clock import now
from pdday.doctor.finding import Examination, Finding, look, well, wrong
from pdday.errors import Refused

#: The timer makes one each night; two nights without one is no chance.
OLD = timedelta(hours=50)


def backup() -> Iterator[Finding]:
    about, made = "backup", backups.nightly()
    if not made:
        yield wrong(about, "There is no backup.", "pdday backup; systemctl enable --now pdday-backup.timer")
        return
    last = made[-1]
    age = now() - datetime.fromtimestamp(last.stat().st_mtime, UTC)
    try:
        backups.prove(last)
    except Refused as refusal:
        yield wrong(about, f"The last backup is no use: {refusal}", "Make another now: pdday backup")
        return
    told = f"The last backup is {age / timedelta(hours=1):.0f} hours old and can be read."
    if age > OLD:
        yield look(about, told, "Why did the timer not run? systemctl status pdday-backup.timer pdday-backup")
    else:
        yield well(about, told)


KEEPING: tuple[Examination, ...] = (backup,)
