"""The demo, from an empty database to the report, in front of whoever started it.

Each step recognises that it is done, so running again is quick, and after a Ctrl-C it goes on where it stopped.
The day lies so far behind that all of it has happened: its moments follow from its date, never from the wall clock.
A next day of the same district is in the middle of choosing.
"""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path
from time import monotonic
from typing import Any

from flask import current_app
from sqlalchemy import select

from pdday.config import Config
from pdday.credit import actions as credit
from pdday.db import db
from pdday.demo import commitments, doors, feedback, frame
from pdday.demo.district import SEED
from pdday.demo.load import Say, load, start_over
from pdday.demo.personas import DANA
from pdday.demo.shares import DESCRIBED
from pdday.errors import NotReady
from pdday.programme.models import Day
from pdday.programme.vocabulary import PhaseKind
from pdday.reports.tasks import write_report
from pdday.solver import Plan, Problem, Status
from pdday.solver.helps import what_would_help
from pdday.solver.ready import make_ready
from pdday.solver.solve import Progress, solve
from pdday.staff.models import StaffMember
from pdday.timetable import actions, pin_actions
from pdday.timetable.by_hand import by_hand
from pdday.timetable.models import PinKind, Timetable
from pdday.timetable.problem_from_rows import problem_of
from pdday.timetable.queries import offerings, published_timetable
from pdday.timetable.solver_words import recognized
from pdday.words import Sentence

REPORT_FILES = ("report.html", "report.pdf", "report.xlsx", "report.csv")
#: Seconds that the search gets unless told otherwise, by the largest staff for which they do.
SEARCH_SECONDS = {60: 10, 480: 45, 2_000: 120, 20_000: 300}
#: Seconds between two lines about the search.
_TELL_EVERY = 5
#: Seconds to make the solver ready, before they are taken from the search; only on a new machine it takes longer.
READY_SECONDS = 5.0
#: Seconds for what sign-up by hand would have given, before no other plain timetable is tried.
BY_HAND_SECONDS = 5.0
#: Seconds to find what would help most.
HELP_SECONDS = 5.0


def run(
    *,
    say: Say,
    staff: int = DESCRIBED,
    seed: int = SEED,
    today: date,
    fresh: bool = False,
    solve_seconds: float | None = None,
) -> Day:
    """Load the district unless it is there, solve and publish its day, live through it, and report.

    On `today` the lived day is over, and people choose for the next one. `fresh` starts over. Raises Refused where
    the database holds something else, NotReady where no timetable was found.
    """
    began = monotonic()
    if fresh:
        start_over()
        for name in REPORT_FILES:
            (_folder() / name).unlink(missing_ok=True)
    day = load(staff=staff, seed=seed, today=today, say=say)
    dana = _dana()
    timetable = published_timetable(day) or _publish(day, dana, solve_seconds or _seconds(staff), seed, say)
    _live_through(timetable, dana, seed, say)
    _hear_back(timetable, seed, say)
    files = _report(day, say)
    say(
        Sentence(
            "Done in {seconds} seconds. The report is in {folder}.",
            {"seconds": round(monotonic() - began), "folder": str(files[0].parent)},
        )
    )
    return day


def _dana() -> StaffMember:
    named = StaffMember.first_name == DANA.first_name, StaffMember.last_name == DANA.last_name
    return db.session.scalars(select(StaffMember).where(*named)).one()


def _publish(day: Day, dana: StaffMember, seconds: float, seed: int, say: Say) -> Timetable:
    """Draft a timetable, unless a draft is there, and publish it; both check it by the rows of the moment."""
    drafts = select(Timetable).where(Timetable.day_id == day.id).order_by(Timetable.number.desc())
    timetable = db.session.scalars(drafts.limit(1)).first() or _draft(day, dana, seconds, seed, say)
    actions.publish(timetable, by=dana, now=_in_phase(day, PhaseKind.PUBLISHED, time(9, 0)))
    _pin_the_largest(timetable, dana)
    db.session.commit()
    say(Sentence("Draft {number} is checked and published.", {"number": timetable.number}))
    return timetable


def _pin_the_largest(timetable: Timetable, dana: StaffMember) -> None:
    """The largest run stays where it is, should another draft be made."""
    runs = [(each.seats, -each.id, each, each.session) for each in offerings(timetable) if each.session]
    _seats, _first, run, session = max(runs)
    pin_actions.pin(
        timetable.day,
        session,
        slot=run.slot,
        room=run.room,
        person=None,
        kind=PinKind.HERE,
        reason="The coffee cart is booked for the hall in front of this room.",
        by=dana,
        now=timetable.published_at or timetable.made_at,
    )


