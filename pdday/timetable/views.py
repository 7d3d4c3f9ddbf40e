"""Coordinators' pages: make drafts and watch them being made, read them, publish one."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Answer

from pdday import jobs, lanes
from pdday.clock import now, on_the_wall
from pdday.db import db
from pdday.jobs import Job, JobKind
from pdday.preferences.answers_queries import answered
from pdday.programme.models import Day
from pdday.programme.shown import find_shown_day, shown_day
from pdday.programme.vocabulary import SlotKind
from pdday.staff.access import current_staff, require
from pdday.staff.names import ROLE_GROUPS
from pdday.staff.rules import may_coordinate
from pdday.timetable import (
    actions,
    aims_words,
    hand_changes,
    helps,
    place_queries,
    queries,
    rules,
    run_queries,
    version_actions,
)
from pdday.timetable.aims import aims_of
from pdday.timetable.by_hand_words import beside, lowest
from pdday.timetable.forms import BringBackForm, DraftForm
from pdday.timetable.grid import lines, pinned_runs, rooms_by_site, under_minimum
from pdday.timetable.live import curve_of
from pdday.timetable.models import Timetable, TimetableState
from pdday.timetable.names import STATES, phase_name
from pdday.timetable.ways_out import WaysOut, told
from pdday.web.errors import again, complete, found
from pdday.web.pieces import piece

bp = Blueprint("timetable", __name__)


@bp.get("/assignment")
def assignment(form: DraftForm | None = None) -> str:
    """Make drafts: what is being made, and all drafts side by side."""
    require(may_coordinate(current_staff()))
    day = shown_day()
    job, missing = jobs.find_latest(JobKind.SOLVE, day), actions.why_not_draft(day)
    may_ask = not missing and (job is None or job.is_over)
    return render_template(
        "timetable/assignment.html",
        day=day,
        form=form or DraftForm().begin_with(queries.aims_used_last(day)),
        aims=aims_words,
        aims_of=aims_of,
        **_under_way(job),
        asker=queries.find_asker(job),
        repaired=queries.find_repaired(job),
        drafts=queries.timetables(day),
        changed=hand_changes.changed_by_hand(day),
        answered=answered(day),
        is_beginning=rules.is_beginning,
        missing=missing,
        may_ask=may_ask,
        undone=actions.what_no_draft_can_do(day) if may_ask else [],
        states=STATES,
        ways_out=_ways_out(day),
    )


@bp.post("/assignment")
@again(assignment)
def draft() -> Answer:
    """Ask for a draft; a worker makes it."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    form = complete(DraftForm().begin_with(queries.aims_used_last(day)))
    wants = {"seconds": form.seconds.data, "seed": form.seed.data, "aims": form.wanted().kept()}
    job = jobs.ask(JobKind.SOLVE, day=day, wants=wants, by=current_staff(), now=now())
    db.session.commit()
    lanes.hand_over(job.id)
    return redirect(url_for("timetable.assignment"))


@bp.get("/assignment/progress")
def progress() -> Response:
    """How far the latest draft is: a piece of the page, asked for every two seconds."""
    require(may_coordinate(current_staff()))
    day = found(find_shown_day())
    job = found(jobs.find_latest(JobKind.SOLVE, day))
    html = render_template("timetable/_progress.html", **_under_way(job))
    return piece(html, is_last=job.is_over)


@bp.post("/assignment/<int:job_id>/cancellation")
@again(assignment)
def cancel(job_id: int) -> Answer:
    """Stop a draft that is being made; nothing of it is kept."""
    require(may_coordinate(current_staff()))
    job = found(jobs.find_job(JobKind.SOLVE, job_id))
    jobs.cancel(job, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("timetable.assignment"))


@bp.post("/assignment/<int:job_id>/conclusion")
@again(assignment)
def conclude(job_id: int) -> Answer:
    """End a draft that is being made early: the best plan so far becomes it."""
    require(may_coordinate(current_staff()))
    job = found(jobs.find_job(JobKind.SOLVE, job_id))
    jobs.conclude(job, by=current_staff(), now=now())
    db.session.commit()
    return redirect(url_for("timetable.assignment"))


@bp.get("/timetable")
def latest() -> Answer:
    """The timetable coordinators most likely mean: the published one, else the newest draft."""
    require(may_coordinate(current_staff()))
    timetable = queries.timetable_meant(shown_day())
    if timetable is None:
        return redirect(url_for("timetable.assignment"))
    return redirect(url_for("timetable.show", timetable_id=timetable.id))


