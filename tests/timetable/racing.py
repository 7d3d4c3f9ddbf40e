"""Many people at the same moment, each with a connection of their own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from flask import Flask

from pdday.db import db
from pdday.errors import Refused


def at_once(app: Flask, presses: Sequence[Callable[[], object]]) -> list[str]:
    """Do all of these at the same moment and commit each: “done”, or the refusal's kind, sorted."""
    db.session.commit()
    db.session.remove()
    start, outcomes = threading.Barrier(len(presses)), []

    def do(press: Callable[[], object]) -> None:
        with app.app_context():
            start.wait()
            try:
                press()
                db.session.commit()
                outcomes.append("done")
            except Refused as refusal:
                db.session.rollback()
                outcomes.append(type(refusal).__name__)

    threads = [threading.Thread(target=do, args=(press,)) for press in presses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=timedelta(minutes=2).total_seconds())
    return sorted(outcomes)