def _draft(day: Day, dana: StaffMember, seconds: float, seed: int, say: Say) -> Timetable:
    if reasons := actions.why_not_draft(day):
        raise NotReady("The day can't be drafted yet.", reasons=tuple(reasons))
    problem = problem_of(day)
    # Nothing is kept open while the solver computes.
    db.session.commit()
    plan = solved(problem, seconds, seed, say)
    timetable = actions.draft(
        day,
        problem,
        plan,
        by_id=dana.id,
        now=_in_phase(day, PhaseKind.DRAFTING, time(15, 0)),
        by_hand=_signed_up(problem, seed),
        helps=what_would_help(problem, plan, seconds=HELP_SECONDS),
    )
    db.session.commit()
    say(
        Sentence(
            "{runs} runs, {seats} seats, {unplaced} without a place; score {score}, at most {bound} possible.",
            {
                "runs": len(plan.runs),
                "seats": len(plan.seats),
                "score": round(plan.score or 0),
                "bound": round(plan.bound or 0),
                "unplaced": len(plan.unplaced),
            },
        )
    )
    return timetable


def _signed_up(problem: Problem, seed: int) -> dict[str, Any]:
    began = monotonic()
    return by_hand(problem, seed=seed, enough=lambda: monotonic() - began >= BY_HAND_SECONDS)


def search_seconds(seconds: float, *, ready: float) -> float:
    """What is left to the search, at least half, where making the solver ready took so long.

    So the assignment of a district of 480 takes no more than a minute, on a new machine too.
    """
    return max(seconds / 2, seconds - max(0.0, ready - READY_SECONDS))


def solved(problem: Problem, seconds: float, seed: int, say: Say) -> Plan:
    """A plan of the day, the first there is where the time was too short for any. Raises NotReady if none can be."""
    say(Sentence("Making the solver ready, which takes half a minute or more the first time."))
    began = monotonic()
    make_ready()
    seconds = search_seconds(seconds, ready=monotonic() - began)
    say(Sentence("Solving for {seconds} seconds at most.", {"seconds": round(seconds)}))
    told_at = 0.0

    def tell(progress: Progress) -> None:
        nonlocal told_at
        if progress.score is not None and progress.seconds >= told_at + _TELL_EVERY:
            told_at = progress.seconds
            say(_told(progress))

    plan = solve(problem, seconds=seconds, seed=seed, progress=tell)
    if plan.status is Status.NONE_FOUND:
        # A busy machine that runs the engine for the first time may need longer only to compile it.
        plan = solve(problem, effort=0, seed=seed, progress=tell)
    if plan.status in (Status.IMPOSSIBLE, Status.NONE_FOUND):
        reasons = tuple(recognized(conflict.sentence) for conflict in plan.conflict)
        raise NotReady("No timetable was found in {seconds} seconds.", {"seconds": round(seconds)}, reasons=reasons)
    return plan


def _told(progress: Progress) -> Sentence:
    return Sentence(
        "  {seconds} s: {phase}, score {score}, {first} first choices, {none} without one of their top three",
        {
            "seconds": round(progress.seconds),
            "phase": progress.phase,
            "score": round(progress.score or 0),
            "first": progress.first_choices or 0,
            "none": progress.none_of_top_three or 0,
        },
    )


def _live_through(timetable: Timetable, dana: StaffMember, seed: int, say: Say) -> None:
    """The day at the doors, and the minutes it earned."""
    if doors.is_over(timetable):
        say(Sentence("The day is over already."))
    else:
        doors.let_everybody_in(timetable, by=dana, seed=seed, say=say)
    monday_after = frame.calendar(timetable.day.date).at(time(10, 0), days_later=3)
    credited = credit.award(timetable.day, now=monday_after)
    db.session.commit()
    say(Sentence("{awards} attendances credited.", {"awards": credited}))


def _hear_back(timetable: Timetable, seed: int, say: Say) -> None:
    """Exit tickets, commitments, and the three follow-ups."""
    if not feedback.is_given(timetable):
        say(Sentence("Exit tickets are coming in."))
        feedback.hand_in_tickets(timetable, seed=seed)
    if not commitments.commitments_made(timetable):
        commitments.write_commitments(timetable, seed=seed)
        db.session.commit()
    for after_days in sorted(commitments.REPLY.keys() - commitments.replied_after(timetable)):
        commitments.reply_after(timetable, after_days, seed=seed)
        db.session.commit()
        say(Sentence("{days} days later: how is it going?", {"days": after_days}))


def _report(day: Day, say: Say) -> tuple[Path, ...]:
    files = tuple(_folder() / name for name in REPORT_FILES)
    if all(file.exists() for file in files):
        return files
    say(Sentence("Writing the report."))
    _, closed = frame.calendar(day.date).phases[PhaseKind.CLOSED]
    return write_report(day, _folder(), now=frame.at(time(9, 0), closed))


def _in_phase(day: Day, phase: PhaseKind, wall: time) -> datetime:
    """A moment on the first date of a phase."""
    first, _ = frame.calendar(day.date).phases[phase]
    return frame.at(wall, first)


def _seconds(staff: int) -> float:
    return next((seconds for most, seconds in SEARCH_SECONDS.items() if staff <= most), max(SEARCH_SECONDS.values()))


def _folder() -> Path:
    config: Config = current_app.config["PDDAY"]
    return config.instance / "demo"
