"""A real worker for tests, whose jobs do what their `wants` say: python -m tests.worker_process SETTINGS [JOB ATTEMPT].

Without a job it is the worker, with one it is the worker's child. SETTINGS is a file that `settings_file` wrote.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pdday import work, worker
from pdday.app import create_app
from pdday.clock import now
from pdday.config import Config
from pdday.db import db
from pdday.errors import Refused
from pdday.jobs import Attempt, Job, JobKind
from pdday.timetable import tasks
from pdday.trail import record


def settings_file(config: Config) -> Path:
    """Write `config` where a worker process can read it."""
    path = config.instance / "settings.json"
    path.write_text(json.dumps(asdict(config), default=str))
    return path


def do_as_asked(job_id: int, tools: work.Tools) -> Mapping[str, Any]:
    """The work of the tests: what the job wants; a job that wants no such thing is a real solve."""
    job = db.session.get_one(Job, job_id)
    wants, attempts = dict(job.wants), job.attempts
    db.session.rollback()
    if "do" not in wants:
        return tasks.solve(job_id, tools)
    tools.progress({"said": "at it"})
    match wants["do"]:
        case "finish":
            record("finish", db.session.get_one(Job, job_id), by=None, at=now())
        case "work until cancelled":
            while not tools.cancelled():
                time.sleep(0.05)
        case "never listen":
            while True:
                time.sleep(0.05)
        case "hang at the first attempt":
            while attempts == 1:
                time.sleep(0.05)
        case "be killed":
            os.kill(os.getpid(), signal.SIGKILL)
        case "refuse":
            raise Refused("Slot B has too few seats.")
        case "break":
            raise RuntimeError("a mistake in the work")
    return {"by": os.getppid()}


def main(settings: str, *job: str) -> None:
    values = json.loads(Path(settings).read_text())
    app = create_app(Config(**values | {"instance": Path(values["instance"])}))
    work.WORK[JobKind.SOLVE] = do_as_asked
    if job:
        work.work_on(Attempt(int(job[0]), int(job[1])), app)
    else:
        worker.run(app, command=[sys.executable, "-m", "tests.worker_process", settings])


if __name__ == "__main__":
    main(*sys.argv[1:])
