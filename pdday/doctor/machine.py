"""The machine: who may read our files, how much room there is, and whether it can print and solve."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from pdday import pdf
from pdday.doctor.finding import Examination, Finding, look, well, wrong
from pdday.doctor.settings import config
from pdday.errors import Refused
from pdday.solver import trial

#: With less room a backup or a set of badge sheets may not fit any more.
LEAST_FREE_BYTES = 1_000_000_000
#: Below this share a busy day may fill the disk.
LITTLE_FREE = 0.1


def files() -> Iterator[Finding]:
    """Secrets, database and backups hold everything about everybody: for their owner alone."""
    about, folder = "files", config().instance
    if not os.access(folder, os.W_OK):
        cure = f"Run this as the one who owns it, or: chown --recursive pdday {folder}"
        yield wrong(about, f"{folder} cannot be written by whoever runs this.", cure)
        return
    open_to_others = [file.name for file in _precious(folder) if file.stat().st_mode & 0o007]
    if open_to_others and folder.stat().st_mode & 0o001:
        names = ", ".join(open_to_others)
        yield wrong(about, f"Everyone on this machine can read {names} in {folder}.", f"chmod go-rwx {folder}")
    else:
        yield well(about, f"Nobody else on this machine can read what lies in {folder}.")


def disk() -> Iterator[Finding]:
    about, room = "disk", shutil.disk_usage(config().instance)
    told = f"{room.free / 1e9:.1f} GB of {room.total / 1e9:.0f} GB are free where {config().instance} lies."
    cure = "Make room: old backups in its folder “backups”, the journal (journalctl --vacuum-size=500M), a larger disk."
    if room.free < LEAST_FREE_BYTES:
        yield wrong(about, told, cure)
    elif room.free < LITTLE_FREE * room.total:
        yield look(about, told, cure)
    else:
        yield well(about, told)


def paper() -> Iterator[Finding]:
    about = "paper"
    try:
        pdf.render("<html lang=en><title>Paper</title><p>Paper</p></html>")
    except Refused as refusal:
        yield wrong(about, str(refusal), "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0")
    else:
        yield well(about, "Badges and reports can be printed.")


def solver() -> Iterator[Finding]:
    about = "solver"
    if trouble := trial.why_not():
        yield wrong(about, trouble, "Install pdday's packages anew, as docs/running.md says.")
    else:
        yield well(about, "The solver finds the best of a very small plan.")


def _precious(folder: Path) -> list[Path]:
    wanted = ("*_key", "*.db", "*.db-wal", "backups/*.pdday")
    return sorted(file for pattern in wanted for file in folder.glob(pattern))


#: Asked of the machine alone.
MACHINE: tuple[Examination, ...] = (files, disk, paper, solver)