@bp.get("/timetables/<int:timetable_id>")
def show(timetable_id: int, form: BringBackForm | None = None) -> str:
    """One timetable as a table of rooms and slots, with what it means for people."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    return render_template(
        "timetable/timetable.html",
        **_page(timetable),
        **_over(timetable),
        form=form or BringBackForm(),
        **_against(timetable),
        hand_changes=hand_changes.changes_in(timetable),
        is_beginning=rules.is_beginning(timetable),
        why_not=[] if _is_over(timetable) else actions.what_breaks_today(timetable),
    )


@bp.get("/timetables/<int:timetable_id>/publication")
def publication(timetable_id: int) -> str:
    """What publishing a draft does, before it is done: whose day changes, who hears of it, what ends."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    if timetable.state is not TimetableState.DRAFT:
        return show(timetable_id)
    return render_template(
        "timetable/publication.html",
        day=timetable.day,
        timetable=timetable,
        **_over(timetable),
        why_not=actions.what_breaks_today(timetable),
        seats_changed=run_queries.seats_changed_since(timetable),
        choosing=actions.find_choosing_to_end(timetable.day, now=now()),
        answered=answered(timetable.day),
    )


@bp.post("/timetables/<int:timetable_id>/publication")
@again(publication)
def publish(timetable_id: int) -> Answer:
    """Publish a draft: from now on it is everybody's day."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    over = request.form.get("over", type=int)
    knows = "after_arrivals" in request.form
    actions.publish(timetable, by=current_staff(), now=now(), over=over, after_arrivals=knows)
    db.session.commit()
    lanes.hurry_messages()
    flash(_("Draft %(number)s is published. Everyone whose day changed gets one message.", number=timetable.number))
    return redirect(url_for("timetable.show", timetable_id=timetable.id))


@bp.post("/timetables/<int:timetable_id>/return")
@again(show)
def bring_back(timetable_id: int) -> Answer:
    """Publish an earlier timetable again, as a new version made from it."""
    require(may_coordinate(current_staff()))
    timetable = found(queries.find_timetable(timetable_id))
    over = request.form.get("over", type=int)
    knows = "after_arrivals" in request.form
    why = complete(BringBackForm()).why.data
    draft = version_actions.bring_back(
        timetable, by=current_staff(), now=now(), why=why, over=over, after_arrivals=knows
    )
    db.session.commit()
    lanes.hurry_messages()
    flash(_("Published as draft %(number)s. Everyone whose day changed gets one message.", number=draft.number))
    return redirect(url_for("timetable.show", timetable_id=draft.id))


def _is_over(timetable: Timetable) -> bool:
    """Whether it was published and its day is past: what no longer holds of it is then nobody's trouble."""
    day = timetable.day
    return timetable.state is TimetableState.PUBLISHED and day.date < on_the_wall(now(), day.time_zone).date()


def _ways_out(day: Day) -> WaysOut | None:
    """What the latest draft asked for came to if the day cannot be planned."""
    job = jobs.find_latest(JobKind.SOLVE, day)
    if job is None or not (job.result or {}).get("conflict"):
        return None
    return told(job.result, proposal_ids={each.id: each.proposal_id for each in queries.sessions_of(day)})


def _under_way(job: Job | None) -> dict[str, object]:
    """The latest draft asked for, with what its worker said of it."""
    curve = None if job is None else curve_of(job.progress, seconds=job.wants.get("seconds", 0))
    wanted = aims_of({} if job is None else job.wants.get("aims", {}))
    return {"job": job, "aims_wanted": wanted, "curve": curve, "phase_name": phase_name}


def _against(timetable: Timetable) -> dict[str, object]:
    """For a draft that was made from another: whose day it changes, against what people know or that other one."""
    known = queries.published_timetable(timetable.day) or timetable.made_from
    against = known if timetable.made_from and timetable.state is TimetableState.DRAFT else None
    return {"against": against, "moved": len(actions.whose_day_changes(timetable, against)) if against else 0}


def _over(timetable: Timetable) -> dict[str, object]:
    """What its publishing would replace: whose day changes, how many letters go out, and who has arrived by now."""
    former = queries.published_timetable(timetable.day)
    changed = actions.whose_day_changes(timetable, former)
    letters = place_queries.count_with_mail(changed)
    arrived = actions.who_has_arrived(timetable)
    return {"former": former, "changed": len(changed), "letters": letters, "arrived": arrived}


def _page(timetable: Timetable) -> dict[str, object]:
    day: Day = timetable.day
    slots = [slot for slot in day.slots if slot.kind is SlotKind.BREAKOUT]
    offerings = queries.offerings(timetable)
    taken = queries.seats_taken_by_offering(timetable)
    rooms, site = queries.rooms_for_sessions(), request.args.get("site", type=int)
    shown = [room for room in rooms if site in (None, room.school_id)]
    return {
        "sites": rooms_by_site(rooms),
        "site": site,
        "day": day,
        "timetable": timetable,
        "aims": aims_of(timetable.aims),
        "beside": beside(timetable.measures),
        "lowest": lowest,
        "aims_words": aims_words,
        "slots": slots,
        "pinned": pinned_runs(offerings, queries.pins(day)),
        "lines": lines(shown, slots, offerings, queries.room_closures(day), taken),
        "gatherings": [offering for offering in offerings if offering.session_id is None],
        "taken": taken,
        "few": under_minimum(offerings, taken),
        "helps": helps.told(timetable.measures.get("helps", ()), {room.id: room.name for room in rooms}),
        "states": STATES,
        "role_groups": ROLE_GROUPS,
    }
