"""What a worker does by itself every few minutes, asked by nobody: the register of rounds.

A round looks what is due and does it, in transactions of its own. Any number of workers may go the same round at the
same time, and any may have missed the last: a round does by the rows of the moment what is still to be done.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from pdday.db import db

log = logging.getLogger(__name__)

#: A worker goes its rounds this often.
EVERY = timedelta(minutes=5)

#: Given the moment, does what is due and commits it.
Round = Callable[[datetime], None]

_rounds: list[Round] = []


def every_round(work: Round) -> Round:
    """Register work for each round; the same one twice counts once."""
    if work not in _rounds:
        _rounds.append(work)
    return work


def go(*, now: datetime) -> None:
    """Go one round. Work that fails is logged and keeps nobody else's from being done."""
    for work in _rounds:
        try:
            work(now)
        except Exception:
            log.exception("A round failed: %s.", getattr(work, "__name__", work))
        finally:
            db.session.rollback()
