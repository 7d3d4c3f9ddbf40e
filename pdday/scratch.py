"""Folders for what long work writes while it goes on: each attempt at a job has its own, and they go with the job.

They outlive a process that was killed, so that the next attempt on this host may use what it left; a job that is
over leaves nothing behind. Only the installation's own account may look in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from pathlib import Path

_PLACE = "work"


def make_folder(instance: Path, job_id: int, attempt: int) -> Path:
    """The folder of an attempt that begins; attempts at a job are numbered."""
    place = instance / _PLACE
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder = place / f"{job_id}-{attempt}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def earlier_folders(instance: Path, job_id: int, attempt: int) -> list[Path]:
    """What earlier attempts at the same job left on this host, the newest first."""
    numbers = [number for known, number in _known(instance) if known == job_id and number < attempt]
    return [instance / _PLACE / f"{job_id}-{number}" for number in sorted(numbers, reverse=True)]


def clear(instance: Path, under_way: Callable[[Collection[int]], Collection[int]]) -> None:
    """Remove the folders of every job that is over; `under_way` says which of some jobs are not."""
    known = _known(instance)
    if not known:
        return
    stay = under_way({job_id for job_id, _number in known})
    for job_id, number in known:
        if job_id not in stay:
            shutil.rmtree(instance / _PLACE / f"{job_id}-{number}", ignore_errors=True)


def _known(instance: Path) -> list[tuple[int, int]]:
    """Job and attempt of each folder that is there."""
    place = instance / _PLACE
    names = [each.name.split("-") for each in place.iterdir()] if place.is_dir() else []
    return [(int(name[0]), int(name[1])) for name in names if len(name) == 2 and all(map(str.isdecimal, name))]
