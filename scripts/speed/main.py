"""What `scripts/benchmark-pages` does: measure, print tables, and write them down."""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.speed import clock, district, lighthouse, load, rush
from scripts.speed.district import CHOOSING, MORNING, Filled
from scripts.speed.document import KEPT, machine, row, write

ROOT = Path(__file__).resolve().parent.parent.parent
#: Unless told; Lighthouse has to be there first: npm install --prefix /tmp/lighthouse lighthouse.
PARTS = ("pages", "load", "rush")


@dataclass(frozen=True)
class Measured:
    """One page over all its readings: times in milliseconds, sizes in bytes."""

    median: float
    p95: float
    cpu: float
    queries: int
    size: int
    sent: int


def main() -> None:
    asked = _arguments()
    clock.begin_at(MORNING)
    filled = district.on_sqlite(asked.staff, solve_seconds=asked.solve_seconds)
    databases = [filled]
    if server := os.environ.get("PDDAY_TEST_POSTGRES"):
        databases.append(district.on_postgres(filled, server))
    print(machine())
    said: dict[str, list[str]] = {}
    for part in asked.parts or PARTS:
        said[part] = _MEASURE[part](databases, asked)
    if asked.save:
        write(said, staff=asked.staff)
        print(f"Written: {KEPT.relative_to(ROOT)}")


def _arguments() -> argparse.Namespace:
    options = argparse.ArgumentParser(description="Measure how quick pdday is with many staff.")
    options.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)} and lighthouse; the first three unless told")
    options.add_argument("--staff", type=int, default=2000)
    options.add_argument("--solve-seconds", type=float, default=40, help="for each of the two days, when it is made")
    options.add_argument("--rounds", type=int, default=20, help="how often each page is read")
    options.add_argument("--only", default="", help="pages with this in their address")
    options.add_argument(
        "--against",
        metavar="COMMIT",
        help="also read pages with the code of this commit",
    )
    options.add_argument("--seconds", type=float, default=10, help="how long each busy page is asked for")
    options.add_argument("--people", type=int, default=1000, help="who open their day in the rush")
    options.add_argument("--doors", type=int, default=20)
    options.add_argument("--minutes", type=float, default=2, help="that the rush lasts")
    options.add_argument("--lighthouse", default="npx --yes lighthouse", help="how Lighthouse is called")
    options.add_argument("--save", action="store_true", help=f"write {KEPT.relative_to(ROOT)}")
    asked = options.parse_args()
    if unknown := set(asked.parts) - set(_MEASURE):
        options.error(f"{', '.join(sorted(unknown))} is none of {', '.join(_MEASURE)}")
    return asked


# --- every page ---


def _pages(databases: Sequence[Filled], asked: argparse.Namespace) -> list[str]:
    lines = []
    for filled in databases:
        with _code_of(asked.against) as former, ExitStack() as readers:
            folders = [ROOT] if former is None else [former, ROOT]
            running = [readers.enter_context(_reader(folder, filled, asked.only)) for folder in folders]
            rounds: list[list[dict[str, Any]]] = [[] for _ in running]
            for _ in range(asked.rounds):
                for place, reader in enumerate(running):  # in turn, so that a busy machine slows both
                    rounds[place].append(_next(reader))
        lines += [f"### {filled.name}", ""]
        lines += [*_table([_summed(each) for each in rounds]), ""]
    print("\n".join(lines))
    return lines


def _table(measured: Sequence[dict[str, Measured]]) -> list[str]:
    now = measured[-1]
    heads = ["page", "median ms", "95th ms", "CPU ms", "queries", "kB", "kB sent"]
    if len(measured) > 1:
        heads += ["CPU ms before", "queries before"]
    lines = [row(heads), row(["---"] + ["---:"] * (len(heads) - 1))]
    for rule, each in sorted(now.items(), key=lambda pair: -pair[1].cpu):
        cells = [f"`{rule}`", f"{each.median:.1f}", f"{each.p95:.1f}", f"{each.cpu:.1f}", str(each.queries)]
        cells += [f"{each.size / 1000:.1f}", f"{each.sent / 1000:.1f}"]
        if len(measured) > 1:
            before = measured[0].get(rule)
            cells += [f"{before.cpu:.1f}", str(before.queries)] if before else ["", ""]
        lines.append(row(cells))
    return lines


def _summed(rounds: Sequence[dict[str, Any]]) -> dict[str, Measured]:
    found = {}
    for rule in rounds[0]:
        reads = [each[rule] for each in rounds]
        seconds = sorted(each["seconds"] for each in reads)
        found[rule] = Measured(
            median=statistics.median(seconds) * 1000,
            p95=seconds[min(len(seconds) - 1, int(0.95 * len(seconds)))] * 1000,
            cpu=statistics.median(each["cpu_seconds"] for each in reads) * 1000,
            queries=reads[-1]["queries"],
            size=reads[-1]["size"],
            sent=reads[-1]["sent"],
        )
    return found


