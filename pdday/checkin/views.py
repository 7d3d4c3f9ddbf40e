"""Badges: the coordinator's page where they are printed, everyone's own on the screen, and what a camera opens."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday import jobs, lanes
from pdday.checkin import badge_actions, badge_queries, badges
from pdday.clock import now
from pdday.db import db
from pdday.jobs import JobKind, JobState
from pdday.programme.shown import find_shown_day, shown_day
from pdday.staff.access import current_staff, require
from pdday.staff.rules import may_coordinate
from pdday.timetable.queries import published_timetable
from pdday.web.downloads import made_file
from pdday.web.errors import again, found
from pdday.web.pieces import piece

bp = Blueprint("checkin", __name__)


@bp.get("/badges")
def show_badges() -> str:
    """Where coordinators have the badges made, see how far they are, and fetch them."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    return render_template(
        "checkin/badges.html",
        day=day,
        is_published=published_timetable(day) is not None,
        valid=badge_queries.valid_badges_count(day),
        without=len(badge_queries.staff_without_badge(day)),
        job=jobs.find_latest(JobKind.BADGES, day),
    )


@bp.post("/badges/sheets")
@again(show_badges)
def make_badges() -> Answer:
    """Ask for the sheets; a worker makes them."""
    require(may_coordinate(current_staff()))
    job = jobs.ask(JobKind.BADGES, day=found(find_shown_day()), wants={}, by=current_staff(), now=now())
    db.session.commit()
    lanes.hand_over(job.id)
    return redirect(url_for("checkin.show_badges"))


@bp.get("/badges/progress")
def progress() -> Response:
    """How far the sheets are: a piece of the page, asked for every two seconds."""
    require(may_coordinate(current_staff()))
    job = found(jobs.find_latest(JobKind.BADGES, found(find_shown_day())))
    return piece(render_template("checkin/_progress.html", job=job), is_last=job.is_over)


@bp.post("/badges/sheets/<int:job_id>/cancellation")
@again(show_badges)
def cancel(job_id: int) -> Answer:
    """Stop making the sheets. Badges that people have stay valid."""
    require(may_coordinate(current_staff()))
    jobs.cancel(found(jobs.find_job(JobKind.BADGES, job_id)), by=current_staff(), now=now())
    db.session.commit()
    flash(_("Stopped. No sheets were made."))
    return redirect(url_for("checkin.show_badges"))


@bp.get("/badges/sheets")
def sheets() -> Response:
    """The sheets that the last job made."""
    require(may_coordinate(current_staff()))
    job = found(jobs.find_latest(JobKind.BADGES, found(find_shown_day())))
    file = found(job.result.get("file") if job.state is JobState.DONE else None)
    return made_file(Path(current_app.instance_path) / file, name=Path(file).name)


@bp.get("/my-badge")
def my_badge() -> str:
    """One's own badge on the screen: as good at a door as the printed one."""
    day = find_shown_day()
    timetable = published_timetable(day) if day else None
    pack = badge_queries.badge_pack(timetable, staff=current_staff()) if timetable else None
    face = pack.faces[0] if pack and pack.faces else None
    code = badges.qr_drawing(badges.badge_address(face.token)) if face else None
    return render_template("checkin/my_badge.html", day=day, face=face, code=code, is_published=timetable is not None)


@bp.post("/my-badge")
@again(my_badge)
def make_my_badge() -> Answer:
    """Make the reader's own, who joined after the others got theirs."""
    day = found(find_shown_day())
    found(published_timetable(day))
    badge_actions.issue_badge(day, to=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("checkin.my_badge"))


@bp.get("/b/<token>")
def point_at_badge(token: str) -> str:
    """What a phone's camera opens when it is pointed at a badge, signed in or not: what a badge is for.

    It looks nothing up, so it cannot tell whose badge it is, or if it is one.
    """
    return render_template("checkin/point_at_badge.html")
