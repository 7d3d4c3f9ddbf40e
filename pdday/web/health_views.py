"""Three addresses for whoever watches over pdday: a proxy, a monitor, a script. Nobody has to be signed in."""

from __future__ import annotations

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from pdday import health
from pdday.clock import now

bp = Blueprint("health", __name__, url_prefix="/health")


@bp.get("/live")
def live() -> ResponseReturnValue:
    """This process answers; the database is not asked."""
    return _answer(None)


@bp.get("/ready")
def ready() -> ResponseReturnValue:
    """Pages can be served: the database is there, and of this version."""
    return _answer(health.why_not_ready())


@bp.get("/worker")
def worker() -> ResponseReturnValue:
    """Mail goes out and long jobs are done: a worker gave a sign of life within the last minute."""
    return _answer(health.why_no_worker(now=now()))


def _answer(trouble: str | None) -> ResponseReturnValue:
    return jsonify(well=trouble is None, trouble=trouble), 503 if trouble else 200