@contextmanager
def _reader(code: Path, filled: Filled, only: str) -> Iterator[subprocess.Popen[str]]:
    told = {
        "environment": filled.environment(MORNING),
        "moment": MORNING.isoformat(),
        "tokens": filled.tokens,
        "only": only,
    }
    del told["environment"]["SPEED_MOMENT"]
    command = [sys.executable, "-m", "scripts.speed.reader", str(code)]
    # Each with the reader of its own commit, which knows that pdday's names; they have the same to say.
    process = subprocess.Popen(command, cwd=code, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    _tell(process, json.dumps(told))
    assert process.stdout is not None
    if process.stdout.readline() != "ready\n":
        raise RuntimeError(f"The reader of {code} ended.")
    yield process
    process.stdin.close()  # type: ignore[union-attr]
    process.wait(60)


def _next(reader: subprocess.Popen[str]) -> dict[str, Any]:
    _tell(reader, "again")
    assert reader.stdout is not None
    return dict(json.loads(reader.stdout.readline()))


def _tell(process: subprocess.Popen[str], line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


@contextmanager
def _code_of(commit: str | None) -> Iterator[Path | None]:
    """A folder with the code as it was in this commit."""
    if commit is None:
        yield None
        return
    with tempfile.TemporaryDirectory() as folder:
        archive = subprocess.run(["git", "archive", commit], cwd=ROOT, check=True, capture_output=True).stdout
        subprocess.run(["tar", "-x", "-C", folder], input=archive, check=True)
        yield Path(folder)


# --- a real server ---

#: What is asked for as often as possible: the page, and the moment the clock shows.
BUSY = {
    "My day, on the morning of the day": ("/my-day", MORNING),
    "The sessions, on the morning of the day": ("/sessions", MORNING),
    "The sessions, while colleagues choose": ("/sessions", CHOOSING),
    "One session, while colleagues choose": ("/sessions/{session_id}", CHOOSING),
}


def _load(databases: Sequence[Filled], asked: argparse.Namespace) -> list[str]:
    heads = ["page", "database", "requests a second", "CPU ms each", "database ms", "median ms", "95th ms", "errors"]
    lines = [row(heads), row(["---", "---"] + ["---:"] * 6)]
    for filled in databases:
        cookies, session_id = _cookies(filled)
        for name, (path, moment) in BUSY.items():
            with load.served(filled, moment) as server:
                path = path.format(session_id=session_id)
                rate, cpu, went = load.pages_a_second(server, path, cookies, seconds=asked.seconds)
            times = [f"{went.share(part) * 1000:.0f}" for part in (0.5, 0.95)]
            each = [f"{spent * 1000 / max(1, len(went.seconds)):.1f}" for spent in (cpu.pages, cpu.database)]
            each[1] = "" if filled.config.embedded else each[1]
            lines.append(row([name, filled.name, f"{rate:.0f}", *each, *times, str(len(went.errors))]))
            print(lines[-1], *went.errors[:3], flush=True)
    return lines


def _cookies(filled: Filled) -> tuple[list[str], int]:
    """The cookies of some colleagues, and a session of the coming day."""
    from sqlalchemy import func, select

    from pdday.db import db
    from pdday.programme.queries import days
    from pdday.proposals.models import Proposal, Session
    from scripts.speed.pages import cookie_of

    app = district.app_of(filled)
    with app.app_context():
        coming = select(func.min(Session.id)).join(Proposal, Session.proposal_id == Proposal.id)
        session_id = db.session.scalar(coming.where(Proposal.day_id == days()[-1].id))
        db.session.remove()
        db.engine.dispose()
    people = sorted(filled.tokens)[10 : 10 + 3 * load.CONNECTIONS]
    return [cookie_of(app, filled, each) for each in people], session_id or 0


def _rush(databases: Sequence[Filled], asked: argparse.Namespace) -> list[str]:
    heads = ["database", "pages", "median ms", "95th", "99th", "scans", "95th", "99th", "kept", "errors"]
    lines = [row(heads), row(["---"] + ["---:"] * (len(heads) - 1))]
    for filled in databases:
        with tempfile.TemporaryDirectory() as folder:
            used = district.fresh_copy(filled, Path(folder)) if filled.config.embedded else filled
            app = district.app_of(used)
            seconds = 60 * asked.minutes
            planned = rush.plan(
                app,
                used,
                people=asked.people,
                doors=asked.doors,
                scans_a_door=int(seconds / 3),
                seconds=seconds,
                seed=1,
            )
            with load.served(used, MORNING) as server:
                went = rush.run(server.address, app, planned)
        errors = went.pages.errors + went.scans.errors
        cells = [filled.name, str(len(went.pages.seconds)), *_shares(went.pages, 0.5, 0.95, 0.99)]
        cells += [str(len(went.sent)), *_shares(went.scans, 0.95, 0.99), str(went.kept), str(len(errors))]
        lines.append(row(cells))
        print(lines[-1], *errors[:3], flush=True)
    return lines


def _lighthouse(databases: Sequence[Filled], asked: argparse.Namespace) -> list[str]:
    with load.served(databases[0], MORNING) as server:
        found = lighthouse.scores(databases[0], server, asked.lighthouse)
    heads = ["page", *(each.replace("-", " ") for each in lighthouse.CATEGORIES)]
    lines = [row(heads), row(["---"] + ["---:"] * len(lighthouse.CATEGORIES))]
    lines += [row([f"`{rule}`", *map(str, each)]) for rule, each in found.items()]
    print("\n".join(lines))
    return lines


def _shares(asked: load.Asked, *parts: float) -> list[str]:
    return [f"{asked.share(part) * 1000:.0f}" for part in parts]


_MEASURE = {"pages": _pages, "load": _load, "rush": _rush, "lighthouse": _lighthouse}
