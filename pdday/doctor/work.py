"""The work in the background: somebody does it, mail goes out, jobs end, what is locked can be opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select

from pdday import sending, workers
from pdday.clock import now
from pdday.db import db
from pdday.doctor.finding import Examination, Finding, look, well, wrong
from pdday.doctor.settings import config
from pdday.errors import NotReady
from pdday.feedback.models import SealedTicket
from pdday.jobs import STALE, Job, JobState
from pdday.outbox import Message, MessageState
from pdday.seal import open_up

#: A message that waits longer is not on its way.
LATE = timedelta(minutes=15)
#: Failures longer ago are history.
LATELY = timedelta(days=7)
#: A job that nobody takes for so long is stuck.
UNTAKEN = timedelta(minutes=5)


def worker() -> Iterator[Finding]:
    about, there = "worker", workers.running(now=now())
    if there:
        hosts = ", ".join(sorted({each.host for each in there}))
        yield well(about, f"{len(there)} at work, on: {hosts}.")
        return
    last = workers.last_seen_at()
    since = f"since {last:%Y-%m-%d %H:%M} UTC" if last else "and none is known"
    yield wrong(
        about,
        f"No worker gives a sign of life {since}: no mail goes out, nothing is drafted or printed.",
        "Start it: systemctl restart pdday (one server) or pdday-worker (several). Why it stopped: journalctl -u pdday",
    )


def outbox() -> Iterator[Finding]:
    about, moment = "outbox", now()
    count = select(func.count()).select_from(Message)
    waiting = Message.state == MessageState.WAITING
    late = db.session.scalar(count.where(waiting, Message.put_at < moment - LATE)) or 0
    failed = db.session.scalar(
        count.where(Message.state == MessageState.FAILED, Message.put_at > moment - LATELY, Message.tries > 0)
    )
    if late:
        yield wrong(
            about,
            f"{late} messages wait for longer than a quarter of an hour.",
            "pdday doctor --mail tries the mail server. They go out by themselves once it works.",
        )
    if failed:
        yield look(
            about,
            f"{failed} messages of the last week could not be delivered.",
            "The column “failure” of the table “message” says why; most often an address in the roster is wrong.",
        )
    if not late and not failed:
        yield well(about, "No message is late, and none of the last week has failed.")


def jobs() -> Iterator[Finding]:
    about, moment = "jobs", now()
    stuck = db.session.scalars(
        select(Job.id).where(
            ((Job.state == JobState.WAITING) & (Job.asked_at < moment - UNTAKEN))
            | ((Job.state == JobState.RUNNING) & (Job.heartbeat_at < moment - 3 * STALE))
        )
    ).all()
    if stuck:
        yield wrong(about, f"{len(stuck)} jobs are stuck.", "Restart the worker; they begin anew by themselves.")
    else:
        yield well(about, "No draft, print or report is stuck.")


def seals() -> Iterator[Finding]:
    """What is locked with PDDAY_SEAL_KEY can be opened with it: exit tickets that wait, codes on their way."""
    about = "seal key"
    tickets = [*db.session.scalars(select(SealedTicket.sealed))]
    codes = [each for each in db.session.scalars(select(Message.sealed)) if each is not None]
    lost = sum(not _opens(each) for each in (*tickets, *codes))
    if lost:
        yield wrong(
            about,
            f"{lost} of {len(tickets) + len(codes)} things are locked with another PDDAY_SEAL_KEY.",
            "Put the former key into PDDAY_FORMER_SEAL_KEYS, or its file back beside the database.",
        )
    else:
        yield well(about, "Everything that is locked can be opened.")


def mail_server() -> Iterator[Finding]:
    """Asked only when wanted: it talks to another machine."""
    about = "mail server"
    if config().mail is None:
        return
    if trouble := sending.why_not_reached(str(config().mail)):
        yield wrong(
            about, f"The mail server cannot be used: {trouble}", "Correct PDDAY_MAIL, or ask your mail's provider."
        )
    else:
        yield well(about, "The mail server lets us in.")


def _opens(sealed: bytes) -> bool:
    try:
        open_up(sealed)
    except NotReady:
        return False
    return True


#: Asked of a database that is there and of this version.
WORK: tuple[Examination, ...] = (worker, outbox, jobs, seals)
