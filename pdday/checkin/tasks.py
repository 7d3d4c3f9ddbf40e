"""The long job of the badges: a token for everybody, and the sheets to print."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import current_app

from pdday import pdf
from pdday.checkin import badge_actions, badge_queries, badges
from pdday.clock import now
from pdday.db import db
from pdday.errors import NotReady
from pdday.jobs import Job, JobKind
from pdday.programme.models import Day
from pdday.staff.queries import language_of
from pdday.timetable.queries import published_timetable
from pdday.web.downloads import keep_made_file
from pdday.words import spoken
from pdday.work import Tools, work


@work(JobKind.BADGES)
def make_badges(job_id: int, tools: Tools) -> Mapping[str, Any]:
    """Make the badges of the job's day, in the language of whoever asked.

    The result names the file in the instance folder and counts the badges.

    The tokens are committed first: a sheet that is already printed must never show a token that nobody knows.
    No transaction is open while sheets are laid out. Raises NotReady while no timetable is published.
    """
    job = db.session.get_one(Job, job_id)
    locale = spoken(language_of(job.asked_by_id))
    pack = issue(db.session.get_one(Day, job.day_id))
    tools.progress({"made": 0, "of": len(pack.faces)})
    parts = []
    for part in badges.badge_parts(pack, locale=locale):
        if tools.cancelled():
            return {}
        parts.append(part)
        tools.progress({"made": min(len(parts) * badges.BADGES_IN_A_PART, len(pack.faces)), "of": len(pack.faces)})
    file = Path("badges") / f"badges-{pack.day_date.isoformat()}-{job_id}.pdf"
    keep_made_file(Path(current_app.instance_path) / file, pdf.join(parts))
    return {"file": file.as_posix(), "badges": len(pack.faces)}


def issue(day: Day) -> badge_queries.BadgePack:
    """Give everybody a badge, keep that, and read what the badges show."""
    timetable = published_timetable(day)
    if timetable is None:
        raise NotReady("Badges show everybody's rooms, so the timetable has to be published first.")
    badge_actions.issue_badges(day, now=now())
    pack = badge_queries.badge_pack(timetable)
    db.session.commit()
    return pack


def write_badges(day: Day, path: Path, *, locale: str = "en") -> int:
    """Write the day's badges to `path`, as the job does, and return how many they are."""
    pack = issue(day)
    keep_made_file(path, pdf.join(list(badges.badge_parts(pack, locale=locale))))
    return len(pack.faces)
